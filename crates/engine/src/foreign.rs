//! Ignore comments of other tools, translated through the aliases of our rules, so that a migration keeps its decisions.

use std::collections::BTreeSet;

use diag::{Span, Spanned};

use crate::{Ignore, Policy};

/// Whether a comment covers the next node or the whole file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Node,
    File,
}

/// Reads an ignore comment of another tool; nothing if it is none or names no policy of ours.
pub(crate) fn read(text: &str, comment: Span, node: Span, policy: &Policy) -> Option<Ignore> {
    let body = text.trim_start_matches('#').trim();
    let (tool, reach, list, reason) = parse(body)?;
    let rules = translate(tool, list, policy);
    if rules.is_empty() {
        return None;
    }
    Some(Ignore {
        span: comment,
        covers: if reach == Reach::File { Span::file(comment.source) } else { node },
        rules: rules.into_iter().map(|rule| Spanned::new(rule, comment)).collect(),
        reason: reason.map(str::to_owned),
        until: None,
        own: false,
        judged: true,
    })
}

type Parsed<'a> = (&'static str, Reach, &'a str, Option<&'a str>);

fn parse(body: &str) -> Option<Parsed<'_>> {
    if let Some(rest) = body.strip_prefix("hadolint ") {
        let rest = rest.trim_start();
        let (reach, rest) = match rest.strip_prefix("global ") {
            Some(rest) => (Reach::File, rest.trim_start()),
            None => (Reach::Node, rest),
        };
        return Some(("hadolint", reach, rest.strip_prefix("ignore=")?, None));
    }
    if let Some(rest) = body.strip_prefix("check=skip=") {
        // At the head of a file it is a directive, whose node is the file.
        let list = rest.split([';', ' ']).next()?;
        return Some(("buildkit", Reach::Node, list, None));
    }
    if let Some(rest) = body.strip_prefix("checkov:skip=") {
        let (list, reason) =
            rest.split_once(':').map_or((rest, None), |(list, reason)| (list, Some(reason.trim())));
        return Some(("checkov", Reach::File, list, reason));
    }
    if let Some(rest) = body.strip_prefix("trivy:ignore:") {
        return Some(("trivy", Reach::Node, rest.split_whitespace().next()?, None));
    }
    if let Some(rest) = body
        .strip_prefix("compose-lint: disable=")
        .or_else(|| body.strip_prefix("compose-lint: ignore="))
    {
        return Some(("compose-lint", Reach::Node, rest.split_whitespace().next()?, None));
    }
    if let Some(rest) = body.strip_prefix("dclint disable-line") {
        return Some(("dclint", Reach::Node, rest.trim(), None));
    }
    let rest = body.strip_prefix("kics-scan disable=")?;
    Some(("kics", Reach::File, rest, None))
}

/// Our ids for a comma-separated list of a tool's ids.
pub(crate) fn translate(tool: &str, list: &str, policy: &Policy) -> BTreeSet<String> {
    let wanted: Vec<String> =
        list.split(',').map(|id| normalise(tool, id.trim())).filter(|id| !id.is_empty()).collect();
    let named = policy.known.iter().filter(|rule| {
        rule.aliases.iter().filter_map(|alias| alias.split_once(':')).any(|(of, id)| {
            of == tool
                && wanted.iter().any(|wanted| {
                    *wanted == normalise(tool, id) || (tool == "buildkit" && wanted == "all")
                })
        })
    });
    named.map(|rule| rule.id.to_string()).collect()
}

/// One spelling per id: Trivy writes `AVD-DS-0002`, `DS-0002` and `DS002` for the same check; KICS ids are cut to eight digits.
fn normalise(tool: &str, id: &str) -> String {
    match tool {
        "trivy" => {
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
        let tools = |text: &str| parse(text).map(|(tool, _, list, _)| (tool, list.to_owned()));
        assert_eq!(
            tools("hadolint ignore=DL3006,DL3007"),
            Some(("hadolint", "DL3006,DL3007".into()))
        );
        assert_eq!(tools("hadolint global ignore=DL3006"), Some(("hadolint", "DL3006".into())));
        assert_eq!(
            tools("checkov:skip=CKV_DOCKER_3:no user needed"),
            Some(("checkov", "CKV_DOCKER_3".into()))
        );
        assert_eq!(
            tools("trivy:ignore:AVD-DS-0002 exp:2024-01-01"),
            Some(("trivy", "AVD-DS-0002".into()))
        );
        assert_eq!(tools("just a comment"), None);
    }

    #[test]
    fn trivy_ids_have_one_spelling() {
        for id in ["AVD-DS-0002", "DS-0002", "DS002", "ds002"] {
            assert_eq!(normalise("trivy", id), "DS2", "{id}");
        }
    }
}
