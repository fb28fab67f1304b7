//! Which operating system the container of a service has.

use syntax::yaml::Node;

use super::Service;
use crate::{Container, Value, catalogue};

/// Whether a service says, by itself or by its image, that its container runs on Windows.
pub(super) fn is_windows(service: &Service<'_>) -> bool {
    let text = |key: &str| service.get(&[key]).and_then(Node::as_str);
    if let Some(platform) = text("platform").filter(|platform| !platform.is_empty()) {
        return platform.split('/').next().is_some_and(|os| os.eq_ignore_ascii_case("windows"));
    }
    // On Linux there is no isolation but the default.
    matches!(text("isolation"), Some("hyperv" | "process"))
        || service.image().known().is_some_and(catalogue::is_for_windows)
        || service.built_image().is_some_and(|image| image.is_windows())
        || mounts_windows_path(service)
}

/// Whether something is mounted at a path that only Windows has.
fn mounts_windows_path(service: &Service<'_>) -> bool {
    service.mounts().iter().any(|mount| match &mount.target {
        Value::Known(target) => is_windows_path(target),
        _ => false,
    })
}

/// Whether a path is one of Windows: `C:\data`, `\\.\pipe\docker_engine`.
fn is_windows_path(path: &str) -> bool {
    match path.as_bytes() {
        [drive, b':', b'/' | b'\\', ..] => drive.is_ascii_alphabetic(),
        _ => path.starts_with(r"\\.\pipe\"),
    }
}
