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

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::sync::LazyLock;

    use jsonschema::Validator;

    use crate::disk::Disk;
    use crate::settings;
    use crate::size::ByteSize;

    static VALIDATOR: LazyLock<Validator> =
        LazyLock::new(|| jsonschema::validator_for(&schema()).unwrap());

    /// What the schema says of a configuration, and what the program says.
    fn verdicts(config: &str) -> (Vec<String>, Vec<String>) {
        let value: Value = serde_saphyr::from_str(config).unwrap();
        let schema = VALIDATOR.iter_errors(&value);
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
            "---\n~",
            "exclude: ['3']\ntargets: ['true']",
            "rules: {memory-limit-above-ceiling: {ceiling: 512MiB}, root-user: true}",
            "rules: {shared-network: {separate: [[a, b]]}, missing-scanner: {scanners: [trivy]}}",
            "pss: {level: baseline, version: v1.30}",
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
            // What stands in quotes is a text, and what does not may be none.
            "min-score: '95'",
            "fail-on-gaps: 'true'",
            "inline-ignores: 'false'",
            "exclude: [3]",
            "targets: [true]",
            "environments: {a: {services: [1.5]}}",
            &format!("waivers: [{}]", waiver.replace("id: W", "id: 7")),
            "rules: {root-user: 'true'}",
            "rules: {root-user: {severity: 'off '}}",
            // A key that is set to nothing is a mistake.
            "min-score:",
            "profile: ~",
            "pss:",
            "exclude:",
            "gated:",
            "waivers:",
            "rules: {slow-start: {seconds: ~}}",
            "rules: {memory-limit-above-ceiling: {ceiling: }}",
            // What options may be goes deeper than their type.
            "rules: {memory-limit-above-ceiling: {ceiling: much}}",
            "rules: {memory-limit-above-ceiling: {ceiling: '0'}}",
            "rules: {missing-scanner: {scanners: [magic]}}",
            "rules: {shared-network: {separate: [[1]]}}",
            "rules: {shared-network: {separate: [a]}}",
            "rules: {pod-security: {version: '1.30'}}",
            "pss: {level: baseline, version: v1.030}",
            // Nothing belongs to it.
            "environments: {a: {}}",
            "environments: {a: {paths: []}}",
            "environments: {a: {profile: production}}",
        ] {
            let (schema, program) = verdicts(bad);
            assert!(!schema.is_empty(), "the schema takes {bad}");
            assert!(!program.is_empty(), "the program takes {bad}");
        }
    }

    /// A configuration that says something of everything, in values that need no other file.
    const FULL: &str = r#"{
        "edition": "2026-12", "profile": "production", "pss": {"level": "restricted", "version": "v1.30"},
        "rules": {
            "root-user": {"allowed-uids": [1000], "severity": "high"}, "missing-pids-limit": "off",
            "memory-limit-above-ceiling": {"ceiling": "512MiB"}, "slow-start": {"seconds": 30},
            "shared-network": {"separate": [["a", "b"]]}, "missing-scanner": {"scanners": ["trivy"]},
            "unpinned-image": {"require-digest": true}, "deprecated-api-version": {"cluster": "1.30"}
        },
        "environments": {"staging": {
            "profile": "staging", "pss": {"level": "baseline"}, "rules": {"root-user": "low"}, "paths": ["a"],
            "compose-profiles": ["x"], "services": ["y"], "namespaces": ["n"], "overlays": ["o"], "stages": ["s"]
        }},
        "gated": [], "min-score": 90, "baseline": "b.json", "exclude": ["a/**"], "fail-on": "high",
        "fail-on-gaps": false, "inline-ignores": true, "foreign-ignores": true, "require-reason": false,
        "waivers": [{
            "id": "W", "rules": ["root-user"], "controls": ["cis-docker:1.8.0:5.5"],
            "scope": {"environments": ["staging"], "subjects": ["a"], "paths": ["b"]},
            "reason": "a reason that is long enough", "compensating": "c", "owner": "o", "approver": "p",
            "ticket": "t", "created": "2026-08-01", "expires": "2026-12-01", "fingerprint": "f"
        }],
        "projects": [{"files": ["a.yaml"], "env-files": ["e"], "profiles": ["p"]}], "targets": ["t"],
        "images": {"r/x": {"dockerfile": "Dockerfile", "target": "t"}}
    }"#;

    /// One in so many odd values is tried in a place: all of them take a minute.
    const SHARE: usize = 7;

    /// Every place of a value, as a path of keys and positions.
    fn places(value: &Value, at: &str, found: &mut Vec<String>) {
        found.push(at.to_owned());
        let keys: Vec<(String, &Value)> = match value {
            Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Value::Array(list) => {
                list.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect()
            }
            _ => Vec::new(),
        };
        for (key, value) in keys {
            places(value, &format!("{at}/{}", key.replace('/', "~1")), found);
        }
    }

    /// Whether a text at this place means another file or another part of the configuration, or makes a waiver that is
    /// reported as a finding rather than as a mistake.
    fn is_for_later(place: &str, odd: &Value) -> bool {
        let refers = ["/gated", "/waivers"].contains(&place)
            || place.ends_with("/profile")
            || ["rules", "reason", "created", "expires"]
                .iter()
                .any(|key| place.starts_with(&format!("/waivers/0/{key}")));
        refers
            && (odd.is_string() || odd.as_array().is_some_and(|it| it.iter().all(Value::is_string)))
    }

    #[test]
    fn the_schema_and_the_program_agree_on_odd_values_in_every_place() {
        let full: Value = serde_json::from_str(FULL).unwrap();
        assert_eq!(verdicts(FULL), (vec![], vec![]));
        let odd = json!([
            null, true, 0, -1, 95, 1.5, "", "95", "on", "off", "true", "null", "high", "critical", "never", "a.b",
            "v1.99", "512", [], ["a"], [3], [null], [["a"]], {}, {"a": 1}, {"severity": "low"}
        ]);
        let mut all = Vec::new();
        places(&full, "", &mut all);
        for (n, place) in all.iter().enumerate() {
            // Each place gets some of them, and each of them many places.
            let some = odd.as_array().unwrap().iter().skip(n % SHARE).step_by(SHARE);
            for odd in some.filter(|odd| !is_for_later(place, odd)) {
                let mut config = full.clone();
                *config.pointer_mut(place).unwrap() = odd.clone();
                let (schema, program) = verdicts(&config.to_string());
                assert_eq!(
                    schema.is_empty(),
                    program.is_empty(),
                    "{place}: {odd}: {schema:?} {program:?}"
                );
            }
        }
    }
}
