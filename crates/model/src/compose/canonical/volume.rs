//! The short syntax of mounts, `[source:]target[:options]`, as Compose splits it.

use std::borrow::Cow;

use diag::Span;
use smol_str::SmolStr;
use syntax::yaml::Node;

use super::super::plain;

/// The parts of a short mount.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::compose) struct Short<'t> {
    pub(in crate::compose) source: &'t str,
    pub(in crate::compose) target: &'t str,
    pub(in crate::compose) options: &'t str,
}

/// Splits a short mount.
pub(in crate::compose) fn split(text: &str) -> Result<Short<'_>, &'static str> {
    if text.is_empty() {
        return Err("a mount cannot be empty");
    }
    if text.len() <= 2 {
        return Ok(Short { target: text, ..Short::default() });
    }
    let fields = fields(text);
    if fields.iter().any(|field| field.is_empty()) {
        return Err("nothing stands between two colons");
    }
    match fields[..] {
        [target] => Ok(Short { target, ..Short::default() }),
        [source, target] => Ok(Short { source, target, ..Short::default() }),
        [source, target, options] => Ok(Short { source, target, options }),
        _ => Err("too many colons"),
    }
}

/// The path in the container; empty if there is none.
pub(in crate::compose) fn target(text: &str) -> &str {
    split(text).map_or("", |short| short.target)
}

/// Splits at colons, but neither behind a drive letter nor inside `${...}`.
fn fields(text: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let (mut start, mut open) = (0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '$' if text[at + 1..].starts_with('{') => open += 1,
            '}' if open > 0 => open -= 1,
            ':' if is_letter(&text[start..at]) => {}
            ':' if open == 0 => {
                fields.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    fields.push(&text[start..]);
    fields
}

fn is_letter(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// Whether a source is a path of the host rather than the name of a volume.
pub(in crate::compose) fn is_path(source: &str) -> bool {
    source.starts_with(['.', '/', '~'])
        || source.starts_with("\\\\")
        || source.split_once(':').is_some_and(|(drive, _)| is_letter(drive))
}

/// The long form of a short mount.
pub(super) fn lengthen(text: &str, span: Span) -> Result<Node, &'static str> {
    let short = split(text)?;
    let string = |text: &str| plain::text(SmolStr::new(text), span);
    let is_bind = is_path(short.source);
    let kind = if is_bind { "bind" } else { "volume" };
    let mut entries = vec![("type", string(kind))];
    if !short.source.is_empty() {
        entries.push(("source", string(short.source)));
    }
    entries.push(("target", string(&clean(short.target))));
    let (mut read_only, mut nocopy, mut bind) = (false, false, Vec::new());
    for option in short.options.split(',') {
        match option {
            "ro" => read_only = true,
            "rw" => read_only = false,
            "nocopy" => nocopy = true,
            "z" | "Z" => set(&mut bind, "selinux", string(option)),
            "shared" | "rshared" | "slave" | "rslave" | "private" | "rprivate" => {
                set(&mut bind, "propagation", string(option));
            }
            _ => {}
        }
    }
    if read_only {
        entries.push(("read_only", plain::flag(true, span)));
    }
    if is_bind {
        set(&mut bind, "create_host_path", plain::flag(true, span));
    }
    if !bind.is_empty() {
        entries.push(("bind", plain::map(bind, span)));
    }
    if nocopy {
        entries.push(("volume", plain::map(vec![("nocopy", plain::flag(true, span))], span)));
    } else if !is_bind && text.len() > 2 {
        entries.push(("volume", plain::map(Vec::new(), span)));
    }
    Ok(plain::map(entries, span))
}

fn set(entries: &mut Vec<(&'static str, Node)>, key: &'static str, value: Node) {
    entries.retain(|(known, _)| *known != key);
    entries.push((key, value));
}

/// A path without `.`, `..` and repeated slashes, as far as they can be resolved; `.` if nothing is left.
pub(in crate::compose) fn clean(path: &str) -> Cow<'_, str> {
    let is_clean = !path.is_empty()
        && !path.contains("//")
        && (path.len() == 1 || !path.ends_with('/'))
        && !path.split('/').any(|part| part == "." || part == "..");
    if is_clean {
        return Cow::Borrowed(path);
    }
    let is_absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if is_absolute => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    Cow::Owned(match (is_absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_mounts_split_as_compose_splits_them() {
        let parts = |text| {
            let short = split(text).unwrap();
            (short.source, short.target, short.options)
        };
        assert_eq!(parts("/data"), ("", "/data", ""));
        assert_eq!(parts("data:/b:ro,z"), ("data", "/b", "ro,z"));
        assert_eq!(parts("C:\\x:/b"), ("C:\\x", "/b", ""));
        // A single letter is taken for a drive, so that nothing is left for the source.
        assert_eq!(parts("v:/v"), ("", "v:/v", ""));
        for text in ["", ":/b", "data::/b", "data:/b:ro:x"] {
            assert!(split(text).is_err(), "{text}");
        }
    }

    #[test]
    fn paths_are_cleaned_lexically() {
        for (path, expected) in
            [("/a//b/../c/", "/a/c"), ("a/..", "."), ("/../x", "/x"), ("../x", "../x"), ("", ".")]
        {
            assert_eq!(clean(path), expected, "{path}");
        }
    }
}
