//! `plimsoll schema`: the JSON Schema of `plimsoll.yaml`, for editors.

mod options;

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
            "version": text_of("`latest`, or a version such as `v1.37`."),
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
        "environment": object(&[], &json!({
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    use crate::disk::Disk;
    use crate::settings;
    use crate::size::ByteSize;

    /// What the schema says of a configuration, and what the program says.
    fn verdicts(config: &str) -> (Vec<String>, Vec<String>) {
        let value: Value = serde_saphyr::from_str(config).unwrap();
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let schema = validator.iter_errors(&value);
        let schema = schema.map(|it| format!("{}: {it}", it.instance_path())).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plimsoll.yaml");
        std::fs::write(&path, config).unwrap();
        let disk = Disk::new(folder.path().canonicalize().unwrap(), ByteSize(1 << 20));
        let program = settings::load(&path, &disk).map_err(|trouble| vec![trouble]);
        let program = program.and_then(|settings| {
            crate::policy::build(&crate::args::RuleArgs::default(), &settings, &disk)
        });
        (schema, program.err().unwrap_or_default().into_iter().map(|it| it.message).collect())
    }

    #[test]
    fn the_published_schema_is_this_one() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/plimsoll.schema.json");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, text()).unwrap();
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            published == text(),
            "docs/schema/plimsoll.schema.json is not what `plimsoll schema` prints: \
             run `BLESS=1 cargo test -p plimsoll schema`"
        );
    }

    #[test]
    fn it_has_every_key_that_the_program_reads() {
        let schema = schema();
        let keys = |schema: &Value| -> Vec<String> {
            schema["properties"].as_object().unwrap().keys().cloned().collect()
        };
        let definition = |name: &str| keys(&schema["definitions"][name]);
        for (config, mut expected) in [
            ("?: 1", keys(&schema)),
            ("environments: {a: {?: 1}}", definition("environment")),
            ("images: {a: {?: 1}}", definition("image")),
            ("projects: [{?: 1}]", definition("project")),
            ("pss: {?: 1}", definition("pss")),
        ] {
            let mut read = settings::keys(&config.replace('?', "'?'"));
            read.sort();
            expected.sort();
            assert_eq!(read, expected, "{config}");
        }
    }

    #[test]
    fn examples_of_the_pages_hold_in_the_schema_and_in_the_program() {
        for rule in rules::ALL {
            let docs = rules::meta(rule).docs;
            for example in docs.split("```yaml options\n").skip(1) {
                let config = example.split("```").next().unwrap();
                assert_eq!(verdicts(config), (vec![], vec![]), "{}:\n{config}", rule.id);
            }
        }
    }

    #[test]
    fn the_schema_and_the_program_agree_on_what_is_right_and_wrong() {
        let waiver = "{id: W, rules: [root-user], reason: a reason that is long enough, owner: a, expires: 2026-01-01}";
        for good in [
            "{}",
            "profile: production",
            "rules: {root-user: off, missing-cpu-limit: critical, unpinned-image: {severity: on}}",
            "environments: {production: {stages: [a], pss: {level: restricted}}}\ngated: [production]",
            "min-score: 95\nfail-on: never\nfail-on-gaps: true\nexclude: [vendor]",
            &format!("waivers: [{waiver}]"),
            "projects: [{files: [a.yaml], env-files: [b], profiles: [c]}]\ntargets: [x]",
            "images: {shop/api: {dockerfile: api/Dockerfile, target: production}}",
        ] {
            assert_eq!(verdicts(good), (vec![], vec![]), "{good}");
        }
        for bad in [
            "rulez: {}",
            "rules: {root-usr: off}",
            "rules: {root-user: fatal}",
            "rules: {root-user: {allowed-uids: [a]}}",
            "rules: {root-user: {alowed-uids: [1]}}",
            "rules: {unpinned-image: {require-digest: 1}}",
            "rules: [root-user]",
            "profile: productoin",
            "edition: 1999-01",
            "environments: {default: {paths: [a]}}",
            "environments: {a: {path: [x]}}",
            "environments: {a: {paths: x}}",
            "min-score: 101",
            "fail-on: hihg",
            "fail-on-gaps: 'yes'",
            "exclude: vendor",
            "waivers: [{id: W}]",
            &format!("waivers: [{}]", waiver.replace("owner", "ownr")),
            "projects: [{env-files: []}]",
            "pss: {level: strict}",
            "images: {shop/api: api/Dockerfile}",
        ] {
            let (schema, program) = verdicts(bad);
            assert!(!schema.is_empty(), "the schema takes {bad}");
            assert!(!program.is_empty(), "the program takes {bad}");
        }
    }
}
