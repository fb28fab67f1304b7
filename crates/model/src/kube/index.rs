//! What the objects of a run know of each other, for rules to ask.

use std::collections::{BTreeMap, BTreeSet};

use diag::{SourceId, Sources, Span};
use smol_str::SmolStr;

use super::Manifest;
use super::relations::{
    Account, Autoscaler, Binding, Budget, Name, Namespace, Policy, Quota, Relation, Service,
    Workload,
};
use super::selector::LabelSet;
use super::tables::Tables;
use crate::files;

/// The relations between all objects of a run. Of two that claim the same name the later one counts.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Namespaces by name, each with the file or kustomization that declares it.
    namespaces: BTreeMap<SmolStr, Vec<(SourceId, Namespace)>>,
    /// Workloads in path order.
    pub workloads: Vec<Workload>,
    /// Services in path order.
    pub services: Vec<Service>,
    /// Network policies in path order.
    pub policies: Vec<Policy>,
    /// Service accounts by name.
    pub accounts: BTreeMap<Name, Account>,
    /// Secrets by name, and where the name is written.
    pub secrets: BTreeMap<Name, Span>,
    /// `ConfigMap`s by name, and where the name is written.
    pub config_maps: BTreeMap<Name, Span>,
    /// Disruption budgets in path order.
    pub budgets: Vec<Budget>,
    /// Autoscalers in path order.
    pub autoscalers: Vec<Autoscaler>,
    /// Role bindings in path order.
    pub bindings: Vec<Binding>,
    /// Quotas by namespace, each with the file or kustomization that declares it.
    quotas: BTreeMap<SmolStr, Vec<(SourceId, Quota)>>,
    /// What lies beside each other, by the path of the folder.
    pub folders: BTreeMap<String, Folder>,
    /// A policy of the network in a language that is not understood here, if there is one.
    pub foreign_policy: Option<Span>,
    /// Whether some object is of a kind that only `OpenShift` has.
    pub has_openshift: bool,
    tables: Tables,
    limits: BTreeMap<(SmolStr, SmolStr), (f64, Span)>,
    requests: BTreeSet<(SmolStr, SmolStr)>,
}

/// What the manifests of a folder hold. What lies together is deployed together, as far as anybody can tell.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// Namespaces of its network policies; empty for the one that is chosen when they are applied.
    pub policies: BTreeSet<SmolStr>,
    /// Namespaces of its workloads.
    pub workloads: BTreeSet<SmolStr>,
    /// Whether it holds objects from which a controller may make others.
    pub has_custom_objects: bool,
    /// Whether two of its files describe the same workload, so that they are alternatives and not deployed together.
    pub has_alternatives: bool,
    seen: BTreeMap<(SmolStr, Name), SourceId>,
}

impl Index {
    /// Joins what all manifests tell.
    pub(crate) fn of(manifests: &[Manifest], sources: &Sources) -> Self {
        let mut index = Self::default();
        for manifest in manifests.iter().filter(|manifest| !manifest.is_covered) {
            for relation in &manifest.relations {
                index.add(manifest.source, relation.clone());
            }
            index.add_folder(manifest, files::folder(&sources.get(manifest.source).path));
        }
        index.tables = Tables::of(&index);
        index
    }

    fn add_folder(&mut self, manifest: &Manifest, path: &str) {
        let folder = self.folders.entry(path.to_owned()).or_default();
        for relation in &manifest.relations {
            match relation {
                Relation::Policy(it) => drop(folder.policies.insert(it.name.namespace.clone())),
                Relation::Workload(it) => {
                    folder.workloads.insert(it.name.namespace.clone());
                    let key = (it.kind.clone(), it.name.clone());
                    let first = *folder.seen.entry(key).or_insert(manifest.source);
                    folder.has_alternatives |= first != manifest.source;
                }
                _ => {}
            }
        }
        let is_custom = |group: &str| group.contains('.') && !group.ends_with(".k8s.io");
        folder.has_custom_objects |= manifest.objects.iter().any(|it| is_custom(it.group()));
        self.has_openshift |=
            manifest.objects.iter().any(|it| it.group().ends_with(".openshift.io"));
        let foreign = manifest
            .objects
            .iter()
            .find(|it| it.kind.ends_with("NetworkPolicy") && it.group() != "networking.k8s.io");
        self.foreign_policy = self.foreign_policy.or(foreign.map(|it| it.span));
    }

    fn add(&mut self, source: SourceId, relation: Relation) {
        match relation {
            Relation::Namespace(it) => {
                self.namespaces.entry(it.name.clone()).or_default().push((source, it));
            }
            Relation::Workload(it) => self.workloads.push(it),
            Relation::Service(it) => self.services.push(it),
            Relation::Policy(it) => self.policies.push(it),
            Relation::Account(it) => drop(self.accounts.insert(it.name.clone(), it)),
            Relation::Secret(name, span) => drop(self.secrets.insert(name, span)),
            Relation::ConfigMap(name, span) => drop(self.config_maps.insert(name, span)),
            Relation::Budget(it) => self.budgets.push(it),
            Relation::Autoscaler(it) => self.autoscalers.push(it),
            Relation::Binding(it) => self.bindings.push(it),
            Relation::Quota(it) => {
                self.quotas.entry(it.name.namespace.clone()).or_default().push((source, it));
            }
            Relation::DefaultRequest { namespace, resource } => {
                self.requests.insert((namespace, resource));
            }
            Relation::DefaultLimit { namespace, resource, value, span } => {
                self.limits.insert((namespace, resource), (value, span));
            }
        }
    }

    /// The Namespaces that a name may mean in a file or a kustomization: those that it declares itself, else all there are.
    pub fn namespaces_called(&self, name: &str, from: SourceId) -> Vec<&Namespace> {
        let all = || self.namespaces.get(name).into_iter().flatten();
        let own: Vec<_> = all().filter(|(source, _)| *source == from).map(|it| &it.1).collect();
        if own.is_empty() { all().map(|it| &it.1).collect() } else { own }
    }

    /// The limit that a namespace gives to containers without one, and where it is written.
    pub fn default_limit(&self, namespace: Option<&str>, resource: &str) -> Option<(f64, Span)> {
        let key = (SmolStr::new(namespace.unwrap_or_default()), SmolStr::new(resource));
        self.limits.get(&key).copied()
    }

    /// Whether a namespace gives a request to containers without one.
    pub fn has_default_request(&self, namespace: Option<&str>, resource: &str) -> bool {
        let key = (SmolStr::new(namespace.unwrap_or_default()), SmolStr::new(resource));
        self.requests.contains(&key)
    }

    /// The quotas of a namespace, each with the file or kustomization that declares it.
    pub fn quotas_in(&self, namespace: &str) -> &[(SourceId, Quota)] {
        self.quotas.get(namespace).map_or(&[], Vec::as_slice)
    }

    /// The network policies that are about pods with these labels.
    pub fn policies_for<'a>(
        &'a self,
        namespace: &'a str,
        labels: &'a LabelSet,
    ) -> impl Iterator<Item = &'a Policy> {
        let may = self.tables.policies.may_select(namespace, labels).into_iter();
        may.map(|at| &self.policies[at]).filter(move |policy| policy.selector.matches(labels))
    }

    /// The services that lead to pods with these labels.
    pub fn services_for<'a>(
        &'a self,
        namespace: &'a str,
        labels: &'a LabelSet,
    ) -> impl Iterator<Item = &'a Service> {
        let may = self.tables.services.may_select(namespace, labels).into_iter();
        may.map(|at| &self.services[at])
            .filter(move |it| it.selector.as_ref().is_some_and(|it| it.matches(labels)))
    }

    /// The workloads of a namespace.
    pub fn workloads_in<'a>(&'a self, namespace: &'a str) -> impl Iterator<Item = &'a Workload> {
        let here = self.tables.workloads.get(namespace).into_iter().flatten();
        here.map(|at| &self.workloads[*at])
    }

    /// What scales a workload.
    pub fn autoscaler_of(&self, namespace: &str, kind: &str, name: &str) -> Option<&Autoscaler> {
        self.autoscalers.iter().find(|it| {
            it.name.namespace == namespace && it.target_kind == kind && it.target == name
        })
    }

    /// The disruption budgets that protect pods with these labels.
    pub fn budgets_for<'a>(
        &'a self,
        namespace: &'a str,
        labels: &'a LabelSet,
    ) -> impl Iterator<Item = &'a Budget> {
        let may = self.tables.budgets.may_select(namespace, labels).into_iter();
        may.map(|at| &self.budgets[at]).filter(move |budget| budget.selector.matches(labels))
    }

    /// The bindings that give roles to a service account.
    pub fn bindings_of<'a>(&'a self, account: &'a Name) -> impl Iterator<Item = &'a Binding> {
        self.bindings.iter().filter(move |binding| binding.accounts.contains(account))
    }
}
