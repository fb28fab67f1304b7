//! Seccomp profiles of Docker and of the runtime specification, and which system calls Docker's own profile keeps back.

use diag::Span;

use super::arguments;
use crate::kube::Field;

/// A seccomp profile.
#[derive(Clone, Debug)]
pub struct Seccomp<'a> {
    root: Field<'a>,
}

/// What a profile says of some system calls.
#[derive(Clone, Debug)]
pub struct SyscallRule<'a> {
    /// Their names.
    pub names: Vec<Field<'a>>,
    /// `SCMP_ACT_ALLOW`, ...; empty if there is none.
    pub action: &'a str,
    /// The rule as a whole.
    pub field: Field<'a>,
    /// Conditions on arguments; it holds for every call if there are none.
    pub arguments: Vec<Field<'a>>,
    /// Whether it holds only with certain capabilities, architectures or kernels.
    pub is_limited: bool,
}

impl<'a> Seccomp<'a> {
    pub(super) fn new(root: Field<'a>) -> Self {
        Self { root }
    }

    /// What happens to system calls that nothing names.
    pub fn default_action(&self) -> Option<Field<'a>> {
        self.root.get("defaultAction")
    }

    /// Any other key of the profile.
    pub fn get(&self, key: &str) -> Option<Field<'a>> {
        self.root.get(key)
    }

    /// Every architecture that it names, in either form.
    pub fn architectures(&self) -> Vec<Field<'a>> {
        let mut all = self.root.list("architectures");
        for entry in self.root.list("archMap") {
            all.extend(entry.get("architecture"));
            all.extend(entry.list("subArchitectures"));
        }
        all
    }

    /// Its rules, in order.
    pub fn rules(&self) -> Vec<SyscallRule<'a>> {
        self.root.list("syscalls").into_iter().map(SyscallRule::of).collect()
    }
}

impl<'a> SyscallRule<'a> {
    fn of(field: Field<'a>) -> Self {
        let single = field.get("name");
        let names = field.list("names").into_iter().chain(single).collect();
        let has = |keys: &[&str]| {
            field.at(keys).is_some_and(|it| it.items().next().is_some() || it.str().is_some())
        };
        let is_limited =
            [&["includes", "caps"][..], &["includes", "arches"], &["includes", "minKernel"]]
                .into_iter()
                .any(has);
        Self {
            names,
            action: field.str_at("action"),
            arguments: field.list("args"),
            is_limited,
            field,
        }
    }

    /// Whether it lets a system call of this name through that Docker's default profile keeps back, whoever makes it.
    pub fn opens(&self, name: &str) -> Option<Kept> {
        let kept = kept_back(name).filter(|_| self.allows() && !self.is_limited)?;
        let lets_through = match kept {
            Kept::Always => true,
            Kept::Without(_) => self.arguments.is_empty(),
            Kept::ByArguments => arguments::lets_through(&self.arguments, name),
        };
        lets_through.then_some(kept)
    }

    /// Whether it lets some such calls through.
    pub fn allows(&self) -> bool {
        self.action == "SCMP_ACT_ALLOW"
    }

    /// The place of a name, or of the rule.
    pub fn span(&self) -> Span {
        self.names.first().map_or_else(|| self.field.span(), Field::span)
    }
}

/// What Docker's default profile does with a system call that it does not let everybody make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Nobody may make it.
    Always,
    /// It takes this capability.
    Without(&'static str),
    /// It depends on the arguments.
    ByArguments,
}

/// How Docker's default profile (moby/profiles, mid 2026) keeps a system call back; `None` if it does not.
fn kept_back(name: &str) -> Option<Kept> {
    if NEVER.binary_search(&name).is_ok() {
        return Some(Kept::Always);
    }
    if BY_ARGUMENTS.contains(&name) {
        return Some(Kept::ByArguments);
    }
    let gated = |(_, names): &&(&str, &[&str])| names.contains(&name);
    BY_CAPABILITY.iter().find(gated).map(|(capability, _)| Kept::Without(capability))
}

/// Kernel keys, new kernels, memory faults in the hands of a process, rings that bypass the filter, and what is obsolete.
const NEVER: [&str; 20] = [
    "_sysctl",
    "add_key",
    "create_module",
    "get_kernel_syms",
    "io_uring_enter",
    "io_uring_register",
    "io_uring_setup",
    "kexec_file_load",
    "kexec_load",
    "keyctl",
    "nfsservctl",
    "pivot_root",
    "request_key",
    "swapoff",
    "swapon",
    "sysfs",
    "uselib",
    "userfaultfd",
    "ustat",
    "vm86",
];

const BY_ARGUMENTS: [&str; 4] = ["clone", "clone3", "personality", "socket"];

const BY_CAPABILITY: [(&str, &[&str]); 10] = [
    (
        "SYS_ADMIN",
        &[
            "bpf",
            "fanotify_init",
            "fsconfig",
            "fsmount",
            "fsopen",
            "fspick",
            "lookup_dcookie",
            "mount",
            "mount_setattr",
            "move_mount",
            "open_tree",
            "perf_event_open",
            "quotactl",
            "quotactl_fd",
            "setdomainname",
            "sethostname",
            "setns",
            "syslog",
            "umount",
            "umount2",
            "unshare",
        ],
    ),
    ("DAC_READ_SEARCH", &["open_by_handle_at"]),
    ("SYS_BOOT", &["reboot"]),
    ("SYS_CHROOT", &["chroot"]),
    ("SYS_MODULE", &["delete_module", "finit_module", "init_module"]),
    ("SYS_PACCT", &["acct"]),
    ("SYS_PTRACE", &["kcmp", "pidfd_getfd"]),
    ("SYS_RAWIO", &["ioperm", "iopl"]),
    ("SYS_TIME", &["clock_settime", "clock_settime64", "settimeofday", "stime"]),
    ("SYS_TTY_CONFIG", &["vhangup"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_in_sorted_lists() {
        assert!(NEVER.is_sorted());
        assert_eq!(kept_back("keyctl"), Some(Kept::Always));
        assert_eq!(kept_back("mount"), Some(Kept::Without("SYS_ADMIN")));
        assert_eq!(kept_back("socket"), Some(Kept::ByArguments));
        assert_eq!(kept_back("read"), None);
    }
}
