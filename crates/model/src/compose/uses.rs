//! What services use that has a name of its own: networks, volumes, secrets, configs, folders of the host.

use std::collections::BTreeMap;
use std::fmt;

use diag::Span;
use syntax::yaml::Node;
use syntax::yaml::scalar::compose_bool;

use super::{Project, Service};
use crate::files::join;
use crate::{Container, MountKind, Value};

/// A kind of things that containers may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ThingKind {
    /// A whole project, which owns all that has no name of its own.
    Project,
    /// A network.
    Network,
    /// A volume.
    Volume,
    /// A secret of the engine.
    Secret,
    /// A config of the engine.
    Config,
    /// A file that secrets or configs are read from, relative to the root unless it is absolute.
    File,
    /// A folder of the host that can be written.
    Folder,
}

impl fmt::Display for ThingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Project => "project",
            Self::Network => "network",
            Self::Volume => "volume",
            Self::Secret => "secret",
            Self::Config => "config",
            Self::File => "file",
            Self::Folder => "folder",
        })
    }
}

/// Something that has the same name for every project on a host, or for every service of one project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Thing {
    /// What it is.
    pub kind: ThingKind,
    /// What the engine knows it by.
    pub name: String,
    /// The project, if nothing outside it can have the same.
    pub within: Option<String>,
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind, self.name)
    }
}

/// That a service uses something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// What.
    pub thing: Thing,
    /// Where it is named.
    pub span: Span,
    /// Why its name is not known for certain, if it is not.
    pub doubt: Option<String>,
}

/// Who uses each thing: positions of the project and of the service.
#[derive(Debug, Default)]
pub(crate) struct Users(BTreeMap<Thing, Vec<(usize, usize, Use)>>);

impl Users {
    /// Those of all projects.
    pub(crate) fn of(projects: &[Project]) -> Self {
        let mut users = Self::default();
        for (at, project) in projects.iter().enumerate().filter(|(_, it)| it.judged) {
            for (position, entry) in project.services().iter().enumerate() {
                let name = entry.key.as_str().unwrap_or_default();
                for used in Service::new(project, name, entry, None, None).uses() {
                    let all = users.0.entry(used.thing.clone()).or_default();
                    all.push((at, position, used));
                }
            }
        }
        users
    }

    /// Those of one thing.
    pub(crate) fn of_thing(&self, thing: &Thing) -> &[(usize, usize, Use)] {
        self.0.get(thing).map_or(&[], Vec::as_slice)
    }
}

impl Service<'_> {
    /// Everything it uses that another service may use as well.
    pub fn uses(&self) -> Vec<Use> {
        let named = [
            (ThingKind::Network, "networks"),
            (ThingKind::Secret, "secrets"),
            (ThingKind::Config, "configs"),
        ];
        let named = named.into_iter().flat_map(|(kind, section)| {
            let names = self.names_in(section).into_iter();
            names.filter_map(move |name| self.object(kind, section, name))
        });
        let project = self.project.root.get("name").filter(|name| !name.is_null());
        let project = project.map(|name| self.known_as(ThingKind::Project, name));
        project.into_iter().chain(named).chain(self.stored()).collect()
    }

    /// Whether it shares no network with every other service of the project: it has none, or names other ones than the default.
    pub fn has_own_network(&self) -> bool {
        match self.get(&["network_mode"]) {
            Some(mode) => mode.as_str() == Some("none"),
            None => self.names_in("networks").iter().any(|name| *name != "default"),
        }
    }

    /// The names that a section of the service lists; the default network if it lists none.
    fn names_in(&self, section: &str) -> Vec<&str> {
        let Some(node) = self.get(&[section]) else {
            let has_default = section == "networks" && self.get(&["network_mode"]).is_none();
            return if has_default { vec!["default"] } else { Vec::new() };
        };
        let keys = node.entries().iter().filter_map(|entry| entry.key.as_str());
        let items = node.items().iter();
        keys.chain(items.filter_map(|it| it.as_str().or_else(|| it.get("source")?.as_str())))
            .collect()
    }

    /// What the top level says of a name.
    fn object(&self, kind: ThingKind, section: &str, name: &str) -> Option<Use> {
        let key = self.project.root.get(section).and_then(|section| section.entry(name));
        let Some(entry) = key else {
            return Some(self.of_project(kind, name, self.key));
        };
        let given = |key: &str| entry.value.get(key).filter(|node| !node.is_null());
        let external =
            given("external").filter(|it| it.as_str().and_then(compose_bool) != Some(false));
        let own_name = given("name").or_else(|| external?.get("name"));
        if let Some(node) = own_name {
            return Some(self.known_as(kind, node));
        }
        if external.is_some() {
            return Some(self.known_as(kind, &entry.key));
        }
        match given("file") {
            Some(file) => self.file(file),
            // What a variable of the environment or the file itself says is not known by a name.
            None if given("environment").or_else(|| given("content")).is_some() => None,
            None => Some(self.of_project(kind, name, entry.key.target().span)),
        }
    }

    fn known_as(&self, kind: ThingKind, node: &Node) -> Use {
        let name = node.as_str().unwrap_or_default().to_owned();
        let doubt = self.project.doubt(node).map(str::to_owned);
        Use { thing: Thing { kind, name, within: None }, span: node.target().span, doubt }
    }

    fn of_project(&self, kind: ThingKind, name: &str, span: Span) -> Use {
        let within = Some(self.project.path.clone());
        Use { thing: Thing { kind, name: name.to_owned(), within }, span, doubt: None }
    }

    fn file(&self, node: &Node) -> Option<Use> {
        let used = self.known_as(ThingKind::File, node);
        let name = if used.thing.name.starts_with('/') {
            used.thing.name
        } else {
            join(&self.project.folder, &used.thing.name)?
        };
        Some(Use { thing: Thing { name, ..used.thing }, ..used })
    }

    /// The volumes and folders that it may write.
    fn stored(&self) -> Vec<Use> {
        let mounts = self.mounts();
        let kept = mounts.iter().filter(|mount| !mount.read_only).filter_map(|mount| {
            let Value::Known(source) = &mount.source else { return None };
            match mount.kind {
                MountKind::Volume if !source.is_empty() => {
                    self.object(ThingKind::Volume, "volumes", source)
                }
                MountKind::Bind if source.starts_with('/') => {
                    let (kind, name) = (ThingKind::Folder, source.trim_end_matches('/').to_owned());
                    Some(Use {
                        thing: Thing { kind, name, within: None },
                        span: mount.span,
                        doubt: None,
                    })
                }
                _ => None,
            }
        });
        kept.collect()
    }
}
