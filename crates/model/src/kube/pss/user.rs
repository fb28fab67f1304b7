//! Checks of the user that containers run as.

use super::look::Look;
use crate::Value;
use crate::kube::Field;

/// `runAsNonRoot`: true for every container, and the pod never says false.
pub(super) fn non_root(look: &mut Look<'_, '_>) {
    if look.is_user_namespaced() {
        return;
    }
    let pod = look.whole();
    let of_pod = pod.context(&["runAsNonRoot"], Field::bool);
    let covered = of_pod.as_ref().is_some_and(|it| !matches!(it.value, Value::Known(false)));
    look.expect(&pod, of_pod, |is| (!is).then(|| "the pod sets `runAsNonRoot: false`".into()));
    for owner in look.containers() {
        let title = owner.title();
        match owner.context(&["runAsNonRoot"], Field::bool) {
            None if covered => {}
            None => {
                let message =
                    format!("{title} does not set `runAsNonRoot: true`, nor does the pod");
                look.fail(&owner, owner.span, message);
            }
            setting => look.expect(&owner, setting, |is| {
                (!is).then(|| format!("{title} sets `runAsNonRoot: false`"))
            }),
        }
    }
}

/// `runAsUser`: never 0, not even where a container overrides the pod.
pub(super) fn uid(look: &mut Look<'_, '_>) {
    if look.is_user_namespaced() {
        return;
    }
    for owner in look.owners() {
        let title = owner.title();
        let setting = owner.context(&["runAsUser"], Field::int);
        look.expect(&owner, setting, |uid| {
            (*uid == 0).then(|| format!("{title} sets `runAsUser: 0`"))
        });
    }
}
