//! Which subcharts are used, and by which names. Helm `pkg/chart/v2/util/dependencies.go`.

use super::load::Problem;
use super::values::{at_path, coalesce, fill_path};
use super::{Chart, Dependency};
use crate::functions::semver::{Range, Version};
use crate::value::{Data, Map};

/// Takes away the subcharts that conditions and tags switch off, gives the others their aliases, and imports their values.
///
/// # Errors
/// A dependency that is not there.
pub(crate) fn enable(chart: &mut Chart, user: &Map) -> Result<(), Problem> {
    for wanted in &chart.metadata.dependencies {
        if !chart.dependencies.iter().any(|it| it.metadata.name == wanted.name) {
            let message =
                format!("the dependency `{}` is declared and not in charts/", wanted.name);
            return Err(Problem::new(message, wanted.span));
        }
    }
    name(chart);
    let values = coalesce(chart, user);
    choose(chart, &values, "");
    import(chart);
    Ok(())
}

/// Declared subcharts get their alias; one that two declarations name is there twice.
fn name(chart: &mut Chart) {
    let declared = chart.metadata.dependencies.clone();
    for wanted in &declared {
        let Some(alias) = &wanted.alias else { continue };
        let found = chart
            .dependencies
            .iter_mut()
            .find(|it| matches(it, wanted) && it.metadata.name == wanted.name);
        if let Some(found) = found {
            found.metadata.name.clone_from(alias);
        }
    }
    chart.dependencies.iter_mut().for_each(name);
}

fn matches(chart: &Chart, wanted: &Dependency) -> bool {
    let range = Range::parse(&wanted.version);
    let version = Version::parse(&chart.metadata.version);
    match (range, version) {
        (Some(range), Some(version)) => range.holds(&version),
        _ => false,
    }
}

fn choose(chart: &mut Chart, root: &Map, path: &str) {
    let declared = chart.metadata.dependencies.clone();
    chart.dependencies.retain(|child| {
        let wanted = declared.iter().find(|it| {
            child.metadata.name == *it.alias.as_ref().unwrap_or(&it.name) && matches(child, it)
        });
        wanted.is_none_or(|it| is_enabled(it, root, path))
    });
    for child in &mut chart.dependencies {
        let below = format!("{path}{}.", child.metadata.name);
        choose(child, root, &below);
    }
}

/// Tags first, then the first condition that is a truth value.
fn is_enabled(wanted: &Dependency, values: &Map, path: &str) -> bool {
    let tags = values.get("tags").and_then(|it| it.as_map().cloned()).unwrap_or_default();
    let set: Vec<bool> = wanted
        .tags
        .iter()
        .filter_map(|tag| match tags.get(tag)?.data {
            Data::Bool(value) => Some(value),
            _ => None,
        })
        .collect();
    let by_tags = set.is_empty() || set.contains(&true);
    let conditions = wanted.condition.trim().split(',').filter(|it| !it.is_empty());
    let mut decided =
        conditions.filter_map(|it| match at_path(values, &format!("{path}{}", it.trim()))?.data {
            Data::Bool(value) => Some(value),
            _ => None,
        });
    decided.next().unwrap_or(by_tags)
}

/// What a subchart exports fills what its parent leaves open. dependencies.go processImportValues.
fn import(chart: &mut Chart) {
    chart.dependencies.iter_mut().for_each(import);
    let declared = chart.metadata.dependencies.clone();
    for wanted in declared.iter().filter(|it| !it.imports.is_empty()) {
        let name = wanted.alias.as_ref().unwrap_or(&wanted.name);
        let values = coalesce(chart, &Map::new());
        for (child, parent) in &wanted.imports {
            let found = at_path(&values, &format!("{name}.{child}"));
            if let Some(Data::Map(imported)) = found.map(|it| it.data) {
                fill_path(&chart.values, parent, &imported);
            }
        }
    }
}
