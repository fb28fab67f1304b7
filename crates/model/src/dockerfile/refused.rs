//! What a build refuses only once variables are replaced: words that never end, ports and signals that are none.

use std::net::IpAddr;

use diag::Spanned;
use syntax::SyntaxError;
use syntax::dockerfile::{Instruction, Keyword, Kind, Pair, TransferSource, Word};
use syntax::words::{self, Dialect, Lookup};

use super::remote::{RemoteSource, checksum_error, is_digest};
use super::scope::Scope;
use crate::Value;

/// Signals by name, without `SIG`; those of real time are counted from both ends.
const SIGNALS: [&str; 35] = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL",
    "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP",
    "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN",
];

/// What a build with these variables refuses in an instruction.
pub(super) fn look(
    instruction: &Instruction,
    scope: &Scope,
    escape: u8,
    errors: &mut Vec<SyntaxError>,
) {
    each_word(&instruction.kind, &mut |word| errors.extend(unfinished(word, escape)));
    look_at_transfer(instruction, scope, escape, errors);
    match &instruction.kind {
        Kind::Expose(words) => {
            for word in words {
                let Value::Known(text) = scope.expand(&word.text, escape).value else { continue };
                let wrong = text.split_whitespace().find(|port| !is_port(port));
                errors.extend(wrong.map(|port| {
                    SyntaxError::new(word.span, format!("`{port}` is no port"))
                        .with_help("write a number up to 65535 or a range, and perhaps `/tcp`, `/udp` or `/sctp`")
                }));
            }
        }
        Kind::Stopsignal(word) => {
            let Value::Known(text) = scope.expand(&word.text, escape).value else { return };
            if !is_signal(&text) {
                errors.push(
                    SyntaxError::new(word.span, format!("`{text}` is no signal"))
                        .with_help("write a name such as `SIGTERM`, or a number"),
                );
            }
        }
        _ => {}
    }
}

/// What a build refuses of COPY and ADD once it runs them.
// BuildKit convert_copy.go dispatchCopy.
fn look_at_transfer(
    instruction: &Instruction,
    scope: &Scope,
    escape: u8,
    errors: &mut Vec<SyntaxError>,
) {
    let (Kind::Add(transfer) | Kind::Copy(transfer)) = &instruction.kind else { return };
    let known = |text: &str| match scope.expand(text, escape).value {
        Value::Known(text) => Some(text),
        _ => None,
    };
    let is_add = instruction.keyword.value == Keyword::Add;
    let sources = transfer.sources.iter().filter_map(|source| match source {
        TransferSource::Path(word) => Some(Spanned::new(known(&word.text)?, word.span)),
        TransferSource::Heredoc { .. } => None,
    });
    let sources: Vec<_> = sources.collect();
    if !is_add && instruction.flag("from").is_none() {
        let fetched = sources.iter().filter(|it| RemoteSource::of(&it.value).is_some());
        errors.extend(fetched.map(|source| {
            SyntaxError::new(source.span, format!("`COPY` cannot fetch `{}`", shown(&source.value)))
                .with_help("fetch it with `ADD --checksum`")
        }));
    }
    let flag = |name: &str| {
        let flag = instruction.flag(name)?;
        Some(Spanned::new(known(&flag.value.as_ref()?.text)?, flag.span))
    };
    if let Some(checksum) = flag("checksum").filter(|it| is_add && !it.value.is_empty())
        && let [source] = sources.as_slice()
    {
        let wrong = checksum_error(source, RemoteSource::of(&source.value), &checksum.value);
        errors.extend(wrong.map(|message| {
            SyntaxError::new(checksum.span, message).with_help(
                "write `--checksum=sha256:` and 64 lower-case hexadecimal digits, for a URL",
            )
        }));
    }
    if let Some(mode) = flag("chmod").filter(|it| is_wrong_mode(&it.value)) {
        errors.push(
            SyntaxError::new(mode.span, format!("`{}` is no mode", mode.value))
                .with_help("write an octal number up to 7777"),
        );
    }
}

/// A number that is not octal or too large; what is no number may be symbolic.
fn is_wrong_mode(mode: &str) -> bool {
    let is_number = !mode.is_empty() && mode.bytes().all(|byte| byte.is_ascii_digit());
    is_number && u32::from_str_radix(mode, 8).map_or(true, |mode| mode > 0o7777)
}

/// A URL without what may be credentials.
fn shown(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest.rsplit('@').next().unwrap_or(rest))
}

/// What is wrong with the image of a FROM that means no stage. One that depends on an argument may be meant to be completed by whoever builds.
pub(super) fn no_image(image: &Word, scope: &Scope, escape: u8) -> Option<SyntaxError> {
    let expanded = scope.expand(&image.text, escape);
    let Value::Known(name) = expanded.value else { return None };
    if !expanded.steps.is_empty() || is_image(&name) {
        return None;
    }
    let message = if let Some((_, digest)) = name.split_once('@').filter(|(_, it)| !is_digest(it)) {
        format!("`{digest}` is no digest")
    } else if name == image.text {
        format!("`{name}` cannot name an image")
    } else {
        format!("`{}` becomes `{name}`, which cannot name an image", image.text)
    };
    let help = "write a name in lower case, and perhaps a registry, tag and digest";
    Some(SyntaxError::new(image.span, message).with_help(help))
}

/// The words of an instruction in which a build replaces variables.
pub(super) fn each_word(kind: &Kind, see: &mut impl FnMut(&Word)) {
    let pairs = |pairs: &[Pair], see: &mut dyn FnMut(&Word)| {
        for pair in pairs {
            see(&pair.key);
            pair.value.iter().for_each(&mut *see);
        }
    };
    match kind {
        Kind::Add(transfer) | Kind::Copy(transfer) => {
            for source in &transfer.sources {
                if let TransferSource::Path(word) = source {
                    see(word);
                }
            }
            see(&transfer.destination);
        }
        Kind::Arg(list) | Kind::Env(list) | Kind::Label(list) => pairs(list, see),
        Kind::Expose(words) | Kind::Volume(words) => words.iter().for_each(see),
        Kind::From(from) => see(&from.image),
        Kind::Stopsignal(word) | Kind::User(word) | Kind::Workdir(word) => see(word),
        _ => {}
    }
}

/// What is wrong with the quotes and braces of a word, whatever its variables are.
fn unfinished(word: &Word, escape: u8) -> Option<SyntaxError> {
    memchr::memchr3(b'"', b'\'', b'{', word.text.as_bytes())?;
    let unknown = |_: &str| Lookup::Unknown("it does not matter".into());
    let error = words::expand_word(&word.text, Dialect::with_escape(escape), unknown).err()?;
    Some(SyntaxError::new(word.span, error.message))
}

/// Whether a reference has the form `[registry/]name[/name][:tag][@algorithm:hex]`.
fn is_image(text: &str) -> bool {
    let (rest, digest) = text.split_once('@').map_or((text, None), |(rest, it)| (rest, Some(it)));
    let name_start = rest.rfind('/').map_or(0, |slash| slash + 1);
    let (path, tag) = match rest[name_start..].split_once(':') {
        Some((name, tag)) => (&rest[..name_start + name.len()], Some(tag)),
        None => (rest, None),
    };
    let is_registry = |host: &str| {
        host.contains(['.', ':'])
            || host == "localhost"
            || host.bytes().any(|it| it.is_ascii_uppercase())
    };
    let path = match path.split_once('/') {
        Some((host, path)) if is_registry(host) => path,
        _ => path,
    };
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_tag = |tag: &str| {
        tag.len() <= 128
            && tag.bytes().next().is_some_and(is_word)
            && tag.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
    };
    path.split('/').all(is_path_component) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest)
}

/// Lower-case letters and digits, with single separators between them.
fn is_path_component(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|it| is_plain(*it))
        && bytes.last().is_some_and(|it| is_plain(*it))
        && bytes.iter().all(|it| is_plain(*it) || matches!(it, b'.' | b'_' | b'-'))
        && !text.contains("..")
        && !text.contains("___")
}

/// Whether EXPOSE takes it: `[[ip:]host:]port[-port][/protocol]`.
fn is_port(text: &str) -> bool {
    let (rest, port) = text.rsplit_once(':').unwrap_or(("", text));
    let (port, protocol) = port.split_once('/').unwrap_or((port, ""));
    let (address, host) = rest.rsplit_once(':').unwrap_or(("", rest));
    let address = address.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(address);
    let protocols = ["", "tcp", "udp", "sctp"];
    let (Some(ports), Some(hosts)) = (range(port), range(if host.is_empty() { "0" } else { host }))
    else {
        return false;
    };
    protocols.iter().any(|it| it.eq_ignore_ascii_case(protocol))
        && (address.is_empty() || address.parse::<IpAddr>().is_ok())
        && (host.is_empty() || ports == 0 || ports == hosts)
}

/// How far the end of a range of ports is from its start.
fn range(text: &str) -> Option<u16> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse::<u16>().ok()?, last.parse::<u16>().ok()?);
    last.checked_sub(first)
}

fn is_signal(text: &str) -> bool {
    if let Ok(number) = text.parse::<i64>() {
        return number != 0;
    }
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let offset = |start: &str, most: u8| {
        let number = name.strip_prefix(start).and_then(|number| number.parse::<u8>().ok());
        number.is_some_and(|number| (1..=most).contains(&number))
    };
    SIGNALS.contains(&name) || name == "RTMAX" || offset("RTMIN+", 15) || offset("RTMAX-", 14)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_those_that_buildkit_takes() {
        let good = ["80", "0", "65535", "20-25", "80/TCP", "53/udp", "1/sctp", "8080:80", "80/"];
        let good = good.into_iter().chain(["127.0.0.1:22:22", "[::1]:22:22", "8000-8010:80"]);
        for port in good {
            assert!(is_port(port), "{port}");
        }
        for port in
            ["", "65536", "99999999", "http", "25-20", "80/icmp", "/tcp", "-1", "a:80", "1-2:1-3"]
        {
            assert!(!is_port(port), "{port}");
        }
    }

    #[test]
    fn images_are_those_that_buildkit_takes() {
        let digest = "0123456789abcdef0123456789abcdef";
        let pinned = format!("debian:12@sha256:{digest}{digest}");
        let capitals = format!("debian@sha256:{}", "ABCDEF0123456789".repeat(4));
        assert!(!is_image(&capitals), "{capitals}");
        for image in [
            "debian",
            "a/b/c:1.0-Alpine_2",
            "localhost:5000/a",
            "Acme/app",
            "a__b",
            "a--b",
            &pinned,
        ] {
            assert!(is_image(image), "{image}");
        }
        for image in
            ["", "Debian", "a/B", "debian:", "a:b:c", "a//b", "/a", "-a", "a_", "a b", "a@sha256:0"]
        {
            assert!(!is_image(image), "{image}");
        }
    }

    #[test]
    fn signals_are_those_that_buildkit_takes() {
        for signal in ["SIGTERM", "term", "9", "SIGRTMIN+3", "RTMAX-14", "SIGRTMAX"] {
            assert!(is_signal(signal), "{signal}");
        }
        for signal in ["0", "", "SIGFOO", "SIGRTMIN+16", "RTMAX-15", "RTMIN+"] {
            assert!(!is_signal(signal), "{signal}");
        }
    }
}
