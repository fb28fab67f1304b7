//! The way of the data, from files to a report. Parallel passes round short serial ones; the order of results never
//! depends on the number of threads.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use diag::{
    Coverage, Fate, FileEntry, Finding, Gap, Outcome, Report, Score, SetAside, Severity, Source,
    SourceId, Sources, Trouble,
};
use engine::{Assembled, Baseline, Entry, Ledger, Placed, Policy, WaiverState};
use model::budget;
use model::load::{self, Input, Options, Parsed};
use model::{FileKind, Project, Unit};
use rayon::prelude::*;

use crate::discover::Found;
use crate::disk::Disk;
use crate::input::{Look, Text};
use crate::paths;
use crate::progress::Progress;
use crate::root;
use crate::settings::WaiverSetting;
use crate::tracked;
use crate::waves;

/// A file of ours, ready to be parsed.
#[derive(Debug)]
struct Ready {
    input: Input,
    source: Arc<Source>,
}

/// What there is to judge, and what is already known to be wrong.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Files of ours by their path relative to the root, in order.
    pub(crate) texts: Vec<(String, Text)>,
    /// What cannot be read.
    pub(crate) troubles: Vec<Trouble>,
    /// What is left out.
    pub(crate) gaps: Vec<Gap>,
    /// Paths that are neither judged nor missed, and why.
    pub(crate) set_aside: Vec<(String, SetAside)>,
    /// All files on the disk that may be ours, if only changes count.
    pub(crate) found: BTreeMap<String, Found>,
}

impl Batch {
    /// Adds a classified file.
    pub(crate) fn take(&mut self, path: String, look: Look) {
        match look {
            Look::Ours(mut text) => {
                self.gaps.extend(text.gap.take());
                self.texts.push((path, text));
            }
            Look::Trouble(trouble) => self.troubles.push(trouble),
            Look::Other => self.set_aside.push((path, SetAside::OtherFile)),
        }
    }
}

/// What is accepted for now.
#[derive(Default)]
pub(crate) struct Exceptions<'a> {
    /// Decisions of the organisation.
    pub(crate) waivers: &'a [WaiverSetting],
    /// Findings that were there before.
    pub(crate) baseline: Option<&'a Baseline>,
    /// Whether the whole root is judged by all rules, so that what matches nothing is out of use.
    pub(crate) complete: bool,
}

/// What a run came to.
pub(crate) struct Run {
    /// All that was found out.
    pub(crate) report: Report,
    /// Entries of the baseline that nothing matches any more.
    pub(crate) stale: Vec<Entry>,
    /// What became of every waiver.
    pub(crate) waivers: Vec<WaiverState>,
    /// What was judged.
    pub(crate) project: Project,
}

/// What was read and linked, before anything is judged.
pub(crate) struct Loaded {
    /// All container files and the links between them.
    pub(crate) project: Project,
    /// All files that were read.
    pub(crate) files: Vec<FileEntry>,
    /// What is left out.
    gaps: Vec<Gap>,
    /// Paths that are neither judged nor missed, and why.
    set_aside: Vec<(String, SetAside)>,
}

/// Parses, resolves and links a batch.
pub(crate) fn load(batch: Batch, disk: &Disk, options: &Options, progress: &Progress) -> Loaded {
    let Batch { texts, mut troubles, mut gaps, set_aside, .. } = batch;
    let ready: Vec<Ready> =
        texts.into_iter().map(|(path, text)| ready(&path, text, disk)).collect();
    progress.start("parsing", ready.len());
    let parsed: Vec<_> =
        ready.par_iter().map(|file| progress.count(|| parse(file, options))).collect();
    let (parsed, failed) = split(parsed);
    troubles.extend(failed);
    let mut plan = load::plan(parsed, options);
    let jobs = std::mem::take(&mut plan.jobs);
    let trees = plan.trees();
    progress.start("resolving", jobs.len());
    let bytes = ready.iter().map(|file| file.source.text.len()).sum::<usize>();
    let resolved = waves::resolve(jobs, budget::RUN + bytes, |job| {
        progress.count(|| guard("a project", || load::resolve(job, &trees, disk, options)))
    });
    let (resolved, failed) = split(resolved);
    troubles.extend(failed);
    let mut project = load::link(plan, resolved, disk.sources(), troubles);
    gaps.extend(project.gaps.iter().cloned());
    let (unread, lossy) = disk.unread(&project.troubles);
    project.troubles.extend(unread);
    gaps.extend(lossy);
    Loaded { files: files(&ready, disk, &project), project, gaps, set_aside }
}

/// Judges what was loaded, and waives what the organisation does.
pub(crate) fn judge(
    project: &Project,
    policy: &Policy,
    exceptions: &Exceptions<'_>,
    progress: &Progress,
) -> (Assembled, Vec<WaiverState>) {
    let parts = Unit::parts(project);
    progress.start("judging", parts.len());
    let judged = parts
        .into_par_iter()
        .map(|part| progress.count(|| engine::judge(policy, project, &Unit::open(project, part))))
        .collect();
    let mut assembled = engine::assemble(judged, policy, &project.sources);
    let waivers = waive(&mut assembled, policy, exceptions, &project.sources);
    (assembled, waivers)
}

/// Judges and reports what was loaded. `mark` says which findings count.
pub(crate) fn run(
    loaded: Loaded,
    disk: &Disk,
    policy: &Policy,
    exceptions: &Exceptions<'_>,
    mark: impl FnOnce(&mut [Box<Finding>], &Sources) -> Result<(), Trouble>,
    progress: &Progress,
) -> Run {
    let Loaded { project, files, gaps, set_aside } = loaded;
    let (mut assembled, waivers) = judge(&project, policy, exceptions, progress);
    let is_gone = |path: &str| exceptions.complete && !paths::within(disk.root(), path).exists();
    let judged =
        |path: &str| files.iter().any(|file| file.judged && file.path == path) || is_gone(path);
    tracked::tell(&mut assembled.findings, &project, disk.root());
    let stale = exceptions.baseline.map(|it| it.apply(&mut assembled, judged));
    let stale = stale.into_iter().flatten().cloned().collect();
    let marked = mark(&mut assembled.findings, &project.sources);
    assembled.troubles.extend(marked.err());
    let report = report(&project, policy, assembled, (files, set_aside), gaps);
    Run { report, stale, waivers, project }
}

fn waive(
    assembled: &mut Assembled,
    policy: &Policy,
    exceptions: &Exceptions<'_>,
    sources: &Sources,
) -> Vec<WaiverState> {
    let in_path = |setting: &WaiverSetting, path: &str| {
        setting.paths.is_empty() || setting.paths.covers(path)
    };
    let tests: Vec<_> =
        exceptions.waivers.iter().map(|it| move |path: &str| in_path(it, path)).collect();
    let placed: Vec<_> = exceptions
        .waivers
        .iter()
        .zip(&tests)
        .map(|(it, in_path)| Placed { waiver: &it.waiver, span: it.span, in_path })
        .collect();
    engine::waive(assembled, policy, &placed, sources, exceptions.complete)
}

fn ready(path: &str, text: Text, disk: &Disk) -> Ready {
    let source = disk.add(path, text.content);
    Ready { input: Input { source, kind: text.kind, judged: true }, source: disk.source(source) }
}

fn parse(file: &Ready, options: &Options) -> Result<Parsed, Trouble> {
    guard(&file.source.path, || load::parse(file.input, &file.source, options))
}

/// A panic is trouble of what it happened in, not the end of the run.
fn guard<T>(path: &str, work: impl FnOnce() -> T) -> Result<T, Trouble> {
    // Nothing that the closure could leave half-changed outlives it.
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        paths::trouble(path, "internal error while reading it", "report this as a bug of Plimsoll")
    })
}

fn split<T>(results: Vec<Result<T, Trouble>>) -> (Vec<T>, Vec<Trouble>) {
    let mut good = Vec::with_capacity(results.len());
    let mut bad = Vec::new();
    for result in results {
        match result {
            Ok(value) => good.push(value),
            Err(trouble) => bad.push(trouble),
        }
    }
    (good, bad)
}

/// All files that were read: those that are judged, and those that they need.
fn files(ready: &[Ready], disk: &Disk, project: &Project) -> Vec<FileEntry> {
    let judged: Vec<SourceId> = ready.iter().map(|file| file.input.source).collect();
    let sources = disk.sources();
    let others = sources.iter().filter(|(id, _)| judged.binary_search(id).is_err());
    let rendered = |id: SourceId| project.helm.rendered.contains(&id);
    let needed = others.map(|(id, source)| FileEntry {
        path: source.path.to_string(),
        kind: kind_of_needed(&source.path),
        judged: rendered(id),
        objects: None,
        fate: if root::is_config(&source.path) {
            Fate::SetAside(SetAside::Configuration)
        } else {
            Fate::Judged
        },
    });
    let own = ready.iter().map(|file| FileEntry {
        path: file.source.path.to_string(),
        kind: file.input.kind.as_str(),
        judged: match file.input.kind {
            FileKind::HelmTemplate => rendered(file.input.source),
            kind => kind != FileKind::Template,
        },
        objects: None,
        fate: Fate::Judged,
    });
    own.chain(needed).collect()
}

fn kind_of_needed(path: &str) -> &'static str {
    match FileKind::of_name(path) {
        Some(kind) => kind.as_str(),
        None if root::is_config(path) => "configuration",
        None => "other",
    }
}

/// Says of each manifest how many objects were found in it; `files` are sorted by path.
fn count_objects(files: &mut [FileEntry], project: &Project) {
    for manifest in project.manifests.iter().filter(|it| it.overlay().is_none()) {
        let path = &*project.sources.get(manifest.source).path;
        if let Ok(at) = files.binary_search_by(|file| file.path.as_str().cmp(path)) {
            files[at].objects = Some(manifest.objects.len());
        }
    }
}

fn report(
    project: &Project,
    policy: &Policy,
    mut assembled: engine::Assembled,
    (files, set_aside): (Vec<FileEntry>, Vec<(String, SetAside)>),
    mut gaps: Vec<Gap>,
) -> Report {
    let n_judged = files.iter().filter(|file| file.judged).count();
    let mut summary = engine::summarise(&assembled, n_judged);
    let mut troubles = project.troubles.clone();
    troubles.append(&mut assembled.troubles);
    sort_troubles(&mut troubles);
    gaps.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
    let mut ledger = Ledger::of(files);
    ledger.set_aside(set_aside);
    ledger.errors(&troubles);
    ledger.gaps(&gaps);
    ledger.lost_templates(&project.helm.lost);
    ledger.not_understood(&assembled, policy, &project.sources);
    let coverage = ledger.coverage(policy, &assembled, project);
    let scores = scores(policy, &assembled, &coverage);
    let mut files = ledger.close();
    count_objects(&mut files, project);
    summary.set_aside = files.iter().filter(|it| matches!(it.fate, Fate::SetAside(_))).count();
    let mut rules: Vec<_> = policy
        .environments
        .iter()
        .flat_map(|environment| environment.rules.iter().map(|rule| rule.meta.clone()))
        .collect();
    rules.sort_by_key(|rule| rule.id);
    rules.dedup_by_key(|rule| rule.id);
    let mut report = Report {
        sources: project.sources.clone(),
        rules,
        files,
        subjects: assembled.subjects,
        environments: policy.environments.iter().map(|it| it.name.clone()).collect(),
        outcomes: assembled.outcomes,
        findings: assembled.findings,
        secrets: Vec::new(),
        troubles,
        gaps,
        coverage,
        scores,
        summary,
    };
    engine::conceal(&mut report, &project.credentials());
    report
}

/// The score of every environment in which something was judged.
fn scores(policy: &Policy, assembled: &engine::Assembled, coverage: &[Coverage]) -> Vec<Score> {
    let fatal: Vec<_> = policy.known.iter().filter(|it| it.fatal).map(|it| it.id).collect();
    let environments = (0u16..).zip(&policy.environments);
    let judged = environments.filter_map(|(at, environment)| {
        // That a file could be read is no security.
        let here = |it: &&Outcome| it.environment == at && !fatal.contains(&it.rule);
        let outcomes = || assembled.outcomes.iter().filter(here);
        outcomes().next()?;
        let severity = |outcome: &Outcome| {
            let rule = environment.rules.iter().find(|rule| rule.id() == outcome.rule);
            let severity = rule.map_or(Severity::Info, |rule| rule.meta.severity);
            let findings = outcome.findings().iter();
            let findings = findings.filter_map(|id| assembled.findings.get(id.0 as usize));
            let failures = findings.filter(|it| it.counts() && it.rule == outcome.rule);
            (severity, failures.map(|it| it.severity).max().unwrap_or(severity))
        };
        let expired = assembled.expired_waivers;
        let table = rules::defence_table();
        let mut score = engine::score(&environment.name, outcomes(), &table, severity, expired);
        let covered = coverage.iter().find(|it| it.environment == environment.name);
        score.cover(covered.and_then(Coverage::percent).unwrap_or(100.0));
        Some(score)
    });
    judged.collect()
}

/// Sorts by path, place and words.
pub(crate) fn sort_troubles(troubles: &mut [Trouble]) {
    troubles.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_trouble_of_its_file_and_not_the_end() {
        let trouble = guard("a/Dockerfile", || panic!("a bug")).map(|(): ()| ()).unwrap_err();
        assert_eq!(trouble.path, "a/Dockerfile");
        assert!(trouble.message.contains("internal error"));
    }
}
