//! Prometheus that cannot reach what it is told to scrape.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::compose::{Field, Project};
use model::estate::{ScrapeTarget, static_targets};
use model::{Container, Subject, compose};

use crate::segments::{self, Place};

pub(crate) const RULE: Builtin = Builtin {
    id: "unreachable-scrape-target",
    summary: "scrape target is out of reach",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::Prometheus],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    if let Some(configuration) = subject.prometheus() {
        return judge_addresses(&static_targets(&configuration), cx);
    }
    let service = subject.container().and_then(|container| container.as_service());
    let is_prometheus = |service: &&compose::Service<'_>| {
        service.image().known().is_some_and(|image| image.name() == "prometheus")
    };
    let Some(service) = service.filter(is_prometheus) else { return cx.not_applicable() };
    let targets = service.scrape_targets(cx.project());
    let places = segments::of(service.project);
    let own = places.iter().find(|place| place.name == service.name);
    let (false, Some(own)) = (targets.is_empty() || service.unread_part().is_some(), own) else {
        return cx.not_applicable();
    };
    for target in targets.iter().filter(|target| !target.is_relabelled) {
        judge(target, own, &places, service.project, cx);
    }
}

/// Prometheus refuses URLs, unless something makes addresses of them.
fn judge_addresses(targets: &[ScrapeTarget], cx: &mut Cx<'_>) {
    for target in targets.iter().filter(|it| !it.is_relabelled && it.text.contains('/')) {
        let message = format!(
            "`{}` is no host with a port, so Prometheus refuses its configuration",
            target.text
        );
        cx.fail(target.span, message)
            .evidence(target.text.as_str())
            .help("name host and port alone; `scheme` and `metrics_path` are keys of the job");
    }
}

fn judge(
    target: &ScrapeTarget,
    own: &Place<'_>,
    places: &[Place<'_>],
    project: &Project,
    cx: &mut Cx<'_>,
) {
    // Names with dots are those of other hosts, or addresses.
    let Some((host, port)) = target.host_and_port().filter(|(host, _)| !host.contains('.')) else {
        return;
    };
    let answering: Vec<_> = places.iter().filter(|it| answers(it, host, project)).collect();
    if host == "localhost" || answering.iter().any(|it| it.name == own.name) {
        return;
    }
    // A name that no service has may be that of a service in a file which is started together with this one.
    let Some(first) = answering.first() else { return };
    let shares = |place: &&&Place<'_>| {
        let networks = |place: &Place<'_>| {
            place.networks.iter().map(|it| real_name(it, project)).collect::<Vec<_>>()
        };
        let own = networks(own);
        networks(place).iter().any(|network| own.contains(network))
    };
    if let Some(place) = answering.iter().find(shares) {
        return judge_port(target, port, place, project, cx);
    }
    let message = format!(
        "the scrape target `{}` is out of reach: services `{}` and `{}` share no network",
        target.text, own.name, first.name
    );
    let finding = cx.fail(target.span, message);
    finding.label(own.span, format!("scrapes it from {}", list(own)));
    finding.label(first.span, format!("is in {}", list(first)));
    finding
        .evidence(format!("{} {}", own.name, target.text))
        .help("put both into one network, which may be internal and hold nothing else");
}

/// Inside of a network a service is reached by the ports that it listens on, not by those of the host.
fn judge_port(
    target: &ScrapeTarget,
    port: Option<u16>,
    place: &Place<'_>,
    project: &Project,
    cx: &mut Cx<'_>,
) {
    let Some(port) = port.map(|port| port.to_string()) else { return };
    let Some(service) = project.field().at(&["services", place.name]) else { return };
    let ports = service.list("ports");
    let says = |item: &Field<'_>, key: &str| {
        item.get(key).and_then(|it| it.str().map(|text| text == port)).unwrap_or(false)
    };
    let is_exposed = service.list("expose").iter().any(|it| it.str() == Some(port.as_str()));
    let Some(published) = ports.iter().find(|item| says(item, "published")) else { return };
    if is_exposed || ports.iter().any(|item| says(item, "target")) {
        return;
    }
    let inside = published.get("target").and_then(|it| it.str()).unwrap_or("another port");
    let message = format!(
        "`{}` is scraped by the port of the host, which stands for {inside} of the container",
        place.name
    );
    let finding = cx.review(target.span, message);
    finding.label(published.blame(), "is published here");
    finding
        .evidence(format!("{} {port}", place.name))
        .help("scrape the port that the service listens on, unless it listens on both");
}

/// Whether a service answers to a name: its own, that of its container, or an alias.
fn answers(place: &Place<'_>, host: &str, project: &Project) -> bool {
    if place.name == host {
        return true;
    }
    let Some(service) = project.field().at(&["services", place.name]) else { return false };
    let is_host = |it: &Field<'_>| it.str() == Some(host);
    let networks = service.get("networks").map(|it| it.entries()).unwrap_or_default();
    service.get("container_name").as_ref().is_some_and(is_host)
        || networks.iter().any(|(_, network)| network.list("aliases").iter().any(is_host))
}

/// What a network is called on the host, so that two keys may stand for one.
fn real_name(key: &str, project: &Project) -> String {
    let name = project.field().at(&["networks", key, "name"]);
    name.and_then(|name| name.str().map(str::to_owned)).unwrap_or_else(|| key.to_owned())
}

fn list(place: &Place<'_>) -> String {
    let names: Vec<_> = place.networks.iter().map(|name| format!("`{name}`")).collect();
    names.join(" and ")
}
