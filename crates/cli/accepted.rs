//! The findings of today that a baseline accepts.

use std::path::{Path, PathBuf};

use diag::Trouble;
use engine::Baseline;

use crate::plan::Plan;
use crate::size::ByteSize;
use crate::{paths, read};

/// More than the findings of any project need.
pub(crate) const LIMIT: ByteSize = ByteSize(256 << 20);

/// What the file is called if nothing else is said.
const NAME: &str = "plimsoll-baseline.json";

/// Which findings are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// Those of the baseline, if there is one by the arguments or the configuration.
    Baseline,
    /// Those of the baseline, which has to be there.
    File,
    /// None.
    Nothing,
}

impl Accepted {
    /// The baseline to read.
    pub(crate) fn path(self, plan: &Plan) -> Option<PathBuf> {
        match self {
            Self::Baseline => plan.baseline.clone(),
            Self::File => Some(file(plan)),
            Self::Nothing => None,
        }
    }
}

/// The baseline that is written, checked and pruned.
pub(crate) fn file(plan: &Plan) -> PathBuf {
    plan.baseline.clone().unwrap_or_else(|| plan.place.root.join(NAME))
}

/// Reads a baseline.
///
/// # Errors
/// If there is none, or the file is something else.
pub(crate) fn load(path: &Path) -> Result<Baseline, Trouble> {
    let shown = path.to_string_lossy();
    let help = "write one with `plimsoll baseline write`";
    let mut bytes = Vec::new();
    let text = read::file(path, LIMIT, &mut bytes)
        .and_then(|()| read::strict(&bytes))
        .map_err(|why| paths::trouble(&*shown, why.to_string(), help))?;
    Baseline::parse(text)
        .map_err(|why| paths::trouble(&*shown, format!("is no baseline: {why}"), help))
}
