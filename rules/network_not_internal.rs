//! Networks of stores that lead to the world.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use serde::Deserialize;

use crate::segments;

pub(crate) const RULE: Builtin = Builtin {
    id: "network-not-internal",
    summary: "network of data stores leads outside",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::ComposeProject],
    build: Options::read::<NetworkNotInternal>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct NetworkNotInternal {
    /// Networks that have to be internal, whatever is in them.
    internal: Vec<String>,
}

impl Rule for NetworkNotInternal {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(project) = subject.compose() else { return };
        let places = segments::of(project);
        for (name, members) in segments::by_network(&places) {
            let is_listed = self.internal.iter().any(|listed| listed == name);
            let is_back =
                members.iter().any(|it| it.is_store) && members.iter().all(|it| !it.is_published);
            let network = project.field().at(&["networks", name]);
            let has = |key: &str| network.as_ref().and_then(|it| it.get(key));
            let is_internal = has("internal").is_some_and(|it| it.is_true());
            if !(is_listed || is_back) || is_internal || has("external").is_some() {
                continue;
            }
            let place = network.as_ref().map_or(members[0].span, model::compose::Field::key);
            let (message, help) = if is_listed {
                (
                    format!("the network `{name}` leads outside, and the policy keeps it internal"),
                    "set `internal: true`",
                )
            } else {
                (
                    format!("the network `{name}` of data stores leads outside"),
                    "set `internal: true`, unless a member has to reach the internet through it",
                )
            };
            cx.fail(place, message).evidence(name).help(help);
        }
    }
}
