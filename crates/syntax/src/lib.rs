//! Text to spanned trees. Parsers never fail: what a format does not allow is a [`SyntaxError`] beside the tree.
//!
//! This crate knows what is written and where. What it means for a container belongs to the model.

pub mod apparmor;
pub mod dockerfile;
pub mod dockerignore;
pub mod dotenv;
mod error;
pub mod powershell;
pub mod shell;
pub mod template;
pub mod words;
pub mod yaml;

pub use error::SyntaxError;
