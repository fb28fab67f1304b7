//! Every concept that linters of Dockerfiles check, by number, and what we make of it: `fixtures/dockerfile-concepts`.
//!
//! `== NUMBER what it is about` begins a case; `fires RULE TIMES`, `asks RULE TIMES` and `silent RULE` (or `*`, all that are on
//! by default) say what has to come of the files below; `declined ...` names the row of `docs/decisions.md` that says why not.

use std::collections::BTreeSet;
use std::path::Path;

use crate::common::fixture::{entries, file_name, read};
use crate::common::{Repository, concise, judge};
use diag::{Status, Verdict};

/// How many concepts there are, numbered from 1.
const CONCEPTS: usize = 178;

/// One case.
struct Case {
    /// `a-identity.txt: 1 root as the last user`.
    name: String,
    number: usize,
    answers: Vec<String>,
    repository: Repository,
}

#[test]
fn every_concept_is_a_rule_or_declined() {
    let decisions = read(&root().join("docs/decisions.md"));
    let cases = cases();
    let wrong: Vec<String> =
        cases.iter().flat_map(|case| wrong_answers(case, &decisions)).collect();
    assert!(wrong.is_empty(), "{} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
    let numbers: BTreeSet<usize> = cases.iter().map(|case| case.number).collect();
    assert_eq!(numbers, (1..=CONCEPTS).collect());
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn cases() -> Vec<Case> {
    let files = entries(&root().join("fixtures/dockerfile-concepts"));
    let cases = files.iter().flat_map(|path| {
        let text = format!("\n{}", read(path));
        let sections: Vec<String> = text.split("\n== ").skip(1).map(str::to_owned).collect();
        sections.into_iter().map(|section| case(&file_name(path), &section))
    });
    cases.collect()
}

fn case(file: &str, section: &str) -> Case {
    let (head, files) = section.split_once("\n---\n").unwrap_or((section, ""));
    let mut lines = head.lines();
    let title = lines.next().unwrap_or_default();
    let number = title.split(' ').next().and_then(|number| number.parse().ok());
    let mut repository = Repository::new();
    for (at, part) in files.split("\n--- ").enumerate() {
        match part.split_once('\n') {
            Some((name, text)) if at > 0 => repository.insert(name.into(), format!("{text}\n")),
            _ => repository.insert("Dockerfile".into(), format!("{part}\n")),
        };
    }
    Case {
        name: format!("{file}: {title}"),
        number: number.unwrap_or_else(|| panic!("{file}: {title}: a case begins with a number")),
        answers: lines.map(str::to_owned).collect(),
        repository,
    }
}

fn wrong_answers(case: &Case, decisions: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for answer in &case.answers {
        let (verb, rest) = answer.split_once(' ').unwrap_or((answer, ""));
        if verb == "declined" {
            if !decisions.contains(&format!("\n| {rest} | ")) {
                wrong.push(format!("{}: no decision about: {rest}", case.name));
            }
            continue;
        }
        let (rule, times) = rest.split_once(' ').unwrap_or((rest, "0"));
        let named = |it: &&engine::Builtin| if rule == "*" { it.default_on } else { it.id == rule };
        let rules: Vec<_> = rules::ALL.iter().copied().filter(named).collect();
        if rules.is_empty() {
            wrong.push(format!("{}: there is no rule `{rule}`", case.name));
        }
        for rule in rules {
            let judgement = judge(rule.id, &case.repository);
            let wanted = |verdict| match verb {
                "fires" => verdict == Verdict::Fail,
                "asks" => verdict == Verdict::Review,
                "silent" => true,
                _ => panic!("{}: `{verb}` is no answer", case.name),
            };
            let active = judgement.findings.iter().filter(|it| it.status == Status::Active);
            if active.filter(|it| wanted(it.verdict)).count().to_string() != times {
                let found = concise(&judgement);
                wrong.push(format!("{}: {} {times} times, not:\n{found}", case.name, rule.id));
            }
        }
    }
    wrong
}
