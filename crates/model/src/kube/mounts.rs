//! What is mounted into a container of a pod.

use diag::Step;

use super::{Field, PodView, quantity};
use crate::{Mount, MountKind, Value};

/// The mounts of a container, its volumes looked up in its pod.
pub(super) fn of(container: &Field<'_>, pod: &PodView<'_>) -> Vec<Mount> {
    let mounts = container.list("volumeMounts");
    let devices = container.list("volumeDevices");
    let mounts = mounts.iter().map(|mount| read(mount, "mountPath", pod));
    mounts.chain(devices.iter().map(|device| read(device, "devicePath", pod))).collect()
}

fn read(mount: &Field<'_>, path: &str, pod: &PodView<'_>) -> Mount {
    let volume = pod.volume(mount.str_at("name"));
    let text = |field: Option<Field<'_>>| match field.map(|field| field.text()) {
        Some(Value::Known(text)) => Value::Known(text.to_owned()),
        Some(Value::OneOf(_)) | None => Value::Unknown("it is not set".into()),
        Some(Value::Unknown(why)) => Value::Unknown(why),
    };
    let (kind, source) = volume.as_ref().map_or_else(
        || (MountKind::Volume, Value::Unknown("the pod has no volume of this name".into())),
        |volume| source(volume),
    );
    let is_read_only = |field: &Field<'_>| {
        field.get("readOnly").is_some_and(|it| matches!(it.bool(), Value::Known(true)))
    };
    let read_only = is_read_only(mount)
        || matches!(kind, MountKind::Projected)
        || volume
            .as_ref()
            .and_then(|it| it.get("persistentVolumeClaim"))
            .is_some_and(|it| is_read_only(&it));
    let (span, trail) = place(mount, volume.as_ref());
    Mount {
        kind,
        source,
        target: text(mount.get(path)),
        read_only,
        propagation: mount.get("mountPropagation").and_then(|it| it.str()).map(str::to_owned),
        size_limit: volume.as_ref().and_then(size_limit),
        span,
        trail,
    }
}

/// What a volume is, and what it is called there.
fn source(volume: &Field<'_>) -> (MountKind, Value<String>) {
    let Some((key, source)) = volume.entries().find(|(key, _)| *key != "name") else {
        // The API server makes an emptyDir of a volume without a source.
        return (MountKind::EmptyDir, Value::Known(volume.str_at("name").to_owned()));
    };
    let named = |key: &str| Value::Known(source.str_at(key).to_owned());
    match key {
        "hostPath" => (MountKind::Bind, host_path(&source)),
        "emptyDir" if source.str_at("medium") == "Memory" => {
            (MountKind::Tmpfs, Value::Known(String::new()))
        }
        "emptyDir" => (MountKind::EmptyDir, Value::Known(String::new())),
        "persistentVolumeClaim" => (MountKind::Volume, named("claimName")),
        "ephemeral" => (MountKind::Volume, Value::Known(String::new())),
        "configMap" => (MountKind::Projected, named("name")),
        "secret" => (MountKind::Projected, named("secretName")),
        "projected" | "downwardAPI" => (MountKind::Projected, Value::Known(String::new())),
        other => (MountKind::Other(other.to_owned()), Value::Known(String::new())),
    }
}

fn host_path(source: &Field<'_>) -> Value<String> {
    match source.get("path").map(|path| path.text()) {
        Some(Value::Known(path)) => Value::Known(clean(path)),
        Some(Value::Unknown(why)) => Value::Unknown(why),
        _ => Value::Unknown("it is not set".into()),
    }
}

/// An absolute path as the kubelet opens it: `.`, `..` and doubled slashes resolved.
pub(super) fn clean(path: &str) -> String {
    if !path.starts_with('/') {
        return path.to_owned();
    }
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}

/// A host path is to blame where the pod names it, everything else where it is mounted.
fn place(mount: &Field<'_>, volume: Option<&Field<'_>>) -> (diag::Span, Vec<Step>) {
    let own = mount.get("mountPath").map_or(mount.span(), |path| path.blame());
    let Some(host) = volume.and_then(|volume| volume.get("hostPath")) else {
        return (own, mount.trail().to_vec());
    };
    let path = host.get("path").unwrap_or(host);
    let mut trail = path.trail().to_vec();
    trail.push(Step::at(own, "mounted here"));
    (path.blame(), trail)
}

fn size_limit(volume: &Field<'_>) -> Option<u64> {
    let limit = quantity::parse(volume.at(&["emptyDir", "sizeLimit"])?.str()?)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes beyond u64 saturate, negative ones become 0"
    )]
    Some(limit as u64)
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn host_paths_are_cleaned() {
        for (path, cleaned) in
            [("/etc/../var//run/", "/var/run"), ("/", "/"), ("/..", "/"), ("rel/", "rel/")]
        {
            assert_eq!(clean(path), cleaned);
        }
    }
}
