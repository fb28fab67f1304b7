//! AppArmor profiles that do not confine, or that open what the engine's own closes.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::estate::{AppArmorProfile, AppArmorRule};

pub(crate) const RULE: Builtin = Builtin {
    id: "weak-apparmor-profile",
    summary: "AppArmor profile does not confine",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::AppArmorProfile],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(file) = subject.apparmor() else { return };
    for profile in &file.profiles {
        judge_flags(profile, cx);
        for rule in profile.rules.iter().filter(|rule| !rule.is_deny()) {
            if let Some((severity, what, help)) = opens(rule) {
                let finding = cx.fail(rule.span, format!("the profile `{}` {what}", profile.name));
                finding.severity = severity;
                finding.evidence(rule.words.join(" ")).help(help);
            }
        }
    }
}

fn judge_flags(profile: &AppArmorProfile, cx: &mut Cx<'_>) {
    for (flag, place) in &profile.flags {
        let what = match flag.as_str() {
            "complain" => "reports what it should refuse",
            "unconfined" => "confines nothing",
            _ => continue,
        };
        let finding = cx.fail(*place, format!("the profile `{}` {what}", profile.name));
        finding.severity = Severity::High;
        finding
            .evidence(flag.as_str())
            .help(format!("delete the flag `{flag}` where containers serve anybody"));
    }
}

/// What a rule opens that the engine's own profile does not, how bad that is, and what to do.
fn opens(rule: &AppArmorRule) -> Option<(Severity, &'static str, &'static str)> {
    let words: Vec<_> = rule.body().iter().map(String::as_str).collect();
    match words.as_slice() {
        ["mount"] => Some((
            Severity::High,
            "lets its containers mount whatever they like",
            "delete the rule, or name type, source and target of the mount",
        )),
        ["pivot_root"] => {
            Some((Severity::High, "lets its containers change their root", "delete the rule"))
        }
        ["userns"] => Some((
            Severity::Medium,
            "lets its containers make user namespaces",
            "delete the rule, unless the program is a sandbox of its own",
        )),
        ["ptrace"] => Some((
            Severity::Medium,
            "lets its containers trace every process that they see",
            "add `peer=` with the name of the profile",
        )),
        ["change_profile", ..] => Some((
            Severity::High,
            "lets its containers leave it for another profile",
            "delete the rule",
        )),
        ["network", "raw" | "packet", ..] => Some((
            Severity::Medium,
            "lets its containers send packets of their own making",
            "name the families and types that are needed, such as `network inet stream`",
        )),
        [path, access] if is_everything(path) && access.contains('w') => Some((
            Severity::Medium,
            "lets its containers write to every file that they see",
            "name the paths that are written to",
        )),
        [.., access] if words.len() > 1 && leaves_profile(access) => Some((
            Severity::High,
            "lets its containers start programs that it does not confine",
            "use `ix` or `Px` rather than `ux`",
        )),
        _ => None,
    }
}

fn is_everything(path: &str) -> bool {
    matches!(path, "/**" | "/{,**}" | "/**/")
}

/// Permissions with an unconfined transition; `deny` rules are not asked.
fn leaves_profile(access: &str) -> bool {
    let is_access = access.chars().all(|c| "rwaklmxiupcUPC".contains(c));
    is_access && ["ux", "Ux"].iter().any(|end| access.ends_with(end)) && !access.ends_with("iux")
}
