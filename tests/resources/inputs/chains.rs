//! Compose files and services that stand on each other.

use super::text::{count, each, fill, only, services};
use super::{Construct, Files};

macro_rules! row {
    ($name:literal, $files:expr) => {
        Construct { name: $name, files: $files }
    };
}

pub(super) const TABLE: &[Construct] = &[
    row!("compose: a chain of extends", |n| chained(n, |i| format!("extends: s{i}"))),
    row!("compose: a chain of extends with a variable each", |n| chained(n, |i| format!(
        "extends: s{i}, environment: {{V{i}: a}}"
    ))),
    row!("compose: a chain of extends with a port each", |n| chained(n, |i| format!(
        "extends: s{i}, ports: ['{i}:{i}']"
    ))),
    row!("compose: a chain of extends with a label each", |n| chained(n, |i| format!(
        "extends: s{i}, labels: [l{i}=a]"
    ))),
    row!("compose: a chain of extends, last first", |n| {
        let one = |i: usize| {
            format!("  s{i}: {{image: a, extends: s{}, environment: {{V{i}: a}}}}\n", i + 1)
        };
        let text = fill(n, one);
        let last = text.lines().count();
        only("compose.yaml", format!("services:\n{text}  s{last}: {{image: a}}\n"))
    }),
    row!("compose: a chain of extends across files", |n| {
        let one = |i: usize| {
            format!(
                "services:\n  s:\n    image: a\n    extends: {{file: f{}.yaml, service: s}}\n    environment: {{V{i}: a}}\n",
                i + 1
            )
        };
        let m = count(n, one);
        let mut files: Files = (0..m).map(|i| (name(i), one(i))).collect();
        files.push((name(m), "services: {s: {image: a}}\n".into()));
        files
    }),
    row!("compose: services that extend one with many variables", |n| {
        let base = format!(
            "  base:\n    image: a\n    environment:\n{}",
            fill(n / 2, |i| format!("      V{i}: {i}\n"))
        );
        only(
            "compose.yaml",
            format!("services:\n{base}{}", fill(n / 2, |i| format!("  s{i}: {{extends: base}}\n"))),
        )
    }),
    row!("compose: services that extend one of another file", |n| {
        let base = format!(
            "services:\n  base:\n    image: a\n    environment:\n{}",
            fill(n / 2, |i| format!("      V{i}: {i}\n"))
        );
        vec![
            (
                "compose.yaml".into(),
                format!(
                    "services:\n{}",
                    fill(n / 2, |i| format!(
                        "  s{i}: {{extends: {{file: base.yaml, service: base}}}}\n"
                    ))
                ),
            ),
            ("base.yaml".into(), base),
        ]
    }),
    row!("compose: merge keys in a chain", |n| {
        let chain = fill(n, |i| format!("x-a{}: &a{} {{<<: *a{i}, V{i}: 1}}\n", i + 1, i + 1));
        let last = chain.lines().count();
        only(
            "compose.yaml",
            format!(
                "x-a0: &a0 {{A: b}}\n{chain}services: {{s: {{image: a, environment: *a{last}}}}}\n"
            ),
        )
    }),
    row!("compose: a chain of volumes_from", |n| chained(n, |i| format!(
        "volumes_from: [s{i}], volumes: ['v{i}:/v{i}']"
    ))),
    row!("compose: volumes_from one with many volumes", |n| {
        let base = format!(
            "  base:\n    image: a\n    volumes:\n{}",
            fill(n / 2, |i| format!("    - ./v{i}:/v{i}\n"))
        );
        only(
            "compose.yaml",
            format!(
                "services:\n{base}{}",
                fill(n / 2, |i| format!("  s{i}: {{image: a, volumes_from: [base]}}\n"))
            ),
        )
    }),
    row!("compose: volumes_from two each", |n| {
        let one =
            |i: usize| format!("  s{}: {{image: a, volumes_from: [s{i}, s{}]}}\n", i + 2, i + 1);
        only(
            "compose.yaml",
            format!(
                "services:\n  s0: {{image: a, volumes: ['/:/h']}}\n  s1: {{image: a, volumes: ['/:/i']}}\n{}",
                fill(n, one)
            ),
        )
    }),
    row!("compose: a chain of network_mode", |n| chained(n, |i| format!(
        "network_mode: 'service:s{i}'"
    ))),
    row!("compose: a chain of network_mode with ports", |n| chained(n, |i| format!(
        "network_mode: 'service:s{i}', pid: 'service:s{i}', ipc: 'service:s{i}'"
    ))),
    row!("compose: a chain of depends_on", |n| chained(n, |i| format!("depends_on: [s{i}]"))),
    row!("compose: depends_on two each", |n| {
        let one =
            |i: usize| format!("  s{}: {{image: a, depends_on: [s{i}, s{}]}}\n", i + 2, i + 1);
        only(
            "compose.yaml",
            format!("services:\n  s0: {{image: a}}\n  s1: {{image: a}}\n{}", fill(n, one)),
        )
    }),
    row!("compose: a ring of depends_on", |n| {
        let text = fill(n, |i| format!("  s{i}: {{image: a, depends_on: [s{}]}}\n", i + 1));
        let last = text.lines().count();
        only(
            "compose.yaml",
            format!("services:\n{text}  s{last}: {{image: a, depends_on: [s0]}}\n"),
        )
    }),
    row!("compose: a ring of extends", |n| {
        let text = fill(n, |i| format!("  s{i}: {{image: a, extends: s{}}}\n", i + 1));
        let last = text.lines().count();
        only("compose.yaml", format!("services:\n{text}  s{last}: {{image: a, extends: s0}}\n"))
    }),
    row!("compose: a chain of links", |n| chained(n, |i| format!("links: ['s{i}:a']"))),
    row!("compose: a chain of include", |n| included(n, |i| format!("[f{}.yaml]", i + 1))),
    row!("compose: include of the next two files", |n| included(n, |i| format!(
        "[f{}.yaml, f{}.yaml]",
        i + 1,
        i + 2
    ))),
    row!("compose: include of many files", |n| {
        let one = |i: usize| format!("services: {{t{i}: {{image: a}}}}\n");
        let m = count(n, |i| one(i) + &name(i));
        let mut files: Files = (0..m).map(|i| (name(i), one(i))).collect();
        let list: String = each(m, |i| format!("- f{i}.yaml\n"));
        files.push((
            "compose.yaml".into(),
            format!("include:\n{list}services: {{s: {{image: a}}}}\n"),
        ));
        files
    }),
    row!("compose: include of one file many times", |n| {
        let list = fill(n / 2, |_| "- f.yaml\n".to_owned());
        vec![
            ("compose.yaml".into(), format!("include:\n{list}services: {{s: {{image: a}}}}\n")),
            (
                "f.yaml".into(),
                format!("services:\n{}", fill(n / 2, |i| format!("  t{i}: {{image: a}}\n"))),
            ),
        ]
    }),
    row!("compose: builds that use each other", |n| chained(n, |i| format!(
        "build: {{context: ., dockerfile_inline: 'FROM b', additional_contexts: {{b: 'service:s{i}'}}}}"
    ))),
];

/// Services of which each stands on the one before.
fn chained(n: usize, stands: impl Fn(usize) -> String) -> Files {
    let mut files = services(n, |i| format!("  s{}: {{image: a, {}}}\n", i + 1, stands(i)));
    files[0].1 += "  s0: {image: a}\n";
    files
}

fn included(n: usize, list: impl Fn(usize) -> String) -> Files {
    let one = |i: usize| format!("include: {}\nservices: {{t{i}: {{image: a}}}}\n", list(i));
    let m = count(n, one);
    let mut files: Files = (0..m).map(|i| (name(i), one(i))).collect();
    files[0].0 = "compose.yaml".into();
    files.extend((m..m + 2).map(|i| (name(i), format!("services: {{t{i}: {{image: a}}}}\n"))));
    files
}

fn name(i: usize) -> String {
    format!("f{i}.yaml")
}
