//! Where linters of Dockerfiles are known to go wrong, each trap a file or folder in `fixtures/traps`, with the right
//! answer in its comments: `# fires: RULE [TIMES [on LINE ...]]`, `# asks: RULE` for a review, `# silent: RULE` or `*`.

use std::collections::BTreeSet;
use std::path::Path;

use crate::common::fixture::{entries, file_name, repository};
use crate::common::{Judgement, Repository, concise, judge};
use diag::{Finding, Status, Verdict};

/// How many traps there are, numbered from 1.
const TRAPS: usize = 45;

/// Traps that no single Dockerfile can show, and the test that does.
const ELSEWHERE: [(usize, &str); 1] = [(12, "../tests/cli/editions.rs")];

/// What the comments of a trap say of one rule.
#[derive(Debug)]
struct Answer {
    rule: String,
    kind: Kind,
    times: usize,
    lines: Vec<u32>,
}

/// What a rule makes of a trap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Fires,
    Asks,
    Silent,
}

#[test]
fn no_trap_catches_us() {
    let mut wrong = Vec::new();
    for path in traps() {
        let repository = repository(&path, &file_name(&path));
        let answers = answers(&repository);
        assert!(!answers.is_empty(), "{}: nothing is expected", path.display());
        for answer in answers {
            for rule in rules_of(&answer) {
                let judgement = judge(rule, &repository);
                if !is_right(&answer, &judgement) {
                    let name = file_name(&path);
                    wrong.push(format!("{name}: {answer:?}, not:\n{}", concise(&judgement)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_trap_is_there() {
    let number = |path: &Path| file_name(path).split('_').next().and_then(|it| it.parse().ok());
    let shown: BTreeSet<usize> = traps().iter().filter_map(|path| number(path)).collect();
    let rules = Path::new(env!("CARGO_MANIFEST_DIR"));
    let elsewhere = ELSEWHERE.into_iter().filter(|(_, test)| rules.join(test).is_file());
    let all: BTreeSet<usize> = shown.into_iter().chain(elsewhere.map(|it| it.0)).collect();
    assert_eq!(all, (1..=TRAPS).collect());
}

fn traps() -> Vec<std::path::PathBuf> {
    entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/traps"))
}

fn answers(repository: &Repository) -> Vec<Answer> {
    let kinds =
        [("# fires: ", Kind::Fires), ("# asks: ", Kind::Asks), ("# silent: ", Kind::Silent)];
    let lines = repository.values().flat_map(|text| text.lines());
    let read = |line: &str| {
        let (kind, rest) = kinds.iter().find_map(|(start, kind)| {
            line.strip_prefix(start).map(|rest| (*kind, rest.split(' ')))
        })?;
        let words: Vec<&str> = rest.collect();
        Some(Answer {
            rule: words[0].to_owned(),
            kind,
            times: words.get(1).map_or(1, |times| times.parse().expect("a number of times")),
            lines: words.iter().skip(3).map(|line| line.parse().expect("a line")).collect(),
        })
    };
    lines.filter_map(read).collect()
}

/// The rule that an answer names, or all that are on by default.
fn rules_of(answer: &Answer) -> Vec<&str> {
    if answer.rule != "*" {
        return vec![&answer.rule];
    }
    rules::ALL.iter().filter(|rule| rule.default_on).map(|rule| rule.id).collect()
}

fn is_right(answer: &Answer, judgement: &Judgement) -> bool {
    let active = judgement.findings.iter().filter(|it| it.status == Status::Active);
    let wanted = |finding: &&Finding| match answer.kind {
        Kind::Fires => finding.verdict == Verdict::Fail,
        Kind::Asks => finding.verdict == Verdict::Review,
        Kind::Silent => true,
    };
    let found: Vec<u32> = active
        .filter(wanted)
        .map(|it| {
            judgement.sources.get(it.primary.span.source).position(it.primary.span.start()).line
        })
        .collect();
    match answer.kind {
        Kind::Silent => found.is_empty(),
        _ => found.len() == answer.times && (answer.lines.is_empty() || answer.lines == found),
    }
}
