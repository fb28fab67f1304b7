//! Older spellings: files in the format of Compose 1, which has its services at the top, and keys that were renamed.

use syntax::yaml::{Data, Node};

use super::super::plain;
use super::{Notes, section_mut};

/// Top-level keys of later formats.
const LATER: [&str; 9] = [
    "configs", "include", "models", "name", "networks", "secrets", "services", "version", "volumes",
];

/// Puts services that stand at the top where they belong, so that they are judged although Compose refuses the file.
pub(super) fn lift(root: &mut Node, notes: &mut Notes) {
    let Data::Map(map) = &mut root.data else { return };
    let is_later = |key: &str| LATER.contains(&key) || key.starts_with("x-");
    let is_service = |node: &Node| node.get("image").is_some() || node.get("build").is_some();
    let mut keys = map.entries.iter().map(|entry| entry.key.as_str().unwrap_or_default());
    if keys.any(is_later)
        || !map.entries.iter().all(|entry| entry.value.as_map().is_some())
        || !map.entries.iter().any(|entry| is_service(&entry.value))
    {
        return;
    }
    let first = map.entries[0].key.clone();
    let message = format!(
        "{} is a service at the top of the file: no version of today reads the format of Compose 1",
        plain::quoted(first.as_str().unwrap_or_default())
    );
    notes.problem(first.span, message).help("put the services below `services:`");
    let services = std::mem::take(map);
    let key = plain::text("services", first.span);
    map.push(key, Node::new(services, root.span));
}

/// Gives keys the names that they have today.
// compose-go types/develop.go: `x-initialSync` of a watch is `initial_sync`.
pub(super) fn rename(root: &mut Node) {
    let Some(services) = section_mut(root, "services") else { return };
    for service in &mut services.entries {
        let Data::Map(service) = &mut service.value.data else { continue };
        let Some(develop) = service.entry_mut("develop") else { continue };
        let Data::Map(develop) = &mut develop.value.data else { continue };
        let Some(watch) = develop.entry_mut("watch") else { continue };
        let Data::Seq(triggers) = &mut watch.value.data else { continue };
        for trigger in triggers {
            let Data::Map(trigger) = &mut trigger.data else { continue };
            if let Some(entry) = trigger.entry_mut("x-initialSync") {
                entry.key = plain::text("initial_sync", entry.key.span);
            }
        }
    }
}
