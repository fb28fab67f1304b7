//! How values of users, parents and charts become one. Helm `pkg/chart/common/util/coalesce.go`.

use std::rc::Rc;

use super::Chart;
use crate::value::{Data, Map, Value};

const GLOBAL: &str = "global";

/// The values of a chart and its subcharts: those of the user win, each subchart's lie under its name.
pub fn coalesce(chart: &Chart, user: &Map) -> Map {
    let values = user.deep_copy();
    fill(chart, &values);
    values
}

/// Adds the defaults of a chart and its subcharts to what is given.
fn fill(chart: &Chart, given: &Map) {
    defaults(given, &chart.values);
    for child in &chart.dependencies {
        let inner = match given.get(child.name()) {
            Some(Value { data: Data::Map(inner), .. }) => inner,
            // What is no map hides the subchart's values; Helm then stops.
            Some(Value { data: Data::Nil, .. }) | None => Map::new(),
            Some(_) => continue,
        };
        let from = given.get(child.name()).map_or(crate::origin::OriginId::NONE, |it| it.from);
        globals(&inner, given);
        given.set(child.name(), from, Value::map(inner.clone(), from));
        fill(child, &inner);
    }
}

/// coalesce.go coalesceValues: `nil` deletes a default, maps are merged, everything else is kept.
fn defaults(given: &Map, chart: &Map) {
    for (key, slot) in chart.entries() {
        match given.get(&key).map(|it| it.data) {
            None => given.set(key, slot.key_from, slot.value.deep_copy()),
            Some(Data::Nil) => given.remove(&key),
            Some(Data::Map(inner)) => {
                if let Data::Map(theirs) = &slot.value.data {
                    defaults(&inner, theirs);
                }
            }
            Some(_) => {}
        }
    }
}

/// coalesce.go coalesceGlobals: the parent's win, maps are merged.
fn globals(child: &Map, parent: &Map) {
    let own = match child.get(GLOBAL).map(|it| it.data) {
        Some(Data::Map(map)) => map,
        Some(Data::Nil) | None => Map::new(),
        Some(_) => return,
    };
    let theirs = match parent.get(GLOBAL).map(|it| it.data) {
        Some(Data::Map(map)) => map,
        Some(Data::Nil) | None => Map::new(),
        Some(_) => return,
    };
    let from = parent.get(GLOBAL).map_or(crate::origin::OriginId::NONE, |it| it.from);
    for (key, slot) in theirs.deep_copy().entries() {
        match (own.get(&key).map(|it| it.data), &slot.value.data) {
            (Some(Data::Map(inner)), Data::Map(outer)) => {
                overlay(&inner, outer);
            }
            (None | Some(_), Data::Map(_)) if own.get(&key).is_none() => {
                own.set(key, slot.key_from, slot.value);
            }
            (_, Data::Map(_)) => {}
            _ => own.set(key, slot.key_from, slot.value),
        }
    }
    child.set(GLOBAL, from, Value::map(own, from));
}

/// Puts one map over another: maps are merged, everything else is replaced.
pub fn overlay(under: &Map, over: &Map) {
    for (key, slot) in over.entries() {
        match (under.get(&key).map(|it| it.data), &slot.value.data) {
            (Some(Data::Map(inner)), Data::Map(outer)) => overlay(&inner, outer),
            _ => under.set(key, slot.key_from, slot.value),
        }
    }
}

/// The value at a path of names with dots between.
pub(super) fn at_path(values: &Map, path: &str) -> Option<Value> {
    let mut names = path.split('.');
    let first = names.next()?;
    names.try_fold(values.get(first)?, |value, name| value.as_map()?.get(name))
}

/// Sets what is missing at a path.
pub(super) fn fill_path(values: &Map, path: &str, imported: &Map) {
    let mut at = values.clone();
    for name in path.split('.').filter(|it| !it.is_empty() && *it != ".") {
        let inner = match at.get(name).map(|it| it.data) {
            Some(Data::Map(inner)) => inner,
            Some(_) => return,
            None => {
                let inner = Map::new();
                at.set(
                    Rc::<str>::from(name),
                    crate::origin::OriginId::NONE,
                    Value::map(inner.clone(), crate::origin::OriginId::NONE),
                );
                inner
            }
        };
        at = inner;
    }
    defaults(&at, imported);
}
