//! Paths in a stage, as far as they are known.

use crate::shell::{Command, Peeled, ScopeId, Script, Word};

/// A path from where a step works. What begins with a variable or `~` is left as it is.
pub(super) fn resolve(folder: Option<&str>, path: &str) -> String {
    let is_whole = path.starts_with(['/', '$', '~']) || path.contains("://");
    let whole = match folder {
        Some(folder) if !is_whole => format!("{}/{path}", folder.trim_end_matches('/')),
        _ => path.to_owned(),
    };
    let is_absolute = whole.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." if is_absolute => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if is_absolute { format!("/{joined}") } else { joined }
}

/// The name that a file gets in a directory.
pub(super) fn inside(folder: &str, file: &str) -> String {
    let name = file.split(['?', '#']).next().unwrap_or(file);
    format!("{}/{}", folder.trim_end_matches('/'), base_name(name))
}

/// What follows the last slash.
pub(super) fn base_name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// Whether two names may mean the same file: equal, or equal behind the last slash where one is not known as a whole.
pub(super) fn may_be_same(known: &str, named: &str) -> bool {
    if known == named {
        return true;
    }
    let (a, b) = (base_name(known), base_name(named));
    if a.is_empty() || b.is_empty() || a.contains("$(") || b.contains("$(") {
        return false;
    }
    let are_whole = known.starts_with('/') && named.starts_with('/');
    let same_folder = known.strip_suffix(a) == named.strip_suffix(b);
    let fits = if b.contains('*') { matches_glob(a, b) } else { a == b };
    fits && (!are_whole || same_folder)
}

/// Whether a name fits a pattern whose only sign is `*`.
fn matches_glob(name: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty()
}

/// Where the commands of a script work: `cd` counts in the process that it runs in.
pub(super) struct Folders<'s> {
    script: &'s Script,
    start: Option<String>,
    entered: Vec<(ScopeId, Option<String>)>,
}

impl<'s> Folders<'s> {
    pub(super) fn new(script: &'s Script, start: Option<&str>) -> Self {
        Self { script, start: start.map(str::to_owned), entered: Vec::new() }
    }

    /// Where a command works, if that is known.
    pub(super) fn of(&self, command: &Command) -> Option<&str> {
        let entered = self.entered.iter().rev();
        let mut around = entered.filter(|(scope, _)| self.script.within(command.scope, *scope));
        around.next().map_or(&self.start, |(_, folder)| folder).as_deref()
    }

    /// Follows `cd`; where `pushd` and `popd` lead is not known.
    pub(super) fn follow(&mut self, command: &Command, peeled: &Peeled<'_>) {
        let next = if peeled.is_any(&["cd"]) {
            let target = peeled.args.iter().find(|word| !word.prefix().starts_with('-'));
            let target = target.and_then(Word::literal);
            let here = self.of(command);
            target
                .and_then(|it| (it.starts_with('/') || here.is_some()).then(|| resolve(here, &it)))
        } else if peeled.is_any(&["pushd", "popd"]) {
            None
        } else {
            return;
        };
        let process = self.process(command);
        self.entered.retain(|(scope, _)| *scope != process);
        self.entered.push((process, next));
    }

    fn process(&self, command: &Command) -> ScopeId {
        let mut id = command.scope;
        loop {
            let scope = self.script.scope(id);
            match scope.parent {
                Some(parent) if !scope.kind.forks() => id = parent,
                _ => return id,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_where_they_are_known() {
        assert_eq!(resolve(Some("/opt"), "./a/../b.tgz"), "/opt/b.tgz");
        assert_eq!(resolve(None, "./b.tgz"), "b.tgz");
        assert_eq!(resolve(Some("/opt"), "/a//b/"), "/a/b");
        assert_eq!(resolve(Some("/opt"), "${D}/b"), "${D}/b");
    }

    #[test]
    fn names_mean_the_same_file_unless_their_folders_differ() {
        for (known, named, same) in [
            ("/opt/a.tgz", "/opt/a.tgz", true),
            ("/opt/a.tgz", "a.tgz", true),
            ("/opt/a.tgz", "/tmp/a.tgz", false),
            ("a-1.0.tgz", "a-*.tgz", true),
            ("/opt/a-1.0.tgz", "/opt/*.zip", false),
            ("$(…)", "$(…)x", false),
        ] {
            assert_eq!(may_be_same(known, named), same, "{known} {named}");
        }
    }
}
