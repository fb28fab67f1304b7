//! What commands fetch over the network, where they put it, and what counts as verifying it.

use std::borrow::Cow;

use model::dockerfile::StageView;
use model::shell::{Command, FlagSpec, Flags, Peeled, RedirectOp, Word, flags};

/// Programs that fetch what a URL names.
pub(crate) const DOWNLOADERS: [&str; 4] = ["aria2c", "axel", "curl", "wget"];

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
pub(crate) struct Download<'c> {
    found: Flags<'c>,
    is_curl: bool,
}

impl<'c> Download<'c> {
    /// The download that a command is, if it is one.
    pub(crate) fn of(peeled: &Peeled<'c>) -> Option<Self> {
        let is_curl = peeled.is_any(&["curl"]);
        if !is_curl && !peeled.is_any(&DOWNLOADERS) {
            return None;
        }
        let found = flags(peeled.args, if is_curl { &CURL } else { &WGET });
        Some(Self { found, is_curl })
    }

    /// The URLs that it fetches.
    pub(crate) fn urls(&self) -> Vec<&Word> {
        let named = self.found.values(&[], &["url"]);
        self.found.operands.iter().copied().chain(named).collect()
    }

    /// Whether what it fetches goes to a file rather than to its output.
    pub(crate) fn goes_to_file(&self) -> bool {
        let (letters, names): (&[char], &[&str]) =
            if self.is_curl { (&['o'], &["output"]) } else { (&['O'], &["output-document"]) };
        let named = self.found.find(letters, names).and_then(|it| it.value.as_ref());
        let by_url = ["remote-name", "remote-name-all"];
        named.is_some_and(|word| !word.is("-") && !word.prefix().starts_with("/dev/"))
            || (self.is_curl && self.found.has(&['O'], &by_url))
    }

    /// The files that it writes, by their own names, as far as they are known.
    pub(crate) fn files(&self, stage: &StageView<'_>, command: &Command) -> Vec<String> {
        let option = if self.is_curl {
            self.found.find(&['o'], &["output"])
        } else {
            self.found.find(&['O', 'o'], &["output-document", "out"]).filter(|it| it.name != "o")
        };
        if let Some(word) = option.and_then(|it| it.value.as_ref()) {
            let text = stage.shell_text(word);
            return if text == "-" { redirected(stage, command) } else { vec![base_name(&text)] };
        }
        let takes_name = !self.is_curl
            || self
                .found
                .has(&['O', 'J'], &["remote-name", "remote-name-all", "remote-header-name"]);
        if takes_name {
            let urls = self.urls().into_iter();
            return urls.map(|url| base_name(without_query(&stage.shell_text(url)))).collect();
        }
        redirected(stage, command)
    }
}

fn redirected(stage: &StageView<'_>, command: &Command) -> Vec<String> {
    let writes = |op| matches!(op, RedirectOp::Write | RedirectOp::Append);
    let targets = command.redirects.iter().filter(|it| writes(it.op) && it.descriptor() == 1);
    targets.map(|it| base_name(&stage.shell_text(&it.target))).collect()
}

fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

/// What follows the last slash.
pub(crate) fn base_name(path: &str) -> String {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

/// Whether a command compares a checksum or checks a signature.
pub(crate) fn is_verification(peeled: &Peeled<'_>) -> bool {
    let Some(program) = peeled.program() else { return false };
    let has = |words: &[&str]| peeled.args.iter().any(|word| words.iter().any(|it| word.is(it)));
    let begins = |start: &str| peeled.args.iter().any(|word| word.prefix().starts_with(start));
    match program.as_ref() {
        // With `-c` it compares by itself; without it, the output is there to be compared.
        "sha1sum" | "sha224sum" | "sha256sum" | "sha384sum" | "sha512sum" | "md5sum" | "b2sum"
        | "shasum" | "sha256" | "sha512" | "cksum" | "gpgv" | "gpgv2" | "gpgverify"
        | "slsa-verifier" | "signify" | "debsig-verify" => true,
        "gpg" | "gpg2" => has(&["--verify", "--decrypt", "-d"]),
        "cosign" => begins("verify"),
        "minisign" => begins("-V"),
        "openssl" => {
            begins("dgst") || begins("sha") || begins("-verify") || begins("smime") || begins("cms")
        }
        "rpm" | "rpmkeys" => has(&["-K", "--checksig"]),
        "jarsigner" => has(&["-verify"]),
        name => name.contains("verify") || name.contains("checksum"),
    }
}

/// A URL without the credentials in it, for messages.
pub(crate) fn shown_url(url: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = url.split_once("://") else { return Cow::Borrowed(url) };
    let end = rest.find('/').unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => Cow::Owned(format!("{scheme}://{}", &rest[at + 1..])),
        None => Cow::Borrowed(url),
    }
}
