//! Globs that leave files and folders out.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Compiled excludes. A pattern without `/` matches a file or folder of that name anywhere; one with `/` is relative
/// to the root. What matches a folder leaves out everything in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Excludes(GlobSet);

impl Excludes {
    /// Compiles patterns.
    ///
    /// # Errors
    /// The position of the first wrong pattern, and what is wrong with it.
    pub(crate) fn new<'a>(
        patterns: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, (usize, String)> {
        let mut set = GlobSetBuilder::new();
        for (at, pattern) in patterns.into_iter().enumerate() {
            let inner = pattern.trim_start_matches("./").trim_end_matches('/');
            let anchored = inner.contains('/') || inner == "**";
            let base =
                if anchored { inner.trim_start_matches('/').into() } else { format!("**/{inner}") };
            let glob = GlobBuilder::new(&base)
                .literal_separator(true)
                .build()
                .map_err(|error| (at, error.kind().to_string()))?;
            set.add(glob);
        }
        set.build().map(Self).map_err(|error| (0, error.kind().to_string()))
    }

    /// Whether there are no patterns.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a path relative to the root is itself left out; folders that hold it are the caller's business.
    pub(crate) fn matches(&self, path: &str) -> bool {
        !self.0.is_empty() && self.0.is_match(path)
    }

    /// Whether a path or a folder that holds it is left out.
    pub(crate) fn covers(&self, path: &str) -> bool {
        !self.0.is_empty()
            && (self.matches(path)
                || path.match_indices('/').any(|(at, _)| self.matches(&path[..at])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_files_and_whole_folders() {
        let excludes =
            Excludes::new(["vendor", "*.min.yaml", "docs/examples/", "/top", "a/**/z"]).unwrap();
        for path in
            ["vendor/x", "a/vendor/b/c", "q.min.yaml", "docs/examples/x/y", "top/x", "a/b/z"]
        {
            assert!(excludes.covers(path), "{path}");
        }
        for path in ["vendored/x", "x/docs/examples/y", "x/top", "docs/example"] {
            assert!(!excludes.covers(path), "{path}");
        }
    }

    #[test]
    fn a_wrong_pattern_is_named() {
        assert_eq!(Excludes::new(["ok", "[a"]).unwrap_err().0, 1);
    }
}
