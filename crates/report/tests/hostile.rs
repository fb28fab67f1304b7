//! Content and spans that would break or abuse a terminal, a log or a parser.

mod common;

use common::{finding, rule, span};
use diag::{Report, Severity, Source, Trouble};
use report::{Format, Glyphs, Options, Verbosity};

/// What files can hold at their worst, in no more than a few lines.
const PIECES: [&str; 16] = [
    "a",
    "é",
    "😀",
    "👨‍👩‍👧",
    "漢字",
    "\t",
    "\r\n",
    "\n",
    "\r",
    "\u{1b}[2J",
    "\u{202e}",
    "\u{feff}",
    "\u{0}",
    "  ",
    "x: y",
    "\u{301}",
];

/// A small generator of numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % below.max(1)
    }
}

fn random_report(dice: &mut Dice, labels: usize) -> Report {
    let mut report = Report {
        rules: vec![rule("a-rule", Severity::High, "a rule"), rule("b-rule", Severity::Low, "b")],
        ..Report::default()
    };
    let sources: Vec<_> = (0..3)
        .map(|nth| {
            let n = dice.roll(60) * (1 + 20 * dice.roll(2));
            let text: String = (0..n).map(|_| PIECES[dice.roll(PIECES.len())]).collect();
            report.sources.add(Source::new(format!("dir {nth}/\u{202e}f:{nth}"), text))
        })
        .collect();
    let place = |dice: &mut Dice| {
        let id = sources[dice.roll(3)];
        let len = report.sources.get(id).text.len();
        let start = dice.roll(len + 3);
        let end = if dice.roll(4) == 0 { dice.roll(len + 3) } else { start + dice.roll(9) };
        if dice.roll(20) == 0 { diag::Span::file(id) } else { span(id, start, end) }
    };
    for nth in 0..labels / 4 {
        let at = place(dice);
        let name = if nth % 2 == 0 { "a-rule" } else { "b-rule" };
        let mut it = finding(name, Severity::High, at, &format!("thing `{nth}` is \u{1b} wrong"));
        it.primary_text("here\nand there").label(place(dice), "\u{7}bell").label(place(dice), "");
        it.trail.push(diag::Step::at(place(dice), "came by"));
        if dice.roll(5) == 0 {
            it.redact(place(dice));
        }
        report.findings.push(Box::new(it));
    }
    report.findings.sort_by_key(|it| (it.primary.span, it.rule));
    report
}

fn options(dice: &mut Dice) -> Options {
    Options {
        color: dice.roll(2) == 0,
        glyphs: if dice.roll(2) == 0 { Glyphs::Unicode } else { Glyphs::Ascii },
        width: dice.roll(200),
        verbosity: Verbosity::Verbose,
        sarif_all: true,
        ..Options::default()
    }
}

#[test]
fn no_span_and_no_text_breaks_a_format() {
    let mut dice = Dice(7);
    for round in 0..400 {
        // Few findings are drawn one by one, many as groups: 20,000 labels in all.
        let report = random_report(&mut dice, if round % 4 == 0 { 176 } else { 8 });
        let options = options(&mut dice);
        for format in Format::ALL {
            let text = common::render(format, &report, &options);
            assert!(!text.contains("\u{202e}") && !text.contains('\u{7}'), "{format} lets through");
            assert!(!text.contains("Failed to read contents"), "{format} misplaces a label");
            let obeyed = text.replace("\u{1b}[0m", "");
            assert!(options.color || !obeyed.contains('\u{1b}'), "{format} lets escapes through");
        }
    }
}

#[test]
fn terminals_obey_nothing_and_columns_line_up() {
    let mut report = Report::default();
    let text = "USER \u{1b}]8;;http://x\u{7}root\u{202e}\t# 漢字 end\nRUN ##[y]\tx\u{200b}y z\n";
    let id = report.sources.add(Source::new("Docker\u{1b}[31mfile\n", text));
    let at = |needle: &str| {
        let start = text.find(needle).expect("it is there");
        span(id, start, start + needle.len())
    };
    let mut it = finding("root-user", Severity::High, at("root"), "user \u{1b}[2Jroot");
    it.label(at("end"), "the\u{202e} end")
        .label(at("y z"), "y z")
        .help(format!("{} ::error::no\u{1b}", "x".repeat(80)));
    report.findings.push(Box::new(it));
    report.troubles.push(Trouble {
        about: None,
        path: "a%\n,b:c".into(),
        span: None,
        message: "\u{1b}[2J::error::x".into(),
        help: Some(format!("{} ::error::wrapped", "x".repeat(80))),
    });
    report.troubles.push(Trouble {
        about: None,
        path: "::error::y".into(),
        span: None,
        message: "##vso[task.x] and ##[add-mask]".into(),
        help: None,
    });
    let mut all = String::new();
    for format in [Format::Human, Format::Concise, Format::Github] {
        all += &common::render(format, &report, &Options::default());
    }
    insta::assert_snapshot!(all);
}

#[test]
fn secrets_are_masked_whichever_finding_draws_the_line() {
    let mut report = common::sample();
    let compose = report.findings[0].primary.span.source;
    let at = common::find(&report, compose, "DB_PASSWORD", 0);
    report.findings.push(Box::new(finding("other-rule", Severity::Low, at, "something else")));
    let at = common::find(&report, compose, "correct", 0);
    report.findings.push(Box::new(finding("third-rule", Severity::Low, at, "within the secret")));
    for format in Format::ALL {
        let text =
            common::render(format, &report, &Options { sarif_all: true, ..Options::default() });
        assert!(!text.contains("correct") && !text.contains("hunter"), "{format}: {text}");
    }
}

#[test]
fn long_lines_are_windowed() {
    let mut report = Report::default();
    let text = format!(
        "{{{}\"privileged\": true{}}}",
        "\"a\": 1, ".repeat(20_000),
        ", \"b\": 2".repeat(20_000)
    );
    let at = text.find("\"privileged\"").expect("it is there");
    let id = report.sources.add(Source::new("pod.json", text));
    for nth in 0..200 {
        let place = span(id, at - 8 * nth, at - 8 * nth + 3);
        report.findings.push(Box::new(finding(
            "a-rule",
            Severity::High,
            place,
            &format!("thing {nth}"),
        )));
    }
    let text = common::render(Format::Human, &report, &Options::default());
    let longest = text.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(300), "{longest:?} columns");
    report.findings.truncate(1);
    insta::assert_snapshot!(common::render(Format::Human, &report, &Options::default()));
}

#[test]
fn odd_places_are_drawn() {
    let mut report = Report::default();
    let empty = report.sources.add(Source::new("empty", ""));
    let crlf = report.sources.add(Source::new("crlf", "\u{feff}FROM a\r\nUSER b\r\n"));
    let end = report.sources.get(crlf).text.len();
    let places = [
        ("whole-empty-file", diag::Span::file(empty)),
        ("whole-file", diag::Span::file(crlf)),
        ("at-the-mark", span(crlf, 0, 0)),
        ("at-the-line-end", span(crlf, 9, 11)),
        ("two-lines", span(crlf, 3, 17)),
        ("at-the-end", span(crlf, end, end)),
    ];
    for (name, place) in places {
        let mut it = finding(name, Severity::Low, place, name);
        it.primary_text("here");
        report.findings.push(Box::new(it));
    }
    insta::assert_snapshot!(common::render(Format::Human, &report, &Options::default()));
}

#[test]
fn a_group_of_many_is_drawn_in_part() {
    let mut report = Report {
        rules: vec![rule("a-rule", Severity::Info, "thing is wrong")],
        ..Report::default()
    };
    let text =
        (0..60).map(|nth| format!("name{nth}:\n  x: y\n  z: v\n")).collect::<Vec<_>>().concat();
    let id = report.sources.add(Source::new("f", text.as_str()));
    for nth in 0..60 {
        let name = format!("name{nth}:");
        let start = text.find(&name).expect("it is there");
        let place = span(id, start, start + name.len() - 1);
        report.findings.push(Box::new(finding(
            "a-rule",
            Severity::Info,
            place,
            &format!("thing `{nth}` is wrong"),
        )));
    }
    let options =
        Options { glyphs: Glyphs::Ascii, verbosity: Verbosity::Quiet, ..Options::default() };
    insta::assert_snapshot!(common::render(Format::Human, &report, &options));
}

#[test]
fn a_name_may_hold_a_backtick() {
    let mut report = Report {
        rules: vec![rule("a-rule", Severity::Info, "thing is wrong")],
        ..Report::default()
    };
    let id = report.sources.add(Source::new("f", "one\ntwo\n"));
    for (start, message) in [(0, "thing `one"), (4, "thing ")] {
        let place = span(id, start, start + 3);
        report.findings.push(Box::new(finding("a-rule", Severity::Info, place, message)));
    }
    let options = Options { verbosity: Verbosity::Quiet, ..Options::default() };
    let drawn = common::render(Format::Human, &report, &options);
    assert!(drawn.contains("thing `one"), "{drawn}");
}
