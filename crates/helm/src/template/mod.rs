//! Go's `text/template`: the language, with the place of every node.

pub mod ast;
mod lexer;
mod number;
mod parser;

pub use number::Number;
pub(crate) use number::{parse_float, parse_int};
pub use parser::{Error, Parsed, parse};
