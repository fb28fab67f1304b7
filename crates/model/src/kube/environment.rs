//! The environment of a container of a pod.

use diag::Spanned;

use super::Field;
use crate::{EnvValue, EnvVar, Value};

/// The variables of `env`, and one entry with a star for all that a source of `envFrom` brings.
pub(super) fn of(container: &Field<'_>) -> Vec<EnvVar> {
    let sources = container.list("envFrom");
    let variables = container.list("env");
    sources.iter().filter_map(source).chain(variables.iter().filter_map(variable)).collect()
}

fn variable(field: &Field<'_>) -> Option<EnvVar> {
    let name = field.get("name")?;
    let (value, place) = match (field.get("value"), field.get("valueFrom")) {
        (Some(value), _) => (literal(&value), value),
        (None, Some(from)) => reference(&from),
        (None, None) => (EnvValue::Literal(Value::Known(String::new())), name.clone()),
    };
    Some(EnvVar {
        name: Spanned::new(name.str()?.to_owned(), name.span()),
        value,
        span: place.span(),
        trail: place.trail().to_vec(),
    })
}

fn literal(value: &Field<'_>) -> EnvValue {
    EnvValue::Literal(match value.text() {
        Value::Known(text) => Value::Known(text.to_owned()),
        Value::Unknown(why) => Value::Unknown(why),
        Value::OneOf(_) => Value::Unknown("it is one of several".into()),
    })
}

fn reference<'a>(from: &Field<'a>) -> (EnvValue, Field<'a>) {
    if let Some(secret) = from.get("secretKeyRef") {
        return (EnvValue::FromSecret(secret.str_at("name").to_owned()), secret);
    }
    let other = from.entries().next();
    let words = other.as_ref().map_or("nothing", |(key, _)| key);
    (EnvValue::FromElsewhere(words.to_owned()), from.clone())
}

fn source(field: &Field<'_>) -> Option<EnvVar> {
    let (key, reference) = field.entries().find(|(key, _)| key.ends_with("Ref"))?;
    let name = reference.str_at("name").to_owned();
    let value = match key {
        "secretRef" => EnvValue::FromSecret(name),
        _ => EnvValue::FromElsewhere(name),
    };
    Some(EnvVar {
        name: Spanned::new(format!("{}*", field.str_at("prefix")), reference.span()),
        value,
        span: reference.get("name").map_or(reference.span(), |name| name.span()),
        trail: reference.trail().to_vec(),
    })
}
