//! What Kubernetes' own objects say that the API server does not know or cannot read.

mod table;
#[cfg(test)]
mod tests;

use syntax::yaml::{Dialect, Node, Value};

use super::{Field, ObjectView, placeholder};
use crate::compose::nearest;
use table::{Table, Type};

/// A field that the API server drops, or a value for which it rejects the object.
#[derive(Clone, Debug)]
pub struct Misfit<'a> {
    /// The value, with its key.
    pub field: Field<'a>,
    /// The key, or that of the list around an item with the item's position: `args[0]`.
    pub key: String,
    /// What is wrong with it.
    pub cause: Cause,
    /// Whether it was meant to secure a pod.
    pub is_security: bool,
    /// Whether the value may be a secret.
    pub is_secret: bool,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The type has no such field.
    Unknown {
        /// The type.
        holder: &'static str,
        /// The field that was meant, if one looks like it.
        near: Option<&'static str>,
        /// The type that does have it, if it stands in the wrong one of a pod's.
        elsewhere: Option<&'static str>,
    },
    /// The value is of another type.
    WrongType {
        /// What it has to be.
        wanted: &'static str,
        /// What it is.
        found: &'static str,
    },
}

/// How many values of one object are looked at. Aliases may repeat them without end.
const MAX_VALUES: usize = 200_000;
/// Types of a pod between which fields are mixed up.
const OF_PODS: [&str; 4] = ["SecurityContext", "PodSecurityContext", "PodSpec", "Container"];
/// Types that secure a pod and say little else.
const SECURING: [&str; 4] =
    ["SecurityContext", "PodSecurityContext", "Capabilities", "SeccompProfile"];

impl<'a> ObjectView<'a> {
    /// Everything that the API server would drop or reject; nothing for kinds that are not Kubernetes' own.
    pub fn misfits(&self) -> Vec<Misfit<'a>> {
        let table = Table::get();
        let Some(name) = table.kind(self.api_version(), self.kind()) else { return Vec::new() };
        // An encrypted object is not what is applied.
        if self.root.get("sops").is_some() {
            return Vec::new();
        }
        let mut walk = Walk { table, path: Vec::new(), found: Vec::new(), left: MAX_VALUES };
        walk.value(self.root.node(), &Type::Object(name), "");
        let is_secret = self.facts.is("", "Secret");
        let found = walk.found.into_iter();
        found.filter_map(|found| found.locate(&self.root, is_secret)).collect()
    }
}

/// A key, or the position of an item.
#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

/// A misfit and the way to it.
struct Found<'a> {
    path: Vec<Step<'a>>,
    cause: Cause,
    holder: &'static str,
}

struct Walk<'a> {
    table: &'static Table,
    path: Vec<Step<'a>>,
    found: Vec<Found<'a>>,
    left: usize,
}

impl<'a> Walk<'a> {
    fn value(&mut self, node: &'a Node, kind: &Type, holder: &'static str) {
        let Some(left) = self.left.checked_sub(1) else { return };
        self.left = left;
        let node = node.target();
        if *kind == Type::Any || node.is_null() {
            return;
        }
        match kind {
            Type::Object(name) if node.as_map().is_some() => self.fields(node, name),
            Type::Map(kind) if node.as_map().is_some() => {
                for entry in node.entries() {
                    self.below(Step::Key(entry.key.as_str().unwrap_or_default()), |walk| {
                        walk.value(&entry.value, kind, holder);
                    });
                }
            }
            Type::List(kind) if node.as_seq().is_some() => {
                for (item, at) in node.items().iter().zip(0..) {
                    self.below(Step::Item(at), |walk| walk.value(item, kind, holder));
                }
            }
            _ if fits(node, kind) || placeholder::of_node(node).is_some() => {}
            _ => {
                let cause = Cause::WrongType { wanted: kind.words(), found: words(node) };
                self.report(cause, holder);
            }
        }
    }

    fn fields(&mut self, node: &'a Node, name: &'static str) {
        if placeholder::of_node(node).is_some() {
            return;
        }
        for entry in node.entries() {
            let Some(key) = entry.key.as_str() else { continue };
            self.below(Step::Key(key), |walk| match walk.table.field(name, key) {
                Some(kind) => walk.value(&entry.value, kind, name),
                None if is_field(key) && !entry.value.is_null() => walk.unknown(name, key),
                None => {}
            });
        }
    }

    fn unknown(&mut self, holder: &'static str, key: &str) {
        let has = |name: &&&str| self.table.field(name, key).is_some();
        let elsewhere = OF_PODS.contains(&holder).then(|| OF_PODS.iter().find(has)).flatten();
        let known = self.table.fields(holder).iter().map(|(known, _)| *known);
        let near = if elsewhere.is_some() { None } else { nearest(key, known) };
        let cause = Cause::Unknown { holder, near, elsewhere: elsewhere.copied() };
        self.report(cause, holder);
    }

    fn report(&mut self, cause: Cause, holder: &'static str) {
        self.found.push(Found { path: self.path.clone(), cause, holder });
    }

    fn below(&mut self, step: Step<'a>, look: impl FnOnce(&mut Self)) {
        self.path.push(step);
        look(self);
        self.path.pop();
    }
}

impl<'a> Found<'a> {
    /// Finds the place again, this time with the way that the value travelled.
    fn locate(self, root: &Field<'a>, in_secret: bool) -> Option<Misfit<'a>> {
        let mut field = root.clone();
        let mut name = String::new();
        for step in &self.path {
            field = match step {
                Step::Key(key) => {
                    (*key).clone_into(&mut name);
                    field.get(key)?
                }
                Step::Item(at) => {
                    name = format!("{name}[{at}]");
                    field.items().nth(*at)?
                }
            };
        }
        let is_security = match &self.cause {
            Cause::Unknown { holder, near, elsewhere } => {
                let place = elsewhere.unwrap_or(holder);
                SECURING.contains(&place) && (near.is_some() || elsewhere.is_some())
                    || matches!(near, Some("securityContext" | "automountServiceAccountToken"))
            }
            Cause::WrongType { .. } => SECURING.contains(&self.holder),
        };
        let is_secret = in_secret || self.holder == "EnvVar";
        Some(Misfit { field, key: name, cause: self.cause, is_security, is_secret })
    }
}

/// Directives of patches and keys that something fills in are no fields.
fn is_field(key: &str) -> bool {
    !key.starts_with('$') && placeholder::of_text(key).is_none() && !key.contains("{{")
}

fn fits(node: &Node, kind: &Type) -> bool {
    let Some(value) = node.value(Dialect::Kubernetes) else { return false };
    let is_whole = |number: f64| number.fract() == 0.0;
    match (kind, value) {
        (Type::Str | Type::IntOrStr | Type::Quantity, Value::Str(_))
        | (Type::Bool, Value::Bool(_))
        | (Type::Int | Type::IntOrStr | Type::Quantity, Value::Int(_))
        | (Type::Quantity, Value::Float(_)) => true,
        (Type::Int | Type::IntOrStr, Value::Float(number)) => is_whole(number),
        _ => false,
    }
}

fn words(node: &Node) -> &'static str {
    match node.value(Dialect::Kubernetes) {
        Some(Value::Bool(_)) => "a truth value",
        Some(Value::Int(_) | Value::Float(_)) => "a number",
        Some(Value::Str(_) | Value::Null) => "text",
        None if node.as_seq().is_some() => "a list",
        None => "a mapping",
    }
}
