//! The controls of frameworks: which rules bear on them, and that fixtures turn their answers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use diag::{Answer, Verdict};
use engine::{Framework, Input};

use crate::common::fixture::{self, Expectation, Fixture};
use crate::common::framework::{self, assess, rules_of};

#[test]
fn every_rule_bears_on_a_control_or_says_why_not() {
    let frameworks = framework::all();
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        let bears = frameworks.iter().any(|framework| {
            framework.controls.iter().any(|control| rules_of(framework, control).contains(rule.id))
        });
        let page =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("{}.md", rule.id.replace('-', "_")));
        let is_hygiene = fixture::read(&page).contains("\nhygiene: ");
        if !bears && !is_hygiene {
            wrong.push(rule.id);
        }
    }
    assert!(
        wrong.is_empty(),
        "no framework asks for them, and their pages do not say `hygiene:`: {wrong:?}"
    );
}

#[test]
fn hints_and_settings_are_about_rules_that_bear_on_the_framework() {
    for framework in framework::all() {
        let mut bearing = BTreeSet::new();
        for control in &framework.controls {
            let rules = rules_of(&framework, control);
            for hint in &control.hints {
                assert!(
                    rules.contains(hint.as_str()),
                    "{}: `{hint}` is a hint of nothing",
                    control.id
                );
            }
            bearing.extend(rules);
        }
        for rule in framework.settings.keys() {
            assert!(
                bearing.contains(rule.as_str()),
                "{}: `{rule}` judges none of its controls",
                framework.id
            );
        }
    }
}

#[test]
fn what_other_tools_map_wrongly_is_mapped_right() {
    // The numbers before 1.6 were one lower; a benchmark that is not passed by the opposite of what it asks for.
    for (control, rule) in [
        ("5.4", "undropped-capabilities"),
        ("5.11", "missing-memory-limit"),
        ("5.12", "missing-cpu-limit"),
        ("5.19", "overridden-ulimits"),
        ("5.29", "missing-pids-limit"),
        ("2.8", "engine-without-tls"),
        ("7.3", "unencrypted-overlay"),
    ] {
        assert_eq!(bearing("cis-docker", rule), [control], "{rule}");
    }
    assert!(bearing("cis-docker", "missing-ulimits").is_empty(), "5.19 asks for the opposite");
    // The guide of NSA and CISA does not mix up the namespaces, and neither do we.
    assert_eq!(bearing("cis-kubernetes", "host-namespace"), ["5.2.3", "5.2.4", "5.2.5"]);
}

/// Controls of a framework that a rule bears on.
fn bearing(framework: &str, rule: &str) -> Vec<String> {
    let framework = framework::named(framework);
    let controls = framework.controls.iter();
    controls.filter(|it| rules_of(&framework, it).contains(rule)).map(|it| it.id.clone()).collect()
}

#[test]
fn fixtures_turn_every_control_of_the_docker_benchmark_that_a_file_decides() {
    turns("cis-docker");
}

#[test]
fn fixtures_turn_every_control_of_the_kubernetes_benchmark_that_a_file_decides() {
    turns("cis-kubernetes");
}

#[test]
fn fixtures_turn_every_check_of_the_pod_security_standards() {
    turns("pss");
}

/// Walks the controls that files decide: among the fixtures of their rules one is failed and one is passed. Walks the
/// others: none is ever passed by what cannot show it.
fn turns(name: &str) {
    let framework = framework::named(name);
    let bearing: BTreeMap<&str, BTreeSet<&str>> = framework
        .controls
        .iter()
        .map(|control| (control.id.as_str(), rules_of(&framework, control)))
        .collect();
    let mut seen: BTreeMap<&str, BTreeSet<Answer>> = BTreeMap::new();
    let is_of = |fixture: &Fixture| bearing.values().any(|it| it.contains(fixture.rule.as_str()));
    for fixture in fixture::all().iter().filter(|it| is_of(it)) {
        let assessment = assess(&framework, fixture);
        for (control, answer) in framework.controls.iter().zip(&assessment.controls) {
            let from = (control.from, kinds(fixture));
            honest(&answer.id, answer, from, &fixture.name());
            if bearing[control.id.as_str()].contains(fixture.rule.as_str())
                && fixture.expectation != Expectation::Review
            {
                seen.entry(&control.id).or_default().insert(answer.answer);
            }
        }
    }
    let lacks = |control: &engine::Control, answer: Answer| {
        !seen.get(control.id.as_str()).is_some_and(|it| it.contains(&answer))
    };
    let wrong: Vec<String> = controls(&framework, Input::File)
        .flat_map(|control| [(control, Answer::Fail), (control, Answer::Pass)])
        .filter(|(control, answer)| lacks(control, *answer))
        .map(|(control, answer)| format!("{} {}: {}", control.id, control.title, answer.words()))
        .collect();
    assert!(wrong.is_empty(), "no fixture makes these answers:\n{}", wrong.join("\n"));
}

fn controls(framework: &Framework, from: Input) -> impl Iterator<Item = &engine::Control> {
    framework.controls.iter().filter(move |it| it.from == from)
}

/// Whether a fixture shows the daemon, and a pipeline.
fn kinds(fixture: &Fixture) -> (bool, bool) {
    let any = |part: &str| fixture.repository.keys().any(|path| path.contains(part));
    (any("daemon.json"), any(".github/workflows"))
}

/// No answer says more than it can know.
fn honest(
    id: &str,
    answer: &diag::ControlAnswer,
    (from, (shows_daemon, shows_pipeline)): (Input, (bool, bool)),
    fixture: &str,
) {
    let may_pass = match from {
        Input::File => true,
        Input::Daemon => shows_daemon,
        Input::Pipeline => shows_pipeline,
        Input::Partial | Input::Host => false,
    };
    assert!(may_pass || answer.answer != Answer::Pass, "{fixture}: {id} cannot be passed");
    assert_eq!(from == Input::Host, answer.answer == Answer::NotAssessable, "{fixture}: {id}");
    if answer.answer == Answer::Pass {
        let proved = answer.evidence.iter().any(|fact| fact.verdict == Verdict::Pass);
        assert!(proved, "{fixture}: {id} is passed by nothing");
    }
    if answer.answer == Answer::Fail {
        assert!(!answer.evidence.is_empty(), "{fixture}: {id} fails and shows nothing");
    }
}
