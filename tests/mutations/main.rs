//! Each hardening key of the estate is there for a reason: without it, or with a weaker one, the right rule speaks wherever the key
//! holds, and no score rises. Every piece of every configuration is either broken here or said to be no hardening.

mod keys;
mod run;
mod table;

use std::collections::BTreeSet;

use keys::{Break, Key};
use run::Mutation;
use table::{BROKEN, NO_HARDENING};

/// What is no configuration of containers.
const OTHER_FILES: [&str; 12] = [
    ".env.example", // names variables and gives none
    ".gitignore",
    "README.md",
    "data/",
    "docs/",
    "harbour/",
    "logs/",
    "notebooks/",
    "ops/",
    "plimsoll.yaml", // the policy, by which all of it is judged
    "reports/",
    "requirements",
];

/// Files that are none of the above and configure no container either.
const TOLD_ELSEWHERE: [&str; 3] = ["prometheus/rules/", "secrets/README.md", "tests/"];

fn all_keys() -> Vec<Key> {
    let is_other = |file: &str| {
        OTHER_FILES.iter().chain(&TOLD_ELSEWHERE).any(|prefix| file.starts_with(prefix))
    };
    let files = run::files();
    let read = files.iter().filter(|(file, _)| !is_other(file));
    read.flat_map(|(file, text)| keys::of(file, text)).collect()
}

/// Whether a text is what a pattern means, in which `*` stands for anything within a segment and `**` for anything.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(text) = text.strip_prefix(head) else { return false };
    let (rest, whole) = match rest.strip_prefix('*') {
        Some(rest) => (rest, text.len()),
        None => (rest, text.find('/').unwrap_or(text.len())),
    };
    (0..=whole).filter(|at| text.is_char_boundary(*at)).any(|at| fits(rest, &text[at..]))
}

/// The environments in which a key holds; those without a file of their own are `default`.
fn holds_in(key: &Key) -> &'static [&'static str] {
    const DEPLOYED: &[&str] = &["staging", "production"];
    const ENVIRONMENTS: [(&str, &[&str]); 16] = [
        ("development", &["development"]),
        ("testing", &["testing"]),
        ("staging", &["staging"]),
        ("production", &["production"]),
        // The overlay of production has another number of its own.
        ("base/harbour.yaml/Deployment/harbour/spec/replicas", &["staging"]),
        ("base", DEPLOYED),
        // What a stage says by itself is judged where the stage belongs, and the foundation belongs nowhere.
        ("Dockerfile.enterprise/base/FROM ", &["default"]),
        ("Dockerfile.enterprise/base/RUN ", &["default"]),
        ("Dockerfile.enterprise/base/WORKDIR ", &["default"]),
        ("Dockerfile.enterprise/base/", DEPLOYED),
        ("Dockerfile.enterprise/production/", DEPLOYED),
        ("Dockerfile.enterprise/distroless/", &["production"]),
        ("Dockerfile.enterprise/security/", &["testing"]),
        ("Dockerfile.enterprise/testing/", &["testing"]),
        ("Dockerfile.enterprise/development/", &["development"]),
        ("Dockerfile.enterprise/notebook/", &["development"]),
    ];
    let path = key.path.as_str();
    let own = path.strip_prefix("docker-compose.").or_else(|| path.strip_prefix("k8s/overlays/"));
    let own = own.or_else(|| path.strip_prefix("k8s/")).unwrap_or(path);
    if let Some((_, places)) = ENVIRONMENTS.iter().find(|(start, _)| own.starts_with(start)) {
        return places;
    }
    let is_deployed = [
        "/x-hardening/",
        "/services/production/",
        "/services/distroless/",
        "/services/monitoring/",
    ]
    .iter()
    .any(|part| path.starts_with(&format!("docker-compose.enterprise.yml{part}")));
    // Where it is deployed, nothing is built.
    if is_deployed && !path.contains("/build/") {
        &["default", "staging", "production"]
    } else {
        &["default"]
    }
}

/// The keys that a row breaks.
fn mutations<'a>(keys: &'a [Key], row: &(&str, Break, &'static str)) -> Vec<Mutation<'a>> {
    let (pattern, how, rule) = *row;
    let fitting = keys.iter().filter(|key| fits(pattern, &key.path));
    let broken = fitting.filter_map(|key| Some((key, key.broken(how)?)));
    broken.map(|(key, broken)| Mutation { key, how, broken, rule, places: holds_in(key) }).collect()
}

#[test]
fn every_piece_is_broken_or_no_hardening() {
    let keys = all_keys();
    let mut broken = BTreeSet::new();
    let mut stale = Vec::new();
    for row in BROKEN {
        let mutations = mutations(&keys, row);
        if mutations.is_empty() {
            stale.push(format!("{} {:?}", row.0, row.1));
        }
        broken.extend(mutations.iter().map(|it| &it.key.path));
    }
    let rest: BTreeSet<_> = keys
        .iter()
        .filter(|it| !it.is_branch)
        .map(|it| &it.path)
        .filter(|it| !broken.contains(it))
        .collect();
    let explains = |pattern: &str, path: &str| fits(pattern, path);
    for (pattern, _) in NO_HARDENING {
        if !rest.iter().any(|path| explains(pattern, path)) {
            stale.push((*pattern).to_owned());
        }
    }
    let is_explained =
        |path: &&&String| NO_HARDENING.iter().any(|(pattern, _)| explains(pattern, path));
    let unknown: Vec<_> = rest.iter().filter(|path| !is_explained(path)).collect();
    assert!(stale.is_empty(), "these are nowhere in the estate: {stale:#?}");
    assert!(unknown.is_empty(), "nobody says what becomes of these: {unknown:#?}");
}

#[test]
fn every_broken_piece_is_reported_where_it_holds_and_no_score_rises() {
    let keys = all_keys();
    let all: Vec<_> = BROKEN.iter().flat_map(|row| mutations(&keys, row)).collect();
    let wrong = run::all(&all);
    assert!(wrong.is_empty(), "of {} mutations:\n{}", all.len(), wrong.join("\n"));
}
