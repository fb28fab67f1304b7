//! A repository in memory, read from one text, and what a run makes of it: parse, resolve, link, judge by every rule.
//!
//! The text names its files: a line `#### PATH` begins each. What comes before the first such line is a Compose file, so
//! that every text is some repository.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use diag::{Source, SourceId, Sources};
use engine::{Assembled, Environment, ExceptionRules, Options, Policy};
use model::load::{self, Input};
use model::{FileKind, Files, Project, Unavailable, Unit, estate};

const MARK: &str = "#### ";

static EVERY_RULE: LazyLock<Policy> = LazyLock::new(every_rule);

/// Files by path. Reading is what [`Files`] asks for: once, with one id per path.
pub struct Repository {
    texts: BTreeMap<String, String>,
    read: Mutex<(Sources, BTreeMap<String, SourceId>)>,
}

impl Repository {
    /// Splits a text at its `#### PATH` lines. `first` names the file that begins without one.
    pub fn of(text: &str, first: &str) -> Self {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let mut path = first.to_owned();
        for line in text.split_inclusive('\n') {
            match line.strip_prefix(MARK) {
                Some(name) => path = model::files::join("", name.trim()).unwrap_or_default(),
                None => texts.entry(path.clone()).or_default().push_str(line),
            }
        }
        texts.remove("");
        Self { texts, read: Mutex::default() }
    }

    /// Parses, resolves and links everything.
    pub fn project(&self) -> Project {
        let options = load::Options::default();
        let mut parsed = Vec::new();
        for (path, text) in &self.texts {
            let Some(kind) = kind(path, text) else { continue };
            let Ok((source, text)) = self.read(path) else { continue };
            parsed.push(load::parse(Input { source, kind, judged: true }, &text, &options));
        }
        let mut plan = load::plan(parsed, &options);
        let jobs = std::mem::take(&mut plan.jobs);
        let trees = plan.trees();
        let resolved =
            jobs.into_iter().map(|job| load::resolve(job, &trees, self, &options)).collect();
        let sources = self.read.lock().unwrap_or_else(PoisonError::into_inner).0.clone();
        load::link(plan, resolved, sources, Vec::new())
    }

    /// Judges everything by every rule, and holds the findings to the laws that every report relies on.
    pub fn check(&self) {
        let project = self.project();
        let judge = |part| engine::judge(&EVERY_RULE, &project, &Unit::open(&project, part));
        let judged = Unit::parts(&project).into_iter().map(judge).collect();
        let Assembled { findings, .. } = engine::assemble(judged, &EVERY_RULE, &project.sources);
        for finding in &findings {
            for label in [&finding.primary].into_iter().chain(&finding.related) {
                let source = project.sources.get(label.span.source);
                let Some((start, end)) = label.span.range else { continue };
                let place = source.text.get(start as usize..end as usize);
                assert!(place.is_some(), "`{}` blames {start}..{end}", finding.rule);
            }
        }
    }
}

impl Files for Repository {
    fn read(&self, path: &str) -> Result<(SourceId, Arc<Source>), Unavailable> {
        let text = self.texts.get(path).ok_or(Unavailable::NotFound)?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let (sources, ids) = &mut *read;
        let id = *ids
            .entry(path.to_owned())
            .or_insert_with(|| sources.add(Source::new(path, text.as_str())));
        Ok((id, Arc::clone(sources.get(id))))
    }
}

fn kind(path: &str, text: &str) -> Option<FileKind> {
    let around = || estate::kind_of(path, text.as_bytes());
    FileKind::of_name(path).or_else(around).or_else(|| FileKind::of(path, text))
}

fn every_rule() -> Policy {
    let load = |rule: &&engine::Builtin| rules::load(rule, Options::default()).ok();
    let loaded = rules::ALL.iter().filter_map(load).collect();
    Policy {
        environments: vec![Environment::new("default".into(), |_| true, loaded)],
        inline_ignores: true,
        require_reason: false,
        foreign_ignores: true,
        unused_ignore: None,
        unknown_ignore: None,
        exceptions: ExceptionRules::default(),
        today: "2026-07-01".into(),
        base: String::new(),
        known: rules::ALL.iter().map(|rule| rules::meta(rule)).collect(),
    }
}
