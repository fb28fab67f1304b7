//! Findings as SARIF results.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use diag::{Finding, Fix, Label, Report, Span, Status, Verdict};

use super::line_hash::line_hashes;
use super::shape::{
    Artifact, Change, CodeFlow, FlowStep, Location, Mend, Outcome, Physical, Region, Replacement,
    Suppression, Text, ThreadFlow,
};
use super::uri::uri;
use super::{level, sentence};
use crate::place::{Places, Spot, Unit};
use crate::text::visible;

/// Related places that a message links to.
const MAX_LINKS: usize = 3;

/// GitHub shows no more locations of a result.
const MAX_LOCATIONS: usize = 100;

/// What results are made from.
pub(super) struct Context<'a> {
    report: &'a Report,
    places: &'a Places<'a>,
    hashes: Vec<OnceCell<Vec<String>>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(report: &'a Report, places: &'a Places<'a>) -> Self {
        let hashes = (0..report.sources.len()).map(|_| OnceCell::new()).collect();
        Self { report, places, hashes }
    }

    pub(super) fn outcome<'s>(&'s self, finding: &'s Finding) -> Outcome<'s> {
        let is_review = finding.verdict == Verdict::Review;
        let labels = &finding.related[..finding.related.len().min(MAX_LOCATIONS)];
        let rules = &self.report.rules;
        Outcome {
            rule_id: finding.rule.as_str(),
            rule_index: rules.binary_search_by_key(&finding.rule, |meta| meta.id).ok(),
            kind: is_review.then_some("review"),
            // The standard knows a level for failures only.
            level: if is_review { "none" } else { level(finding.severity) },
            message: Text::new(self.message(finding)),
            locations: [self.location(finding.primary.span, None)],
            related_locations: (1..).zip(labels).map(|(id, it)| self.related(id, it)).collect(),
            code_flows: self.code_flows(finding),
            partial_fingerprints: self.fingerprints(finding),
            suppressions: suppression(&finding.status).into_iter().collect(),
            fixes: self.fixes(finding),
        }
    }

    /// One sentence; places in other files are linked from its end.
    fn message(&self, finding: &Finding) -> String {
        let home = finding.primary.span.source;
        let links: Vec<String> = (1..)
            .zip(&finding.related)
            .filter(|(_, label)| label.span.source != home)
            .take(MAX_LINKS)
            .map(|(id, label)| {
                let line = self.places.spot(label.span, Unit::Utf16).line;
                let path = self.places.path(label.span).replace(['[', ']'], "_");
                format!("[{}:{line}]({id})", visible(&path))
            })
            .collect();
        // A template that was rendered elsewhere has no place to link to.
        let mut steps = finding.trail.iter();
        let template = steps.find(|step| step.text.starts_with("rendered from "));
        let template = template.map_or_else(String::new, |step| format!(", {}", step.text));
        let message = format!("{}{template}", finding.message).replace("](", "] (");
        match links.join(", ") {
            links if links.is_empty() => sentence(&message),
            links => sentence(&format!("{message} (see {links})")),
        }
    }

    fn related(&self, id: usize, label: &Label) -> Location {
        let location = self.location(label.span, Some(&label.text));
        Location { id: Some(id), ..location }
    }

    /// The place of a span, cut to one line: GitHub shows an alert in a pull request only if all its lines changed.
    pub(super) fn location(&self, span: Span, text: Option<&str>) -> Location {
        let region = region(self.places.spot_on_one_line(span, Unit::Utf16));
        let message = text.filter(|text| !text.is_empty()).map(|text| Text::new(sentence(text)));
        let artifact_location = artifact(self.places.path(span));
        let physical = Physical { artifact_location, region: Some(region) };
        Location { id: None, physical, message }
    }

    /// How the value came about, if that took more than one written step.
    fn code_flows(&self, finding: &Finding) -> Vec<CodeFlow> {
        let steps = finding.trail.iter().filter_map(|step| Some((step.span?, &step.text)));
        let steps = steps.take(MAX_LOCATIONS);
        let locations: Vec<FlowStep> = steps
            .map(|(span, text)| FlowStep { location: self.location(span, Some(text)) })
            .collect();
        match locations.len() {
            0 | 1 => Vec::new(),
            _ => vec![CodeFlow { thread_flows: [ThreadFlow { locations }] }],
        }
    }

    fn fingerprints<'s>(&'s self, finding: &'s Finding) -> BTreeMap<&'static str, &'s str> {
        let span = finding.primary.span;
        let line = self.places.spot(span, Unit::Utf16).line;
        let hashes = self.hashes[span.source.0 as usize]
            .get_or_init(|| line_hashes(&self.places.source(span.source).text));
        let mut prints = BTreeMap::new();
        prints.extend(hashes.get(line - 1).map(|hash| ("primaryLocationLineHash", hash.as_str())));
        if !finding.fingerprint.is_empty() {
            prints.insert("plimsoll/v1", finding.fingerprint_v1.as_str());
            prints.insert("plimsoll/v2", finding.fingerprint.as_str());
        }
        prints
    }

    fn fixes<'s>(&self, finding: &'s Finding) -> Vec<Mend<'s>> {
        let fixes = finding.fixes.iter();
        let fixes = fixes.filter(|fix| fix.applicability > diag::Applicability::Manual);
        fixes.filter(|fix| !self.places.leaks(finding, fix)).map(|fix| self.fix(fix)).collect()
    }

    fn fix<'s>(&self, fix: &'s Fix) -> Mend<'s> {
        let mut edits: Vec<_> = fix.edits.iter().collect();
        edits.sort_by_key(|edit| edit.span);
        let files = edits.chunk_by(|a, b| a.span.source == b.span.source);
        let changes = files.map(|edits| Change {
            artifact_location: artifact(self.places.path(edits[0].span)),
            replacements: edits
                .iter()
                .map(|edit| Replacement {
                    deleted_region: region(self.places.spot(edit.span, Unit::Utf16)),
                    inserted_content: Text::new(&*edit.text),
                })
                .collect(),
        });
        Mend { description: Text::new(sentence(&fix.title)), artifact_changes: changes.collect() }
    }
}

fn suppression(status: &Status) -> Option<Suppression> {
    let (kind, justification) = match status {
        Status::Active => return None,
        Status::Suppressed { reason, .. } => ("inSource", reason.clone()),
        Status::Waived { waiver } => ("external", Some(format!("waived by {waiver}"))),
        Status::Baselined => ("external", Some("in the baseline".to_owned())),
        Status::Unchanged => ("external", Some("about what did not change".to_owned())),
    };
    let justification = justification.map(|text| visible(&text).into_owned());
    Some(Suppression { kind, justification })
}

pub(super) fn artifact(path: &str) -> Artifact {
    let uri = uri(path);
    let uri_base_id = (!uri.starts_with("file:")).then_some(super::ROOT);
    Artifact { uri, uri_base_id }
}

fn region(spot: Spot) -> Region {
    Region {
        start_line: spot.line,
        start_column: spot.column,
        end_line: spot.end_line,
        end_column: spot.end_column,
    }
}
