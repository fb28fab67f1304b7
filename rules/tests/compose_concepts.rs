//! What a linter of Compose files has to know, one file or folder of `fixtures/compose-concepts` each, with the right answers beside
//! the lines they are about: `#~ fail[RULE]` or `#~ review[RULE]` at the end of a line, or on a line of its own above it.
//! Whatever rule a file names, also as `silent[RULE]`, says just that and nothing else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::common::fixture::{entries, file_name, read, repository};
use crate::common::{Repository, concise, judge_together};
use diag::{Status, Verdict};

/// How many concepts there are, numbered from 1.
const CONCEPTS: usize = 125;

/// Concepts that are no rule, or part of one that needs no file here, and the words of `docs/decisions.md` that say why.
const DECLINED: [(usize, &str); 25] = [
    (39, "writable mounts of single files"),
    (42, "volume shared by two services"),
    (50, "`create_host_path`"),
    (51, "drive letters"),
    (57, "ports published twice"),
    (58, "surplus `expose`"),
    (65, "`extra_hosts`, `dns`, `links`"),
    (66, "`extra_hosts`, `dns`, `links`"),
    (75, "`depends_on` conditions"),
    (76, "`init`"),
    (77, "`stop_grace_period`"),
    (81, "keys that Swarm or Compose ignore"),
    (82, "keys that Swarm or Compose ignore"),
    (83, "`develop`, commands that reload"),
    (95, "provenance, SBOM and `pull` of a build"),
    (98, "models of `models:`"),
    (104, "variables without a value"),
    (108, "files of secrets that are committed"),
    (109, "owners, modes and targets of secrets"),
    (110, "owners, modes and targets of secrets"),
    (111, "secrets that nobody uses"),
    (118, "`$` in a value"),
    (122, "`container_name`"),
    (123, "project name"),
    (125, "order and quotes"),
];

#[test]
fn every_concept_gets_the_right_answers() {
    let mut wrong = Vec::new();
    for path in concepts() {
        let repository = repository(&path, &file_name(&path));
        let (wanted, rules) = wanted(&repository);
        let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
        let judgement = judge_together(&rules, &repository);
        let mut found = Vec::new();
        for finding in judgement.findings.iter().filter(|it| it.status == Status::Active) {
            let source = judgement.sources.get(finding.primary.span.source);
            let line = source.position(finding.primary.span.start()).line;
            let verdict = if finding.verdict == Verdict::Review { "review" } else { "fail" };
            found.push(format!("{}:{line} {verdict}[{}]", source.path, finding.rule));
        }
        found.sort();
        if found != wanted {
            let name = file_name(&path);
            let (missing, surplus) = (beyond(&wanted, &found), beyond(&found, &wanted));
            let said = concise(&judgement);
            wrong.push(format!("{name}: missing {missing:#?}, not wanted {surplus:#?} in\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{} concepts are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_concept_is_there_or_declined() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let decisions = read(&root.join("docs/decisions.md"));
    let number = |path: &Path| file_name(path).split('_').next().and_then(|it| it.parse().ok());
    let shown: BTreeSet<usize> = concepts().iter().filter_map(|path| number(path)).collect();
    for (concept, words) in DECLINED {
        assert!(decisions.contains(words), "{concept}: nothing is decided about `{words}`");
        assert!(!shown.contains(&concept), "{concept}: it is declined, and there is a file");
    }
    let declined = DECLINED.into_iter().map(|(concept, _)| concept);
    let all: BTreeSet<usize> = shown.iter().copied().chain(declined).collect();
    assert_eq!(all, (1..=CONCEPTS).collect());
}

fn concepts() -> Vec<PathBuf> {
    entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/compose-concepts"))
}

/// The answers that the comments of a repository ask for, sorted, and the rules that they name.
fn wanted(repository: &Repository) -> (Vec<String>, BTreeSet<String>) {
    let (mut wanted, mut rules) = (Vec::new(), BTreeSet::new());
    for (path, text) in repository {
        for (at, line) in text.lines().enumerate() {
            let Some((before, marks)) = line.split_once("#~ ") else { continue };
            let number = if before.trim().is_empty() { at + 2 } else { at + 1 };
            for mark in marks.split_whitespace() {
                let (verdict, rule) = mark.split_once('[').expect("a mark is `verdict[rule]`");
                rules.insert(rule.trim_end_matches(']').to_owned());
                if verdict != "silent" {
                    wanted.push(format!("{path}:{number} {mark}"));
                }
            }
        }
    }
    wanted.sort();
    (wanted, rules)
}

/// What one sorted list holds more often than another.
fn beyond(these: &[String], others: &[String]) -> Vec<String> {
    let count = |all: &[String], one: &String| all.iter().filter(|it| *it == one).count();
    these.iter().filter(|it| count(these, it) > count(others, it)).cloned().collect()
}
