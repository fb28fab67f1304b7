//! Ignore comments of other tools, translated through the aliases of our rules, so that a migration keeps its decisions.

use std::collections::BTreeSet;

use diag::{Span, Spanned};
use model::CommentSite;

use crate::{Ignore, Policy};

/// How far a comment reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Node,
    Stage,
    File,
}

/// How ignore comments of other tools begin, which tool reads them, and how far they reach. At the head of a file
/// `check=skip=` is a directive, whose node is the file.
const FORMS: [(&str, &str, Reach); 19] = [
    ("hadolint ignore=", "hadolint", Reach::Node),
    ("hadolint stage ignore=", "hadolint", Reach::Stage),
    ("hadolint global ignore=", "hadolint", Reach::File),
    ("check=skip=", "buildkit", Reach::Node),
    ("checkov:skip=", "checkov", Reach::File),
    ("bridgecrew:skip=", "checkov", Reach::File),
    ("cortex:skip=", "checkov", Reach::File),
    ("trivy:ignore:", "trivy", Reach::Node),
    ("kics-scan disable=", "kics", Reach::File),
    ("kics-scan ignore-block", "kics", Reach::Node),
    ("kics-scan ignore-line", "kics", Reach::Node),
    ("kics-scan ignore", "kics", Reach::File),
    ("tally ignore=", "tally", Reach::Node),
    ("tally global ignore=", "tally", Reach::File),
    ("droast ignore=", "droast", Reach::Node),
    ("nosemgrep:", "semgrep", Reach::Node),
    ("dclint disable-file", "dclint", Reach::File),
    ("dclint disable-line", "dclint", Reach::Node),
    ("dclint disable", "dclint", Reach::File),
];

/// The word for every id of a tool, and the tools that have one or can leave the ids out.
const ALL: &str = "all";
const HAVE_ALL: [&str; 6] = ["buildkit", "dclint", "kics", "kube-linter", "polaris", "trivy"];

/// What a comment says.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    tool: &'static str,
    reach: Reach,
    ids: Vec<String>,
    reason: Option<String>,
    until: Option<String>,
}

/// Reads an ignore comment of another tool; nothing if it is none or names no policy of ours.
pub(crate) fn read(text: &str, site: &CommentSite, policy: &Policy) -> Option<Ignore> {
    let said = parse(text.trim_start_matches('#').trim())?;
    let rules = translate(said.tool, &said.ids, policy);
    if rules.is_empty() {
        return None;
    }
    let node = site.covers.unwrap_or(site.comment);
    Some(Ignore {
        span: site.comment,
        covers: match said.reach {
            Reach::Node => node,
            Reach::Stage => site.stage.unwrap_or(node),
            Reach::File => Span::file(site.comment.source),
        },
        rules: rules.into_iter().map(|rule| Spanned::new(rule, site.comment)).collect(),
        reason: said.reason,
        until: said.until,
        own: false,
        judged: site.judged,
    })
}

/// Takes dates off the ids of Trivy (`KSV-0017:exp:2030-01-01`) and reads its star, which stands for all.
fn of_trivy(ids: &mut [String]) -> Option<String> {
    let mut until = None;
    for id in ids {
        if let Some((rest, date)) = id.split_once(":exp:") {
            until = Some(date.to_owned());
            *id = rest.to_owned();
        }
        if id == "*" {
            ALL.clone_into(id);
        }
    }
    until
}

fn parse(body: &str) -> Option<Said> {
    let form = |form: &(&str, &'static str, Reach)| {
        strip_words(body, form.0).map(|rest| (rest, form.1, form.2))
    };
    let (rest, tool, reach) = FORMS.iter().find_map(form)?;
    // Names without commas; without any, everything of the tool.
    if tool == "dclint" || body.contains("kics-scan ignore") {
        let mut ids: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
        if ids.is_empty() {
            ids.push(ALL.to_owned());
        }
        return Some(Said { tool, reach, ids, reason: None, until: None });
    }
    let (mut ids, rest) = match (tool, rest.split_once(':')) {
        ("checkov", Some((ids, reason))) => (list(ids).0, reason),
        _ => list(rest),
    };
    let mut reason = Vec::new();
    let mut until = if tool == "trivy" { of_trivy(&mut ids) } else { None };
    for word in rest.split_whitespace() {
        let date = ["exp:", "expires="].iter().find_map(|key| word.strip_prefix(key));
        if let Some(date) = date {
            until = Some(date.trim_matches('"').to_owned());
        } else if let Some(id) = word.trim_start_matches('#').strip_prefix("trivy:ignore:") {
            ids.push(id.to_owned());
        } else {
            reason.push(word);
        }
    }
    let reason = reason.join(" ");
    let reason = reason.trim_start_matches(['#', ';', '-', ' ']).trim_start_matches("reason=");
    let reason = reason.trim_matches(['"', ' ']);
    let reason = (!reason.is_empty()).then(|| reason.to_owned());
    Some(Said { tool, reach, ids, reason, until })
}

/// What follows `start`, whose words may stand further apart.
fn strip_words<'a>(body: &'a str, start: &str) -> Option<&'a str> {
    start.split(' ').try_fold(body, |rest, word| rest.trim_start().strip_prefix(word))
}

/// The ids of a list, which ends at a semicolon or at a blank that no comma goes before, and what follows it.
fn list(text: &str) -> (Vec<String>, &str) {
    let mut ids = Vec::new();
    let mut rest = text.trim_start();
    loop {
        let end = rest.find([',', ';', ' ', '\t']).unwrap_or(rest.len());
        ids.extend((end > 0).then(|| rest[..end].to_owned()));
        rest = rest[end..].trim_start();
        match rest.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => return (ids, rest),
        }
    }
}

/// Our ids for a tool's ids.
pub(crate) fn translate(tool: &str, ids: &[String], policy: &Policy) -> BTreeSet<String> {
    let wanted: Vec<String> =
        ids.iter().map(|id| normalise(tool, id.trim())).filter(|id| !id.is_empty()).collect();
    let named = policy.known.iter().filter(|rule| {
        rule.aliases.iter().filter_map(|alias| alias.split_once(':')).any(|(of, id)| {
            of == tool
                && wanted.iter().any(|wanted| {
                    *wanted == normalise(tool, id) || (HAVE_ALL.contains(&tool) && wanted == ALL)
                })
        })
    });
    named.map(|rule| rule.id.to_string()).collect()
}

/// One spelling per id: Trivy writes `AVD-DS-0002`, `DS-0002` and `DS002` for the same check; KICS ids are cut to eight digits.
fn normalise(tool: &str, id: &str) -> String {
    match tool {
        "trivy" if id != ALL => {
            let id = id.strip_prefix("AVD-").unwrap_or(id).to_ascii_uppercase();
            let letters: String = id.chars().take_while(char::is_ascii_alphabetic).collect();
            let number = id[letters.len()..].trim_start_matches('-').trim_start_matches('0');
            format!("{letters}{number}")
        }
        "kics" => id.chars().take(8).collect(),
        _ => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_other_tools_are_read() {
        for (text, tool, ids) in [
            ("hadolint ignore=DL3006,DL3007", "hadolint", "DL3006,DL3007"),
            ("hadolint   ignore=DL3006, DL3007 # why", "hadolint", "DL3006,DL3007"),
            ("hadolint global ignore=DL3006", "hadolint", "DL3006"),
            ("hadolint stage ignore=DL3006", "hadolint", "DL3006"),
            ("check=skip=JSONArgsRecommended;error=true", "buildkit", "JSONArgsRecommended"),
            ("checkov:skip=CKV_DOCKER_3:no user needed", "checkov", "CKV_DOCKER_3"),
            ("trivy:ignore:AVD-DS-0002 exp:2024-01-01", "trivy", "AVD-DS-0002"),
            ("trivy:ignore:KSV-0017:exp:2030-01-01", "trivy", "KSV-0017"),
            ("trivy:ignore:*", "trivy", "all"),
            ("bridgecrew:skip=CKV_K8S_16", "checkov", "CKV_K8S_16"),
            ("trivy:ignore:DS-0002 trivy:ignore:DS-0001", "trivy", "DS-0002,DS-0001"),
            ("tally ignore=hadolint/DL3002;reason=legacy", "tally", "hadolint/DL3002"),
            ("droast ignore=DF002 reason=\"legacy\" expires=2027-01-01", "droast", "DF002"),
            ("nosemgrep: last-user-is-root", "semgrep", "last-user-is-root"),
            ("kics-scan disable=ae5b6871,d6355c88", "kics", "ae5b6871,d6355c88"),
            ("kics-scan ignore-line", "kics", "all"),
            ("kics-scan ignore-block", "kics", "all"),
            ("kics-scan ignore", "kics", "all"),
            ("dclint disable-file", "dclint", "all"),
            ("dclint disable", "dclint", "all"),
            (
                "dclint disable invalid-schema no-version-field",
                "dclint",
                "invalid-schema,no-version-field",
            ),
            (
                "dclint disable-line no-unbound-port-interfaces",
                "dclint",
                "no-unbound-port-interfaces",
            ),
        ] {
            let said = parse(text).unwrap();
            assert_eq!((said.tool, said.ids.join(",").as_str()), (tool, ids), "{text}");
        }
        assert_eq!(parse("just a comment"), None);
        assert_eq!(parse("hadolint shell=bash"), None);
    }

    #[test]
    fn reasons_and_dates_are_kept() {
        let said = |text: &str| parse(text).map(|it| (it.reason, it.until)).unwrap();
        let reason = |text: &str| (Some(text.to_owned()), None);
        assert_eq!(said("checkov:skip=CKV_DOCKER_3:no user needed"), reason("no user needed"));
        assert_eq!(said("tally ignore=a;reason=legacy base"), reason("legacy base"));
        assert_eq!(said("hadolint ignore=DL3006 # of the mirror"), reason("of the mirror"));
        assert_eq!(said("trivy:ignore:DS-2 exp:2024-01-01"), (None, Some("2024-01-01".into())));
        assert_eq!(said("trivy:ignore:DS-2:exp:2024-01-01"), (None, Some("2024-01-01".into())));
        let dated = (Some("legacy".to_owned()), Some("2027-01-01".to_owned()));
        assert_eq!(said("droast ignore=DF002 reason=\"legacy\" expires=2027-01-01"), dated);
    }

    #[test]
    fn trivy_ids_have_one_spelling() {
        for id in ["AVD-DS-0002", "DS-0002", "DS002", "ds002"] {
            assert_eq!(normalise("trivy", id), "DS2", "{id}");
        }
    }
}
