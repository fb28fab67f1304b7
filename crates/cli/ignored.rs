//! Whether git ignores what is not there.

use std::path::Path;

use ignore::gitignore::Gitignore;

use crate::paths;

/// Whether the patterns between the root and a path ignore it, so that no checkout has it. The nearest file of patterns
/// that speaks of the path or of a directory that holds it decides.
// gitignore(5): patterns of a lower directory take precedence; a file is out if a directory above it is.
pub(crate) fn is_ignored(root: &Path, path: &str) -> bool {
    let full = paths::within(root, path);
    let held = full.ancestors().take_while(|it| *it != root).collect::<Vec<_>>();
    held.iter().rev().any(|it| decides(root, it, *it != full))
}

fn decides(root: &Path, path: &Path, is_dir: bool) -> bool {
    let above = path.ancestors().skip(1).take_while(|it| it.starts_with(root));
    let decided = above.filter_map(|directory| {
        let (patterns, _) = Gitignore::new(directory.join(".gitignore"));
        let matched = patterns.matched(path, is_dir);
        (!matched.is_none()).then(|| matched.is_ignore())
    });
    decided.take(1).any(|is_ignored| is_ignored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_pattern_decides() {
        let tree = tempfile::tempdir().unwrap();
        let root = tree.path();
        std::fs::create_dir_all(root.join("a/b")).unwrap();
        std::fs::write(root.join(".gitignore"), ".env\nbuild/\n").unwrap();
        std::fs::write(root.join("a/.gitignore"), "!.env\n").unwrap();
        let cases = [(".env", true), ("a/.env", false), ("build/x/Dockerfile", true), ("b", false)];
        for (path, expected) in cases {
            assert_eq!(is_ignored(root, path), expected, "{path}");
        }
    }
}
