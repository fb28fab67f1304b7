//! Containers that nobody asks whether they are well.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Container, Health, Subject};

use crate::words::called;

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-healthcheck",
    summary: "no health check",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Image, SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let health = container.health();
    if health.is(&Health::NotExpected) {
        return cx.not_applicable();
    }
    cx.decides(control(container));
    let is_switched_off = health.is(&Health::Disabled);
    let name = called(container);
    let finding = cx.expect(
        &health,
        is_checked,
        || match health.known() {
            Some(Health::Disabled) => format!("the health check of {name} is switched off"),
            Some(Health::Checked(_)) => {
                format!("the health check of {name} runs the command `NONE`, which does not exist")
            }
            _ => format!("nothing checks the health of {name}"),
        },
        || format!("perhaps nothing checks the health of {name}"),
    );
    if let Some(finding) = finding {
        finding.control(control(container)).help(help(container));
        // Somebody decided it: a failure of the control, and no news.
        if is_switched_off {
            finding.severity = Severity::Info;
        }
    }
}

/// Whether something is asked. `test: NONE` is no list, and therefore a command that fails for ever.
fn is_checked(health: &Health) -> bool {
    match health {
        Health::None | Health::Disabled => false,
        Health::NotExpected => true,
        Health::Checked(command) => command != "NONE",
    }
}

/// The benchmark asks for the check of an image and for that of a container in two places.
fn control(container: &dyn Container) -> &'static str {
    match container.kind() {
        SubjectKind::Image => "cis-docker:1.8.0:4.6",
        _ => "cis-docker:1.8.0:5.27",
    }
}

fn help(container: &dyn Container) -> &'static str {
    match container.kind() {
        SubjectKind::PodContainer => "add a `readinessProbe` or a `livenessProbe`",
        SubjectKind::Service => "add a `healthcheck:`, or a `HEALTHCHECK` to the image",
        _ => "add a `HEALTHCHECK`",
    }
}
