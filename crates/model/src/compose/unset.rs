//! How a setting came about that no Compose file writes: the image decides it, or the engine.

use std::fmt::Display;

use super::{Project, Service, Story};
use crate::{Container, Health, Limit, Restart, Setting, User, Value};

impl Project {
    /// The story of a setting of a service that no Compose file writes, such as `services.web.user`. `None` for what
    /// Compose does not know, and for what stands there by itself.
    pub fn unset_story(&self, path: &str, whole: &crate::Project) -> Option<Story> {
        let path = path.strip_prefix("services.")?;
        let key = |name: &str| path.strip_prefix(name)?.strip_prefix('.');
        let found =
            self.services().iter().find_map(|entry| Some((entry, key(entry.key.as_str()?)?)));
        let (entry, key) = found?;
        of_key(&self.service(entry, whole), key)
    }
}

fn of_key(service: &Service<'_>, key: &str) -> Option<Story> {
    let story = match key {
        "user" => story(service.user(), user),
        "healthcheck" | "healthcheck.test" => story(service.health(), health),
        "privileged" => story(service.privileged(), quoted),
        "read_only" => story(service.read_only_rootfs(), quoted),
        "mem_limit" | "deploy.resources.limits.memory" => story(service.memory_limit(), limit),
        "cpus" | "deploy.resources.limits.cpus" => story(service.cpu_limit(), limit),
        "pids_limit" | "deploy.resources.limits.pids" => story(service.pids_limit(), limit),
        "restart" | "deploy.restart_policy" => story(service.restart(), restart),
        "cap_add" => engine(service, "nothing beyond the default capabilities"),
        "cap_drop" => engine(service, "nothing: the 14 default capabilities stay"),
        "security_opt" => {
            engine(service, "the profiles of the engine; new privileges may be gained")
        }
        "cgroup" | "ipc" | "pid" | "uts" => engine(service, "a namespace of its own"),
        "userns_mode" => engine(service, "whatever the engine is set to"),
        "logging" => engine(service, "the log driver of the engine"),
        "ulimits" => engine(service, "the limits of the engine"),
        _ => return None,
    };
    Some(story)
}

/// What the engine does with a setting that nobody writes, whatever the image.
fn engine(service: &Service<'_>, what: &str) -> Story {
    story(service.absent(()), |()| what.to_owned())
}

fn story<T>(setting: Setting<T>, show: impl Fn(&T) -> String) -> Story {
    let is_written = setting.is_written();
    let (value, doubt) = match &setting.value {
        Value::Known(value) => (show(value), None),
        Value::OneOf(values) => {
            let values: Vec<String> = values.iter().map(show).collect();
            (values.join(" or "), Some("it depends on values that are not in them".to_owned()))
        }
        Value::Unknown(why) => ("not known".to_owned(), Some(why.clone())),
    };
    Story { value, span: setting.blame, is_written, steps: setting.trail, doubt }
}

fn user(user: &User) -> String {
    let group = user.group.as_ref().map(|group| format!(":{group}"));
    format!("`{}{}`", user.name, group.unwrap_or_default())
}

fn health(health: &Health) -> String {
    match health {
        Health::None => "no health check".to_owned(),
        Health::NotExpected => "no health check, and none is expected".to_owned(),
        Health::Disabled => "switched off".to_owned(),
        Health::Checked(command) => quoted(command),
    }
}

fn quoted(value: &impl Display) -> String {
    format!("`{value}`")
}

fn limit(limit: &Limit) -> String {
    match limit {
        Limit::Unlimited => "no limit".to_owned(),
        Limit::AtMost(amount) => format!("at most {amount}"),
    }
}

fn restart(restart: &Restart) -> String {
    match restart {
        Restart::No => "`no`".to_owned(),
        Restart::Always(policy) => quoted(policy),
        Restart::OnFailure(None) => "`on-failure`".to_owned(),
        Restart::OnFailure(Some(attempts)) => format!("`on-failure:{attempts}`"),
    }
}
