//! Laws of the table.

use super::{Key, Map, Others, Shape, TOP};

fn walk(shape: &'static Shape, seen: &mut Vec<*const Shape>) {
    if seen.iter().any(|known| std::ptr::eq(*known, shape)) {
        return;
    }
    seen.push(shape);
    if let Some(items) = shape.items {
        walk(items.item.shape, seen);
    }
    let Some(map) = shape.map else { return };
    let names: Vec<&str> = map.keys.iter().map(|key: &Key| key.name).collect();
    assert!(names.is_sorted(), "{names:?}");
    assert!(map.required.iter().all(|name| names.contains(name)), "{:?}", map.required);
    for key in map.keys {
        assert!(map.key(key.name).is_some_and(|found| std::ptr::eq(found, key)), "{}", key.name);
        walk(key.shape, seen);
    }
    if let Map { others: Others::Named { value, .. }, .. } = map {
        walk(value.shape, seen);
    }
}

#[test]
fn keys_are_sorted_so_that_they_are_found() {
    let mut seen = Vec::new();
    walk(TOP.shape, &mut seen);
    assert!(seen.len() > 50, "{}", seen.len());
}
