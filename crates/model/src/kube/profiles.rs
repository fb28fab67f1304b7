//! Capabilities, seccomp and AppArmor of a container, fields first, then the annotations that preceded them.

use diag::Spanned;

use super::{Field, PodContainer};
use crate::{Capabilities, Container as _, Profile, Setting, Value};

/// What a `capabilities` mapping adds and drops.
pub(super) fn capabilities(field: &Field<'_>) -> Value<Capabilities> {
    if let Some(why) = field.placeholder() {
        return Value::Unknown(why);
    }
    let mut capabilities = Capabilities::default();
    for (key, list) in [("add", &mut capabilities.add), ("drop", &mut capabilities.drop)] {
        let Some(written) = field.get(key) else { continue };
        if let Some(why) = written.placeholder() {
            return Value::Unknown(why);
        }
        for item in written.items() {
            match item.text() {
                Value::Known(name) => list.push(Spanned::new(name.to_owned(), item.span())),
                Value::Unknown(why) => return Value::Unknown(why),
                Value::OneOf(_) => {}
            }
        }
    }
    Value::Known(capabilities)
}

/// The profile that a `seccompProfile` or `appArmorProfile` mapping names.
fn profile(field: &Field<'_>) -> Value<Profile> {
    let Some(kind) = field.get("type") else {
        return Value::Unknown("the profile has no `type`, so the API server rejects it".into());
    };
    match kind.text() {
        Value::Known("RuntimeDefault") => Value::Known(Profile::RuntimeDefault),
        Value::Known("Unconfined") => Value::Known(Profile::Unconfined),
        Value::Known("Localhost") => {
            Value::Known(Profile::Custom(field.str_at("localhostProfile").to_owned()))
        }
        Value::Unknown(why) => Value::Unknown(why),
        _ => Value::Unknown("the API server knows no such type of profile".into()),
    }
}

/// A profile field of the container, or else of the pod; its `type` is to blame.
fn field(container: &PodContainer<'_>, key: &'static str) -> Option<Setting<Profile>> {
    let mut setting = container.inherited(&[key], profile)?;
    let own = container.field().at(&["securityContext", key, "type"]);
    let kind = own.or_else(|| container.pod.spec().at(&["securityContext", key, "type"]));
    if let Some(kind) = kind {
        setting.blame = kind.blame();
    }
    Some(setting)
}

const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
const APPARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// The seccomp profile. Without one the kubelet decides (`seccompDefault`), and by default it applies none.
pub(super) fn seccomp(container: &PodContainer<'_>) -> Setting<Profile> {
    if let Some(field) = field(container, "seccompProfile") {
        return field;
    }
    let own = format!("{SECCOMP_CONTAINER}{}", container.container_name());
    let annotation =
        container.pod.annotation(&own).or_else(|| container.pod.annotation(SECCOMP_POD));
    match annotation.and_then(|field| Some((field.str()?, field))) {
        Some(("unconfined", field)) => field.set(Value::Known(Profile::Unconfined)),
        Some((_, field)) => field.set(Value::Unknown(
            "the annotation has no effect since Kubernetes 1.27; `seccompProfile` replaces it"
                .into(),
        )),
        None => {
            let why =
                "nothing sets `seccompProfile`, so the node decides, and most nodes apply none";
            Setting { origin: crate::Origin::Default, ..Setting::unknown(why, container.span()) }
        }
    }
}

/// The AppArmor profile. Without one the runtime applies its own wherever the node has AppArmor.
pub(super) fn apparmor(container: &PodContainer<'_>) -> Setting<Profile> {
    if let Some(field) = field(container, "appArmorProfile") {
        return field;
    }
    let annotation = container.pod.annotation(&format!("{APPARMOR}{}", container.container_name()));
    let Some(annotation) = annotation else {
        return Setting::default(Profile::RuntimeDefault, container.span());
    };
    let value = match annotation.text() {
        Value::Known("unconfined") => Value::Known(Profile::Unconfined),
        Value::Known("" | "runtime/default") => Value::Known(Profile::RuntimeDefault),
        Value::Known(text) => {
            Value::Known(Profile::Custom(text.trim_start_matches("localhost/").to_owned()))
        }
        Value::Unknown(why) => Value::Unknown(why),
        Value::OneOf(_) => Value::Unknown("it is one of several".into()),
    };
    annotation.set(value)
}
