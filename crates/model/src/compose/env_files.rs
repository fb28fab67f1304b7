//! `env_file:`: the variables that files give to services.

use std::collections::BTreeMap;

use diag::{Spanned, Step};
use syntax::dotenv;
use syntax::yaml::Node;

use super::plain;
use super::resolve::{Environment, Notes, section, unset_words};
use crate::files::join;
use crate::{EnvValue, EnvVar, Files, Unavailable, Value};

/// The variables by service, later files over earlier ones.
pub(super) fn read(
    root: &Node,
    home: &str,
    environment: &Environment,
    files: &dyn Files,
    notes: &mut Notes,
) -> BTreeMap<String, Vec<EnvVar>> {
    let mut all = BTreeMap::new();
    for entry in section(root, "services") {
        let (Some(name), Some(list)) = (entry.key.as_str(), entry.value.get("env_file")) else {
            continue;
        };
        let mut variables: Vec<EnvVar> = Vec::new();
        for item in list.items() {
            let steps = || entry.value.steps_along(&["env_file"]).into_iter().cloned().collect();
            read_one(item, home, environment, files, notes, steps, &mut variables);
        }
        all.insert(name.to_owned(), variables);
    }
    all
}

fn read_one(
    item: &Node,
    home: &str,
    environment: &Environment,
    files: &dyn Files,
    notes: &mut Notes,
    steps: impl Fn() -> Vec<Step>,
    variables: &mut Vec<EnvVar>,
) {
    let Some(path) = item.get("path") else { return };
    let text = plain::print(path);
    if notes.is_doubted(path) {
        return;
    }
    let found = join(home, &text).ok_or(Unavailable::OutsideRoot).and_then(|it| files.read(&it));
    let (source, file) = match found {
        Ok(found) => found,
        Err(Unavailable::NotFound)
            if item.get("required").and_then(plain::boolean) == Some(false) =>
        {
            return;
        }
        Err(Unavailable::NotFound) => {
            let problem = notes.problem(path.target().span, format!("there is no file `{text}`"));
            problem.help("add it, or write `required: false`").of_environment();
            return;
        }
        Err(Unavailable::OutsideRoot) => return,
        Err(Unavailable::Unreadable(why)) => {
            notes.problem(path.target().span, format!("`{text}` cannot be read: {why}"));
            return;
        }
    };
    let is_raw = item.get("format").and_then(Node::as_str) == Some("raw");
    let parsed = if is_raw {
        dotenv::parse_raw(source, &file.text)
    } else {
        dotenv::parse(source, &file.text)
    };
    let expansion = parsed.expand(&mut |name| Some(environment.get(name)?.value.clone()));
    parsed.errors.iter().chain(&expansion.errors).for_each(|error| notes.refuse(error));
    let here = Step::at(path.target().span, "read from this file");
    for variable in expansion.variables {
        let name = variable.key.value.to_string();
        let value = match variable.unset.first() {
            Some(unset) => Value::Unknown(unset_words(unset)),
            None => Value::Known(variable.value.value),
        };
        variables.retain(|known| known.name.value != name);
        variables.push(EnvVar {
            name: Spanned::new(name, variable.key.span),
            value: EnvValue::Literal(value),
            span: variable.value.span,
            trail: std::iter::once(here.clone()).chain(steps()).collect(),
        });
    }
}
