//! `plimsoll check --show-settings`: what applies to what is named, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use diag::SubjectKind;
use model::{Subject, Unit};

use crate::args::{CheckArgs, Threshold};
use crate::check;
use crate::decided::{self, Decided, Setup};
use crate::exit::Exit;
use crate::output;
use crate::plan::Plan;
use crate::run::Loaded;
use crate::settings::WaiverSetting;

/// Prints it.
pub(crate) fn settings(args: &CheckArgs, plan: &Plan) -> Exit {
    let loaded = check::survey(args, plan);
    let judged = Judged::of(&loaded, plan);
    let setups = decided::setups(&args.rules, &plan.settings, &plan.policy, &plan.disk);
    let mut text = String::new();
    head(plan, &mut text);
    files(&loaded, &judged, &setups, &mut text);
    for setup in setups.iter().filter(|it| judged.environments.contains(&it.name)) {
        rules(setup, &judged.kinds, &mut text);
    }
    waivers(plan, &judged, &mut text);
    for trouble in &loaded.project.troubles {
        output::complain(&format!("{}: {}", trouble.path, trouble.message));
    }
    let text: String = text.lines().map(|line| report::visible(line).into_owned() + "\n").collect();
    let printed = output::print(text.as_bytes());
    if loaded.project.troubles.is_empty() { printed } else { Exit::Trouble }
}

/// What is judged in what was named.
#[derive(Default)]
struct Judged {
    /// Why things belong to environments, by file: environment, reason, and how many.
    files: BTreeMap<String, BTreeMap<(String, String), usize>>,
    /// The environments that judge something.
    environments: BTreeSet<String>,
    /// What is judged.
    kinds: BTreeSet<&'static str>,
    /// Names of what is judged.
    names: BTreeSet<String>,
}

impl Judged {
    fn of(loaded: &Loaded, plan: &Plan) -> Self {
        let mut judged = Self::default();
        for part in Unit::parts(&loaded.project) {
            for subject in Unit::open(&loaded.project, part).subjects() {
                judged.take(&subject, plan);
            }
        }
        judged
    }

    fn take(&mut self, subject: &Subject<'_>, plan: &Plan) {
        let file = self.files.entry(subject.scope.path.clone()).or_default();
        let mut claimed: Vec<(String, String)> = Vec::new();
        for environment in &plan.settings.environments {
            if let Some(key) = environment.selectors.taken_in_by(subject) {
                claimed.push((environment.name.value.clone(), format!("by its `{key}`")));
            }
        }
        if claimed.is_empty() {
            claimed.push((plan.policy.environments[0].name.clone(), "by no other".to_owned()));
        }
        for claim in claimed {
            self.environments.insert(claim.0.clone());
            *file.entry(claim).or_default() += 1;
        }
        self.kinds.insert(subject.kind().as_str());
        self.names.insert(subject.name().to_owned());
    }
}

fn head(plan: &Plan, text: &mut String) {
    let config = plan.place.config.as_deref();
    let config = config.map_or("none".into(), |path| path.to_string_lossy());
    let _ = writeln!(text, "root: {}\nconfiguration: {config}", plan.place.root.display());
    let gate = &plan.gate;
    let fails = match gate.fail_on {
        Threshold::At(severity) => format!("findings of severity {severity} or worse"),
        Threshold::Never => "no findings".to_owned(),
    };
    let score = gate.min_score.map(|score| format!(", a score below {score}")).unwrap_or_default();
    let gaps = if gate.fail_on_gaps { ", gaps" } else { "" };
    let _ = writeln!(text, "fails on: {fails}{score}{gaps}");
    let _ = writeln!(text, "gated environments: {}", gate.gated.join(", "));
    if let Some(baseline) = &plan.baseline {
        let _ = writeln!(text, "baseline: {}", baseline.display());
    }
    let globs: Vec<_> =
        plan.settings.exclude.iter().map(|glob| format!("`{}`", glob.value)).collect();
    if !globs.is_empty() {
        let _ = writeln!(text, "left out unless named: {}", globs.join(", "));
    }
}

fn files(loaded: &Loaded, judged: &Judged, setups: &[Setup], text: &mut String) {
    let mine = loaded.files.iter().filter(|file| file.kind != "configuration");
    for file in mine {
        let _ = writeln!(text, "\n{}: {}", file.path, file.kind);
        let claims = judged.files.get(&file.path);
        for ((name, why), n) in claims.into_iter().flatten() {
            let setup = setups.iter().find(|setup| setup.name == *name);
            let profile = setup.and_then(|setup| setup.profile.as_ref());
            let profile =
                profile.map_or("no profile".to_owned(), |(name, _)| format!("profile {name}"));
            let _ = writeln!(text, "  environment {name} {why} ({profile}): {n} judged");
        }
        match claims {
            None if file.judged => text.push_str("  nothing in it is judged by itself\n"),
            None => text.push_str("  read for others only, or not judged before it is rendered\n"),
            Some(_) => {}
        }
    }
    if loaded.files.iter().all(|file| file.kind == "configuration") {
        text.push_str("\nno container file is named\n");
    }
}

fn rules(setup: &Setup, kinds: &BTreeSet<&'static str>, text: &mut String) {
    let profile = match &setup.profile {
        Some((name, why)) => format!("profile {name}, {why}"),
        None => "no profile".to_owned(),
    };
    let _ = writeln!(text, "\nenvironment {}: {profile}", setup.name);
    let applies = |rule: &&Decided| {
        let subjects = rule.rule.subjects;
        subjects.is_empty()
            || subjects.iter().any(|kind: &SubjectKind| kinds.contains(kind.as_str()))
    };
    let applying: Vec<_> = setup.rules.iter().filter(applies).collect();
    let width = applying.iter().map(|rule| rule.rule.id.len()).max().unwrap_or_default();
    for rule in applying {
        let level = rule.severity.map_or("off", diag::Severity::as_str);
        let _ = write!(text, "  {level:8}  {:width$}  {}", rule.rule.id, rule.by);
        for (key, value, by) in &rule.options {
            let _ = write!(text, "; {key}: {value} by {by}");
        }
        text.push('\n');
    }
}

/// Waivers that could cover something in what is named.
fn waivers(plan: &Plan, judged: &Judged, text: &mut String) {
    let may = |it: &&WaiverSetting| {
        let waiver = &it.waiver;
        let within = |names: &[String], actual: &BTreeSet<String>| {
            names.is_empty() || names.iter().any(|name| actual.contains(name))
        };
        within(&waiver.environments, &judged.environments)
            && within(&waiver.subjects, &judged.names)
            && (it.paths.is_empty() || judged.files.keys().any(|path| it.paths.covers(path)))
    };
    for it in plan.waivers.iter().filter(may) {
        let waiver = &it.waiver;
        let what = [&waiver.rules[..], &waiver.controls].concat().join(", ");
        let until = if waiver.expires < plan.policy.today { "expired on" } else { "until" };
        let place = decided::place(it.span, &plan.disk.sources());
        let _ =
            writeln!(text, "\nwaiver {}: {what} {until} {} ({place})", waiver.id, waiver.expires);
    }
}
