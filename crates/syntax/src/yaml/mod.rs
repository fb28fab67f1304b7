//! YAML and JSON as one owned tree with the place of every key and value.
//!
//! The same [`Node`] serves for what a file says and for what a merge makes of several files. Scalars stay text;
//! [`scalar`] says what a dialect takes them for.

mod binary;
mod build;
mod error;
mod keys;
mod map;
mod merge;
mod node;
mod parts;
mod read;
mod reader;
mod root_keys;
pub mod scalar;
mod search;
mod trail;

use diag::{SourceId, Span};
use smol_str::SmolStr;

use crate::SyntaxError;

pub use map::{Entries, Entry, Map};
pub use merge::{MERGE_BUDGET, Merged, merge_keys};
pub use node::{Data, Node, Scalar, Style, Tag};
pub use root_keys::RootKeys;
pub use scalar::{Dialect, Value};
pub use search::{has_odd_breaks, may_have_key};
pub use trail::Trail;

/// How many collections may stand inside each other, aliases followed. Deeper ones are an error of the document, so
/// that whoever walks a tree by recursion is safe. `kubectl` and Compose take ten times as many.
// go-yaml scannerc.go max_flow_level and max_indents: 10,000.
pub const MAX_DEPTH: usize = 1000;

/// All documents of a text, and its comments.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// The documents in source order. A text without any node or `---` has none.
    pub documents: Vec<Document>,
    /// Every comment from `#` to the end of its line, in source order. A `#` in a block scalar is none.
    pub comments: Vec<Span>,
    /// How many bytes of the text were read.
    pub read: usize,
}

/// One document of a stream.
#[derive(Clone, Debug)]
pub struct Document {
    /// The tree; `None` if the document says nothing. With [`Document::truncated`], what was read before the error.
    pub root: Option<Node>,
    /// From the document marker, if it has one, else from its first node, to the end of its last node.
    pub span: Span,
    /// What YAML does not allow. Unknown and circular aliases are among them; duplicate keys are not.
    pub errors: Vec<SyntaxError>,
    /// Keys that stand more than once in one mapping; dialects differ in whether that is an error.
    pub duplicates: Vec<Duplicate>,
    /// Whether reading stopped at an error, so that the tree may lack nodes.
    pub truncated: bool,
    /// Whether a mapping has a merge key `<<`, so that [`merge_keys`] has something to do.
    pub has_merge_keys: bool,
}

/// A key that its mapping has already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The key.
    pub key: SmolStr,
    /// The later occurrence.
    pub span: Span,
    /// The first occurrence.
    pub first: Span,
}

/// Reads a text as YAML, of which JSON is a part; several JSON objects one after another are several documents.
/// Never fails, and a broken document does not cost its neighbours.
pub fn parse(source: SourceId, text: &str) -> Stream {
    parse_heads(source, text, |_| None)
}

/// Reads a text, but of some documents only the first bytes. `head` sees a document from its `---` on and says how many
/// bytes of it are read, if not all are.
pub fn parse_heads(source: SourceId, text: &str, head: impl Fn(&str) -> Option<usize>) -> Stream {
    read::stream(source, text, parts::of(text, head))
}

#[cfg(test)]
mod tests;
