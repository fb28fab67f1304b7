//! Users as images and orchestrators name them.

/// A user that a process runs as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The user part as written: a name or a number.
    pub name: String,
    /// The numeric id, if the name is one or is well known (`root`).
    pub uid: Option<u32>,
    /// The group part as written.
    pub group: Option<String>,
    /// Whether the process starts as root, and the image's entrypoint goes on as this user.
    pub steps_down: bool,
}

impl User {
    /// Root, written nowhere.
    pub fn root() -> Self {
        Self { name: "root".into(), uid: Some(0), group: None, steps_down: false }
    }

    /// Reads `user[:group]` as the engine does: a number is parsed as Go's `strconv.Atoi` parses it, so `00` and `+0` are root.
    /// Empty text is root. Windows' `ContainerAdministrator` counts as root and its `ContainerUser` does not.
    pub fn parse(text: &str) -> Self {
        let (name, group) = match text.split_once(':') {
            Some((name, group)) => (name, Some(group.to_owned())),
            None => (text, None),
        };
        let name = if name.is_empty() { "0" } else { name };
        Self { name: name.to_owned(), uid: uid(name), group, steps_down: false }
    }

    /// The user that an entrypoint goes on as.
    pub fn after_root(name: &str) -> Self {
        Self { steps_down: true, ..Self::parse(name) }
    }

    /// The user of a Kubernetes `runAsUser`; negative ids are invalid and kept as a name only.
    pub fn from_uid(uid: i64) -> Self {
        Self { uid: u32::try_from(uid).ok(), ..Self::parse(&uid.to_string()) }
    }

    /// Whether it is root: uid 0, or a name that means it.
    pub fn is_root(&self) -> bool {
        self.uid == Some(0)
    }

    /// Whether it is one of the users that every container of Windows has, where users have no numbers.
    pub fn is_of_windows(&self) -> bool {
        ["ContainerAdministrator", "ContainerUser"]
            .iter()
            .any(|it| self.name.eq_ignore_ascii_case(it))
    }

    /// Whether it is given by number, so that Kubernetes can verify `runAsNonRoot`.
    pub fn is_numeric(&self) -> bool {
        self.uid.is_some() && self.name != "root"
    }
}

fn uid(name: &str) -> Option<u32> {
    if name == "root" || name.eq_ignore_ascii_case("ContainerAdministrator") {
        return Some(0);
    }
    let digits = name.strip_prefix(['+', '-']).unwrap_or(name);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let uid: u32 = digits.parse().ok()?;
    (uid == 0 || !name.starts_with('-')).then_some(uid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_root_is_root() {
        for text in
            ["root", "0", "00", "+0", "-0", "root:staff", "0:1000", "", "ContainerAdministrator"]
        {
            assert!(User::parse(text).is_root(), "{text}");
        }
        for text in ["1000", "app", "0x0", "toor", "Root", "ContainerUser", "1000:0"] {
            assert!(!User::parse(text).is_root(), "{text}");
        }
    }
}
