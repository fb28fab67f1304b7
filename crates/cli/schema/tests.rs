//! The published schema and the program agree.

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
    refers && (odd.is_string() || odd.as_array().is_some_and(|it| it.iter().all(Value::is_string)))
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
