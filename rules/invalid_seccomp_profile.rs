//! Seccomp profiles that the engine refuses, or that do not say what they seem to.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::estate::{Seccomp, SyscallRule};
use model::kube::Field;
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "invalid-seccomp-profile",
    summary: "seccomp profile is not valid",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::SeccompProfile],
    build: |options| options.none(check),
};

/// Actions of the runtime specification, and the older name of `SCMP_ACT_KILL_THREAD`.
const ACTIONS: [&str; 9] = [
    "SCMP_ACT_ALLOW",
    "SCMP_ACT_ERRNO",
    "SCMP_ACT_KILL",
    "SCMP_ACT_KILL_PROCESS",
    "SCMP_ACT_KILL_THREAD",
    "SCMP_ACT_LOG",
    "SCMP_ACT_NOTIFY",
    "SCMP_ACT_TRACE",
    "SCMP_ACT_TRAP",
];

const OPERATORS: [&str; 7] = [
    "SCMP_CMP_EQ",
    "SCMP_CMP_GE",
    "SCMP_CMP_GT",
    "SCMP_CMP_LE",
    "SCMP_CMP_LT",
    "SCMP_CMP_MASKED_EQ",
    "SCMP_CMP_NE",
];

/// Architectures that the runtimes know.
const ARCHITECTURES: [&str; 24] = [
    "SCMP_ARCH_AARCH64",
    "SCMP_ARCH_ARM",
    "SCMP_ARCH_LOONGARCH64",
    "SCMP_ARCH_M68K",
    "SCMP_ARCH_MIPS",
    "SCMP_ARCH_MIPS64",
    "SCMP_ARCH_MIPS64N32",
    "SCMP_ARCH_MIPSEL",
    "SCMP_ARCH_MIPSEL64",
    "SCMP_ARCH_MIPSEL64N32",
    "SCMP_ARCH_NATIVE",
    "SCMP_ARCH_PARISC",
    "SCMP_ARCH_PARISC64",
    "SCMP_ARCH_PPC",
    "SCMP_ARCH_PPC64",
    "SCMP_ARCH_PPC64LE",
    "SCMP_ARCH_RISCV64",
    "SCMP_ARCH_S390",
    "SCMP_ARCH_S390X",
    "SCMP_ARCH_SH",
    "SCMP_ARCH_SHEB",
    "SCMP_ARCH_X32",
    "SCMP_ARCH_X86",
    "SCMP_ARCH_X86_64",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(profile) = subject.seccomp() else { return };
    judge_profile(&profile, cx);
    profile.rules().iter().for_each(|rule| judge_rule(rule, cx));
}

fn judge_profile(profile: &Seccomp<'_>, cx: &mut Cx<'_>) {
    if let Some(action) = profile.default_action() {
        known(&action, &ACTIONS, "action", cx);
    } else if let Some(rules) = profile.get("syscalls") {
        let message = "the profile has no `defaultAction`, so no container starts with it";
        let finding = cx.fail(rules.blame(), message);
        finding.help("set `defaultAction` to `SCMP_ACT_ERRNO`");
    }
    for architecture in profile.architectures() {
        known(&architecture, &ARCHITECTURES, "architecture", cx);
    }
    if let (Some(list), Some(_)) = (profile.get("architectures"), profile.get("archMap")) {
        say(
            &list,
            "the engine refuses `architectures` beside `archMap`",
            "keep `archMap` alone",
            cx,
        );
    }
}

fn judge_rule(rule: &SyscallRule<'_>, cx: &mut Cx<'_>) {
    if let Some(action) = rule.field.get("action") {
        known(&action, &ACTIONS, "action", cx);
    } else {
        say(&rule.field, "the rule has no action, so the engine refuses it", "add `action`", cx);
    }
    if let (Some(name), Some(_)) = (rule.field.get("name"), rule.field.get("names")) {
        say(&name, "the engine refuses `name` beside `names`", "keep `names` alone", cx);
    } else if rule.names.is_empty() {
        say(
            &rule.field,
            "the rule names no system call",
            "name one in `names`, or delete the rule",
            cx,
        );
    }
    if let Some(number) = rule.field.get("errnoRet")
        && !matches!(rule.action, "SCMP_ACT_ERRNO" | "SCMP_ACT_TRACE" | "")
    {
        let message =
            format!("`errnoRet` has no meaning for `{}`, and the runtime refuses it", rule.action);
        say(&number, message, "delete `errnoRet`", cx);
    }
    rule.arguments.iter().for_each(|argument| judge_argument(argument, cx));
}

fn judge_argument(argument: &Field<'_>, cx: &mut Cx<'_>) {
    if let Some(operator) = argument.get("op") {
        known(&operator, &OPERATORS, "operator", cx);
    }
    let Some(index) = argument.get("index") else { return };
    if matches!(index.int(), Value::Known(index) if !(0..=5).contains(&index)) {
        say(&index, "a system call has six arguments, numbered 0 to 5", "correct `index`", cx);
    }
}

fn known(field: &Field<'_>, all: &[&str], what: &str, cx: &mut Cx<'_>) {
    if let Some(text) = field.str()
        && !all.contains(&text)
    {
        let message =
            format!("`{text}` is no {what} of seccomp, so the engine refuses the profile");
        say(
            field,
            message,
            "use one of those in the runtime specification, such as `SCMP_ACT_ERRNO`, `SCMP_CMP_EQ` or `SCMP_ARCH_X86_64`",
            cx,
        );
    }
}

fn say(field: &Field<'_>, message: impl Into<String>, help: &'static str, cx: &mut Cx<'_>) {
    cx.fail(field.blame(), message).help(help);
}
