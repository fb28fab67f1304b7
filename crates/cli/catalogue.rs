//! `plimsoll rules`: the list of all rules.

use diag::RuleMeta;
use serde_json::json;

use crate::args::ListFormat;
use crate::exit::Exit;
use crate::output;

/// Prints the list.
pub(crate) fn rules(format: ListFormat) -> Exit {
    let metas: Vec<RuleMeta> = rules::ALL.iter().map(|rule| rules::meta(rule)).collect();
    let text = match format {
        ListFormat::Human => table(&metas),
        ListFormat::Json => json(&metas),
    };
    output::print(text.as_bytes())
}

fn table(rules: &[RuleMeta]) -> String {
    let width = rules.iter().map(|rule| rule.id.as_str().len()).max().unwrap_or(0);
    rules.iter().fold(String::new(), |table, rule| {
        let off = if rule.default_on { "" } else { " (off by default)" };
        table + &format!("{:width$}  {:8}  {}{off}\n", rule.id, rule.severity, rule.summary)
    })
}

fn json(rules: &[RuleMeta]) -> String {
    let rules: Vec<_> = rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id.as_str(),
                "summary": rule.summary,
                "severity": rule.severity.as_str(),
                "default": rule.default_on,
                "subjects": rule.subjects.iter().map(|kind| kind.as_str()).collect::<Vec<_>>(),
                "controls": rule.controls,
                "aliases": rule.aliases,
                "cwe": rule.cwe,
            })
        })
        .collect();
    let list = json!({"version": 1, "tool": env!("CARGO_PKG_VERSION"), "rules": rules});
    format!("{list:#}\n")
}
