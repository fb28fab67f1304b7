//! The commands that a container of a pod runs, as a shell would read them.

use super::Field;
use crate::shell::{UNKNOWN, WrittenScript, WrittenWord};

/// Probes and hooks, and where they keep a command of their own.
const CHECKS: [(&str, &[&str]); 5] = [
    ("livenessProbe", &["livenessProbe", "exec", "command"]),
    ("readinessProbe", &["readinessProbe", "exec", "command"]),
    ("startupProbe", &["startupProbe", "exec", "command"]),
    ("postStart", &["lifecycle", "postStart", "exec", "command"]),
    ("preStop", &["lifecycle", "preStop", "exec", "command"]),
];

/// The HTTP requests of probes and hooks, and what makes them.
pub(super) fn requests<'a>(container: &Field<'a>) -> Vec<(&'static str, Field<'a>)> {
    let request = |(key, path): &(&'static str, &[&str])| {
        let check = container.at(&path[..path.len() - 2])?;
        Some((*key, check.get("httpGet")?))
    };
    CHECKS.iter().filter_map(request).collect()
}

/// Everything a container runs: its arguments behind its command, its probes and its hooks.
pub(super) fn of(container: &Field<'_>) -> Vec<WrittenScript> {
    let checks = CHECKS.iter().filter_map(|(key, path)| {
        let command = container.at(path)?;
        WrittenScript::of(key, &words(Some(&command)), command.trail())
    });
    main(container).into_iter().chain(checks).collect()
}

fn main(container: &Field<'_>) -> Option<WrittenScript> {
    let (command, arguments) = (container.get("command"), container.get("args"));
    let (key, field) = match (&command, &arguments) {
        (_, Some(arguments)) => ("args", arguments),
        (Some(command), None) => ("command", command),
        (None, None) => return None,
    };
    let (mut written, given) = (words(command.as_ref()), words(arguments.as_ref()));
    if written.is_empty() {
        return WrittenScript::of_arguments(key, given, field.trail());
    }
    written.extend(given);
    WrittenScript::of(key, &written, field.trail())
}

fn words(list: Option<&Field<'_>>) -> Vec<WrittenWord> {
    let word = |field: Field<'_>| {
        let known = field.str().filter(|_| field.placeholder().is_none());
        (known.unwrap_or(UNKNOWN).to_owned(), field.span())
    };
    list.into_iter().flat_map(Field::items).map(word).collect()
}
