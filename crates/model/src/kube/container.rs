//! A container of a pod as it will run: its own settings over those of the pod, over what the API server assumes.

use std::borrow::Cow;

use diag::{Span, Step, SubjectKind};

use super::{Field, ObjectView, PodView, Role, environment, limits, mounts, profiles, scripts};
use crate::{
    Container, EnvVar, Health, HostNamespace, ImageRef, Limit, Mount, Origin, Port, Profile,
    Restart, Setting, SharedNamespace, User, Value, capability::Capabilities, catalogue,
    shell::WrittenScript,
};

/// A container of a pod.
#[derive(Clone, Debug)]
pub struct PodContainer<'a> {
    /// The workload it belongs to.
    pub object: ObjectView<'a>,
    /// The pod it belongs to.
    pub pod: PodView<'a>,
    /// What it is in its pod.
    pub role: Role,
    field: Field<'a>,
    name: &'a str,
    span: Span,
}

impl<'a> PodContainer<'a> {
    pub(super) fn new(
        object: ObjectView<'a>,
        pod: PodView<'a>,
        role: Role,
        field: Field<'a>,
    ) -> Self {
        let (name, span) = identity(&field);
        Self { object, pod, role, field, name, span }
    }

    /// What it says, from the top.
    pub fn field(&self) -> &Field<'a> {
        &self.field
    }

    /// Its name in its pod.
    pub fn container_name(&self) -> &'a str {
        self.name
    }

    /// A setting of its security context that has no counterpart in the pod's.
    fn own<T>(
        &self,
        path: &[&str],
        read: impl FnOnce(&Field<'a>) -> Value<T>,
    ) -> Option<Setting<T>> {
        let context = [&["securityContext"], path].concat();
        let template = self.pod.step_template().filter(|_| self.role == Role::Main);
        match template.filter(|_| self.field.at(&context).is_none()) {
            Some(template) => template.setting(&context, read),
            None => self.field.setting(&context, read),
        }
    }

    /// A setting of its security context, or else of the pod's.
    pub(super) fn inherited<T>(
        &self,
        path: &[&str],
        read: impl Fn(&Field<'a>) -> Value<T>,
    ) -> Option<Setting<T>> {
        self.own(path, &read).or_else(|| {
            let context = [&["securityContext"], path].concat();
            Some(self.of_pod(self.pod.spec().setting(&context, read)?))
        })
    }

    /// A setting that the pod makes for all of its containers.
    fn of_pod<T>(&self, setting: Setting<T>) -> Setting<T> {
        let text = format!("the pod sets it for container `{}`", self.name);
        setting.inherited(Step::at(self.span, text))
    }

    /// The user of the image, for want of a `runAsUser`.
    fn user_of_image(&self) -> Setting<User> {
        let image = self.image();
        if let Some(user) = image.known().and_then(|known| self.user_of_build(known)) {
            return user.inherited(Step::at(image.blame, "a pod runs this image"));
        }
        let value = match &image.value {
            Value::Known(image) => catalogue::user(image, self.program()),
            Value::OneOf(_) => Value::Unknown("the image may be any of several".into()),
            Value::Unknown(why) => Value::Unknown(why.clone()),
        };
        Setting::new(value, Origin::Default, self.span)
            .via([Step::at(image.blame, "the image decides")])
    }

    /// What it runs besides what its image says.
    fn program(&self) -> catalogue::Program<'_> {
        if !self.field.list("command").is_empty() {
            return catalogue::Program::Entrypoint;
        }
        let words = self.field.list("args");
        let first = words.first().map(|word| word.str().unwrap_or_default());
        first.map_or(catalogue::Program::Own, catalogue::Program::Command)
    }

    /// The user of an image that this repository builds, if all who build it agree on it.
    fn user_of_build(&self, image: &ImageRef) -> Option<Setting<User>> {
        let mut users = self.object.project.built_users(image).into_iter().map(|it| it.user);
        let first = users.next()?;
        users.all(|other| other.value == first.value).then_some(first)
    }

    /// The limit of a resource: its own, the pod's, or the default of the namespace.
    pub fn resource_limit(&self, resource: &str) -> Setting<Limit> {
        limits::of(self, resource)
    }

    /// Whether something requests a resource for it: a limit is a request too.
    pub fn has_request(&self, resource: &str) -> bool {
        limits::has_request(self, resource)
    }

    /// The HTTP requests of probes and hooks, and what makes them.
    pub fn requests(&self) -> Vec<(&'static str, Field<'a>)> {
        scripts::requests(&self.field)
    }

    fn probes(&self) -> Vec<&'static str> {
        let probes = [
            ("livenessProbe", "liveness"),
            ("readinessProbe", "readiness"),
            ("startupProbe", "startup"),
        ];
        probes
            .iter()
            .filter(|(key, _)| self.field.get(key).is_some())
            .map(|(_, name)| *name)
            .collect()
    }

    /// Whether it is meant to run for ever.
    pub fn is_long_running(&self) -> bool {
        match self.role {
            Role::Main => !self.pod.ends,
            Role::Sidecar => !self.pod.ends && self.pod.spec().get("containers").is_some(),
            Role::Init | Role::Ephemeral => false,
        }
    }
}

/// The name of a container, and the place to blame for what it lacks.
pub(super) fn identity<'a>(field: &Field<'a>) -> (&'a str, Span) {
    let name = field.get("name").and_then(|name| Some((name.str()?, name.blame())));
    let first = || field.entries().next().map_or(field.span(), |(_, first)| first.blame());
    name.unwrap_or_else(|| ("main", first()))
}

impl Container for PodContainer<'_> {
    fn kind(&self) -> SubjectKind {
        SubjectKind::PodContainer
    }

    fn name(&self) -> &str {
        self.name
    }

    fn span(&self) -> Span {
        self.span
    }

    fn image(&self) -> Cow<'_, Setting<ImageRef>> {
        let image = self.field.setting(&["image"], |field| match field.text() {
            Value::Known(text) if text.starts_with("ko://") => {
                Value::Unknown("`ko` puts the image that it builds here".into())
            }
            text => text,
        });
        Cow::Owned(image.map_or_else(
            || Setting::unknown("the manifest names no image", self.span),
            |image| image.map(ImageRef::parse),
        ))
    }

    fn user(&self) -> Setting<User> {
        if self.pod.is_windows() {
            let name = self.inherited(&["windowsOptions", "runAsUserName"], Field::text);
            let name = name.map(|name| name.map(User::parse));
            return name.unwrap_or_else(|| self.user_of_image());
        }
        let uid = self.inherited(&["runAsUser"], Field::int);
        let mut user = uid.map_or_else(|| self.user_of_image(), |uid| uid.map(User::from_uid));
        if let Value::Known(user) = &mut user.value
            && let Some(group) = self.inherited(&["runAsGroup"], Field::int)
            && let Some(group) = group.known()
        {
            user.group = Some(group.to_string());
        }
        user
    }

    fn run_as_non_root(&self) -> Setting<bool> {
        let written = self.inherited(&["runAsNonRoot"], Field::bool);
        written.unwrap_or_else(|| Setting::default(false, self.span))
    }

    fn privileged(&self) -> Setting<bool> {
        let written = self.own(&["privileged"], Field::bool);
        written.unwrap_or_else(|| Setting::default(false, self.span))
    }

    fn privilege_escalation(&self) -> Setting<bool> {
        let written = self.own(&["allowPrivilegeEscalation"], Field::bool);
        written.unwrap_or_else(|| Setting::default(true, self.span))
    }

    fn capabilities(&self) -> Setting<Capabilities> {
        let written = self.own(&["capabilities"], profiles::capabilities);
        let mut setting =
            written.unwrap_or_else(|| Setting::default(Capabilities::default(), self.span));
        if let Some(drop) = self.field.at(&["securityContext", "capabilities", "drop"]) {
            setting.blame = drop.blame();
        }
        setting
    }

    fn namespaces(&self) -> Vec<SharedNamespace> {
        let namespaces = [
            (HostNamespace::Network, "hostNetwork"),
            (HostNamespace::Pid, "hostPID"),
            (HostNamespace::Ipc, "hostIPC"),
        ];
        let host = |key| {
            let written = self.pod.spec().setting(&[key], Field::bool);
            written.map_or_else(|| Setting::default(false, self.span), |it| self.of_pod(it))
        };
        namespaces
            .map(|(namespace, key)| SharedNamespace { namespace, host: host(key) })
            .into_iter()
            .collect()
    }

    fn mounts(&self) -> Cow<'_, [Mount]> {
        mounts::of(&self.field, &self.pod).into()
    }

    fn read_only_rootfs(&self) -> Setting<bool> {
        let written = self.own(&["readOnlyRootFilesystem"], Field::bool);
        written.unwrap_or_else(|| Setting::default(false, self.span))
    }

    fn memory_limit(&self) -> Setting<Limit> {
        self.resource_limit("memory")
    }

    fn cpu_limit(&self) -> Setting<Limit> {
        self.resource_limit("cpu")
    }

    fn seccomp(&self) -> Setting<Profile> {
        profiles::seccomp(self)
    }

    fn apparmor(&self) -> Setting<Profile> {
        profiles::apparmor(self)
    }

    fn env(&self) -> Cow<'_, [EnvVar]> {
        environment::of(&self.field).into()
    }

    fn health(&self) -> Setting<Health> {
        if !self.is_long_running() {
            return Setting::default(Health::NotExpected, self.span);
        }
        let probes = self.probes();
        if probes.is_empty() && self.object.facts.is("serving.knative.dev", "Service") {
            let probe = Health::Checked("readiness probe of Knative".into());
            return Setting::default(probe, self.span);
        }
        if probes.is_empty() {
            return Setting::default(Health::None, self.span);
        }
        let words = format!("{} probe", probes.join(" and "));
        Setting::new(Value::Known(Health::Checked(words)), Origin::Written, self.span)
    }

    fn ports(&self) -> Cow<'_, [Port]> {
        let ports = self.field.list("ports");
        let host_network = !ports.is_empty() && self.shares_host(HostNamespace::Network);
        ports.iter().map(|port| read_port(port, host_network)).collect()
    }

    fn restart(&self) -> Setting<Restart> {
        let policy = self.pod.spec().setting(&["restartPolicy"], Field::text);
        let policy = policy.map(|policy| {
            self.of_pod(policy.map(|policy| match policy {
                "Never" => Restart::No,
                "OnFailure" => Restart::OnFailure(None),
                _ => Restart::Always("Always".into()),
            }))
        });
        policy.unwrap_or_else(|| Setting::default(Restart::Always("Always".into()), self.span))
    }

    fn is_windows(&self) -> bool {
        self.pod.is_windows()
    }

    fn scripts(&self) -> Cow<'_, [WrittenScript]> {
        scripts::of(&self.field).into()
    }

    fn as_pod_container(&self) -> Option<&PodContainer<'_>> {
        Some(self)
    }
}

fn read_port(port: &Field<'_>, host_network: bool) -> Port {
    let number = |key| match port.get(key).map(|field| field.int()) {
        Some(Value::Known(number)) => u16::try_from(number).ok().filter(|number| *number > 0),
        _ => None,
    };
    let doubt = match port.get("hostPort").map(|field| field.int()) {
        Some(Value::Unknown(why)) => Some(why),
        _ => None,
    };
    let container = number("containerPort");
    let written = number("hostPort");
    // The API server fills in `hostPort` for a pod in the host's network.
    let host = written.or(container.filter(|_| host_network));
    let place = if written.is_some() || doubt.is_some() { "hostPort" } else { "containerPort" };
    let interface = port.get("hostIP").and_then(|ip| ip.str()).filter(|ip| !ip.is_empty());
    let protocol = port.get("protocol").and_then(|it| it.str()).unwrap_or("TCP");
    let span = port.get(place).map_or(port.span(), |field| field.blame());
    Port {
        container: container.map(|port| (port, port)),
        host: host.map(|port| (port, port)),
        published: host.is_some() || doubt.is_some(),
        interface: interface.map(str::to_owned),
        protocol: protocol.to_ascii_lowercase(),
        doubt,
        span,
        interface_span: span,
        host_span: span,
    }
}
