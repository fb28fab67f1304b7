//! Names that objects call each other by, put right after prefixes, hashes and namespaces have changed them.

use std::collections::{BTreeSet, HashMap, HashSet};

use syntax::yaml::{Data, Node};

use super::resource::{Id, Resource};
use super::spec::NameReference;
use super::tree;

/// What is known of an object that others may call.
struct Target {
    id: Id,
    /// What it was called before. Who was never renamed needs no mending.
    before: Vec<Id>,
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    /// The name, with the place where it is written.
    name: Option<Node>,
    namespace: Option<Node>,
}

/// All objects that may be called, by what they were called before.
struct Targets {
    list: Vec<Target>,
    by_name: HashMap<String, Vec<usize>>,
    /// Namespaces that objects were in at first.
    namespaces: HashSet<String>,
}

/// Whoever calls.
struct Caller {
    id: Id,
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    /// Namespaces of the accounts that a binding names.
    account_namespaces: BTreeSet<String>,
    /// Group and kind of the role that a binding names.
    role: Option<(String, String)>,
}

/// Puts all references right.
pub(super) fn fix(resources: &mut [Resource], references: &[NameReference]) {
    let targets = Targets::of(resources);
    for resource in resources {
        let original = resource.original_id();
        let caller = Caller::of(resource);
        for reference in references {
            for spec in reference.specs.iter().filter(|spec| spec.selects(&original)) {
                let is_role = spec.path.ends_with(&["roleRef".to_owned(), "name".to_owned()]);
                let mut change = |node: &mut Node| {
                    caller.update(node, reference, is_role, &targets);
                };
                tree::visit(&mut resource.node, &spec.path, None, &mut change);
            }
        }
    }
}

impl Targets {
    fn of(resources: &[Resource]) -> Self {
        let list: Vec<Target> = resources.iter().map(Target::of).collect();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, target) in list.iter().enumerate() {
            let names: BTreeSet<&str> = target.before.iter().map(|id| id.name.as_str()).collect();
            for name in names {
                by_name.entry(name.to_owned()).or_default().push(at);
            }
        }
        let namespaces = list.iter().filter_map(|it| it.first_namespace().map(str::to_owned));
        let namespaces = namespaces.collect();
        Self { list, by_name, namespaces }
    }

    /// Those that were called so.
    fn called(&self, name: &str) -> Vec<&Target> {
        self.by_name.get(name).into_iter().flatten().map(|at| &self.list[*at]).collect()
    }

    /// Those that were called so in a namespace: the one that they were in at first, if any object was.
    fn called_in(&self, name: &str, namespace: &str) -> Vec<&Target> {
        let mut called = self.called(name);
        if self.namespaces.contains(namespace) {
            called.retain(|it| it.first_namespace() == Some(namespace));
        } else {
            called.retain(|it| it.id.effective_namespace() == Some(namespace));
        }
        called
    }
}

impl Target {
    fn of(resource: &Resource) -> Self {
        Self {
            id: resource.id(),
            before: resource.history.clone(),
            prefixes: resource.prefixes.clone(),
            suffixes: resource.suffixes.clone(),
            name: resource.node.path(&["metadata", "name"]).cloned(),
            namespace: resource.node.path(&["metadata", "namespace"]).cloned(),
        }
    }

    fn first_namespace(&self) -> Option<&str> {
        self.before.first().unwrap_or(&self.id).effective_namespace()
    }
}

impl Caller {
    fn of(resource: &Resource) -> Self {
        let id = resource.id();
        let text = |node: &Node, key: &str| {
            node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned()
        };
        let subjects = resource.node.get("subjects").map(Node::items).unwrap_or_default();
        let accounts = subjects.iter().filter(|it| text(it, "kind") == "ServiceAccount");
        let account_namespaces = if id.kind == "RoleBinding" {
            accounts.map(|it| text(it, "namespace")).filter(|it| !it.is_empty()).collect()
        } else {
            BTreeSet::new()
        };
        let role = resource.node.get("roleRef").filter(|role| role.get("apiGroup").is_some());
        let role = role.map(|role| (text(role, "apiGroup"), text(role, "kind")));
        let (prefixes, suffixes) = (resource.prefixes.clone(), resource.suffixes.clone());
        Self { id, prefixes, suffixes, account_namespaces, role }
    }

    fn update(&self, node: &mut Node, reference: &NameReference, is_role: bool, targets: &Targets) {
        match &mut node.data {
            Data::Seq(items) => {
                for item in items {
                    self.update(item, reference, is_role, targets);
                }
            }
            Data::Map(_) => self.update_mapping(node, reference, is_role, targets),
            Data::Scalar(scalar) => {
                let name = scalar.text.to_string();
                let called = targets.called(&name);
                let found = self.choose(called, reference, is_role, |it| vec![&it.id.name]);
                if let Some(target) = found
                    && target.id.name != name
                    && let Some(new) = &target.name
                {
                    replace(node, new);
                }
            }
            Data::Alias(_) => {}
        }
    }

    /// A mapping with a name, and a namespace to tell candidates apart.
    fn update_mapping(
        &self,
        node: &mut Node,
        reference: &NameReference,
        is_role: bool,
        targets: &Targets,
    ) {
        let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
        let Some(name) = text("name") else { return };
        let called = match text("namespace") {
            None => targets.called(&name),
            Some(namespace) => targets.called_in(&name, &namespace),
        };
        let both = |it: &Target| vec![it.id.name.clone(), it.id.namespace.clone()];
        let found = self.choose(called, reference, is_role, both);
        let Some(target) = found else { return };
        let has_namespace = !target.id.namespace.is_empty();
        if target.id.name != name || has_namespace {
            if let (Some(value), Some(new)) = (tree::get_mut(node, "name"), &target.name) {
                replace(value, new);
            }
            if let Some(namespace) = target.namespace.as_ref().filter(|_| has_namespace) {
                tree::set(node, "namespace", namespace.clone());
            }
        }
    }

    /// The one object that is meant, if it is certain.
    fn choose<'t, T: PartialEq>(
        &self,
        called: Vec<&'t Target>,
        reference: &NameReference,
        is_role: bool,
        identity: impl Fn(&'t Target) -> T,
    ) -> Option<&'t Target> {
        let mut left = called;
        left.retain(|it| it.before.iter().any(|id| reference.names(id)));
        left.retain(|it| self.can_reach(it));
        if let Some((group, kind)) = self.role.as_ref().filter(|_| is_role) {
            left.retain(|it| it.before.iter().any(|id| id.group == *group && id.kind == *kind));
        }
        if let [only] = left.as_slice() {
            return Some(only);
        }
        left.retain(|it| self.shares_affixes(it, true));
        if left.len() > 1 {
            left.retain(|it| self.shares_affixes(it, false));
        }
        let first = *left.first()?;
        left.iter().all(|it| identity(it) == identity(first)).then_some(first)
    }

    fn can_reach(&self, target: &Target) -> bool {
        let same = || self.id.effective_namespace() == target.id.effective_namespace();
        let by_account = target.id.kind == "ServiceAccount"
            && self.account_namespaces.contains(&target.id.namespace);
        self.id.is_cluster_scoped() || target.id.is_cluster_scoped() || same() || by_account
    }

    fn shares_affixes(&self, target: &Target, allow_none: bool) -> bool {
        let agree = |ours: &[String], theirs: &[String]| {
            (allow_none && (ours.is_empty() || theirs.is_empty()))
                || ours.ends_with(theirs)
                || theirs.ends_with(ours)
        };
        let both_or_none =
            |ours: &[String], theirs: &[String]| allow_none || ours.is_empty() == theirs.is_empty();
        agree(&self.prefixes, &target.prefixes)
            && agree(&self.suffixes, &target.suffixes)
            && both_or_none(&self.prefixes, &target.prefixes)
            && both_or_none(&self.suffixes, &target.suffixes)
    }
}

/// Takes over a name but stays where it is: the place to blame is the reference.
fn replace(node: &mut Node, name: &Node) {
    if let Some(scalar) = name.scalar() {
        node.data = Data::Scalar(scalar.clone());
    }
}
