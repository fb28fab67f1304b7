//! Seccomp profiles that let more through than the engine's own.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::estate::{Kept, Seccomp, SyscallRule};
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "weak-seccomp-profile",
    summary: "seccomp profile lets dangerous system calls through",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::SeccompProfile],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(profile) = subject.seccomp() else { return };
    let is_list_of_denials = judge_default(&profile, cx);
    if let Some(flag) = profile.get("flags").and_then(|flags| {
        flags.items().find(|flag| flag.str() == Some("SECCOMP_FILTER_FLAG_SPEC_ALLOW"))
    }) {
        let message = "the profile switches the mitigation of speculative store bypass off";
        let finding = cx.fail(flag.span(), message);
        finding.severity = Severity::Medium;
        finding.evidence("flags").help("delete `SECCOMP_FILTER_FLAG_SPEC_ALLOW`");
    }
    // Where everything passes, what is named besides adds nothing.
    if !is_list_of_denials {
        profile.rules().iter().for_each(|rule| judge_rule(rule, cx));
    }
}

/// What happens to system calls that nothing names; whether they pass.
fn judge_default(profile: &Seccomp<'_>, cx: &mut Cx<'_>) -> bool {
    let Some(action) = profile.default_action() else { return false };
    let (severity, message) = match action.str() {
        Some("SCMP_ACT_ALLOW") => {
            (Severity::High, "the profile lets through every system call that it does not name")
        }
        Some("SCMP_ACT_LOG" | "SCMP_ACT_TRACE") => {
            (Severity::Medium, "the profile only watches system calls that it does not name")
        }
        _ => return false,
    };
    let finding = cx.fail(action.blame(), message);
    finding.severity = severity;
    finding.evidence("defaultAction");
    finding.help("set `defaultAction` to `SCMP_ACT_ERRNO`, and name what the program needs");
    true
}

fn judge_rule(rule: &SyscallRule<'_>, cx: &mut Cx<'_>) {
    let kept = |name: &Field<'_>| Some((name.str()?.to_owned(), rule.opens(name.str()?)?));
    let kept: Vec<_> = rule.names.iter().filter_map(kept).collect();
    let Some((first, how)) = kept.first() else { return };
    let is_it = |name: &&Field<'_>| name.str() == Some(first.as_str());
    let place = rule.names.iter().find(is_it).map_or_else(|| rule.span(), Field::span);
    let message = match kept.len() {
        1 => format!(
            "the profile lets `{first}` through, which the engine's own keeps back{}",
            why(*how)
        ),
        n => format!(
            "the profile lets `{first}` and {} more through, which the engine's own keeps back",
            n - 1
        ),
    };
    let is_worst = kept.iter().any(|(_, how)| *how != Kept::ByArguments);
    let finding = cx.fail(place, message);
    finding.severity = if is_worst { Severity::High } else { Severity::Medium };
    let names: Vec<_> = kept.iter().map(|(name, _)| name.as_str()).collect();
    finding.evidence(names.join(" "));
    finding.help(help(&names));
}

fn why(how: Kept) -> String {
    match how {
        Kept::Always => String::new(),
        Kept::Without(capability) => format!(" without the capability `{capability}`"),
        Kept::ByArguments => " for some of its arguments".into(),
    }
}

fn help(names: &[&str]) -> String {
    let list: Vec<_> = names.iter().take(8).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > 8 { ", ..." } else { "" };
    format!(
        "take {}{more} out, or limit it by `args` or `includes.caps` as the engine's own profile does",
        list.join(", ")
    )
}
