//! Hashes of what a run was judged by.

use std::fmt::Write as _;

use engine::sha256;

use crate::decided::Setup;
use crate::plan::Plan;
use crate::{accepted, read};

/// Of the catalogue: every rule that ships with its page, every profile, and every framework.
pub(super) fn of_rules() -> String {
    let mut text = String::new();
    for rule in rules::ALL {
        let meta = rules::meta(rule);
        let _ = writeln!(
            text,
            "{}\0{}\0{}\0{:?}\0{:?}\0{}",
            meta.id, meta.severity, meta.default_on, meta.controls, meta.aliases, meta.docs
        );
    }
    let files = rules::profiles::PROFILES.iter().chain(rules::frameworks::FRAMEWORKS);
    for (name, yaml) in files {
        let _ = writeln!(text, "{name}\0{yaml}");
    }
    sha256(text.as_bytes())
}

/// Of the policy as it holds: levels and options per environment, what belongs to them, exceptions, and the gate. Two runs
/// with the same hash judge the same files the same way on the same day.
pub(super) fn of_policy(plan: &Plan, setups: &[Setup]) -> String {
    let mut text = String::new();
    for setup in setups {
        let _ = writeln!(text, "environment {}", setup.name);
        for rule in &setup.rules {
            let level = rule.severity.map_or("off", diag::Severity::as_str);
            let mut options: Vec<_> =
                rule.options.iter().map(|(key, value, _)| format!(" {key}={value}")).collect();
            options.sort();
            let _ = writeln!(text, "{} {level}{}", rule.rule.id, options.concat());
        }
    }
    for environment in &plan.settings.environments {
        let _ = writeln!(text, "{} {:?}", environment.name.value, environment.written);
    }
    let policy = &plan.policy;
    let _ = writeln!(
        text,
        "{} {} {}\n{:?}",
        policy.inline_ignores, policy.require_reason, policy.foreign_ignores, plan.gate
    );
    for it in &plan.waivers {
        let _ = writeln!(text, "{:?}", it.waiver);
    }
    let baseline = plan.baseline.as_ref().and_then(|path| {
        let mut bytes = Vec::new();
        read::file(path, accepted::LIMIT, &mut bytes).ok().map(|()| sha256(&bytes))
    });
    let _ = write!(text, "{baseline:?}");
    sha256(text.as_bytes())
}
