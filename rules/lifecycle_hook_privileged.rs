//! Hooks that run with more rights than their service.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::compose::Field;
use model::{Subject, User};

pub(crate) const RULE: Builtin = Builtin {
    id: "lifecycle-hook-privileged",
    summary: "lifecycle hook runs privileged or as root",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    let hooks = ["post_start", "pre_start", "pre_stop"];
    for key in hooks {
        for hook in service.field().list(key) {
            judge(service.name, key, &hook, cx);
        }
    }
    let watched = service.field().at(&["develop", "watch"]);
    for watch in watched.map(|watch| watch.items()).unwrap_or_default() {
        if let Some(exec) = watch.get("exec") {
            judge(service.name, "develop.watch", &exec, cx);
        }
    }
}

fn judge(service: &str, key: &str, hook: &Field<'_>, cx: &mut Cx<'_>) {
    if let Some(privileged) = hook.get("privileged").filter(Field::is_true) {
        let message = format!("`{key}` of service `{service}` runs privileged");
        let finding = cx.fail(privileged.blame(), message);
        finding.trail = privileged.trail().to_vec();
        finding
            .evidence(format!("{key}/privileged"))
            .help("do it in the image, where it needs no rights");
    } else if let Some(user) = hook.get("user")
        && let Some(why) = user.doubt()
    {
        let message = format!("`{key}` of service `{service}` may run as root: {why}");
        let finding = cx.review(user.blame(), message);
        finding.trail = user.trail().to_vec();
        finding.evidence(format!("{key}/user")).help("run it as the user of the service");
    } else if let Some(user) = hook.get("user")
        && user.str().is_some_and(|user| User::parse(user).is_root())
    {
        let finding = cx.fail(user.blame(), format!("`{key}` of service `{service}` runs as root"));
        finding.trail = user.trail().to_vec();
        finding.evidence(format!("{key}/user")).help("run it as the user of the service");
        finding.severity = Severity::Medium;
    }
}
