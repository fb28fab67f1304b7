//! The names of instructions and the flags that each of them takes.

/// The name of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is the instruction of that name")]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    /// Not an instruction that BuildKit knows.
    Unknown,
}

/// What a flag's value may be, and how often it may be given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FlagShape {
    Once,
    Often,
    Switch,
}

impl Keyword {
    /// Every instruction, by name.
    pub const ALL: [Self; 18] = [
        Self::Add,
        Self::Arg,
        Self::Cmd,
        Self::Copy,
        Self::Entrypoint,
        Self::Env,
        Self::Expose,
        Self::From,
        Self::Healthcheck,
        Self::Label,
        Self::Maintainer,
        Self::Onbuild,
        Self::Run,
        Self::Shell,
        Self::Stopsignal,
        Self::User,
        Self::Volume,
        Self::Workdir,
    ];

    /// The keyword of a word in any case.
    pub fn of(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|keyword| word.eq_ignore_ascii_case(keyword.as_str()))
            .unwrap_or(Self::Unknown)
    }

    /// The name in upper case; `UNKNOWN` for none.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "ADD",
            Self::Arg => "ARG",
            Self::Cmd => "CMD",
            Self::Copy => "COPY",
            Self::Entrypoint => "ENTRYPOINT",
            Self::Env => "ENV",
            Self::Expose => "EXPOSE",
            Self::From => "FROM",
            Self::Healthcheck => "HEALTHCHECK",
            Self::Label => "LABEL",
            Self::Maintainer => "MAINTAINER",
            Self::Onbuild => "ONBUILD",
            Self::Run => "RUN",
            Self::Shell => "SHELL",
            Self::Stopsignal => "STOPSIGNAL",
            Self::User => "USER",
            Self::Volume => "VOLUME",
            Self::Workdir => "WORKDIR",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// The flags it takes; `None` if flags are not looked at.
    pub(super) fn flags(self) -> Option<&'static [(&'static str, FlagShape)]> {
        use FlagShape::{Often, Once, Switch};
        Some(match self {
            Self::Add => &[
                ("checksum", Once),
                ("chmod", Once),
                ("chown", Once),
                ("exclude", Often),
                ("keep-git-dir", Switch),
                ("link", Switch),
                ("unpack", Switch),
            ],
            Self::Copy => &[
                ("chmod", Once),
                ("chown", Once),
                ("exclude", Often),
                ("from", Once),
                ("link", Switch),
                ("parents", Switch),
            ],
            Self::From => &[("platform", Once)],
            Self::Healthcheck => &[
                ("interval", Once),
                ("retries", Once),
                ("start-interval", Once),
                ("start-period", Once),
                ("timeout", Once),
            ],
            Self::Run => {
                &[("device", Often), ("mount", Often), ("network", Once), ("security", Once)]
            }
            Self::Arg | Self::Stopsignal | Self::Unknown => return None,
            _ => &[],
        })
    }
}
