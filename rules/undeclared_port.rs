//! Ports that a pod is asked on and nobody declares: neither the manifest, nor the Dockerfile of an image that is built here.

use diag::{Severity, Span, Step, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{Image, Keyword};
use model::kube::{Field, LabelSet, PodContainer};
use model::{Container, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "undeclared-port",
    summary: "a port is used that neither pod nor image declares",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// Where a probe names its port.
const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];
const ACTIONS: [&str; 3] = ["httpGet", "tcpSocket", "grpc"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let container = subject.container().and_then(|container| container.as_pod_container());
    let Some(container) = container else { return };
    let declared = declared(container);
    let exposed = exposed(container, cx);
    let mut known: Vec<u16> = declared.iter().map(|it| it.port).collect();
    let mut uses = asked(container);
    if let Some(exposed) = &exposed {
        // The Dockerfile says where the program listens, and the manifest has to agree.
        known.clone_from(&exposed.ports);
        uses.splice(0..0, declared);
    }
    if known.is_empty() {
        return cx.not_applicable();
    }
    for Use { port, place, trail, what } in uses {
        if known.contains(&port) {
            continue;
        }
        known.push(port);
        let whose = match &exposed {
            Some(exposed) => format!("the image that {} builds does not expose", exposed.builder),
            None => format!("container `{}` does not declare", container.container_name()),
        };
        let finding = cx.fail(place, format!("{what} {port}, which {whose}"));
        finding.trail = trail;
        finding.evidence(port.to_string());
        if let Some(exposed) = &exposed {
            finding.label(exposed.place, "the Dockerfile exposes another");
        }
        finding.help("name the port that the program listens on in both places");
    }
}

/// A port that somebody uses.
struct Use {
    port: u16,
    place: Span,
    trail: Vec<Step>,
    what: String,
}

impl Use {
    fn read(field: &Field<'_>, what: &str) -> Option<Self> {
        let port = field.str()?.parse().ok()?;
        Some(Self { port, place: field.blame(), trail: field.trail().to_vec(), what: what.into() })
    }
}

/// The ports that the container declares.
fn declared(container: &PodContainer<'_>) -> Vec<Use> {
    let what = format!("container `{}` declares the port", container.container_name());
    let ports = container.field().list("ports");
    let ports = ports.iter().filter_map(|port| port.get("containerPort"));
    ports.filter_map(|port| Use::read(&port, &what)).collect()
}

/// The ports that its probes ask, and that Services lead to if it is alone in its pod.
fn asked(container: &PodContainer<'_>) -> Vec<Use> {
    let field = container.field();
    let mut uses = Vec::new();
    for probe in PROBES {
        let port = ACTIONS.iter().find_map(|action| field.at(&[probe, action, "port"]));
        let what = format!("`{probe}` of container `{}` asks the port", container.container_name());
        uses.extend(port.and_then(|port| Use::read(&port, &what)));
    }
    if container.pod.spec().list("containers").len() > 1 {
        return uses;
    }
    let labels = LabelSet::of(&container.pod);
    let namespace = container.object.pod_namespace().unwrap_or_default();
    for service in container.object.index.services_for(namespace, &labels) {
        let what = format!("`Service/{}` leads to the port", service.name.name);
        uses.extend(service.targets.iter().map(|(port, place)| Use {
            port: *port,
            place: *place,
            trail: Vec::new(),
            what: what.clone(),
        }));
    }
    uses
}

/// What the Dockerfile of an image exposes.
struct Exposed {
    ports: Vec<u16>,
    place: Span,
    builder: String,
}

/// The ports of the image, if one Dockerfile of this repository builds it and says which.
fn exposed(container: &PodContainer<'_>, cx: &Cx<'_>) -> Option<Exposed> {
    let image = container.image();
    let mut builds = cx.project().of_builds(image.known()?, |built| {
        let stages = built.stage.ancestry().into_iter();
        let mut exposes = stages.flat_map(|stage| stage.instructions_of(&[Keyword::Expose]));
        let place = exposes.next()?.span;
        let image = Image { stage: built.stage };
        let ports = image.ports();
        let ports = ports.iter().map(|it| it.container.filter(|(first, last)| first == last));
        let ports: Option<Vec<u16>> = ports.map(|port| port.map(|(first, _)| first)).collect();
        let ports = ports.filter(|ports| !ports.is_empty())?;
        Some(Exposed { ports, place, builder: built.builder.clone() })
    });
    if builds.len() == 1 { builds.swap_remove(0) } else { None }
}
