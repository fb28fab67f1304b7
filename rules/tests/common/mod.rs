//! Judges a handful of texts by one rule, without disk, clock or threads.

pub(crate) mod fixture;
pub(crate) mod framework;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use diag::{Finding, Source, SourceId, Sources, Span, Status, Trouble, Verdict};
use engine::{Assembled, Environment, ExceptionRules, Loaded, Options, Policy};
use model::load::{self, Input};
use model::{FileKind, Files, Project, Subject, Unavailable, Unit, estate};

/// A small repository: paths and texts.
pub(crate) type Repository = BTreeMap<String, String>;

/// What one rule says of a repository.
pub(crate) struct Judgement {
    pub(crate) sources: Sources,
    /// Findings of the rule, sorted as reports sort them.
    pub(crate) findings: Vec<Finding>,
    pub(crate) troubles: Vec<Trouble>,
    /// How many subjects there were, whatever the rule made of them.
    pub(crate) subjects: usize,
}

/// In which order texts are read and units are resolved. Nothing may depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Sorted,
    Reversed,
}

/// Judges a repository by one rule with the options that it names.
pub(crate) fn judge(rule: &str, repository: &Repository) -> Judgement {
    judge_in(Order::Sorted, rule, repository)
}

/// The same, read in a given order.
pub(crate) fn judge_in(order: Order, rule: &str, repository: &Repository) -> Judgement {
    let mut policy = policy(rule, options(repository));
    policy.environments.extend(environments(rule, repository));
    let mut judgement = judge_by(order, &policy, repository);
    judgement.findings.retain(|finding| finding.rule.as_str() == rule);
    judgement
}

/// What several rules say together, a graver finding standing for those it makes moot.
pub(crate) fn judge_together(rules: &[&str], repository: &Repository) -> Judgement {
    let load = |rule: &&str| {
        let builtin = rules::find(rule).unwrap_or_else(|| panic!("there is no rule `{rule}`"));
        rules::load(builtin, options(repository)).unwrap_or_else(|error| panic!("{}", error.0))
    };
    judge_by(Order::Sorted, &policy_of(rules.iter().map(load).collect()), repository)
}

fn judge_by(order: Order, policy: &Policy, repository: &Repository) -> Judgement {
    let memory = Memory::new(repository);
    let project = project(order, &memory, repository);
    let parts = Unit::parts(&project).into_iter();
    let judged =
        parts.map(|part| engine::judge(policy, &project, &Unit::open(&project, part))).collect();
    let Assembled { subjects, findings, troubles, .. } =
        engine::assemble(judged, policy, &project.sources);
    let troubles = project.troubles.into_iter().chain(troubles).collect();
    let findings = findings.into_iter().map(|it| *it).collect();
    Judgement { sources: project.sources, findings, troubles, subjects: subjects.len() }
}

fn project(order: Order, memory: &Memory<'_>, repository: &Repository) -> Project {
    let mut paths: Vec<&str> = repository.keys().map(String::as_str).collect();
    if order == Order::Reversed {
        paths.reverse();
    }
    let options = load::Options::default();
    let mut parsed: Vec<(&str, load::Parsed)> = Vec::new();
    for path in paths {
        let Some(kind) = kind(path, &repository[path]) else { continue };
        let (source, text) = memory.read(path).expect("it is in the repository");
        parsed.push((path, load::parse(Input { source, kind, judged: true }, &text, &options)));
    }
    parsed.sort_by_key(|(path, _)| *path);
    let mut plan = load::plan(parsed.into_iter().map(|(_, file)| file).collect(), &options);
    let jobs = std::mem::take(&mut plan.jobs);
    let resolved =
        jobs.into_iter().map(|job| load::resolve(job, &plan.trees(), memory, &options)).collect();
    load::link(plan, resolved, memory.sources(), Vec::new())
}

/// What a file is judged as, if it is.
pub(crate) fn kind(path: &str, text: &str) -> Option<FileKind> {
    let around = || estate::kind_of(path, text.as_bytes());
    FileKind::of_name(path)
        .or_else(around)
        .or_else(|| FileKind::is_yaml(path).then(|| FileKind::of_content(path, text)).flatten())
}

/// Options for the rule, from a comment of the form `# options: {"allowed-uids": [1000]}` in any file.
fn options(repository: &Repository) -> Options {
    let mut lines = repository.values().flat_map(|text| text.lines());
    let written = lines.find_map(|line| line.strip_prefix("# options: "));
    Options(written.map(|json| serde_json::from_str(json).expect("the options are JSON")))
}

/// The environments that a comment of the form `# environments: {"production": ["compose.yaml", "db"]}` in any file
/// makes of files, services and Compose profiles.
fn environments(rule: &str, repository: &Repository) -> Vec<Environment> {
    let mut lines = repository.values().flat_map(|text| text.lines());
    let written = lines.find_map(|line| line.strip_prefix("# environments: "));
    let Some(json) = written else { return Vec::new() };
    let map: BTreeMap<String, Vec<String>> =
        serde_json::from_str(json).expect("the environments are JSON");
    let environment = |(name, members): (String, Vec<String>)| {
        let rules = policy(rule, options(repository)).environments.swap_remove(0).rules;
        let claims = move |subject: &Subject<'_>| {
            let model::Scope { path, name, profiles, .. } = &subject.scope;
            [path, name].into_iter().chain(profiles).any(|it| members.contains(it))
        };
        Environment::new(name, claims, rules)
    };
    map.into_iter().map(environment).collect()
}

/// A policy of one rule. What reports on ignore comments needs the other rules beside it.
fn policy(rule: &str, options: Options) -> Policy {
    let builtin = rules::find(rule).unwrap_or_else(|| panic!("there is no rule `{rule}`"));
    let about_ignores = matches!(rule, "expired-ignore" | "unknown-ignore" | "unused-ignore");
    let loaded = if about_ignores {
        rules::ALL.iter().map(|rule| rules::load(rule, Options::default())).collect()
    } else {
        rules::load(builtin, options).map(|loaded| vec![loaded])
    };
    let meta = |id| (rule == id).then(|| rules::meta(builtin));
    Policy {
        base: String::new(),
        unused_ignore: meta("unused-ignore"),
        unknown_ignore: meta("unknown-ignore"),
        exceptions: ExceptionRules {
            expired_ignore: meta("expired-ignore"),
            ..ExceptionRules::default()
        },
        ..policy_of(loaded.unwrap_or_else(|error| panic!("`{rule}`: {}", error.0)))
    }
}

/// A policy of these rules, one environment, on a fixed day.
fn policy_of(rules: Vec<Loaded>) -> Policy {
    Policy {
        base: String::new(),
        environments: vec![Environment::new("default".into(), |_| true, rules)],
        inline_ignores: true,
        require_reason: false,
        foreign_ignores: true,
        unused_ignore: None,
        unknown_ignore: None,
        exceptions: ExceptionRules::default(),
        today: "2026-07-01".into(),
        known: rules::ALL.iter().map(|rule| rules::meta(rule)).collect(),
    }
}

/// One line per finding, `path:line:col: severity[rule] message`, with what explains it below.
pub(crate) fn concise(judgement: &Judgement) -> String {
    let mut text = String::new();
    for finding in &judgement.findings {
        let grade = match finding.verdict {
            Verdict::Review => "review",
            _ => finding.severity.as_str(),
        };
        let place = place(finding.primary.span, &judgement.sources);
        let mark = if finding.status == Status::Active { "" } else { " (suppressed)" };
        let _ = writeln!(text, "{place}: {grade}[{}] {}{mark}", finding.rule, finding.message);
        if finding.subjects.len() > 1 {
            let _ = writeln!(text, "  for {}", finding.subjects.join(", "));
        }
        for label in &finding.related {
            let _ =
                writeln!(text, "  {}: {}", self::place(label.span, &judgement.sources), label.text);
        }
    }
    text
}

/// `path:line:col`.
pub(crate) fn place(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.source);
    let position = source.position(span.start());
    format!("{}:{}:{}", source.path, position.line, position.column)
}

/// Texts by path, handed out as the program hands out files.
struct Memory<'a> {
    repository: &'a Repository,
    read: Mutex<(Sources, BTreeMap<String, SourceId>)>,
}

impl<'a> Memory<'a> {
    fn new(repository: &'a Repository) -> Self {
        Self { repository, read: Mutex::default() }
    }

    fn sources(&self) -> Sources {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }
}

impl Files for Memory<'_> {
    fn read(&self, path: &str) -> Result<(SourceId, Arc<Source>), Unavailable> {
        let text = self.repository.get(path).ok_or(Unavailable::NotFound)?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let (sources, ids) = &mut *read;
        let id = *ids
            .entry(path.to_owned())
            .or_insert_with(|| sources.add(Source::new(path, text.as_str())));
        Ok((id, Arc::clone(sources.get(id))))
    }
}
