//! The Dockerfile front end: text to a spanned tree that agrees with BuildKit, and every refusal of BuildKit's as a located error.
//!
//! It knows one file. Stages, inheritance and values belong to the model.

mod args;
mod csv;
mod directive;
mod flags;
mod healthcheck;
mod heredoc;
mod json;
mod keyword;
mod kinds;
mod lines;
mod mount;
mod nearest;
mod parser;
mod sink;
mod text;
mod tree;

pub use keyword::Keyword;
pub use parser::parse;
pub use text::LogicalText;
pub use tree::{
    Command, Directive, Dockerfile, Flag, From, Healthcheck, Heredoc, Instruction, Kind, Mount,
    MountOption, Pair, PairForm, Run, Transfer, TransferSource, Warning, WarningKind, Word,
};

#[cfg(test)]
mod tests;
