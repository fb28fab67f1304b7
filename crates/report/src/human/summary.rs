//! The last line: what was found, what was not drawn, and what was not assessed.

use std::fmt::Write as _;

use diag::{Fate, FileEntry, GRADED_FROM, Report, Score, SetAside, Severity, shown};

use super::Paint;
use crate::text::{count, visible};
use crate::{Options, Verbosity};

/// `3 findings (1 critical, 2 low) in 4 files with 9 subjects; 1 to review; not assessed: 1 gap`
pub(super) fn line(report: &Report, options: &Options, paint: Paint) -> String {
    let counts = &report.summary;
    let files = count(counts.files, "file");
    let subjects = count(counts.subjects, "subject");
    let is_excluded = |file: &FileEntry| file.fate == Fate::SetAside(SetAside::Excluded);
    let is_nothing = counts.files == 0 && report.findings.is_empty();
    let mut line = if is_nothing && report.files.iter().any(is_excluded) {
        "nothing was checked: the configuration excludes everything".to_owned()
    } else if is_nothing && !report.troubles.is_empty() {
        "nothing was checked".to_owned()
    } else {
        format!("{} in {files} with {subjects}", findings(report, paint))
    };
    for part in asides(report, options) {
        line += "; ";
        line += &part;
    }
    line
}

/// `score: production 87.2 (B), 79.9 to 91.4 as 88.5 % could be assessed; staging ...`; nothing if nothing was judged.
pub(super) fn scores(report: &Report) -> Option<String> {
    let scores: Vec<String> = report
        .scores
        .iter()
        .map(|score| {
            let alone = report.scores.len() == 1 && report.environments.len() < 2;
            let name =
                if alone { String::new() } else { format!("{} ", visible(&score.environment)) };
            name + &words(score)
        })
        .collect();
    (!scores.is_empty()).then(|| format!("score: {}", scores.join("; ")))
}

fn words(score: &Score) -> String {
    let (low, high) = (shown(score.low), shown(score.high));
    let (Some(value), Some(grade)) = (score.value, score.grade) else {
        if score.coverage < GRADED_FROM {
            let coverage = shown(score.coverage);
            return format!(
                "not graded ({coverage} % of what was found could be judged; between {low} and {high})"
            );
        }
        return "none, because nothing that is hardened could be assessed".to_owned();
    };
    let mut words = format!("{} ({grade})", shown(value));
    if let Some((limit, why)) = score.cap {
        let _ = write!(words, ", at most {limit} because {why}");
    }
    if score.assessed < 100.0 || score.coverage < 100.0 {
        let _ = write!(words, ", between {low} and {high} with what could not be assessed");
    }
    if score.qualified {
        words += ", qualified by waivers";
    }
    words
}

fn findings(report: &Report, paint: Paint) -> String {
    let counts = Severity::ALL.into_iter().zip(report.summary.failures);
    let parts: Vec<String> = counts
        .filter(|(_, n)| *n > 0)
        .map(|(severity, n)| paint.severity(severity, &format!("{n} {severity}")))
        .collect();
    match report.summary.failures.iter().sum() {
        0 => "no findings".to_owned(),
        total => format!("{} ({})", count(total, "finding"), parts.join(", ")),
    }
}

fn asides(report: &Report, options: &Options) -> Vec<String> {
    let counts = &report.summary;
    let mut parts = Vec::new();
    if counts.reviews > 0 {
        let hint = if options.verbosity == Verbosity::Verbose { "" } else { " (-v lists them)" };
        parts.push(format!("{} to review{hint}", counts.reviews));
    }
    let marks = [
        (counts.suppressed, "suppressed"),
        (counts.waived, "waived"),
        (counts.baselined, "baselined"),
        (counts.unchanged, "about what did not change"),
    ];
    parts.extend(marks.iter().filter(|(n, _)| *n > 0).map(|(n, mark)| format!("{n} {mark}")));
    let hidden =
        report.findings.iter().filter(|it| it.counts() && it.severity < options.min_severity);
    match hidden.count() {
        0 => {}
        n => parts.push(format!("{n} below {} not shown", options.min_severity)),
    }
    let missed = [(report.troubles.len(), "error"), (report.gaps.len(), "gap")];
    let missed: Vec<String> =
        missed.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| count(*n, noun)).collect();
    if !missed.is_empty() {
        parts.push(format!("not assessed: {}", missed.join(", ")));
    }
    if counts.set_aside > 0 {
        let hint = if options.verbosity == Verbosity::Verbose { "" } else { " (-v lists them)" };
        parts.push(format!("{} set aside{hint}", counts.set_aside));
    }
    parts
}
