//! Package managers of languages: which of their options take a value, and what they install.

use model::dockerfile::StageView;
use model::shell::{FlagSpec, Peeled, Word, flags};

/// A manager, and how it is asked to install packages by name.
struct Manager {
    programs: &'static [&'static str],
    verbs: &'static [&'static str],
    spec: FlagSpec,
    is_pinned: fn(&str) -> bool,
    /// Options that give the version or a source for all packages of the call.
    pinning: &'static [&'static str],
}

const fn spec(short_values: &'static str, long_values: &'static [&'static str]) -> FlagSpec {
    FlagSpec { short_values, long_values, stops_at_operand: false }
}

// pip.pypa.io/en/stable/cli/pip_install
const PIP: FlagSpec = spec(
    "ceftir",
    &[
        "abi",
        "build-constraint",
        "cache-dir",
        "cert",
        "client-cert",
        "config-settings",
        "constraint",
        "editable",
        "exists-action",
        "extra-index-url",
        "find-links",
        "global-option",
        "group",
        "implementation",
        "index-url",
        "keyring-provider",
        "log",
        "no-binary",
        "only-binary",
        "platform",
        "prefix",
        "progress-bar",
        "proxy",
        "python",
        "python-version",
        "report",
        "requirement",
        "resume-retries",
        "retries",
        "root",
        "root-user-action",
        "src",
        "target",
        "timeout",
        "trusted-host",
        "upgrade-strategy",
        "use-deprecated",
        "use-feature",
    ],
);
// docs.astral.sh/uv/reference/cli: uv pip install, uv add, uv tool install.
const UV: FlagSpec = spec(
    "bcefiprPC",
    &[
        "allow-insecure-host",
        "branch",
        "build-constraint",
        "build-constraints",
        "cache-dir",
        "color",
        "config-file",
        "config-setting",
        "config-settings",
        "constraint",
        "constraints",
        "default-index",
        "directory",
        "editable",
        "exclude-newer",
        "exclude-newer-package",
        "extra",
        "extra-index-url",
        "find-links",
        "fork-strategy",
        "from",
        "group",
        "index",
        "index-strategy",
        "index-url",
        "keyring-provider",
        "link-mode",
        "marker",
        "no-binary",
        "no-build-isolation-package",
        "no-build-package",
        "only-binary",
        "only-group",
        "optional",
        "override",
        "overrides",
        "package",
        "prefix",
        "prerelease",
        "project",
        "python",
        "python-platform",
        "python-version",
        "refresh-package",
        "reinstall-package",
        "requirements",
        "resolution",
        "rev",
        "script",
        "tag",
        "target",
        "torch-backend",
        "upgrade-package",
        "with",
        "with-editable",
        "with-requirements",
    ],
);
// pipx.pypa.io/stable/docs
const PIPX: FlagSpec = spec(
    "i",
    &["backend", "fetch-missing-python", "index-url", "pip-args", "preinstall", "python", "suffix"],
);
// docs.npmjs.com/cli/commands/npm-install and its config page; pnpm.io/cli/add.
const NODE: FlagSpec = spec(
    "wCF",
    &[
        "before",
        "cache",
        "cpu",
        "dir",
        "filter",
        "fetch-retries",
        "fetch-timeout",
        "globalconfig",
        "include",
        "install-strategy",
        "libc",
        "location",
        "loglevel",
        "network-concurrency",
        "network-timeout",
        "omit",
        "only",
        "os",
        "prefix",
        "registry",
        "reporter",
        "save-prefix",
        "scope",
        "script-shell",
        "store-dir",
        "tag",
        "userconfig",
        "workspace",
        "cache-folder",
        "cwd",
        "modules-folder",
        "mutex",
        "global-dir",
        "backend",
        "cafile",
        "config",
    ],
);
// guides.rubygems.org/command-reference: gem install.
const GEM: FlagSpec = spec(
    "inpsvBP",
    &[
        "bindir",
        "build-root",
        "document",
        "install-dir",
        "platform",
        "source",
        "target-rbconfig",
        "trust-policy",
        "version",
        "without",
    ],
);
// go help build, go help install.
const GO: FlagSpec = spec("", &["ldflags", "tags", "o", "p", "mod", "gcflags", "asmflags"]);
// doc.rust-lang.org/cargo/commands/cargo-install.html
const CARGO: FlagSpec = spec(
    "FjZ",
    &[
        "bin",
        "branch",
        "color",
        "config",
        "example",
        "features",
        "git",
        "index",
        "jobs",
        "message-format",
        "path",
        "profile",
        "registry",
        "rev",
        "root",
        "tag",
        "target",
        "target-dir",
        "version",
        "vers",
    ],
);
// getcomposer.org/doc/03-cli.md
const COMPOSER: FlagSpec = spec("d", &["audit-format", "prefer-install", "working-dir"]);
// docs.conda.io: conda install, conda create.
const CONDA: FlagSpec = spec(
    "cnpr",
    &[
        "channel",
        "file",
        "freeze-installed",
        "name",
        "platform",
        "prefix",
        "repodata-fn",
        "revision",
        "solver",
        "subdir",
    ],
);

const MANAGERS: [Manager; 9] = [
    Manager {
        programs: &["pip", "pip2", "pip3"],
        verbs: &["install"],
        spec: PIP,
        is_pinned: is_pinned_python,
        pinning: &[],
    },
    Manager {
        programs: &["uv"],
        verbs: &["install", "add"],
        spec: UV,
        is_pinned: is_pinned_python,
        pinning: &["rev", "tag"],
    },
    Manager {
        programs: &["pipx"],
        verbs: &["install"],
        spec: PIPX,
        is_pinned: is_pinned_python,
        pinning: &[],
    },
    Manager {
        programs: &["npm", "pnpm", "yarn", "bun"],
        verbs: &["install", "i", "add", "global"],
        spec: NODE,
        is_pinned: is_pinned_node,
        pinning: &[],
    },
    Manager {
        programs: &["gem"],
        verbs: &["install", "i"],
        spec: GEM,
        is_pinned: |text| text.contains(':'),
        pinning: &["v", "version"],
    },
    Manager {
        programs: &["go"],
        verbs: &["install", "get", "run"],
        spec: GO,
        is_pinned: is_pinned_go,
        pinning: &[],
    },
    Manager {
        programs: &["cargo"],
        verbs: &["install"],
        spec: CARGO,
        is_pinned: |text| text.contains('@'),
        pinning: &["version", "vers", "rev", "tag", "git", "path"],
    },
    Manager {
        programs: &["composer"],
        verbs: &["require"],
        spec: COMPOSER,
        is_pinned: |text| text.contains([':', '=']),
        pinning: &[],
    },
    Manager {
        programs: &["conda", "mamba", "micromamba"],
        verbs: &["install", "create"],
        spec: CONDA,
        is_pinned: is_pinned_python,
        pinning: &[],
    },
];

/// What a call installs without a version: names, and repositories without a commit or tag.
pub(crate) fn unpinned<'c>(stage: &StageView<'_>, peeled: &Peeled<'c>) -> Vec<&'c Word> {
    let program = peeled.program().unwrap_or_default();
    let (program, args) = match (program.as_ref(), peeled.args) {
        (name, [module, pip, rest @ ..])
            if name.starts_with("python") && module.is("-m") && pip.is("pip") =>
        {
            ("pip", rest)
        }
        ("uv", [kind, rest @ ..]) if kind.is("pip") || kind.is("tool") => ("uv", rest),
        (name, args) => (name, args),
    };
    let Some(manager) = MANAGERS.iter().find(|it| it.programs.contains(&program)) else {
        return Vec::new();
    };
    // What follows `--` of `gem install` is for the compiler.
    let end = args.iter().position(|word| program == "gem" && word.is("--"));
    let found = flags(&args[..end.unwrap_or(args.len())], &manager.spec);
    let is_pinned = found.flags.iter().any(|flag| manager.pinning.contains(&flag.name.as_str()));
    let mut operands = found.operands.into_iter();
    let verb = operands.next().and_then(Word::literal).unwrap_or_default();
    if !manager.verbs.contains(&verb.as_ref()) || is_pinned {
        return Vec::new();
    }
    let skips = usize::from(verb == "global");
    let mut named: Vec<&Word> = operands.skip(skips).collect();
    if (program, verb.as_ref()) == ("go", "run") {
        // Only what `@` follows is a module; files and the program's own words are none.
        named.truncate(1);
        named.retain(|word| word.prefix().contains('@'));
    }
    named.retain(|word| {
        let text = stage.shell_text(word);
        let is_open = text.contains(['$', '…', '*']) && !text.contains("git+");
        !is_open && !is_local(program, &text) && !(manager.is_pinned)(&text)
    });
    named
}

/// Files and directories of the build, and archives by URL, which name their version.
fn is_local(program: &str, text: &str) -> bool {
    let is_module = matches!(program, "go" | "composer") || text.starts_with('@');
    if is_repository(text) {
        return false;
    }
    let has_ending =
        [".whl", ".zip", ".tgz", ".gz", ".gem", ".tar", ".jar"].iter().any(|it| text.ends_with(it));
    // `owner/name` is a repository for npm, a directory for pip.
    let is_short_hand =
        matches!(program, "npm" | "pnpm" | "yarn" | "bun") && text.split('/').count() == 2;
    text.starts_with(['.', '/', '~', '-'])
        || text.contains("://")
        || has_ending
        || (text.contains('/') && !is_module && !is_short_hand)
}

fn is_repository(text: &str) -> bool {
    text.contains("git+")
        || text.starts_with("git:")
        || text.starts_with("git@")
        || text.starts_with("github:")
}

fn is_pinned_python(text: &str) -> bool {
    match text.split_once("git+") {
        // `git+https://host/a/b.git@v1.0`: the reference stands behind the path.
        Some((_, url)) => {
            let path = url.split_once("://").map_or(url, |(_, rest)| rest);
            let path = path.split_once('/').map_or("", |(_, path)| path);
            path.split('#').next().is_some_and(|path| path.contains('@'))
        }
        None => text.contains(['=', '<', '>', '~', '@']),
    }
}

fn is_pinned_node(text: &str) -> bool {
    if is_repository(text) {
        return text.contains('#');
    }
    let version = text.trim_start_matches('@').rsplit_once('@').map(|(_, version)| version);
    version.is_some_and(|version| !matches!(version, "latest" | "next" | "*")) || text.contains('#')
}

fn is_pinned_go(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(_, version)| !matches!(version, "latest" | "none" | "master" | "main"))
}
