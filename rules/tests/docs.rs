//! The examples on the pages are tests: what a page calls bad fires, what it calls good does not, and options are real.

use crate::common::{Repository, concise, judge};
use diag::Verdict;
use engine::{Builtin, Options};

/// A fenced block of a page.
struct Fence<'a> {
    /// The words after the backticks.
    info: Vec<&'a str>,
    text: String,
}

#[test]
fn bad_examples_fire_and_good_ones_do_not() {
    let mut broken = Vec::new();
    for rule in rules::ALL {
        for fence in fences(rules::meta(rule).docs) {
            let Some((path, is_bad)) = example(&fence) else { continue };
            let judgement = judge(rule.id, &Repository::from([(path.into(), fence.text)]));
            let fails = judgement.findings.iter().any(|it| it.verdict == Verdict::Fail);
            let holds = if is_bad { fails } else { judgement.findings.is_empty() };
            if !holds || judgement.subjects == 0 || !judgement.troubles.is_empty() {
                broken.push(format!(
                    "{}: {}:\n{}",
                    rule.id,
                    fence.info.join(" "),
                    concise(&judgement)
                ));
            }
        }
    }
    assert!(broken.is_empty(), "{} examples lie:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn every_fence_says_what_it_is() {
    for rule in rules::ALL {
        for fence in fences(rules::meta(rule).docs) {
            let known = example(&fence).is_some()
                || matches!(fence.info[..], ["yaml", "options"] | ["console" | "text"]);
            assert!(known, "{}: a fence is called `{}`", rule.id, fence.info.join(" "));
        }
    }
}

#[test]
fn options_on_the_pages_are_options_of_the_rules() {
    for rule in rules::ALL {
        let docs = rules::meta(rule).docs;
        let shown: Vec<_> =
            fences(docs).into_iter().filter(|fence| fence.info == ["yaml", "options"]).collect();
        assert_eq!(docs.contains("\n## Options\n"), has_options(rule), "{}: `## Options`", rule.id);
        assert_eq!(!shown.is_empty(), has_options(rule), "{}: a fence with options", rule.id);
        for fence in shown {
            let file: serde_json::Value =
                serde_yaml::from_str(&fence.text).expect("the options are YAML");
            let options = file.pointer(&format!("/rules/{}", rule.id)).cloned();
            assert!(options.is_some(), "{}: options stand under `rules`, then the rule", rule.id);
            if let Err(error) = rules::load(rule, Options(options)) {
                panic!("{}: {}", rule.id, error.0);
            }
        }
    }
}

/// A rule without options takes not even an empty set of them.
fn has_options(rule: &Builtin) -> bool {
    (rule.build)(Options(Some(serde_json::json!({})))).is_ok()
}

/// The path under which an example is judged, and whether it is a bad one.
fn example(fence: &Fence<'_>) -> Option<(&'static str, bool)> {
    let is_bad = |word: &str| match word {
        "bad" => Some(true),
        "good" => Some(false),
        _ => None,
    };
    match fence.info[..] {
        ["dockerfile", word] => Some(("Dockerfile", is_bad(word)?)),
        ["yaml", word, "compose"] => Some(("compose.yaml", is_bad(word)?)),
        ["yaml", word, "kubernetes"] => Some(("k8s.yaml", is_bad(word)?)),
        ["json", word, "daemon"] => Some(("daemon.json", is_bad(word)?)),
        ["json", word, "seccomp"] => Some(("seccomp.json", is_bad(word)?)),
        ["text", word, "apparmor"] => Some(("web.apparmor", is_bad(word)?)),
        ["yaml", word, "workflow"] => Some((".github/workflows/ci.yaml", is_bad(word)?)),
        ["yaml", word, "prometheus"] => Some(("prometheus.yaml", is_bad(word)?)),
        _ => None,
    }
}

fn fences(page: &str) -> Vec<Fence<'_>> {
    let mut fences = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let text = lines.by_ref().take_while(|line| *line != "```");
        let text = text.flat_map(|line| [line, "\n"]).collect();
        fences.push(Fence { info: info.split_whitespace().collect(), text });
    }
    fences
}
