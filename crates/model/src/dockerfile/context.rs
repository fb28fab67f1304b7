//! What of the build context a build sees: the ignore file that counts for a Dockerfile.

use diag::SourceId;
use syntax::dockerfile::{Instruction, Kind, Transfer, TransferSource};
use syntax::dockerignore::{self, Dockerignore};

use super::Dockerfile;
use crate::files::{Files, folder};
use crate::secret_file::secret_file;

/// An ignore file.
#[derive(Clone, Debug)]
pub struct Ignore {
    /// Its text.
    pub source: SourceId,
    /// Its path, relative to the root.
    pub path: String,
    tree: Dockerignore,
}

impl Ignore {
    /// Reads an ignore file.
    pub(crate) fn parse(source: SourceId, path: String, text: &str) -> Self {
        Self { source, path, tree: dockerignore::parse(source, text) }
    }

    /// Whether the builder does not see a path of the context.
    pub fn ignores(&self, path: &str) -> bool {
        self.tree.ignores(path)
    }

    /// Whether it leaves out all but what it names.
    pub fn is_allow_list(&self) -> bool {
        self.ignores("a-file-that-nobody-names")
    }
}

impl Dockerfile {
    /// Whether an ignore file bears on what it copies: a whole folder, or files that look like secrets.
    pub(crate) fn needs_ignore(&self) -> bool {
        self.judged && self.tree.instructions.iter().any(copies_much)
    }

    /// Finds the ignore file that counts: `<name>.dockerignore` beside it, else `.dockerignore` of the nearest folder
    /// that has one. Which folder is the context is up to who builds, so the folders above count as well.
    pub(crate) fn find_ignore(&mut self, files: &dyn Files) {
        let mut candidates = vec![format!("{}.dockerignore", self.path)];
        let mut at = folder(&self.path);
        while !at.is_empty() {
            candidates.push(format!("{at}/.dockerignore"));
            at = folder(at);
        }
        candidates.push(".dockerignore".to_owned());
        self.ignore = candidates.into_iter().find_map(|path| {
            let (source, text) = files.read(&path).ok()?;
            Some(Ignore::parse(source, path, &text.text))
        });
    }
}

fn copies_much(instruction: &Instruction) -> bool {
    if let Kind::Onbuild(deferred) = &instruction.kind {
        return copies_much(deferred);
    }
    let (Kind::Copy(transfer) | Kind::Add(transfer)) = &instruction.kind else { return false };
    instruction.flag("from").is_none() && sources(transfer).any(bears_on)
}

/// Whether it matters if an ignore file leaves a source out.
fn bears_on(source: &str) -> bool {
    is_broad(source)
        || secret_file(source).is_some()
        || source.trim_end_matches('/').rsplit('/').next() == Some(".git")
}

fn sources(transfer: &Transfer) -> impl Iterator<Item = &str> {
    transfer.sources.iter().filter_map(|source| match source {
        TransferSource::Path(word) => Some(word.text.as_str()),
        TransferSource::Heredoc { .. } => None,
    })
}

/// Whether a source is all of the build context: `.`, `./`, `/`, `*`.
pub fn is_broad(source: &str) -> bool {
    matches!(source.trim_matches(['"', '\'']), "." | "./" | "/" | "/." | "*" | "./*" | "/*" | "./.")
}
