//! Images and containers that let people log in over SSH.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{Keyword, Moment, StageView};
use model::{Container, Subject, Value};

use crate::packages::{PackageCall, managers, package_name};
use crate::runs::{build_commands, scripts};

pub(crate) const RULE: Builtin = Builtin {
    id: "ssh-server-exposed",
    summary: "an image or container offers SSH",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage, SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// Images and containers whose service is SSH itself, by the start of their name.
const GIT_HOSTS: [&str; 8] =
    ["forgejo", "gerrit", "gitea", "gitlab", "gogs", "onedev", "sftp", "soft-serve"];
const SERVERS: [&str; 4] = ["dropbear", "openssh-server", "openssh-server-pam", "tinysshd"];
const HELP: &str =
    "leave the server out; look into containers with `docker exec` or `kubectl exec`";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return container(subject, cx) };
    if !stage.is_shipped() {
        return cx.not_applicable();
    }
    ports(stage, cx);
    for (script, command) in build_commands(stage, cx.project(), &managers()) {
        let peeled = command.peeled();
        let Some(call) = PackageCall::of(&peeled).filter(PackageCall::installs) else { continue };
        for word in call.packages {
            let text = stage.shell_text(word);
            let name = package_name(&text);
            if SERVERS.contains(&name) {
                fail(
                    cx,
                    script.place(word.span),
                    format!("the image gets the SSH server `{name}`"),
                    name,
                );
            }
        }
    }
    for script in scripts(stage, cx.project(), &["sshd", "dropbear"]) {
        let mut programs = script.script.commands();
        if script.moment == Moment::Start
            && let Some(command) = programs.find(|it| it.peeled().is_any(&["dropbear", "sshd"]))
        {
            let message = "the container starts an SSH server".to_owned();
            fail(cx, script.place(command.span), message, "sshd");
        }
    }
}

/// Containers that publish or declare the port.
fn container(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let image = container.image();
    let names_host = |name: &str| GIT_HOSTS.iter().any(|host| name.starts_with(host));
    if image.known().is_some_and(|image| names_host(image.name())) || names_host(container.name()) {
        return cx.not_applicable();
    }
    started(container, cx);
    for port in container.ports().iter() {
        if port.container == Some((22, 22)) && port.protocol == "tcp" {
            let finding =
                cx.fail(port.span, format!("container `{}` offers SSH", container.name()));
            finding.help("use `docker exec` or `kubectl exec`, which need no key and no daemon");
            finding.severity = Severity::Low;
        }
    }
}

/// A container that starts the server itself.
fn started(container: &dyn Container, cx: &mut Cx<'_>) {
    for script in container.scripts().iter() {
        let mut commands = script.script.commands();
        if let Some(command) = commands.find(|it| it.peeled().is_any(&["dropbear", "sshd"])) {
            let message = format!("container `{}` starts an SSH server", container.name());
            let finding = cx.fail(script.place(command.span), message);
            finding.trail.clone_from(&script.trail);
            finding.evidence("sshd").help(HELP);
        }
    }
}

fn ports(stage: &StageView<'_>, cx: &mut Cx<'_>) {
    for word in stage.words_of(Keyword::Expose) {
        match &word.value {
            Value::Known(text) => {
                if text.split_whitespace().any(holds_ssh) {
                    let message = format!("`EXPOSE {text}` names the port of SSH");
                    fail(cx, word.span, message, text);
                }
            }
            Value::OneOf(_) | Value::Unknown(_) => {
                cx.review(word.span, "it is not known whether this is the port of SSH")
                    .evidence("EXPOSE")
                    .help(HELP);
            }
        }
    }
}

/// Whether `22`, `22/tcp`, `20-25` or `127.0.0.1:22:22` names port 22 of TCP.
fn holds_ssh(text: &str) -> bool {
    let (range, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let container = range.rsplit(':').next().unwrap_or(range);
    let (first, last) = container.split_once('-').unwrap_or((container, container));
    let holds = matches!((first.parse::<u16>(), last.parse::<u16>()), (Ok(first), Ok(last)) if first <= 22 && 22 <= last);
    holds && protocol.eq_ignore_ascii_case("tcp")
}

fn fail(cx: &mut Cx<'_>, span: Span, message: String, evidence: &str) {
    cx.fail(span, message).evidence(evidence).help(HELP);
}
