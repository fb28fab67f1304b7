//! How a Compose project is written does not change what is said of it: every fixture of every rule is written in other
//! ways that mean the same, and judged again.

use std::collections::BTreeSet;

use diag::Verdict;
use serde_json::{Map, Value, json};

use crate::common::fixture::{self, Fixture};
use crate::common::{Repository, judge, kind};
use model::FileKind;

const FILE: &str = "compose.yaml";

type Rewrite = fn(&Value) -> Vec<(&'static str, Value)>;

#[test]
fn anchors_and_styles_mean_what_they_stand_for() {
    check(&[], |project| vec![(FILE, project.clone())]);
}

#[test]
fn lists_mean_the_same_as_mappings() {
    check(&[], |project| one(project, as_mapping));
}

#[test]
fn mappings_mean_the_same_as_lists() {
    check(&[], |project| one(project, as_list));
}

#[test]
fn the_short_syntax_means_the_same_as_the_long_one() {
    check(&[], |project| one(project, lengthened));
}

#[test]
fn a_base_and_its_override_mean_the_same_as_one_file() {
    // What extends a service takes it as its own file has it, before the override.
    check(&["extends"], |project| {
        let (base, later) = split(project);
        vec![(FILE, base), ("compose.override.yaml", later)]
    });
}

#[test]
fn a_service_that_extends_another_means_the_same_as_one_that_says_it_all() {
    // A Dockerfile in a file that nobody asked to judge is not judged by itself.
    check(&["dockerfile_inline"], |project| {
        let mut entry = project.clone();
        for (name, service) in services(&mut entry) {
            *service = json!({"extends": {"file": "parts.yml", "service": name}});
        }
        let bases = json!({"services": project.get("services")});
        vec![(FILE, entry), ("parts.yml", bases)]
    });
}

/// Judges every fixture that is one Compose file without some words, as it is and rewritten.
fn check(without: &[&str], rewrite: Rewrite) {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for fixture in fixture::all() {
        let Some((path, project)) = parsed(&fixture) else { continue };
        let mut repository = fixture.repository.clone();
        let text = repository.remove(&path).unwrap_or_default();
        if without.iter().any(|word| text.contains(word)) {
            continue;
        }
        let is_told =
            |line: &&str| ["# options: ", "# environments: "].iter().any(|it| line.starts_with(it));
        let told = text.lines().find(is_told).unwrap_or("#");
        for (name, value) in rewrite(&project) {
            repository.insert(name.to_owned(), format!("{told}\n{value:#}\n"));
        }
        let (before, after) =
            (said(&fixture.rule, &fixture.repository), said(&fixture.rule, &repository));
        if before != after {
            wrong.push(format!("{}: {before:?}, rewritten {after:?}", fixture.name()));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 100, "only {count} fixtures can be rewritten");
}

/// The only Compose file of a fixture, if it can be rewritten: comments and tags have no place in JSON.
fn parsed(fixture: &Fixture) -> Option<(String, Value)> {
    let is_compose = |(path, text): &(&String, &String)| {
        kind(path, text) == Some(FileKind::Compose) || path.contains("compose")
    };
    let mut files = fixture.repository.iter().filter(is_compose);
    let (path, text) = files.next().filter(|_| files.next().is_none())?;
    if text.contains("ignore") || !path.ends_with(FILE) {
        return None;
    }
    let mut value: serde_yaml::Value = serde_yaml::from_str(text).ok()?;
    value.apply_merge().ok()?;
    let value = serde_json::to_value(value).ok()?;
    value.get("services").and_then(Value::as_object)?;
    Some((path.clone(), value))
}

/// Which subjects fail, and which are left for review.
fn said(rule: &str, repository: &Repository) -> BTreeSet<(bool, String)> {
    let findings = judge(rule, repository).findings;
    let subjects = findings.into_iter().flat_map(|finding| {
        let fails = finding.verdict == Verdict::Fail;
        // An image is named by the file that it stands in.
        let name = |subject: String| {
            if subject.starts_with("image ") { "image".to_owned() } else { subject }
        };
        finding.subjects.into_iter().map(move |subject| (fails, name(subject)))
    });
    subjects.collect()
}

fn services(project: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    project.get_mut("services").and_then(Value::as_object_mut).into_iter().flatten()
}

/// One file, with another form of what stands at the keys of services and builds.
fn one(
    project: &Value,
    form: impl Fn(&str, &Value) -> Option<Value>,
) -> Vec<(&'static str, Value)> {
    let mut project = project.clone();
    for (_, service) in services(&mut project) {
        let Some(service) = service.as_object_mut() else { continue };
        rewrite(service, &form);
        if let Some(Value::Object(build)) = service.get_mut("build") {
            rewrite(build, &form);
        }
    }
    vec![(FILE, project)]
}

fn rewrite(map: &mut Map<String, Value>, form: impl Fn(&str, &Value) -> Option<Value>) {
    for (key, value) in map.iter_mut() {
        if let Some(other) = form(key, value) {
            *value = other;
        }
    }
}

/// Keys whose values are pairs in either form.
const PAIRS: [&str; 5] = ["environment", "labels", "args", "annotations", "sysctls"];

fn as_mapping(key: &str, value: &Value) -> Option<Value> {
    let items = PAIRS.contains(&key).then(|| value.as_array()).flatten()?;
    let pairs = items.iter().map(|item| {
        let text = item.as_str()?;
        Some(match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), value.into()),
            None => (text.to_owned(), Value::Null),
        })
    });
    Some(Value::Object(pairs.collect::<Option<_>>()?))
}

fn as_list(key: &str, value: &Value) -> Option<Value> {
    let pairs = PAIRS.contains(&key).then(|| value.as_object()).flatten()?;
    let items = pairs.iter().map(|(name, value)| match value {
        Value::Null => name.clone(),
        Value::String(text) => format!("{name}={text}"),
        other => format!("{name}={other}"),
    });
    Some(items.collect())
}

fn lengthened(key: &str, value: &Value) -> Option<Value> {
    let items = || value.as_array().map(|items| items.iter());
    let named = |with: &dyn Fn() -> Value| {
        let names = items()?.map(|item| Some((item.as_str()?.to_owned(), with())));
        Some(Value::Object(names.collect::<Option<_>>()?))
    };
    let each = |long: &dyn Fn(&str) -> Option<Value>| {
        let longs = items()?.map(|item| item.as_str().and_then(long).unwrap_or(item.clone()));
        Some(longs.collect())
    };
    match key {
        "build" => Some(json!({"context": value.as_str()?})),
        "networks" => named(&|| Value::Null),
        "depends_on" => named(&|| json!({"condition": "service_started"})),
        "ports" => each(&port),
        "volumes" => each(&mount),
        "devices" => each(&device),
        "secrets" | "configs" => each(&|name| Some(json!({"source": name}))),
        "env_file" => value.as_str().map(|path| json!([{"path": path}])),
        _ => None,
    }
}

fn port(text: &str) -> Option<Value> {
    if text.contains(['$', '[', '-']) {
        return None;
    }
    let (address, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let parts: Vec<&str> = address.split(':').collect();
    let target: u16 = parts.last()?.parse().ok()?;
    Some(match parts[..] {
        [_] => json!({"target": target, "protocol": protocol}),
        [host, _] => json!({"target": target, "published": host, "protocol": protocol}),
        [ip, host, _] => {
            json!({"target": target, "published": host, "host_ip": ip, "protocol": protocol})
        }
        _ => return None,
    })
}

fn mount(text: &str) -> Option<Value> {
    let parts: Vec<&str> = text.split(':').collect();
    if text.contains(['$', '\\']) || parts.iter().any(|part| part.len() < 2) {
        return None;
    }
    let ([source, target] | [source, target, _]) = parts[..] else { return None };
    let kind = if source.starts_with(['.', '/', '~']) { "bind" } else { "volume" };
    let mut mount = json!({"type": kind, "source": source, "target": target});
    for option in parts.get(2).into_iter().flat_map(|options| options.split(',')) {
        match option {
            "ro" => mount["read_only"] = true.into(),
            "z" | "Z" => mount["bind"]["selinux"] = option.into(),
            "shared" | "rshared" | "slave" | "rslave" => {
                mount["bind"]["propagation"] = option.into();
            }
            _ => {}
        }
    }
    Some(mount)
}

fn device(text: &str) -> Option<Value> {
    let parts: Vec<&str> = text.split(':').collect();
    let source = *parts.first().filter(|source| source.starts_with('/'))?;
    let target = parts.get(1).unwrap_or(&source);
    let permissions = parts.get(2).unwrap_or(&"rwm");
    Some(json!({"source": source, "target": target, "permissions": permissions}))
}

/// Lists that grow when they are merged, in order.
const GROWING: [&str; 7] =
    ["ports", "volumes", "cap_add", "cap_drop", "security_opt", "devices", "environment"];

/// Every other key of a service goes to the override, and every other item of what can be taken apart.
fn split(project: &Value) -> (Value, Value) {
    let (mut base, mut later) = (project.clone(), json!({"services": {}}));
    for (name, service) in services(&mut base) {
        let Some(service) = service.as_object_mut() else { continue };
        let mut rest = Map::new();
        for (at, (key, value)) in std::mem::take(service).into_iter().enumerate() {
            match value {
                Value::Array(items) if GROWING.contains(&key.as_str()) && items.len() > 1 => {
                    let (first, second) = items.split_at(items.len() / 2);
                    service.insert(key.clone(), first.into());
                    rest.insert(key, second.into());
                }
                Value::Object(pairs) if pairs.len() > 1 && key != "extends" => {
                    let half = pairs.len() / 2;
                    let mut pairs = pairs.into_iter();
                    service.insert(
                        key.clone(),
                        pairs.by_ref().take(half).collect::<Map<_, _>>().into(),
                    );
                    rest.insert(key, pairs.collect::<Map<_, _>>().into());
                }
                value if at % 2 == 1 => drop(rest.insert(key, value)),
                value => drop(service.insert(key, value)),
            }
        }
        if !rest.is_empty() {
            later["services"][name] = rest.into();
        }
    }
    (base, later)
}
