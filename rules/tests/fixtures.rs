//! Every fixture gives what its name promises, and the laws that hold for every finding of every rule.
//!
//! `BLESS=1 cargo test -p plimsoll-rules fixtures` writes the snapshots; read the difference before it is kept.

use std::collections::BTreeSet;
use std::{env, fs};

use crate::common::fixture::{self, Expectation, Fixture};
use crate::common::{Judgement, Order, Repository, concise, judge, judge_in, kind};
use diag::{Applicability, Finding, Fix, Source, Span, Status, Verdict};
use model::FileKind;

#[test]
fn every_fixture_gives_what_its_name_promises() {
    check(|fixture| {
        let judgement = judge(&fixture.rule, &fixture.repository);
        let said = concise(&judgement);
        if judgement.subjects == 0 {
            return Err("nothing in it is judged".into());
        }
        let has = |verdict| judgement.findings.iter().any(|finding| finding.verdict == verdict);
        let kept = match fixture.expectation {
            Expectation::Bad => has(Verdict::Fail),
            Expectation::Good => judgement.findings.is_empty(),
            Expectation::Review => has(Verdict::Review) && !has(Verdict::Fail),
        };
        if kept { Ok(()) } else { Err(format!("expected {:?}, got:\n{said}", fixture.expectation)) }
    });
}

#[test]
fn every_finding_reads_as_its_snapshot() {
    let bless = env::var_os("BLESS").is_some();
    check(|fixture| {
        let path = fixture.snapshot();
        if fixture.expectation == Expectation::Good {
            return Ok(());
        }
        let said = concise(&judge(&fixture.rule, &fixture.repository));
        if bless {
            return fs::write(&path, said).map_err(|error| error.to_string());
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if said == expected {
            Ok(())
        } else {
            Err(format!("the snapshot says:\n{expected}but now it is:\n{said}"))
        }
    });
}

#[test]
fn no_snapshot_outlives_its_fixture() {
    let known: BTreeSet<_> = fixture::all().iter().map(Fixture::snapshot).collect();
    for rule in fixture::entries(&fixture::folder()) {
        for path in fixture::entries(&rule) {
            let orphan = fixture::has_extension(&path, "out") && !known.contains(&path);
            assert!(!orphan, "{} belongs to no fixture", path.display());
        }
    }
}

#[test]
fn nothing_in_a_fixture_is_trouble() {
    check(|fixture| {
        let judgement = judge(&fixture.rule, &fixture.repository);
        // What a project is refused for may be an error as well, at the same place.
        let is_found =
            |span| judgement.findings.iter().any(|finding| Some(finding.primary.span) == span);
        match judgement.troubles.iter().find(|trouble| !is_found(trouble.span)) {
            None => Ok(()),
            Some(trouble) => Err(format!("{}: {}", trouble.path, trouble.message)),
        }
    });
}

#[test]
fn every_span_lies_on_character_boundaries_in_its_file() {
    check(|fixture| {
        let judgement = judge(&fixture.rule, &fixture.repository);
        for finding in &judgement.findings {
            for span in spans(finding) {
                let source = judgement.sources.get(span.source);
                if !lies_in(span, source) {
                    return Err(format!("{span:?} lies badly in {}", source.path));
                }
            }
        }
        Ok(())
    });
}

fn spans(finding: &Finding) -> impl Iterator<Item = Span> {
    let related = finding.related.iter().map(|label| label.span);
    let trail = finding.trail.iter().filter_map(|step| step.span);
    let redact = finding.redact.iter().copied();
    std::iter::once(finding.primary.span).chain(related).chain(trail).chain(redact)
}

fn lies_in(span: Span, source: &Source) -> bool {
    span.range.is_none_or(|(start, end)| {
        start <= end && source.text.get(start as usize..end as usize).is_some()
    })
}

#[test]
fn the_order_in_which_files_are_read_changes_nothing() {
    check(|fixture| {
        let sorted = concise(&judge(&fixture.rule, &fixture.repository));
        let reversed = concise(&judge_in(Order::Reversed, &fixture.rule, &fixture.repository));
        if sorted == reversed { Ok(()) } else { Err(format!("{sorted}and then:\n{reversed}")) }
    });
}

#[test]
fn messages_keep_the_house_style() {
    check(|fixture| {
        for finding in judge(&fixture.rule, &fixture.repository).findings {
            // A parser does not always know what was meant.
            let help = finding.help.as_deref().or((fixture.rule == "syntax-error").then_some("-"));
            for text in [finding.message.as_str(), help.ok_or("a finding has no help")?] {
                style(text).map_err(|why| format!("{why}: {text}"))?;
            }
            for label in &finding.related {
                style(&label.text).map_err(|why| format!("{why}: {}", label.text))?;
            }
        }
        Ok(())
    });
}

fn style(text: &str) -> Result<(), &'static str> {
    // Names of programs and protocols keep their capitals: `AppArmor`, `CPU`.
    let shouts = |word: &str| word.chars().skip(1).any(char::is_uppercase);
    let first = text.split(' ').next().unwrap_or_default();
    if text.is_empty() {
        Err("empty")
    } else if first.starts_with(char::is_uppercase) && !shouts(first) {
        Err("starts with a capital letter")
    } else if text.ends_with(['.', '!', '\n']) {
        Err("ends with a period")
    } else if text.matches('`').count() % 2 == 1 {
        Err("has a backtick without a partner")
    } else if ["please", "simply", "you should"].iter().any(|word| text.contains(word)) {
        Err("talks down")
    } else {
        Ok(())
    }
}

#[test]
fn a_safe_fix_removes_its_finding_and_breaks_nothing() {
    check(|fixture| {
        let before = judge(&fixture.rule, &fixture.repository);
        for finding in &before.findings {
            for fix in finding.fixes.iter().filter(|it| it.applicability == Applicability::Safe) {
                let fixed = with_fix(fixture, &before, fix);
                let after = judge(&fixture.rule, &fixed);
                let errors = |repository| judge("syntax-error", repository).findings.len();
                if after.findings.len() >= before.findings.len() {
                    return Err(format!("`{}` leaves:\n{}", fix.title, concise(&after)));
                }
                if errors(&fixed) > errors(&fixture.repository) {
                    return Err(format!("`{}` breaks the file", fix.title));
                }
            }
        }
        Ok(())
    });
}

/// The repository with the edits of a fix.
fn with_fix(fixture: &Fixture, before: &Judgement, fix: &Fix) -> Repository {
    let mut repository = fixture.repository.clone();
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start()));
    for edit in edits {
        let path = &before.sources.get(edit.span.source).path;
        let text = repository.get_mut(&**path).expect("it was read from there");
        text.replace_range(edit.span.start() as usize..edit.span.end() as usize, &edit.text);
    }
    repository
}

#[test]
fn an_ignore_comment_above_the_blamed_line_silences_that_finding_alone() {
    check(|fixture| {
        let rule = rules::find(&fixture.rule).expect("a tidy test holds it");
        if fixture.rule.ends_with("-ignore") || rules::meta(rule).fatal {
            return Ok(());
        }
        let before = judge(&fixture.rule, &fixture.repository);
        for (at, finding) in before.findings.iter().enumerate() {
            if finding.status != Status::Active {
                continue;
            }
            if let Some(repository) = with_ignore(fixture, &before, at) {
                silences(&before, at, &judge(&fixture.rule, &repository))?;
            }
        }
        Ok(())
    });
}

/// The repository with an ignore comment above the line that a finding blames; nothing where no comment can stand.
fn with_ignore(fixture: &Fixture, before: &Judgement, at: usize) -> Option<Repository> {
    let span = before.findings[at].primary.span;
    span.range?;
    let source = before.sources.get(span.source);
    let kind = kind(&source.path, &source.text)?;
    if source.path.ends_with(".json") {
        return None;
    }
    let mut line = source.line_index(span.start());
    // A comment belongs to the whole instruction, not to one of its lines.
    while kind == FileKind::Dockerfile && !starts_instruction(source, line) {
        line -= 1;
    }
    let text = line_text(source, line);
    // Above a directive a comment would make a comment of it.
    if text.starts_with('#') {
        return None;
    }
    let indent = &text[..text.len() - text.trim_start().len()];
    let start = source.line_range(line).0 as usize;
    let mut changed = source.text.to_string();
    changed.insert_str(start, &format!("{indent}# plimsoll: ignore[{}] proof\n", fixture.rule));
    let mut repository = fixture.repository.clone();
    repository.insert(source.path.to_string(), changed);
    Some(repository)
}

/// Whether an instruction of a Dockerfile starts on a line, as far as the fixtures go.
fn starts_instruction(source: &Source, line: usize) -> bool {
    const WORDS: [&str; 16] = [
        "ADD",
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "ONBUILD",
        "RUN",
        "SHELL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ];
    let word = line_text(source, line).split(' ').next().unwrap_or_default();
    line == 0 || WORDS.iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
}

fn line_text(source: &Source, line: usize) -> &str {
    source.slice(source.line_range(line))
}

/// Finding `at` is suppressed, what lies outside the node it blames is not, and no finding has a new identity.
fn silences(before: &Judgement, at: usize, after: &Judgement) -> Result<(), String> {
    let identities = |judgement: &Judgement| -> BTreeSet<String> {
        judgement.findings.iter().map(|finding| finding.fingerprint.clone()).collect()
    };
    let target = &before.findings[at];
    if identities(before) != identities(after) {
        return Err(format!("a comment gives findings a new identity:\n{}", concise(after)));
    }
    let is_suppressed = |finding: &&Finding| matches!(finding.status, Status::Suppressed { .. });
    let silenced: Vec<_> =
        after.findings.iter().filter(is_suppressed).map(|it| it.fingerprint.as_str()).collect();
    if !silenced.contains(&target.fingerprint.as_str()) {
        return Err(format!("not silenced by a comment: {}", target.message));
    }
    let mut active = before.findings.iter().filter(|other| other.status == Status::Active);
    let outside = active.find(|other| {
        silenced.contains(&other.fingerprint.as_str()) && !shares_node(before, target, other)
    });
    outside.map_or(Ok(()), |other| {
        Err(format!("a comment for `{}` also silences `{}`", target.message, other.message))
    })
}

/// Whether a finding lies on the line that another one blames, or in what is indented below that line.
fn shares_node(judgement: &Judgement, blamed: &Finding, other: &Finding) -> bool {
    let (blamed, other) = (blamed.primary.span, other.primary.span);
    let source = judgement.sources.get(blamed.source);
    let (first, last) = (source.line_index(blamed.start()), source.line_index(other.start()));
    let indent = |line: usize| {
        let text = line_text(source, line);
        text.len() - text.trim_start().len()
    };
    let is_below =
        |line: usize| line_text(source, line).trim().is_empty() || indent(line) > indent(first);
    let is_dockerfile = kind(&source.path, &source.text) == Some(FileKind::Dockerfile);
    let (upper, lower) = (first.min(last), first.max(last));
    let same_instruction =
        is_dockerfile && (upper + 1..=lower).all(|line| !starts_instruction(source, line));
    blamed.source == other.source
        && (same_instruction || (last >= first && (first + 1..=last).all(is_below)))
}

/// Runs a check over every fixture and reports all that break it.
fn check(law: impl Fn(&Fixture) -> Result<(), String>) {
    let fixtures = fixture::all();
    assert!(!fixtures.is_empty(), "there are fixtures");
    let broken: Vec<_> = fixtures
        .iter()
        .filter_map(|fixture| law(fixture).err().map(|why| format!("{}: {why}", fixture.name())))
        .collect();
    assert!(
        broken.is_empty(),
        "{} of {} break it:\n{}",
        broken.len(),
        fixtures.len(),
        broken.join("\n")
    );
}
