//! `plimsoll schema`: the JSON Schema of `plimsoll.yaml`, for editors.

mod options;
#[cfg(test)]
mod tests;

use diag::Severity;
use engine::Builtin;
use serde_json::{Map, Value, json};

use crate::exit::Exit;
use crate::output;

/// Prints it.
pub(crate) fn print() -> Exit {
    output::print(text().as_bytes())
}

/// The schema as it is published.
fn text() -> String {
    format!("{:#}\n", schema())
}

fn schema() -> Value {
    let editions = rules::editions::EDITIONS.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": format!("{}schema/plimsoll.schema.json", report::PROJECT_PAGE),
        "title": "Policy of Plimsoll",
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": {
            "edition": {
                "description": "The month whose default rules hold.",
                "enum": editions,
            },
            "profile": named("Judges what belongs to no environment.", "#/definitions/profile"),
            "pss": named("The Pod Security Standard that every pod has to meet.", "#/definitions/pss"),
            "rules": named("What single rules mean.", "#/definitions/rules"),
            "environments": {
                "description": "What belongs to which environment, and what holds there.",
                "type": "object",
                "propertyNames": {"not": {"const": "default"}},
                "additionalProperties": {"$ref": "#/definitions/environment"},
            },
            "gated": strings("Environments whose scores the gate judges."),
            "min-score": {
                "description": "Lowest score that passes the gate.",
                "type": "number", "minimum": 0, "maximum": 100,
            },
            "baseline": text_of("File of accepted findings."),
            "waivers": {
                "description": "Decisions to live with a finding, or the file that holds them.",
                "oneOf": [
                    {"type": "string"},
                    {"type": "array", "items": {"$ref": "#/definitions/waiver"}},
                ],
            },
            "exclude": strings("Globs of what is left out."),
            "fail-on": {
                "description": "From which severity on findings fail the gate.",
                "enum": severities().chain(["never"]).collect::<Vec<_>>(),
            },
            "fail-on-gaps": flag("Whether what is recognised but cannot be judged fails the gate."),
            "inline-ignores": flag("Whether ignore comments count."),
            "foreign-ignores": flag("Whether ignore comments of other tools count."),
            "require-reason": flag("Whether an ignore comment needs a reason."),
            "projects": {
                "description": "Compose files that make one project.",
                "type": "array", "items": {"$ref": "#/definitions/project"},
            },
            "targets": strings("Stages that are outputs besides the last one."),
            "images": {
                "description": "Names of images that this repository builds.",
                "type": "object", "additionalProperties": {"$ref": "#/definitions/image"},
            },
        },
        "definitions": definitions(),
    })
}

fn definitions() -> Value {
    let shipped = rules::profiles::PROFILES.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    json!({
        "profile": {
            "description": "A profile that ships, or the path of a file.",
            "anyOf": [{"enum": shipped}, {"type": "string", "pattern": "[./]"}],
        },
        "pss": object(&["level"], &json!({
            "level": {"enum": ["privileged", "baseline", "restricted"]},
            "version": {
                "description": "`latest`, or a version such as `v1.37`.",
                "type": "string", "pattern": options::VERSION,
            },
        })),
        "level": {
            "description": "How bad a rule is, or whether it runs.",
            "enum": severities().map(Value::from).chain(["on".into(), "off".into(), true.into(), false.into()]).collect::<Vec<_>>(),
        },
        "rules": {
            "type": "object",
            "additionalProperties": false,
            "properties": rules::ALL.iter().map(|it| (it.id.to_owned(), rule(it))).collect::<Map<_, _>>(),
        },
        "environment": environment(&json!({
            "profile": {"$ref": "#/definitions/profile"},
            "pss": {"$ref": "#/definitions/pss"},
            "rules": {"$ref": "#/definitions/rules"},
            "paths": strings("Globs of files; a folder takes in everything below it."),
            "compose-profiles": strings("Profiles of Compose services."),
            "services": strings("Names of Compose services."),
            "namespaces": strings("Kubernetes namespaces."),
            "overlays": strings("Folders of Kustomize overlays."),
            "stages": strings("Names of Dockerfile stages."),
        })),
        "project": object(&["files"], &json!({
            "files": strings("Compose files, base first."),
            "env-files": strings("Files of variables for interpolation."),
            "profiles": strings("Profiles that are active."),
        })),
        "image": object(&["dockerfile"], &json!({
            "dockerfile": text_of("The Dockerfile that it is built from."),
            "target": text_of("The stage that is built."),
        })),
        "waiver": object(&["id", "reason", "owner", "expires"], &json!({
            "id": text_of("Its name."),
            "rules": {"type": "array", "items": {"enum": rules::ALL.iter().map(|it| it.id).collect::<Vec<_>>()}},
            "controls": strings("Controls such as `cis-docker:1.8.0:5.8`: the rules that decide them."),
            "scope": object(&[], &json!({
                "environments": strings("Environments."),
                "subjects": strings("Names of services, workloads or stages."),
                "paths": strings("Globs of files."),
            })),
            "reason": {"description": "Why.", "type": "string", "minLength": 20},
            "compensating": text_of("What protects instead."),
            "owner": text_of("Who answers for it."),
            "approver": text_of("Who approved it; somebody else for high and critical."),
            "ticket": text_of("Where it is tracked."),
            "created": date("The day from which it counts."),
            "expires": date("The last day on which it counts."),
            "fingerprint": text_of("The one finding that it covers."),
        })),
    })
}

/// An environment, to which something has to belong.
fn environment(properties: &Value) -> Value {
    let takes_in = |key: &&str| {
        let items = properties[*key]["type"] == "array";
        items.then(|| json!({"required": [key], "properties": {*key: {"minItems": 1}}}))
    };
    let keys = properties.as_object().into_iter().flat_map(Map::keys);
    let any = keys.map(String::as_str).filter_map(|key| takes_in(&key)).collect::<Vec<_>>();
    let mut environment = object(&[], properties);
    environment["anyOf"] = any.into();
    environment
}

fn rule(rule: &Builtin) -> Value {
    let mut properties = Map::new();
    properties.insert("severity".to_owned(), json!({"$ref": "#/definitions/level"}));
    properties.extend(options::of(rule));
    let off = if rule.default_on { "" } else { ", off by default" };
    json!({
        "description": format!("{} ({}{off}).", rule.summary, rule.severity),
        "anyOf": [{"$ref": "#/definitions/level"}, object(&[], &Value::Object(properties))],
    })
}

fn severities() -> impl Iterator<Item = &'static str> {
    Severity::ALL.into_iter().map(Severity::as_str)
}

fn object(required: &[&str], properties: &Value) -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn named(description: &str, definition: &str) -> Value {
    json!({"description": description, "allOf": [{"$ref": definition}]})
}

fn strings(description: &str) -> Value {
    json!({"description": description, "type": "array", "items": {"type": "string"}})
}

fn text_of(description: &str) -> Value {
    json!({"description": description, "type": "string"})
}

fn flag(description: &str) -> Value {
    json!({"description": description, "type": "boolean"})
}

fn date(description: &str) -> Value {
    json!({"description": description, "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
}
