//! Overlay networks that send the traffic of containers in the clear from host to host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "unencrypted-overlay",
    summary: "overlay network is not encrypted",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::ComposeProject],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(project) = subject.compose() else { return };
    let networks = project.field().get("networks").map(|networks| networks.entries());
    let mut overlays = 0;
    for (name, network) in networks.into_iter().flatten() {
        let Some(driver) = network.get("driver").filter(|it| it.str() == Some("overlay")) else {
            continue;
        };
        overlays += 1;
        // The engine looks at the key alone: even `encrypted: "false"` encrypts, and so does a null.
        let options = network.get("driver_opts").map(|options| options.entries());
        let is_encrypted = options.into_iter().flatten().any(|(key, _)| key == "encrypted");
        // What somebody else made is described elsewhere.
        if is_encrypted || network.get("external").is_some() {
            continue;
        }
        let message =
            format!("hosts send the traffic of the overlay network `{name}` in the clear");
        cx.fail(driver.blame(), message).evidence(name).help(
            "add `driver_opts: {encrypted: \"true\"}`, or encrypt what is sent in the applications",
        );
    }
    if overlays == 0 {
        cx.not_applicable();
    }
}
