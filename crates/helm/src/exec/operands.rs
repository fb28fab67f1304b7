//! Commands and operands.

use std::rc::Rc;

use super::{Exec, Result, Scope, fields};
use crate::functions;
use crate::origin::{Kind, OriginId};
use crate::template::ast::{Command, Operand, Word};
use crate::value::{Data, IntType, Value};

impl Exec {
    /// A command's value; `last` is the value of the one before in the pipeline. Go exec.go evalCommand.
    pub(super) fn command(
        &mut self,
        command: &Command,
        scope: &mut Scope,
        last: Option<Value>,
    ) -> Result<Value> {
        let (first, args) = command.words.split_first().expect("a command has a word");
        match &first.kind {
            Operand::Function(name) => self.function(name, args, scope, last),
            Operand::Field(names) => {
                let args = self.arguments(args, scope, last)?;
                let dot = scope.dot.clone();
                self.fields(dot, names, &args)
            }
            Operand::Variable(names) => {
                let args = self.arguments(args, scope, last)?;
                let value = scope.get(&names[0]);
                if names.len() == 1 && !args.is_empty() {
                    return Err(self.error("can't give argument to non-function"));
                }
                self.fields(value, &names[1..], &args)
            }
            Operand::Chain(inner, names) => {
                let args = self.arguments(args, scope, last)?;
                let value = self.operand(inner, scope)?;
                self.fields(value, names, &args)
            }
            Operand::Nil => Err(self.error("nil is not a command")),
            _ if !args.is_empty() || last.is_some() => {
                Err(self.error("can't give argument to non-function"))
            }
            _ => self.operand(first, scope),
        }
    }

    fn arguments(
        &mut self,
        words: &[Word],
        scope: &mut Scope,
        last: Option<Value>,
    ) -> Result<Vec<Value>> {
        let mut args = Vec::with_capacity(words.len() + 1);
        for word in words {
            args.push(self.operand(word, scope)?);
        }
        args.extend(last);
        Ok(args)
    }

    fn operand(&mut self, word: &Word, scope: &mut Scope) -> Result<Value> {
        let literal = |exec: &mut Self, scope: &Scope| {
            exec.origins.add(Kind::Literal, Some(scope.span(&word.place)), OriginId::NONE)
        };
        Ok(match &word.kind {
            Operand::Dot => scope.dot.clone(),
            Operand::Nil => Value::NIL,
            Operand::Bool(value) => Value::bool(*value, literal(self, scope)),
            Operand::Str(text) => Value::str(Rc::clone(text), literal(self, scope)),
            Operand::Number(number) => {
                let from = literal(self, scope);
                match number.int.filter(|_| number.is_int) {
                    Some(int) => Value::new(Data::Int(int, IntType::Int), from),
                    None => Value::new(Data::Float(number.float), from),
                }
            }
            Operand::Field(names) => self.fields(scope.dot.clone(), names, &[])?,
            Operand::Variable(names) => {
                let value = scope.get(&names[0]);
                self.fields(value, &names[1..], &[])?
            }
            Operand::Chain(inner, names) => {
                let value = self.operand(inner, scope)?;
                self.fields(value, names, &[])?
            }
            Operand::Pipe(pipe) => {
                let here = self.here;
                let value = self.pipe(pipe, scope)?;
                self.here = here;
                value
            }
            Operand::Function(name) => self.function(name, &[], scope, None)?,
        })
    }

    /// A chain of fields. What begins with nothing is nothing; what meets nothing on its way is an error.
    /// Go exec.go evalFieldChain.
    fn fields(&mut self, mut value: Value, names: &[Rc<str>], args: &[Value]) -> Result<Value> {
        if matches!(value.data, Data::Nil) && !names.is_empty() {
            return Ok(value);
        }
        for (at, name) in names.iter().enumerate() {
            let args = if at + 1 == names.len() { args } else { &[] };
            value = fields::field(self, &value, name, args)?;
        }
        Ok(value)
    }

    fn function(
        &mut self,
        name: &str,
        words: &[Word],
        scope: &mut Scope,
        last: Option<Value>,
    ) -> Result<Value> {
        if matches!(name, "and" | "or") {
            return self.junction(name == "and", words, scope, last);
        }
        let here = self.here;
        let args = self.arguments(words, scope, last)?;
        self.here = here;
        functions::call(self, name, &args)
    }

    /// `and`, `or`: the first operand that decides, the others not looked at. Go exec.go evalCall.
    fn junction(
        &mut self,
        all: bool,
        words: &[Word],
        scope: &mut Scope,
        last: Option<Value>,
    ) -> Result<Value> {
        let mut seen = Vec::new();
        let mut result = None;
        for word in words {
            let value = self.operand(word, scope)?;
            let decides = value.is_true() != all;
            seen.push(value.clone());
            result = Some(value);
            if decides {
                break;
            }
        }
        let undecided = result.as_ref().is_none_or(|it| it.is_true() == all);
        if let Some(last) = last.filter(|_| undecided) {
            seen.push(last.clone());
            result = Some(last);
        }
        let Some(mut value) = result else {
            return Err(self.error("wrong number of args for and, or: want at least 1 got 0"));
        };
        if seen.len() > 1 && !matches!(value.data, Data::Str(_)) {
            seen.rotate_right(1);
            value.from = self.derived(if all { "and" } else { "or" }, &seen);
        }
        Ok(value)
    }
}
