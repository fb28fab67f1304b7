//! The variables that a service gives its container.

use std::collections::HashSet;

use diag::{Span, Spanned, Step};

use super::Piece;
use super::service::Service;
use crate::{EnvValue, EnvVar, Value};

/// What its environment files give it, and its own variables. The last one of each name counts.
pub(super) fn of(service: &Service<'_>) -> Vec<EnvVar> {
    let given = service.project.env_files.get(service.name).into_iter().flatten().cloned();
    let mut variables: Vec<EnvVar> = given.chain(environment(service)).collect();
    let mut names = HashSet::with_capacity(variables.len());
    let from_last = variables.iter().rev();
    let is_last: Vec<bool> = from_last.map(|it| names.insert(it.name.value.as_str())).collect();
    let mut is_last = is_last.into_iter().rev();
    variables.retain(|_| is_last.next() == Some(true));
    variables
}

/// `environment:` in both of its forms. A name without value is passed through.
fn environment(service: &Service<'_>) -> Vec<EnvVar> {
    let Some(node) = service.get(&["environment"]) else { return Vec::new() };
    let steps = service.steps(&["environment"]);
    let pairs = node.entries().iter().filter_map(|entry| {
        let name = Spanned::new(entry.key.as_str()?.to_owned(), entry.key.span);
        let text = (!entry.value.is_null()).then(|| entry.value.as_str().unwrap_or_default());
        Some((name, text, &entry.value))
    });
    let items = node.items().iter().filter_map(|item| {
        let text = item.as_str()?;
        let (name, value) =
            text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        Some((Spanned::new(name.to_owned(), item.target().span), value, item))
    });
    let variables = pairs.chain(items).map(|(name, text, value)| {
        let found = match (service.project.doubt(value), text) {
            (Some(why), _) => EnvValue::Literal(Value::Unknown(why.to_owned())),
            (None, Some(text)) => EnvValue::Literal(Value::Known(text.to_owned())),
            (None, None) => EnvValue::PassedThrough,
        };
        let span = if text.is_some() { value.target().span } else { name.span };
        let (span, step) = brought(service, span, text.unwrap_or_default());
        EnvVar { name, value: found, span, trail: step.into_iter().chain(steps.clone()).collect() }
    });
    variables.collect()
}

/// Where the value of a variable is written: at the variable of a file that it is, or that brings the credential in it.
fn brought(service: &Service<'_>, place: Span, text: &str) -> (Span, Option<Step>) {
    let project = service.project;
    let is_whole = |piece: &&Piece| piece.value == text;
    let whole = project.pieces(place).iter().find(is_whole);
    let found = whole.map(|piece| (piece.written, piece.used_at(place)));
    match found.or_else(|| project.credential_in(place)) {
        Some((span, step)) => (span, Some(step)),
        None => (place, None),
    }
}
