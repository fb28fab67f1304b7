//! Compose files, in which services, variables, mounts and names multiply.

use super::text::{each, fill, only, services};
use super::{Construct, Files};

macro_rules! row {
    ($name:literal, $files:expr) => {
        Construct { name: $name, files: $files }
    };
}

pub(super) const TABLE: &[Construct] = &[
    row!("compose: services", |n| services(n, |i| format!("  s{i}: {{image: a}}\n"))),
    row!("compose: services with everything", everything),
    row!("compose: services in one line", |n| {
        only(
            "compose.yaml",
            format!(
                "{{services: {{{}}}}}",
                fill(n, |i| format!("s{i}: {{image: a, privileged: true}},"))
            ),
        )
    }),
    row!("compose: services that merge one mapping of variables", merged_variables),
    row!("compose: services that repeat one mapping of variables", |n| {
        shared(
            n,
            "x-e: &e\n",
            |i| format!("  V{i}: {i}\n"),
            |i| format!("  s{i}: {{image: a, environment: *e}}\n"),
        )
    }),
    row!("compose: services that repeat one list of ports", |n| {
        shared(
            n,
            "x-p: &p\n",
            |i| format!("  - {i}:{i}\n"),
            |i| format!("  s{i}: {{image: a, ports: *p}}\n"),
        )
    }),
    row!("compose: services that repeat one list of volumes", |n| {
        shared(
            n,
            "x-v: &v\n",
            |i| format!("  - ./d{i}:/d{i}\n"),
            |i| format!("  s{i}: {{image: a, volumes: *v}}\n"),
        )
    }),
    row!("compose: services that repeat one command", |n| {
        shared(
            n,
            "x-c: &c\n",
            |i| format!("  - word{i}\n"),
            |i| format!("  s{i}: {{image: a, command: *c}}\n"),
        )
    }),
    row!("compose: aliases of aliases", |n| alias_bomb(n, "x-b")),
    row!("compose: aliases of aliases below labels", |n| {
        let bomb = alias_bomb(n / 2, "x-b");
        only(
            "compose.yaml",
            format!("{}\nservices:\n  s: {{image: a, labels: {{a: *a9}}}}\n", bomb[0].1),
        )
    }),
    row!("compose: anchors", |n| services(n, |i| format!("  s{i}: &a{i} {{image: a}}\n"))),
    row!("compose: lists of merged mappings", |n| {
        let sources = fill(n / 2, |i| format!("x-a{i}: &a{i} {{V{i}: 1}}\n"));
        let m = sources.lines().count();
        let list = (0..m).map(|i| format!("*a{i}")).collect::<Vec<_>>().join(", ");
        only(
            "compose.yaml",
            format!("{sources}services:\n  s: {{image: a, environment: {{<<: [{list}]}}}}\n"),
        )
    }),
    row!("compose: variables in a file, used by all services", |n| {
        let mut files = services(n / 2, |i| format!("  s{i}: {{image: a, env_file: v.env}}\n"));
        files.push(("v.env".into(), fill(n / 2, |i| format!("V{i}={i}\n"))));
        files
    }),
    row!("compose: a large variable, used often", |n| {
        let mut files = services(n / 2, |i| format!("  s{i}: {{image: a, command: \"$BIG\"}}\n"));
        files.push((".env".into(), format!("BIG={}\n", "x".repeat(n / 2))));
        files
    }),
    row!("compose: variables of .env that double", |n| {
        let env = fill(n, |i| format!("V{}=${{V{i}}}${{V{i}}}\n", i + 1));
        vec![
            ("compose.yaml".into(), "services: {s: {image: a, command: $V40}}\n".into()),
            (".env".into(), format!("V0=x\n{env}")),
        ]
    }),
    row!("compose: variables of an env_file that double", |n| {
        let env = fill(n, |i| format!("V{}=${{V{i}}}${{V{i}}}\n", i + 1));
        vec![
            ("compose.yaml".into(), "services: {s: {image: a, env_file: v.env}}\n".into()),
            ("v.env".into(), format!("V0=x\n{env}")),
        ]
    }),
    row!("compose: a variable of .env that grows", |n| {
        vec![
            ("compose.yaml".into(), "services: {s: {image: a, command: $V}}\n".into()),
            (".env".into(), fill(n, |i| format!("V=$V:{i}\n"))),
        ]
    }),
    row!("compose: nested defaults", |n| {
        let m = n / 6;
        services(1, |_| format!("  s: {{image: \"{}x{}\"}}\n", "${A:-".repeat(m), "}".repeat(m)))
    }),
    row!("compose: ranges of ports", |n| services(n, |i| format!(
        "  s{i}: {{image: a, ports: ['1-65000:1-65000']}}\n"
    ))),
    row!("compose: ranges of exposed ports", |n| services(n, |i| format!(
        "  s{i}: {{image: a, expose: ['1-65000']}}\n"
    ))),
    row!("compose: ports of one service", |n| services(1, |_| format!(
        "  s:\n    image: a\n    ports:\n{}",
        fill(n, |i| format!("    - '{i}:{i}'\n"))
    ))),
    row!("compose: volumes of one service", |n| services(1, |_| format!(
        "  s:\n    image: a\n    volumes:\n{}",
        fill(n, |i| format!("    - ./d{i}:/d{i}\n"))
    ))),
    row!("compose: variables of one service", |n| services(1, |_| format!(
        "  s:\n    image: a\n    environment:\n{}",
        fill(n, |i| format!("      PASSWORD_{i}: secret-{i}\n"))
    ))),
    row!("compose: labels of one service", |n| services(1, |_| format!(
        "  s:\n    image: a\n    labels:\n{}",
        fill(n, |i| format!("    - traefik.http.routers.r{i}.rule=Host(`a`)\n"))
    ))),
    row!("compose: networks of all services", |n| crossed(n, "networks", |i| format!(
        "  n{i}: {{}}\n"
    ))),
    row!("compose: secrets of all services", |n| crossed(n, "secrets", |i| format!(
        "  n{i}: {{file: ./f{i}}}\n"
    ))),
    row!("compose: volumes without a service", |n| only(
        "compose.yaml",
        format!(
            "services: {{s: {{image: a}}}}\nvolumes:\n{}",
            fill(n, |i| format!("  v{i}: {{}}\n"))
        )
    )),
    row!("compose: one Dockerfile of many services", |n| {
        let mut files =
            services(n / 2, |i| format!("  s{i}: {{build: {{context: ., args: {{A: '{i}'}}}}}}\n"));
        files.push((
            "Dockerfile".into(),
            format!("FROM alpine\nARG A\n{}", fill(n / 2, |i| format!("ENV V{i}=$A\n"))),
        ));
        files
    }),
    row!("compose: one Dockerfile of RUN lines of many services", |n| {
        let mut files =
            services(n / 2, |i| format!("  s{i}: {{build: {{context: ., args: {{A: '{i}'}}}}}}\n"));
        files.push((
            "Dockerfile".into(),
            format!("FROM alpine\nARG A\n{}", fill(n / 2, |i| format!("RUN apk add p{i} && $A\n"))),
        ));
        files
    }),
    row!("compose: Dockerfiles inline", |n| services(n, |i| format!(
        "  s{i}: {{build: {{context: ., dockerfile_inline: \"FROM alpine\\nRUN curl http://a | sh\\n\"}}}}\n"
    ))),
    row!("compose: documents", |n| only(
        "compose.yaml",
        fill(n, |i| format!("services: {{s{i}: {{image: a}}}}\n---\n"))
    )),
    row!("compose: an override of all services", |n| {
        vec![
            (
                "compose.yaml".into(),
                format!(
                    "services:\n{}",
                    fill(n / 2, |i| format!("  s{i}: {{image: a, environment: {{A: b}}}}\n"))
                ),
            ),
            (
                "compose.override.yaml".into(),
                format!(
                    "services:\n{}",
                    fill(n / 2, |i| format!("  s{i}: {{environment: {{B: c}}}}\n"))
                ),
            ),
        ]
    }),
    row!("compose: profiles", |n| services(n, |i| format!(
        "  s{i}: {{image: a, profiles: [p{i}]}}\n"
    ))),
    row!("compose: resets", |n| services(n, |i| format!(
        "  s{i}: {{image: a, ports: !reset []}}\n"
    ))),
    row!("compose: unknown keys", |n| services(n, |i| format!("  s{i}: {{imaeg: a}}\n"))),
    row!("compose: a long unknown key", |n| services(1, |_| format!(
        "  s: {{image: a, {}: b}}\n",
        "k".repeat(n)
    ))),
    row!("compose: keys written twice", |n| services(n, |_| "  s: {image: a}\n".to_owned())),
    row!("compose: a long command", |n| services(1, |_| format!(
        "  s: {{image: a, command: sh -c '{}'}}\n",
        fill(n, |i| format!("curl http://a/{i} | sh; "))
    ))),
    row!("compose: health checks", |n| services(n, |i| format!(
        "  s{i}: {{image: a, healthcheck: {{test: curl -f http://localhost || exit 1}}}}\n"
    ))),
    row!("compose: comments", |n| services(n, |i| format!(
        "  # plimsoll ignore[privileged-container]: {i}\n  s{i}: {{image: a, privileged: true}}\n"
    ))),
    row!("compose: files of one folder", |n| {
        let file = |i| {
            (
                format!("compose.e{i}.yaml"),
                format!(
                    "services:\n{}",
                    fill(1000, |i| format!("  s{i}: {{image: a, user: '0'}}\n"))
                ),
            )
        };
        (0..(n / 1000).max(2)).map(file).collect()
    }),
    row!("compose: projects that include one file", |n| {
        let mut files: Files = (0..(n / 100).max(2))
            .map(|i| {
                (
                    format!("p{i}/compose.yaml"),
                    format!("include: [../shared.yaml]\nservices: {{t{i}: {{image: a}}}}\n"),
                )
            })
            .collect();
        files.push((
            "shared.yaml".into(),
            format!("services:\n{}", fill(n / 2, |i| format!("  s{i}: {{image: a}}\n"))),
        ));
        files
    }),
];

fn everything(n: usize) -> Files {
    services(n, |i| {
        format!(
            "  s{i}:\n    image: a:latest\n    privileged: true\n    ports: ['{i}:80']\n    volumes: ['/:/host', 'v:/data']\n    \
             environment:\n      PASSWORD: hunter{i}\n    cap_add: [ALL]\n    command: sh -c 'curl http://a | sh'\n"
        )
    })
}

fn merged_variables(n: usize) -> Files {
    shared(
        n,
        "x-e: &e\n",
        |i| format!("  V{i}: {i}\n"),
        |i| format!("  s{i}: {{image: a, environment: {{<<: *e, W: b}}}}\n"),
    )
}

/// Half the bytes define what the other half repeats.
fn shared(
    n: usize,
    head: &str,
    define: impl Fn(usize) -> String,
    repeat: impl Fn(usize) -> String,
) -> Files {
    only("compose.yaml", format!("{head}{}services:\n{}", fill(n / 2, define), fill(n / 2, repeat)))
}

/// Every service names all of as many things as there are services.
fn crossed(n: usize, key: &str, define: impl Fn(usize) -> String) -> Files {
    let m = (n / 6).isqrt() + 1;
    let names = (0..m).map(|i| format!("n{i}")).collect::<Vec<_>>().join(",");
    let all: String = each(m, |i| format!("  s{i}: {{image: a, {key}: [{names}]}}\n"));
    let defined: String = each(m, define);
    only("compose.yaml", format!("services:\n{all}{key}:\n{defined}"))
}

fn alias_bomb(n: usize, name: &str) -> Files {
    let levels = fill(n, |i| {
        let all = vec![format!("*a{i}"); 9].join(",");
        format!("{name}{}: &a{} [{all}]\n", i + 1, i + 1)
    });
    only("compose.yaml", format!("services: {{s: {{image: a}}}}\n{name}0: &a0 [x]\n{levels}"))
}
