//! The security score: how much of nine layers of defence is there, less what rare evils cost, capped by the worst of them.
//!
//! A layer earns the share of its hardening that holds, over the subjects that the hardening is about. What hardly anybody does earns
//! nothing by being absent and takes away a part of what is earned where it is there. Reviews are in no score; they widen its bounds.
//! `docs/policy.md` has the reason of every constant.

mod tally;

#[cfg(test)]
mod laws;

use diag::{ControlScore, Defence, Layer, LayerScore, Outcome, RuleId, Score, Severity};

/// Cap when a critical control fails, when a high one fails, and when a waiver has expired.
const CRITICAL_CAP: f64 = 59.0;
const HIGH_CAP: f64 = 89.0;
const EXPIRED_CAP: f64 = 94.0;

/// Lowest scores of the grades.
const GRADES: [(f64, char); 4] = [(95.0, 'A'), (85.0, 'B'), (70.0, 'C'), (50.0, 'D')];

/// Which part of its cost a rare evil has for being there at all; the rest by how many subjects have it.
const FOR_ONE: f64 = 0.25;

/// What the score is made of: the table of layers.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The layers with their points.
    pub weights: &'static [(Layer, f64)],
    /// What a rule, or `rule/part` for what it answers beside its verdict, means for a layer.
    pub defence: fn(&str) -> Option<(&'static str, Defence)>,
}

/// How reviews, and failures that are accepted, are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Count {
    /// Reviews and accepted failures not at all.
    Known,
    /// Accepted failures as failures.
    Strict,
    /// Reviews as failures.
    Low,
    /// Reviews as passes.
    High,
}

/// The score of an environment from its outcomes. `severity` tells how bad a rule is there, and how bad what it says of a subject:
/// some rules grade their findings.
pub fn score<'o>(
    environment: &str,
    outcomes: impl Iterator<Item = &'o Outcome>,
    table: &Table,
    severity: impl Fn(&Outcome) -> (Severity, Severity),
    expired_waivers: bool,
) -> Score {
    let controls = tally::controls(outcomes, table, severity);
    let cap = cap(&controls, expired_waivers);
    let capped = |value: f64| cap.map_or(value, |(limit, _)| value.min(limit));
    let raw = value(&controls, table, Count::Known);
    let capped_value = raw.map(capped);
    let (assessed, waived) = (assessed(&controls), waived(&controls));
    Score {
        environment: environment.to_owned(),
        value: capped_value,
        strict: value(&controls, table, Count::Strict).map(capped),
        raw,
        assessed,
        low: value(&controls, table, Count::Low).unwrap_or(0.0),
        high: value(&controls, table, Count::High).unwrap_or(100.0),
        cap,
        grade: capped_value.map(|value| grade(value, cap)),
        qualified: waived > 10.0,
        coverage: 100.0,
        layers: layers(&controls, table),
        costs: costs(&controls),
        controls,
    }
}

/// What the layers earn of their points, less what the costs take; `None` if there is nothing that could be hardened.
fn value(controls: &[ControlScore], table: &Table, count: Count) -> Option<f64> {
    let (mut weight, mut earned) = (0.0, 0.0);
    for (layer, points) in table.weights {
        if let Some(share) = earned_share(controls, *layer, count) {
            weight += points;
            earned += points * share;
        }
    }
    let kept: f64 = controls.iter().map(|control| 1.0 - cost(control, count) / 100.0).product();
    (weight > 0.0).then(|| 100.0 * earned / weight * kept)
}

/// The share of a layer's hardening that holds; `None` if nothing of it was assessed.
fn earned_share(controls: &[ControlScore], layer: Layer, count: Count) -> Option<f64> {
    let (mut weight, mut earned) = (0.0, 0.0);
    for (control, share) in hardening(controls, layer) {
        if let Some(held) = held(control, count) {
            weight += share;
            earned += share * held;
        }
    }
    (weight > 0.0).then(|| earned / weight)
}

/// The hardening of a layer, with its share.
fn hardening(
    controls: &[ControlScore],
    layer: Layer,
) -> impl Iterator<Item = (&ControlScore, f64)> {
    controls.iter().filter_map(move |control| {
        let defence = control.defence.filter(|it| it.layer == layer && it.share > 0.0)?;
        Some((control, defence.share))
    })
}

/// The share of the subjects for which a control holds.
fn held(control: &ControlScore, count: Count) -> Option<f64> {
    let (passed, failed) = counted(control, count);
    share(passed, passed + failed)
}

fn counted(control: &ControlScore, count: Count) -> (usize, usize) {
    let ControlScore { passed, failed, waived, review, .. } = *control;
    match count {
        Count::Known => (passed, failed),
        Count::Strict => (passed, failed + waived),
        Count::Low => (passed, failed + review),
        Count::High => (passed + review, failed),
    }
}

/// What a control takes of what is earned, in percent: nothing if it is hardening or holds everywhere.
fn cost(control: &ControlScore, count: Count) -> f64 {
    if control.defence.is_none_or(|defence| defence.share > 0.0) {
        return 0.0;
    }
    let (passed, failed) = counted(control, count);
    let Some(spread) = share(failed, passed + failed).filter(|_| failed > 0) else { return 0.0 };
    let severity = control.worst.unwrap_or(control.severity);
    // Whoever has the host through one container has what all others defend.
    let spread = if severity == Severity::Critical { 1.0 } else { spread };
    percentage(severity) * (FOR_ONE + (1.0 - FOR_ONE) * spread)
}

/// What a rare evil takes that every subject has, in percent.
fn percentage(severity: Severity) -> f64 {
    match severity {
        Severity::Critical => 40.0,
        Severity::High => 8.0,
        Severity::Medium => 3.0,
        Severity::Low => 1.0,
        Severity::Info => 0.0,
    }
}

/// How much of what applies could be assessed, by severity, in percent.
fn assessed(controls: &[ControlScore]) -> f64 {
    let known = |it: &ControlScore| {
        share(it.passed + it.failed, it.passed + it.failed + it.review).unwrap_or(0.0)
    };
    percent(controls, known)
}

fn waived(controls: &[ControlScore]) -> f64 {
    percent(controls, |it| if it.waived > 0 { 1.0 } else { 0.0 })
}

/// Part of the weight of scored controls, in percent.
fn percent(controls: &[ControlScore], part: impl Fn(&ControlScore) -> f64) -> f64 {
    let (mut whole, mut sum) = (0.0, 0.0);
    for control in controls.iter().filter(|it| it.defence.is_some()) {
        whole += control.severity.weight();
        sum += control.severity.weight() * part(control);
    }
    if whole > 0.0 { 100.0 * sum / whole } else { 0.0 }
}

/// What every layer that applies earns, and what one more step would.
fn layers(controls: &[ControlScore], table: &Table) -> Vec<LayerScore> {
    let applies = |layer: Layer| earned_share(controls, layer, Count::Known);
    let weight: f64 =
        table.weights.iter().filter(|it| applies(it.0).is_some()).map(|it| it.1).sum();
    let mut layers = Vec::new();
    for (layer, points) in table.weights {
        let Some(earned) = applies(*layer) else { continue };
        let points = 100.0 * points / weight;
        let shares: f64 = hardening(controls, *layer)
            .filter(|(control, _)| held(control, Count::Known).is_some())
            .map(|(_, share)| share)
            .sum();
        let steps = hardening(controls, *layer).filter_map(|(control, share)| {
            let missing = 1.0 - held(control, Count::Known)?;
            Some((control.rule, points * missing * share / shares))
        });
        layers.push(LayerScore {
            layer: *layer,
            points,
            earned: points * earned,
            steps: steps.collect(),
        });
    }
    layers.sort_by_key(|it| it.layer);
    layers
}

/// What costs, and how much of what is earned it takes.
fn costs(controls: &[ControlScore]) -> Vec<(RuleId, f64)> {
    let costs = controls.iter().map(|it| (it.rule, cost(it, Count::Known)));
    costs.filter(|(_, cost)| *cost > 0.0).collect()
}

fn cap(controls: &[ControlScore], expired_waivers: bool) -> Option<(f64, &'static str)> {
    let fails = |severity: Severity| controls.iter().any(|control| control.worst == Some(severity));
    if fails(Severity::Critical) {
        Some((CRITICAL_CAP, "a critical control fails"))
    } else if fails(Severity::High) {
        Some((HIGH_CAP, "a high control fails"))
    } else if expired_waivers {
        Some((EXPIRED_CAP, "a waiver has expired or is invalid"))
    } else {
        None
    }
}

/// Whoever hands over the host has no better grade than the last, however much else is right.
fn grade(value: f64, cap: Option<(f64, &'static str)>) -> char {
    if cap.is_some_and(|(limit, _)| limit <= CRITICAL_CAP) {
        return 'F';
    }
    GRADES.iter().find(|(lowest, _)| value >= *lowest).map_or('F', |(_, grade)| *grade)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
