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
    let examined = match examined(args, global) {
        Ok(examined) => examined,
        Err(exit) => return exit,
    };
    let bytes = answer(args.format, &examined);
    let written = match &args.output {
        None => output::print(&bytes),
        Some(path) => match output::file(path, &bytes) {
            Ok(()) => Exit::Clean,
            Err(error) => {
                let why = paths::words(&error);
                output::complain(&format!("cannot write {}: {why}", path.display()));
                Exit::Trouble
            }
        },
    };
    let troubles = &examined.run.report.troubles;
    for trouble in troubles {
        output::complain(&format!("{}: {}", trouble.path, trouble.message));
    }
    if troubles.is_empty() { written } else { Exit::Trouble }
}

/// What a framework is answered with.
struct Examined {
    plan: Plan,
    run: Run,
    framework: Framework,
    version: Option<String>,
    /// Positions in the policy.
    environments: Vec<u16>,
}

/// Judges by the rules of the configuration and those that the framework asks for.
fn examined(args: &ReportArgs, global: &GlobalArgs) -> Result<Examined, Exit> {
    let mut check = CheckArgs {
        inputs: args.inputs.clone(),
        rules: args.rules.clone(),
        output: OutputArgs::silent(),
        gate: GateArgs { baseline: args.baseline.clone(), ..GateArgs::default() },
    };
    let (mut plan, mut run) = examine::examine(&check, global, Accepted::Baseline)?;
    let asked = framework(&args.framework, &plan).and_then(|(framework, version)| {
        let environments = environments(args, &plan)?;
        Ok((framework, version, environments))
    });
    let (framework, version, environments) = asked.map_err(|trouble| {
        output::complain(&format!("{}: {}", trouble.path, trouble.message));
        trouble.help.iter().for_each(|help| output::note(&format!("  help: {help}")));
        Exit::Trouble
    })?;
    check.rules.asked_for = asked_for(&framework);
    if !check.rules.asked_for.is_empty() {
        // The score stays that of `plimsoll check`, whichever framework is answered.
        let scores = std::mem::take(&mut run.report.scores);
        (plan, run) = examine::examine(&check, global, Accepted::Baseline)?;
        run.report.scores = scores;
    }
    Ok(Examined { plan, run, framework, version, environments })
}

/// Answers every control. A page shows the environments side by side as well, with their networks and layers.
fn answer(format: AssessmentFormat, examined: &Examined) -> Vec<u8> {
    let Examined { plan, run, framework, version, environments } = examined;
    let assess = |environments: &[u16]| {
        engine::assess(framework, version.as_deref(), &run.report, &plan.policy, environments)
    };
    let mut circumstances = circumstances(plan, run);
    if format == AssessmentFormat::Html {
        circumstances.networks = rules::layers::networks(&run.project);
        circumstances.hardening = rules::layers::hardening(&run.report, environments);
        let alone = environments.iter().filter(|_| environments.len() > 1);
        circumstances.environments = alone.map(|at| assess(&[*at])).collect();
    }
    let mut bytes = Vec::new();
    let assessment = assess(environments);
    // A vector takes all bytes.
    let _ = report::write_assessment(format, &assessment, &run.report, &circumstances, &mut bytes);
    bytes
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
