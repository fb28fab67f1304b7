//! Kernel settings that reach beyond their container.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::compose::Service;
use model::kube::{ObjectView, pss};

pub(crate) const RULE: Builtin = Builtin {
    id: "unsafe-sysctl",
    summary: "unsafe kernel setting is changed",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::Workload],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    if let Some(object) = subject.object() {
        return pod(object, cx);
    }
    if let Some(service) = subject.container().and_then(|container| container.as_service()) {
        compose(service, cx);
    }
}

fn pod(object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    let Some(pod) = &object.pod else { return };
    let list = pod.spec().at(&["securityContext", "sysctls"]);
    for sysctl in list.into_iter().flat_map(|list| list.items().collect::<Vec<_>>()) {
        let Some(name) = sysctl.get("name") else { continue };
        let text = name.str().unwrap_or_default().replace('/', ".");
        if name.placeholder().is_none() && !pss::is_safe_sysctl(&text) {
            let finding = cx.fail(
                name.blame(),
                format!("`{}` changes the kernel setting `{text}`", object.title()),
            );
            finding.trail = name.trail().to_vec();
            finding.evidence(text).help("set it on the nodes that need it, or allow it on the kubelets of a node pool of its own");
        }
    }
}

/// What Docker lets a container set: settings of its own network, IPC or message queues. It refuses the rest.
const NAMESPACED: [&str; 9] = [
    "fs.mqueue.",
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shm",
    "kernel.domainname",
    "kernel.hostname",
    "net.",
];

fn compose(service: &Service<'_>, cx: &mut Cx<'_>) {
    let Some(sysctls) = service.field().get("sysctls") else { return };
    let pairs =
        sysctls.entries().into_iter().map(|(name, field)| (name, field.clone(), field.key()));
    let items = sysctls.items().into_iter().filter_map(|item| {
        let name = item.str()?.split('=').next()?;
        Some((name, item.clone(), item.blame()))
    });
    for (name, field, place) in pairs.chain(items) {
        let is_namespaced = NAMESPACED.iter().any(|known| name.starts_with(known));
        let weakens = name.ends_with(".route_localnet") || name.ends_with(".accept_source_route");
        if is_namespaced && !weakens {
            continue;
        }
        let message = if weakens {
            format!("service `{}` opens its loopback to the network by `{name}`", service.name)
        } else {
            format!("service `{}` sets `{name}`, which belongs to the host", service.name)
        };
        let finding = cx.fail(place, message);
        finding.trail = field.trail().to_vec();
        finding.evidence(name).help("remove it, or set it on the host");
    }
}
