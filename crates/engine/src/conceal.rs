//! Keeps credentials out of reports: rules hide those that they are about, and this all others that would be shown.

use std::borrow::Cow;
use std::collections::BTreeSet;

use diag::{Fate, Finding, Report, SourceId, Span};
use model::secret::{self, Known};

/// Covers credentials in all that a report says: those of a telling shape, and those that are known. A format that draws lines needs [`conceal_lines`] as well.
pub fn conceal(report: &mut Report, known: &Known) {
    let cover = |text: &mut String| {
        if let Cow::Owned(covered) = known.veil(text) {
            *text = covered;
        }
    };
    for finding in &mut report.findings {
        if let Cow::Owned(covered) = secret::veil_place(&finding.place) {
            finding.place = covered;
        }
        if let Cow::Owned(covered) = secret::veil_line(&finding.evidence) {
            finding.evidence = covered;
        }
        cover(&mut finding.place);
        cover(&mut finding.evidence);
        cover(&mut finding.message);
        cover(&mut finding.primary.text);
        finding.related.iter_mut().for_each(|label| cover(&mut label.text));
        finding.trail.iter_mut().for_each(|step| cover(&mut step.text));
        finding.fixes.retain(|fix| !fix.edits.iter().any(|edit| secret::discloses(&edit.text)));
    }
    for subject in &mut report.subjects {
        // An image whose name brings a credential is nothing that anybody looks up.
        subject.image.take_if(|image| matches!(known.veil(image), Cow::Owned(_)));
    }
    report.gaps.iter_mut().for_each(|gap| cover(&mut gap.message));
    report.troubles.iter_mut().for_each(|trouble| cover(&mut trouble.message));
    for file in &mut report.files {
        if let Fate::Error(why) | Fate::Gap(why) = &mut file.fate {
            cover(why);
            cover(&mut file.path);
        }
    }
}

/// Names the credentials in the lines that a report draws.
pub fn conceal_lines(report: &mut Report) {
    report.secrets = shown(report).into_iter().flat_map(|line| secrets(report, line)).collect();
}

/// The lines that are drawn, each once: source and index.
fn shown(report: &Report) -> BTreeSet<(SourceId, usize)> {
    let spans = report.findings.iter().flat_map(|finding| spans(finding));
    // Of what runs over many lines the first is drawn, and a line between two drawn ones is drawn as well.
    let line = |span: Span| report.sources.get(span.source).line_index(span.start());
    spans.flat_map(|span| [0, 1].map(|next| (span.source, line(span) + next))).collect()
}

fn spans(finding: &Finding) -> impl Iterator<Item = Span> {
    let labels = std::iter::once(&finding.primary).chain(&finding.related);
    labels.map(|label| label.span).chain(finding.trail.iter().filter_map(|step| step.span))
}

fn secrets(report: &Report, (id, line): (SourceId, usize)) -> Vec<Span> {
    let source = report.sources.get(id);
    let text = |line| source.slice(source.line_range(line));
    let (start, _) = source.line_range(line);
    let at = |offset: usize| start + u32::try_from(offset).unwrap_or(u32::MAX - start);
    let before = line.checked_sub(1).map_or("", text);
    let beside = secret::spot_beside(text(line), [before, text(line + 1)]);
    let spots = secret::spots(text(line)).into_iter().chain(beside);
    spots.into_iter().map(|spot| Span::new(id, at(spot.start), at(spot.end))).collect()
}
