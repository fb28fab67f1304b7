//! Paths of the host that are mounted, as the kernel resolves them.

use model::{Container, Mount, MountKind, Value};

/// The mounts that may bring in a path of the host.
pub(crate) fn mounts(container: &dyn Container) -> impl Iterator<Item = Mount> {
    container.mounts().into_iter().filter(|mount| match &mount.kind {
        MountKind::Bind => true,
        // What is mounted hangs on a variable without a value.
        MountKind::Other(kind) => kind == "unknown" && matches!(mount.source, Value::Unknown(_)),
        _ => false,
    })
}

/// An absolute path without `.`, `..`, and doubled or final slashes; any other path without final slashes.
pub(crate) fn clean(path: &str) -> String {
    if !path.starts_with('/') {
        return path.trim_end_matches('/').to_owned();
    }
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}

/// Whether a path is a folder or lies in it, by whole segments.
pub(crate) fn lies_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
