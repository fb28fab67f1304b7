//! `volumes:`, `tmpfs:` and `volumes_from:`.

use std::collections::{BTreeSet, HashMap};

use diag::{Span, Step};
use syntax::yaml::scalar::compose_bool;
use syntax::yaml::{Entry, Node};

use super::bare_mount::{mount, text};
use super::resolve::{Notes, section};
use super::{Service, other_mounts, values};
use crate::{Mount, MountKind, Value};

/// From how many services one may take over mounts. Each hands on what it took over itself, so chains grow fast.
const MAX_GIVERS: usize = 64;

/// Everything that is mounted into a service.
pub(super) fn of(service: &Service<'_>) -> Vec<Mount> {
    let mut seen = BTreeSet::from([service.name]);
    let mut mounts = own(service);
    mounts.extend(from_services(service, &mut seen));
    mounts
}

/// What is mounted into a service without what it takes over from others.
fn own(service: &Service<'_>) -> Vec<Mount> {
    let volumes = service.list(&["volumes"]).into_iter().map(|node| volume(service, node));
    let volumes = volumes.map(|mount| other_mounts::behind_volume(service, mount));
    let tmpfs = tmpfs_nodes(service).into_iter().filter_map(|node| tmpfs(service, node));
    volumes.chain(tmpfs).chain(other_mounts::of(service)).collect()
}

/// What the services and containers in `volumes_from:` mount, those aside that were seen before.
fn from_services<'a>(service: &Service<'a>, seen: &mut BTreeSet<&'a str>) -> Vec<Mount> {
    let links = service.list(&["volumes_from"]).into_iter();
    links.flat_map(|link| taken_over(service, link, seen)).collect()
}

fn taken_over<'a>(
    service: &Service<'a>,
    link: &'a Node,
    seen: &mut BTreeSet<&'a str>,
) -> Vec<Mount> {
    let place = link.target().span;
    let unknown = |why: &str| {
        let kind = MountKind::Other("unknown".into());
        let value = || Value::Unknown(why.to_owned());
        vec![mount(service, kind, value(), value(), place)]
    };
    if let Some(why) = service.project.doubt(link) {
        return unknown(why);
    }
    let text = link.as_str().unwrap_or_default();
    if text.starts_with("container:") {
        return unknown("it takes over the mounts of a container that is not in the files");
    }
    if seen.len() > MAX_GIVERS {
        return unknown("it takes over mounts through too many services");
    }
    let (name, mode) = text.split_once(':').unwrap_or((text, ""));
    let entry = service.project.entry(name).filter(|_| seen.insert(name));
    let Some(entry) = entry else { return Vec::new() };
    let other = Service::new(service.project, name, entry, None, None);
    let mut mounts = own(&other);
    mounts.extend(from_services(&other, seen));
    for mount in &mut mounts {
        mount.read_only |= mode == "ro";
        mount.trail.push(Step::at(mount.span, format!("service `{name}` mounts it")));
        mount.span = place;
    }
    mounts
}

/// Takes out of the budget what services take over through `volumes_from:`: every mount, and more for each service that hands
/// it on.
pub(super) fn charge(root: &Node, notes: &mut Notes) {
    let entries = section(root, "services");
    let services: HashMap<&str, &Node> =
        entries.iter().filter_map(|entry| Some((entry.key.as_str()?, &entry.value))).collect();
    for entry in entries.iter().filter(|entry| entry.value.get("volumes_from").is_some()) {
        if !notes.spend(cost(entry, &services), entry.key.span) {
            return;
        }
    }
}

/// How many values a service takes over.
fn cost(entry: &Entry, services: &HashMap<&str, &Node>) -> usize {
    const MOUNT: usize = 3;
    let mut seen = BTreeSet::from([entry.key.as_str().unwrap_or_default()]);
    let mut open = vec![(&entry.value, 0)];
    let mut cost = 0;
    while let Some((service, far)) = open.pop() {
        for link in service.get("volumes_from").map_or(&[][..], Node::items) {
            let name = link.as_str().unwrap_or_default();
            let name = name.split_once(':').map_or(name, |(name, _)| name);
            let Some(other) = services.get(name).filter(|_| seen.len() <= MAX_GIVERS) else {
                continue;
            };
            if seen.insert(name) {
                let items = |key| other.get(key).map_or(0, |list: &Node| list.items().len());
                cost += (1 + items("volumes") + items("tmpfs")) * (MOUNT + far);
                open.push((other, far + 1));
            }
        }
    }
    cost
}

fn volume(service: &Service<'_>, node: &Node) -> Mount {
    let span = node.target().span;
    if node.as_str().is_none() {
        return long(service, node, span);
    }
    // What is left in the short syntax could not be taken apart.
    let why = service.project.doubt(node).unwrap_or("the mount is malformed");
    let unknown = || Value::Unknown(why.to_owned());
    mount(service, MountKind::Other("unknown".into()), unknown(), unknown(), span)
}

fn long(service: &Service<'_>, node: &Node, span: Span) -> Mount {
    let kind = match node.get("type").and_then(Node::as_str) {
        Some("bind" | "npipe") => MountKind::Bind,
        Some("volume") => MountKind::Volume,
        Some("tmpfs") => MountKind::Tmpfs,
        other => MountKind::Other(other.unwrap_or("unknown").to_owned()),
    };
    let mut mount =
        mount(service, kind, source(service, node), text(service, node.get("target")), span);
    blame_source(service, node, &mut mount);
    let text = |path: &[&str]| node.path(path).and_then(Node::as_str);
    mount.read_only = text(&["read_only"]).and_then(compose_bool) == Some(true);
    mount.propagation = text(&["bind", "propagation"]).map(str::to_owned);
    mount.size_limit = text(&["tmpfs", "size"]).and_then(whole_bytes);
    mount
}

/// The source of a mount. In the short syntax it may be known where only the target hangs on a variable.
fn source(service: &Service<'_>, node: &Node) -> Value<String> {
    let source = node.get("source");
    let place = source.map(|it| it.target().span);
    let beginning = place.and_then(|place| service.project.beginnings.get(&place));
    // A colon in the second place may stand behind a drive.
    let is_whole = beginning.is_some_and(|text| text.get(2..).is_some_and(|it| it.contains(':')));
    match source.and_then(Node::as_str).filter(|_| is_whole && place == Some(node.target().span)) {
        Some(known) => Value::Known(known.to_owned()),
        None => text(service, source),
    }
}

/// Blames the variable that brings the source, if one does.
fn blame_source(service: &Service<'_>, node: &Node, mount: &mut Mount) {
    let source = node.get("source").map(|it| (it.target().span, it.steps()));
    let brought = source.filter(|(span, _)| service.project.is_brought(*span));
    let of_source = brought.map(|(span, steps)| {
        mount.span = span;
        steps
    });
    let own = of_source.into_iter().flatten().chain(node.steps()).cloned();
    mount.trail = own.chain(std::mem::take(&mut mount.trail)).collect();
}

fn tmpfs_nodes<'a>(service: &Service<'a>) -> Vec<&'a Node> {
    match service.get(&["tmpfs"]) {
        Some(node) if node.as_str().is_some() => vec![node],
        Some(node) => node.items().iter().collect(),
        None => Vec::new(),
    }
}

fn tmpfs(service: &Service<'_>, node: &Node) -> Option<Mount> {
    let (target, options) = node.as_str()?.split_once(':').unwrap_or((node.as_str()?, ""));
    let nothing = Value::Known(String::new());
    let mut mount = mount(
        service,
        MountKind::Tmpfs,
        nothing,
        Value::Known(target.to_owned()),
        node.target().span,
    );
    for option in options.split(',') {
        mount.read_only |= option == "ro";
        mount.size_limit = option.strip_prefix("size=").and_then(whole_bytes).or(mount.size_limit);
    }
    mount.trail = service.steps(&["tmpfs"]);
    Some(mount)
}

fn whole_bytes(text: &str) -> Option<u64> {
    values::bytes(text).and_then(|bytes| u64::try_from(bytes).ok()).filter(|bytes| *bytes > 0)
}
