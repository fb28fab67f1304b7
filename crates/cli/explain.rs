//! `plimsoll explain`: the page of a rule.

use diag::RuleMeta;

use crate::exit::Exit;
use crate::{output, policy};

/// Prints the page of the rule that goes by this name here or in another tool.
pub(crate) fn explain(name: &str) -> Exit {
    let metas: Vec<RuleMeta> = rules::ALL.iter().map(|rule| rules::meta(rule)).collect();
    let found: Vec<_> = metas.iter().filter(|rule| goes_by(rule, name)).collect();
    if found.is_empty() {
        output::complain(&format!("there is no rule `{name}`"));
        output::note(&format!("  help: {}", policy::rule_hint(name)));
        return Exit::Trouble;
    }
    let pages: Vec<String> = found.into_iter().map(page).collect();
    output::print(pages.join("\n").as_bytes())
}

/// Other tools' names count with and without the name of the tool before them.
fn goes_by(rule: &RuleMeta, name: &str) -> bool {
    let is = |alias: &str| alias.eq_ignore_ascii_case(name);
    is(rule.id.as_str())
        || rule
            .aliases
            .iter()
            .any(|alias| is(alias) || alias.split_once(':').is_some_and(|it| is(it.1)))
}

fn page(rule: &RuleMeta) -> String {
    let subjects: Vec<_> = rule.subjects.iter().map(|kind| kind.as_str()).collect();
    let severity = rule.severity.as_str();
    let off = if rule.default_on { "" } else { ", off by default" };
    let mut lines = vec![
        format!("{}: {}\n", rule.id, rule.summary),
        format!("severity: {severity}{off}"),
        format!("judges: {}", subjects.join(", ")),
    ];
    for (title, names) in [("controls", rule.controls), ("known as", rule.aliases)] {
        if !names.is_empty() {
            lines.push(format!("{title}: {}", names.join(", ")));
        }
    }
    if !rule.docs.is_empty() {
        lines.push(format!("\n{}", rule.docs.trim()));
    }
    lines.push(String::new());
    lines.join("\n")
}
