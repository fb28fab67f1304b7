//! Tools for looking into and attacking other machines, left in images that ship.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use serde::Deserialize;

use crate::packages::{Action, PackageCall, managers, package_name};
use crate::runs::scripts;

pub(crate) const RULE: Builtin = Builtin {
    id: "debug-tools-in-image",
    summary: "an image that ships holds debugging tools",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: Options::read::<DebugTools>,
};

/// Options of the rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct DebugTools {
    /// Names of packages.
    packages: Vec<String>,
}

impl Default for DebugTools {
    fn default() -> Self {
        let names = [
            "gdb",
            "gdbserver",
            "hping3",
            "inetutils-telnet",
            "ltrace",
            "ncat",
            "netcat",
            "netcat-openbsd",
            "netcat-traditional",
            "nmap",
            "nmap-ncat",
            "php-xdebug",
            "strace",
            "tcpdump",
            "telnet",
            "tshark",
        ];
        Self { packages: names.map(str::to_owned).to_vec() }
    }
}

impl Rule for DebugTools {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(stage) = subject.stage() else { return };
        if !stage.is_shipped() {
            return cx.not_applicable();
        }
        for script in scripts(stage, cx.project(), &managers()) {
            let calls: Vec<_> =
                script.script.commands().filter_map(|it| PackageCall::of(&it.peeled())).collect();
            let removed: Vec<_> = calls
                .iter()
                .filter(|call| call.action == Action::Remove)
                .flat_map(|call| &call.packages)
                .map(|word| stage.shell_text(word))
                .collect();
            for word in calls.iter().filter(|call| call.installs()).flat_map(|call| &call.packages)
            {
                let text = stage.shell_text(word);
                let name = package_name(&text);
                if self.packages.iter().any(|it| it == name)
                    && !removed.iter().any(|it| package_name(it) == name)
                {
                    cx.fail(script.place(word.span), format!("the image that ships holds `{name}`"))
                        .evidence(name)
                        .help("install it where it is needed: `kubectl debug` and `docker debug` bring tools along");
                }
            }
        }
    }
}
