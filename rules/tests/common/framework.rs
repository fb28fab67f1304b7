//! Frameworks, and repositories assessed by them.

use std::collections::BTreeSet;

use diag::{Assessment, Report};
use engine::{Builtin, Framework, Loaded, Options, Policy};
use model::Unit;

use super::fixture::Fixture;
use super::{Memory, Order, options, policy_of, project};

/// Every framework that ships.
pub(crate) fn all() -> Vec<Framework> {
    let shipped = rules::frameworks::FRAMEWORKS.iter();
    shipped
        .map(|(name, text)| {
            serde_yaml::from_str(text).unwrap_or_else(|error| panic!("framework `{name}`: {error}"))
        })
        .collect()
}

/// The one of this name.
pub(crate) fn named(name: &str) -> Framework {
    all().into_iter().find(|it| it.id == name).unwrap_or_else(|| panic!("no framework `{name}`"))
}

/// Answers a framework for a fixture, by all the rules that it asks for and with the options of the fixture.
pub(crate) fn assess(framework: &Framework, fixture: &Fixture) -> Assessment {
    let policy = policy(framework, fixture);
    let memory = Memory::new(&fixture.repository);
    let project = project(Order::Sorted, &memory, &fixture.repository);
    let parts = Unit::parts(&project).into_iter();
    let judged =
        parts.map(|part| engine::judge(&policy, &project, &Unit::open(&project, part))).collect();
    let assembled = engine::assemble(judged, &policy, &project.sources);
    let report = Report {
        sources: project.sources.clone(),
        subjects: assembled.subjects,
        outcomes: assembled.outcomes,
        findings: assembled.findings,
        ..Report::default()
    };
    engine::assess(framework, None, &report, &policy, &[0])
}

fn policy(framework: &Framework, fixture: &Fixture) -> Policy {
    let own = rules::find(&fixture.rule).expect("fixtures belong to rules");
    let asks = |rule: &&&Builtin| rule.default_on || framework.settings.contains_key(rule.id);
    let load = |rule: &Builtin| {
        let given = if rule.id == own.id { options(&fixture.repository) } else { Options(None) };
        let wanted = framework.settings.get(rule.id).filter(|it| !it.is_empty());
        let wanted = wanted.map(|it| serde_json::Value::Object(it.clone()));
        rules::load(rule, Options(given.0.or(wanted)))
            .unwrap_or_else(|error| panic!("`{}`: {}", rule.id, error.0))
    };
    let loaded: Vec<Loaded> = rules::ALL.iter().filter(asks).map(|rule| load(rule)).collect();
    policy_of(loaded)
}

/// Rules that bear on a control, by their pages or by the framework.
pub(crate) fn rules_of(framework: &Framework, control: &engine::Control) -> BTreeSet<&'static str> {
    let listed = |rule: &&Builtin| {
        let named = control.rules.iter().chain(&control.parts);
        named.clone().any(|it| it == rule.id)
            || rules::meta(rule).controls.iter().any(|it| framework.is(control, it))
    };
    rules::ALL.iter().copied().filter(listed).map(|rule| rule.id).collect()
}
