//! Texts that have to stand for something: times, sizes, numbers, commands.

use syntax::yaml::{Data, Dialect, Node, Value};

use super::super::grammar::{Key, Kind};
use super::super::plain;
use super::super::resolve::Notes;
use super::{bytes, command, duration, mode};

/// Notes every text below a node that Compose could not decode.
pub(in crate::compose) fn verify(node: &Node, key: &'static Key, notes: &mut Notes) {
    match &node.data {
        Data::Map(map) => {
            match key.kind {
                Kind::Raw | Kind::Ssh | Kind::Labels | Kind::Pairs | Kind::Options => return,
                _ => {}
            }
            for entry in &map.entries {
                verify(&entry.value, key.child(entry.key.as_str().unwrap_or_default()), notes);
            }
        }
        Data::Seq(items) => match key.kind {
            Kind::Pairs => items.iter().for_each(|item| pair(item, notes)),
            Kind::Hosts => items.iter().for_each(|item| host(item, notes)),
            _ => items.iter().for_each(|item| verify(item, key.item(), notes)),
        },
        _ => scalar(node, key, notes),
    }
}

fn scalar(node: &Node, key: &'static Key, notes: &mut Notes) {
    let Some(Value::Str(text)) = node.value(Dialect::Compose) else { return };
    let wanted = match key.kind {
        Kind::Duration | Kind::Delay if duration::parse(text).is_none() => "a time such as `1m30s`",
        Kind::Bytes if bytes(text).is_none() => "a size such as `512m`",
        Kind::Bool | Kind::OptOut if plain::boolean(node).is_none() => "`true` or `false`",
        Kind::Int | Kind::Given if text.parse::<i64>().is_err() => "a whole number",
        Kind::Float | Kind::Cpus if text.parse::<f64>().is_err() => "a number",
        Kind::Command if command::split(text).is_none() => {
            "a command: a quote or bracket is never closed"
        }
        Kind::Mode if mode(node).is_none() => "permissions such as `0440`",
        Kind::Count if !text.eq_ignore_ascii_case("all") && text.parse::<i64>().is_err() => {
            "`all` or a number"
        }
        _ => return,
    };
    notes.problem_at(node, format!("{} is not {wanted}", plain::quoted(text)));
}

/// A name that blanks follow is a mistake.
fn pair(item: &Node, notes: &mut Notes) {
    let text = plain::print(item);
    let name = text.split('=').next().unwrap_or_default();
    if name.ends_with(char::is_whitespace) {
        notes.problem_at(item, format!("a blank follows the name `{}`", name.trim_end()));
    }
}

fn host(node: &Node, notes: &mut Notes) {
    let text = plain::print(node);
    match text.split_once('=').or_else(|| text.split_once(':')) {
        None => drop(notes.problem_at(node, format!("`{text}` names no address"))),
        Some((name, _)) if name.is_empty() || name.contains(':') => {
            notes.problem_at(node, format!("`{name}` is no name of a host"));
        }
        Some(_) => {}
    }
}
