//! Reads `git diff --raw -z`: what became of every file.

use std::collections::BTreeMap;

use crate::layer::State;

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// Its name before, if it moved.
    pub(super) moved: Option<String>,
    /// What it was; none for a submodule, of which git has no bytes here.
    pub(super) before: Option<State>,
    /// Whether it is gone.
    pub(super) is_gone: bool,
}

/// The files by their new names, relative to the top: `:100644 100644 <id> <id> M`, then the name, before it the old
/// one of what was renamed.
pub(super) fn read(answer: &[u8]) -> BTreeMap<String, Change> {
    let mut parts = list(answer);
    let mut changes = BTreeMap::new();
    while let (Some(about), Some(name)) = (parts.next(), parts.next()) {
        let mut words = about.trim_start_matches(':').split(' ');
        let mut word = || words.next().unwrap_or_default();
        let (old_mode, new_mode, old, _, status) = (word(), word(), word(), word(), word());
        let other = status.starts_with(['R', 'C']).then(|| parts.next()).flatten();
        let is_gone = status.starts_with('D');
        let before = match old_mode {
            _ if old_mode == SUBMODULE || new_mode == SUBMODULE || status == "U" => None,
            _ if old_mode.starts_with(REGULAR) && !status.starts_with('C') => {
                Some(State::Blob(old.to_owned()))
            }
            _ => Some(State::Absent),
        };
        let (name, moved) = match other {
            Some(now) => (now, Some(name)),
            None => (name, None),
        };
        changes.insert(name, Change { moved, before, is_gone });
    }
    changes
}

const SUBMODULE: &str = "160000";
const REGULAR: &str = "100";

/// What stands between NUL bytes.
pub(super) fn list(answer: &[u8]) -> impl Iterator<Item = String> + '_ {
    let parts = answer.split(|byte| *byte == 0).filter(|part| !part.is_empty());
    parts.map(|part| String::from_utf8_lossy(part).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_says_what_was_before() {
        let answer = b":100644 100644 aa bb M\0a\0:000000 100644 00 bb A\0b\0:100644 000000 aa 00 D\0c\0\
            :100755 100644 aa bb R090\0d\0e\0:120000 100644 aa bb T\0f\0:160000 160000 aa bb M\0g\0";
        let changes = read(answer);
        let blob = Some(State::Blob("aa".into()));
        let of = |name: &str| changes[name].clone();
        assert_eq!(of("a"), Change { moved: None, before: blob.clone(), is_gone: false });
        assert_eq!(of("b").before, Some(State::Absent));
        assert_eq!(of("c"), Change { moved: None, before: blob.clone(), is_gone: true });
        assert_eq!(of("e"), Change { moved: Some("d".into()), before: blob, is_gone: false });
        assert_eq!(of("f").before, Some(State::Absent), "a link is no text");
        assert_eq!(of("g").before, None);
        assert_eq!(changes.len(), 6);
    }
}
