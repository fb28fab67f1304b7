//! Scanners of code, dependencies, images and configuration, and what makes each of them fail a build.

use syntax::shell::{Command, Connector, Peeled, Script};

/// Why what a scanner finds fails nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// The step or the job goes on after a failure, or never runs.
    GoesOn,
    /// What follows the command succeeds in its place: `|| true`.
    Swallowed,
    /// It is told not to fail, by this option.
    Told(&'static str),
    /// It fails only when it is told to, by this option.
    Untold(&'static str),
}

/// A scanner, and how to recognise it.
struct Scanner {
    name: &'static str,
    /// Actions that run it, or the start of their names.
    actions: &'static [&'static str],
    /// Programs, with the subcommand that scans if there are others.
    programs: &'static [(&'static str, &'static str)],
    gate: Gate,
}

/// What decides whether findings fail the step.
enum Gate {
    /// They do, unless an option or input of these names says otherwise.
    Fails(&'static [&'static str]),
    /// They do not, unless an option or input of these names asks for it.
    Passes(&'static [&'static str]),
}

const SCANNERS: [Scanner; 20] = [
    Scanner {
        name: "bandit",
        actions: &["PyCQA/bandit-action"],
        programs: &[("bandit", "")],
        gate: Gate::Fails(&["exit-zero"]),
    },
    Scanner {
        name: "checkov",
        actions: &["bridgecrewio/checkov-action"],
        programs: &[("checkov", "")],
        gate: Gate::Fails(&["soft-fail"]),
    },
    Scanner {
        name: "codeql",
        actions: &["github/codeql-action/analyze"],
        programs: &[],
        gate: Gate::Fails(&[]),
    },
    Scanner {
        name: "dockle",
        actions: &["erzz/dockle-action", "goodwithtech/dockle-action"],
        programs: &[("dockle", "")],
        gate: Gate::Passes(&["exit-code"]),
    },
    Scanner {
        name: "gitleaks",
        actions: &["gitleaks/gitleaks-action"],
        programs: &[("gitleaks", "")],
        gate: Gate::Fails(&[]),
    },
    Scanner {
        name: "govulncheck",
        actions: &["golang/govulncheck-action"],
        programs: &[("govulncheck", "")],
        gate: Gate::Fails(&[]),
    },
    Scanner {
        name: "grype",
        actions: &["anchore/scan-action"],
        programs: &[],
        gate: Gate::Fails(&["fail-build"]),
    },
    Scanner {
        name: "grype",
        actions: &[],
        programs: &[("grype", "")],
        gate: Gate::Passes(&["fail-on", "f"]),
    },
    Scanner {
        name: "hadolint",
        actions: &["hadolint/hadolint-action"],
        programs: &[("hadolint", "")],
        gate: Gate::Fails(&["no-fail"]),
    },
    Scanner {
        name: "kics",
        actions: &["Checkmarx/kics-github-action", "checkmarx/kics-github-action"],
        programs: &[("kics", "scan")],
        gate: Gate::Fails(&["ignore-on-exit", "ignore_on_exit"]),
    },
    Scanner {
        name: "kube-linter",
        actions: &["stackrox/kube-linter-action"],
        programs: &[("kube-linter", "lint")],
        gate: Gate::Fails(&[]),
    },
    Scanner {
        name: "osv-scanner",
        actions: &["google/osv-scanner-action"],
        programs: &[("osv-scanner", "")],
        gate: Gate::Fails(&[]),
    },
    Scanner {
        name: "pip-audit",
        actions: &["pypa/gh-action-pip-audit"],
        programs: &[("pip-audit", "")],
        gate: Gate::Fails(&[]),
    },
    Scanner {
        name: "plimsoll",
        actions: &[],
        programs: &[("plimsoll", "check")],
        gate: Gate::Fails(&["exit-zero"]),
    },
    Scanner {
        name: "safety",
        actions: &["pyupio/safety"],
        programs: &[("safety", "scan"), ("safety", "check")],
        gate: Gate::Fails(&["continue-on-error"]),
    },
    Scanner {
        name: "scout",
        actions: &["docker/scout-action"],
        programs: &[("docker", "scout")],
        gate: Gate::Passes(&["exit-code", "e"]),
    },
    Scanner {
        name: "semgrep",
        actions: &["semgrep/semgrep-action", "returntocorp/semgrep-action"],
        programs: &[("semgrep", "ci"), ("semgrep", "scan")],
        gate: Gate::Fails(&[]),
    },
    Scanner {
        name: "snyk",
        actions: &["snyk/actions/"],
        programs: &[("snyk", "test"), ("snyk", "container"), ("snyk", "code"), ("snyk", "iac")],
        gate: Gate::Fails(&[]),
    },
    Scanner {
        name: "trivy",
        actions: &["aquasecurity/trivy-action"],
        programs: &[
            ("trivy", "image"),
            ("trivy", "fs"),
            ("trivy", "filesystem"),
            ("trivy", "config"),
            ("trivy", "repo"),
            ("trivy", "rootfs"),
            ("trivy", "sbom"),
        ],
        gate: Gate::Passes(&["exit-code", "trivy-config", "config", "c"]),
    },
    Scanner {
        name: "trufflehog",
        actions: &["trufflesecurity/trufflehog"],
        programs: &[("trufflehog", "")],
        gate: Gate::Fails(&[]),
    },
];

/// Names of all scanners that are recognised, sorted.
pub fn scanners() -> Vec<&'static str> {
    let mut names: Vec<_> = SCANNERS.iter().map(|scanner| scanner.name).collect();
    names.dedup();
    names
}

type Found = (&'static str, Option<Idle>);

/// The scanner that an action runs, with what its inputs are.
pub(super) fn of_action<'a>(
    action: &str,
    input: impl Fn(&str) -> Option<&'a str>,
) -> Option<Found> {
    let is_one =
        |name: &&&str| action == **name || name.ends_with('/') && action.starts_with(**name);
    let scanner = SCANNERS.iter().find(|it| it.actions.iter().any(|name| is_one(&name)))?;
    let says = |name: &&&str| {
        let underscored = name.replace('-', "_");
        let value = input(name).or_else(|| input(&underscored));
        value.is_some_and(|value| !matches!(value, "" | "0" | "false") || **name == "fail-build")
    };
    let told = |names: &'static [&str]| names.iter().find(says).copied();
    let idle = match &scanner.gate {
        Gate::Fails(names) => told(names)
            .filter(|name| *name != "fail-build" || input(name) == Some("false"))
            .map(Idle::Told),
        Gate::Passes(names) if told(names).is_none() => names.first().copied().map(Idle::Untold),
        Gate::Passes(_) => None,
    };
    Some((scanner.name, idle))
}

/// The scanner that a command is.
pub(super) fn of_command(command: &Command, script: &Script) -> Option<Found> {
    let peeled = command.peeled();
    let program = peeled.program()?;
    let scans = |(name, subcommand): &(&str, &str)| {
        *name == program && (subcommand.is_empty() || has_word(&peeled, subcommand))
    };
    let scanner = SCANNERS.iter().find(|it| it.programs.iter().any(scans))?;
    let told =
        |names: &'static [&str]| names.iter().copied().find(|name| has_option(&peeled, name));
    let idle = match &scanner.gate {
        _ if is_swallowed(command, script) => Some(Idle::Swallowed),
        Gate::Fails(names) => told(names).map(Idle::Told),
        Gate::Passes(names) if told(names).is_none() => names.first().copied().map(Idle::Untold),
        Gate::Passes(_) => None,
    };
    Some((scanner.name, idle))
}

fn has_word(command: &Peeled<'_>, wanted: &str) -> bool {
    command.args.iter().any(|word| word.is(wanted))
}

/// Whether an option is given and not set to a value that switches it off.
fn has_option(command: &Peeled<'_>, name: &str) -> bool {
    let dashes = if name.len() == 1 { "-" } else { "--" };
    let option = format!("{dashes}{name}");
    let mut words = command.args.iter();
    let Some(word) = words.find(|word| word.prefix().split('=').next() == Some(&option)) else {
        return false;
    };
    let prefix = word.prefix().into_owned();
    let value = prefix.split_once('=').map(|(_, value)| value.to_owned());
    let next = || words.next().map(|word| word.prefix().into_owned());
    !matches!(value.or_else(next).as_deref(), Some("0" | "false"))
}

/// `|| true` and the like behind it.
fn is_swallowed(command: &Command, script: &Script) -> bool {
    let mut behind = script.commands().filter(|it| it.index > command.index);
    let Some(next) = behind.find(|it| it.scope == command.scope) else { return false };
    let peeled = next.peeled();
    next.link.connector == Connector::Or
        && match peeled.program().as_deref() {
            Some("true" | ":" | "echo") => true,
            Some("exit") => peeled.args.first().is_some_and(|status| status.is("0")),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn idle(script: &str) -> Option<Found> {
        let script = syntax::shell::parse(script);
        script.commands().find_map(|command| of_command(command, &script))
    }

    #[test]
    fn commands_fail_or_pass_as_their_programs_do() {
        assert!(SCANNERS.is_sorted_by_key(|scanner| scanner.name));
        let cases = [
            ("bandit -r src", Some(("bandit", None))),
            ("bandit -r src --exit-zero", Some(("bandit", Some(Idle::Told("exit-zero"))))),
            ("bandit -r src || true", Some(("bandit", Some(Idle::Swallowed)))),
            ("bandit -r src || exit 1", Some(("bandit", None))),
            ("trivy image web", Some(("trivy", Some(Idle::Untold("exit-code"))))),
            ("trivy image --exit-code 0 web", Some(("trivy", Some(Idle::Untold("exit-code"))))),
            ("sudo trivy image --exit-code=1 web", Some(("trivy", None))),
            ("trivy --version", None),
            ("docker scout cves --exit-code web", Some(("scout", None))),
            ("grype web --fail-on high", Some(("grype", None))),
            ("echo trivy image web", None),
        ];
        for (script, found) in cases {
            assert_eq!(idle(script), found, "{script}");
        }
    }
}
