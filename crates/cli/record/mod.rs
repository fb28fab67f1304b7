//! `check --record FILE`: one line per run, each with the hash of the one before it, and `plimsoll record verify`.

mod chain;
mod digest;

use std::collections::BTreeMap;
use std::path::Path;

use diag::{Coverage, Fate, FileEntry, Report, Severity, Trouble, Verdict};
use engine::{WaiverState, sha256};
use serde_json::{Value, json};

use crate::args::{CheckArgs, RecordArgs};
use crate::exit::Exit;
use crate::git::Git;
use crate::plan::Plan;
use crate::{decided, output, paths, today};

/// Version of the form of a record.
const VERSION: u32 = 1;

/// Adds the record of a run to a file.
///
/// # Errors
/// If the file cannot be written, or does not end with a whole record.
pub(crate) fn add(
    path: &Path,
    args: &CheckArgs,
    plan: &Plan,
    report: &Report,
    waivers: &[WaiverState],
    exit: Exit,
) -> Result<(), Trouble> {
    let record = record(args, plan, report, waivers, exit);
    chain::append(path, record).map_err(|why| {
        let help = "`plimsoll record verify FILE` says what is wrong with it";
        paths::trouble(path.to_string_lossy(), format!("cannot add the record: {why}"), help)
    })
}

/// Checks that no record was changed, taken out or put in between.
pub(crate) fn verify(args: &RecordArgs) -> Exit {
    let shown = args.file.to_string_lossy();
    match chain::verify(&args.file) {
        Ok(chain::Verified { hashes, broken: None }) if !hashes.is_empty() => {
            let is_there = |hash: &String| hashes.iter().any(|it| it.eq_ignore_ascii_case(hash));
            if let Some(hash) = args.holds.as_ref().filter(|hash| !is_there(hash)) {
                let said = format!("{}: no record is {hash}\n", report::visible(&shown));
                return output::print(said.as_bytes()).max(Exit::Findings);
            }
            let (n, last) = (hashes.len(), &hashes[hashes.len() - 1]);
            let said =
                format!("{n} records, each the successor of the one before; the last is {last}\n");
            output::print(said.as_bytes())
        }
        Ok(chain::Verified { broken: Some((line, why)), .. }) => {
            let said = format!("{}:{line}: {why}\n", report::visible(&shown));
            output::print(said.as_bytes()).max(Exit::Findings)
        }
        Ok(_) => {
            output::complain(&format!("{shown}: holds no record"));
            Exit::Trouble
        }
        Err(error) => {
            output::complain(&format!("{shown}: {}", paths::words(&error)));
            Exit::Trouble
        }
    }
}

fn record(
    args: &CheckArgs,
    plan: &Plan,
    report: &Report,
    waivers: &[WaiverState],
    exit: Exit,
) -> Value {
    let setups = decided::setups(&args.rules, &plan.settings, &plan.policy, &plan.disk);
    let config = plan.place.config.as_deref();
    let config = config.and_then(|path| paths::relative(&plan.place.root, path));
    json!({
        "version": VERSION,
        "time": today::exactly_now(),
        "tool": {
            "name": "plimsoll",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": digest::of_rules(),
        },
        "arguments": arguments(),
        "policy": {
            "configuration": config,
            "day": plan.policy.today,
            "sha256": digest::of_policy(plan, &setups),
        },
        "git": git(&plan.place.root),
        "inputs": inputs(report),
        "outcomes": outcomes(report),
        "findings": findings(report),
        "waivers": plan.waivers.iter().zip(waivers).map(|(it, state)| waiver(&it.waiver.id, state)).collect::<Vec<_>>(),
        "coverage": report.coverage.iter().map(coverage).collect::<Vec<_>>(),
        "scores": report.scores.iter().map(score).collect::<Vec<_>>(),
        "exit": exit.status(),
    })
}

/// The commit that is checked out, and whether files that git knows differ from it; nothing outside a work tree.
fn git(root: &Path) -> Value {
    let asked = Git::of(root).and_then(|git| {
        let commit = git.commit("HEAD")?;
        Ok(json!({"commit": commit, "dirty": git.is_dirty()?}))
    });
    asked.unwrap_or(Value::Null)
}

/// Every file that was read or should have been, with the hash of what was read and what became of it.
fn inputs(report: &Report) -> Vec<Value> {
    let texts: BTreeMap<&str, &str> =
        report.sources.iter().map(|(_, source)| (&*source.path, &*source.text)).collect();
    let input = |file: &FileEntry| {
        let sha256 = texts.get(file.path.as_str()).map(|text| sha256(text.as_bytes()));
        let status = match &file.fate {
            Fate::Error(_) => "error",
            Fate::Gap(_) => "gap",
            Fate::Judged => "read",
            // The configuration was read, and what else is set aside says nothing about what was judged.
            Fate::SetAside(_) => sha256.as_ref().map(|_| "read")?,
        };
        let mut input = json!({"path": file.path, "kind": file.kind, "judged": file.judged, "sha256": sha256, "status": status});
        if let (None, Some(reason)) = (&sha256, file.fate.reason()) {
            input["reason"] = reason.into();
        }
        Some(input)
    };
    report.files.iter().filter_map(input).collect()
}

/// What was typed, but for the values of variables, which may be secret.
fn arguments() -> Vec<String> {
    let mut typed = Vec::new();
    let mut is_variable = false;
    for argument in std::env::args_os().skip(1) {
        let argument = argument.to_string_lossy();
        let variable = argument.strip_prefix("--env=");
        typed.push(match variable.or(is_variable.then_some(&*argument)) {
            Some(pair) => {
                let name = pair.split('=').next().unwrap_or_default();
                let masked = if pair.contains('=') { "=********" } else { "" };
                let flag = if variable.is_some() { "--env=" } else { "" };
                format!("{flag}{name}{masked}")
            }
            None => argument.clone().into_owned(),
        });
        is_variable = argument == "--env";
    }
    typed
}

fn outcomes(report: &Report) -> Value {
    let count = |verdict| report.outcomes.iter().filter(|it| it.verdict == verdict).count();
    json!({
        "pass": count(Verdict::Pass),
        "fail": count(Verdict::Fail),
        "review": count(Verdict::Review),
        "not-applicable": count(Verdict::NotApplicable),
    })
}

fn findings(report: &Report) -> Value {
    let summary = &report.summary;
    let active = Severity::ALL.iter().zip(summary.failures);
    let mut counts: serde_json::Map<String, Value> =
        active.map(|(severity, n)| (severity.as_str().to_owned(), n.into())).collect();
    for (name, n) in [
        ("reviews", summary.reviews),
        ("suppressed", summary.suppressed),
        ("waived", summary.waived),
        ("baselined", summary.baselined),
        ("unchanged", summary.unchanged),
    ] {
        counts.insert(name.to_owned(), n.into());
    }
    Value::Object(counts)
}

fn waiver(id: &str, state: &WaiverState) -> Value {
    let (status, covers) = match state {
        WaiverState::Matched(n) => ("matched", *n),
        WaiverState::Unused => ("unused", 0),
        WaiverState::Expired => ("expired", 0),
        WaiverState::Invalid(_) => ("invalid", 0),
    };
    json!({"id": id, "status": status, "covers": covers})
}

/// How much of an environment was judged, in files.
fn coverage(coverage: &Coverage) -> Value {
    json!({
        "environment": coverage.environment,
        "judged": coverage.judged,
        "errors": coverage.errors,
        "gaps": coverage.gaps,
    })
}

/// Percentages as reports show them.
fn score(score: &diag::Score) -> Value {
    let shown = |it: f64| diag::shown(it).parse::<f64>().ok();
    json!({
        "environment": score.environment,
        "score": score.value.and_then(shown),
        "strict": score.strict.and_then(shown),
        "assessed": shown(score.assessed),
        "low": shown(score.low),
        "high": shown(score.high),
        "cap": score.cap.map(|(limit, _)| limit),
    })
}
