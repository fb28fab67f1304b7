//! Checks of what a pod shares with the host.

use super::look::{Look, Owner};
use crate::kube::Field;

/// `hostNamespaces`.
pub(super) fn namespaces(look: &mut Look<'_, '_>) {
    let pod = look.whole();
    for key in ["hostNetwork", "hostPID", "hostIPC"] {
        let setting = pod.field.setting(&[key], Field::bool);
        look.expect(&pod, setting, |shared| shared.then(|| format!("the pod sets `{key}: true`")));
    }
}

/// `hostPorts`. Zero is no port; in the host's network the API server makes every port one of the host.
pub(super) fn ports(look: &mut Look<'_, '_>) {
    let in_host = look.pod.spec().setting(&["hostNetwork"], Field::bool);
    let key = if in_host.is_some_and(|it| it.is(&true)) { "containerPort" } else { "hostPort" };
    for owner in look.containers() {
        for port in owner.field.list("ports") {
            let title = owner.title();
            let of_host = port.get("hostPort").map_or(key, |_| "hostPort");
            look.expect(&owner, port.setting(&[of_host], Field::int), |port| {
                (*port != 0).then(|| format!("{title} takes the port {port} of the host"))
            });
        }
    }
}

/// `windowsHostProcess`.
pub(super) fn windows_process(look: &mut Look<'_, '_>) {
    for owner in look.owners() {
        let title = owner.title();
        let setting = owner.context(&["windowsOptions", "hostProcess"], Field::bool);
        look.expect(&owner, setting, |is| {
            is.then(|| format!("{title} runs as a process of the Windows host"))
        });
    }
}

/// `hostProbesAndHostLifecycle`: whoever names a host makes the kubelet call it.
pub(super) fn probes(look: &mut Look<'_, '_>) {
    const HANDLERS: [&[&str]; 5] = [
        &["livenessProbe"],
        &["readinessProbe"],
        &["startupProbe"],
        &["lifecycle", "postStart"],
        &["lifecycle", "preStop"],
    ];
    for owner in look.containers() {
        for handler in HANDLERS {
            for action in ["httpGet", "tcpSocket"] {
                let path = [handler, &[action, "host"]].concat();
                probe(look, &owner, &path);
            }
        }
    }
}

fn probe(look: &mut Look<'_, '_>, owner: &Owner<'_>, path: &[&str]) {
    let title = owner.title();
    let setting = owner.field.setting(path, Field::text);
    look.expect(owner, setting, |host| {
        (!host.is_empty()).then(|| format!("{title} makes the kubelet call the host `{host}`"))
    });
}
