//! Holds the Pod Security Standards against the fixtures of the admission controller itself.
//!
//! Usage: `psa_conformance FOLDER`. The folder has `LEVEL/VERSION/{pass,fail}/CHECK.yaml`. Every pod is judged alone and in
//! every wrapping that runs the same pod. Prints what differs and `N passed, M failed`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use diag::{Source, Sources};
use model::kube::pss::{self, Level, Version};
use model::load::{Input, Options, link, parse, plan};
use model::{FileKind, Part, Project, Unit};

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        return say("usage: psa_conformance FOLDER", ExitCode::from(2));
    };
    let mut tally = Tally::default();
    for level in [Level::Baseline, Level::Restricted] {
        for version in entries(&Path::new(&folder).join(level.as_str())) {
            let name = version.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(parsed) = Version::parse(&name) else { continue };
            for verdict in ["pass", "fail"] {
                for file in entries(&version.join(verdict)) {
                    tally.judge(level, parsed, verdict, &file);
                }
            }
        }
    }
    let summary = format!("{}{} passed, {} failed", tally.log, tally.passed, tally.failed);
    let clean = tally.failed == 0 && tally.passed > 0;
    say(&summary, if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn say(text: &str, code: ExitCode) -> ExitCode {
    use std::io::Write as _;
    let written = writeln!(std::io::stdout(), "{text}");
    if written.is_ok() { code } else { ExitCode::from(2) }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.sort();
    paths
}

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    log: String,
}

impl Tally {
    fn judge(&mut self, level: Level, version: Version, verdict: &str, file: &Path) {
        let Ok(text) = std::fs::read_to_string(file) else {
            return self.count(false, file, "cannot be read");
        };
        let plain = broken(level, version, &text);
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let expected = expected_check(level, version, &stem);
        let agrees = match verdict {
            "pass" => plain.is_empty(),
            _ => expected.is_some_and(|check| plain.contains(check)),
        };
        self.count(agrees, file, &format!("{verdict}: {plain:?}"));
        for (name, wrapped) in wrappings(&text) {
            let same = broken(level, version, &wrapped);
            self.count(same == plain, file, &format!("as {name}: {same:?}, not {plain:?}"));
        }
    }

    fn count(&mut self, agrees: bool, file: &Path, what: &str) {
        if agrees {
            self.passed += 1;
        } else {
            self.failed += 1;
            let _ = writeln!(self.log, "{}: {what}", file.display());
        }
    }
}

/// The ids of the checks that the pods of a text break. Doubt counts: these pods leave none.
fn broken(level: Level, version: Version, text: &str) -> BTreeSet<&'static str> {
    let project = project(text);
    let unit = Unit::open(&project, Part::Manifest(0));
    let subjects: Vec<_> = unit.subjects().collect();
    let pods = subjects.iter().filter_map(|subject| subject.object()?.pod.as_ref());
    pods.flat_map(|pod| pss::check(level, version, pod))
        .map(|violation| violation.check.id)
        .collect()
}

fn project(text: &str) -> Project {
    let mut sources = Sources::default();
    let source = sources.add(Source::new("pod.yaml", text));
    let options = Options::default();
    let input = Input { source, kind: FileKind::Kubernetes, judged: true };
    let parsed = parse(input, &Arc::clone(sources.get(source)), &options);
    link(plan(vec![parsed], &options), Vec::new(), sources, Vec::new())
}

/// The check that a file's name begins with, or the one that replaces it.
fn expected_check(level: Level, version: Version, stem: &str) -> Option<&'static str> {
    let wanted = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let named = pss::CHECKS.iter().find(|check| check.id.eq_ignore_ascii_case(wanted))?;
    let active = pss::checks(level, version);
    let replacement = active.iter().find(|check| check.replaces == Some(named.id));
    let found = active.iter().find(|check| check.id == named.id).or(replacement);
    found.map(|check| check.id)
}

/// The same pod in everything that runs it: YAML in, YAML out, by indentation alone.
fn wrappings(text: &str) -> Vec<(&'static str, String)> {
    let pod = text.trim_start_matches("---\n");
    let is_head = |line: &&str| line.starts_with("apiVersion:") || line.starts_with("kind:");
    let body: Vec<&str> = pod.lines().filter(|line| !is_head(line)).collect();
    let body = body.join("\n");
    let at = |depth: usize, text: &str| -> String {
        let margin = " ".repeat(depth);
        let lines = text.lines().flat_map(|line| [margin.as_str(), line, "\n"]);
        lines.collect()
    };
    let head = |api: &str, kind: &str| {
        format!("apiVersion: {api}\nkind: {kind}\nmetadata: {{ name: x }}\n")
    };
    let templated = |api, kind| format!("{}spec:\n  template:\n{}", head(api, kind), at(4, &body));
    let item = at(4, pod).replacen("    ", "  - ", 1);
    let ephemeral = pod.replace("initContainers:", "ephemeralContainers:");
    let list_item = at(4, &body).replacen("    ", "  - ", 1);
    vec![
        ("List", format!("apiVersion: v1\nkind: List\nitems:\n{item}")),
        ("PodList", format!("apiVersion: v1\nkind: PodList\nitems:\n{list_item}")),
        ("PodTemplate", format!("{}template:\n{}", head("v1", "PodTemplate"), at(2, &body))),
        ("Deployment", templated("apps/v1", "Deployment")),
        ("StatefulSet", templated("apps/v1", "StatefulSet")),
        ("DaemonSet", templated("apps/v1", "DaemonSet")),
        ("ReplicaSet", templated("apps/v1", "ReplicaSet")),
        ("ReplicationController", templated("v1", "ReplicationController")),
        ("Job", templated("batch/v1", "Job")),
        (
            "CronJob",
            format!(
                "{}spec:\n  jobTemplate:\n    spec:\n      template:\n{}",
                head("batch/v1", "CronJob"),
                at(8, &body)
            ),
        ),
        ("Rollout", templated("argoproj.io/v1alpha1", "Rollout")),
        ("Knative Service", templated("serving.knative.dev/v1", "Service")),
        ("CloneSet", templated("apps.kruise.io/v1alpha1", "CloneSet")),
        ("ephemeral containers", ephemeral),
    ]
}
