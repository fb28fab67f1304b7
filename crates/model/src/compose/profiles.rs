//! Seccomp profiles that `security_opt:` names by their path, which Compose reads when a service is started.

use diag::Gap;
use syntax::yaml::Node;

use super::resolve::{Notes, section};
use crate::files::join;
use crate::{Files, Unavailable};

/// Leaves open what a profile allows that cannot be read, and notes the gap.
pub(super) fn look_up(root: &Node, home: &str, files: &dyn Files, notes: &mut Notes) -> Vec<Gap> {
    let services = section(root, "services").iter();
    let options = services.filter_map(|entry| entry.value.get("security_opt"));
    let mut gaps = Vec::new();
    for option in options.flat_map(Node::items) {
        let Some(path) = option.as_str().and_then(path_of) else { continue };
        if notes.is_doubted(option) {
            continue;
        }
        let at = join(home, path);
        let found = at.as_deref().map_or(Err(Unavailable::OutsideRoot), |it| files.read(it));
        let why = match found {
            Ok(_) => continue,
            Err(Unavailable::NotFound) => format!("there is no seccomp profile `{path}`"),
            Err(Unavailable::OutsideRoot) => {
                format!("the seccomp profile `{path}` lies outside the root")
            }
            Err(Unavailable::Unreadable(why)) => {
                format!("the seccomp profile `{path}` cannot be read: {why}")
            }
        };
        let span = option.target().span;
        notes.doubts.insert(span, why.clone());
        gaps.push(Gap { about: at, span: Some(span), message: why, ..Gap::default() });
    }
    gaps
}

/// The path in an option, unless it names a profile of the engine.
fn path_of(option: &str) -> Option<&str> {
    let path = option.strip_prefix("seccomp")?.strip_prefix(['=', ':'])?;
    (!matches!(path, "" | "builtin" | "unconfined") && !path.starts_with('{')).then_some(path)
}
