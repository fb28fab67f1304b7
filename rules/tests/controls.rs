//! The controls of frameworks: which rules bear on them, and that fixtures turn their answers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use diag::{Answer, SubjectKind, Verdict};
use engine::{Framework, Input};

use crate::common::fixture::{self, Fixture};
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

/// Whoever shows no pipeline and no engine must not pass what only these can show.
#[test]
fn controls_that_a_pipeline_or_the_engine_shows_are_passed_by_nothing_else() {
    let mut wrong = Vec::new();
    for framework in framework::all() {
        let controls = framework.controls.iter();
        for control in controls.filter(|it| matches!(it.from, Input::Pipeline | Input::Daemon)) {
            for id in rules_of(&framework, control) {
                let is_named = |list: &[String]| list.iter().any(|it| it == id);
                let rule = rules::find(id).expect("it is listed");
                let shows = |kind: &SubjectKind| {
                    matches!(
                        kind,
                        SubjectKind::Workflow | SubjectKind::DaemonConfig | SubjectKind::Project
                    ) || !(control.subjects.is_empty() || is_named_kind(&control.subjects, *kind))
                };
                if !is_named(&control.hints) && !rule.subjects.iter().all(shows) {
                    wrong.push(format!("{} {}: `{id}`", framework.id, control.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these are hints:\n{}", wrong.join("\n"));
}

fn is_named_kind(kinds: &[String], kind: SubjectKind) -> bool {
    kinds.iter().any(|it| it == kind.as_str())
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

/// Walks the controls that files or `daemon.json` decide: among the fixtures of their rules one is failed and one is passed. Walks the
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
            if bearing[control.id.as_str()].contains(fixture.rule.as_str()) {
                seen.entry(&control.id).or_default().insert(answer.answer);
            }
        }
    }
    let lacks = |control: &engine::Control, answer: Answer| {
        let answers = seen.get(control.id.as_str());
        // What the engine's owner has to confirm is never failed, but it is not passed either.
        let is_confirmed = answer == Answer::Fail
            && control.from == Input::Daemon
            && answers.is_some_and(|it| it.contains(&Answer::Review));
        !is_confirmed && !answers.is_some_and(|it| it.contains(&answer))
    };
    let wrong: Vec<String> = controls(&framework, Input::File)
        .chain(controls(&framework, Input::Daemon))
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

/// The page on the seed says of each requirement which rules judge it; the framework says so too.
#[test]
fn the_page_on_the_seed_and_its_framework_name_the_same_rules() {
    let framework = framework::named("enterprise");
    let page = page();
    let rows: BTreeMap<&str, Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| SEED-"))
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>())
        .map(|cells| (cells[1], cells))
        .collect();
    assert_eq!(rows.len(), framework.controls.len());
    for control in &framework.controls {
        let cells = &rows[control.id.as_str()];
        assert_eq!(cells[2].to_lowercase(), control.title.to_lowercase(), "{}", control.id);
        let named: BTreeSet<&str> = code(cells[4]).filter(|it| rules::find(it).is_some()).collect();
        assert_eq!(named, rules_of(&framework, control), "{}", control.id);
    }
}

/// Words between backticks that look like the name of a rule are one, or one of these.
#[test]
fn the_page_on_the_seed_names_rules_that_there_are() {
    const OTHERS: [&str; 3] = ["allowed-uids", "cis-docker", "nist-csf"];
    let page = page();
    let looks_like_a_rule = |word: &&str| {
        word.contains('-') && word.bytes().all(|it| it.is_ascii_lowercase() || it == b'-')
    };
    let unknown: BTreeSet<&str> = code(&page)
        .filter(looks_like_a_rule)
        .filter(|word| rules::find(word).is_none() && !OTHERS.contains(word))
        .collect();
    assert!(unknown.is_empty(), "there are no such rules: {unknown:?}");
}

fn page() -> String {
    fixture::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/seed-requirements.md"))
}

/// What stands between backticks.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}
