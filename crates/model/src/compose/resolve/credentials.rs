//! What variables bring into values whose names tell of a credential, so that no message spells it out.

use diag::Span;
use smol_str::SmolStr;
use syntax::template::{self, OperatorKind, Part};

use super::Notes;
use super::environment::Environment;
use crate::secret;

/// How deep words of variables are looked into.
const MAX_DEPTH: usize = 32;

/// Notes the credentials that variables bring into the value at a place.
pub(super) fn note(text: &str, span: Span, environment: &Environment, notes: &mut Notes) {
    let mut found = Vec::new();
    collect(text, environment, &mut found, 0);
    if !found.is_empty() {
        notes.credentials.entry(span).or_default().extend(found);
    }
}

fn collect(text: &str, environment: &Environment, found: &mut Vec<SmolStr>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    for part in template::parts(text).into_iter().flatten() {
        let Part::Variable(variable) = part else { continue };
        if let Some(operator) = &variable.operator
            && operator.word.contains('$')
        {
            collect(operator.word, environment, found, depth + 1);
        }
        let value = environment.get(variable.name).map(|it| (it.value.as_str(), false));
        let word = variable.operator.map(|it| (it.word, it.kind == OperatorKind::Required));
        let texts = value.into_iter().chain(word).filter(|(text, _)| !text.is_empty());
        if texts.clone().next().is_none() || !secret::names_credential(variable.name) {
            continue;
        }
        for (text, is_message) in texts {
            let secrets = secret::secrets_in(text, is_message).into_iter();
            found.extend(secrets.map(|spot| SmolStr::new(&text[spot])));
        }
    }
}
