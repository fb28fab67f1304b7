//! Shell text (POSIX and bash) to simple commands with byte spans. Never fails: what a shell would refuse is an error
//! beside the commands, and the rest of the text is still read. Knows nothing of containers.
//!
//! ```
//! let script = syntax::shell::parse("apt-get update && sudo curl -k https://example.org | sh");
//! let names: Vec<_> = script.commands().filter_map(|it| it.peeled().program()).collect();
//! assert_eq!(names, ["apt-get", "curl", "sh"]);
//! ```

mod ansi;
mod command;
mod compound;
mod dialect;
mod dollar;
mod exec;
mod expand;
mod flags;
mod flow;
mod frame;
mod here_doc;
mod nested;
mod options;
mod parser;
mod peel;
mod pieces;
mod relocate;
mod reparse;
mod script;
mod simple;
mod source;
mod substitution;
#[cfg(test)]
mod tests;
mod word;
mod word_parser;

pub use command::{Assignment, Command, Connector, HereDoc, HereDocId, Link, Redirect, RedirectOp};
pub use dialect::{Dialect, Shell, ShellCall, ShellSource};
pub use exec::{ExecWord, parse_exec};
pub use expand::Lookup;
pub use flags::{Flag, FlagSpec, Flags, flags};
pub use options::ShellOptions;
pub use peel::{Peeled, Wrapper};
pub use script::{Scope, ScopeId, ScopeKind, Script, ShellError};
pub use source::Span;
pub use word::{Operator, Part, Substitution, Variable, Word};

use frame::Output;
use parser::Parser;
use source::Map;

/// Reads shell text. Spans are byte offsets into `text`.
///
/// Time is linear in the length. Nesting deeper than 64, more than 2^18 commands or more than 2^20 words end the reading
/// with an error.
pub fn parse(text: &str) -> Script {
    let mut output = Output::new(text.len());
    Parser::new(text, &Map::Identity, &mut output).script();
    output.finish()
}
