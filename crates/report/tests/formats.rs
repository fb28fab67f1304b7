//! Every format over one report that has something of everything.

mod common;

use common::{render, sample};
use report::{Format, Options, Verbosity};

#[test]
fn concise_is_one_line_per_finding() {
    insta::assert_snapshot!(render(Format::Concise, &sample(), &Options::default()));
}

#[test]
fn verbose_concise_lists_reviews_and_marked_findings() {
    let options = Options { verbosity: Verbosity::Verbose, ..Options::default() };
    insta::assert_snapshot!(render(Format::Concise, &sample(), &options));
}

#[test]
fn json_holds_everything() {
    let text = render(Format::Json, &sample(), &Options::default());
    let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("it was JSON"));
}

#[test]
fn github_commands_are_encoded() {
    insta::assert_snapshot!(render(Format::Github, &sample(), &Options::default()));
}

#[test]
fn human_draws_the_lines() {
    insta::assert_snapshot!(render(Format::Human, &sample(), &Options::default()));
}

#[test]
fn verbose_human_draws_reviews_and_marked_findings() {
    let options = Options { verbosity: Verbosity::Verbose, ..Options::default() };
    let text = render(Format::Human, &sample(), &options);
    let at = text.find("low[unpinned-image]").expect("the suppressed finding is drawn");
    insta::assert_snapshot!(&text[at..]);
}

#[test]
fn sarif_is_what_code_scanning_reads() {
    let text = render(Format::Sarif, &sample(), &Options::default());
    let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("it was JSON"));
}

#[test]
fn gitlab_gets_unique_issues() {
    let text = render(Format::Gitlab, &sample(), &Options::default());
    let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("it was JSON"));
}

#[test]
fn junit_has_a_suite_per_file() {
    insta::assert_snapshot!(render(Format::Junit, &sample(), &Options::default()));
}

#[test]
fn markdown_is_a_table() {
    let mut report = sample();
    report.findings[0].message = "odd `a|b` <img src=x> [x](y) | `c".into();
    insta::assert_snapshot!(render(Format::Markdown, &report, &Options::default()));
}
