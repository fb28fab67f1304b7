//! Where the score comes from: `--explain-score`, and what the JSON report says of it.

use std::fmt::Write as _;
use std::io::{self, Write};

use diag::{GRADED_FROM, LayerScore, Report, Score, Severity, shown};
use serde::Serialize;

use crate::human::Paint;
use crate::text::visible;
use crate::{Options, escape};

/// Percentages and points carry one decimal, cut rather than rounded.
#[derive(Serialize)]
pub(crate) struct ScoreEntry<'a> {
    environment: &'a str,
    score: Option<f64>,
    grade: Option<char>,
    strict: Option<f64>,
    raw: Option<f64>,
    coverage: f64,
    assessed: f64,
    low: f64,
    high: f64,
    cap: Option<Cap<'a>>,
    qualified: bool,
    layers: Vec<Layer>,
    costs: Vec<Cost>,
}

#[derive(Serialize)]
struct Cap<'a> {
    limit: f64,
    reason: &'a str,
}

#[derive(Serialize)]
struct Layer {
    #[serde(rename = "layer")]
    name: &'static str,
    points: f64,
    earned: f64,
    hardening: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    rule: &'static str,
    passed: usize,
    failed: usize,
    would_earn: f64,
}

#[derive(Serialize)]
struct Cost {
    rule: &'static str,
    severity: &'static str,
    passed: usize,
    failed: usize,
    percent: f64,
}

pub(crate) fn entry(score: &Score) -> ScoreEntry<'_> {
    ScoreEntry {
        environment: &score.environment,
        score: score.value.map(cut),
        grade: score.grade,
        strict: score.strict.map(cut),
        raw: score.raw.map(cut),
        coverage: cut(score.coverage),
        assessed: cut(score.assessed),
        low: cut(score.low),
        high: cut(score.high),
        cap: score.cap.map(|(limit, reason)| Cap { limit, reason }),
        qualified: score.qualified,
        layers: score.layers.iter().map(|layer| self::layer(layer, score)).collect(),
        costs: score
            .costs
            .iter()
            .map(|(rule, percent)| cost(rule.as_str(), *percent, score))
            .collect(),
    }
}

fn cost(rule: &'static str, percent: f64, score: &Score) -> Cost {
    let (passed, failed) = counts(score, rule);
    let control = score.controls.iter().find(|it| it.rule.as_str() == rule);
    let severity = control.map_or(Severity::Info, |it| it.worst.unwrap_or(it.severity));
    Cost { rule, severity: severity.as_str(), passed, failed, percent: cut(percent) }
}

fn layer(layer: &LayerScore, score: &Score) -> Layer {
    let steps = layer.steps.iter().map(|(rule, gain)| {
        let (passed, failed) = counts(score, rule.as_str());
        Step { rule: rule.as_str(), passed, failed, would_earn: cut(*gain) }
    });
    let (points, earned) = (cut(layer.points), cut(layer.earned));
    Layer { name: layer.layer.as_str(), points, earned, hardening: steps.collect() }
}

fn counts(score: &Score, rule: &str) -> (usize, usize) {
    let control = score.controls.iter().find(|it| it.rule.as_str() == rule);
    control.map_or((0, 0), |it| (it.passed, it.failed))
}

pub(crate) fn cut(percentage: f64) -> f64 {
    (percentage * 10.0).floor() / 10.0
}

/// Writes where the scores come from, as JSON.
///
/// # Errors
/// If `out` fails.
pub fn write_scores_json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let entries: Vec<ScoreEntry<'_>> = report.scores.iter().map(entry).collect();
    let mut bytes = Vec::new();
    escape::write(&entries, &mut bytes)?;
    bytes.push(b'\n');
    out.write_all(&bytes)
}

/// Writes where the scores come from, for people.
///
/// # Errors
/// If `out` fails.
pub fn write_scores(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint { color: options.color };
    if report.scores.is_empty() {
        return writeln!(out, "nothing was judged, so there is no score");
    }
    report.scores.iter().try_for_each(|score| explain(score, paint, out))
}

fn explain(score: &Score, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", paint.strong(&format!("environment {}", visible(&score.environment))))?;
    for layer in &score.layers {
        let (earned, points) = (shown(layer.earned), shown(layer.points));
        writeln!(out, "\n  {:<28} {earned:>5} of {points:>4}", layer.layer)?;
        for (rule, gain) in &layer.steps {
            let (passed, failed) = counts(score, rule.as_str());
            let step = if *gain > 0.0 { format!("  +{}", shown(*gain)) } else { String::new() };
            let total = passed + failed;
            writeln!(out, "    {:<36} {passed:>5} of {total:>4}{step}", rule.as_str())?;
        }
    }
    if !score.costs.is_empty() {
        writeln!(out, "\n  costs, of what is earned")?;
    }
    for (rule, percent) in &score.costs {
        let (passed, failed) = counts(score, rule.as_str());
        let total = passed + failed;
        let cost = shown(*percent);
        writeln!(out, "    {:<36} {failed:>5} of {total:>4}  -{cost} %", rule.as_str())?;
    }
    writeln!(out, "\n  {}\n", sum(score))
}

/// What comes of it: `earned 43.2, 40.2 after costs, at most 59 because a critical control fails: 40.2 (F), between 31 and 47`.
fn sum(score: &Score) -> String {
    let earned: f64 = score.layers.iter().map(|it| it.earned).sum();
    let mut sum = format!("earned {}", shown(earned));
    if let Some(raw) = score.raw.filter(|_| !score.costs.is_empty()) {
        let _ = write!(sum, ", {} after costs", shown(raw));
    }
    if let Some((limit, why)) = score.cap {
        let _ = write!(sum, ", at most {limit} because {why}");
    }
    let (low, high) = (shown(score.low), shown(score.high));
    match (score.value, score.grade) {
        (Some(value), Some(grade)) => {
            sum + &format!(": {} ({grade}), between {low} and {high}", shown(value))
        }
        _ if score.coverage < GRADED_FROM => {
            let coverage = shown(score.coverage);
            sum + &format!(": not graded, {coverage} % of what was found could be judged")
        }
        _ => sum + ": no score, nothing that is hardened could be assessed",
    }
}
