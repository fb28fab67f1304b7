//! What Compose says of the container that a service will be.

use std::borrow::Cow;

use diag::{Span, Spanned, SubjectKind};
use syntax::yaml::Node;
use syntax::yaml::scalar::compose_bool;

use super::service::Service;
use super::{mounts, platform, ports, scripts, security, values, variables};
use crate::{
    Capabilities, Container, EnvValue, EnvVar, Health, HostNamespace, ImageRef, Limit, Mount,
    Origin, Port, Profile, Restart, Setting, SharedNamespace, User, Value, catalogue,
    shell::WrittenScript,
};

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
        self.get(&["build"]).is_some() || self.runs_sibling
    }

    fn is_windows(&self) -> bool {
        *self.asked.on_windows.get_or_init(|| platform::is_windows(self))
    }

    fn user(&self) -> Setting<User> {
        // moby daemon/create.go: an empty user is none, and the image decides.
        let is_empty =
            |node: &&Node| node.as_str() == Some("") && self.project.doubt(node).is_none();
        if let Some(node) = self.get(&["user"]).filter(|node| !is_empty(node)) {
            return self.read(node, &["user"], |text| Some(User::parse(text)));
        }
        let has_program = self.get(&["entrypoint"]).or(self.get(&["command"])).is_some();
        let (program, id) = (self.program(), self.root_by_id());
        self.of_image(
            &["user"],
            |image| image.user_of(has_program),
            |image| id(image).unwrap_or_else(|| catalogue::user(image, program)),
        )
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
            None => Setting { origin: Origin::Written, ..self.absent_at(&["cap_drop"], known) },
        }
    }

    fn namespaces(&self) -> Vec<SharedNamespace> {
        security::namespaces(self)
    }

    fn shares_host(&self, namespace: HostNamespace) -> bool {
        security::shares_host(self, namespace)
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
        self.asked.env.get_or_init(|| variables::of(self)).into()
    }

    fn health(&self) -> Setting<Health> {
        let Some(node) = self.get(&["healthcheck"]) else {
            return self.of_image(&["healthcheck"], |image| image.health(), catalogue::health);
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
            _ => self.of_image(&["healthcheck"], |image| image.health(), catalogue::health),
        }
    }

    fn ports(&self) -> Cow<'_, [Port]> {
        self.asked.ports.get_or_init(|| ports::of(self)).into()
    }

    fn restart(&self) -> Setting<Restart> {
        if let Some(policy) = self.get(&["deploy", "restart_policy"]) {
            return deployed_restart(self, policy);
        }
        match self.get(&["restart"]) {
            Some(node) => self.read(node, &["restart"], |text| Some(restart(text))),
            None => self.absent_at(&["restart"], Restart::No),
        }
    }

    fn scripts(&self) -> Cow<'_, [WrittenScript]> {
        self.asked.scripts.get_or_init(|| scripts::of(self)).into()
    }

    fn as_service(&self) -> Option<&Service<'_>> {
        Some(self)
    }
}

impl Service<'_> {
    /// What it runs besides what its image says.
    fn program(&self) -> catalogue::Program<'_> {
        if self.get(&["entrypoint"]).is_some() {
            return catalogue::Program::Entrypoint;
        }
        let command = self.get(&["command"]);
        let first = command.and_then(|it| it.as_str().or_else(|| it.items().first()?.as_str()));
        let word = first.and_then(|text| text.split_whitespace().next());
        word.map_or(catalogue::Program::Own, catalogue::Program::Command)
    }

    /// The user of images of linuxserver, where the operator's `PUID` decides who the entrypoint goes on as.
    // linuxserver/docker-baseimage-alpine root/etc/s6-overlay/s6-rc.d/init-adduser/run: 911 unless it is set.
    fn root_by_id(&self) -> impl Fn(&ImageRef) -> Option<Value<User>> {
        let env = self.env();
        let id = env.iter().find(|it| it.name.value == "PUID").map(|it| it.value.clone());
        move |image: &ImageRef| match &id {
            Some(EnvValue::Literal(Value::Known(id))) if id.trim() == "0" => {
                image.repository.starts_with("linuxserver/").then(|| Value::Known(User::root()))
            }
            _ => None,
        }
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

/// What `deploy.restart_policy` says, which goes before `restart`.
fn deployed_restart(service: &Service<'_>, policy: &Node) -> Setting<Restart> {
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
    let doubt = places.iter().flatten().find_map(|node| service.project.doubt(node));
    let value = doubt.map_or(Value::Known(restart), |why| Value::Unknown(why.to_owned()));
    Setting::new(value, Origin::Written, places[0].unwrap_or(policy).target().span)
        .via(service.steps(&["deploy", "restart_policy"]))
}
