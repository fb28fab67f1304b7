//! An assessment as OSCAL assessment results 1.1.3. Only what is decided becomes a finding there, because a target is
//! satisfied or not; the rest is named in the remarks.

use std::io::{self, Write};

use diag::{Answer, ControlAnswer, Proof};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Context, state, words};
use crate::escape;

pub(super) fn write(cx: &Context<'_>, out: &mut impl Write) -> io::Result<()> {
    escape::write(&document(cx), out)?;
    out.write_all(b"\n")
}

fn document(cx: &Context<'_>) -> Value {
    let it = cx.assessment;
    let id = |parts: &[&str]| {
        uuid(&[&[it.framework.as_str(), it.environment.as_str()][..], parts].concat())
    };
    let decided: Vec<&ControlAnswer> =
        it.controls.iter().filter(|control| target(control.answer).is_some()).collect();
    let findings: Vec<Value> = decided
        .iter()
        .map(|control| {
            let observations: Vec<Value> = (0..control.evidence.len())
                .map(|n| json!({"observation-uuid": id(&["observation", &control.id, &n.to_string()])}))
                .collect();
            let (state, reason) = target(control.answer).unwrap_or(("not-satisfied", "other"));
            let mut finding = json!({
                "uuid": id(&["finding", &control.id]),
                "title": format!("{} {}", control.id, control.title),
                "description": if control.reason.is_empty() { control.title.as_str() } else { &control.reason },
                "target": {
                    "type": "objective-id",
                    "target-id": token(&control.id),
                    "status": {"state": state, "reason": reason},
                },
            });
            if !observations.is_empty() {
                finding["related-observations"] = Value::Array(observations);
            }
            finding
        })
        .collect();
    let observations: Vec<Value> = decided
        .iter()
        .flat_map(|control| control.evidence.iter().enumerate().map(move |fact| (control, fact)))
        .map(|(control, (n, fact))| {
            observation(&id(&["observation", &control.id, &n.to_string()]), fact, cx)
        })
        .collect();
    let included: Vec<Value> =
        decided.iter().map(|control| json!({"control-id": token(&control.id)})).collect();
    let others = it.controls.iter().filter(|control| target(control.answer).is_none());
    let remarks: Vec<String> = others
        .map(|control| format!("{}: {} {}", control.id, control.answer.words(), control.reason))
        .collect();
    let selection = if included.is_empty() {
        json!({"description": "No control could be decided.", "remarks": remarks.join("\n")})
    } else {
        json!({"include-controls": included, "remarks": format!("Not decided:\n{}", remarks.join("\n"))})
    };
    let mut result = json!({
        "uuid": id(&["result"]),
        "title": cx.title(),
        "description": cx.counts(),
        "start": cx.circumstances.time,
        "reviewed-controls": {"control-selections": [selection]},
    });
    if !observations.is_empty() {
        result["observations"] = Value::Array(observations);
    }
    if !findings.is_empty() {
        result["findings"] = Value::Array(findings);
    }
    json!({"assessment-results": {
        "uuid": id(&["document"]),
        "metadata": {
            "title": cx.title(),
            "last-modified": cx.circumstances.time,
            "version": env!("CARGO_PKG_VERSION"),
            "oscal-version": "1.1.3",
        },
        "import-ap": {"href": "#", "remarks": "There is no assessment plan: the policy of the repository takes its place."},
        "results": [result],
    }})
}

/// Whether a control is satisfied, and in which way.
fn target(answer: Answer) -> Option<(&'static str, &'static str)> {
    match answer {
        Answer::Pass => Some(("satisfied", "pass")),
        Answer::Fail => Some(("not-satisfied", "fail")),
        Answer::Waived => Some(("not-satisfied", "other")),
        Answer::Review | Answer::NotApplicable | Answer::NotAssessed | Answer::NotAssessable => {
            None
        }
    }
}

fn observation(uuid: &str, fact: &Proof, cx: &Context<'_>) -> Value {
    json!({
        "uuid": uuid,
        "description": words(fact),
        "methods": ["EXAMINE"],
        "collected": cx.circumstances.time,
        "relevant-evidence": [{
            "description": format!("{} ({}, SHA-256 {})", cx.place(fact), state(fact), fact.digest),
        }],
    })
}

/// An id as OSCAL allows it: a token starts with a letter.
fn token(id: &str) -> String {
    let clean: String = id
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' })
        .collect();
    if clean.starts_with(|c: char| c.is_ascii_alphabetic()) { clean } else { format!("c-{clean}") }
}

/// A UUID of the fifth version: the same for the same parts.
fn uuid(parts: &[&str]) -> String {
    let name = format!("urn:plimsoll:{}", parts.join("\u{1f}"));
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_of_the_fifth_version_and_differ_by_their_parts() {
        let one = uuid(&["cis-docker", "production", "finding", "5.5"]);
        assert_eq!(one, uuid(&["cis-docker", "production", "finding", "5.5"]));
        assert_ne!(one, uuid(&["cis-docker", "production", "finding5", ".5"]));
        assert_eq!((one.len(), &one[14..15]), (36, "5"));
    }

    #[test]
    fn ids_become_tokens() {
        assert_eq!(token("5.5"), "c-5.5");
        assert_eq!(token("baseline:hostPorts"), "baseline_hostPorts");
    }
}
