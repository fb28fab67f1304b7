//! Amounts of memory and CPU whose unit is a slip.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::kube::{self, Field, PodContainer};
use model::{Container, Limit, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "resource-unit-slip",
    summary: "unit of a resource is a slip",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// Docker refuses to start a container with less, in bytes; and no program runs in a pod with less.
const LEAST_MEMORY: f64 = 6.0 * 1024.0 * 1024.0;
/// No machine has more CPUs than this, or more bytes of memory.
const MOST_CPUS: f64 = 2048.0;

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    match container.as_pod_container() {
        Some(container) => pod(container, cx),
        None => service(container, cx),
    }
}

fn service(container: &dyn Container, cx: &mut Cx<'_>) {
    let limit = container.memory_limit();
    let name = container.name();
    if let Some(Limit::AtMost(bytes)) = limit.known()
        && *bytes < LEAST_MEMORY
    {
        cx.fail(
            limit.blame,
            format!(
                "container `{name}` may use {bytes} bytes of memory, with which it does not start"
            ),
        )
        .help("add the unit: `512m` is 512 megabytes")
        .trail
        .clone_from(&limit.trail);
    }
    let limit = container.cpu_limit();
    if let Some(Limit::AtMost(cpus)) = limit.known()
        && limit.is_written()
        && *cpus > MOST_CPUS
        && *cpus < 50_000.0
    {
        cx.fail(limit.blame, format!("container `{name}` may use {cpus} CPUs, which no host has"))
            .help("give the number of CPUs: `0.5` is half of one")
            .trail
            .clone_from(&limit.trail);
    }
}

fn pod(container: &PodContainer<'_>, cx: &mut Cx<'_>) {
    for group in ["requests", "limits"] {
        for resource in ["memory", "cpu"] {
            let amount = container.field().at(&["resources", group, resource]);
            let Some(amount) = amount.filter(|amount| amount.placeholder().is_none()) else {
                continue;
            };
            let Some((why, help)) = slip(resource, &amount) else { continue };
            let text = amount.str().unwrap_or_default();
            let message = format!(
                "`{text}` of {resource} for container `{}` {why}",
                container.container_name()
            );
            let finding = cx.fail(amount.blame(), message);
            finding.trail = amount.trail().to_vec();
            finding.evidence(format!("{group}.{resource}")).help(help);
        }
    }
}

/// What is wrong with an amount, and what to write instead.
fn slip(resource: &str, amount: &Field<'_>) -> Option<(&'static str, &'static str)> {
    let text = amount.str()?;
    let Some(value) = kube::quantity(text) else {
        return Some((
            "is no quantity, so the API server rejects it",
            "use a suffix such as `Mi`, `Gi` or `m`",
        ));
    };
    match resource {
        "memory" if value > 0.0 && value < LEAST_MEMORY / 6.0 && text.ends_with('m') => {
            Some(("are thousandths of a byte", "write `Mi` for mebibytes"))
        }
        "memory" if value > 0.0 && value < LEAST_MEMORY / 6.0 => {
            Some(("are bytes, in which nothing runs", "write `Mi` for mebibytes"))
        }
        "cpu" if value > MOST_CPUS => {
            Some(("are more CPUs than a node has", "write `m` for thousandths of a CPU"))
        }
        "cpu" if value > 0.0 && value < 0.001 => {
            Some(("is less than the smallest share", "write `1m` or more"))
        }
        _ => None,
    }
}
