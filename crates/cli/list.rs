//! Lists the files below a directory, those that git ignores included: a chart takes them all.

use std::collections::BTreeSet;
use std::path::Path;

use ignore::WalkBuilder;

use crate::layer::Layer;
use crate::paths;

/// How many files of one directory are looked at.
const MAX_FILES: usize = 20_000;

/// Paths relative to the directory, sorted. Links are not followed, so nothing outside the root is listed.
pub(crate) fn below(root: &Path, directory: &str, layer: Option<&Layer>) -> Vec<String> {
    let start = root.join(directory);
    let walk = WalkBuilder::new(&start).standard_filters(false).follow_links(false).build();
    let files = walk.flatten().filter(|it| it.file_type().is_some_and(|kind| !kind.is_dir()));
    let mut found: BTreeSet<String> =
        files.take(MAX_FILES).filter_map(|it| paths::relative(&start, it.path())).collect();
    if let Some(layer) = layer {
        let within = |path: &str| {
            format!("{directory}{}{path}", if directory.is_empty() { "" } else { "/" })
        };
        found.retain(|path| !layer.drops(&within(path)));
        let prefix = within("");
        found.extend(layer.judged().filter_map(|it| it.strip_prefix(&prefix)).map(str::to_owned));
    }
    found.into_iter().collect()
}
