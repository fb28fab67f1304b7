//! The values of RUN's flags: `--mount`, `--device`, `--network`, `--security`.

use diag::{Span, Spanned};
use smol_str::{SmolStr, StrExt as _};

use super::args::Text;
use super::csv;
use super::nearest::nearest;
use super::sink::{Sink, shown};
use super::tree::{Flag, Mount, MountOption, Word};

const KEYS: [&str; 18] = [
    "destination",
    "dst",
    "env",
    "from",
    "gid",
    "id",
    "mode",
    "readonly",
    "readwrite",
    "required",
    "ro",
    "rw",
    "sharing",
    "size",
    "source",
    "src",
    "target",
    "type",
];

/// Reads the mounts of a RUN and checks the values of its other flags.
pub(super) fn read(text: Text<'_>, flags: &[Flag], sink: &mut Sink) -> Vec<Mount> {
    let mut mounts = Vec::new();
    for flag in flags {
        let Some(value) = &flag.value else { continue };
        match flag.name.value.as_str() {
            "mount" => {
                let mount = Mount { span: flag.span, options: options(text, flag, value, sink) };
                check(&mount, sink);
                mounts.push(mount);
            }
            "device" => check_device(&options(text, flag, value, sink), sink),
            "network" => check_word(flag, value, &["default", "host", "none"], sink),
            "security" => check_word(flag, value, &["insecure", "sandbox"], sink),
            _ => {}
        }
    }
    mounts
}

fn check_word(flag: &Flag, value: &Word, allowed: &[&str], sink: &mut Sink) {
    if !allowed.contains(&value.text.as_str()) {
        let message = format!("`--{}` cannot be `{}`", flag.name.value, shown(&value.text));
        sink.refuse(flag.span, message, Some(format!("write one of {}", allowed.join(", "))));
    }
}

/// The comma-separated options of a flag.
fn options(text: Text<'_>, flag: &Flag, value: &Word, sink: &mut Sink) -> Vec<MountOption> {
    let written = value.start as usize..value.start as usize + value.text.len();
    let verbatim = text.str.get(written.clone()) == Some(value.text.as_str());
    let span = |start: usize, end: usize| -> Span {
        if verbatim { text.span(&(written.start + start..written.start + end)) } else { value.span }
    };
    let fields = match csv::fields(&value.text) {
        Ok(_) if value.text.is_empty() => {
            sink.refuse(flag.span, format!("`--{}` needs options", flag.name.value), None);
            return Vec::new();
        }
        Ok(fields) => fields,
        Err(at) => {
            sink.refuse(
                span(at, at + 1),
                format!("misplaced quote in `--{}`", flag.name.value),
                None,
            );
            return Vec::new();
        }
    };
    let option = |(field, range): csv::Field<'_>| {
        let exact = field.len() == range.len();
        let part = |from: usize, to: usize| {
            if exact {
                span(range.start + from, range.start + to)
            } else {
                span(range.start, range.end)
            }
        };
        let equals = field.find('=').unwrap_or(field.len());
        MountOption {
            key: Spanned::new(field[..equals].to_lowercase_smolstr(), part(0, equals)),
            value: field
                .get(equals + 1..)
                .map(|it| Spanned::new(SmolStr::new(it), part(equals + 1, field.len()))),
        }
    };
    fields.into_iter().map(option).collect()
}

/// Refuses what no mount of its type may say. Options with variables are left to whoever knows their values.
fn check(mount: &Mount, sink: &mut Sink) {
    let mut kind = "bind";
    for option in &mount.options {
        let key = option.key.value.as_str();
        match &option.value {
            Some(value) if value.value.contains('$') => {
                if key == "from" {
                    let help =
                        "name a stage `FROM` that image, and mount from the stage".to_owned();
                    sink.refuse(value.span, "`from` cannot be a variable", Some(help));
                }
            }
            Some(value) => {
                if key == "type" {
                    kind = value.value.as_str();
                }
                check_value(key, value, kind, option.key.span, sink);
            }
            None if matches!(key, "ro" | "readonly" | "rw" | "readwrite") => {}
            None if key == "required" && is_credential(kind) => {}
            None => {
                let message = format!("mount option `{}` needs a value", shown(key));
                sink.refuse(option.key.span, message, None);
            }
        }
    }
    let variables =
        |option: &MountOption| option.value.as_ref().is_some_and(|value| value.value.contains('$'));
    if !mount.options.iter().any(variables) {
        check_whole(mount, sink);
    }
}

fn is_credential(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("secret") || kind.eq_ignore_ascii_case("ssh")
}

fn check_value(key: &str, value: &Spanned<SmolStr>, kind: &str, key_span: Span, sink: &mut Sink) {
    let text = value.value.as_str();
    let lower = text.to_ascii_lowercase();
    let fits = match key {
        "type" => matches!(lower.as_str(), "bind" | "cache" | "secret" | "ssh" | "tmpfs"),
        "sharing" => matches!(lower.as_str(), "locked" | "private" | "shared"),
        "ro" | "readonly" | "rw" | "readwrite" => is_bool(text),
        "required" if is_credential(kind) => is_bool(text),
        "size" if kind.eq_ignore_ascii_case("tmpfs") => is_size(&lower),
        "required" | "size" => {
            let message = format!("a mount of type `{}` takes no `{key}`", shown(kind));
            let help = Some("write `type=` before it".to_owned());
            return sink.refuse(key_span, message, help);
        }
        "mode" => is_number(text, 8),
        "uid" | "gid" => is_number(text, 10),
        _ if KEYS.contains(&key) => true,
        _ => {
            let help = nearest(key, KEYS).map(|known| format!("did you mean `{known}`?"));
            return sink.refuse(key_span, format!("unknown mount option `{}`", shown(key)), help);
        }
    };
    if !fits {
        sink.refuse(value.span, format!("mount option `{key}` cannot be `{}`", shown(text)), None);
    }
}

/// What options may stand together.
fn check_whole(mount: &Mount, sink: &mut Sink) {
    let kind = mount.kind().to_ascii_lowercase();
    let filled = |names: &[&str]| {
        let option = mount
            .get(names)
            .filter(|option| option.value.as_ref().is_some_and(|it| !it.value.is_empty()));
        option.map(|option| option.key.span)
    };
    if let Some(span) = filled(&["sharing"]).filter(|_| kind != "cache") {
        sink.refuse(span, format!("a mount of type `{}` takes no `sharing`", shown(&kind)), None);
    }
    for key in ["mode", "uid", "gid"] {
        if let Some(span) = filled(&[key]).filter(|_| matches!(kind.as_str(), "bind" | "tmpfs")) {
            sink.refuse(span, format!("a mount of type `{kind}` takes no `{key}`"), None);
        }
    }
    if kind != "secret" {
        return;
    }
    let source = filled(&["source", "src"]);
    let target = filled(&["target", "dst", "destination"]);
    match (filled(&["id"]), source) {
        (Some(_), Some(span)) => {
            sink.refuse(span, "a secret has an `id` or a `source`, not both", None);
        }
        (None, None) if target.is_none() => {
            sink.refuse(
                mount.span,
                "which secret is not said",
                Some("add `id=` and its name".to_owned()),
            );
        }
        _ => {}
    }
    if let Some(span) = filled(&["from"]) {
        sink.refuse(span, "a secret comes from no stage", None);
    }
}

/// A device: its name first, perhaps as `name=`, then perhaps `required`.
fn check_device(options: &[MountOption], sink: &mut Sink) {
    for (index, option) in options.iter().enumerate() {
        let key = option.key.value.as_str();
        match &option.value {
            Some(value) if key == "required" && !is_bool(&value.value) => {
                sink.refuse(
                    value.span,
                    format!("`required` cannot be `{}`", shown(&value.value)),
                    None,
                );
            }
            _ if matches!(key, "name" | "required") || index == 0 => {}
            _ => sink.refuse(
                option.key.span,
                format!("unknown device option `{}`", shown(key)),
                None,
            ),
        }
    }
}

fn is_bool(text: &str) -> bool {
    matches!(
        text,
        "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False"
    )
}

fn is_number(text: &str, radix: u32) -> bool {
    !text.starts_with('+') && u32::from_str_radix(text, radix).is_ok()
}

/// A number of bytes with a unit, in lower case: `64m`, `1.5 gib`.
fn is_size(text: &str) -> bool {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_end_matches(' ');
    let unit = text[digits.len()..].trim_start();
    let (prefix, rest) = unit.split_at(unit.len().min(1));
    let known = match prefix {
        "" => true,
        "b" => rest.is_empty(),
        _ => "kmgtp".contains(prefix) && matches!(rest, "" | "b" | "ib"),
    };
    known && digits.starts_with(|c: char| c.is_ascii_digit()) && digits.parse::<f64>().is_ok()
}
