//! The text of a configuration: what was found, what holds, and what could.

use std::fmt::Write as _;

use super::hadolint::Import;
use super::survey::Survey;
use crate::yaml;

/// How many paths of a kind are named.
const SHOWN: usize = 6;

/// Longer lists stand one entry a line.
const WIDTH: usize = 100;

/// Writes the configuration. `name` is that of the folder, `import` what is taken over from another tool.
pub(super) fn write(survey: &Survey, name: Option<&str>, import: Option<&Import>) -> String {
    let mut text = String::new();
    let owner = name.map(|name| format!(" of {}", report::visible(name))).unwrap_or_default();
    let _ = writeln!(
        text,
        "# The container policy{owner}: what is judged, how strictly, and what fails."
    );
    text.push_str(HEAD);
    found(survey, &mut text);
    let fail_on = import.and_then(|import| import.fail_on).unwrap_or("high");
    let _ = writeln!(text, "{GATE}fail-on: {fail_on}\n{PROFILE}");
    environments(survey, &mut text);
    match import {
        Some(import) => import.write(&mut text),
        None => rules(survey, &mut text),
    }
    excludes(survey, &mut text);
    text.push_str(EXCEPTIONS);
    text
}

const HEAD: &str = "\
# `plimsoll rules` lists the rules, `plimsoll explain RULE` tells about one of them and its options, and
# `plimsoll check --show-settings FILE` says what applies to a file. Editors complete this one if a first line
# `# yaml-language-server: $schema=FILE` names what `plimsoll schema` prints.
";

const GATE: &str = "
# `plimsoll check` fails on findings of this severity or worse: critical, high, medium, low, info, or never.
";

const PROFILE: &str = "
# How strictly everything is judged that belongs to no environment below: `baseline` leaves every rule at its own
# severity, `restricted` asks for every layer of defence.
profile: baseline";

const EXCEPTIONS: &str = "
# Accept what is found today, so that only new findings count: run `plimsoll baseline write`, then
# baseline: plimsoll-baseline.json

# Decisions to live with a finding until a day. One line needs no waiver: `# plimsoll: ignore[RULE] until=DATE reason`.
# waivers:
#   - id: W-1
#     rules: [privileged-port]
#     scope: {subjects: [edge]}
#     reason: the TLS terminator has to listen on port 443
#     owner: platform@example.org
#     approver: security@example.org
#     expires: 2027-01-31
";

fn found(survey: &Survey, text: &mut String) {
    text.push_str("#\n");
    if survey.kinds.is_empty() {
        text.push_str("# No container file was found when this file was written.\n");
        return;
    }
    text.push_str("# Found when this file was written:\n");
    for (kind, paths) in &survey.kinds {
        let _ = writeln!(text, "#   {kind}: {}", paths.len());
        for path in paths.iter().take(SHOWN) {
            let _ = writeln!(text, "#     {}", report::visible(path));
        }
        if paths.len() > SHOWN {
            let _ = writeln!(text, "#     and {} more", paths.len() - SHOWN);
        }
    }
}

fn environments(survey: &Survey, text: &mut String) {
    if survey.environments.is_empty() {
        text.push_str(
            "
# What belongs to an environment is judged by the profile of its name, and more strictly from development to production.
# No name gave one away; what belongs to one is said by `paths`, `overlays`, `namespaces`, `compose-profiles`, `services`
# or `stages`.
# environments:
#   production:
#     paths: [deploy/production]
",
        );
        return;
    }
    text.push_str(
        "
# What belongs to an environment is judged by the profile of its name, and more strictly from development to production.
# These were guessed from names: whatever one of the keys takes in belongs to the environment.
environments:
",
    );
    for (name, selected) in &survey.environments {
        let _ = writeln!(text, "  {name}:");
        for (key, values) in selected {
            let values: Vec<_> = values.iter().map(|value| yaml::scalar(value)).collect();
            let line = format!("    {key}: [{}]", values.join(", "));
            if line.len() <= WIDTH {
                let _ = writeln!(text, "{line}");
            } else {
                let _ = writeln!(text, "    {key}:\n      - {}", values.join("\n      - "));
            }
        }
    }
}

fn rules(survey: &Survey, text: &mut String) {
    text.push_str(
        "
# What your organisation asks for, whatever the profile says.
# rules:
#   root-user: {allowed-uids: [1000, 65532]}
#   missing-cpu-limit: off
",
    );
    if !survey.registries.is_empty() {
        let names: Vec<_> = survey.registries.iter().map(|name| yaml::scalar(name)).collect();
        let _ = writeln!(
            text,
            "#   untrusted-registry: {{allowed: [{}]}}  # those in use",
            names.join(", ")
        );
    }
}

fn excludes(survey: &Survey, text: &mut String) {
    if survey.others.is_empty() {
        return;
    }
    text.push_str(
        "\n# These folders look as if others answered for them, or as if they were meant to be bad. They are judged unless left out.\n# exclude:\n",
    );
    for (folder, n) in &survey.others {
        let glob = yaml::scalar(&format!("/{}/", globset::escape(folder)));
        let _ = writeln!(text, "#   - {glob}  # {n} {}", if *n == 1 { "file" } else { "files" });
    }
}
