//! `JUnit` XML, which every build service can show: a suite per file, a failure per finding, an error per trouble.
//!
//! Services tell cases apart by their names: those of findings carry the place and the start of the fingerprint.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use diag::{Finding, Report, Verdict};

use crate::concise;
use crate::place::Places;
use crate::text::visible;

/// The cases of one file, as XML, and how they ended.
#[derive(Default)]
struct Suite {
    cases: String,
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

/// How much of a fingerprint a name carries.
const PRINT: usize = 8;

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report);
    let suites = suites(report, &places);
    let total = |of: fn(&Suite) -> usize| suites.values().map(of).sum::<usize>();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="plimsoll" tests="{}" failures="{}" errors="{}" skipped="{}">"#,
        total(|it| it.tests),
        total(|it| it.failures),
        total(|it| it.errors),
        total(|it| it.skipped),
    )?;
    for (path, it) in &suites {
        writeln!(
            out,
            r#"  <testsuite name="{}" tests="{}" failures="{}" errors="{}" skipped="{}">"#,
            xml(path),
            it.tests,
            it.failures,
            it.errors,
            it.skipped,
        )?;
        writeln!(out, "{}  </testsuite>", it.cases)?;
    }
    writeln!(out, "</testsuites>")
}

fn suites<'a>(report: &'a Report, places: &'a Places<'a>) -> BTreeMap<&'a str, Suite> {
    let judged = report.files.iter().filter(|file| file.judged);
    let mut suites: BTreeMap<&str, Suite> =
        judged.map(|file| (file.path.as_str(), Suite::default())).collect();
    for finding in &report.findings {
        let suite = suites.entry(places.path(finding.primary.span)).or_default();
        suite.add_finding(finding, places);
    }
    for it in &report.troubles {
        let place = concise::place(&it.path, it.span, places);
        let suite = suites.entry(it.path.as_str()).or_default();
        suite.errors += 1;
        suite.add(
            &it.path,
            &format!("error {}", suite.tests + 1),
            &outcome("error", "trouble", &place, &it.message, it.help.as_deref()),
        );
    }
    for it in &report.gaps {
        let suite = suites.entry(it.path.as_str()).or_default();
        suite.skip(&it.path, &format!("gap {}", suite.tests + 1), &it.message);
    }
    for (path, suite) in suites.iter_mut().filter(|(_, suite)| suite.tests == 0) {
        suite.add(path, "all rules", "");
    }
    suites
}

impl Suite {
    fn add_finding(&mut self, finding: &Finding, places: &Places<'_>) {
        let span = finding.primary.span;
        let path = places.path(span);
        let rule = finding.rule.as_str();
        let place = concise::place(path, Some(span), places);
        let spot = place.strip_prefix(path).unwrap_or(&place);
        let print = finding.fingerprint.get(..PRINT).unwrap_or(&finding.fingerprint);
        let name = format!("{rule} {} {print}", spot.trim_start_matches(':'));
        if !finding.counts() {
            let why =
                if finding.verdict == Verdict::Review { "review" } else { finding.status.as_str() };
            return self.skip(path, &name, &format!("{why}: {}", finding.message));
        }
        let severity = finding.severity.as_str();
        self.failures += 1;
        let help = finding.help.as_deref();
        self.add(path, &name, &outcome("failure", severity, &place, &finding.message, help));
    }

    fn skip(&mut self, path: &str, name: &str, message: &str) {
        self.skipped += 1;
        self.add(path, name, &format!("<skipped message=\"{}\"/>", xml(message)));
    }

    fn add(&mut self, path: &str, name: &str, outcome: &str) {
        self.tests += 1;
        let (path, name) = (xml(path), xml(name));
        let _ = writeln!(
            self.cases,
            r#"    <testcase classname="{path}" name="{name}">{outcome}</testcase>"#
        );
    }
}

fn outcome(tag: &str, kind: &str, place: &str, message: &str, help: Option<&str>) -> String {
    let help = help.map_or_else(String::new, |help| format!("\nhelp: {}", xml(help)));
    let (place, message) = (xml(place), xml(message));
    format!(r#"<{tag} type="{kind}" message="{message}">{place}: {message}{help}</{tag}>"#)
}

/// Text for an attribute or an element. What XML cannot hold is spelt out.
fn xml(text: &str) -> String {
    let text = visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
