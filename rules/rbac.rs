//! What the rules of roles grant, and to whom.

use diag::Finding;
use engine::Cx;
use model::Subject;
use model::kube::{Field, ObjectView};

/// A power that a rule of a role may grant: any of the verbs on any of the resources.
pub(crate) struct Power {
    /// API group of the resources; empty for the core group.
    pub(crate) group: &'static str,
    /// `pods/exec`.
    pub(crate) resources: &'static [&'static str],
    /// `get`.
    pub(crate) verbs: &'static [&'static str],
}

/// The role that a subject is, unless the API server itself brings it along.
pub(crate) fn role<'s>(subject: &'s Subject<'_>) -> Option<&'s ObjectView<'s>> {
    let object = subject.object()?;
    let is_role = object.facts.is(GROUP, "Role") || object.facts.is(GROUP, "ClusterRole");
    let is_shipped = object.name().starts_with("system:")
        || object.name() == "cluster-admin"
        || object.label("kubernetes.io/bootstrapping").is_some();
    (is_role && !is_shipped).then_some(object)
}

/// The API group of roles and their bindings.
pub(crate) const GROUP: &str = "rbac.authorization.k8s.io";

/// Reports every rule of a role that grants one of the powers, at the resource that it names. A rule for named objects
/// only is narrow enough, and one for every resource is a finding of `wildcard-rbac`.
pub(crate) fn check(
    subject: &Subject<'_>,
    cx: &mut Cx<'_>,
    powers: &[Power],
    message: impl Fn(&str, &str) -> String,
    help: &'static str,
) {
    let Some(role) = role(subject) else { return cx.not_applicable() };
    for rule in role.field().list("rules") {
        let Some(resource) = powers.iter().find_map(|power| granted(&rule, power)) else {
            continue;
        };
        let name = resource.str().unwrap_or_default();
        let finding = cx.fail(resource.blame(), message(&role.title(), reach(role)));
        finding.trail = resource.trail().to_vec();
        finding.evidence(name).help(help);
        name_who_has_it(role, finding);
    }
}

/// The resource by which a rule grants a power, if it does.
fn granted<'a>(rule: &Field<'a>, power: &Power) -> Option<Field<'a>> {
    let has = |key: &str, wanted: &[&str]| {
        let listed = rule.list(key);
        listed.iter().filter_map(Field::str).any(|it| it == "*" || wanted.contains(&it))
    };
    if !has("apiGroups", &[power.group])
        || !has("verbs", power.verbs)
        || !rule.list("resourceNames").is_empty()
    {
        return None;
    }
    let resources = rule.list("resources").into_iter();
    resources.into_iter().find(|it| it.str().is_some_and(|it| is_named(it, power.resources)))
}

/// `*/exec` stands for the subresource of every resource.
fn is_named(resource: &str, wanted: &[&str]) -> bool {
    wanted.iter().any(|name| {
        let of_any = resource.strip_prefix("*/");
        resource == *name
            || of_any.is_some_and(|it| name.rsplit_once('/').map(|(_, s)| s) == Some(it))
    })
}

/// Where a role can be used, in words.
fn reach(role: &ObjectView<'_>) -> &'static str {
    if role.kind() == "ClusterRole" { "cluster" } else { "namespace" }
}

/// Points at the first binding that hands the role out.
pub(crate) fn name_who_has_it(role: &ObjectView<'_>, finding: &mut Finding) {
    let namespace = role.namespace().unwrap_or_default();
    let is_of = |binding: &&model::kube::Binding| {
        binding.role == role.name()
            && binding.role_kind == role.kind()
            && (role.kind() == "ClusterRole" || binding.name.namespace == namespace)
    };
    if let Some(binding) = role.index.bindings.iter().find(is_of)
        && let Some(account) = binding.accounts.first()
    {
        let text = format!("given to the service account `{}` here", account.name);
        finding.label(binding.span, text);
    }
}
