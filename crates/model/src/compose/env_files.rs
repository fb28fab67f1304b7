//! `env_file:`: the variables that files give to services.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use diag::{Gap, Source, SourceId, Spanned, Step};
use syntax::dotenv;
use syntax::yaml::Node;

use super::plain;
use super::resolve::{Environment, Notes, section, unset_words};
use crate::files::join;
use crate::{EnvValue, EnvVar, Files, Unavailable, Value, budget};

/// Reads the files that services name.
pub(super) struct Reader<'a> {
    /// The folder that paths are relative to.
    pub(super) home: &'a str,
    /// Variables that the files may use.
    pub(super) environment: &'a Environment,
    /// The files.
    pub(super) files: &'a dyn Files,
}

/// What the files of all services say.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The variables by service.
    pub(super) variables: BTreeMap<String, Vec<EnvVar>>,
    /// What Compose makes of their values, whether the files decide them or not.
    pub(super) texts: BTreeMap<String, BTreeMap<String, String>>,
}

/// What the files of one service say.
#[derive(Default)]
struct Variables {
    list: Vec<EnvVar>,
    texts: BTreeMap<String, String>,
}

impl Reader<'_> {
    /// The variables by service, later files over earlier ones. `key` names the files.
    pub(super) fn read(&self, root: &Node, key: &str, notes: &mut Notes) -> Read {
        let mut all = Read::default();
        for entry in section(root, "services") {
            let (Some(name), Some(list)) = (entry.key.as_str(), entry.value.get(key)) else {
                continue;
            };
            let mut variables = Variables::default();
            for item in list.items() {
                let steps: Vec<Step> =
                    entry.value.steps_along(&[key]).into_iter().cloned().collect();
                self.add(item, &entry.value, &steps, notes, &mut variables);
            }
            keep_last(&mut variables.list);
            all.variables.insert(name.to_owned(), variables.list);
            all.texts.insert(name.to_owned(), variables.texts);
        }
        all
    }

    fn add(
        &self,
        item: &Node,
        service: &Node,
        steps: &[Step],
        notes: &mut Notes,
        variables: &mut Variables,
    ) {
        let path = item.get("path").unwrap_or(item);
        let Some((source, file)) = self.open(item, path, notes) else { return };
        if !notes.spend(budget::of_parsing(&file.text), path.target().span) {
            return;
        }
        let is_raw = item.get("format").and_then(Node::as_str) == Some("raw");
        let parsed = if is_raw {
            dotenv::parse_raw(source, &file.text)
        } else {
            dotenv::parse(source, &file.text)
        };
        let expansion = parsed.expand(&mut |name| {
            let own = || own_value(service, name);
            self.environment.get(name).map(|variable| variable.value.clone()).or_else(own)
        });
        let here = Step::at(path.target().span, "read from this file");
        parsed.errors.iter().for_each(|error| notes.unparsed(error));
        expansion.errors.iter().for_each(|error| notes.refuse(error));
        notes.oversized.extend(expansion.oversized);
        for variable in expansion.variables {
            let cost = 2 + budget::of_text(&variable.value.value);
            if !notes.spend(cost, path.target().span) {
                return;
            }
            let name = variable.key.value.to_string();
            let text = variable.value.value.clone();
            let value = match variable.unset.first() {
                Some(unset) => Value::Unknown(unset_words(unset)),
                None => Value::Known(variable.value.value),
            };
            variables.texts.insert(name.clone(), text);
            variables.list.push(EnvVar {
                name: Spanned::new(name, variable.key.span),
                value: EnvValue::Literal(value),
                span: variable.value.span,
                trail: std::iter::once(here.clone()).chain(steps.iter().cloned()).collect(),
            });
        }
    }

    fn open(&self, item: &Node, path: &Node, notes: &mut Notes) -> Option<(SourceId, Arc<Source>)> {
        let text = plain::print(path);
        if notes.is_doubted(path) {
            return None;
        }
        let at = join(self.home, &text);
        let span = path.target().span;
        let found = at.as_deref().map_or(Err(Unavailable::OutsideRoot), |it| self.files.read(it));
        let is_wanted = item.get("required").and_then(plain::boolean) != Some(false);
        if let (Some(at), Err(why)) = (&at, &found)
            && (is_wanted || *why != Unavailable::NotFound)
        {
            notes.missed(span, at, why, self.files);
        }
        match found {
            Ok(found) => Some(found),
            Err(Unavailable::NotFound) => {
                if is_wanted {
                    let problem = notes.problem(span, format!("there is no file `{text}`"));
                    problem.help("add it, or write `required: false`").of_environment();
                }
                None
            }
            Err(Unavailable::OutsideRoot) => {
                let message = format!("`{text}` lies outside the root and is not read");
                notes.gaps.push(Gap { span: Some(span), message, ..Gap::default() });
                None
            }
            Err(Unavailable::Unreadable(why)) => {
                notes.problem(span, format!("`{text}` cannot be read: {why}"));
                None
            }
        }
    }
}

/// Of several variables of one name the last counts.
fn keep_last(list: &mut Vec<EnvVar>) {
    let mut names = HashSet::with_capacity(list.len());
    let from_last = list.iter().rev().map(|it| names.insert(it.name.value.clone()));
    let mut is_last = from_last.collect::<Vec<_>>().into_iter().rev();
    list.retain(|_| is_last.next() == Some(true));
}

/// What a service gives a variable itself.
fn own_value(service: &Node, name: &str) -> Option<String> {
    let environment = service.get("environment")?;
    let value = environment.get(name).filter(|value| !value.is_null()).map(plain::print);
    let listed = || {
        let mut pairs =
            environment.items().iter().filter_map(|item| item.as_str()?.split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value.into())
    };
    value.or_else(listed).map(|text| text.to_string())
}
