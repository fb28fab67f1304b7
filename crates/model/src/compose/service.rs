//! A service as the container that it will be.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;

use diag::{Span, Spanned, Step, SubjectKind};
use syntax::yaml::scalar::compose_bool;
use syntax::yaml::{Entry, Node};

use super::{Project, mounts, ports, scripts, security, values};
use crate::dockerfile::{BuildArg, Dockerfile, Graph, Image, StageView};
use crate::{
    Capabilities, Container, EnvValue, EnvVar, Health, ImageRef, Limit, Mount, Origin, Port,
    Profile, Restart, Setting, SharedNamespace, User, Value, catalogue, shell::WrittenScript,
};

/// A service of a project.
#[derive(Debug)]
pub struct Service<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its name.
    pub name: &'a str,
    /// The service key.
    pub key: Span,
    /// The key of the service that it extends in another file, if that one is judged too, and where it does.
    base: Option<(Span, Span)>,
    pub(super) node: &'a Node,
    built: Option<Built<'a>>,
    asked: Asked,
}

/// What several rules ask for, worked out by the first one.
#[derive(Debug, Default)]
struct Asked {
    image: OnceLock<Setting<ImageRef>>,
    env: OnceLock<Vec<EnvVar>>,
    mounts: OnceLock<Vec<Mount>>,
    scripts: OnceLock<Vec<WrittenScript>>,
}

/// The image that a service builds.
#[derive(Debug)]
pub(super) struct Built<'a> {
    pub(super) dockerfile: &'a Dockerfile,
    pub(super) graph: Graph,
    pub(super) stage: usize,
    pub(super) span: Span,
}

impl<'a> Service<'a> {
    pub(super) fn new(
        project: &'a Project,
        name: &'a str,
        entry: &'a Entry,
        base: Option<(Span, Span)>,
        built: Option<Built<'a>>,
    ) -> Self {
        let asked = Asked::default();
        Self { project, name, key: entry.key.span, base, node: &entry.value, built, asked }
    }

    /// Where a reader would add what the service lacks: at its key, or at that of the service which it extends in another
    /// file and which lacks it too.
    pub fn absence(&self) -> Span {
        self.base.map_or(self.key, |(key, _)| key)
    }

    /// A value that nobody wrote.
    pub(super) fn absent<T>(&self, default: T) -> Setting<T> {
        let extends = self.base.map(|(_, extends)| {
            Step::at(extends, format!("service `{}` extends it here", self.name))
        });
        let value = match self.unread_part() {
            Some(why) => Value::Unknown(why.to_owned()),
            None => Value::Known(default),
        };
        Setting::new(value, Origin::Default, self.absence()).via(extends)
    }

    /// Why there may be settings of the service that are not seen, if there may be.
    pub fn unread_part(&self) -> Option<&'a str> {
        self.project.partial.get(self.name).map(String::as_str)
    }

    /// The image that it builds, as the build with its arguments and target makes it.
    pub fn built_image(&self) -> Option<Image<'_>> {
        let built = self.built.as_ref()?;
        Some(Image {
            stage: StageView {
                dockerfile: built.dockerfile,
                graph: &built.graph,
                index: built.stage,
            },
        })
    }

    /// The arguments that it gives to its build.
    pub fn build_args(&self) -> &[BuildArg] {
        self.project.builds.get(self.name).map_or(&[], |link| &link.build.args)
    }

    /// The value at a path of keys, unless it is null.
    pub(super) fn get(&self, path: &[&str]) -> Option<&'a Node> {
        self.node.path(path).filter(|node| !node.is_null())
    }

    /// The value at a path as `read` understands it; `default` blames the service.
    pub(super) fn setting<T>(
        &self,
        path: &[&str],
        default: T,
        read: impl Fn(&str) -> Option<T>,
    ) -> Setting<T> {
        match self.get(path) {
            None => self.absent(default),
            Some(node) => self.read(node, path, read),
        }
    }

    pub(super) fn read<T>(
        &self,
        node: &Node,
        path: &[&str],
        read: impl Fn(&str) -> Option<T>,
    ) -> Setting<T> {
        let value = match (self.project.doubt(node), node.as_str().and_then(&read)) {
            (Some(why), _) => Value::Unknown(why.to_owned()),
            (None, Some(value)) => Value::Known(value),
            (None, None) => Value::Unknown("its value has the wrong type".into()),
        };
        Setting {
            value,
            origin: Origin::Written,
            blame: node.target().span,
            trail: self.steps(path),
        }
    }

    /// The places that the value at a path travelled.
    pub(super) fn steps(&self, path: &[&str]) -> Vec<Step> {
        self.node.steps_along(path).into_iter().cloned().collect()
    }

    /// A list of scalars with what is known of them.
    pub(super) fn list(&self, path: &[&str]) -> Vec<&'a Node> {
        self.get(path).map_or_else(Vec::new, |node| node.items().iter().collect())
    }

    /// The steps from the Dockerfile to this service.
    fn taken_over<T>(&self, setting: Setting<T>) -> Setting<T> {
        let Some(built) = &self.built else { return setting };
        let step = Step::at(built.span, format!("service `{}` builds it", self.name));
        setting.inherited(step)
    }

    /// What `deploy.restart_policy` says, which goes before `restart`.
    fn deployed_restart(&self, policy: &Node) -> Setting<Restart> {
        let text = |key: &str| policy.get(key).and_then(Node::as_str).unwrap_or_default();
        let restart = match text("condition") {
            "any" | "always" => Restart::Always("any".into()),
            "unless-stopped" => Restart::Always("unless-stopped".into()),
            "on-failure" => {
                let attempts = text("max_attempts").parse().ok();
                Restart::OnFailure(attempts.filter(|attempts| *attempts > 0))
            }
            _ => Restart::No,
        };
        let places = ["condition", "max_attempts"].map(|key| policy.get(key));
        let doubt = places.iter().flatten().find_map(|node| self.project.doubt(node));
        let value = doubt.map_or(Value::Known(restart), |why| Value::Unknown(why.to_owned()));
        Setting::new(value, Origin::Written, places[0].unwrap_or(policy).target().span)
            .via(self.steps(&["deploy", "restart_policy"]))
    }

    /// Whether its build asks for a stage that its Dockerfile does not have.
    pub fn lacks_target(&self) -> bool {
        let link = self.project.builds.get(self.name);
        self.built.is_none()
            && link.is_some_and(|link| link.dockerfile.is_some() && link.build.target.is_some())
    }

    fn missing_build(&self) -> Option<&str> {
        self.project.builds.get(self.name).filter(|_| self.built.is_none()).map(|link| {
            link.missing.as_deref().unwrap_or("the Dockerfile that it builds has no such stage")
        })
    }

    /// What only the image decides: the built one, or what is known of the one that is pulled.
    fn of_image<T>(
        &self,
        built: impl Fn(&Image<'_>) -> Setting<T>,
        pulled: impl Fn(&ImageRef) -> Value<T>,
    ) -> Setting<T> {
        if let Some(image) = self.built_image().filter(|_| self.unread_part().is_none()) {
            return self.taken_over(built(&image));
        }
        let image = self.image();
        let unknown = self.unread_part().or_else(|| self.missing_build());
        let value = match (unknown, image.known()) {
            (Some(why), _) => Value::Unknown(why.to_owned()),
            (None, Some(image)) => pulled(image),
            (None, None) => Value::Unknown("the image is not known".into()),
        };
        // Another image than that of the service which is extended may lack something else.
        let is_own =
            |key| self.get(&[key]).is_some_and(|it| it.target().span.source == self.key.source);
        if is_own("image") || is_own("build") {
            return Setting::new(value, Origin::Default, self.key);
        }
        let Setting { origin, blame, trail, .. } = self.absent(());
        Setting { value, origin, blame, trail }
    }
}

impl Container for Service<'_> {
    fn kind(&self) -> SubjectKind {
        SubjectKind::Service
    }

    fn name(&self) -> &str {
        self.name
    }

    fn span(&self) -> Span {
        self.key
    }

    fn image(&self) -> Cow<'_, Setting<ImageRef>> {
        let read = || match self.get(&["image"]) {
            Some(node) => self.read(node, &["image"], |text| Some(ImageRef::parse(text))),
            None => Setting::new(
                Value::Unknown("the service names no image".into()),
                Origin::Default,
                self.key,
            ),
        };
        Cow::Borrowed(self.asked.image.get_or_init(read))
    }

    fn is_built(&self) -> bool {
        self.get(&["build"]).is_some()
    }

    fn user(&self) -> Setting<User> {
        match self.get(&["user"]) {
            Some(node) => self.read(node, &["user"], |text| Some(User::parse(text))),
            None => self.of_image(|image| image.user(), catalogue::user),
        }
    }

    fn privileged(&self) -> Setting<bool> {
        self.setting(&["privileged"], false, compose_bool)
    }

    fn privilege_escalation(&self) -> Setting<bool> {
        security::privilege_escalation(self)
    }

    fn capabilities(&self) -> Setting<Capabilities> {
        let read = |key: &str| -> Vec<Spanned<String>> {
            let texts = self
                .list(&[key])
                .into_iter()
                .filter(|node| self.project.doubt(node).is_none())
                .filter_map(|node| Some((node.as_str()?, node.target().span)));
            texts.map(|(text, span)| Spanned::new(text.to_owned(), span)).collect()
        };
        let known = Capabilities { add: read("cap_add"), drop: read("cap_drop") };
        let nodes = ["cap_add", "cap_drop"].into_iter().flat_map(|key| self.list(&[key]));
        let mut doubtful = nodes.filter(|node| self.project.doubt(node).is_some());
        if let Some(node) = doubtful.next().filter(|_| known.add.is_empty()) {
            let why = self.project.doubt(node).unwrap_or_default();
            return Setting::unknown(why, node.target().span);
        }
        match self.get(&["cap_drop"]) {
            Some(node) => {
                Setting::written(known, node.target().span).via(self.steps(&["cap_drop"]))
            }
            // What is not seen may drop them all.
            None if self.unread_part().is_some() && !known.add.is_empty() => {
                let all = Spanned::new("ALL".to_owned(), self.key);
                let dropped = Capabilities { drop: vec![all], ..known.clone() };
                let value = Value::OneOf(vec![known, dropped]);
                Setting { value, ..Setting::unknown("", self.absence()) }
            }
            None => Setting { origin: Origin::Written, ..self.absent(known) },
        }
    }

    fn namespaces(&self) -> Vec<SharedNamespace> {
        security::namespaces(self)
    }

    fn mounts(&self) -> Cow<'_, [Mount]> {
        self.asked.mounts.get_or_init(|| mounts::of(self)).into()
    }

    fn read_only_rootfs(&self) -> Setting<bool> {
        self.setting(&["read_only"], false, compose_bool)
    }

    fn memory_limit(&self) -> Setting<Limit> {
        let path: &[&str] = &["deploy", "resources", "limits", "memory"];
        let path = if self.get(path).is_some() { path } else { &["mem_limit"] };
        self.setting(path, Limit::Unlimited, |text| values::bytes(text).map(bytes_limit))
    }

    fn cpu_limit(&self) -> Setting<Limit> {
        let paths: [&[&str]; 4] =
            [&["deploy", "resources", "limits", "cpus"], &["cpus"], &["cpu_quota"], &["cpu_count"]];
        let path = paths.into_iter().find(|path| self.get(path).is_some()).unwrap_or(&["cpus"]);
        self.setting(path, Limit::Unlimited, |text| text.parse().ok().map(limit))
    }

    fn pids_limit(&self) -> Setting<Limit> {
        let path: &[&str] = &["deploy", "resources", "limits", "pids"];
        let path = if self.get(path).is_some() { path } else { &["pids_limit"] };
        self.setting(path, Limit::Unlimited, |text| text.parse().ok().map(limit))
    }

    fn seccomp(&self) -> Setting<Profile> {
        security::profile(self, "seccomp")
    }

    fn apparmor(&self) -> Setting<Profile> {
        security::profile(self, "apparmor")
    }

    fn env(&self) -> Cow<'_, [EnvVar]> {
        self.asked.env.get_or_init(|| variables(self)).into()
    }

    fn health(&self) -> Setting<Health> {
        let Some(node) = self.get(&["healthcheck"]) else {
            return self.of_image(|image| image.health(), catalogue::health);
        };
        let blame = node.target().span;
        let steps = self.steps(&["healthcheck"]);
        let disabled =
            node.get("disable").and_then(Node::as_str).and_then(compose_bool) == Some(true);
        let test = node.get("test").filter(|test| !test.is_null());
        let words = test.map(|test| match test.as_str() {
            Some(text) => text.to_owned(),
            None => test.items().iter().filter_map(Node::as_str).collect::<Vec<_>>().join(" "),
        });
        // An empty list leaves the test to the image.
        let words = words.filter(|words| !words.is_empty());
        match words.as_deref() {
            _ if disabled => Setting::written(Health::Disabled, blame).via(steps),
            // As a string it would be a command of that name.
            Some("NONE") if test.is_some_and(|test| test.as_str().is_none()) => {
                Setting::written(Health::Disabled, blame).via(steps)
            }
            Some(words) if !words.is_empty() => {
                Setting::written(Health::Checked(words.to_owned()), blame).via(steps)
            }
            // Only timing is changed, or the test is an empty list: it is still the image's.
            _ => self.of_image(|image| image.health(), catalogue::health),
        }
    }

    fn ports(&self) -> Vec<Port> {
        ports::of(self)
    }

    fn restart(&self) -> Setting<Restart> {
        if let Some(policy) = self.get(&["deploy", "restart_policy"]) {
            return self.deployed_restart(policy);
        }
        match self.get(&["restart"]) {
            Some(node) => self.read(node, &["restart"], |text| Some(restart(text))),
            None => self.absent(Restart::No),
        }
    }

    fn scripts(&self) -> Cow<'_, [WrittenScript]> {
        self.asked.scripts.get_or_init(|| scripts::of(self)).into()
    }

    fn as_service(&self) -> Option<&Service<'_>> {
        Some(self)
    }
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^53")]
fn bytes_limit(bytes: i64) -> Limit {
    limit(bytes as f64)
}

/// Zero and below mean no limit.
fn limit(amount: f64) -> Limit {
    if amount > 0.0 { Limit::AtMost(amount) } else { Limit::Unlimited }
}

fn restart(text: &str) -> Restart {
    let (policy, times) = text.split_once(':').unwrap_or((text, ""));
    match policy {
        "always" | "unless-stopped" => Restart::Always(policy.to_owned()),
        "on-failure" => Restart::OnFailure(times.parse().ok()),
        _ => Restart::No,
    }
}

/// What its environment files give it, and its own variables. The last one of each name counts.
fn variables(service: &Service<'_>) -> Vec<EnvVar> {
    let given = service.project.env_files.get(service.name).into_iter().flatten().cloned();
    let mut variables: Vec<EnvVar> = given.chain(environment(service)).collect();
    let mut names = HashSet::with_capacity(variables.len());
    let from_last = variables.iter().rev();
    let is_last: Vec<bool> = from_last.map(|it| names.insert(it.name.value.as_str())).collect();
    let mut is_last = is_last.into_iter().rev();
    variables.retain(|_| is_last.next() == Some(true));
    variables
}

/// `environment:` in both of its forms. A name without value is passed through.
fn environment(service: &Service<'_>) -> Vec<EnvVar> {
    let Some(node) = service.get(&["environment"]) else { return Vec::new() };
    let steps = service.steps(&["environment"]);
    let pairs = node.entries().iter().filter_map(|entry| {
        let name = Spanned::new(entry.key.as_str()?.to_owned(), entry.key.span);
        let text = (!entry.value.is_null()).then(|| entry.value.as_str().unwrap_or_default());
        Some((name, text, &entry.value))
    });
    let items = node.items().iter().filter_map(|item| {
        let text = item.as_str()?;
        let (name, value) =
            text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        Some((Spanned::new(name.to_owned(), item.target().span), value, item))
    });
    let variables = pairs.chain(items).map(|(name, text, value)| {
        let found = match (service.project.doubt(value), text) {
            (Some(why), _) => EnvValue::Literal(Value::Unknown(why.to_owned())),
            (None, Some(text)) => EnvValue::Literal(Value::Known(text.to_owned())),
            (None, None) => EnvValue::PassedThrough,
        };
        let span = if text.is_some() { value.target().span } else { name.span };
        EnvVar { name, value: found, span, trail: steps.clone() }
    });
    variables.collect()
}
