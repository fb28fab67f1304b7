//! Whether git knows the files of variables that findings blame: what `.env` says on one machine is not what another
//! checkout of the same commit sees.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::Path;

use diag::{Finding, SourceId};
use model::Project;

use crate::git::Git;

/// What git says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tracking {
    /// It is part of commits, or of the next one.
    Tracked,
    /// An ignore file leaves it out.
    Ignored,
    /// Neither.
    Untracked,
}

impl Tracking {
    fn words(self) -> &'static str {
        match self {
            Self::Tracked => "git tracks this file: every checkout has it",
            Self::Ignored => "git ignores this file: other checkouts do not have it",
            Self::Untracked => "git does not track this file: other checkouts do not have it",
        }
    }

    /// What to do about a secret in such a file; `None` if the rule says it.
    fn help(self) -> Option<&'static str> {
        match self {
            Self::Tracked => None,
            Self::Ignored => Some(
                "keep it out of git, as it is, and hand it over as a file that is mounted as a secret",
            ),
            Self::Untracked => Some(
                "add this file to `.gitignore`, and hand the secret over as a file that is mounted as a secret",
            ),
        }
    }
}

/// Tells with every finding that blames a file of variables whether other checkouts have that file. Says nothing where
/// git cannot be asked.
pub(crate) fn tell(findings: &mut [Box<Finding>], project: &Project, root: &Path) {
    let known: BTreeSet<SourceId> =
        project.compose.iter().flat_map(model::compose::Project::variable_files).collect();
    let blamed = |finding: &Finding| known.contains(&finding.primary.span.source);
    let files: BTreeSet<SourceId> = findings
        .iter()
        .filter(|finding| blamed(finding))
        .map(|finding| finding.primary.span.source)
        .collect();
    if files.is_empty() {
        return;
    }
    let tracking = ask(&files, project, root);
    for finding in findings {
        let Some(tracking) = tracking.get(&finding.primary.span.source) else { continue };
        finding.primary_text(tracking.words());
        if let Some(help) = tracking.help().filter(|_| !finding.redact.is_empty()) {
            finding.help(help);
        }
    }
}

/// What git says of files; empty if it cannot be asked.
fn ask(files: &BTreeSet<SourceId>, project: &Project, root: &Path) -> BTreeMap<SourceId, Tracking> {
    let Ok(git) = Git::of(root) else { return BTreeMap::new() };
    let one = |id: &SourceId| {
        let path = root.join(&*project.sources.get(*id).path);
        let lists = |options: &[&str]| {
            let words = options.iter().map(OsStr::new).chain([OsStr::new("--"), path.as_os_str()]);
            git.ask(words).is_ok_and(|answer| !answer.is_empty())
        };
        let tracking = if lists(&["ls-files"]) {
            Tracking::Tracked
        } else if lists(&["ls-files", "--others", "--ignored", "--exclude-standard"]) {
            Tracking::Ignored
        } else {
            Tracking::Untracked
        };
        (*id, tracking)
    };
    files.iter().map(one).collect()
}
