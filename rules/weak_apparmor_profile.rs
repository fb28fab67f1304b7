//! AppArmor profiles that do not confine, or that open what the engine's own closes.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::estate::{AppArmorProfile, AppArmorRule, allows_every_file, undenied};

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
        judge_kernel_files(profile, cx);
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

/// Files of the kernel that the engine's own profile denies: how they are called, one of them, and the access that matters.
const KERNEL_FILES: [(&str, &str, char); 10] = [
    ("/proc/*", "/proc/mtrr", 'w'),
    ("/proc/irq", "/proc/irq/default_smp_affinity", 'w'),
    ("/proc/kcore", "/proc/kcore", 'r'),
    ("/proc/sys", "/proc/sys/vm/overcommit_memory", 'w'),
    ("/proc/sys/kernel", "/proc/sys/kernel/core_pattern", 'w'),
    ("/sys/devices/virtual/powercap", "/sys/devices/virtual/powercap/intel-rapl/energy_uj", 'r'),
    ("/sys/firmware", "/sys/firmware/acpi/tables/DSDT", 'r'),
    ("/sys/fs/bpf", "/sys/fs/bpf/map", 'w'),
    ("/sys/kernel/security", "/sys/kernel/security/lsm", 'r'),
    ("/sys/module", "/sys/module/kvm/parameters/halt_poll_ns", 'w'),
];

/// A profile that allows every file has to deny those of the kernel one by one.
fn judge_kernel_files(profile: &AppArmorProfile, cx: &mut Cx<'_>) {
    let Some(rule) = allows_every_file(profile) else { return };
    let open = undenied(profile, KERNEL_FILES, |(_, path, access)| (*path, *access));
    if open.is_empty() {
        return;
    }
    let is_writable = open.iter().any(|(.., access)| *access == 'w');
    let names: Vec<_> = open.iter().map(|(name, ..)| format!("`{name}`")).collect();
    let message = format!(
        "the profile `{}` allows every file and leaves {} open, which the engine's own denies",
        profile.name,
        names.join(", ")
    );
    let finding = cx.fail(rule.span, message);
    finding.severity = if is_writable { Severity::Medium } else { Severity::Low };
    finding.evidence(format!("file {}", names.join(" ")));
    finding.help("add a `deny` rule for each, such as `deny @{PROC}/kcore rwklx`");
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
        ["signal"] => Some((
            Severity::Low,
            "lets its containers signal every process that they see",
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
        ["network", "alg", ..] => Some((
            Severity::Medium,
            "lets its containers use the cryptography of the kernel",
            "delete the rule",
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
