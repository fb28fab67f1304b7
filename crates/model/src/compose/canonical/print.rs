//! The canonical model as `docker-compose config` prints it, as data.

use std::collections::BTreeMap;

use serde_json::{Map as Json, Value as Printed};
use smol_str::SmolStr;
use syntax::yaml::{Data, Dialect, Entry, Node, Value};

use super::super::grammar::{Key, Kind, SERVICE, TOP};
use super::super::resolve::relocate;
use super::super::values::{self, command, duration};
use super::super::{Project, plain};
use super::{normal, port};

/// Where the root lies on the machine for which a model is printed.
#[derive(Clone, Debug, Default)]
pub struct Location {
    /// Absolute path of the root.
    pub root: String,
    /// The home of the user, for paths that begin with `~`.
    pub home: Option<String>,
}

impl Project {
    /// The model that Docker Compose would run: long syntax, implied values, absolute paths. Dollars are not doubled.
    pub fn canonical(&self, at: &Location) -> Printed {
        let mut model = self.root.clone();
        let base = format!("{}/{}", at.root.trim_end_matches('/'), self.folder);
        relocate(&mut model, base.trim_end_matches('/'), at.home.as_deref());
        normal::normalize(&mut model, &self.name);
        let mut printed = Json::new();
        printed.insert("name".into(), self.name.as_str().into());
        for entry in model.entries() {
            let name = entry.key.as_str().unwrap_or_default();
            if matches!(name, "name" | "version" | "models" | "include") {
                continue;
            }
            let value = match name {
                "services" => Some(self.services_printed(&entry.value)),
                _ => print(&entry.value, TOP.child(name)),
            };
            if let Some(value) = value.filter(|it| name == "services" || !is_empty(it)) {
                printed.insert(name.to_owned(), value);
            }
        }
        Printed::Object(printed)
    }

    fn services_printed(&self, services: &Node) -> Printed {
        let mut printed = Json::new();
        for entry in services.entries() {
            let name = entry.key.as_str().unwrap_or_default();
            let key = TOP.child("services").child(name);
            let Some(Printed::Object(mut service)) = print(&entry.value, key) else { continue };
            service.remove("env_file");
            add_files(self.env_texts.get(name), "environment", &mut service);
            add_files(self.label_texts.get(name), "labels", &mut service);
            printed.insert(name.to_owned(), Printed::Object(service));
        }
        Printed::Object(printed)
    }
}

/// What files add to a mapping of a service that does not have it.
fn add_files(
    files: Option<&BTreeMap<String, String>>,
    key: &str,
    printed: &mut Json<String, Printed>,
) {
    let Some(texts) = files.filter(|it| !it.is_empty()) else { return };
    let slot = printed.entry(key).or_insert_with(|| Printed::Object(Json::new()));
    let Printed::Object(map) = slot else { return };
    for (name, text) in texts {
        map.entry(name.clone()).or_insert_with(|| text.as_str().into());
    }
}

/// Whether a value says nothing.
fn is_empty(value: &Printed) -> bool {
    match value {
        Printed::Null => true,
        Printed::Object(map) => map.is_empty(),
        Printed::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// A value in the form of the model; `None` if it is left out.
fn print(node: &Node, key: &'static Key) -> Option<Printed> {
    match key.kind {
        Kind::Struct => structure(node, key),
        Kind::Text => text(node),
        Kind::Bool => values::flag(node).map(Printed::Bool),
        Kind::OptOut => values::flag(node).filter(|flag| !flag).map(Printed::Bool),
        Kind::Int if node.as_map().is_some() => structure(node, key),
        Kind::Int | Kind::Port => values::int(node).filter(|int| *int != 0).map(Printed::from),
        Kind::Given => values::int(node).map(Printed::from),
        Kind::Float | Kind::Cpus => number(node),
        Kind::Bytes => {
            values::size(node).filter(|size| *size != 0).map(|size| size.to_string().into())
        }
        Kind::Duration => time(node, |_| true),
        Kind::Delay => time(node, |time| time != 0),
        Kind::Command => words(node),
        Kind::Test => test(node),
        Kind::Texts => texts(node),
        Kind::Pairs => Some(pairs(node, &Printed::Null)),
        Kind::Labels | Kind::Options => Some(pairs(node, &"".into())),
        Kind::Lists => lists(node),
        Kind::Hosts => Some(hosts(node)),
        Kind::Mode => values::mode(node).map(|mode| format!("0{mode:o}").into()),
        Kind::Count => match plain::string(node) {
            Some(text) if text.eq_ignore_ascii_case("all") => Some((-1).into()),
            _ => values::int(node).map(Printed::from),
        },
        Kind::Ssh => Some(ssh(node)),
        Kind::Raw => Some(raw(node)),
    }
}

fn structure(node: &Node, key: &'static Key) -> Option<Printed> {
    match &node.data {
        Data::Map(map) => {
            let mut printed = Json::new();
            for entry in &map.entries {
                let name = entry.key.as_str().unwrap_or_default();
                // Extensions are kept at the top level only.
                if name.starts_with("x-") && !key.holds_names() {
                    continue;
                }
                let child = key.child(name);
                let value = print(&entry.value, child);
                if let Some(value) = value.or_else(|| key.holds_names().then_some(Printed::Null)) {
                    printed.insert(key.printed_name(name), value);
                }
            }
            Some(Printed::Object(printed))
        }
        Data::Seq(items) if key.name == "ports" => Some(ports(items)),
        // A hook before the start is a container like the service itself.
        Data::Seq(items) if key.name == "pre_start" => {
            Some(items.iter().filter_map(|item| print(item, &SERVICE)).collect())
        }
        Data::Seq(items) => Some(items.iter().filter_map(|item| print(item, key.item())).collect()),
        _ if node.is_null() => None,
        _ => Some(raw(node)),
    }
}

/// Ports one by one; of equal ones the last one counts.
fn ports(items: &[Node]) -> Printed {
    let mut printed: Vec<(String, Printed)> = Vec::new();
    for item in items {
        for port in port::spread(item) {
            let Some(value) = structure(&port, SERVICE.child("ports").item()) else {
                continue;
            };
            let field = |name, default: &str| match value.get(name) {
                Some(Printed::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => default.to_owned(),
            };
            let identity = format!(
                "{}:{}:{}/{}",
                field("host_ip", "0.0.0.0"),
                field("published", ""),
                field("target", ""),
                field("protocol", "tcp")
            );
            match printed.iter_mut().find(|(known, _)| *known == identity) {
                Some(slot) => slot.1 = value,
                None => printed.push((identity, value)),
            }
        }
    }
    printed.into_iter().map(|(_, value)| value).collect()
}

fn text(node: &Node) -> Option<Printed> {
    match node.value(Dialect::Compose)? {
        Value::Null => None,
        _ => Some(plain::print(node).as_str().into()),
    }
}

fn number(node: &Node) -> Option<Printed> {
    let value = values::single(node).filter(|value| *value != 0.0)?;
    // The shortest text of the single precision that Compose keeps.
    let shortest: f64 = value.to_string().parse().ok()?;
    serde_json::Number::from_f64(shortest).map(Printed::Number)
}

fn ssh(node: &Node) -> Printed {
    let key = |Entry { key, value }: &Entry| {
        let id = plain::print(key);
        if value.is_null() { id.to_string() } else { format!("{id}={}", plain::print(value)) }
    };
    node.entries().iter().map(key).collect::<Vec<_>>().into()
}

fn time(node: &Node, counts: fn(i64) -> bool) -> Option<Printed> {
    let time = duration::parse(plain::string(node)?).filter(|time| counts(*time))?;
    Some(duration::print(time).into())
}

fn words(node: &Node) -> Option<Printed> {
    match plain::string(node) {
        Some(text) => Some(command::split(text).unwrap_or_default().into()),
        None if node.is_null() => None,
        None => texts(node),
    }
}

fn test(node: &Node) -> Option<Printed> {
    match plain::string(node) {
        Some(text) => Some(vec!["CMD-SHELL", text].into()),
        None => texts(node),
    }
}

fn texts(node: &Node) -> Option<Printed> {
    if plain::string(node).is_some() {
        return Some(vec![plain::print(node).to_string()].into());
    }
    let items = node.as_seq()?;
    Some(items.iter().map(|item| Printed::from(plain::print(item).as_str())).collect())
}

/// Strings by name; of equal names the last one counts. `missing` stands for no value.
fn pairs(node: &Node, missing: &Printed) -> Printed {
    let mut printed = Json::new();
    for Entry { key, value } in node.entries() {
        let value =
            if value.is_null() { missing.clone() } else { plain::print(value).as_str().into() };
        printed.insert(plain::print(key).to_string(), value);
    }
    for item in node.items() {
        let text = plain::print(item);
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, value.into()),
            None => (text.as_str(), missing.clone()),
        };
        printed.insert(name.to_owned(), value);
    }
    Printed::Object(printed)
}

fn lists(node: &Node) -> Option<Printed> {
    let mut printed = Json::new();
    for Entry { key, value } in &node.as_map()?.entries {
        let list = match value.as_seq() {
            Some(items) => {
                items.iter().map(|it| Printed::from(plain::print(it).as_str())).collect()
            }
            None => vec![plain::print(value).to_string()].into(),
        };
        printed.insert(plain::print(key).to_string(), list);
    }
    Some(Printed::Object(printed))
}

/// Every host with each of its addresses, sorted.
fn hosts(node: &Node) -> Printed {
    let mut list: Vec<String> = Vec::new();
    let bare = |address: &str| {
        let inner = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        inner.filter(|inner| !inner.is_empty()).unwrap_or(address).to_owned()
    };
    for Entry { key, value } in node.entries() {
        let addresses: Vec<SmolStr> = match value.as_seq() {
            Some(items) => items.iter().map(plain::print).collect(),
            None if value.is_null() => vec![SmolStr::default()],
            None => vec![plain::print(value)],
        };
        let host = plain::print(key);
        list.extend(addresses.iter().map(|address| format!("{host}={}", bare(address))));
    }
    for item in node.items() {
        let text = plain::print(item);
        if let Some((host, addresses)) = text.split_once('=').or_else(|| text.split_once(':')) {
            list.extend(addresses.split(',').map(|address| format!("{host}={}", bare(address))));
        }
    }
    list.sort();
    list.into()
}

fn raw(node: &Node) -> Printed {
    match &node.data {
        Data::Map(map) => map
            .entries
            .iter()
            .map(|entry| (plain::print(&entry.key).to_string(), raw(&entry.value)))
            .collect(),
        Data::Seq(items) => items.iter().map(raw).collect(),
        Data::Alias(target) => raw(target),
        Data::Scalar(_) => match node.value(Dialect::Compose) {
            Some(Value::Bool(value)) => value.into(),
            Some(Value::Int(value)) => value.into(),
            Some(Value::Float(_)) if plain::large(node).is_some() => plain::large(node).into(),
            Some(Value::Float(value)) => {
                serde_json::Number::from_f64(value).map_or(Printed::Null, Printed::Number)
            }
            Some(Value::Str(text)) => text.into(),
            Some(Value::Null) | None => Printed::Null,
        },
    }
}
