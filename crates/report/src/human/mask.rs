//! Which bytes of which source are secret.

use diag::{Report, SourceId};

use crate::place::Places;

/// What stands for a secret, whatever its length.
pub(super) const STARS: &str = "********";

/// The secret ranges of a report: per source, in order and apart from each other.
pub(super) struct Masks(Vec<Vec<(usize, usize)>>);

impl Masks {
    pub(super) fn new(report: &Report, places: &Places<'_>) -> Self {
        let mut masks = vec![Vec::new(); report.sources.len()];
        let said = report.findings.iter().flat_map(|finding| &finding.redact);
        for span in said.chain(&report.secrets) {
            masks[span.source.0 as usize].push(places.bytes(*span));
        }
        for ranges in &mut masks {
            merge(ranges);
        }
        Self(masks)
    }

    /// The first secret that ends after `offset`, as start and exclusive end.
    pub(super) fn after(&self, source: SourceId, offset: usize) -> Option<(usize, usize)> {
        let ranges = &self.0[source.0 as usize];
        ranges.get(ranges.partition_point(|(_, end)| *end <= offset)).copied()
    }
}

fn merge(ranges: &mut Vec<(usize, usize)>) {
    ranges.retain(|(start, end)| start < end);
    ranges.sort_unstable();
    ranges.dedup_by(|next, kept| {
        let joins = next.0 <= kept.1;
        if joins {
            kept.1 = kept.1.max(next.1);
        }
        joins
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn overlapping_secrets_become_one() {
        let mut ranges = vec![(5, 9), (1, 3), (2, 4), (9, 9), (8, 12)];
        super::merge(&mut ranges);
        assert_eq!(ranges, [(1, 4), (5, 12)]);
    }
}
