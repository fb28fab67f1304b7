//! `$VAR` in values, and the types that Compose turns strings into afterwards.

use diag::Step;
use smol_str::SmolStr;
use syntax::template::{self, OperatorKind, Part, TemplateError};
use syntax::yaml::scalar::compose_bool;
use syntax::yaml::{Node, Scalar, Style};

use super::super::Piece;
use super::super::grammar::Cast;
use super::super::plain;
use super::environment::{Environment, unset_words};
use super::{Notes, credentials};
use crate::budget;

/// How deep words of variables are looked into for what is not set.
const MAX_DEPTH: usize = 32;

/// How many variables of one text are told of.
const MAX_STEPS: usize = 64;

/// Replaces the variables of a string. What is not set is left out, and noted as a doubt.
pub(super) fn interpolate(node: &mut Node, environment: &Environment, notes: &mut Notes) {
    let Some(scalar) = node.scalar() else { return };
    if memchr::memchr(b'$', scalar.text.as_bytes()).is_none() {
        return;
    }
    credentials::note(&scalar.text, node.span, environment, notes);
    let mut steps: Vec<Step> = Vec::new();
    let mut doubt = None;
    let expanded = template::expand(&scalar.text, &mut |name| {
        let variable = environment.get(name)?;
        doubt = doubt.take().or_else(|| variable.doubt.clone());
        let step = variable.step.as_ref().filter(|_| steps.len() < MAX_STEPS);
        steps.extend(step.filter(|step| !steps.contains(step)).cloned());
        Some(variable.value.clone())
    });
    let unset = unset(&scalar.text, environment, 0);
    if let Some(why) = unset.map(|name| unset_words(&name)).or(doubt) {
        notes.doubts.insert(node.span, why);
        notes.beginnings.insert(node.span, beginning(&scalar.text));
    }
    let is_whole = expanded.is_ok();
    let text = expanded.unwrap_or_else(|error| {
        refuse(node, &error, notes);
        String::new()
    });
    // What is refused brings no values, however often its variables are written.
    let mut pieces = if is_whole { pieces(&scalar.text, environment) } else { Vec::new() };
    if !notes.spend(budget::of_text(&text), node.span) {
        return;
    }
    let style = if scalar.style == Style::Plain { Style::Double } else { scalar.style };
    notes.variables.extend(pieces.iter().map(|piece| (piece.written, piece.name.clone())));
    let is_known = !notes.doubts.contains_key(&node.span);
    let place = node.span;
    match &mut pieces[..] {
        [only] if is_known && only.value == text => {
            only.is_whole = true;
            steps.retain(|step| !step.span.is_some_and(|it| it.encloses(only.written)));
            only.take_blame(node);
        }
        _ => {}
    }
    if !pieces.is_empty() {
        notes.pieces.insert(place, pieces);
    }
    node.data = Scalar { text: text.into(), style }.into();
    for step in steps {
        node.travel(step);
    }
}

fn refuse(node: &Node, error: &TemplateError, notes: &mut Notes) {
    let problem = notes.problem_at(node, error.to_string());
    match error {
        TemplateError::Invalid { .. } => {
            problem.help("write `$$` for a dollar sign");
        }
        TemplateError::Required { name, .. } => {
            problem.help(format!("set `{name}` in `.env`")).of_environment();
        }
        TemplateError::TooLarge => {}
    }
}

/// What stands before the first variable.
fn beginning(text: &str) -> SmolStr {
    let first = template::parts(text).unwrap_or_default().into_iter().next();
    if let Some(Part::Text(text)) = first { text.into() } else { SmolStr::default() }
}

/// The variables of files that bring their own value into a text, in order.
fn pieces(text: &str, environment: &Environment) -> Vec<Piece> {
    let parts = template::parts(text).unwrap_or_default().into_iter();
    let pieces = parts.filter_map(|part| {
        let Part::Variable(template::Variable { name, operator, .. }) = part else { return None };
        let variable = environment.get(name).filter(|it| !it.value.is_empty())?;
        let is_own = operator.is_none_or(|it| it.kind != OperatorKind::Alternative);
        let (value, written) = (variable.value.clone(), variable.written.filter(|_| is_own)?);
        Some(Piece { name: name.into(), value, written, is_whole: false })
    });
    pieces.collect()
}

/// The first variable that decides something and is not set.
fn unset(text: &str, environment: &Environment, depth: usize) -> Option<SmolStr> {
    if depth > MAX_DEPTH {
        return None;
    }
    template::parts(text).ok()?.into_iter().find_map(|part| {
        let Part::Variable(variable) = part else { return None };
        let found = environment.get(variable.name);
        let name = || Some(SmolStr::new(variable.name));
        let Some(operator) = &variable.operator else {
            return if found.is_none() { name() } else { None };
        };
        let is_present =
            found.is_some_and(|found| !(operator.empty_is_unset && found.value.is_empty()));
        match (operator.kind, is_present) {
            (OperatorKind::Required, false) => name(),
            (OperatorKind::Default, false) | (OperatorKind::Alternative, true) => {
                unset(operator.word, environment, depth + 1)
            }
            _ => None,
        }
    })
}

/// Turns a string into what its key wants.
pub(super) fn cast(node: &mut Node, cast: Cast, notes: &mut Notes) {
    let Some(Scalar { text, .. }) = node.scalar() else { return };
    let (cast, wanted) = match cast {
        Cast::Bool => {
            let word = |value| SmolStr::new_static(if value { "true" } else { "false" });
            (compose_bool(text).map(word), "`true` or `false`")
        }
        Cast::Int => (text.parse::<i64>().ok().map(|_| text.clone()), "a whole number"),
        Cast::Float => (text.parse::<f64>().ok().map(|_| text.clone()), "a number"),
    };
    if let Some(text) = cast {
        node.data = Scalar { text, style: Style::Plain }.into();
        node.tag = None;
    } else {
        let message = format!("{} is not {wanted}", plain::quoted(text));
        notes.problem_at(node, message);
    }
}
