//! What the mounts of a step bring: secrets, and places that are no part of its layer.

use model::dockerfile::RunMount;
use model::shell::{Script, Word};

use crate::downloads::base_name;

/// Where a step finds its secrets.
pub(crate) struct Secrets {
    paths: Vec<String>,
    /// Variables that hold one.
    pub(crate) variables: Vec<String>,
}

impl Secrets {
    /// The secrets among some mounts.
    pub(crate) fn of(mounts: &[RunMount<'_>]) -> Self {
        let mut secrets = Self { paths: Vec::new(), variables: Vec::new() };
        for mount in mounts.iter().filter(|mount| mount.kind == "secret") {
            if let Some(variable) = mount.get(&["env"]) {
                secrets.variables.push(variable.value.to_owned());
            }
            let target = mount.get(&["target", "dst", "destination"]);
            let named = || {
                let id = mount.get(&["id"]).map(|it| it.value.to_owned());
                let source = || mount.get(&["source", "src"]).map(|it| base_name(it.value));
                Some(format!("/run/secrets/{}", id.or_else(source)?))
            };
            secrets.paths.extend(target.map(|it| it.value.to_owned()).or_else(named));
        }
        secrets
    }

    /// Whether a word names the file of a secret.
    pub(crate) fn is_path(&self, word: &Word) -> bool {
        word.literal().is_some_and(|text| {
            let text = text.rsplit('=').next().unwrap_or_default();
            self.paths.iter().any(|path| {
                path == text || (!path.starts_with('/') && text.ends_with(&format!("/{path}")))
            })
        })
    }

    /// Whether a word names the file of a secret, or a directory in which it lies.
    pub(crate) fn is_under(&self, word: &Word) -> bool {
        let text = word.prefix();
        let folder = text.trim_end_matches(['/', '.', '*']);
        self.is_path(word)
            || (folder.len() > 1
                && self.paths.iter().any(|path| path.starts_with(&format!("{folder}/"))))
    }

    /// Whether a word holds the secret itself: `$TOKEN`, `$(cat /run/secrets/x)`.
    pub(crate) fn is_in(&self, word: &Word, script: &Script) -> bool {
        word.variables().any(|it| self.variables.iter().any(|name| *name == it.name))
            || word.substitutions().into_iter().any(|it| {
                let mut inner = script.commands_in(it.scope);
                inner.any(|inner| {
                    let reads = inner
                        .peeled()
                        .is_any(&["cat", "head", "tail", "sed", "jq", "tr", "cut", "base64"]);
                    let words = inner.all_words().any(|word| self.is_path(word));
                    (reads || inner.name.is_none()) && words
                })
            })
    }
}

/// What of the files that a step writes stays in its layer.
pub(crate) struct Layer<'a>(Vec<&'a str>);

impl<'a> Layer<'a> {
    /// Everything but the places of some mounts.
    // BuildKit: what is written below a mount, a bind mount that may be written included, is thrown away or kept in a cache.
    pub(crate) fn of(mounts: &[RunMount<'a>]) -> Self {
        let target = |mount: &RunMount<'a>| Some(mount.target()?.trim_end_matches('/'));
        Self(mounts.iter().filter(|mount| mount.kind != "secret").filter_map(target).collect())
    }

    /// Whether a file that a word names stays. A path that is not known does.
    pub(crate) fn keeps(&self, file: &Word) -> bool {
        let text = file.prefix();
        let text = text.strip_prefix("of=").unwrap_or(&text);
        let is_below = |folder: &str| {
            text.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        // Docker mounts these itself.
        let is_special = ["/dev", "/proc", "/sys", "/run/secrets"].into_iter().any(is_below);
        !is_special && !self.0.iter().any(|folder| is_below(folder))
    }

    /// Whether the home of root, where programs keep their settings, is such a mount.
    pub(crate) fn has_home(&self) -> bool {
        self.0.contains(&"/root")
    }
}
