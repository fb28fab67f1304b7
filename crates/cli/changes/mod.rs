//! What changed according to git, so that only findings about it count: `--since REF` and `--staged`.

mod extent;
mod patch;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use diag::{Finding, Source, Sources, Span, Status, Trouble};
use patch::Changed;

use crate::git::Git;
use crate::paths;

/// What is compared with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    /// The work tree with the commit where its history and that of this name parted.
    Since(String),
    /// The files that the next commit changes with the commit before it.
    Staged,
}

/// What changed.
#[derive(Debug)]
pub(crate) struct Changes {
    git: Git,
    /// The commit, or the empty tree, that the work tree is compared with.
    base: String,
    /// Files that changed, by their names relative to the top, with their names before.
    changed: BTreeMap<String, Option<String>>,
    /// Files that git knows, if those that it does not know count as new.
    tracked: Option<BTreeSet<String>>,
}

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
        let names = ["diff", "--name-status", "-z", "--find-renames", "--no-ext-diff"];
        let names = names.into_iter().chain(cached).chain([base.as_str(), "--"]);
        let changed = names_of(&git.ask(names)?);
        let tracked = match compared {
            Compared::Since(_) => Some(list(&git.ask(["ls-files", "-z"])?).collect()),
            Compared::Staged => None,
        };
        Ok(Self { git, base, changed, tracked })
    }

    /// Marks the active findings that are about nothing that changed; `fatal` ones are about everything.
    ///
    /// # Errors
    /// If git cannot say.
    pub(crate) fn mark(
        &self,
        findings: &mut [Box<Finding>],
        sources: &Sources,
        root: &Path,
        fatal: impl Fn(&Finding) -> bool,
    ) -> Result<(), Trouble> {
        let places = findings.iter().flat_map(|it| spans(it));
        let wanted: BTreeSet<String> =
            places.filter_map(|span| self.name(root, &sources.get(span.source).path)).collect();
        let lines = self.lines(&wanted)?;
        for finding in findings.iter_mut().filter(|it| it.status == Status::Active && !fatal(it)) {
            let primary = finding.primary.span;
            let touched = spans(finding).any(|span| {
                let source = sources.get(span.source);
                self.touches(source, span, span == primary, &lines, root)
            });
            if !touched {
                finding.status = Status::Unchanged;
            }
        }
        Ok(())
    }

    /// The name of a file relative to the top; none if it lies elsewhere.
    fn name(&self, root: &Path, path: &str) -> Option<String> {
        paths::relative(&self.git.top, &root.join(path))
    }

    /// What changed in the lines of these files, those that did not change left out.
    fn lines(&self, wanted: &BTreeSet<String>) -> Result<BTreeMap<String, Changed>, Trouble> {
        /// How many names one command line may hold.
        const MANY: usize = 500;
        let changed: Vec<_> =
            self.changed.iter().filter(|(name, _)| wanted.contains(*name)).collect();
        let mut lines = BTreeMap::new();
        for some in changed.chunks(MANY) {
            let question = ["diff", "--unified=0", "--inter-hunk-context=0", "--find-renames"];
            let plainly = ["--text", "--no-color", "--no-ext-diff", "--no-textconv"];
            let names = ["--src-prefix=a/", "--dst-prefix=b/", "--no-relative", &self.base, "--"];
            let files = some.iter().flat_map(|(name, before)| [Some(*name), before.as_ref()]);
            let files = files.flatten().map(String::as_str);
            let asked = question.into_iter().chain(plainly).chain(names).chain(files);
            lines.extend(patch::read(&self.git.ask(asked)?));
        }
        Ok(lines)
    }

    fn touches(
        &self,
        source: &Source,
        span: Span,
        is_primary: bool,
        lines: &BTreeMap<String, Changed>,
        root: &Path,
    ) -> bool {
        let Some(name) = self.name(root, &source.path) else { return self.tracked.is_some() };
        if let Some(tracked) = &self.tracked
            && !tracked.contains(&name)
        {
            return true;
        }
        // A name that is no UTF-8 cannot be asked for.
        let cannot_tell = name.contains('\u{fffd}');
        let Some(range) = span.range.filter(|_| !cannot_tell) else {
            return cannot_tell || self.changed.contains_key(&name);
        };
        let Some(changed) = lines.get(&name) else {
            // A submodule changes as a whole.
            return name.match_indices('/').any(|(at, _)| self.changed.contains_key(&name[..at]));
        };
        let line = |offset: u32| u32::try_from(source.line_index(offset) + 1).unwrap_or(u32::MAX);
        let (first, last) = (line(range.0), line(range.1.max(range.0 + 1) - 1));
        let meets = |(start, end): &(u32, u32)| *start <= last && first <= *end;
        let is_gone = || {
            let (first, last) = extent::of(source, first);
            changed.gone.iter().any(|after| first <= *after && *after <= last)
        };
        changed.lines.iter().any(meets) || is_primary && !changed.gone.is_empty() && is_gone()
    }
}

/// Every place that a finding is about.
fn spans(finding: &Finding) -> impl Iterator<Item = Span> + '_ {
    let related = finding.related.iter().map(|label| label.span);
    let trail = finding.trail.iter().filter_map(|step| step.span);
    [finding.primary.span].into_iter().chain(related).chain(trail)
}

/// The files of `--name-status -z`: a letter, then the name, before it the old one of what was renamed or copied.
fn names_of(answer: &[u8]) -> BTreeMap<String, Option<String>> {
    let mut parts = list(answer);
    let mut names = BTreeMap::new();
    while let (Some(status), Some(name)) = (parts.next(), parts.next()) {
        let moved = status.starts_with(['R', 'C']).then(|| parts.next()).flatten();
        match moved {
            Some(now) => names.insert(now, Some(name)),
            None => names.insert(name, None),
        };
    }
    names
}

fn list(answer: &[u8]) -> impl Iterator<Item = String> + '_ {
    let parts = answer.split(|byte| *byte == 0).filter(|part| !part.is_empty());
    parts.map(|part| String::from_utf8_lossy(part).into_owned())
}
