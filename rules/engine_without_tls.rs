//! Engines that take orders from everybody.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::estate::Daemon;
use model::{Container, EnvValue, EnvVar, ImageRef, Subject, Value};

use crate::proxies;

pub(crate) const RULE: Builtin = Builtin {
    id: "engine-without-tls",
    summary: "container engine takes orders without TLS",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer, SubjectKind::DaemonConfig],
    build: |options| options.none(check),
};

const HELP: &str = "use port 2376 with certificates: set `DOCKER_TLS_CERTDIR=/certs` on both sides";

/// Flags without which even an encrypted port takes orders from everybody.
const VERIFIED: [&str; 2] = ["--tlsverify", "--tlsverify=true"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    if let Some(daemon) = subject.daemon() {
        return judge_daemon(&daemon, cx);
    }
    let Some(container) = subject.container() else { return };
    let image = container.image();
    let is_engine = image.known().is_some_and(is_engine);
    started(container, cx);
    for variable in container.env().iter() {
        let EnvValue::Literal(Value::Known(value)) = &variable.value else { continue };
        let name = variable.name.value.as_str();
        // A proxy that lets few requests through speaks plain HTTP in a network of its own.
        let service = container.as_service();
        if value.contains("proxy")
            || service.is_some_and(|service| proxies::leads_to_reader(service, value))
        {
            continue;
        }
        let message = match name {
            "DOCKER_HOST"
                if value.starts_with("tcp://")
                    && value.trim_end_matches('/').ends_with(":2375") =>
            {
                format!("container `{}` talks to a container engine without TLS", container.name())
            }
            "DOCKER_TLS_CERTDIR" if value.is_empty() && is_engine => {
                format!("the container engine in `{}` takes orders without TLS", container.name())
            }
            _ => continue,
        };
        let finding = cx.fail(variable.span, message);
        // An engine on the same pod or host is reached by nobody else.
        if is_local(value) {
            finding.severity = Severity::Low;
        }
        finding.trail.clone_from(&variable.trail);
        finding.evidence(name).help(HELP);
    }
}

/// An engine that is started with an address and without certificates.
fn started(container: &dyn Container, cx: &mut Cx<'_>) {
    for script in container.scripts().iter() {
        for command in script.script.commands() {
            let words: Vec<_> = command
                .words()
                .map(|word| (word.span, word.literal().unwrap_or_default()))
                .collect();
            let is_engine = words.iter().any(|(_, text)| text.ends_with("dockerd"))
                || container.image().known().is_some_and(is_engine);
            let verifies = words.iter().any(|(_, text)| VERIFIED.contains(&text.as_ref()));
            // Arguments alone are read behind a word that stands for the entrypoint of the image.
            let completes = words.first().is_some_and(|(_, text)| text == "entrypoint");
            if !is_engine || verifies || (completes && brings_certificates(container)) {
                continue;
            }
            for (span, text) in words {
                let Some(at) = text.find("tcp://") else { continue };
                let address = &text[at..];
                let message = format!(
                    "the container engine in `{}` takes orders from whoever reaches `{address}`",
                    container.name()
                );
                let finding = cx.fail(script.place(span), message);
                finding.trail.clone_from(&script.trail);
                finding.evidence(address).help(HELP);
                if is_local(address) {
                    finding.severity = Severity::Low;
                }
            }
        }
    }
}

/// Whether the entrypoint of the image makes certificates and asks for them, as it does unless it is told otherwise.
fn brings_certificates(container: &dyn Container) -> bool {
    let is_set = |it: &EnvVar| matches!(&it.value, EnvValue::Literal(Value::Known(folder)) if !folder.is_empty());
    let env = container.env();
    env.iter().filter(|it| it.name.value == "DOCKER_TLS_CERTDIR").all(is_set)
}

/// Whether an image is an engine that runs in a container.
fn is_engine(image: &ImageRef) -> bool {
    image.name() == "docker" && image.tag.as_deref().is_some_and(|tag| tag.contains("dind"))
}

fn is_local(address: &str) -> bool {
    ["//localhost", "//127.", "//[::1]"].iter().any(|it| address.contains(it))
}

/// Without `tlsverify` even an encrypted port takes orders from everybody.
fn judge_daemon(daemon: &Daemon<'_>, cx: &mut Cx<'_>) {
    let hosts = daemon.tcp_hosts();
    if hosts.is_empty() {
        return cx.not_applicable();
    }
    for host in hosts.iter().filter(|_| !daemon.verifies_clients()) {
        let address = host.str().unwrap_or_default();
        let message = format!("the engine takes orders from whoever reaches `{address}`");
        let finding = cx.fail(host.span(), message);
        finding.severity = if is_local(address) { Severity::High } else { Severity::Critical };
        finding.evidence(address);
        finding.help("set `tlsverify`, `tlscacert`, `tlscert` and `tlskey`, or use SSH");
    }
}
