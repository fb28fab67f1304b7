//! The invariant, from the other side: whatever is done to a file, it ends with exactly one fate, and silence means that
//! nothing was there. Files that hold a privileged container are damaged, and a reader that shares no code with ours, or
//! the real `kubectl` and `docker-compose`, say what is left of it.
//!
//! `PLIMSOLL_SEED` and `PLIMSOLL_ROUNDS` choose other damages and more of them; `PLIMSOLL_KUBECTL` and `PLIMSOLL_COMPOSE` name
//! programs that are asked. `tools/invariant` runs it for as long as it is left alone.
#![expect(clippy::unwrap_used, reason = "a test that cannot do its work fails")]

mod damage;
mod oracle;

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use damage::Random;

/// What a file is and what stands in it: a privileged container, or a download that is run unseen.
pub(crate) struct Sample {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its text.
    pub(crate) text: &'static str,
    /// The words without which nothing tells its kind; none if its name does.
    pub(crate) telling: &'static [&'static str],
    /// Who reads it.
    pub(crate) reader: Reader,
}

/// Who reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Docker,
    Compose,
    Kubernetes,
}

const SERVICES: &str =
    "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n    user: '1000'\n";

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: app\n      image: app:1.2.3\n      securityContext:\n        privileged: true\n";

const JSON: &str = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "app", "image": "app:1.2.3", "securityContext": {"privileged": true}}]}}"#;

const LIST: &str = r#"{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "app", "image": "app:1.2.3", "securityContext": {"privileged": true}}]}}]}"#;

const FLOW: &str = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: app, image: 'app:1.2.3', securityContext: {privileged: true}}]}}\n";

const SEVERAL: &str = "# first\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: app, image: 'app:1.2.3', securityContext: {privileged: true}}\n";

const DOCKERFILE: &str = "FROM debian:13\nRUN curl -sSf http://a.example/x | sh\nUSER 1000\n";

const OBJECT: &[&str] = &["apiVersion", "kind"];

const SAMPLES: [Sample; 9] = [
    Sample { name: "Dockerfile", text: DOCKERFILE, telling: &[], reader: Reader::Docker },
    Sample { name: "app.Containerfile", text: DOCKERFILE, telling: &[], reader: Reader::Docker },
    Sample { name: "compose.yaml", text: SERVICES, telling: &[], reader: Reader::Compose },
    Sample {
        name: "stack.yml",
        text: SERVICES,
        telling: &["services", "image"],
        reader: Reader::Compose,
    },
    Sample { name: "pod.yaml", text: POD, telling: OBJECT, reader: Reader::Kubernetes },
    Sample { name: "several.yml", text: SEVERAL, telling: OBJECT, reader: Reader::Kubernetes },
    Sample { name: "flow.yaml", text: FLOW, telling: OBJECT, reader: Reader::Kubernetes },
    Sample { name: "pod.json", text: JSON, telling: OBJECT, reader: Reader::Kubernetes },
    Sample { name: "list.json", text: LIST, telling: OBJECT, reader: Reader::Kubernetes },
];

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |it| it.parse().unwrap())
}

#[test]
fn whatever_is_done_to_a_file_it_has_one_fate_and_silence_means_that_nothing_is_there() {
    let seed = number("PLIMSOLL_SEED", 20_261_201);
    let rounds = number("PLIMSOLL_ROUNDS", 60);
    let mut random = Random::new(seed);
    let tree = tempfile::tempdir().unwrap();
    let mut damaged = BTreeMap::new();
    for (number, sample) in SAMPLES.iter().enumerate() {
        for round in 0..rounds {
            let path = format!("{number}/{round}/{}", sample.name);
            let (what, bytes) = damage::damage(sample.text.as_bytes(), round, &mut random);
            write(tree.path(), &path, &bytes);
            damaged.insert(path, (sample, what, bytes));
        }
    }
    let report = check(tree.path());
    let broken: Vec<_> = damaged
        .iter()
        .filter_map(|(path, (sample, what, bytes))| {
            let why = wrong(&report, tree.path(), path, sample, bytes)?;
            let text = String::from_utf8_lossy(bytes);
            Some(format!("{path} ({what}): {why}\n{text:?}"))
        })
        .collect();
    assert!(broken.is_empty(), "seed {seed}: {}\n{}", broken.len(), broken.join("\n"));
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// The report of a tree. It is full of errors and has to be there all the same.
fn check(root: &Path) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.current_dir(root).args(["check", "--root", ".", "--format", "json", "."]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What breaks the invariant in a file, if anything does.
fn wrong(report: &Value, root: &Path, path: &str, sample: &Sample, bytes: &[u8]) -> Option<String> {
    let files = report["files"].as_array().unwrap();
    let mut fates = files.iter().filter(|file| file["path"] == path);
    let Some(file) = fates.next() else { return Some("it has no fate".into()) };
    if fates.next().is_some() {
        return Some("it has two fates".into());
    }
    let fate = file["fate"].as_str().unwrap();
    if matches!(fate, "error" | "gap") {
        return None;
    }
    let findings = report["findings"].as_array().unwrap();
    let rules: Vec<_> = findings
        .iter()
        .filter(|it| it["path"] == path)
        .map(|it| it["rule"].as_str().unwrap())
        .collect();
    match oracle::ask(sample, &root.join(path), bytes) {
        oracle::Answer::Unsafe if !rules.iter().any(|rule| oracle::TELLING.contains(rule)) => {
            Some(format!("{fate}, and it is unsafe; only {rules:?} is said"))
        }
        oracle::Answer::Refused if rules.is_empty() => {
            Some(format!("{fate}, and nothing is said of what cannot be read"))
        }
        _ if sample.telling.is_empty() && fate == "set-aside" => {
            Some("its name tells what it is, and it is set aside".into())
        }
        _ => None,
    }
}
