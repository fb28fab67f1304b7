//! Compose projects as Docker Compose would run them.

use diag::{SourceId, Span};

/// A Compose project: a base file with what it includes, extends and overrides.
#[derive(Debug)]
pub struct Project {
    /// The file that the user knows it by.
    pub source: SourceId,
    /// Whether its own subjects are judged.
    pub judged: bool,
}

/// A service of a project.
#[derive(Clone, Copy, Debug)]
pub struct Service<'a> {
    /// The project.
    pub project: &'a Project,
    /// The service key.
    pub span: Span,
}

/// One parsed Compose file.
#[derive(Debug)]
pub struct File {
    /// The text it was read from.
    pub source: SourceId,
    /// Whether its own subjects are judged.
    pub judged: bool,
}

/// Files that make one project, base first.
#[derive(Debug)]
pub struct Group {
    /// The files.
    pub files: Vec<File>,
}

/// A project that the configuration puts together (`projects:`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Compose files relative to the root, base first.
    pub files: Vec<String>,
    /// Environment files for interpolation, instead of `.env`.
    pub env_files: Vec<String>,
    /// Active profiles; empty means all.
    pub profiles: Vec<String>,
}
