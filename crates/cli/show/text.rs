//! What applies, for people.

use std::fmt::Write as _;

use super::Shown;
use crate::args::Threshold;
use crate::decided::{self, Setup};

/// Writes it.
pub(super) fn write(shown: &Shown<'_>) -> String {
    let mut text = String::new();
    head(shown, &mut text);
    files(shown, &mut text);
    for setup in shown.environments() {
        rules(shown, setup, &mut text);
    }
    waivers(shown, &mut text);
    text.lines().map(|line| report::visible(line).into_owned() + "\n").collect()
}

fn head(shown: &Shown<'_>, text: &mut String) {
    let plan = shown.plan;
    let config = plan.place.config.as_deref();
    let config = config.map_or("none".into(), |path| path.to_string_lossy());
    let _ = writeln!(text, "root: {}\nconfiguration: {config}", plan.place.root.display());
    let gate = &plan.gate;
    let fails = match gate.fail_on {
        Threshold::At(severity) => format!("findings of severity {severity} or worse"),
        Threshold::Never => "no findings".to_owned(),
    };
    let score = gate.min_score.map(|score| format!(", a score below {score}")).unwrap_or_default();
    let gaps = if gate.fail_on_gaps { ", gaps" } else { "" };
    let _ = writeln!(text, "fails on: {fails}{score}{gaps}");
    let _ = writeln!(text, "gated environments: {}", gate.gated.join(", "));
    if let Some(baseline) = &plan.baseline {
        let _ = writeln!(text, "baseline: {}", baseline.display());
    }
    let globs: Vec<_> =
        plan.settings.exclude.iter().map(|glob| format!("`{}`", glob.value)).collect();
    if !globs.is_empty() {
        let _ = writeln!(text, "left out unless named: {}", globs.join(", "));
    }
}

fn files(shown: &Shown<'_>, text: &mut String) {
    for file in shown.files() {
        let _ = writeln!(text, "\n{}: {}", file.path, file.kind);
        let claims = shown.judged.files.get(&file.path);
        for ((name, key), n) in claims.into_iter().flatten() {
            let why = key.map_or("by no other".to_owned(), |key| format!("by its `{key}`"));
            let profile = shown.profile(name);
            let profile =
                profile.map_or("no profile".to_owned(), |(name, _)| format!("profile {name}"));
            let _ = writeln!(text, "  environment {name} {why} ({profile}): {n} judged");
        }
        match claims {
            None if file.judged => text.push_str("  nothing in it is judged by itself\n"),
            None => text.push_str("  read for others only, or not judged before it is rendered\n"),
            Some(_) => {}
        }
    }
    if shown.files().next().is_none() {
        text.push_str("\nno container file is named\n");
    }
}

fn rules(shown: &Shown<'_>, setup: &Setup, text: &mut String) {
    let profile = match &setup.profile {
        Some((name, why)) => format!("profile {name}, {why}"),
        None => "no profile".to_owned(),
    };
    let _ = writeln!(text, "\nenvironment {}: {profile}", setup.name);
    let applying: Vec<_> = shown.applying(setup).collect();
    let width = applying.iter().map(|rule| rule.rule.id.len()).max().unwrap_or_default();
    for rule in applying {
        let level = rule.severity.map_or("off", diag::Severity::as_str);
        let _ = write!(text, "  {level:8}  {:width$}  {}", rule.rule.id, rule.by);
        for (key, value, by) in &rule.options {
            let _ = write!(text, "; {key}: {value} by {by}");
        }
        text.push('\n');
    }
}

fn waivers(shown: &Shown<'_>, text: &mut String) {
    for it in shown.waivers() {
        let waiver = &it.waiver;
        let what = [&waiver.rules[..], &waiver.controls].concat().join(", ");
        let until = if waiver.expires < shown.plan.policy.today { "expired on" } else { "until" };
        let place = decided::place(it.span, &shown.plan.disk.sources());
        let _ =
            writeln!(text, "\nwaiver {}: {what} {until} {} ({place})", waiver.id, waiver.expires);
    }
}
