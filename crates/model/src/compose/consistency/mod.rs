//! What Compose demands of a project as a whole: names that exist, settings that agree, no circles.

mod circle;
mod limits;
mod names;

pub(super) use circle::waits;

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;
use syntax::yaml::{Entry, Node};

use super::resolve::{Notes, section};
use super::{Cause, plain};

/// A project and the words that are kept for it.
struct Checker<'a> {
    root: &'a Node,
    notes: &'a mut Notes,
    /// Why what is not found may still be there.
    unseen: Option<Cause>,
    /// Whether the default network is there without being declared.
    has_default: bool,
}

/// Holds a model to what Compose demands of a whole project.
pub(super) fn check(root: &Node, is_fragment: bool, notes: &mut Notes) {
    let unseen = match (&notes.unseen, is_fragment) {
        (Some(_), _) => Some(Cause::Environment),
        (None, true) => Some(Cause::Fragment),
        (None, false) => None,
    };
    let mut checker = Checker { root, notes, unseen, has_default: has_default(root) };
    for service in section(root, "services").iter().filter(|it| it.value.as_map().is_some()) {
        checker.service(service);
    }
    checker.container_names();
    checker.secrets();
    circle::check(root, checker.notes);
}

/// Whether some service is on the default network. One with another mode brings it for nobody.
fn has_default(root: &Node) -> bool {
    section(root, "services").iter().any(|service| {
        let networks = service.value.get("networks").map_or(&[][..], Node::entries);
        let has = |key| service.value.get(key).is_some();
        let is_default = |entry: &Entry| entry.key.as_str() == Some("default");
        !has("provider")
            && !has("network_mode")
            && (networks.is_empty() || networks.iter().any(is_default))
    })
}

impl Checker<'_> {
    fn service(&mut self, service: &Entry) {
        self.runs_something(service);
        self.build(service);
        self.names(service);
        self.health(&service.value);
        self.scale(service);
        self.limits(&service.value);
        self.watch(&service.value);
        self.mounts(&service.value);
    }

    fn runs_something(&mut self, service: &Entry) {
        let name = service.key.as_str().unwrap_or_default();
        let has = |key| service.value.get(key).is_some_and(|it| !it.is_null());
        let image = service.value.get("image").filter(|it| !it.is_null());
        let is_empty = image.is_none_or(|image| plain::print(image).is_empty());
        if !is_empty || has("build") || has("provider") {
            return;
        }
        // What is wrong with the image is said already.
        let is_refused = |image: &Node| {
            let span = image.target().span;
            self.notes.problems.iter().any(|problem| problem.span == span)
        };
        if image.is_some_and(is_refused) {
            return;
        }
        let is_partial = self.notes.partial.contains_key(name);
        let message = format!("service `{name}` has neither `image` nor `build`");
        match image {
            Some(image) => self.notes.problem_at(image, message),
            None => self.notes.problem(service.key.span, message),
        };
        self.excuse(is_partial);
    }

    /// The last problem may be none if something is not seen.
    fn excuse(&mut self, is_partial: bool) {
        let cause = if is_partial { Some(Cause::Environment) } else { self.unseen };
        if let (Some(cause), Some(problem)) = (cause, self.notes.problems.last_mut()) {
            problem.cause = cause;
        }
    }

    fn build(&mut self, service: &Entry) {
        let Some(build) = service.value.get("build") else { return };
        let text = |node: Option<&Node>| node.map(plain::print).unwrap_or_default();
        if let Some(inline) = build.entry("dockerfile_inline")
            && !text(build.get("dockerfile")).is_empty()
            && !text(Some(&inline.value)).is_empty()
        {
            let message = "`dockerfile` and `dockerfile_inline` exclude each other";
            self.notes.problem(inline.key.span, message);
        }
        let platforms = build.get("platforms").map_or(&[][..], Node::items);
        let platform = text(service.value.get("platform"));
        if !platform.is_empty()
            && !platforms.is_empty()
            && !platforms.iter().any(|it| plain::print(it) == platform)
        {
            let node = service.value.get("platform").unwrap_or(build);
            let message = format!("`{platform}` is not among the platforms of `build`");
            self.notes.problem_at(node, message);
        }
    }

    fn health(&mut self, service: &Node) {
        let test = service.path(&["healthcheck", "test"]);
        let Some(first) = test.and_then(|test| test.items().first()) else { return };
        if !matches!(first.as_str(), Some("CMD" | "CMD-SHELL" | "NONE")) {
            let message = "a health check begins with `CMD`, `CMD-SHELL` or `NONE`";
            self.notes.problem_at(first, message).help("write the command as one string");
        }
    }

    fn watch(&mut self, service: &Node) {
        let watches = service.path(&["develop", "watch"]).map_or(&[][..], Node::items);
        for watch in watches {
            let action = watch.get("action").and_then(Node::as_str).unwrap_or_default();
            let has_target = watch.get("target").is_some_and(|it| !plain::print(it).is_empty());
            if !has_target && !matches!(action, "rebuild" | "restart") {
                self.notes.problem(watch.span, format!("`{action}` needs a `target`"));
            }
        }
    }

    /// Two mounts cannot stand at one place.
    fn mounts(&mut self, service: &Node) {
        let mut taken: BTreeSet<SmolStr> = BTreeSet::new();
        let tmpfs = service.get("tmpfs");
        let single = tmpfs.filter(|it| plain::string(it).is_some());
        let listed = tmpfs.map_or(&[][..], Node::items);
        for node in single.into_iter().chain(listed) {
            let text = plain::print(node);
            let target = SmolStr::new(text.split(':').next().unwrap_or_default());
            self.take(&mut taken, target, node);
        }
        for mount in service.get("volumes").map_or(&[][..], Node::items) {
            if let Some(target) = mount.get("target") {
                let text = plain::print(target);
                self.take(&mut taken, super::canonical::volume::clean(&text).into(), mount);
            }
        }
    }

    fn take(&mut self, taken: &mut BTreeSet<SmolStr>, target: SmolStr, node: &Node) {
        if taken.contains(&target) {
            self.notes.problem_at(node, format!("something is mounted at `{target}` already"));
        }
        taken.insert(target);
    }

    fn container_names(&mut self) {
        let mut taken: BTreeMap<SmolStr, SmolStr> = BTreeMap::new();
        for service in section(self.root, "services") {
            let Some(node) = service.value.get("container_name") else { continue };
            let name = plain::print(node);
            if name.is_empty() {
                continue;
            }
            let owner = service.key.as_str().unwrap_or_default().into();
            if let Some(other) = taken.insert(name.clone(), owner) {
                let message = format!("service `{other}` has the container name `{name}` already");
                self.notes.problem_at(node, message);
            }
        }
    }

    fn secrets(&mut self) {
        for secret in section(self.root, "secrets") {
            let has = |key| secret.value.get(key).is_some();
            let is_external = secret.value.get("external").and_then(plain::boolean) == Some(true);
            // A blank `file` is the project's folder. Without any key, it is a problem of its own.
            let variable = secret.value.get("environment");
            let is_blank = variable.is_none_or(|variable| plain::print(variable).is_empty());
            if is_external || has("file") || !is_blank {
                continue;
            }
            if variable.is_some() || has("driver") || has("external") {
                let name = secret.key.as_str().unwrap_or_default();
                let message = format!("secret `{name}` needs `file` or `environment`");
                match variable {
                    Some(variable) => self.notes.problem_at(variable, message),
                    None => self.notes.problem(secret.key.span, message),
                };
            }
        }
    }
}
