//! The books of a run: what became of every path, and the coverage of every environment that follows from it.
//!
//! Nothing is judged here. What stands in the report is entered under the path that it is about, and the worst entry is
//! the fate of the path: an error over a gap over judged over set aside.

use std::collections::{BTreeMap, BTreeSet};

use diag::{Coverage, Fate, FileEntry, Gap, SetAside, Sources, Trouble};
use model::{FileKind, Project, Subject};

use crate::{Assembled, Policy};

/// Every path once, with the worst that is known of it.
#[derive(Debug, Default)]
pub struct Ledger {
    entries: BTreeMap<String, FileEntry>,
    /// Files that are lost, and those that need them.
    needed_by: BTreeMap<String, String>,
}

impl Ledger {
    /// The books with the files that were read.
    pub fn of(read: Vec<FileEntry>) -> Self {
        let mut ledger = Self::default();
        for file in read {
            ledger.add(file);
        }
        ledger
    }

    /// Enters a file that was read. One text may be read for itself and for another file.
    fn add(&mut self, file: FileEntry) {
        match self.entries.get_mut(&file.path) {
            None => drop(self.entries.insert(file.path.clone(), file)),
            Some(known) => {
                known.judged |= file.judged;
                worsen(&mut known.fate, file.fate);
            }
        }
    }

    /// Enters what is set aside.
    pub fn set_aside(&mut self, paths: impl IntoIterator<Item = (String, SetAside)>) {
        for (path, why) in paths {
            self.enter(&path, Fate::SetAside(why));
        }
    }

    /// Enters errors, under the paths that they are about.
    pub fn errors(&mut self, troubles: &[Trouble]) {
        for trouble in troubles {
            self.lost(&trouble.path, trouble.about.as_deref(), || {
                Fate::Error(trouble.message.clone())
            });
        }
    }

    /// Enters gaps, under the paths that they are about.
    pub fn gaps(&mut self, gaps: &[Gap]) {
        for gap in gaps {
            self.lost(&gap.path, gap.about.as_deref(), || Fate::Gap(gap.message.clone()));
        }
    }

    /// Enters templates whose chart is not rendered, and why. The chart has one gap for all of them.
    pub fn lost_templates(&mut self, templates: &[(String, String)]) {
        for (path, why) in templates {
            self.enter(path, Fate::Gap(why.clone()));
        }
    }

    /// Enters findings of fatal rules: each says that a part of a file was not understood.
    pub fn not_understood(&mut self, assembled: &Assembled, policy: &Policy, sources: &Sources) {
        let is_fatal = |id: &str| policy.rule(id).is_some_and(|rule| rule.fatal);
        for finding in assembled.findings.iter().filter(|it| is_fatal(it.rule.as_str())) {
            let path = &sources.get(finding.primary.span.source).path;
            self.enter(path, Fate::Error(finding.message.clone()));
        }
    }

    fn lost(&mut self, path: &str, about: Option<&str>, fate: impl FnOnce() -> Fate) {
        if let Some(about) = about.filter(|about| *about != path) {
            self.needed_by.insert(about.to_owned(), path.to_owned());
        }
        self.enter(about.unwrap_or(path), fate());
    }

    fn enter(&mut self, path: &str, fate: Fate) {
        if let Some(known) = self.entries.get_mut(path) {
            return worsen(&mut known.fate, fate);
        }
        let kind = FileKind::of_name(path).map_or("other", FileKind::as_str);
        let entry = FileEntry { path: path.to_owned(), kind, judged: false, objects: None, fate };
        self.entries.insert(path.to_owned(), entry);
    }

    /// The coverage of every environment that has a file which counts. A file belongs to the environments of its
    /// subjects; without any, to those of the file that needs it, or those that its path chooses.
    pub fn coverage(
        &self,
        policy: &Policy,
        assembled: &Assembled,
        project: &Project,
    ) -> Vec<Coverage> {
        let names = policy.environments.iter().map(|it| it.name.clone());
        let mut coverage: Vec<_> =
            names.map(|environment| Coverage { environment, ..Coverage::default() }).collect();
        let judged = environments(assembled, &project.sources);
        for (path, file) in &self.entries {
            let owner = self.needed_by.get(path).unwrap_or(path);
            let chosen = || policy.environments_of(&Subject::of_path(owner, project));
            let here = judged.get(path.as_str()).or_else(|| judged.get(owner.as_str()));
            let here = here.map_or_else(chosen, |it| it.iter().copied().collect());
            for at in here {
                coverage[usize::from(at)].count(&file.fate);
            }
        }
        coverage.retain(|it| it.total() > 0);
        coverage
    }

    /// All entries, sorted by path.
    pub fn close(self) -> Vec<FileEntry> {
        self.entries.into_values().collect()
    }
}

fn worsen(known: &mut Fate, other: Fate) {
    let old = std::mem::replace(known, Fate::Judged);
    *known = old.or_worse(other);
}

/// The environments that judge something of a file, by its path.
fn environments<'a>(
    assembled: &Assembled,
    sources: &'a Sources,
) -> BTreeMap<&'a str, BTreeSet<u16>> {
    let mut environments: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    let mut last = None;
    for outcome in &assembled.outcomes {
        // The outcomes of a subject follow each other.
        let this = (outcome.subject, outcome.environment);
        if last.replace(this) != Some(this) {
            let subject = &assembled.subjects[outcome.subject.0 as usize];
            let path = &*sources.get(subject.span.source).path;
            environments.entry(path).or_default().insert(outcome.environment);
        }
    }
    environments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> FileEntry {
        let (kind, fate) = ("compose", Fate::Judged);
        FileEntry { path: path.into(), kind, judged: true, objects: None, fate }
    }

    #[test]
    fn every_path_has_one_fate_and_what_is_lost_is_entered_under_its_own_name() {
        let mut ledger = Ledger::of(vec![read("compose.yaml"), read("bad.yaml")]);
        ledger.set_aside([("vendor".into(), SetAside::Excluded)]);
        let gap = |about: Option<&str>, path: &str| Gap {
            path: path.into(),
            about: about.map(str::to_owned),
            message: "m".into(),
            ..Gap::default()
        };
        ledger.gaps(&[gap(Some("web.env"), "compose.yaml"), gap(None, "bad.yaml")]);
        let error = Trouble { path: "bad.yaml".into(), message: "e".into(), ..Trouble::default() };
        ledger.errors(&[error]);
        let fates: Vec<_> =
            ledger.close().iter().map(|it| (it.path.clone(), it.fate.as_str())).collect();
        let expected = [
            ("bad.yaml", "error"),
            ("compose.yaml", "judged"),
            ("vendor", "set-aside"),
            ("web.env", "gap"),
        ];
        assert_eq!(fates, expected.map(|(path, fate)| (path.to_owned(), fate)));
    }
}
