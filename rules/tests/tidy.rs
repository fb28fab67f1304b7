//! The conventions that hold the rules together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use diag::{RuleMeta, SubjectKind};
use engine::Builtin;
use model::FileKind;

use crate::common::fixture::{self, Expectation, Fixture};
use crate::common::kind;

/// Headings of a page, in their order. `## Options` stands before the references where there are options.
const HEADINGS: [&str; 4] = ["## Why", "## Examples", "## Fix", "## References"];

/// Frameworks whose controls a page may name, and the shape of their ids. Those of the Pod Security Standards depend on
/// the level and version that apply, so `pod-security` names them finding by finding.
const FRAMEWORKS: [(&str, &str); 6] = [
    ("cis-docker:1.8.0", "9.9"),
    ("cis-kubernetes:1.12", "9.9.9"),
    ("nist-800-190", "9.9.9"),
    ("nist-csf", "A.A-9"),
    ("nsa-cisa", NAME),
    ("owasp-docker", "A9"),
];

/// Tools whose ids a page may name as the same policy, and the shape of their ids.
const TOOLS: [(&str, &str); 13] = [
    ("buildkit", NAME),
    ("checkov", NAME),
    ("compose-lint", "A-9"),
    ("dclint", NAME),
    ("droast", "A9"),
    ("hadolint", "A9"),
    ("kics", NAME),
    ("kube-linter", NAME),
    ("kube-score", NAME),
    ("polaris", NAME),
    ("semgrep", NAME),
    ("tally", NAME),
    ("trivy", "A-9"),
];

/// The shape of an id that is a name.
const NAME: &str = "";

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn metas() -> impl Iterator<Item = RuleMeta> {
    rules::ALL.iter().map(|rule| rules::meta(rule))
}

/// Source files of rules by stem; what only serves them is not among them.
fn sources() -> BTreeMap<String, PathBuf> {
    let files = fixture::entries(folder()).into_iter();
    files
        .filter(|path| fixture::has_extension(path, "rs"))
        .map(|path| (stem(&path), path))
        .filter(|(_, path)| fixture::read(path).contains("const RULE: Builtin"))
        .collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("it has a name").to_string_lossy().into_owned()
}

#[test]
fn ids_are_sorted_unique_kebab_case_and_named_after_their_files() {
    let ids: Vec<_> = rules::ALL.iter().map(|rule| rule.id).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "the list is sorted and names no rule twice");
    for id in &ids {
        let kebab = id
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()));
        assert!(kebab, "`{id}` is kebab-case without numbers");
    }
    let listed: BTreeSet<_> = ids.iter().map(|id| id.replace('-', "_")).collect();
    let written: BTreeSet<_> = sources().into_keys().collect();
    assert_eq!(listed, written, "every file with a rule is listed, and the other way round");
    for (stem, path) in sources() {
        let id = format!("id: \"{}\"", stem.replace('_', "-"));
        assert!(fixture::read(&path).contains(&id), "{} holds {id}", path.display());
    }
}

#[test]
fn every_rule_has_a_page_and_no_page_lacks_a_rule() {
    let rules: BTreeSet<_> = sources().into_keys().collect();
    let pages = fixture::entries(folder()).into_iter();
    let pages: BTreeSet<_> =
        pages.filter(|path| fixture::has_extension(path, "md")).map(|path| stem(&path)).collect();
    assert_eq!(pages, rules, "pages and rules");
}

#[test]
fn every_page_has_its_headings_in_order() {
    for meta in metas() {
        let headings: Vec<_> = meta
            .docs
            .lines()
            .filter(|line| line.starts_with("## ") && *line != "## Options")
            .collect();
        assert_eq!(headings, HEADINGS, "{}", meta.id);
        let lead = meta.docs.split("\n## ").next().unwrap_or_default().trim();
        assert!(!lead.is_empty() && lead.ends_with('.'), "{}: says first what it reports", meta.id);
    }
}

#[test]
fn every_page_shows_a_bad_and_a_good_example_per_format() {
    for rule in rules::ALL {
        let docs = rules::meta(rule).docs;
        for format in formats(rule) {
            for word in ["bad", "good"] {
                let fence = match format {
                    Format::Dockerfile => format!("```dockerfile {word}\n"),
                    Format::Compose => format!("```yaml {word} compose\n"),
                    Format::Kubernetes => format!("```yaml {word} kubernetes\n"),
                    Format::Daemon => format!("```json {word} daemon\n"),
                    Format::Seccomp => format!("```json {word} seccomp\n"),
                    Format::AppArmor => format!("```text {word} apparmor\n"),
                    Format::Workflow => format!("```yaml {word} workflow\n"),
                    Format::Prometheus => format!("```yaml {word} prometheus\n"),
                };
                assert!(docs.contains(&fence), "{}: no {word} example for {format:?}", rule.id);
            }
        }
    }
}

#[test]
fn every_rule_has_a_bad_and_a_good_fixture_per_format() {
    let fixtures = fixture::all();
    let mut missing = Vec::new();
    for rule in rules::ALL {
        for format in formats(rule) {
            for expectation in [Expectation::Bad, Expectation::Good] {
                let is_there = fixtures.iter().any(|fixture| {
                    fixture.rule == rule.id
                        && fixture.expectation == expectation
                        && holds(fixture, format)
                });
                if !is_there {
                    missing.push(format!("{}: {expectation:?} {format:?}", rule.id));
                }
            }
        }
    }
    assert!(missing.is_empty(), "missing fixtures:\n{}", missing.join("\n"));
}

#[test]
fn every_fixture_folder_is_named_after_a_rule() {
    for folder in fixture::entries(&fixture::folder()) {
        let name = fixture::file_name(&folder);
        assert!(rules::find(&name).is_some(), "there is no rule `{name}`");
    }
}

#[test]
fn summaries_keep_the_house_style() {
    for rule in rules::ALL {
        let summary = rule.summary;
        let first = summary.split(' ').next().unwrap_or_default();
        let is_name = first.chars().skip(1).any(char::is_uppercase);
        assert!(is_name || !first.starts_with(char::is_uppercase), "{}: {summary}", rule.id);
        assert!(!summary.ends_with('.') && summary.len() <= 60, "{}: {summary}", rule.id);
    }
}

#[test]
fn controls_and_aliases_are_ids_of_known_frameworks_and_tools() {
    for meta in metas() {
        for (ids, known) in [(meta.controls, &FRAMEWORKS[..]), (meta.aliases, &TOOLS[..])] {
            assert!(ids.is_sorted_by(|a, b| a < b), "{}: sorted, none twice: {ids:?}", meta.id);
            for id in ids {
                assert!(is_known(id, known), "{}: `{id}`", meta.id);
            }
        }
    }
}

fn is_known(id: &str, known: &[(&str, &str)]) -> bool {
    known.iter().any(|(of, shape)| {
        id.strip_prefix(of)
            .and_then(|rest| rest.strip_prefix(':'))
            .is_some_and(|id| if *shape == NAME { is_name(id) } else { shape_of(id) == *shape })
    })
}

fn is_name(id: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_/".contains(&byte);
    !id.is_empty() && id.bytes().all(is_part)
}

/// An id with `9` for every run of digits and `A` for every run of capital letters.
fn shape_of(id: &str) -> String {
    let mut shape = String::new();
    for c in id.chars() {
        let class = match c {
            '0'..='9' => '9',
            'A'..='Z' => 'A',
            other => other,
        };
        if !(shape.ends_with(class) && class.is_ascii_alphanumeric()) {
            shape.push(class);
        }
    }
    shape
}

#[test]
fn rules_do_not_look_below_the_model() {
    for (stem, path) in sources() {
        let text = fixture::read(&path);
        assert!(!text.contains("syntax::"), "{stem}: a rule asks the model, not the parsers");
    }
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Format {
    Dockerfile,
    Compose,
    Kubernetes,
    Daemon,
    Seccomp,
    AppArmor,
    Workflow,
    Prometheus,
}

fn formats(rule: &Builtin) -> BTreeSet<Format> {
    let of = |kind: &SubjectKind| match kind {
        SubjectKind::Stage | SubjectKind::Image => Some(Format::Dockerfile),
        SubjectKind::Service | SubjectKind::ComposeProject => Some(Format::Compose),
        SubjectKind::PodContainer | SubjectKind::Workload | SubjectKind::Object => {
            Some(Format::Kubernetes)
        }
        SubjectKind::DaemonConfig => Some(Format::Daemon),
        SubjectKind::SeccompProfile => Some(Format::Seccomp),
        SubjectKind::AppArmorProfile => Some(Format::AppArmor),
        SubjectKind::Workflow => Some(Format::Workflow),
        SubjectKind::Prometheus => Some(Format::Prometheus),
        SubjectKind::File | SubjectKind::Project => None,
    };
    rule.subjects.iter().filter_map(of).collect()
}

fn holds(fixture: &Fixture, format: Format) -> bool {
    fixture.repository.iter().any(|(path, text)| match kind(path, text) {
        Some(FileKind::Dockerfile) => format == Format::Dockerfile,
        Some(FileKind::Compose) => format == Format::Compose,
        Some(FileKind::Kubernetes | FileKind::Kustomization) => format == Format::Kubernetes,
        Some(FileKind::DaemonConfig) => format == Format::Daemon,
        Some(FileKind::SeccompProfile) => format == Format::Seccomp,
        Some(FileKind::AppArmorProfile) => format == Format::AppArmor,
        Some(FileKind::Workflow) => format == Format::Workflow,
        Some(FileKind::Prometheus) => format == Format::Prometheus,
        _ => false,
    })
}

#[test]
fn every_rule_has_its_place_in_the_layers_of_defence() {
    let unscored: BTreeSet<&str> = rules::unscored().iter().copied().collect();
    for meta in metas() {
        let (id, defence) = (meta.id.as_str(), meta.defence);
        assert!(
            defence.is_some() != unscored.contains(id),
            "`{id}` stands either below a layer of layers.yaml or below `unscored`"
        );
        let earns_or_costs = defence.is_none_or(|it| it.setting.is_none() || it.share > 0.0);
        assert!(earns_or_costs, "`{id}`: only what is hardening can be missing");
    }
    let known: BTreeSet<&str> = metas().map(|meta| meta.id.as_str()).collect();
    let strange: Vec<_> = rules::placed()
        .filter(|id| !known.contains(id.split_once('/').map_or(*id, |(rule, _)| rule)))
        .collect();
    assert!(strange.is_empty(), "layers.yaml names rules that there are not: {strange:?}");
    let total: f64 = rules::weights().iter().map(|(_, weight)| weight).sum();
    assert!((total - 100.0).abs() < 1e-9, "the layers weigh {total} together");
}
