//! Literal secrets among the values that a release sets of its chart.

use engine::Cx;
use model::kube::{ChartValue, Field, ObjectView};
use model::secret::{self, Secret};

use crate::secrets::{grade, help};

/// Reports every literal secret that a release of a chart carries.
pub(crate) fn judge(object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    for value in object.chart_values() {
        match value {
            ChartValue::Tree(tree) => walk(&tree, "", object, cx),
            ChartValue::Text(text) => {
                let found = text.str().map(|text| secret::in_file("values.yaml", text));
                for it in found.unwrap_or_default() {
                    report(&it.name, it.secret, &text, object, cx);
                }
            }
            ChartValue::Parameter(item) => {
                let Some(value) = item.get("value") else { continue };
                let name = item.str_at("name");
                let literal = value.str().filter(|_| value.placeholder().is_none());
                if let Some(secret) = literal.and_then(|text| secret::setting(name, text)) {
                    report(name, secret, &value, object, cx);
                }
            }
        }
    }
}

/// Every key of a tree. Trees are no deeper than the parser lets them be.
fn walk(field: &Field<'_>, path: &str, object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    for (key, value) in field.entries() {
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        judge_text(key, &path, &value, object, cx);
        walk(&value, &path, object, cx);
    }
    for (at, item) in field.items().enumerate() {
        // A variable: the name stands beside the value.
        let name = item.str_at("name");
        let path = format!("{path}[{at}]");
        if let Some(value) = item.get("value").filter(|_| !name.is_empty()) {
            judge_text(name, &path, &value, object, cx);
        } else {
            walk(&item, &path, object, cx);
        }
    }
}

fn judge_text(key: &str, path: &str, value: &Field<'_>, object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    let Some(text) = value.str().filter(|_| value.placeholder().is_none()) else { return };
    if text.trim().contains('\n') {
        if let Some(found) = secret::in_file(key, text).first() {
            report(path, found.secret, value, object, cx);
        }
    } else if let Some(secret) = secret::setting(key, text) {
        report(path, secret, value, object, cx);
    }
}

fn report(path: &str, secret: Secret, value: &Field<'_>, object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    let title = object.title();
    let place = value.key_span().unwrap_or(value.span());
    let finding = cx.fail(place, format!("`{path}` in the values of `{title}` holds {secret}"));
    finding.evidence(path).redact(value.span()).trail = value.trail().to_vec();
    finding.help(help(secret, "let the chart take it from a Secret that exists already"));
    grade(finding, secret);
}
