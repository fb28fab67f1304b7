//! An assessment as OSCAL assessment results 1.1.3. Only what is decided becomes a finding there, because a target is
//! satisfied or not; the rest is named in the remarks.

use std::io::{self, Write};

use diag::{Answer, ControlAnswer, Proof};
use serde_json::{Value, json};

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

/// A UUID of the eighth version, which leaves its bits to us: the same for the same parts.
fn uuid(parts: &[&str]) -> String {
    let mut hash = [0xcbf2_9ce4_8422_2325_u64, 0x8422_2325_cbf2_9ce4];
    for byte in parts.join("\u{1f}").bytes() {
        // FNV-1a, once forwards and once on the other's result, is plenty to keep names of one document apart.
        hash[0] = (hash[0] ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        hash[1] = (hash[1] ^ hash[0].rotate_left(29)).wrapping_mul(0x0100_0000_01b3);
    }
    let (high, low) = (hash[0] & 0xffff_ffff_ffff_0fff | 0x8000, hash[1] >> 2 | 1 << 63);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}
