//! `plimsoll report`: answers a framework, control by control.

use diag::{SourceId, Span, Spanned, Trouble};
use engine::{Framework, Policy, WaiverState};
use report::{AssessmentFormat, Circumstances, Standing, WaiverLine};

use crate::accepted::Accepted;
use crate::args::{CheckArgs, GateArgs, GlobalArgs, OutputArgs, ReportArgs};
use crate::exit::Exit;
use crate::plan::Plan;
use crate::run::Run;
use crate::settings::{self, Level, RuleSetting};
use crate::{examine, output, paths, suggest, today};

/// Answers the framework and writes the report.
pub(crate) fn report(args: &ReportArgs, global: &GlobalArgs) -> Exit {
    let mut check = CheckArgs {
        inputs: args.inputs.clone(),
        rules: args.rules.clone(),
        output: OutputArgs::silent(),
        gate: GateArgs { baseline: args.baseline.clone(), ..GateArgs::default() },
    };
    let (mut plan, mut run) = match examine::examine(&check, global, Accepted::Baseline) {
        Ok(both) => both,
        Err(exit) => return exit,
    };
    let asked = framework(&args.framework, &plan).and_then(|asked| {
        let environments = environments(args, &plan)?;
        Ok((asked, environments))
    });
    let ((framework, version), environments) = match asked {
        Ok(asked) => asked,
        Err(trouble) => {
            let help = trouble.help.map(|help| format!("\n  help: {help}")).unwrap_or_default();
            output::complain(&format!("{}: {}{help}", trouble.path, trouble.message));
            return Exit::Trouble;
        }
    };
    check.rules.asked_for = asked_for(&framework);
    if !check.rules.asked_for.is_empty() {
        // The score stays that of `plimsoll check`, whichever framework is answered.
        let scores = std::mem::take(&mut run.report.scores);
        (plan, run) = match examine::examine(&check, global, Accepted::Baseline) {
            Ok(both) => both,
            Err(exit) => return exit,
        };
        run.report.scores = scores;
    }
    let assessment =
        engine::assess(&framework, version.as_deref(), &run.report, &plan.policy, &environments);
    let mut circumstances = circumstances(&plan, &run);
    if args.format == AssessmentFormat::Html {
        circumstances.networks = rules::layers::networks(&run.project);
        circumstances.hardening = rules::layers::hardening(&run.report, &environments);
        let alone = environments.iter().filter(|_| environments.len() > 1).map(|at| {
            engine::assess(&framework, version.as_deref(), &run.report, &plan.policy, &[*at])
        });
        circumstances.environments = alone.collect();
    }
    let mut bytes = Vec::new();
    // A vector takes all bytes.
    let _ =
        report::write_assessment(args.format, &assessment, &run.report, &circumstances, &mut bytes);
    let written = match &args.output {
        None => output::print(&bytes),
        Some(path) => match output::file(path, &bytes) {
            Ok(()) => Exit::Clean,
            Err(error) => {
                output::complain(&format!(
                    "cannot write {}: {}",
                    path.display(),
                    paths::words(&error)
                ));
                Exit::Trouble
            }
        },
    };
    for trouble in &run.report.troubles {
        output::complain(&format!("{}: {}", trouble.path, trouble.message));
    }
    if run.report.troubles.is_empty() { written } else { Exit::Trouble }
}

/// The framework of this name, `name:version`, or in this file, and the version that is asked for.
fn framework(name: &str, plan: &Plan) -> Result<(Framework, Option<String>), Trouble> {
    let (id, version) = match name.split_once(':') {
        Some((id, version)) if !name.contains(['/', '\\']) => (id, Some(version.to_owned())),
        _ => (name, None),
    };
    let shipped = rules::frameworks::FRAMEWORKS.iter().find(|(it, _)| *it == id);
    let framework = match shipped {
        Some((name, text)) => settings::framework_text(name, text, &plan.disk)?,
        None if id.contains(['/', '\\', '.']) => {
            settings::framework_file(&plan.place.cwd.join(id), &plan.disk)?
        }
        None => {
            let names = rules::frameworks::FRAMEWORKS.iter().map(|(name, _)| *name);
            let message = suggest::unknown("framework", id, names);
            return Err(paths::trouble("--framework", message, ""));
        }
    };
    let known = version
        .as_ref()
        .is_none_or(|it| framework.version.as_ref() == Some(it) || framework.older.contains(it));
    if !known {
        let versions =
            framework.version.iter().chain(&framework.older).cloned().collect::<Vec<_>>();
        let message = format!("`{id}` has no version `{}`", version.unwrap_or_default());
        return Err(paths::trouble(
            "--framework",
            message,
            &format!("use one of {}", versions.join(", ")),
        ));
    }
    check_rules(&framework, &plan.policy)?;
    Ok((framework, version))
}

/// Rules that are off unless somebody asks for them, and options, that it takes to answer the framework.
fn asked_for(framework: &Framework) -> Vec<RuleSetting> {
    // Names and options are known to be right, so these places are never drawn.
    let nowhere = |text: &str| Spanned::new(text.to_owned(), Span::file(SourceId(0)));
    let settings = framework.settings.iter().map(|(rule, options)| {
        let options = options.iter().map(|(key, value)| (nowhere(key), value.clone()));
        RuleSetting { rule: nowhere(rule), level: Some(Level::On), options: options.collect() }
    });
    settings.collect()
}

/// A control that names a rule that there is not would be answered without it, and so would one whose options are wrong.
fn check_rules(framework: &Framework, policy: &Policy) -> Result<(), Trouble> {
    if let Some((control, rule)) = framework.unknown_rules(policy).into_iter().next() {
        let message = format!("the control `{}` names `{rule}`, which is no rule", control.id);
        return Err(paths::trouble(&*framework.id, message, &crate::policy::rule_hint(rule)));
    }
    for (name, options) in &framework.settings {
        let Some(rule) = rules::find(name) else {
            let message = format!("`settings` names `{name}`, which is no rule");
            return Err(paths::trouble(&*framework.id, message, &crate::policy::rule_hint(name)));
        };
        let options = (!options.is_empty()).then(|| serde_json::Value::Object(options.clone()));
        let options = engine::Options(options);
        if let Err(error) = rules::load(rule, options) {
            let message = format!("wrong option for rule `{name}`: {}", error.0);
            return Err(paths::trouble(&*framework.id, message, ""));
        }
    }
    Ok(())
}

/// The environments that are asked for; the gated ones if none is, and all if none of those is mapped.
fn environments(args: &ReportArgs, plan: &Plan) -> Result<Vec<u16>, Trouble> {
    let all = || (0u16..).zip(&plan.policy.environments);
    let named = |name: &str| all().find(|(_, it)| it.name == name).map(|(at, _)| at);
    // `--env` lets a variable into Compose files; a name that is an environment's means the environment.
    let meant = args.inputs.env.iter().filter(|name| named(name).is_some());
    let asked: Vec<&String> = args.environment.iter().chain(meant).collect();
    if asked.is_empty() {
        return Ok(plan.gate.gated.iter().filter_map(|name| named(name)).collect());
    }
    let found = asked.iter().map(|name| {
        named(name).ok_or_else(|| {
            let names = plan.policy.environments.iter().map(|it| it.name.as_str());
            paths::trouble("--environment", suggest::unknown("environment", name, names), "")
        })
    });
    found.collect()
}

fn circumstances(plan: &Plan, run: &Run) -> Circumstances {
    let states = plan.waivers.iter().zip(&run.waivers).map(|(setting, state)| {
        let it = &setting.waiver;
        let (standing, state) = match state {
            WaiverState::Matched(n) => (Standing::Covers, format!("covers {n}")),
            WaiverState::Unused => (Standing::Unused, "covers nothing".to_owned()),
            WaiverState::Expired => (Standing::Expired, "expired".to_owned()),
            WaiverState::Invalid(why) => (Standing::Invalid, format!("invalid: {why}")),
        };
        WaiverLine {
            id: it.id.clone(),
            names: [&it.rules[..], &it.controls].concat(),
            state,
            standing,
            reason: it.reason.clone(),
            compensating: it.compensating.clone(),
            owner: it.owner.clone(),
            approver: it.approver.clone(),
            ticket: it.ticket.clone(),
            created: it.created.clone(),
            expires: it.expires.clone(),
        }
    });
    Circumstances {
        time: today::now(&plan.policy.today),
        waivers: states.collect(),
        ..Circumstances::default()
    }
}
