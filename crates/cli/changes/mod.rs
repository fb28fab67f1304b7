//! What changed according to git, so that only findings about it count: `--since REF` and `--staged`.

mod known;
mod patch;
mod raw;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use diag::{Finding, Source, Sources, Span, Trouble};

use crate::git::{Git, ONLY_FILES};
use crate::layer::{Layer, State};
use crate::objects::Objects;
use crate::paths;

pub(crate) use known::Known;
use patch::Lines;
use raw::Change;

/// What is compared with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    /// The work tree with the commit where its history and that of this name parted.
    Since(String),
    /// The index, which is the next commit, with the commit before it.
    Staged,
}

/// What changed.
#[derive(Debug)]
pub(crate) struct Changes {
    git: Git,
    /// The commit, or the empty tree, that is compared.
    base: String,
    /// Files that changed, by their names relative to the top.
    changed: BTreeMap<String, Change>,
    /// Files that git knows, if those that it does not know count as new.
    tracked: Option<BTreeSet<String>>,
    /// Files of the index that differ from those of the work tree, if the index is compared.
    index: BTreeMap<String, State>,
}

/// How many names one command line may hold.
const MANY: usize = 500;

impl Changes {
    /// Asks git what changed in the work tree that holds `root`.
    ///
    /// # Errors
    /// If git cannot say.
    pub(crate) fn ask(compared: &Compared, root: &Path) -> Result<Self, Trouble> {
        let git = Git::of(root)?;
        let (base, cached) = match compared {
            Compared::Since(name) => (git.parted(name)?, None),
            Compared::Staged => (git.head_or_nothing()?, Some("--cached")),
        };
        let question = ["diff", "--raw", "-z", "--no-abbrev", "--find-renames"];
        let question =
            question.into_iter().chain(ONLY_FILES).chain(cached).chain([base.as_str(), "--"]);
        let changed = raw::read(&git.ask(question)?);
        let tracked = match compared {
            Compared::Since(_) => Some(raw::list(&git.ask(["ls-files", "-z"])?).collect()),
            Compared::Staged => None,
        };
        let index = match compared {
            Compared::Since(_) => BTreeMap::new(),
            Compared::Staged => index(&git, &changed)?,
        };
        Ok(Self { git, base, changed, tracked, index })
    }

    /// The files of the index where it is judged and differs from the work tree.
    pub(crate) fn index(&self, root: &Path) -> Option<Layer> {
        (!self.index.is_empty()).then(|| self.layer(self.index.clone(), root))
    }

    /// Which of these findings are about something that changed.
    ///
    /// # Errors
    /// If git cannot say.
    pub(crate) fn touched(
        &self,
        findings: &[Box<Finding>],
        sources: &Sources,
        root: &Path,
    ) -> Result<Vec<bool>, Trouble> {
        let places = findings.iter().flat_map(|it| spans(it));
        let wanted: BTreeSet<String> =
            places.filter_map(|span| self.name(root, &sources.get(span.source).path)).collect();
        let lines = self.lines(&wanted)?;
        let touched = findings.iter().map(|finding| {
            spans(finding).any(|span| self.touches(sources.get(span.source), span, &lines, root))
        });
        Ok(touched.collect())
    }

    /// The files as they were. Of what git does not know, those of `read` that it does not ignore were not there.
    ///
    /// # Errors
    /// If git cannot say.
    pub(crate) fn before<'a>(
        &self,
        read: impl Iterator<Item = &'a str>,
        root: &Path,
    ) -> Result<Layer, Trouble> {
        let mut names = self.index.clone();
        for (name, change) in &self.changed {
            // What other files still call by its old name is there too.
            if let (Some(moved), Some(State::Blob(id))) = (&change.moved, &change.before) {
                names.entry(moved.clone()).or_insert_with(|| State::Moved(id.clone()));
            }
            names.extend(change.before.clone().map(|state| (name.clone(), state)));
        }
        let unknown: Vec<String> = read
            .filter_map(|path| self.name(root, path))
            .filter(|name| self.is_unknown(name))
            .collect();
        for some in unknown.chunks(MANY) {
            let question = ["ls-files", "-z", "--others", "--exclude-standard", "--"];
            let asked = question.into_iter().chain(some.iter().map(String::as_str));
            let others = self.git.ask(asked)?;
            names.extend(raw::list(&others).map(|name| (name, State::Absent)));
        }
        Ok(self.layer(names, root))
    }

    fn layer(&self, names: BTreeMap<String, State>, root: &Path) -> Layer {
        let path = |name: String| paths::relative(root, &self.git.top.join(name));
        let files = names.into_iter().filter_map(|(name, state)| Some((path(name)?, state)));
        Layer::new(files.collect(), Objects::of(&self.git))
    }

    /// Whether a file counts as new because git does not know it. What is in a submodule is known to that.
    fn is_unknown(&self, name: &str) -> bool {
        self.tracked.as_ref().is_some_and(|tracked| {
            let folders = name.match_indices('/').map(|(at, _)| &name[..at]);
            !folders.chain([name]).any(|it| tracked.contains(it))
        })
    }

    /// The name of a file relative to the top; none if it lies elsewhere.
    fn name(&self, root: &Path, path: &str) -> Option<String> {
        paths::relative(&self.git.top, &root.join(path))
    }

    /// What changed in the lines of these files, those that did not change left out.
    fn lines(&self, wanted: &BTreeSet<String>) -> Result<BTreeMap<String, Lines>, Trouble> {
        let changed: Vec<_> =
            self.changed.iter().filter(|(name, _)| wanted.contains(*name)).collect();
        let cached = self.tracked.is_none().then_some("--cached");
        let mut lines = BTreeMap::new();
        for some in changed.chunks(MANY) {
            let question = ["diff", "--unified=0", "--inter-hunk-context=0", "--find-renames"];
            let plainly = ["--text"].into_iter().chain(ONLY_FILES);
            let names = ["--src-prefix=a/", "--dst-prefix=b/", "--no-relative", &self.base, "--"];
            let files = some.iter().flat_map(|(name, it)| [Some(*name), it.moved.as_ref()]);
            let files = files.flatten().map(String::as_str);
            let asked = question.into_iter().chain(cached).chain(plainly).chain(names).chain(files);
            lines.extend(patch::read(&self.git.ask(asked)?));
        }
        Ok(lines)
    }

    fn touches(
        &self,
        source: &Source,
        span: Span,
        lines: &BTreeMap<String, Lines>,
        root: &Path,
    ) -> bool {
        let Some(name) = self.name(root, &source.path) else { return self.tracked.is_some() };
        if self.is_unknown(&name) {
            return true;
        }
        // A name that is no UTF-8 cannot be asked for.
        let cannot_tell = name.contains('\u{fffd}');
        let Some(range) = span.range.filter(|_| !cannot_tell) else {
            return cannot_tell || self.changed.contains_key(&name);
        };
        let Some(lines) = lines.get(&name) else {
            // A submodule changes as a whole.
            return name.match_indices('/').any(|(at, _)| self.changed.contains_key(&name[..at]));
        };
        let line = |offset: u32| u32::try_from(source.line_index(offset) + 1).unwrap_or(u32::MAX);
        let (first, last) = (line(range.0), line(range.1.max(range.0 + 1) - 1));
        lines.iter().any(|(start, end)| *start <= last && first <= *end)
    }
}

/// What the index has of files that differ in the work tree.
fn index(
    git: &Git,
    changed: &BTreeMap<String, Change>,
) -> Result<BTreeMap<String, State>, Trouble> {
    let question = ["diff", "--raw", "-z", "--no-abbrev", "--no-renames"];
    let unstaged = raw::read(&git.ask(question.into_iter().chain(ONLY_FILES))?);
    let differing = unstaged.into_iter().filter_map(|(name, it)| Some((name, it.before?)));
    // What the next commit deletes may lie about still.
    let gone = changed.iter().filter(|(_, it)| it.is_gone);
    let gone = gone.map(|(name, _)| (name.clone(), State::Absent));
    Ok(differing.chain(gone).collect())
}

/// Every place that a finding is about.
fn spans(finding: &Finding) -> impl Iterator<Item = Span> + '_ {
    let related = finding.related.iter().map(|label| label.span);
    let trail = finding.trail.iter().filter_map(|step| step.span);
    [finding.primary.span].into_iter().chain(related).chain(trail)
}
