//! Calls of programs that fetch what a URL names.

use super::path::base_name;
use crate::dockerfile::StageView;
use crate::shell::{Command, FlagSpec, Flags, Peeled, RedirectOp, Word, flags};

/// Programs that fetch what a URL names.
pub const DOWNLOADERS: [&str; 4] = ["aria2c", "axel", "curl", "wget"];

const CURL: FlagSpec = FlagSpec {
    short_values: "AbcCdDeEFhHKmoPQrtTuUwxXyYz",
    long_values: &[
        "cacert",
        "cert",
        "connect-timeout",
        "cookie",
        "cookie-jar",
        "data",
        "data-raw",
        "form",
        "header",
        "key",
        "max-time",
        "output",
        "output-dir",
        "proxy",
        "range",
        "referer",
        "request",
        "retry",
        "retry-delay",
        "retry-max-time",
        "url",
        "user",
        "user-agent",
        "write-out",
    ],
    stops_at_operand: false,
};
const WGET: FlagSpec = FlagSpec {
    short_values: "aABDeGiIlloOPQRtTUwX",
    long_values: &[
        "directory-prefix",
        "header",
        "output-document",
        "output-file",
        "password",
        "timeout",
        "tries",
        "user",
        "user-agent",
        "post-data",
        "referer",
        "waitretry",
        "wait",
    ],
    stops_at_operand: false,
};

/// A call of a program that downloads.
pub struct Download<'c> {
    found: Flags<'c>,
    is_curl: bool,
}

impl<'c> Download<'c> {
    /// The download that a command is, if it is one.
    pub fn of(peeled: &Peeled<'c>) -> Option<Self> {
        let is_curl = peeled.is_any(&["curl"]);
        if !is_curl && !peeled.is_any(&DOWNLOADERS) {
            return None;
        }
        let found = flags(peeled.args, if is_curl { &CURL } else { &WGET });
        Some(Self { found, is_curl })
    }

    /// The URLs that it fetches.
    pub fn urls(&self) -> Vec<&Word> {
        let named = self.found.values(&[], &["url"]);
        self.found.operands.iter().copied().chain(named).collect()
    }

    /// Whether what it fetches goes to a file rather than to its output.
    pub fn goes_to_file(&self) -> bool {
        let (letters, names): (&[char], &[&str]) =
            if self.is_curl { (&['o'], &["output"]) } else { (&['O'], &["output-document"]) };
        let named = self.found.find(letters, names).and_then(|it| it.value.as_ref());
        let by_url = ["remote-name", "remote-name-all"];
        named.is_some_and(|word| !word.is("-") && !word.prefix().starts_with("/dev/"))
            || (self.is_curl && self.found.has(&['O'], &by_url))
    }

    /// The files that it writes, as they are named, as far as that is known.
    pub fn files(&self, stage: &StageView<'_>, command: &Command) -> Vec<String> {
        let option = if self.is_curl {
            self.found.find(&['o'], &["output"])
        } else {
            self.found.find(&['O', 'o'], &["output-document", "out"]).filter(|it| it.name != "o")
        };
        if let Some(word) = option.and_then(|it| it.value.as_ref()) {
            let text = stage.shell_text(word);
            return if text == "-" {
                redirected(stage, command)
            } else {
                vec![self.in_folder(stage, &text)]
            };
        }
        let takes_name = !self.is_curl
            || self
                .found
                .has(&['O', 'J'], &["remote-name", "remote-name-all", "remote-header-name"]);
        if takes_name {
            let urls = self.urls().into_iter();
            return urls
                .map(|url| self.in_folder(stage, base_name(without_query(&stage.shell_text(url)))))
                .collect();
        }
        redirected(stage, command)
    }

    /// A name in the directory that the call gives for all, if it gives one.
    fn in_folder(&self, stage: &StageView<'_>, name: &str) -> String {
        let (letters, names): (&[char], &[&str]) = if self.is_curl {
            (&[], &["output-dir"])
        } else {
            (&['P', 'd'], &["directory-prefix", "dir"])
        };
        let folder = self.found.find(letters, names).and_then(|it| it.value.as_ref());
        match folder.map(|word| stage.shell_text(word)) {
            Some(folder) if !name.starts_with('/') => {
                format!("{}/{name}", folder.trim_end_matches('/'))
            }
            _ => name.to_owned(),
        }
    }
}

fn redirected(stage: &StageView<'_>, command: &Command) -> Vec<String> {
    let writes = |op| matches!(op, RedirectOp::Write | RedirectOp::Append);
    let targets = command.redirects.iter().filter(|it| writes(it.op) && it.descriptor() == 1);
    targets.map(|it| stage.shell_text(&it.target).into_owned()).collect()
}

fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}
