//! `vars` of a kustomization: `$(NAME)` in commands and the like stands for a field of an object.

use diag::{Span, Step};
use syntax::yaml::{Data, Node, Scalar};

use super::build::Accumulated;
use super::replace::{find, split_dots};
use super::resource::{Id, Resource};
use super::spec::{Spec, group_of};
use super::tree;
use crate::budget::{Budget, of_text};
use crate::kube::Field;

/// A variable.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    name: String,
    object: Id,
    path: String,
    place: Span,
}

impl Variable {
    pub(super) fn read(field: &Field<'_>) -> Self {
        let object = field.get("objref");
        let text =
            |key: &str| object.as_ref().map(|it| it.str_at(key)).unwrap_or_default().to_owned();
        let (group, version) = object.as_ref().map(group_of).unwrap_or_default();
        let path =
            field.at(&["fieldref", "fieldPath"]).or_else(|| field.at(&["fieldref", "fieldpath"]));
        Self {
            name: field.str_at("name").to_owned(),
            object: Id {
                group,
                version,
                kind: text("kind"),
                name: text("name"),
                namespace: text("namespace"),
            },
            path: path.and_then(|path| path.str()).unwrap_or("metadata.name").to_owned(),
            place: field.span(),
        }
    }

    fn problem(&self) -> (Span, String) {
        let Self { name, object, path, place } = self;
        let object = format!("{} `{}`", object.kind, object.name);
        (
            *place,
            format!("the variable `{name}` stands for `{path}` of {object}, which is not there"),
        )
    }

    fn value(&self, resources: &[Resource]) -> Option<Node> {
        let is_meant = |id: &Id| {
            id.kind == self.object.kind
                && id.name == self.object.name
                && (self.object.group.is_empty() || id.group == self.object.group)
                && (self.object.version.is_empty() || id.version == self.object.version)
                && (self.object.namespace.is_empty() || id.namespace == self.object.namespace)
        };
        let object = resources.iter().find(|it| it.ids().iter().any(is_meant))?;
        find(&object.node, &split_dots(&self.path)).first().map(|found| (*found).clone())
    }
}

/// Puts the values of all variables where they are asked for, and returns what cannot be had.
pub(super) fn resolve(
    all: &mut Accumulated,
    specs: &[Spec],
    budget: &mut Budget,
) -> Vec<(Span, String)> {
    let mut problems = Vec::new();
    let mut values: Vec<(String, Node)> = Vec::new();
    for variable in &all.variables {
        if !budget.spend(1 + all.resources.len() / 4) {
            return problems;
        }
        match variable.value(&all.resources) {
            Some(value) => values.push((variable.name.clone(), value)),
            None => problems.push(variable.problem()),
        }
    }
    if values.is_empty() {
        return problems;
    }
    for resource in &mut all.resources {
        let id = resource.id();
        for spec in specs.iter().filter(|spec| spec.selects(&id)) {
            tree::visit(&mut resource.node, &spec.path, None, &mut |node| {
                expand(node, &values, budget);
            });
        }
    }
    problems
}

fn expand(node: &mut Node, values: &[(String, Node)], budget: &mut Budget) {
    match &mut node.data {
        Data::Seq(items) => items.iter_mut().for_each(|item| expand(item, values, budget)),
        Data::Map(map) => {
            map.entries.iter_mut().for_each(|entry| expand(&mut entry.value, values, budget));
        }
        Data::Scalar(Scalar { text, .. }) if text.contains("$(") => {
            let old = text.to_string();
            // A reference alone takes over the value's type.
            if let Some((_, value)) = values.iter().find(|(name, _)| old == format!("$({name})")) {
                if let Some(scalar) = value.scalar() {
                    node.data = Data::Scalar(scalar.clone());
                }
                return;
            }
            let mut new = old;
            for (name, value) in values {
                if !budget.spend(of_text(&new)) {
                    return;
                }
                new = new.replace(&format!("$({name})"), value.as_str().unwrap_or_default());
            }
            tree::rewrite(node, &new, &Step::known("a variable of the kustomization"));
        }
        _ => {}
    }
}
