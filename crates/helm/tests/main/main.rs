//! Charts and templates, rendered in memory.
#![expect(clippy::unwrap_used, reason = "a test that cannot do its work fails")]

mod charts;
mod language;
mod memory;
