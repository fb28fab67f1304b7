//! The variables that a stage, or the head of the file, can see.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use diag::{Span, Step};
use syntax::dockerfile::Pair;
use syntax::words::{self, Dialect, Lookup, ReferenceState, Template};

use super::Build;
use crate::Value;

/// Arguments that BuildKit sets by itself from the platforms of the build.
const PLATFORM_ARGS: [&str; 8] = [
    "BUILDARCH",
    "BUILDOS",
    "BUILDPLATFORM",
    "BUILDVARIANT",
    "TARGETARCH",
    "TARGETOS",
    "TARGETPLATFORM",
    "TARGETVARIANT",
];

/// A variable and where it got its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// The value, after expansion.
    pub value: Value<String>,
    /// Where its name is written.
    pub name: Span,
    /// Where its value is written; the name if there is none.
    pub span: Span,
    /// Whether it is an ENV, which the image keeps, rather than an ARG.
    pub is_env: bool,
    /// Whether it is an ARG to which nothing in the files gives a value.
    pub is_bare: bool,
}

/// Variables by name; a `BTreeMap`, so that findings come in one order.
type Variables = BTreeMap<Arc<str>, Arc<Variable>>;

/// Variables by name, and the arguments that the build gives.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// What a name means from here on, ENV or ARG, whichever came last. Shared with the stages that inherit them.
    variables: Variables,
    /// What the image keeps: ENV alone, also where a later ARG hides it.
    kept: Variables,
    given: BTreeMap<String, (Value<String>, Span)>,
    /// Whether it is the head of the file, where platform arguments need no ARG.
    is_global: bool,
    /// Whether an image that is not in the files may have set more variables.
    pub open: bool,
}

/// A value after expansion, and the declarations that went into it.
#[derive(Clone, Debug, PartialEq)]
pub struct Expanded {
    /// The value.
    pub value: Value<String>,
    /// Its literal parts, if some part is not known.
    pub template: Option<Template>,
    /// The declarations of the variables in it.
    pub steps: Vec<Step>,
    /// Where the build gives it, if it is one argument that the build gives and nothing else.
    pub given: Option<Span>,
}

impl Scope {
    /// The scope before the first FROM.
    pub fn global(build: &Build) -> Self {
        Self {
            given: build
                .args
                .iter()
                .map(|arg| (arg.name.clone(), (arg.value.clone(), arg.span)))
                .collect(),
            is_global: true,
            ..Self::default()
        }
    }

    /// A stage's scope at its start; `open` if its base is an image from elsewhere.
    pub fn stage(globals: &Self, open: bool) -> Self {
        Self { given: globals.given.clone(), open, ..Self::default() }
    }

    /// ARG: what the build gives, else the default, else what the head of the file says.
    // BuildKit convert.go dispatchArg: a value replaces what an ENV of the same name said, for all that follows in the
    // stage; an ARG that gets none changes nothing.
    pub fn declare(&mut self, pair: &Pair, escape: u8, globals: Option<&Self>) {
        let name = pair.key.text.as_str();
        let mut is_bare = false;
        let given = self.given.get(name);
        let value = if let Some((value, _)) = given {
            value.clone()
        } else if let Some(default) = &pair.value {
            self.expand(&default.text, escape).value
        } else if let Some(global) = globals.and_then(|globals| globals.variables.get(name)) {
            is_bare = global.is_bare;
            global.value.clone()
        } else if PLATFORM_ARGS.contains(&name) {
            Value::Unknown(format!("`{name}` depends on the platform of the build"))
        } else {
            is_bare = true;
            Value::Unknown(format!("build argument `{name}` has no default"))
        };
        if is_bare && self.variables.contains_key(name) {
            return;
        }
        let default = pair.value.as_ref().map_or(pair.key.span, |value| value.span);
        let span = given.map_or(default, |(_, place)| *place);
        let variable = Variable { value, name: pair.key.span, span, is_env: false, is_bare };
        self.variables.insert(name.into(), Arc::new(variable));
    }

    /// ENV: replaces an ARG of the same name. All values of one instruction see the variables as they were before it.
    pub fn set_env(&mut self, pairs: &[Pair], escape: u8) {
        let read = |pair: &Pair| {
            let value = pair.value.as_ref()?;
            let expanded = self.expand(&value.text, escape);
            let variable = Variable {
                value: expanded.value,
                name: pair.key.span,
                span: value.span,
                is_env: true,
                is_bare: false,
            };
            Some((Arc::from(pair.key.text.as_str()), Arc::new(variable)))
        };
        let new: Vec<_> = pairs.iter().filter_map(read).collect();
        self.kept.extend(new.iter().cloned());
        self.variables.extend(new);
    }

    /// Takes over what a parent stage leaves: its ARG and its ENV, and of the same name its ENV.
    // BuildKit convert.go dispatchState.init: a stage goes on from the state of its base, build arguments included;
    // dispatchStages then sets what the image of the base keeps.
    pub fn inherit(&mut self, parent: &Self) {
        self.variables.clone_from(&parent.variables);
        let kept = parent.kept.iter();
        self.variables.extend(kept.map(|(name, it)| (Arc::clone(name), Arc::clone(it))));
        self.kept.clone_from(&parent.kept);
        self.open = parent.open;
    }

    /// Forgets what a variable is, because two parents disagree about it.
    pub fn blur(&mut self, other: &Self) {
        blur(&mut self.variables, &other.variables);
        blur(&mut self.kept, &other.kept);
    }

    /// How many variables a stage on top of it copies.
    pub(super) fn len(&self) -> usize {
        self.variables.len() + self.kept.len()
    }

    /// The variable of this name.
    pub fn get(&self, name: &str) -> Option<&Variable> {
        self.variables.get(name).map(Arc::as_ref)
    }

    /// All variables, by name; of two of the same name both.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Variable)> {
        let hidden = self
            .kept
            .iter()
            .filter(|(name, _)| self.variables.get(*name).is_none_or(|variable| !variable.is_env));
        self.variables.iter().chain(hidden).map(|(name, variable)| (&**name, &**variable))
    }

    /// The variables that the image keeps.
    pub fn env(&self) -> impl Iterator<Item = (&str, &Variable)> {
        self.kept.iter().map(|(name, variable)| (&**name, &**variable))
    }

    /// Expands a word as `BuildKit` does: variables are replaced, quotes and escapes taken off.
    pub fn expand(&self, text: &str, escape: u8) -> Expanded {
        if !text.bytes().any(|byte| matches!(byte, b'$' | b'"' | b'\'') || byte == escape) {
            return Expanded {
                value: Value::Known(text.to_owned()),
                template: None,
                steps: Vec::new(),
                given: None,
            };
        }
        match words::expand_word(text, Dialect::with_escape(escape), |name| self.lookup(name)) {
            Err(error) => Expanded {
                value: Value::Unknown(error.message),
                template: None,
                steps: Vec::new(),
                given: None,
            },
            Ok(expansion) => self.explain(expansion),
        }
    }

    fn explain(&self, expansion: words::Expansion<words::Expanded>) -> Expanded {
        let named = expansion
            .references
            .iter()
            .filter_map(|reference| self.variables.get_key_value(reference.name.as_str()));
        let steps = named
            .map(|(name, variable)| {
                Step::at(variable.span, format!("`{name}` gets its value here"))
            })
            .collect();
        // An image from elsewhere may have set what is not set here.
        let missing = expansion.references.iter().find(|reference| {
            self.open
                && reference.state == ReferenceState::Unset
                && matches!(reference.modifier, "" | ":?" | "?")
        });
        let (value, template) = match (expansion.value, missing) {
            (words::Expanded::Unknown(template), _) => {
                (Value::Unknown(template.reason.to_string()), Some(template))
            }
            (words::Expanded::Known(_), Some(missing)) => {
                (Value::Unknown(format!("`{}` is not set in this file", missing.name)), None)
            }
            (words::Expanded::Known(text), None) => (Value::Known(text), None),
        };
        let given = self.given_alone(&expansion.references, &value);
        Expanded { value, template, steps, given }
    }

    /// Where the build gives the one argument that a value is.
    fn given_alone(&self, references: &[words::Reference], value: &Value<String>) -> Option<Span> {
        let [reference] = references else { return None };
        let variable = self.variables.get(reference.name.as_str())?;
        let (given, place) = self.given.get(reference.name.as_str())?;
        (*given == variable.value && *given == *value).then_some(*place)
    }

    fn lookup(&self, name: &str) -> Lookup<'_> {
        let variable = self.variables.get(name);
        match variable.map(|variable| &variable.value) {
            // What ships is what is built without arguments: a default word counts.
            Some(Value::Unknown(why)) if variable.is_some_and(|it| it.is_bare) => {
                Lookup::Undecided(why.into())
            }
            Some(Value::Known(value)) => Lookup::Known(Cow::Borrowed(value)),
            Some(Value::Unknown(why)) => Lookup::Unknown(why.into()),
            Some(Value::OneOf(_)) => {
                Lookup::Unknown(format!("`{name}` has several possible values").into())
            }
            None if self.is_global && PLATFORM_ARGS.contains(&name) => {
                Lookup::Unknown(format!("`{name}` depends on the platform of the build").into())
            }
            None => Lookup::Unset,
        }
    }
}

fn blur(ours: &mut Variables, theirs: &Variables) {
    for (name, variable) in ours {
        if theirs.get(name).is_none_or(|same| same.value != variable.value) {
            Arc::make_mut(variable).value =
                Value::Unknown(format!("`{name}` differs between the stages this may start from"));
        }
    }
}
