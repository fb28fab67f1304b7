//! Values as Go's templates see them: typed, shared, mutable maps, each with its origin.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::origin::OriginId;
use crate::text::Text;

/// How deep values are copied.
const MAX_DEPTH: usize = 128;

/// A value and where it comes from.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// Where it comes from; of text, see [`Text::origins`].
    pub from: OriginId,
}

/// What a value can be. Go's types matter: `eq 1 1.0` is an error, and `range 3.0` too.
#[derive(Clone, Debug)]
pub enum Data {
    /// `nil`, and what is missing.
    Nil,
    /// `bool`.
    Bool(bool),
    /// `int` and `int64`, which Go tells apart where the name of the type shows.
    Int(i64, IntType),
    /// `float64`: every number of a values file.
    Float(f64),
    /// `string`.
    Str(Text),
    /// A slice.
    List(Rc<Vec<Value>>),
    /// A map, shared: `set` changes it for all who hold it.
    Map(Map),
    /// An object of Helm with methods.
    Object(Rc<Object>),
}

/// Which of Go's types an integer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntType {
    /// `int`.
    Int,
    /// `int64`.
    Int64,
}

/// A shared map. Go's maps have no order; templates see keys sorted by bytes.
#[derive(Clone, Debug, Default)]
pub struct Map(Rc<RefCell<BTreeMap<Rc<str>, Slot>>>);

/// An entry of a map.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Where the key is written.
    pub key_from: OriginId,
    /// The value.
    pub value: Value,
}

/// Objects with methods.
#[derive(Debug)]
pub enum Object {
    /// `.Files`, or what `.Files.Glob` found: path and text.
    Files(BTreeMap<Rc<str>, Text>),
    /// `.Capabilities`.
    Capabilities(Capabilities),
    /// `.Capabilities.APIVersions`.
    ApiVersions(Vec<String>),
    /// `.Capabilities.KubeVersion`.
    KubeVersion(KubeVersion),
    /// `semver`'s result.
    Version(crate::functions::semver::Version),
}

/// What Helm assumes of a cluster that it does not ask.
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// The version of Kubernetes.
    pub kube: KubeVersion,
    /// Group versions, and whatever else `--api-versions` names.
    pub api_versions: Vec<String>,
}

/// A version of Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeVersion {
    /// `v1.37.0`, as it was given.
    pub version: String,
    /// `v1.37.0`, without a suffix.
    pub normalized: String,
    /// `1`.
    pub major: String,
    /// `37`.
    pub minor: String,
}

impl Value {
    /// `nil`.
    pub const NIL: Self = Self { data: Data::Nil, from: OriginId::NONE };

    /// A value of an origin.
    pub fn new(data: Data, from: OriginId) -> Self {
        Self { data, from }
    }

    /// A truth value.
    pub fn bool(value: bool, from: OriginId) -> Self {
        Self::new(Data::Bool(value), from)
    }

    /// An `int`.
    pub fn int(value: i64, from: OriginId) -> Self {
        Self::new(Data::Int(value, IntType::Int), from)
    }

    /// An `int64`.
    pub fn int64(value: i64, from: OriginId) -> Self {
        Self::new(Data::Int(value, IntType::Int64), from)
    }

    /// A `string` of one origin.
    pub fn str(text: impl Into<Rc<str>>, from: OriginId) -> Self {
        Self::new(Data::Str(Text::new(text, from)), from)
    }

    /// A `string` with its runs.
    pub fn text(text: impl Into<Text>) -> Self {
        let text = text.into();
        let from = text.origin();
        Self::new(Data::Str(text), from)
    }

    /// A slice.
    pub fn list(items: Vec<Self>, from: OriginId) -> Self {
        Self::new(Data::List(Rc::new(items)), from)
    }

    /// A map.
    pub fn map(map: Map, from: OriginId) -> Self {
        Self::new(Data::Map(map), from)
    }

    /// Whether a template takes it for true: not zero, not empty.
    /// Go `text/template/exec.go` isTrue.
    pub fn is_true(&self) -> bool {
        match &self.data {
            Data::Nil => false,
            Data::Bool(value) => *value,
            Data::Int(value, _) => *value != 0,
            Data::Float(value) => *value != 0.0,
            Data::Str(text) => !text.as_str().is_empty(),
            Data::List(items) => !items.is_empty(),
            Data::Map(map) => !map.is_empty(),
            Data::Object(object) => match &**object {
                Object::Files(files) => !files.is_empty(),
                Object::ApiVersions(versions) => !versions.is_empty(),
                _ => true,
            },
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::Str(text) => Some(text.as_str()),
            _ => None,
        }
    }

    /// The map.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.data {
            Data::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Go's name of the type, as error messages and `typeOf` have it.
    pub fn type_name(&self) -> &'static str {
        match &self.data {
            Data::Nil => "<nil>",
            Data::Bool(_) => "bool",
            Data::Int(_, IntType::Int) => "int",
            Data::Int(_, IntType::Int64) => "int64",
            Data::Float(_) => "float64",
            Data::Str(_) => "string",
            Data::List(_) => "[]interface {}",
            Data::Map(_) => "map[string]interface {}",
            Data::Object(object) => match &**object {
                Object::Files(_) => "engine.files",
                Object::Capabilities(_) => "*common.Capabilities",
                Object::ApiVersions(_) => "common.VersionSet",
                Object::KubeVersion(_) => "*common.KubeVersion",
                Object::Version(_) => "*semver.Version",
            },
        }
    }

    /// Go's kind, as `kindOf` has it.
    pub fn kind_name(&self) -> &'static str {
        match &self.data {
            Data::Nil => "invalid",
            Data::List(_) => "slice",
            Data::Map(_) => "map",
            Data::Object(object) => match &**object {
                Object::Files(_) => "map",
                Object::ApiVersions(_) => "slice",
                _ => "ptr",
            },
            _ => self.type_name(),
        }
    }

    /// A copy that shares no map with this one.
    pub fn deep_copy(&self) -> Self {
        self.copy_below(0)
    }

    fn copy_below(&self, depth: usize) -> Self {
        let data = match &self.data {
            // A map that contains itself ends somewhere.
            Data::Map(_) | Data::List(_) if depth > MAX_DEPTH => Data::Nil,
            Data::Map(map) => Data::Map(map.copy_below(depth + 1)),
            Data::List(items) => {
                let copies = items.iter().map(|item| item.copy_below(depth + 1));
                Data::List(Rc::new(copies.collect()))
            }
            other => other.clone(),
        };
        Self { data, from: self.from }
    }

    /// Whether two values are deeply equal, types included. Go `reflect.DeepEqual`.
    #[expect(clippy::float_cmp, reason = "Go compares them likewise")]
    pub fn deep_equal(&self, other: &Self) -> bool {
        match (&self.data, &other.data) {
            (Data::Nil, Data::Nil) => true,
            (Data::Bool(a), Data::Bool(b)) => a == b,
            (Data::Int(a, s), Data::Int(b, t)) => a == b && s == t,
            (Data::Float(a), Data::Float(b)) => a == b,
            (Data::Str(a), Data::Str(b)) => a.as_str() == b.as_str(),
            (Data::List(a), Data::List(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.deep_equal(b))
            }
            (Data::Map(a), Data::Map(b)) => a.deep_equal(b),
            _ => false,
        }
    }
}

impl Map {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<Value> {
        self.0.borrow().get(key).map(|slot| slot.value.clone())
    }

    /// Whether there is an entry, `nil` ones included.
    pub fn has(&self, key: &str) -> bool {
        self.0.borrow().contains_key(key)
    }

    /// Sets an entry.
    pub fn set(&self, key: impl Into<Rc<str>>, key_from: OriginId, value: Value) {
        self.0.borrow_mut().insert(key.into(), Slot { key_from, value });
    }

    /// Sets an entry whose key has the value's origin.
    pub fn put(&self, key: &str, value: Value) {
        let from = value.from;
        self.set(key, from, value);
    }

    /// Takes an entry away.
    pub fn remove(&self, key: &str) {
        self.0.borrow_mut().remove(key);
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// A snapshot of the entries, keys sorted by bytes.
    pub fn entries(&self) -> Vec<(Rc<str>, Slot)> {
        self.0.borrow().iter().map(|(key, slot)| (Rc::clone(key), slot.clone())).collect()
    }

    /// A map with the same entries that is not shared with this one.
    pub fn copy(&self) -> Self {
        Self(Rc::new(RefCell::new(self.0.borrow().clone())))
    }

    /// A copy that shares nothing.
    pub fn deep_copy(&self) -> Self {
        self.copy_below(0)
    }

    fn copy_below(&self, depth: usize) -> Self {
        let copy = Self::new();
        for (key, slot) in self.entries() {
            copy.set(key, slot.key_from, slot.value.copy_below(depth));
        }
        copy
    }

    /// Whether two handles are the same map.
    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn deep_equal(&self, other: &Self) -> bool {
        if self.is(other) {
            return true;
        }
        let (a, b) = (self.entries(), other.entries());
        a.len() == b.len()
            && a.iter().zip(&b).all(|((key, slot), (other_key, other_slot))| {
                key == other_key && slot.value.deep_equal(&other_slot.value)
            })
    }
}
