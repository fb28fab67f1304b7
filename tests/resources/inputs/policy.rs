//! Configurations, whose environments, waivers and patterns meet many files.

use super::text::fill;
use super::{Construct, Files};

macro_rules! row {
    ($name:literal, $files:expr) => {
        Construct { name: $name, files: $files }
    };
}

pub(super) const TABLE: &[Construct] = &[
    row!("policy: environments", |n| {
        let one = |i| format!("  e{i}: {{paths: [d{i}], rules: {{root-user: high}}}}\n");
        configured(n, &format!("environments:\n{}", fill(n / 2, one)))
    }),
    row!("policy: environments of all files", |n| {
        configured(
            n,
            &format!("environments:\n{}", fill(n / 2, |i| format!("  e{i}: {{paths: ['**']}}\n"))),
        )
    }),
    row!("policy: exclusions", |n| {
        configured(n, &format!("exclude:\n{}", fill(n / 2, |i| format!("  - 'x{i}/**'\n"))))
    }),
    row!("policy: waivers", |n| {
        let one = |i| {
            format!(
                "  - {{id: W-{i}, rules: [root-user], scope: {{paths: [d{i}]}}, reason: known and accepted by us, owner: a@b.example, created: 2026-01-01, expires: 2099-01-01}}\n"
            )
        };
        configured(n, &format!("waivers:\n{}", fill(n / 2, one)))
    }),
    row!("estate: system calls of a seccomp profile", |n| vec![(
        "seccomp.json".into(),
        format!(
            "{{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{}{{}}]}}",
            fill(n, |i| format!("{{\"names\":[\"s{i}\"],\"action\":\"SCMP_ACT_ALLOW\"}},"))
        )
    )]),
    row!("estate: a matrix of a workflow", |n| vec![(
        ".github/workflows/w.yaml".into(),
        format!(
            "on: push\njobs:\n  j:\n    runs-on: a\n    strategy:\n      matrix:\n{}    steps: [{{uses: aquasecurity/trivy-action@master}}]\n",
            fill(n, |i| format!("        m{i}: [a, b, c, d]\n"))
        )
    )]),
    row!("estate: jobs of a workflow", |n| vec![(
        ".github/workflows/w.yaml".into(),
        format!(
            "on: push\njobs:\n{}",
            fill(n, |i| format!(
                "  j{i}: {{runs-on: a, steps: [{{run: docker build .}}, {{run: trivy image a}}]}}\n"
            ))
        )
    )]),
    row!("estate: settings of a daemon", |n| vec![(
        "daemon.json".into(),
        format!("{{{}\"a\":1}}", fill(n, |i| format!("\"k{i}\":[\"v\"],")))
    )]),
    row!("estate: scrapes of Prometheus", |n| vec![(
        "prometheus.yml".into(),
        format!(
            "scrape_configs:\n{}",
            fill(n, |i| format!(
                "- {{job_name: j{i}, static_configs: [{{targets: ['a:{i}']}}]}}\n"
            ))
        )
    )]),
    row!("estate: an AppArmor profile", |n| vec![(
        "apparmor/p".into(),
        format!("profile p {{\n{}}}\n", fill(n, |i| format!("  deny /f{i} w,\n")))
    )]),
];

fn configured(n: usize, text: &str) -> Files {
    let mut files: Files = (0..(n / 2000).max(2))
        .map(|i| (format!("d{i}/Dockerfile"), "FROM alpine\nRUN curl http://a | sh\n".to_owned()))
        .collect();
    files.push(("plimsoll.yaml".into(), format!("version: 1\n{text}")));
    files
}
