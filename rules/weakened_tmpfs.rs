//! Memory of a service that programs can be started from.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::compose::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "weakened-tmpfs",
    summary: "tmpfs lets programs run",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    let Some(tmpfs) = service.field().get("tmpfs") else { return };
    let mounts = if tmpfs.str().is_some() { vec![tmpfs] } else { tmpfs.items() };
    for mount in mounts {
        let Some((target, options)) = mount.str().and_then(|text| text.split_once(':')) else {
            continue;
        };
        let Some(option) = options.split(',').find(|it| matches!(*it, "exec" | "suid")) else {
            continue;
        };
        judge(service.name, &mount, target, option, cx);
    }
}

fn judge(service: &str, mount: &Field<'_>, target: &str, option: &str, cx: &mut Cx<'_>) {
    let what = match option {
        "suid" => "honours setuid programs",
        _ => "lets programs run",
    };
    let finding =
        cx.fail(mount.blame(), format!("`{target}` of service `{service}` {what} (`{option}`)"));
    finding.trail = mount.trail().to_vec();
    finding.evidence(format!("{target}/{option}")).help(
        "remove the option: without it the engine mounts the folder with `noexec` and `nosuid`",
    );
}
