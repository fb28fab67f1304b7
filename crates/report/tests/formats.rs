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

#[test]
fn colours_change_nothing_but_colour() {
    let plain = Options { verbosity: Verbosity::Verbose, ..Options::default() };
    let color = Options { color: true, ..plain.clone() };
    let drawn = render(Format::Human, &sample(), &color);
    assert!(drawn.contains("\u{1b}[31m"));
    let bare: String = drawn
        .split('\u{1b}')
        .enumerate()
        .map(|(nth, part)| if nth == 0 { part } else { part.split_once('m').map_or("", |it| it.1) })
        .collect();
    assert_eq!(bare, render(Format::Human, &sample(), &plain));
}

#[test]
fn links_lead_to_the_page_of_the_rule() {
    let options = Options { links: true, ..Options::default() };
    let drawn = render(Format::Human, &sample(), &options);
    let page = format!("\u{1b}]8;;{}root-user\u{1b}\\high[root-user]", report::RULE_PAGES);
    assert!(drawn.contains(&page), "{drawn}");
}

#[test]
fn a_failing_writer_is_reported() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for format in Format::ALL {
        let error = report::write(format, &sample(), &Options::default(), &mut Full);
        assert_eq!(error.map_err(|it| it.kind()), Err(std::io::ErrorKind::StorageFull), "{format}");
    }
}
