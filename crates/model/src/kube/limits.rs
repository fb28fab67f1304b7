//! Limits of memory and CPU: the container's own, the pod's, or those of the namespace's LimitRange.

use diag::Step;

use super::{Field, PodContainer, quantity};
use crate::{Container as _, Limit, Setting, Value};

/// The limit of a resource.
pub(super) fn of(container: &PodContainer<'_>, resource: &str) -> Setting<Limit> {
    let path = ["resources", "limits", resource];
    if let Some(own) = container.field().setting(&path, limit).filter(is_set) {
        return own;
    }
    // Steps of a Tekton task have another name for them, and a template.
    let path_of_step = ["computeResources", "limits", resource];
    let template = container.pod.step_template();
    let of_step = [Some(container.field().clone()), template.clone()].into_iter().flatten();
    let of_step = of_step.filter_map(|step| step.setting(&path_of_step, limit));
    let of_template = template.and_then(|template| template.setting(&path, limit));
    if let Some(step) = of_step.chain(of_template).find(is_set) {
        return step;
    }
    if let Some(pod) = container.pod.spec().setting(&path, limit).filter(is_set) {
        return pod.inherited(Step::at(container.span(), "the pod as a whole is limited"));
    }
    let namespace = container.object.namespace();
    let default = container.object.index.default_limit(namespace, resource);
    if let Some((value, span)) = default {
        let limit = Setting::written(Limit::AtMost(value), span);
        return limit.inherited(Step::at(container.span(), "the namespace's LimitRange limits it"));
    }
    Setting::default(Limit::Unlimited, container.span())
}

/// Whether something requests a resource: a request or a limit of the container or the pod, or the namespace's `LimitRange`.
pub(super) fn has_request(container: &PodContainer<'_>, resource: &str) -> bool {
    let says = |field: &Field<'_>| {
        let resources = field.get("resources");
        resources.is_some_and(|it| {
            ["requests", "limits"].iter().any(|key| it.at(&[key, resource]).is_some())
        })
    };
    let namespace = container.object.namespace();
    says(container.field())
        || says(container.pod.spec())
        || container.object.index.has_default_request(namespace, resource)
}

/// A limit of 0 is none.
fn is_set(setting: &Setting<Limit>) -> bool {
    !setting.is(&Limit::Unlimited)
}

fn limit(field: &Field<'_>) -> Value<Limit> {
    let text = match field.text() {
        Value::Known(text) => text,
        Value::Unknown(why) => return Value::Unknown(why),
        Value::OneOf(_) => return Value::Unknown("it is one of several".into()),
    };
    match quantity::parse(text) {
        Some(value) if value > 0.0 => Value::Known(Limit::AtMost(value)),
        Some(_) => Value::Known(Limit::Unlimited),
        None => Value::Unknown(format!("`{text}` is no quantity, so the API server rejects it")),
    }
}
