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

/// What paths are relative to.
#[derive(Clone, Copy)]
struct Base<'a> {
    prefix: &'a str,
    home: Option<&'a str>,
}

/// Puts `prefix` before the paths of a model, and `home` in the place of `~`.
pub(in crate::compose) fn relocate(model: &mut Node, prefix: &str, home: Option<&str>) {
    if (prefix.is_empty() || prefix == ".") && home.is_none() {
        return;
    }
    let base = Base { prefix, home };
    if let Some(services) = section_mut(model, "services") {
        services.entries.iter_mut().for_each(|service| base.service(&mut service.value));
    }
    for section in ["configs", "secrets"] {
        let Some(section) = section_mut(model, section) else { continue };
        for entry in &mut section.entries {
            base.host_path(at_mut(&mut entry.value, &["file"]));
        }
    }
    let Some(volumes) = section_mut(model, "volumes") else { return };
    for volume in &mut volumes.entries {
        let is = |path: &[&str], text| volume.value.path(path).and_then(Node::as_str) == Some(text);
        if is(&["driver"], "local") && is(&["driver_opts", "o"], "bind") {
            base.host_path(at_mut(&mut volume.value, &["driver_opts", "device"]));
        }
    }
}

impl Base<'_> {
    fn service(self, service: &mut Node) {
        self.context(at_mut(service, &["build", "context"]));
        if let Some(Entry { value: Node { data: Data::Map(contexts), .. }, .. }) =
            at_mut(service, &["build", "additional_contexts"])
        {
            contexts.entries.iter_mut().for_each(|entry| self.context(Some(entry)));
        }
        if let Some(Entry { value: Node { data: Data::Map(keys), .. }, .. }) =
            at_mut(service, &["build", "ssh"])
        {
            keys.entries.iter_mut().for_each(|entry| self.host_path(Some(entry)));
        }
        self.file_path(at_mut(service, &["extends", "file"]).map(|entry| &mut entry.value));
        let Data::Map(service) = &mut service.data else { return };
        for_items(service.entry_mut("env_file"), |file| {
            self.file_path(at_mut(file, &["path"]).map(|entry| &mut entry.value));
        });
        for_items(service.entry_mut("label_file"), |file| self.file_path(Some(file)));
        for_items(service.entry_mut("volumes"), |mount| {
            if mount.get("type").and_then(Node::as_str) == Some("bind") {
                self.host_path(at_mut(mount, &["source"]));
            }
        });
        let watch = service.entry_mut("develop").and_then(|it| at_mut(&mut it.value, &["watch"]));
        for_items(watch, |watch| {
            self.file_path(at_mut(watch, &["path"]).map(|entry| &mut entry.value));
        });
    }

    /// A path, which `~` and `/` make absolute. An empty one stays empty.
    fn file_path(self, node: Option<&mut Node>) {
        let Some(node) = node else { return };
        let Some(text) = plain::string(node).filter(|text| !text.is_empty()) else { return };
        if let Some(path) = self.at_home(text) {
            retext(node, path);
        } else if !text.starts_with(['/', '~']) {
            let joined = joined(self.prefix, text);
            retext(node, joined);
        }
    }

    /// A path of the host, which may be one of Windows.
    fn host_path(self, entry: Option<&mut Entry>) {
        let Some(entry) = entry else { return };
        let Some(text) = plain::string(&entry.value) else { return };
        if let Some(path) = self.at_home(text) {
            retext(&mut entry.value, path);
        } else if !is_absolute(text) {
            let joined = joined(self.prefix, text);
            retext(&mut entry.value, joined);
        }
    }

    fn at_home(self, text: &str) -> Option<SmolStr> {
        Some(joined(self.home?, text.strip_prefix('~')?))
    }

    /// Where a build looks for files: a path, an address, or another build.
    fn context(self, entry: Option<&mut Entry>) {
        let Some(entry) = entry else { return };
        if is_local_context(plain::string(&entry.value).unwrap_or_default()) {
            self.file_path(Some(&mut entry.value));
        }
    }
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
