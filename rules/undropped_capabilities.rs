//! Containers that keep the engine's default capabilities.

use diag::{Severity, SubjectKind, Verdict};
use engine::{Builtin, Cx};
use model::{Capabilities, Subject, Truth, capability};

use crate::words::advice;

pub(crate) const RULE: Builtin = Builtin {
    id: "undropped-capabilities",
    summary: "default capabilities are kept",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// Controls that ask for no more than that raw sockets are out of reach.
const ONLY_NET_RAW: [&str; 2] = ["cis-docker:1.8.0:5.4", "cis-kubernetes:1.12:5.2.8"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    if container.is_windows() {
        return cx.not_applicable();
    }
    let name = container.name();
    let capabilities = container.capabilities();
    let raw = capabilities.holds(lacks_net_raw);
    for control in ONLY_NET_RAW {
        match raw {
            Truth::No if capabilities.holds(Capabilities::drops_all) == Truth::Yes => {
                cx.answers(control, Verdict::Fail);
            }
            _ => cx.decides(control),
        }
    }
    let finding = cx.expect(
        &capabilities,
        Capabilities::drops_defaults,
        || format!("container `{name}` keeps the default capabilities"),
        || format!("container `{name}` may keep the default capabilities"),
    );
    if let Some(finding) = finding {
        if raw != Truth::Yes {
            finding.controls.extend(ONLY_NET_RAW.map(str::to_owned));
        }
        finding.help(advice(
            container,
            "set `cap_drop: [ALL]` and add back what the process needs",
            "set `capabilities.drop: [ALL]` and add back what the process needs",
        ));
    }
}

fn lacks_net_raw(capabilities: &Capabilities) -> bool {
    let is_raw = |name: &str| capability::normalise(name) == "NET_RAW";
    let is_all = |name: &str| capability::normalise(name) == "ALL";
    let is_dropped =
        capabilities.drops_defaults() || capabilities.drop.iter().any(|it| is_raw(&it.value));
    is_dropped && !capabilities.add.iter().any(|it| is_raw(&it.value) || is_all(&it.value))
}
