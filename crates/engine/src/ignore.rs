//! Ignore comments: `# plimsoll: ignore[rule, rule] until=2027-01-31 reason`, and `ignore-file[...]` for a whole file.

use diag::{Span, Spanned};
use model::{Project, Unit, kube::AnnotationSite};

use crate::{Policy, foreign};

/// An ignore comment and what it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The comment.
    pub span: Span,
    /// The node it stands on or above; the whole file for `ignore-file`.
    pub covers: Span,
    /// Rule ids as written. Ids of other tools are already translated; empty means every rule.
    pub rules: Vec<Spanned<String>>,
    /// Why, if it says so.
    pub reason: Option<String>,
    /// `YYYY-MM-DD` after which it no longer counts.
    pub until: Option<String>,
    /// Whether it is ours: only then it can be unused or unknown.
    pub own: bool,
    /// Whether the file it stands in is judged by itself.
    pub judged: bool,
}

/// All ignores of a unit that the policy lets count.
pub(crate) fn collect(unit: &Unit<'_>, project: &Project, policy: &Policy) -> Vec<Ignore> {
    if !policy.inline_ignores {
        return Vec::new();
    }
    let mut ignores = Vec::new();
    for site in unit.comment_sites() {
        let source = project.sources.get(site.comment.source);
        let Some(range) = site.comment.range else { continue };
        let text = source.slice(range);
        let node = site.covers.unwrap_or(site.comment);
        if let Some(ignore) = own(text, site.comment, node) {
            ignores.push(Ignore { judged: site.judged, ..ignore });
        } else if policy.foreign_ignores {
            ignores.extend(foreign::read(text, &site, policy));
        }
    }
    let annotations = unit.annotation_sites();
    ignores.extend(annotations.into_iter().filter_map(|site| annotation(site, policy)));
    ignores
}

/// An annotation of a Kubernetes object that silences rules.
fn annotation(site: AnnotationSite, policy: &Policy) -> Option<Ignore> {
    let own = site.tool == "plimsoll";
    let rules = if own {
        site.rules
    } else if policy.foreign_ignores {
        let list: Vec<_> = site.rules.into_iter().map(|rule| rule.value).collect();
        let translated = foreign::translate(site.tool, &list, policy);
        translated.into_iter().map(|rule| Spanned::new(rule, site.span)).collect()
    } else {
        Vec::new()
    };
    (!rules.is_empty()).then_some(Ignore {
        span: site.span,
        covers: site.covers,
        rules,
        reason: site.reason,
        until: None,
        own,
        judged: site.judged,
    })
}

/// Reads one of our own ignore comments.
pub(crate) fn own(text: &str, comment: Span, node: Span) -> Option<Ignore> {
    let body = text.trim_start_matches('#').trim_start().strip_prefix("plimsoll:")?.trim_start();
    let (body, covers) = match body.strip_prefix("ignore-file") {
        Some(rest) => (rest, Span::file(comment.source)),
        None => (body.strip_prefix("ignore")?, node),
    };
    // A list that never closes silences nothing: it is read as one unknown rule.
    let (list, rest) = match body.trim_start().strip_prefix('[') {
        Some(body) => body.split_once(']').unwrap_or((body, "")),
        None => ("", body),
    };
    let mut reason = rest.trim().trim_start_matches("--").trim();
    let mut until = None;
    if let Some(dated) = reason.strip_prefix("until=") {
        let (date, why) = dated.split_once(char::is_whitespace).unwrap_or((dated, ""));
        until = Some(date.to_owned());
        reason = why.trim().trim_start_matches("--").trim();
    }
    Some(Ignore {
        span: comment,
        covers,
        rules: list
            .split(',')
            .map(str::trim)
            .map(|rule| Spanned::new(rule.to_owned(), within(text, comment, rule)))
            .collect(),
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        until,
        own: true,
        judged: true,
    })
}

/// The span of a part of a comment's text; the whole comment for an empty part.
fn within(text: &str, comment: Span, part: &str) -> Span {
    if part.is_empty() {
        return comment;
    }
    let offset = text.find(part).unwrap_or_default();
    let start = comment.start() + u32::try_from(offset).unwrap_or_default();
    Span::new(comment.source, start, start + u32::try_from(part.len()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use diag::SourceId;

    fn read(text: &str) -> Option<Ignore> {
        let span = Span::new(SourceId(0), 10, 10 + u32::try_from(text.len()).unwrap());
        own(text, span, Span::new(SourceId(0), 100, 120))
    }

    #[test]
    fn an_ignore_names_rules_a_date_and_a_reason() {
        let ignore = read(
            "# plimsoll: ignore[root-user, remote-add] until=2027-01-31 -- waits for the new base",
        )
        .unwrap();
        let names: Vec<_> = ignore.rules.iter().map(|rule| rule.value.as_str()).collect();
        assert_eq!(names, ["root-user", "remote-add"]);
        assert_eq!(ignore.rules[0].span.range, Some((29, 38)));
        assert_eq!(ignore.until.as_deref(), Some("2027-01-31"));
        assert_eq!(ignore.reason.as_deref(), Some("waits for the new base"));
        assert_eq!(ignore.covers.start(), 100);
    }

    #[test]
    fn an_ignore_without_a_list_names_one_unknown_rule_and_silences_nothing() {
        for text in ["# plimsoll: ignore", "# plimsoll: ignore[root-user", "#plimsoll:ignore[]"] {
            let ignore = read(text).unwrap();
            assert_eq!(ignore.rules.len(), 1, "{text}");
        }
        assert_eq!(read("# please ignore[root-user]"), None);
    }

    #[test]
    fn a_file_ignore_covers_the_file() {
        assert_eq!(
            read("# plimsoll: ignore-file[root-user] test image").unwrap().covers,
            Span::file(SourceId(0))
        );
    }
}
