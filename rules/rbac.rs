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
    /// What can be done with it, behind a colon; empty where the message of the rule says it.
    pub(crate) path: &'static str,
    /// Names of objects that are as good as all of them.
    pub(crate) names: &'static [&'static str],
}

impl Power {
    /// A power over all objects of some resources.
    pub(crate) const fn of(
        group: &'static str,
        resources: &'static [&'static str],
        verbs: &'static [&'static str],
    ) -> Self {
        Self { group, resources, verbs, path: "", names: &[] }
    }
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

/// Reports every rule of a role that grants one of the powers, at the resource or verb that grants it. A rule for named
/// objects only is narrow enough unless they are the cluster itself.
pub(crate) fn check(
    subject: &Subject<'_>,
    cx: &mut Cx<'_>,
    powers: &[Power],
    message: impl Fn(&str, &str) -> String,
    help: &'static str,
) {
    let Some(role) = role(subject) else { return cx.not_applicable() };
    for rule in role.field().list("rules") {
        let mut granted = powers.iter().filter_map(|power| Some((power, granted(&rule, power)?)));
        let Some((power, resource)) = granted.next() else { continue };
        let name = resource.str().unwrap_or_default();
        let mut text = message(&role.title(), reach(role));
        if !power.path.is_empty() {
            text = format!("{text}: {}", power.path);
        }
        if let Some(to) = aggregated_to(role) {
            text = format!("{text}, and so can everybody with `{to}`, which it is added to");
        }
        let finding = cx.fail(resource.blame(), text);
        finding.trail = resource.trail().to_vec();
        finding.evidence(name).help(help);
        name_who_has_it(role, finding);
    }
}

/// The built-in role that a cluster role is added to by its label, the one that most have first.
// kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go: aggregate-to-{view,edit,admin}.
fn aggregated_to(role: &ObjectView<'_>) -> Option<&'static str> {
    ["view", "edit", "admin"].into_iter().find(|to| {
        let label = role.label(&format!("rbac.authorization.k8s.io/aggregate-to-{to}"));
        label.is_some_and(|label| label.str() == Some("true"))
    })
}

/// The resource by which a rule grants a power, if it does.
// kubernetes pkg/apis/rbac/v1/evaluation_helpers.go: VerbMatches, APIGroupMatches, ResourceMatches, ResourceNameMatches.
fn granted<'a>(rule: &Field<'a>, power: &Power) -> Option<Field<'a>> {
    let has = |key: &str, wanted: &[&str]| {
        let listed = rule.list(key);
        listed.iter().filter_map(Field::str).any(|it| it == "*" || wanted.contains(&it))
    };
    let names = rule.list("resourceNames");
    let is_narrow = !names.is_empty()
        && !names.iter().filter_map(Field::str).any(|name| power.names.contains(&name));
    if !has("apiGroups", &[power.group]) || !has("verbs", power.verbs) || is_narrow {
        return None;
    }
    let says_verb = rule
        .list("verbs")
        .into_iter()
        .filter_map(|verb| verb.str())
        .any(|verb| power.verbs.contains(&verb));
    let says_group = rule.list("apiGroups").into_iter().any(|it| it.str() == Some(power.group));
    // What everything in the core group or in all groups grants is a finding of `wildcard-rbac`, unless the verb is a
    // power of its own.
    let of_wildcard = says_group && !power.group.is_empty() || says_verb && is_special(power.verbs);
    let resources = rule.list("resources").into_iter();
    resources.into_iter().find(|it| {
        it.str().is_some_and(|it| is_named(it, power.resources) || it == "*" && of_wildcard)
    })
}

/// Whether verbs are powers by themselves, whatever stands beside them.
fn is_special(verbs: &[&str]) -> bool {
    verbs.iter().all(|verb| matches!(*verb, "approve" | "bind" | "escalate" | "impersonate"))
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
