//! Variables for interpolation: what the user lets through first, then `.env`.

use std::collections::HashMap;
use std::sync::Arc;

use diag::{Source, SourceId, Span, Step};
use smol_str::SmolStr;
use syntax::dotenv;

use super::Notes;
use crate::Files;
use crate::files::join;

/// The variables that values may use.
#[derive(Clone, Debug, Default)]
pub(in crate::compose) struct Environment {
    variables: HashMap<SmolStr, Variable>,
}

/// A variable with a value.
#[derive(Clone, Debug)]
pub(in crate::compose) struct Variable {
    /// Its value.
    pub(in crate::compose) value: String,
    /// Why the files do not decide it, if so.
    pub(in crate::compose) doubt: Option<String>,
    /// Where it is set, if in a file.
    pub(in crate::compose) step: Option<Step>,
    /// Where its value is written, if in a file.
    pub(in crate::compose) written: Option<Span>,
}

impl Environment {
    /// Variables that the user lets through. Every shell sets `HOME`, and in paths `~` stands for it; Compose sets `PWD`
    /// itself to the folder that it runs in, which is taken for that of the project.
    pub(in crate::compose) fn given(variables: &[(String, String)]) -> Self {
        let known = |value: &str| Variable {
            value: value.to_owned(),
            doubt: None,
            step: None,
            written: None,
        };
        let assumed =
            [("HOME", "~"), ("PWD", ".")].map(|(name, value)| (name.into(), known(value)));
        let variables = variables.iter().map(|(name, value)| (SmolStr::new(name), known(value)));
        Self { variables: assumed.into_iter().chain(variables).collect() }
    }

    /// With what `.env` in a folder says. What is wrong with it is for whoever reads the project.
    pub(in crate::compose) fn beside(mut self, folder: &str, files: &dyn Files) -> Self {
        let file = join(folder, ".env").and_then(|path| files.read(&path).ok());
        self.add_files(file.as_slice(), &mut Notes::default());
        self
    }

    /// How many variables there are.
    pub(super) fn len(&self) -> usize {
        self.variables.len()
    }

    /// A variable, if it has a value.
    pub(in crate::compose) fn get(&self, name: &str) -> Option<&Variable> {
        self.variables.get(name)
    }

    /// Sets a variable, whatever it was.
    pub(in crate::compose) fn set(&mut self, name: &str, variable: Variable) {
        self.variables.insert(SmolStr::new(name), variable);
    }

    /// Adds what the files say of variables that are not set yet. A later file wins over an earlier one.
    pub(in crate::compose) fn add_files(
        &mut self,
        files: &[(SourceId, Arc<Source>)],
        notes: &mut Notes,
    ) {
        let mut added: HashMap<SmolStr, Variable> = HashMap::new();
        for (id, source) in files {
            let file = dotenv::parse(*id, &source.text);
            let known = |name: &str| self.get(name).or_else(|| added.get(name));
            let expansion = file.expand(&mut |name| Some(known(name)?.value.clone()));
            file.errors.iter().for_each(|error| notes.unparsed(error));
            expansion.errors.iter().for_each(|error| notes.refuse(error));
            notes.oversized.extend(expansion.oversized);
            for variable in expansion.variables {
                let name = &variable.key.value;
                let doubt = variable.unset.first().map(|unset| unset_words(unset));
                let text = format!("`{name}` is set here");
                let step = Some(Step::at(variable.key.span.to(variable.value.span), text));
                let written = Some(variable.value.span);
                let value = variable.value.value;
                added.insert(name.clone(), Variable { value, doubt, step, written });
            }
        }
        added.retain(|name, _| !self.variables.contains_key(name));
        self.variables.extend(added);
    }
}

/// Why a value that uses a variable is not known.
pub(in crate::compose) fn unset_words(name: &str) -> String {
    format!("variable `{name}` has no value in the files")
}
