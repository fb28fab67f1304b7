//! Where to look for what selects pods, so that not every selector meets every pod.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::Index;
use super::relations::Name;
use super::selector::{LabelSet, Selector};

/// Tables over the lists of an index.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    pub(super) policies: Selectors,
    pub(super) services: Selectors,
    pub(super) budgets: Selectors,
    /// Positions of workloads by namespace.
    pub(super) workloads: HashMap<SmolStr, Vec<usize>>,
}

impl Tables {
    /// Those of an index that is complete.
    pub(super) fn of(index: &Index) -> Self {
        let mut tables = Self::default();
        for (at, policy) in index.policies.iter().enumerate() {
            tables.policies.add(&policy.name, &policy.selector, at);
        }
        for (at, service) in index.services.iter().enumerate() {
            if let Some(selector) = &service.selector {
                tables.services.add(&service.name, selector, at);
            }
        }
        for (at, budget) in index.budgets.iter().enumerate() {
            tables.budgets.add(&budget.name, &budget.selector, at);
        }
        for (at, workload) in index.workloads.iter().enumerate() {
            tables.workloads.entry(workload.name.namespace.clone()).or_default().push(at);
        }
        tables
    }
}

/// Positions of selectors by namespace, and by a label that they ask for.
#[derive(Clone, Debug, Default)]
pub(super) struct Selectors(HashMap<SmolStr, Namespace>);

#[derive(Clone, Debug, Default)]
struct Namespace {
    by_label: HashMap<(SmolStr, SmolStr), Vec<usize>>,
    /// Those that ask for no label with one value.
    others: Vec<usize>,
}

impl Selectors {
    fn add(&mut self, name: &Name, selector: &Selector, at: usize) {
        let namespace = self.0.entry(name.namespace.clone()).or_default();
        match selector.pair() {
            Some(pair) => namespace.by_label.entry(pair).or_default().push(at),
            None => namespace.others.push(at),
        }
    }

    /// Positions of all that may select pods with these labels, in order; no other does.
    pub(super) fn may_select(&self, namespace: &str, labels: &LabelSet) -> Vec<usize> {
        let Some(namespace) = self.0.get(namespace) else { return Vec::new() };
        let mut may = namespace.others.clone();
        for (key, value) in labels.iter() {
            let pair = (SmolStr::new(key), SmolStr::new(value));
            may.extend(namespace.by_label.get(&pair).into_iter().flatten());
        }
        may.sort_unstable();
        may
    }
}
