//! Checks of the volumes of a pod, mounted or not.

use super::look::Look;
use crate::kube::Field;

/// What restricted lets pods mount. A volume without a source is an `emptyDir`.
const ALLOWED: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// `hostPathVolumes`.
pub(super) fn host_paths(look: &mut Look<'_, '_>) {
    let pod = look.whole();
    for volume in pod.field.list("volumes") {
        let Some(host) = volume.get("hostPath") else { continue };
        let name = volume.str_at("name");
        let path = host.get("path").map_or_else(|| host.blame(), |path| path.blame());
        look.fail(&pod, path, format!("volume `{name}` is a path of the host"));
    }
}

/// `restrictedVolumes`.
pub(super) fn restricted(look: &mut Look<'_, '_>) {
    let pod = look.whole();
    for volume in pod.field.list("volumes") {
        let sources: Vec<(&str, Field<'_>)> =
            volume.entries().filter(|(key, _)| *key != "name").collect();
        if sources.iter().any(|(key, _)| ALLOWED.contains(key)) {
            continue;
        }
        let Some((kind, source)) = sources.first() else { continue };
        let name = volume.str_at("name");
        look.fail(&pod, source.blame(), format!("volume `{name}` is of the type `{kind}`"));
    }
}
