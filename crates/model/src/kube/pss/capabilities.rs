//! Checks of the privileges that a container has or can get.

use super::look::{Look, Owner};
use crate::Value;
use crate::kube::Field;

/// What baseline lets containers add: the default set without `NET_RAW`.
const BASELINE: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];
/// What restricted lets containers add.
const RESTRICTED: [&str; 1] = ["NET_BIND_SERVICE"];

/// `privileged`.
pub(super) fn privileged(look: &mut Look<'_, '_>) {
    for owner in look.containers() {
        let title = owner.title();
        let setting = owner.context(&["privileged"], Field::bool);
        look.expect(&owner, setting, |is| is.then(|| format!("{title} is privileged")));
    }
}

/// `allowPrivilegeEscalation`: every container has to say no.
pub(super) fn privilege_escalation(look: &mut Look<'_, '_>) {
    if look.is_windows() {
        return;
    }
    for owner in look.containers() {
        let title = owner.title();
        let message = format!("{title} does not set `allowPrivilegeEscalation: false`");
        match owner.context(&["allowPrivilegeEscalation"], Field::bool) {
            None => look.fail(&owner, owner.span, message),
            setting => look.expect(&owner, setting, |allowed| allowed.then_some(message)),
        }
    }
}

/// `capabilities_baseline`. Names count as they are written, without `CAP_` and in upper case.
pub(super) fn baseline(look: &mut Look<'_, '_>) {
    for owner in look.containers() {
        added(look, &owner, &BASELINE);
    }
}

/// `capabilities_restricted`: everything is dropped, by the very word `ALL`.
pub(super) fn restricted(look: &mut Look<'_, '_>) {
    if look.is_windows() {
        return;
    }
    for owner in look.containers() {
        added(look, &owner, &RESTRICTED);
        dropped(look, &owner);
    }
}

fn added(look: &mut Look<'_, '_>, owner: &Owner<'_>, allowed: &[&str]) {
    let title = owner.title();
    let list = owner.context(&["capabilities", "add"], |list| match list.placeholder() {
        Some(why) => Value::Unknown(why),
        None => Value::Known(list.clone()),
    });
    let Some(list) = list else { return };
    let Some(known) = list.known().cloned() else {
        return look.expect(owner, Some(list), |_| None);
    };
    for capability in known.items() {
        let setting = capability.set(capability.text());
        look.expect(owner, Some(setting), |name| {
            (!allowed.contains(name)).then(|| format!("{title} adds the capability `{name}`"))
        });
    }
}

fn dropped(look: &mut Look<'_, '_>, owner: &Owner<'_>) {
    let title = owner.title();
    let message = format!("{title} does not drop `ALL` capabilities");
    let drops = owner.context(&["capabilities", "drop"], |list| {
        let placeholder = || list.items().find_map(|item| item.placeholder());
        if list.items().any(|item| item.str() == Some("ALL")) {
            Value::Known(true)
        } else {
            list.placeholder().or_else(placeholder).map_or(Value::Known(false), Value::Unknown)
        }
    });
    match drops {
        None => look.fail(owner, owner.span, message),
        drops => look.expect(owner, drops, |all| (!all).then_some(message)),
    }
}
