//! Lists whose items have a name: a later item replaces an earlier one in its place.

use smol_str::{SmolStr, ToSmolStr, format_smolstr};
use syntax::yaml::{Data, Dialect, Node, Value};

use super::super::canonical::volume;
use super::super::grammar::{Index, Key};
use super::super::plain;
use super::Notes;
use super::places::Places;

/// Leaves one item of each name in every list below a node.
pub(in crate::compose) fn unique(node: &mut Node, key: &'static Key, notes: &mut Notes) {
    match (&mut node.data, key.index) {
        (Data::Map(map), _) => {
            for entry in &mut map.entries {
                if matches!(entry.value.data, Data::Map(_) | Data::Seq(_)) {
                    let child = key.child(entry.key.as_str().unwrap_or_default());
                    unique(&mut entry.value, child, notes);
                }
            }
        }
        (Data::Seq(items), Some(index)) => {
            let listed = std::mem::take(items);
            *items = keep_last(listed, index, notes);
        }
        _ => {}
    }
}

fn keep_last(listed: Vec<Node>, index: Index, notes: &mut Notes) -> Vec<Node> {
    if let [only] = &listed[..] {
        if let Err(message) = name(only, index) {
            notes.problem_at(only, message);
        }
        return listed;
    }
    let mut places = Places::with_capacity(listed.len());
    let mut kept: Vec<Node> = Vec::with_capacity(listed.len());
    for mut item in listed {
        let name = match name(&item, index) {
            Ok(name) => name,
            Err(message) => {
                notes.problem_at(&item, message);
                kept.push(item);
                continue;
            }
        };
        match places.first(name, kept.len()) {
            Some(at) => {
                let slot = &mut kept[at];
                if slot.span != item.span {
                    item.travel(diag::Step::at(slot.span, "replaces what stands here"));
                }
                *slot = item;
            }
            None => kept.push(item),
        }
    }
    kept
}

/// What tells an item from the others of its list.
fn name(item: &Node, index: Index) -> Result<SmolStr, String> {
    let short = plain::string(item);
    let of = |key: &str| item.get(key).map(plain::print);
    Ok(match index {
        Index::Name => {
            let text = short.ok_or("an item of this list is a string")?;
            SmolStr::new(text.split_once('=').map_or(text, |(name, _)| name))
        }
        Index::Target => match short {
            Some(text) => volume::target(text).to_smolstr(),
            None => wanted(item, "target", "a mount needs a `target`")?,
        },
        Index::Device => match short {
            Some(text) => SmolStr::new(text.split(':').nth(1).unwrap_or(text)),
            None => wanted(item, "target", "a device needs a `target`")?,
        },
        Index::MountUnder(folder) => match (short, of("target")) {
            (Some(text), _) => format_smolstr!("{folder}/{text}"),
            (None, Some(target)) => target,
            (None, None) => format_smolstr!("{folder}/{}", of("source").unwrap_or_default()),
        },
        Index::Port if item.as_map().is_some() => {
            let target = of("target").ok_or("a port needs a `target`")?;
            let host = of("host_ip").unwrap_or_else(|| "0.0.0.0".into());
            let protocol = of("protocol").unwrap_or_else(|| "tcp".into());
            format_smolstr!("{host}:{}:{target}/{protocol}", of("published").unwrap_or_default())
        }
        Index::Expose if is_fraction(item) => {
            return Err("an exposed port is a whole number or a string".to_owned());
        }
        Index::Port | Index::Expose => plain::print(item),
        Index::EnvFile => match short {
            Some(text) => SmolStr::new(text),
            None => wanted(item, "path", "an environment file needs a `path`")?,
        },
    })
}

fn is_fraction(item: &Node) -> bool {
    matches!(item.value(Dialect::Compose), Some(Value::Float(_)))
}

fn wanted(item: &Node, key: &str, message: &str) -> Result<SmolStr, String> {
    item.get(key).and_then(plain::string).map(SmolStr::new).ok_or_else(|| message.to_owned())
}
