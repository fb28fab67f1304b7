//! Networks that let the outside reach ports which nobody published.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "unprotected-network",
    summary: "ports that are not published are open",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::ComposeProject],
    build: |options| options.none(check),
};

/// Options of the bridge driver, the values that open it, and what they do.
const OPTIONS: [(&str, &[&str], &str); 3] = [
    ("com.docker.network.bridge.gateway_mode_ipv4", MODES, "opens every port of its members"),
    ("com.docker.network.bridge.gateway_mode_ipv6", MODES, "opens every port of its members"),
    ("com.docker.network.bridge.trusted_host_interfaces", &[], "lets a network of the host in"),
];
const MODES: &[&str] = &["nat-unprotected"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(project) = subject.compose() else { return };
    let networks = project.field().get("networks").map(|networks| networks.entries());
    for (name, network) in networks.unwrap_or_default() {
        let options = network.get("driver_opts").map(|options| options.entries());
        for (key, option) in options.unwrap_or_default() {
            let Some((_, values, what)) = OPTIONS.iter().find(|(known, ..)| *known == key) else {
                continue;
            };
            let value = option.str().unwrap_or_default();
            if value.is_empty() || !values.is_empty() && !values.contains(&value) {
                continue;
            }
            let finding = cx.fail(option.blame(), format!("the network `{name}` {what}"));
            finding.trail = option.trail().to_vec();
            finding
                .evidence(format!("{name}/{key}"))
                .help("remove the option, and publish the ports that have to be reached");
        }
    }
}
