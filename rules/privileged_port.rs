//! Containers that take a privileged port of the host.

use std::collections::BTreeSet;

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::{HostNamespace, Subject};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "privileged-port",
    summary: "a port below 1024 of the host is taken",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: Options::read::<PrivilegedPort>,
};

const HELP: &str = "publish a port above 1023 and let a proxy or load balancer in front map it";

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct PrivilegedPort {
    /// Host ports that may be taken.
    allowed: Vec<u16>,
}

impl Rule for PrivilegedPort {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        if container.shares_host(HostNamespace::Network) {
            return cx.not_applicable();
        }
        let name = container.name();
        let mut taken: Vec<(u16, Span)> = Vec::new();
        for port in container.ports().iter() {
            if let Some(why) = &port.doubt {
                let message = format!("container `{name}` may take a privileged port: {why}");
                cx.review(port.span, message).help(HELP);
            } else if let Some(number) = port.host.and_then(|range| self.privileged(range)) {
                taken.push((number, port.host_span));
            }
        }
        if let Some((_, place)) = taken.first().copied() {
            let ports = list(&taken);
            let message = format!("container `{name}` takes the privileged {ports} of the host");
            let finding = cx.fail(place, message);
            finding.evidence(ports).help(HELP);
            for (number, span) in taken.into_iter().skip(1) {
                finding.label(span, format!("port {number}"));
            }
        }
    }
}

/// `port 80`, or `ports 80, 443`.
fn list(taken: &[(u16, Span)]) -> String {
    let numbers: BTreeSet<u16> = taken.iter().map(|(number, _)| *number).collect();
    let words: Vec<String> = numbers.iter().map(u16::to_string).collect();
    let noun = if words.len() == 1 { "port" } else { "ports" };
    format!("{noun} {}", words.join(", "))
}

impl PrivilegedPort {
    /// The first port of a range that only root may take. Port 0 asks for any free one.
    fn privileged(&self, (first, last): (u16, u16)) -> Option<u16> {
        (first.max(1)..=last.min(1023)).find(|port| !self.allowed.contains(port))
    }
}
