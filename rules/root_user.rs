//! Containers whose first process runs as root, or as a user the organisation does not allow.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::kube::Field;
use model::{Container, Subject, Truth, User};
use serde::Deserialize;

use crate::words::called;

pub(crate) const RULE: Builtin = Builtin {
    id: "root-user",
    summary: "container runs as root",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Image, SubjectKind::Service, SubjectKind::PodContainer],
    build: Options::read::<RootUser>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct RootUser {
    /// The only user ids allowed; empty allows every one but 0.
    allowed_uids: Vec<u32>,
    /// The lowest user id allowed: ids below it may belong to users of the host.
    minimum_uid: u32,
    /// Whether the first process, too, has to be another user than root, though the entrypoint of the image steps down.
    non_root_start: bool,
}

impl Rule for RootUser {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        self.deferred(container, cx);
        let user = container.user();
        let name = called(container);
        if container.run_as_non_root().is(&true)
            && (self.allows_every_user() || user.known().is_none())
        {
            return;
        }
        // Root of a user namespace of its own is nobody on the node.
        if self.allows_every_user() && has_own_users(container) {
            return;
        }
        if let Some(known) = user.known().filter(|known| known.steps_down) {
            let note = format!("starts as root, and its entrypoint goes on as `{}`", known.name);
            cx.evidence(Some(user.blame), note);
        }
        let written = user.is_written();
        let finding = cx.expect(
            &user,
            |user| self.allows(user),
            || message(&name, user.known(), written),
            || format!("{name} may run as root"),
        );
        let Some(finding) = finding else { return };
        if user.blame.source != container.span().source {
            finding.label(container.span(), format!("`{}` runs it", container.name()));
        }
        let on_windows = container.is_windows() || user.known().is_some_and(User::is_of_windows);
        finding.help(help(container, on_windows));
    }
}

fn has_own_users(container: &dyn Container) -> bool {
    container.as_pod_container().is_some_and(|container| {
        let shared = container.pod.spec().setting(&["hostUsers"], Field::bool);
        shared.is_some_and(|shared| shared.is(&false))
    })
}

impl RootUser {
    /// The user that ONBUILD sets in images that are built on this one.
    fn deferred(&self, container: &dyn Container, cx: &mut Cx<'_>) {
        let Some(image) = container.as_image() else { return };
        let Some(user) =
            image.deferred_user().filter(|it| it.holds(|it| self.allows(it)) == Truth::No)
        else {
            return;
        };
        let name = format!("an image that is built on {}", called(container));
        cx.fail(user.blame, message(&name, user.known(), true))
            .help("leave the choice of the user to these images, or set a numeric id");
    }

    /// Whether no option asks for more than another user than root.
    fn allows_every_user(&self) -> bool {
        self.allowed_uids.is_empty() && self.minimum_uid == 0 && !self.non_root_start
    }

    fn allows(&self, user: &User) -> bool {
        if self.non_root_start && user.steps_down {
            return false;
        }
        let is_any = self.allowed_uids.is_empty() && self.minimum_uid == 0;
        if is_any || user.is_of_windows() {
            return !user.is_root();
        }
        let is_listed = |uid| self.allowed_uids.is_empty() || self.allowed_uids.contains(&uid);
        user.uid.is_some_and(|uid| uid != 0 && uid >= self.minimum_uid && is_listed(uid))
    }
}

fn message(name: &str, user: Option<&User>, written: bool) -> String {
    match user {
        Some(user) if user.is_of_windows() => {
            let why = if written { "" } else { " because nothing sets a user" };
            format!("{name} runs as `{}`, an administrator{why}", user.name)
        }
        Some(user) if user.steps_down => {
            format!("{name} starts as root, and its entrypoint goes on as `{}`", user.name)
        }
        Some(user) if !user.is_root() => {
            format!("{name} runs as `{}`, which is not one of the allowed users", user.name)
        }
        _ if written => format!("{name} runs as root"),
        _ => format!("{name} runs as root because nothing sets a user"),
    }
}

fn help(container: &dyn Container, on_windows: bool) -> &'static str {
    match container.kind() {
        SubjectKind::Image if on_windows => "end the stage with `USER ContainerUser`",
        SubjectKind::Service if on_windows => "set `user: ContainerUser`",
        SubjectKind::PodContainer => "set `runAsNonRoot: true` and a numeric `runAsUser`",
        SubjectKind::Service => "set `user:` to a numeric id, or `USER` in the image",
        _ => "end the stage with `USER` and a numeric id such as `1000`",
    }
}
