//! Networks, volumes, secrets and folders that services of different environments know by one name.

use std::collections::BTreeSet;

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::compose::{Service, ThingKind, Use};
use model::{Container, Subject};

use crate::segments;

pub(crate) const RULE: Builtin = Builtin {
    id: "shared-between-environments",
    summary: "environments share a network, a volume, a secret or a folder",
    severity: Severity::Medium,
    default_on: false,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

/// Networks that every engine has; other rules judge who joins them.
const OF_THE_ENGINE: [&str; 3] = ["bridge", "host", "none"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let own = cx.environments_of(subject);
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service.filter(|_| !own.is_empty()) else { return cx.not_applicable() };
    for used in service.uses().iter().filter(|used| is_kept_apart(service, used)) {
        report(used, &own, cx);
    }
}

/// Whether environments ought to have one each.
fn is_kept_apart(service: &Service<'_>, used: &Use) -> bool {
    match used.thing.kind {
        ThingKind::Network => !OF_THE_ENGINE.contains(&used.thing.name.as_str()),
        // Any other folder may be one that is there on every host.
        ThingKind::Folder => service.image().known().is_some_and(segments::is_store),
        _ => true,
    }
}

fn report(used: &Use, own: &[&str], cx: &mut Cx<'_>) {
    let mut names: BTreeSet<&str> = own.iter().copied().collect();
    let mut places: Vec<(Span, String)> = Vec::new();
    let mut doubt = used.doubt.clone();
    for (user, other) in cx.project().users_of(&used.thing) {
        let theirs = cx.environments_of(&user);
        if theirs.is_empty() || theirs.iter().any(|name| own.contains(name)) {
            continue;
        }
        doubt = doubt.or_else(|| other.doubt.clone());
        let is_new = theirs.iter().any(|name| !names.contains(name));
        names.extend(&theirs);
        if is_new && other.span != used.span {
            places.push((other.span, format!("named here in {}", listed(theirs))));
        } else if is_new {
            places.push((user.span(), format!("`{}` of {} uses it", user.name(), listed(theirs))));
        }
    }
    if places.is_empty() {
        return;
    }
    let (what, environments) = (used.thing.to_string(), listed(names));
    let finding = match doubt {
        None => cx.fail(used.span, format!("{what} is the same for {environments}")),
        Some(why) => {
            cx.review(used.span, format!("{what} may be the same for {environments}: {why}"))
        }
    };
    for (span, text) in places {
        finding.label(span, text);
    }
    finding.evidence(what).help(help(used));
}

fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let word = if names.len() == 1 { "environment" } else { "environments" };
    format!("{word} {}", names.join(", "))
}

fn help(used: &Use) -> &'static str {
    match used.thing.kind {
        ThingKind::Project => "give each environment a project name of its own",
        ThingKind::Secret | ThingKind::Config | ThingKind::File => {
            "give each environment a secret of its own, so that a leak in one does not open the other"
        }
        _ if used.thing.within.is_some() => "give each environment one of its own",
        _ => "give each environment one with a name of its own",
    }
}
