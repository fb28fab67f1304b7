//! The findings of today that a baseline accepts.

use std::fs;
use std::path::Path;

use diag::Trouble;
use engine::Baseline;

use crate::paths;

/// Which findings are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// Those of the baseline.
    Baseline,
    /// None.
    Nothing,
}

/// Reads a baseline.
///
/// # Errors
/// If there is none, or the file is something else.
pub(crate) fn load(path: &Path) -> Result<Baseline, Trouble> {
    let shown = path.to_string_lossy();
    let help = "write one with `plimsoll baseline write`";
    let text = fs::read_to_string(path)
        .map_err(|error| paths::trouble(&*shown, paths::words(&error), help))?;
    Baseline::parse(&text)
        .map_err(|why| paths::trouble(&*shown, format!("is no baseline: {why}"), help))
}
