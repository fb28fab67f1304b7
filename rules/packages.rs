//! What commands do to the packages of a distribution.

use model::shell::{FlagSpec, Peeled, Word, flags};

/// A call of a package manager.
pub(crate) struct PackageCall<'c> {
    /// `apt`, `apk`, `dnf` or `zypper`: those that share an index.
    pub(crate) family: &'static str,
    /// What it does.
    pub(crate) action: Action,
    /// The packages it names.
    pub(crate) packages: Vec<&'c Word>,
}

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Refreshes the index.
    Update,
    /// Installs packages.
    Install,
    /// Brings installed packages up to date.
    Upgrade,
    /// Takes packages away.
    Remove,
    /// Does what the next word says with module streams: `dnf module install nodejs:22`.
    Module,
}

struct Manager {
    family: &'static str,
    programs: &'static [&'static str],
    spec: FlagSpec,
    verbs: &'static [(&'static str, Action)],
}

use Action::{Install, Module, Remove, Update, Upgrade};

const TABLE: [Manager; 4] = [
    Manager {
        family: "apt",
        programs: &["apt", "apt-fast", "apt-get", "aptitude", "xx-apt", "xx-apt-get"],
        spec: FlagSpec {
            // apt-get(8), aptitude(8)
            short_values: "oact",
            long_values: &[
                "config-file",
                "default-release",
                "host-architecture",
                "option",
                "solver",
                "target-release",
            ],
            stops_at_operand: false,
        },
        verbs: &[
            ("update", Update),
            ("install", Install),
            ("satisfy", Install),
            ("build-dep", Install),
            ("upgrade", Upgrade),
            ("dist-upgrade", Upgrade),
            ("full-upgrade", Upgrade),
            ("safe-upgrade", Upgrade),
            ("remove", Remove),
            ("purge", Remove),
            ("autoremove", Remove),
        ],
    },
    Manager {
        family: "apk",
        programs: &["apk", "xx-apk"],
        spec: FlagSpec {
            // apk(8)
            short_values: "tXp",
            long_values: &[
                "arch",
                "cache-dir",
                "cache-max-age",
                "keys-dir",
                "repositories-file",
                "repository",
                "root",
                "timeout",
                "virtual",
                "wait",
            ],
            stops_at_operand: false,
        },
        verbs: &[("update", Update), ("add", Install), ("upgrade", Upgrade), ("del", Remove)],
    },
    Manager {
        family: "dnf",
        programs: &["yum", "dnf", "dnf5", "microdnf", "tdnf"],
        spec: FlagSpec {
            // dnf(8), dnf5(8), yum(8)
            short_values: "cdeRx",
            long_values: &[
                "advisory",
                "arch",
                "comment",
                "config",
                "destdir",
                "disableplugin",
                "downloaddir",
                "enableplugin",
                "forcearch",
                "repofrompath",
                "disablerepo",
                "enablerepo",
                "exclude",
                "installroot",
                "releasever",
                "repo",
                "repoid",
                "setopt",
            ],
            stops_at_operand: false,
        },
        verbs: &[
            ("makecache", Update),
            ("install", Install),
            ("groupinstall", Install),
            ("localinstall", Install),
            ("builddep", Install),
            ("update", Upgrade),
            ("upgrade", Upgrade),
            ("module", Module),
            ("distro-sync", Upgrade),
            ("remove", Remove),
            ("erase", Remove),
            ("autoremove", Remove),
        ],
    },
    Manager {
        family: "zypper",
        programs: &["zypper"],
        spec: FlagSpec {
            // zypper(8)
            short_values: "CDpRrt",
            long_values: &[
                "cache-dir",
                "config",
                "from",
                "plus-content",
                "plus-repo",
                "repo",
                "reposd-dir",
                "root",
                "type",
            ],
            stops_at_operand: false,
        },
        verbs: &[
            ("refresh", Update),
            ("ref", Update),
            ("install", Install),
            ("in", Install),
            ("update", Upgrade),
            ("up", Upgrade),
            ("dup", Upgrade),
            ("remove", Remove),
            ("rm", Remove),
        ],
    },
];

/// The names of all managers.
pub(crate) fn managers() -> Vec<&'static str> {
    TABLE.iter().flat_map(|manager| manager.programs).copied().collect()
}

impl<'c> PackageCall<'c> {
    /// What a command does to packages, if it does anything.
    pub(crate) fn of(peeled: &Peeled<'c>) -> Option<Self> {
        let program = peeled.program()?;
        let manager = TABLE.iter().find(|it| it.programs.contains(&program.as_ref()))?;
        let mut operands = flags(peeled.args, &manager.spec).operands.into_iter();
        let verb = operands.next()?;
        let action_of = |verb: &Word| {
            manager.verbs.iter().find(|(name, _)| verb.is(name)).map(|(_, action)| *action)
        };
        let action = match action_of(verb)? {
            Module => operands.next().and_then(action_of)?,
            action => action,
        };
        Some(Self { family: manager.family, action, packages: operands.collect() })
    }

    /// Whether it installs packages.
    pub(crate) fn installs(&self) -> bool {
        self.action == Install
    }
}

/// The name of a package without version, release or architecture: `gcc` of `gcc=4:12` or `gcc:amd64`.
pub(crate) fn package_name(text: &str) -> &str {
    text.split(['=', '<', '>', '~', '/', ':', '@']).next().unwrap_or(text)
}
