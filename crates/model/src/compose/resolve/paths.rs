//! Values that Compose fills in, and paths that are relative to the file that names them.

use smol_str::{SmolStr, format_smolstr};
use syntax::yaml::{Data, Entry, Node};

use super::super::canonical::volume;
use super::super::plain;
use super::{retext, section_mut};

/// Fills in what is left out.
pub(super) fn defaults(model: &mut Node) {
    let Some(services) = section_mut(model, "services") else { return };
    for service in &mut services.entries {
        let Data::Map(service) = &mut service.value.data else { continue };
        if let Some(build) = service.entry_mut("build") {
            plain::add_missing(&mut build.value, "context", |span| plain::text(".", span));
        }
        for_items(service.entry_mut("secrets"), |secret| {
            let source = secret.get("source").map(plain::print).unwrap_or_default();
            plain::add_missing(secret, "target", |span| {
                plain::text(format_smolstr!("/run/secrets/{source}"), span)
            });
        });
        for_items(service.entry_mut("ports"), |port| {
            plain::add_missing(port, "protocol", |span| plain::text("tcp", span));
            plain::add_missing(port, "mode", |span| plain::text("ingress", span));
        });
        for_items(service.entry_mut("gpus"), device_request);
        for_items(service.entry_mut("volumes"), |mount| {
            let Data::Map(mount) = &mut mount.data else { return };
            if let Some(bind) = mount.entry_mut("bind") {
                plain::add_missing(&mut bind.value, "create_host_path", |span| {
                    plain::flag(true, span)
                });
            }
        });
        let reserved = service.entry_mut("deploy").and_then(|deploy| {
            at_mut(&mut deploy.value, &["resources", "reservations", "devices"])
        });
        for_items(reserved, device_request);
    }
}

fn device_request(request: &mut Node) {
    if request.get("count").is_none() && request.get("device_ids").is_none() {
        plain::add_missing(request, "count", |span| plain::text("all", span));
    }
}

fn for_items(entry: Option<&mut Entry>, change: impl Fn(&mut Node)) {
    if let Some(entry) = entry
        && let Data::Seq(items) = &mut entry.value.data
    {
        items.iter_mut().for_each(change);
    }
}

fn at_mut<'n>(node: &'n mut Node, path: &[&str]) -> Option<&'n mut Entry> {
    let Data::Map(map) = &mut node.data else { return None };
    let (first, rest) = path.split_first()?;
    let entry = map.entry_mut(first)?;
    if rest.is_empty() { Some(entry) } else { at_mut(&mut entry.value, rest) }
}

/// Makes the paths of a model relative to another folder: `prefix` leads from there to here.
pub(super) fn relocate(model: &mut Node, prefix: &str) {
    if prefix.is_empty() || prefix == "." {
        return;
    }
    if let Some(services) = section_mut(model, "services") {
        services
            .entries
            .iter_mut()
            .for_each(|service| relocate_service(&mut service.value, prefix));
    }
    for section in ["configs", "secrets"] {
        let Some(section) = section_mut(model, section) else { continue };
        for entry in &mut section.entries {
            host_path(at_mut(&mut entry.value, &["file"]), prefix);
        }
    }
    let Some(volumes) = section_mut(model, "volumes") else { return };
    for volume in &mut volumes.entries {
        let is = |path: &[&str], text| volume.value.path(path).and_then(Node::as_str) == Some(text);
        if is(&["driver"], "local") && is(&["driver_opts", "o"], "bind") {
            host_path(at_mut(&mut volume.value, &["driver_opts", "device"]), prefix);
        }
    }
}

fn relocate_service(service: &mut Node, prefix: &str) {
    context(at_mut(service, &["build", "context"]), prefix);
    if let Some(Entry { value: Node { data: Data::Map(contexts), .. }, .. }) =
        at_mut(service, &["build", "additional_contexts"])
    {
        contexts.entries.iter_mut().for_each(|entry| context(Some(entry), prefix));
    }
    if let Some(Entry { value: Node { data: Data::Map(keys), .. }, .. }) =
        at_mut(service, &["build", "ssh"])
    {
        keys.entries.iter_mut().for_each(|entry| host_path(Some(entry), prefix));
    }
    file_path(at_mut(service, &["extends", "file"]).map(|entry| &mut entry.value), prefix);
    let Data::Map(service) = &mut service.data else { return };
    for_items(service.entry_mut("env_file"), |file| {
        file_path(at_mut(file, &["path"]).map(|entry| &mut entry.value), prefix);
    });
    for_items(service.entry_mut("label_file"), |file| file_path(Some(file), prefix));
    for_items(service.entry_mut("volumes"), |mount| {
        if mount.get("type").and_then(Node::as_str) == Some("bind") {
            host_path(at_mut(mount, &["source"]), prefix);
        }
    });
    let watch = service.entry_mut("develop").and_then(|it| at_mut(&mut it.value, &["watch"]));
    for_items(watch, |watch| {
        file_path(at_mut(watch, &["path"]).map(|entry| &mut entry.value), prefix);
    });
}

/// A path, which `~` and `/` make absolute. An empty one stays empty.
fn file_path(node: Option<&mut Node>, prefix: &str) {
    let Some(node) = node else { return };
    let Some(text) = plain::string(node).filter(|text| !text.is_empty()) else { return };
    if !text.starts_with(['/', '~']) {
        let joined = joined(prefix, text);
        retext(node, joined);
    }
}

/// A path of the host, which may be one of Windows.
fn host_path(entry: Option<&mut Entry>, prefix: &str) {
    let Some(entry) = entry else { return };
    let Some(text) = plain::string(&entry.value) else { return };
    if !is_absolute(text) {
        let joined = joined(prefix, text);
        retext(&mut entry.value, joined);
    }
}

/// Where a build looks for files: a path, an address, or another build.
fn context(entry: Option<&mut Entry>, prefix: &str) {
    let Some(entry) = entry else { return };
    let text = plain::string(&entry.value).unwrap_or_default();
    if !is_local_context(text) {
        return;
    }
    file_path(Some(&mut entry.value), prefix);
}

/// Whether a build context is a folder.
pub(in crate::compose) fn is_local_context(text: &str) -> bool {
    !text.contains("://") && !text.starts_with("service:") && !is_remote(text)
}

/// Whether a path of the host is absolute, on Linux or on Windows.
pub(in crate::compose) fn is_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    let is_separator = |byte: Option<&u8>| matches!(byte, Some(b'/' | b'\\'));
    path.starts_with(['/', '~'])
        || is_separator(bytes.first()) && is_separator(bytes.get(1))
        || bytes.get(1) == Some(&b':') && is_separator(bytes.get(2))
}

/// Whether something is fetched from elsewhere.
pub(in crate::compose) fn is_remote(text: &str) -> bool {
    let prefixes = ["oci://", "https://", "http://", "git://", "ssh://", "github.com/", "git@"];
    prefixes.iter().any(|prefix| text.starts_with(prefix))
}

/// Joins two paths as Go does: the result is clean.
pub(in crate::compose) fn joined(folder: &str, path: &str) -> SmolStr {
    if folder.is_empty() {
        return volume::clean(path).into();
    }
    volume::clean(&format!("{folder}/{path}")).into()
}

/// The way from one folder to another, both relative to the root.
pub(super) fn relative(from: &str, to: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (from, to) = (parts(from), parts(to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    up.chain(to[common..].iter().map(String::as_str)).collect::<Vec<_>>().join("/")
}
