//! Paths of the host that are mounted, as the kernel resolves them.

use diag::Source;
use model::{Mount, MountKind, Value};

/// Devices through which the memory or the log of the kernel is read and written, and all of them.
const KERNEL: [&str; 7] =
    ["/dev", "/dev/kmem", "/dev/kmsg", "/dev/mem", "/dev/port", "/dev/mapper", "/dev/disk"];
/// Names of disks.
const DISKS: [&str; 9] = ["dm-", "hd", "loop", "md", "nvme", "sd", "vd", "xvd", "sg"];

/// Whether a mount may bring in a path of the host.
pub(crate) fn is_of_host(mount: &Mount) -> bool {
    match &mount.kind {
        MountKind::Bind => true,
        // What is mounted hangs on a variable without a value.
        MountKind::Other(kind) => kind == "unknown" && matches!(mount.source, Value::Unknown(_)),
        _ => false,
    }
}

/// What the source of a mount in the short syntax ends in whatever its variables hold: `/docker.sock` of
/// `${RUN}/docker.sock:/x`. Nothing if a variable decides the last part of the path.
pub(crate) fn certain_end<'s>(mount: &Mount, source: &'s Source) -> Option<&'s str> {
    let text = source.slice(mount.span.range?).trim_matches(['"', '\'']);
    let mut depth = 0_u32;
    let end = text.find(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ':' && depth == 0
    });
    let path = &text[..end?];
    let (_, tail) = path.rsplit_once('}').or_else(|| {
        let rest = path.rsplit_once('$')?.1;
        Some(rest.split_at(rest.find('/')?))
    })?;
    (tail.starts_with('/') && tail.len() > 1).then_some(tail)
}

/// The folder that a mount in the short syntax surely lies in, whatever the variables of its source hold: `/srv/web` of
/// `/srv/web/${NAME}/data:/x`. Nothing if a variable decides where the path begins.
pub(crate) fn certain_folder<'s>(mount: &Mount, source: &'s Source) -> Option<&'s str> {
    let text = source.slice(mount.span.range?).trim_matches(['"', '\'']);
    let (folder, _) = text[..text.find('$')?].rsplit_once('/')?;
    let is_short = folder.starts_with(['/', '.']) && !folder.contains(':');
    is_short.then_some(folder)
}

/// Whether what lies somewhere below `folder` can be, or lie in, or hold one of these folders.
pub(crate) fn may_reach(folder: &str, others: &[&str]) -> bool {
    let folder = clean(folder);
    let is_of_host = folder.starts_with('/');
    is_of_host && others.iter().any(|other| lies_in(&folder, other) || lies_in(other, &folder))
}

/// Whether the source of a mount is the socket of the SSH agent, by the variable that holds it.
pub(crate) fn is_key_agent(mount: &Mount, source: &Source) -> bool {
    mount.span.range.is_some_and(|range| source.slice(range).contains("SSH_AUTH_SOCK"))
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

/// Whether a device gives its reader the host: a disk, or the memory or the log of the kernel.
pub(crate) fn is_dangerous_device(path: &str) -> bool {
    let name = path.strip_prefix("/dev/").unwrap_or_default();
    let is_disk = DISKS.iter().any(|disk| {
        name.strip_prefix(disk).is_some_and(|rest| rest.len() < 10 && !rest.contains('/'))
    });
    KERNEL.contains(&path)
        || path.starts_with("/dev/mapper/")
        || path.starts_with("/dev/disk/")
        || is_disk
}
