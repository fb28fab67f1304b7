//! Names that something must answer to.

use syntax::yaml::{Entry, Node};

use super::super::plain;
use super::super::resolve::section;
use super::Checker;

impl Checker<'_> {
    /// Every network, volume, service, secret, config and model that a service names is there.
    pub(super) fn names(&mut self, service: &Entry) {
        let node = &service.value;
        let items = |path: &[&str]| node.path(path).map_or(&[][..], Node::items);
        self.networks(node);
        for entry in node.get("depends_on").map_or(&[][..], Node::entries) {
            self.wants("services", &entry.key, &plain::print(&entry.key));
        }
        self.linked(node);
        for mount in items(&["volumes"]) {
            let is_volume = mount.get("type").and_then(Node::as_str) == Some("volume");
            let source = mount.get("source").filter(|_| is_volume);
            if let Some((source, text)) = source.map(|it| (it, plain::print(it)))
                && !text.is_empty()
            {
                self.wants("volumes", source, &text);
            }
        }
        let mounted = [("secrets", &["secrets"][..]), ("configs", &["configs"])];
        let built = ("secrets", &["build", "secrets"][..]);
        for (kind, path) in mounted.into_iter().chain([built]) {
            for mount in items(path) {
                if let Some(source) = mount.get("source") {
                    self.wants(kind, source, &plain::print(source));
                }
            }
        }
        for entry in node.get("models").map_or(&[][..], Node::entries) {
            self.wants("models", &entry.key, &plain::print(&entry.key));
        }
        self.contexts(node);
    }

    fn networks(&mut self, service: &Node) {
        let networks = service.entry("networks").filter(|it| !it.value.entries().is_empty());
        let mode = service.get("network_mode").filter(|it| !plain::print(it).is_empty());
        if let (Some(networks), Some(mode)) = (networks, mode) {
            let doubted = self.notes.is_doubted(mode);
            let message = "`networks` and `network_mode` exclude each other";
            let problem = self.notes.problem(networks.key.span, message);
            if doubted {
                problem.of_environment();
            }
        }
        for entry in networks.map_or(&[][..], |it| it.value.entries()) {
            let name = plain::print(&entry.key);
            if name != "default" || !self.has_default && mode.is_none() {
                self.wants("networks", &entry.key, &name);
            }
        }
    }

    /// Services that links, namespaces and shared mounts make a service depend on.
    fn linked(&mut self, service: &Node) {
        for node in service.get("links").map_or(&[][..], Node::items) {
            self.wants("services", node, linked_name(&plain::print(node)));
        }
        for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
            if let Some(node) = service.get(key).filter(|node| node.is_null()) {
                self.notes.problem(node.span, format!("`{key}` is a string, not nothing"));
            }
            if let Some(node) = service.get(key)
                && let Some(name) = plain::print(node).strip_prefix("service:")
            {
                self.wants("services", node, name);
            }
        }
        for node in service.get("volumes_from").map_or(&[][..], Node::items) {
            let text = plain::print(node);
            if !text.starts_with("container:") {
                self.wants("services", node, text.split(':').next().unwrap_or_default());
            }
        }
    }

    fn contexts(&mut self, service: &Node) {
        let contexts = service.path(&["build", "additional_contexts"]);
        for entry in contexts.map_or(&[][..], Node::entries) {
            let text = plain::print(&entry.value);
            let Some(name) = text.strip_prefix("service:") else { continue };
            self.wants("services", &entry.value, name);
            let other = self.root.path(&["services", name]);
            if other.is_some_and(|other| other.get("build").is_none()) {
                let message = format!("service `{name}` builds nothing that could be a context");
                self.notes.problem_at(&entry.value, message);
            }
        }
    }

    fn wants(&mut self, kind: &str, node: &Node, name: &str) {
        if self.root.path(&[kind, name]).is_some() {
            return;
        }
        let names = section(self.root, kind).iter().filter_map(|entry| entry.key.as_str());
        let what = kind.trim_end_matches('s');
        let help = match plain::nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None if kind == "services" => "remove the name, or add the service".to_owned(),
            None => format!("declare it under `{kind}:` at the top level"),
        };
        self.notes.problem_at(node, format!("there is no {what} `{name}`")).help(help);
        if self.unseen.is_some() {
            self.excuse(false);
        }
    }
}

/// The service that a link names.
pub(super) fn linked_name(link: &str) -> &str {
    match link.split_once(':') {
        Some((name, alias)) if !alias.contains(':') => name,
        _ => link,
    }
}
