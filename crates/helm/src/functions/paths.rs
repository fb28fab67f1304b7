//! Paths and addresses. Go `path`, `net/url`.

use std::fmt::Write as _;

use super::{Row, args};
use crate::exec::{Exec, Result, map_of};
use crate::value::Value;

pub(super) const TABLE: &[Row] = &[
    ("base", 1, 1, |exec, args| made(exec, args, "base", base)),
    ("clean", 1, 1, |exec, args| made(exec, args, "clean", clean)),
    ("dir", 1, 1, |exec, args| made(exec, args, "dir", dir)),
    ("ext", 1, 1, |exec, args| made(exec, args, "ext", ext)),
    ("html", 1, 1, |exec, args| made(exec, args, "html", html)),
    ("isAbs", 1, 1, is_abs),
    ("js", 1, 1, |exec, args| made(exec, args, "js", |text| text.replace('\'', "\\'"))),
    ("osBase", 1, 1, |exec, args| made(exec, args, "osBase", base)),
    ("osClean", 1, 1, |exec, args| made(exec, args, "osClean", clean)),
    ("osDir", 1, 1, |exec, args| made(exec, args, "osDir", dir)),
    ("osExt", 1, 1, |exec, args| made(exec, args, "osExt", ext)),
    ("osIsAbs", 1, 1, is_abs),
    ("urlJoin", 1, 1, url_join),
    ("urlParse", 1, 1, url_parse),
    ("urlquery", 1, 1, |exec, args| made(exec, args, "urlquery", query)),
];

fn made(exec: &mut Exec, args: &[Value], name: &str, make: fn(&str) -> String) -> Result<Value> {
    super::encoding::collapse(exec, args, name, make)
}

fn is_abs(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let absolute = args::string(exec, args, 0)?.starts_with('/');
    let from = exec.derived("isAbs", args);
    Ok(Value::bool(absolute, from))
}

fn base(path: &str) -> String {
    match path.trim_end_matches('/') {
        "" if path.is_empty() => ".".into(),
        "" => "/".into(),
        rest => rest.rsplit('/').next().unwrap_or(rest).into(),
    }
}

fn dir(path: &str) -> String {
    clean(path.rfind('/').map_or("", |at| &path[..=at]))
}

fn ext(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rfind('.').map_or(String::new(), |at| name[at..].into())
}

/// The shortest path that means the same. Go path.go Clean.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|it| *it != "..") => drop(parts.pop()),
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".into(),
        (false, false) => parts.join("/"),
    }
}

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\0' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

fn query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(byte as char);
            }
            b' ' => out.push('+'),
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// The parts of an address by name. sprig url.go urlParse.
fn url_parse(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let url = args::string(exec, args, 0)?.to_owned();
    let (rest, fragment) = url.split_once('#').unwrap_or((&url, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (scheme, rest) = match rest.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (scheme, rest),
        _ => ("", rest),
    };
    let (authority, path, opaque) = match rest.strip_prefix("//") {
        Some(rest) => match rest.find('/') {
            Some(at) => (&rest[..at], &rest[at..], ""),
            None => (rest, "", ""),
        },
        None if !scheme.is_empty() && !rest.starts_with('/') => ("", "", rest),
        None => ("", rest, ""),
    };
    let (userinfo, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let hostname = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    };
    let from = exec.derived("urlParse", args);
    let part = |text: &str| Value::str(text, from);
    let map = map_of([
        ("fragment", part(fragment)),
        ("host", part(host)),
        ("hostname", part(hostname.trim_matches(['[', ']']))),
        ("opaque", part(opaque)),
        ("path", part(path)),
        ("query", part(query)),
        ("scheme", part(&scheme.to_ascii_lowercase())),
        ("userinfo", part(userinfo)),
    ]);
    Ok(Value::map(map, from))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.'))
}

fn url_join(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let map = args::map(exec, args, 0)?;
    let part =
        |key: &str| map.get(key).and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default();
    let mut url = String::new();
    if !part("scheme").is_empty() {
        url = format!("{}:", part("scheme"));
    }
    let has_host = !part("host").is_empty() || !part("userinfo").is_empty();
    if part("opaque").is_empty() && has_host {
        let at = if part("userinfo").is_empty() { "" } else { "@" };
        let slash = if part("path").is_empty() || part("path").starts_with('/') { "" } else { "/" };
        let _ = write!(url, "//{}{at}{}{slash}", part("userinfo"), part("host"));
    }
    url += &if part("opaque").is_empty() { part("path") } else { part("opaque") };
    for (mark, key) in [('?', "query"), ('#', "fragment")] {
        if !part(key).is_empty() {
            url.push(mark);
            url += &part(key);
        }
    }
    let from = exec.derived("urlJoin", args);
    Ok(Value::str(url, from))
}
