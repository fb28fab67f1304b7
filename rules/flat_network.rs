//! Data stores beside services that the outside reaches.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::segments;

pub(crate) const RULE: Builtin = Builtin {
    id: "flat-network",
    summary: "data store shares a network with a published service",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::ComposeProject],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(project) = subject.compose() else { return };
    let places = segments::of(project);
    // With a single service in between there is nothing to part.
    if places.len() < 3 {
        return cx.not_applicable();
    }
    for store in places.iter().filter(|place| place.is_store) {
        // Where everything that could stand in between is published itself, there is nothing to part.
        let has_middle = places.iter().any(|it| {
            !it.is_published && !it.is_store && !it.networks.is_disjoint(&store.networks)
        });
        let mut published =
            places.iter().filter(|it| has_middle && it.is_published && !it.is_store);
        let shared = published.find_map(|it| {
            let network = it.networks.intersection(&store.networks).next()?;
            Some((it, network))
        });
        let Some((published, network)) = shared else { continue };
        let message = format!(
            "`{}` shares the network `{network}` with `{}`, which the outside reaches",
            store.name, published.name
        );
        cx.fail(store.span, message)
            .label(published.span, "this service publishes a port")
            .evidence(store.name)
            .help("give the data store a network of its own, and join to it only what talks to it");
    }
}
