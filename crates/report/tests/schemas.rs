//! Reports for machines against their schemas, and what no schema can say.

mod common;

use std::collections::BTreeSet;

use common::{render, sample};
use diag::{Report, Source, Step};
use jsonschema::Validator;
use report::{Format, Options};
use serde_json::Value;

fn validator(schema: &str) -> Validator {
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

fn json(report: &Report, format: Format, options: &Options) -> Value {
    serde_json::from_str(&render(format, report, options)).expect("the report is JSON")
}

fn check(schema: &Validator, value: &Value) {
    let errors = schema.iter_errors(value).map(|it| format!("{}: {it}", it.instance_path()));
    assert_eq!(errors.collect::<Vec<_>>(), Vec::<String>::new());
}

/// The sample with a trail of two written steps, and a file whose name needs encoding.
fn rich() -> Report {
    let mut report = sample();
    let here = report.findings[0].primary.span;
    let there =
        report.findings.iter().find_map(|it| it.related.first()).expect("one is related").span;
    report.findings[0].trail = vec![Step::at(here, "set here"), Step::at(there, "kept `there`")];
    let odd = report.sources.add(Source::new("a b/#é:?.yml", "\u{feff}x: 😀 y\r\n"));
    let mut finding =
        common::finding("root-user", diag::Severity::Info, diag::Span::file(odd), "odd");
    finding.related.push(diag::Label::new(common::span(odd, 0, 99), ""));
    report.findings.push(Box::new(finding));
    report
}

fn everything() -> Options {
    Options { sarif_all: true, ..Options::default() }
}

#[test]
fn json_is_what_its_schema_says() {
    let schema = validator(include_str!("../../../docs/schema/report.schema.json"));
    for report in [Report::default(), sample(), rich()] {
        check(&schema, &json(&report, Format::Json, &Options::default()));
    }
    let mut wrong = json(&sample(), Format::Json, &Options::default());
    wrong["findings"][0]["line"] = 0.into();
    assert!(!schema.is_valid(&wrong));
}

#[test]
fn sarif_is_what_its_readers_accept() {
    let schema = validator(include_str!("sarif-written.schema.json"));
    for report in [Report::default(), sample(), rich()] {
        for options in [Options::default(), everything()] {
            check(&schema, &json(&report, Format::Sarif, &options));
        }
    }
    let mut wrong = json(&sample(), Format::Sarif, &Options::default());
    wrong["runs"][0]["results"][0]["rank"] = 1.into();
    assert!(!schema.is_valid(&wrong));
}

#[test]
fn sarif_refers_only_to_what_it_holds() {
    let log = json(&rich(), Format::Sarif, &everything());
    let rules = &log["runs"][0]["tool"]["driver"]["rules"];
    for result in log["runs"][0]["results"].as_array().expect("there are results") {
        let index = result["ruleIndex"].as_u64().and_then(|at| usize::try_from(at).ok());
        assert_eq!(rules[index.expect("the rule is known")]["id"], result["ruleId"]);
        let related = result["relatedLocations"].as_array().into_iter().flatten();
        let ids: BTreeSet<u64> = related.filter_map(|it| it["id"].as_u64()).collect();
        let text = result["message"]["text"].as_str().expect("a text");
        for link in text.split("](").skip(1) {
            let id = link.split(')').next().and_then(|id| id.parse().ok());
            assert!(ids.contains(&id.expect("a number")), "{text}");
        }
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["startLine"], region["endLine"]);
    }
}

#[test]
fn sarif_leaves_out_what_services_would_open_as_alerts() {
    let count = |options: &Options| {
        let log = json(&sample(), Format::Sarif, options);
        log["runs"][0]["results"].as_array().map(Vec::len)
    };
    assert_eq!((count(&Options::default()), count(&everything())), (Some(6), Some(8)));
    let log = json(&sample(), Format::Sarif, &everything());
    let results = log["runs"][0]["results"].as_array().expect("there are results");
    let marked = results.iter().find(|it| it.get("suppressions").is_some());
    assert_eq!(marked.expect("one is suppressed")["suppressions"][0]["justification"], "a demo");
    assert!(results.iter().any(|it| it["kind"] == "review" && it["level"] == "none"));
}

#[test]
fn sarif_keeps_the_worst_of_too_many() {
    let mut report = sample();
    let span = report.findings[0].primary.span;
    for nth in 0..5200 {
        let severity = if nth < 200 { diag::Severity::Info } else { diag::Severity::High };
        report.findings.push(Box::new(common::finding("root-user", severity, span, "again")));
    }
    let log = json(&report, Format::Sarif, &Options::default());
    check(&validator(include_str!("sarif-written.schema.json")), &log);
    let results = log["runs"][0]["results"].as_array().expect("there are results");
    assert_eq!(results.len(), 5000);
    assert!(results.iter().all(|it| it["level"] == "error"));
    let notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(notes.contains("206 more are left out"), "{notes}");
    assert_eq!(
        json(&report, Format::Json, &Options::default())["findings"].as_array().map(Vec::len),
        Some(5208)
    );
}
