//! Checks of what confines a container: AppArmor, `SELinux`, seccomp, the proc file system, kernel settings.

use super::look::{Look, Owner};
use crate::kube::Field;
use crate::{Setting, Value};

const PROFILES: [&str; 2] = ["RuntimeDefault", "Localhost"];
const APPARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";
const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";

/// The `type` of a profile object, empty if the object has none; `None` without an object.
fn profile_type<'a>(owner: &Owner<'a>, key: &str) -> Option<Setting<&'a str>> {
    owner.context(&[key], |profile| match profile.get("type") {
        _ if profile.placeholder().is_some() => {
            Value::Unknown(profile.placeholder().unwrap_or_default())
        }
        Some(kind) => kind.text(),
        None => Value::Known(""),
    })
}

fn is_profile(kind: &str) -> bool {
    PROFILES.contains(&kind)
}

/// `appArmorProfile`: fields, and every annotation of the family, whether it names a container or not.
pub(super) fn apparmor(look: &mut Look<'_, '_>) {
    for owner in look.owners() {
        let title = owner.title();
        let kind = blame_type(&owner, "appArmorProfile", profile_type(&owner, "appArmorProfile"));
        look.expect(&owner, kind, |kind| {
            (!is_profile(kind)).then(|| format!("{title} has the AppArmor profile `{kind}`"))
        });
    }
    let pod = look.whole();
    let annotations = look.pod.metadata().and_then(|metadata| metadata.get("annotations"));
    for (key, value) in annotations.into_iter().flat_map(|it| it.entries().collect::<Vec<_>>()) {
        let Some(container) = key.strip_prefix(APPARMOR) else { continue };
        look.expect(&pod, Some(value.set(value.text())), |profile| {
            let is_allowed =
                matches!(*profile, "" | "runtime/default") || profile.starts_with("localhost/");
            (!is_allowed)
                .then(|| format!("container `{container}` has the AppArmor profile `{profile}`"))
        });
    }
}

/// Blames the `type` of a profile rather than the whole object.
fn blame_type<T>(owner: &Owner<'_>, key: &str, setting: Option<Setting<T>>) -> Option<Setting<T>> {
    let mut setting = setting?;
    if let Some(kind) = owner.context_field(&[key, "type"]) {
        setting.blame = kind.blame();
    }
    Some(setting)
}

/// `seLinuxOptions`: few types, and neither user nor role.
pub(super) fn selinux(look: &mut Look<'_, '_>) {
    let is_allowed = |kind: &str, minor: u32| {
        matches!(kind, "" | "container_t" | "container_init_t" | "container_kvm_t")
            || minor >= 31 && kind == "container_engine_t"
    };
    let minor = look.minor;
    for owner in look.owners() {
        let title = owner.title();
        let kind = owner.context(&["seLinuxOptions", "type"], Field::text);
        look.expect(&owner, kind, |kind| {
            (!is_allowed(kind, minor)).then(|| format!("{title} has the SELinux type `{kind}`"))
        });
        for key in ["user", "role"] {
            let setting = owner.context(&["seLinuxOptions", key], Field::text);
            look.expect(&owner, setting, |name| {
                (!name.is_empty()).then(|| format!("{title} has the SELinux {key} `{name}`"))
            });
        }
    }
}

/// `procMount`, which user namespaces make harmless.
pub(super) fn proc_mount(look: &mut Look<'_, '_>) {
    if !look.is_user_namespaced() {
        proc_mount_restricted(look);
    }
}

/// `procMount_restricted`.
pub(super) fn proc_mount_restricted(look: &mut Look<'_, '_>) {
    for owner in look.containers() {
        let title = owner.title();
        let setting = owner.context(&["procMount"], Field::text);
        look.expect(&owner, setting, |mount| {
            (*mount != "Default").then(|| format!("{title} mounts proc as `{mount}`"))
        });
    }
}

/// `seccompProfile_baseline`: fields since 1.19, annotations before.
pub(super) fn seccomp_baseline(look: &mut Look<'_, '_>) {
    if look.minor < 19 {
        return seccomp_annotations(look);
    }
    for owner in look.owners() {
        seccomp_type(look, &owner);
    }
}

fn seccomp_type(look: &mut Look<'_, '_>, owner: &Owner<'_>) {
    let title = owner.title();
    let kind = blame_type(owner, "seccompProfile", profile_type(owner, "seccompProfile"));
    look.expect(owner, kind, |kind| {
        (!is_profile(kind)).then(|| format!("{title} has the seccomp profile `{kind}`"))
    });
}

fn seccomp_annotations(look: &mut Look<'_, '_>) {
    for owner in look.owners() {
        let title = owner.title();
        let key = match owner.name {
            Some(name) => format!("{SECCOMP_CONTAINER}{name}"),
            None => SECCOMP_POD.to_owned(),
        };
        let annotation = look.pod.annotation(&key);
        look.expect(&owner, annotation.map(|it| it.set(it.text())), |profile| {
            let is_allowed = matches!(*profile, "runtime/default" | "docker/default")
                || profile.starts_with("localhost/");
            (!is_allowed).then(|| format!("{title} has the seccomp profile `{profile}`"))
        });
    }
}

/// `seccompProfile_restricted`: every container has a profile, its own or the pod's.
pub(super) fn seccomp_restricted(look: &mut Look<'_, '_>) {
    if look.is_windows() {
        return;
    }
    let pod = look.whole();
    let of_pod = profile_type(&pod, "seccompProfile");
    let covered = of_pod.is_some();
    seccomp_type(look, &pod);
    for owner in look.containers() {
        if profile_type(&owner, "seccompProfile").is_some() {
            seccomp_type(look, &owner);
        } else if !covered {
            let message = format!("{} has no seccomp profile", owner.title());
            look.fail(&owner, owner.span, message);
        }
    }
}

/// Kernel settings that are namespaced and harm nobody, and the version that first allowed them.
const SYSCTLS: [(&str, u32); 14] = [
    ("kernel.shm_rmid_forced", 0),
    ("net.ipv4.ip_local_port_range", 0),
    ("net.ipv4.ip_local_reserved_ports", 27),
    ("net.ipv4.ip_unprivileged_port_start", 0),
    ("net.ipv4.ping_group_range", 0),
    ("net.ipv4.tcp_fin_timeout", 29),
    ("net.ipv4.tcp_keepalive_intvl", 29),
    ("net.ipv4.tcp_keepalive_probes", 29),
    ("net.ipv4.tcp_keepalive_time", 29),
    ("net.ipv4.tcp_notsent_lowat", 37),
    ("net.ipv4.tcp_rmem", 32),
    ("net.ipv4.tcp_slow_start_after_idle", 37),
    ("net.ipv4.tcp_syncookies", 0),
    ("net.ipv4.tcp_wmem", 32),
];

/// Whether a kernel setting is namespaced and harms nobody, by its name with dots.
pub fn is_safe_sysctl(name: &str) -> bool {
    SYSCTLS.iter().any(|(known, _)| *known == name)
}

/// `sysctls`. Names count as they are written, with dots.
pub(super) fn sysctls(look: &mut Look<'_, '_>) {
    let pod = look.whole();
    let minor = look.minor;
    let list = pod.context_field(&["sysctls"]);
    for sysctl in list.into_iter().flat_map(|list| list.items().collect::<Vec<_>>()) {
        let setting = sysctl.setting(&["name"], Field::text);
        look.expect(&pod, setting, |name| {
            let is_allowed = SYSCTLS.iter().any(|(known, since)| known == name && *since <= minor);
            (!is_allowed).then(|| format!("the pod changes the kernel setting `{name}`"))
        });
    }
}
