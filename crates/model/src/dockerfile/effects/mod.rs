//! What the steps of a stage do: what they fetch and where it goes, what they copy, verify, unpack, run and install.
//! Rules follow files through these effects; nobody compares the text of commands.

mod command;
mod fetch;
mod flow;
mod path;
mod reach;
mod tables;
mod verify;

use std::fmt;

use diag::{Source, Span};
use syntax::dockerfile::Kind;

pub use fetch::{DOWNLOADERS, Download};
pub use flow::{Unverified, Verification};
pub use tables::unpacks;

use super::{CopySource, Moment, RemoteSource, StageView, TransferView};
use crate::Value;
use crate::shell::Command;

/// Something that a step does.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// What.
    pub kind: EffectKind,
    /// The command or instruction.
    pub span: Span,
    /// Which instruction of the file, and which command of it.
    at: (usize, u32),
}

/// Kinds of effects. Paths are absolute where the working directory is known; `${NAME}` stands for what a shell decides.
#[derive(Clone, Debug, PartialEq)]
pub enum EffectKind {
    /// Fetches what a URL names, into files if it is not written to the output.
    Fetches {
        /// The URL, and where it is written.
        url: String,
        /// Its place.
        place: Span,
        /// The names that the file may have.
        files: Vec<String>,
        /// Whether ADD does it.
        by_add: bool,
    },
    /// Gives a file further names: copies, moves, links.
    Copies {
        /// The file.
        from: String,
        /// The names that it may get.
        to: Vec<String>,
    },
    /// Takes files from another stage.
    Takes {
        /// Position of the stage.
        stage: usize,
        /// A file or directory of it.
        from: String,
        /// Where it goes.
        to: String,
        /// Whether the mode that it gets lets it run.
        executable: bool,
    },
    /// Compares files with a checksum or checks their signature.
    Verifies {
        /// The files; none if the list is not in the text, and may name any.
        files: Vec<String>,
        /// The first command of the step that runs although the check failed; none if the build stops.
        reached: Option<u32>,
    },
    /// Does something with a file that needs trust.
    Uses {
        /// How: `runs`, `unpacks`, `installs`.
        verb: &'static str,
        /// The file.
        file: String,
    },
}

impl StageView<'_> {
    /// What its own steps do, in order. Scripts that are not parsed do nothing that is known.
    pub fn effects(&self, source: &Source) -> Vec<Effect> {
        let mut found = Vec::new();
        let mut scripts = self.scripts_by_position(source).into_iter().peekable();
        let mut folder = self.start_folder();
        for at in self.state().instructions.clone() {
            let instruction = &self.dockerfile.tree.instructions[at];
            if let Kind::Workdir(word) = &instruction.kind {
                let known = self.state().scope.expand(&word.text, self.dockerfile.tree.escape);
                folder = match known.value {
                    Value::Known(next) => Some(path::resolve(folder.as_deref(), &next)),
                    _ => None,
                };
            }
            if let Some(transfer) =
                self.transfers().iter().find(|transfer| transfer.span == instruction.span)
            {
                self.of_transfer(transfer, at, folder.as_deref(), &mut found);
            }
            if let Some((_, script)) = scripts.next_if(|(position, _)| *position == at)
                && matches!(script.moment, Moment::Build | Moment::LaterBuild)
            {
                command::of_script(self, &script, at, folder.as_deref(), &mut found);
            }
        }
        found
    }

    /// The working directory at its start; none if only the base image knows it.
    fn start_folder(&self) -> Option<String> {
        let parent = self.state().base.parents().first().copied();
        match parent {
            Some(parent) => {
                let workdir = self.graph.stages[parent].workdir.as_ref();
                workdir.and_then(|it| it.known().cloned())
            }
            None => None,
        }
    }

    fn of_transfer(
        &self,
        transfer: &TransferView,
        at: usize,
        folder: Option<&str>,
        found: &mut Vec<Effect>,
    ) {
        let Value::Known(to) = &transfer.destination.value else { return };
        let is_folder = to.ends_with('/') || transfer.sources.len() > 1;
        let to = path::resolve(folder, to);
        let stage = match self.source_of(transfer) {
            Some((CopySource::Stage(stage), _)) => Some(stage),
            Some(_) => return,
            None => None,
        };
        let executable = transfer.flag("chmod").is_some_and(
            |flag| matches!(&flag.value, Value::Known(mode) if command::makes_executable(mode)),
        );
        for source in &transfer.sources {
            let Value::Known(from) = &source.value else { continue };
            let named = path::inside(&to, from);
            let kind = match (stage, RemoteSource::of(from)) {
                (Some(stage), _) => EffectKind::Takes {
                    stage,
                    from: path::resolve(Some("/"), from),
                    to: if is_folder { named } else { to.clone() },
                    executable,
                },
                (None, Some(RemoteSource::Http)) if transfer.is_add => EffectKind::Fetches {
                    url: from.clone(),
                    place: source.span,
                    files: vec![if is_folder { named } else { to.clone() }],
                    by_add: true,
                },
                _ => continue,
            };
            found.push(Effect { kind, span: transfer.span, at: (at, 0) });
        }
    }
}

impl Effect {
    fn of_command(kind: EffectKind, span: Span, at: usize, command: &Command) -> Self {
        Self { kind, span, at: (at, command.index) }
    }
}

impl fmt::Display for EffectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fetches { url, files, .. } if files.is_empty() => {
                write!(f, "fetches `{}` to its output", crate::secret::veil(url))
            }
            Self::Fetches { url, files, .. } => {
                write!(f, "fetches `{}` into `{}`", crate::secret::veil(url), files.join("`, `"))
            }
            Self::Copies { from, to } => write!(f, "copies `{from}` to `{}`", to.join("` or `")),
            Self::Takes { from, to, .. } => write!(f, "takes `{from}` of another stage as `{to}`"),
            Self::Verifies { files, reached } => {
                let what = if files.is_empty() {
                    "what a list names".into()
                } else {
                    format!("`{}`", files.join("`, `"))
                };
                let ends = if reached.is_none() {
                    "a failure stops the build"
                } else {
                    "a failure does not stop the build"
                };
                write!(f, "verifies {what}; {ends}")
            }
            Self::Uses { verb, file } => write!(f, "{verb} `{file}`"),
        }
    }
}
