//! Variables without a value, which Compose takes from the environment.

use smol_str::{SmolStr, format_smolstr};
use syntax::yaml::{Data, Node};

use super::super::{Piece, plain};
use super::environment::Environment;
use super::{Notes, retext, section_mut};

/// Gives every `- NAME` of a service the value that the environment has for it.
pub(super) fn items(model: &mut Node, environment: &Environment, notes: &mut Notes) {
    let Some(services) = section_mut(model, "services") else { return };
    for service in &mut services.entries {
        let Data::Map(service) = &mut service.value.data else { continue };
        let Some(list) = service.entry_mut("environment") else { continue };
        let Data::Seq(items) = &mut list.value.data else { continue };
        for item in items {
            let Some(name) = plain::string(item).filter(|text| !text.contains('=')) else {
                continue;
            };
            let name = SmolStr::new(name);
            give(item, &name, environment, notes, |value| format_smolstr!("{name}={value}"));
        }
    }
}

/// Gives every name without a value in a mapping the value that the environment has for it.
pub(in crate::compose) fn pass_on(model: &mut Node, environment: &Environment, notes: &mut Notes) {
    let Some(services) = section_mut(model, "services") else { return };
    for service in &mut services.entries {
        let Data::Map(service) = &mut service.value.data else { continue };
        if let Some(build) = service.entry_mut("build")
            && let Data::Map(build) = &mut build.value.data
            && let Some(args) = build.entry_mut("args")
        {
            build_args(&mut args.value, environment, notes);
        }
        let Some(map) = service.entry_mut("environment") else { continue };
        let Data::Map(map) = &mut map.value.data else { continue };
        for entry in map.entries.iter_mut().filter(|entry| entry.value.is_null()) {
            let name = SmolStr::new(entry.key.as_str().unwrap_or_default());
            if environment.get(&name).is_some() {
                entry.value.span = entry.key.span;
            }
            give(&mut entry.value, &name, environment, notes, |value| SmolStr::new(value));
        }
    }
}

/// Build arguments that nobody gives a value are not given at all.
fn build_args(args: &mut Node, environment: &Environment, notes: &mut Notes) {
    match &mut args.data {
        Data::Map(map) => {
            for entry in map.entries.iter_mut().filter(|entry| entry.value.is_null()) {
                let name = SmolStr::new(entry.key.as_str().unwrap_or_default());
                entry.value.span = entry.key.span;
                give(&mut entry.value, &name, environment, notes, |value| SmolStr::new(value));
            }
            map.entries.retain(|entry| !entry.value.is_null());
        }
        Data::Seq(items) => {
            for item in items.iter_mut() {
                let Some(name) = plain::string(item).filter(|text| !text.contains('=')) else {
                    continue;
                };
                let name = SmolStr::new(name);
                give(item, &name, environment, notes, |value| format_smolstr!("{name}={value}"));
            }
            items.retain(|item| plain::string(item).is_none_or(|text| text.contains('=')));
        }
        _ => {}
    }
}

fn give(
    node: &mut Node,
    name: &str,
    environment: &Environment,
    notes: &mut Notes,
    text: impl Fn(&str) -> SmolStr,
) {
    let Some(variable) = environment.get(name) else { return };
    retext(node, text(&variable.value));
    if let Some(why) = &variable.doubt {
        notes.doubts.insert(node.span, why.clone());
    }
    let (value, is_known) = (variable.value.clone(), variable.doubt.is_none());
    if let Some(written) = variable.written.filter(|_| is_known && !value.is_empty()) {
        let piece = Piece { name: name.into(), value, written, is_whole: false };
        notes.variables.insert(written, piece.name.clone());
        if node.as_str() == Some(&piece.value) {
            return piece.take_blame(node);
        }
        notes.pieces.entry(node.span).or_default().push(piece);
    }
    if let Some(step) = &variable.step {
        node.travel(step.clone());
    }
}
