//! What stands beside a step does not change what is said of it: every Dockerfile fixture of every rule is written in other ways
//! that mean the same, and judged again.

use std::collections::BTreeSet;

use crate::common::fixture::{self, Fixture};
use crate::common::{Repository, judge, kind};
use model::FileKind;

#[test]
fn a_harmless_command_with_every_word_changes_nothing() {
    let words = words();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for fixture in fixture::all() {
        let Some(path) = only_dockerfile(&fixture) else { continue };
        let mut repository = fixture.repository.clone();
        let Some(text) = rewritten(&repository[&path], &words) else { continue };
        repository.insert(path, text);
        let (before, after) =
            (said(&fixture.rule, &fixture.repository), said(&fixture.rule, &repository));
        if before != after {
            wrong.push(format!("{}: {before:?}, rewritten {after:?}", fixture.name()));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 100, "only {count} fixtures can be rewritten");
}

/// All plain words of all Dockerfile fixtures: names of programs, options, verbs, file endings.
fn words() -> String {
    let texts = fixture::all().into_iter().filter_map(|it| {
        let path = only_dockerfile(&it);
        path.and_then(|path| it.repository.get(&path).cloned())
    });
    let mut words = BTreeSet::new();
    for text in texts {
        let plain = text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c));
        words.extend(plain.filter(|word| (2..=16).contains(&word.len())).map(str::to_owned));
    }
    words.into_iter().collect::<Vec<_>>().join(" ")
}

fn only_dockerfile(fixture: &Fixture) -> Option<String> {
    let is_dockerfile = |(path, text): &(&String, &String)| {
        kind(path, text) == Some(FileKind::Dockerfile) || path.ends_with("Dockerfile")
    };
    let mut files = fixture.repository.iter().filter(is_dockerfile);
    let (path, text) = files.next().filter(|_| files.next().is_none())?;
    // PowerShell and cmd have another word for nothing.
    (!text.contains("escape=`") && !text.contains("windows")).then(|| path.clone())
}

/// The text with a command that does nothing at the front of every step in shell form, if it has one.
fn rewritten(text: &str, words: &str) -> Option<String> {
    let mut changed = false;
    let mut before = "";
    let lines = text.split_inclusive('\n').map(|line| {
        let is_start = !before.trim_end().ends_with('\\');
        before = line;
        let script = line.strip_prefix("RUN ").filter(|it| is_start && is_plain(it));
        let Some(script) = script else { return line.to_owned() };
        changed = true;
        format!("RUN : '{words}' && {script}")
    });
    let text: String = lines.collect();
    changed.then_some(text)
}

/// Whether a step is in shell form, without flags and heredocs, and its first command no part of a bigger whole.
fn is_plain(script: &str) -> bool {
    let first = script.trim_start();
    !first.starts_with(['[', '<', '-', '\\', '!']) && !script.contains("<<")
}

/// What is found, and on which lines.
fn said(rule: &str, repository: &Repository) -> BTreeSet<(String, u32)> {
    let judgement = judge(rule, repository);
    let findings = judgement.findings.iter().map(|finding| {
        let span = finding.primary.span;
        let line = judgement.sources.get(span.source).position(span.start()).line;
        (finding.message.clone(), line)
    });
    findings.collect()
}
