//! Reads YAML from the first to the last byte in one pass, by recursion over its collections.
//!
//! It reads what go-yaml reads, which is inside `kubectl` (sigs.k8s.io/yaml, a fork of go-yaml v2) and Compose (go-yaml v4);
//! where they differ from YAML 1.2 or from each other, a comment names the place. Start with [`read`] in `documents.rs`,
//! then `block.rs`.

mod block;
mod block_scalar;
mod documents;
mod flow;
mod lines;
mod plain;
mod properties;
mod quoted;

use std::borrow::Cow;

use super::Style;
use super::build::{Builder, Range};
use super::error::Fault;

pub(super) use documents::read;

/// What a method of the reader comes to: an error ends the document.
type Read<T = ()> = Result<T, Fault>;

/// Reads one part of a text.
struct Reader<'b, 't> {
    builder: &'b mut Builder<'t>,
    text: &'t str,
    /// The bytes up to the end of the part.
    bytes: &'t [u8],
    /// Whether lines may end otherwise than by LF and CR LF.
    has_odd_breaks: bool,
    /// What is read next.
    at: usize,
    /// Where the line of `at` starts.
    line: usize,
    /// Column of what is read next, counted from 1, if it is the first thing in its line; 0 at the end of a document.
    column: usize,
    /// Handles of tags that directives declare, and what they stand for.
    handles: Vec<(&'t str, &'t str)>,
}

/// A scalar in quotes, or the first line of one without.
struct Token<'t> {
    text: Cow<'t, str>,
    style: Style,
    range: Range,
}
