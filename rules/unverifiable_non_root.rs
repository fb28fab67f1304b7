//! Pods that must not run as root, over images that do or do not say.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::kube::{Field, PodContainer};
use model::{Container, DefaultUser, Setting, Subject, User, Value, catalogue};

pub(crate) const RULE: Builtin = Builtin {
    id: "unverifiable-non-root",
    summary: "pod will be refused for the user of its image",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::PodContainer],
    build: |options| options.none(check),
};

const HELP: &str = "end the image with a numeric `USER`, or set `runAsUser`";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let container = subject.container().and_then(|container| container.as_pod_container());
    let Some(container) = container else { return };
    let wanted = container.run_as_non_root();
    if !wanted.is(&true) || container.is_windows() {
        return cx.not_applicable();
    }
    let name = container.container_name();
    // A `runAsUser` of the manifest is what the kubelet looks at first, and says all that it has to know.
    if let Some(uid) = uid(container) {
        if uid.is(&0) {
            let message = format!("container `{name}` will not start: `runAsUser` is root");
            let finding = cx.fail(uid.blame, message);
            finding.label(wanted.blame, "the kubelet refuses root here");
            finding.evidence(format!("{name}/0")).help("set `runAsUser` to the id of another user");
            finding.trail.clone_from(&uid.trail);
        }
        return;
    }
    for (user, whose) in users(container, cx) {
        let refused = match user.known() {
            Some(user) if user.is_root() => "is root",
            Some(user) if !user.is_numeric() => "is a name, which the kubelet cannot look up",
            _ => continue,
        };
        let who = user.known().map(|user| user.name.clone()).unwrap_or_default();
        let message =
            format!("container `{name}` will not start: `{who}`, the user of {whose}, {refused}");
        // Its admission puts a number of the namespace's range into pods that name none.
        let finding = if container.object.index.has_openshift {
            cx.review(wanted.blame, format!("{message}, unless OpenShift gives it another"))
        } else {
            cx.fail(wanted.blame, message)
        };
        finding.primary_text("only a user with a number other than 0 may run here");
        finding.trail.clone_from(&wanted.trail);
        if user.is_written() {
            finding.label(user.blame, format!("the image runs as `{who}`"));
        }
        finding.evidence(format!("{name}/{who}")).help(HELP);
        return;
    }
}

fn uid(container: &PodContainer<'_>) -> Option<Setting<i64>> {
    let path = ["securityContext", "runAsUser"];
    let pod = container.pod.spec().setting(&path, Field::int);
    container.field().setting(&path, Field::int).or(pod)
}

/// The users of the images that may be meant: those that this repository builds, else a well-known one.
fn users(container: &PodContainer<'_>, cx: &Cx<'_>) -> Vec<(Setting<User>, String)> {
    let image = container.image();
    let Some(known) = image.known() else { return Vec::new() };
    let built = cx.project().built_users(known).into_iter();
    let built: Vec<_> =
        built.map(|it| (it.user, format!("the image that {} builds", it.builder))).collect();
    if !built.is_empty() {
        return built;
    }
    let user = catalogue::find(known).map(|entry| entry.user);
    let user = match user {
        Some(DefaultUser::Is(name)) => User::parse(name),
        Some(DefaultUser::DropsTo(_)) => User::root(),
        None => return Vec::new(),
    };
    vec![(
        Setting::new(Value::Known(user), model::Origin::Default, image.blame),
        format!("`{known}`"),
    )]
}
