//! Pods that break the Pod Security Standards, at the level that is configured or that their namespace enforces.

use diag::{Severity, Span, SubjectKind, Verdict};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use model::kube::pss::{self, Level, Mode, Version, Violation};
use model::kube::{Namespace, ObjectView, PodView};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "pod-security",
    summary: "pod breaks the Pod Security Standards",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Workload],
    build: Options::read::<PodSecurity>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct PodSecurity {
    /// `baseline` or `restricted`: what every pod has to meet. Without it only what namespaces enforce counts.
    level: Option<LevelName>,
    /// `v1.N` or `latest`, the default.
    version: VersionName,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct LevelName(Level);

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(try_from = "String")]
struct VersionName(Version);

impl TryFrom<String> for LevelName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self)
    }
}

impl TryFrom<String> for VersionName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self)
    }
}

impl Rule for PodSecurity {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(object) = subject.object() else { return };
        let Some(pod) = &object.pod else { return };
        let enforced = enforced(object);
        if self.level.is_none() && enforced.is_none() {
            return cx.not_applicable();
        }
        let configured = self.level.map(|level| (level.0, self.version.0));
        let asked =
            configured.into_iter().chain(enforced.as_ref().map(|it| (it.level, it.version)));
        for (level, version) in asked {
            decide(level, version, pod, cx);
        }
        if let Some(level) = self.level {
            let violations = pss::check(level.0, self.version.0, pod);
            for violation in &violations {
                report(violation, cx);
            }
        }
        if let Some(enforced) = enforced {
            reject(object, pod, &enforced, cx);
        }
    }
}

/// Names the controls of a level and of those below it. A check that a stricter one replaces speaks through that one's
/// findings, and is still answered.
fn decide(level: Level, version: Version, pod: &PodView<'_>, cx: &mut Cx<'_>) {
    let checks = pss::checks(level, version);
    for check in &checks {
        cx.decides(check.control());
    }
    let is_replaced = |id: &str| checks.iter().all(|check| check.id != id);
    let below =
        || pss::checks(Level::Baseline, version).into_iter().filter(|it| is_replaced(it.id));
    if level != Level::Restricted || below().next().is_none() {
        return;
    }
    let broken = pss::check(Level::Baseline, version, pod);
    for check in below() {
        let said = || broken.iter().filter(|it| it.check.id == check.id);
        let verdict = if said().any(|it| it.doubt.is_none()) {
            Verdict::Fail
        } else if said().next().is_some() {
            Verdict::Review
        } else {
            Verdict::Pass
        };
        cx.answers(check.control(), verdict);
    }
}

/// One finding per place: what the configured level wants.
fn report(violation: &Violation, cx: &mut Cx<'_>) {
    let finding = match &violation.doubt {
        None => cx.fail(violation.span, &violation.message),
        Some(why) => cx.review(violation.span, format!("{}: {why}", violation.message)),
    };
    finding.severity = violation.check.severity;
    finding.trail.clone_from(&violation.trail);
    let who = violation.container.as_deref().unwrap_or_default();
    finding.evidence(format!("{}/{who}", violation.check.id)).control(violation.check.control());
    finding.restates = restated(violation.check.id);
    finding.help(format!(
        "meet `{}` of the level `{}`, or exempt the workload with a reason",
        violation.check.id, violation.check.level
    ));
}

/// The rules that say the same as a check. One that says more, such as which path of the host is mounted, is none of them.
fn restated(check: &str) -> &'static [&'static str] {
    match check {
        "allowPrivilegeEscalation" => &["privilege-escalation"],
        "appArmorProfile" => &["apparmor-unconfined"],
        "capabilities_baseline" => &["added-capabilities"],
        "capabilities_restricted" => &["added-capabilities", "undropped-capabilities"],
        "hostNamespaces" => &["host-namespace"],
        "hostPathVolumes" | "restrictedVolumes" => &["host-path-volume"],
        "hostPorts" => &["host-port"],
        "privileged" => &["privileged-container"],
        "procMount" | "procMount_restricted" => &["masked-paths-off"],
        "runAsUser" => &["root-user"],
        "seLinuxOptions" => &["selinux-disabled"],
        "seccompProfile_baseline" | "seccompProfile_restricted" => &["seccomp-unconfined"],
        "sysctls" => &["unsafe-sysctl"],
        "windowsHostProcess" => &["windows-host-process"],
        _ => &[],
    }
}

/// What the namespace of a workload enforces, if it stands in the same files.
struct Enforced<'a> {
    namespace: &'a Namespace,
    level: Level,
    version: Version,
    place: Span,
    /// Whether another declaration of the namespace asks for something else, and nobody knows which one holds.
    is_contested: bool,
}

fn enforced<'a>(object: &ObjectView<'a>) -> Option<Enforced<'a>> {
    let declared = object.index.namespaces_called(object.pod_namespace()?, object.manifest.source);
    let strictest = declared.iter().max_by_key(|it| it.security.enforce.map(|(level, _)| level))?;
    let (level, version) = strictest.security.enforce?;
    let place = strictest.places.iter().find(|(mode, _)| *mode == Mode::Enforce);
    let place = place.map_or(strictest.span, |(_, span)| *span);
    let is_contested = declared.iter().any(|it| it.security.enforce != strictest.security.enforce);
    Some(Enforced { namespace: strictest, level, version, place, is_contested })
}

/// One finding per workload: its pods will never start, for all these reasons together.
fn reject(object: &ObjectView<'_>, pod: &PodView<'_>, enforced: &Enforced<'_>, cx: &mut Cx<'_>) {
    let Enforced { namespace, level, version, place, is_contested } = enforced;
    let violations = pss::check(*level, *version, pod);
    let certain = violations.iter().filter(|violation| violation.doubt.is_none()).count();
    let (namespace, title) = (&namespace.name, object.title());
    let finding = if violations.is_empty() {
        return;
    } else if *is_contested {
        let why = "whose declarations ask for different levels";
        cx.review(
            object.span(),
            format!("namespace `{namespace}`, {why}, may reject the pods of `{title}`"),
        )
    } else if certain == 0 {
        let message = format!("namespace `{namespace}` may reject the pods of `{title}`");
        cx.review(object.span(), message)
    } else {
        let message = format!("namespace `{namespace}` rejects the pods of `{title}`");
        cx.fail(object.span(), message)
    };
    finding.evidence("enforced").label(*place, format!("it enforces `{level}`"));
    for violation in violations.iter().filter(|it| certain == 0 || it.doubt.is_none()) {
        finding.label(violation.span, &violation.message).control(violation.check.control());
    }
    finding.controls.sort();
    finding.controls.dedup();
    finding.help(format!("meet `{level}`, or run it in a namespace that allows what it needs"));
}
