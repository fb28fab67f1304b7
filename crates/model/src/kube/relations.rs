//! What one object tells the others, in a few words: the trees are gone by the time they ask.

use diag::Span;
use smol_str::SmolStr;

use super::pss::{self, Mode};
use super::selector::{LabelSet, Selector};

/// What an object is called and where, for those that refer to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Namespace; empty if the object does not say, or has none.
    pub namespace: SmolStr,
    /// Name.
    pub name: SmolStr,
}

impl Name {
    /// A name in a namespace.
    pub fn new(namespace: &str, name: &str) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }
}

/// A fact that one object tells the others.
#[derive(Clone, Debug)]
pub(super) enum Relation {
    Namespace(Namespace),
    Workload(Workload),
    Service(Service),
    Policy(Policy),
    Account(Account),
    Secret(Name, Span),
    ConfigMap(Name, Span),
    Budget(Budget),
    Autoscaler(Autoscaler),
    Binding(Binding),
    DefaultLimit { namespace: SmolStr, resource: SmolStr, value: f64, span: Span },
    DefaultRequest { namespace: SmolStr, resource: SmolStr },
    Quota(Quota),
}

/// A `ResourceQuota`.
#[derive(Clone, Debug)]
pub struct Quota {
    /// What it is called.
    pub name: Name,
    /// Where the name is written.
    pub span: Span,
    /// What every container of the namespace has to say because it is counted: `limits.memory`, `requests.cpu`.
    pub demands: Vec<SmolStr>,
    /// Whether it is about some pods of the namespace only.
    pub is_scoped: bool,
}

/// A Namespace.
#[derive(Clone, Debug)]
pub struct Namespace {
    /// Its name.
    pub name: SmolStr,
    /// Where the name is written.
    pub span: Span,
    /// Its labels.
    pub labels: LabelSet,
    /// What it asks of pods.
    pub security: pss::Labels,
    /// Where it says so: one place per mode that has a label.
    pub places: Vec<(Mode, Span)>,
}

/// A workload that runs pods.
#[derive(Clone, Debug)]
pub struct Workload {
    /// `apps`.
    pub group: SmolStr,
    /// `Deployment`.
    pub kind: SmolStr,
    /// What it is called.
    pub name: Name,
    /// Where the name is written.
    pub span: Span,
    /// Labels of its pods.
    pub labels: LabelSet,
    /// The service account that its pods use, if it says so.
    pub account: Option<SmolStr>,
    /// Whether its pods are in the host's network, which no policy reaches.
    pub host_network: bool,
    /// How many pods it asks for, if it says so.
    pub replicas: Option<i64>,
    /// The names that its containers give to ports.
    pub ports: Vec<NamedPort>,
}

/// A port that a container declares under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPort {
    /// Its name; `None` if something fills it in later.
    pub name: Option<SmolStr>,
    /// `TCP`, `UDP` or `SCTP`.
    pub protocol: SmolStr,
}

/// A Service.
#[derive(Clone, Debug)]
pub struct Service {
    /// What it is called.
    pub name: Name,
    /// Where the name is written.
    pub span: Span,
    /// Which pods it leads to; `None` if something else keeps its endpoints.
    pub selector: Option<Selector>,
    /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`.
    pub kind: SmolStr,
    /// The ports of the pods that it leads to, where they are numbers.
    pub targets: Vec<(u16, Span)>,
}

/// A `NetworkPolicy`.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What it is called.
    pub name: Name,
    /// Where the name is written.
    pub span: Span,
    /// The pods that it is about.
    pub selector: Selector,
    /// Whether it isolates them from incoming traffic, and whether it then lets some in.
    pub ingress: Option<Allows>,
    /// Whether it isolates them from outgoing traffic, and whether it then lets some out.
    pub egress: Option<Allows>,
}

/// How much traffic a policy lets through in a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allows {
    /// None: the list of rules is empty.
    Nothing,
    /// What its rules say.
    Some,
    /// All: a rule has no conditions.
    Everything,
}

/// A `ServiceAccount`.
#[derive(Clone, Debug)]
pub struct Account {
    /// What it is called.
    pub name: Name,
    /// Where the name is written.
    pub span: Span,
    /// Whether its pods get its token, if it says so.
    pub automount: Option<bool>,
}

/// A `PodDisruptionBudget`.
#[derive(Clone, Debug)]
pub struct Budget {
    /// What it is called.
    pub name: Name,
    /// Where the name is written.
    pub span: Span,
    /// The pods that it protects.
    pub selector: Selector,
}

/// A `HorizontalPodAutoscaler`, or a KEDA `ScaledObject`.
#[derive(Clone, Debug)]
pub struct Autoscaler {
    /// What it is called.
    pub name: Name,
    /// Where the name is written.
    pub span: Span,
    /// Kind of what it scales.
    pub target_kind: SmolStr,
    /// Name of what it scales, in its own namespace.
    pub target: SmolStr,
    /// The least number of pods.
    pub min: i64,
}

/// A `RoleBinding` or `ClusterRoleBinding`.
#[derive(Clone, Debug)]
pub struct Binding {
    /// What it is called; the namespace is empty for the whole cluster.
    pub name: Name,
    /// Where the name is written.
    pub span: Span,
    /// `Role` or `ClusterRole`.
    pub role_kind: SmolStr,
    /// The role.
    pub role: SmolStr,
    /// The service accounts that get it.
    pub accounts: Vec<Name>,
}
