//! An assessment as OSCAL assessment results 1.1.3. Only what is decided becomes a finding there, because a target is
//! satisfied or not; the rest is named in the remarks.

use std::collections::BTreeSet;
use std::io::{self, Write};

use diag::{Answer, ControlAnswer, Proof, Status};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Context, Standing, WaiverLine, state, words};
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
            let waivers = waivers(control);
            let waivers = waivers.into_iter().filter(|name| at_risk(name, cx).is_some());
            let risks: Vec<Value> =
                waivers.map(|name| json!({"risk-uuid": id(&["risk", name])})).collect();
            if !risks.is_empty() {
                finding["related-risks"] = Value::Array(risks);
            }
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
    let risks: Vec<Value> = risks(&id, &decided, cx);
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
    if !risks.is_empty() {
        result["risks"] = Value::Array(risks);
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

/// The waivers that cover something of a control, by id.
fn waivers(control: &ControlAnswer) -> BTreeSet<&str> {
    let statuses = control.evidence.iter().map(|fact| &fact.status);
    let waived = statuses.filter_map(|status| match status {
        Status::Waived { waiver } => Some(waiver.as_str()),
        _ => None,
    });
    waived.collect()
}

/// A waiver by its id, unless it covers nothing and so leaves nothing at risk.
fn at_risk<'a>(id: &str, cx: &'a Context<'_>) -> Option<&'a WaiverLine> {
    let known = || cx.circumstances.waivers.iter().filter(|it| it.id == id);
    known().find(|it| it.standing == Standing::Covers)
}

/// What waivers leave as it is, with the observations that they cover; an expired one is an open risk, and one that does
/// not hold a request.
fn risks(
    id: &dyn Fn(&[&str]) -> String,
    decided: &[&ControlAnswer],
    cx: &Context<'_>,
) -> Vec<Value> {
    let mut known = BTreeSet::new();
    let counted = cx.circumstances.waivers.iter().filter(|it| it.standing != Standing::Unused);
    let risks = counted.filter(|it| known.insert(it.id.as_str())).map(|it| {
        let covered = decided.iter().flat_map(|control| {
            let facts = control.evidence.iter().enumerate().filter(|(_, fact)| {
                matches!(&fact.status, Status::Waived { waiver } if *waiver == it.id)
            });
            facts.map(|(n, _)| json!({"observation-uuid": id(&["observation", &control.id, &n.to_string()])}))
        });
        risk(id, it, covered.collect(), cx)
    });
    risks.collect()
}

fn risk(
    id: &dyn Fn(&[&str]) -> String,
    waiver: &WaiverLine,
    covered: Vec<Value>,
    cx: &Context<'_>,
) -> Value {
    let status = match waiver.standing {
        Standing::Covers | Standing::Unused => "deviation-approved",
        Standing::Invalid => "deviation-requested",
        Standing::Expired => "open",
    };
    // The days of one that does not hold may be no days.
    let holds = waiver.standing != Standing::Invalid;
    let start = waiver.created.as_ref().filter(|_| holds);
    let start = start.map_or(cx.circumstances.time.clone(), |day| format!("{day}T00:00:00Z"));
    let people = [
        Some(format!("owner: {}", waiver.owner)),
        waiver.approver.as_ref().map(|it| format!("approved by {it}")),
        waiver.ticket.as_ref().map(|it| format!("tracked in {it}")),
    ];
    let mut risk = json!({
        "uuid": id(&["risk", &waiver.id]),
        "title": format!("Waiver {}", waiver.id),
        "description": format!("{}: {}", waiver.names.join(", "), waiver.state),
        "statement": waiver.reason,
        "status": status,
        "risk-log": {"entries": [{
            "uuid": id(&["risk-log", &waiver.id]),
            "title": format!("Waiver {}", waiver.id),
            "start": start,
            "status-change": status,
            "remarks": people.into_iter().flatten().collect::<Vec<_>>().join("; "),
        }]},
    });
    if holds {
        risk["deadline"] = format!("{}T23:59:59Z", waiver.expires).into();
    }
    if let Some(instead) = &waiver.compensating {
        let uuid = id(&["mitigating-factor", &waiver.id]);
        risk["mitigating-factors"] = json!([{"uuid": uuid, "description": instead}]);
    }
    if !covered.is_empty() {
        risk["related-observations"] = Value::Array(covered);
    }
    risk
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
