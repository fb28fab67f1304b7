//! Mounts that are written elsewhere than in their service.

use diag::Step;
use syntax::yaml::Node;
use syntax::yaml::scalar::compose_bool;

use super::Service;
use super::bare_mount::{mount, text};
use crate::{Mount, MountKind, Value};

/// The engine's socket, and the files of secrets and configs.
pub(super) fn of(service: &Service<'_>) -> Vec<Mount> {
    let files = [("secrets", "/run/secrets/"), ("configs", "/")];
    let files = files.into_iter().flat_map(|(section, home)| files_of(service, section, home));
    api_socket(service).into_iter().chain(files).collect()
}

/// `use_api_socket` mounts the engine's socket and the client's credentials.
fn api_socket(service: &Service<'_>) -> Option<Mount> {
    let node = service.get(&["use_api_socket"])?;
    if node.as_str().and_then(compose_bool) != Some(true) {
        return None;
    }
    let socket = || Value::Known("/var/run/docker.sock".to_owned());
    Some(mount(service, MountKind::Bind, socket(), socket(), node.target().span))
}

/// The files behind secrets or configs, which Compose mounts from the host.
fn files_of(service: &Service<'_>, section: &str, home: &str) -> Vec<Mount> {
    let grants = service.list(&[section]).into_iter();
    let mounts = grants.filter_map(|grant| {
        let name = grant.as_str().or_else(|| grant.get("source")?.as_str())?;
        let file = service.project.root.path(&[section, name, "file"])?;
        let target = grant.get("target").and_then(Node::as_str);
        let target = target.map_or_else(|| format!("{home}{name}"), str::to_owned);
        // A file that is not known could be any; that it is the secret or config is all there is to say.
        let source = text(service, Some(file));
        if matches!(source, Value::Unknown(_)) {
            return None;
        }
        let mut mount =
            mount(service, MountKind::Bind, source, Value::Known(target), file.target().span);
        mount.read_only = true;
        mount.trail = service.steps(&[section]);
        mount
            .trail
            .push(Step::at(grant.target().span, format!("service `{}` uses it", service.name)));
        Some(mount)
    });
    mounts.collect()
}

/// A volume of the local driver that is a folder of the host, as the mount of that folder.
pub(super) fn behind_volume(service: &Service<'_>, mut mount: Mount) -> Mount {
    let Value::Known(name) = &mount.source else { return mount };
    let volume = service.project.root.path(&["volumes", name]);
    let volume = volume.filter(|_| mount.kind == MountKind::Volume);
    // What a plugin does with its options is its own business.
    let is_local = |volume: &&Node| {
        let driver = volume.get("driver").and_then(Node::as_str);
        matches!(driver, None | Some("" | "local"))
    };
    let options = volume.filter(is_local).and_then(|volume| volume.get("driver_opts"));
    let Some(options) = options else { return mount };
    let flags = options.get("o").and_then(Node::as_str).unwrap_or_default();
    let has = |wanted: &[&str]| flags.split(',').any(|flag| wanted.contains(&flag));
    let Some(device) = options.get("device").filter(|_| has(&["bind", "rbind"])) else {
        return mount;
    };
    mount.trail.insert(0, Step::at(mount.span, format!("service `{}` mounts it", service.name)));
    mount.kind = MountKind::Bind;
    mount.source = text(service, Some(device));
    mount.span = device.target().span;
    mount.read_only |= has(&["ro"]);
    mount
}
