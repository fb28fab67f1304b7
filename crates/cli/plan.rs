//! From arguments to everything that is decided before the first container file is opened.

use std::path::{Path, PathBuf};

use diag::{Severity, Sources, Trouble};
use engine::Policy;
use model::Unavailable;
use model::load::Options;

use crate::args::{CheckArgs, InputArgs, Threshold};
use crate::changes::{Changes, Compared};
use crate::disk::Disk;
use crate::excludes::Excludes;
use crate::exit::Gate;
use crate::output::{self, Target};
use crate::root::{self, Place};
use crate::settings::{self, Settings, WaiverSetting};
use crate::{paths, policy};

/// What a run works with.
pub(crate) struct Plan {
    /// Where it stands.
    pub(crate) place: Place,
    /// What it reads from.
    pub(crate) disk: Disk,
    /// What it leaves out.
    pub(crate) excludes: Excludes,
    /// What it judges by.
    pub(crate) policy: Policy,
    /// How files belong together.
    pub(crate) options: Options,
    /// What makes it fail.
    pub(crate) gate: Gate,
    /// Decisions to live with a failure.
    pub(crate) waivers: Vec<WaiverSetting>,
    /// What else the configuration says.
    pub(crate) settings: Settings,
    /// The file of accepted findings, if one is named.
    pub(crate) baseline: Option<PathBuf>,
    /// What changed, if only that counts.
    pub(crate) changes: Option<Changes>,
    /// Whether the whole root is judged by all rules.
    pub(crate) complete: bool,
}

/// What is wrong with arguments or configuration, and the texts that it points into.
pub(crate) struct Misuse {
    /// What is wrong.
    pub(crate) troubles: Vec<Trouble>,
    /// The configuration, if it could be read.
    pub(crate) sources: Sources,
}

/// Plans a run.
///
/// # Errors
/// Everything that is wrong with arguments and configuration.
pub(crate) fn plan(args: &CheckArgs, targets: &[Target]) -> Result<Plan, Misuse> {
    let early = |trouble| Misuse { troubles: vec![trouble], sources: Sources::default() };
    if root::is_stdin(&args.inputs.paths) && args.inputs.paths.len() > 1 {
        let message = "standard input cannot be checked together with files";
        return Err(early(paths::trouble("-", message, "run Plimsoll twice")));
    }
    let place = root::find(&args.inputs).map_err(early)?;
    let disk = Disk::new(place.root.clone(), args.inputs.max_file_size);
    let mut troubles = output::probe(targets);
    let read = place.config.as_deref().map(|path| settings::load(path, &disk)).transpose();
    let mut settings = keep(read, &mut troubles).flatten().unwrap_or_default();
    let sources = disk.sources();
    let excludes = keep(excludes(args, &settings, &sources), &mut troubles).unwrap_or_default();
    let policy = policy::build(&args.rules, &settings, &disk);
    let policy = policy.map_err(|wrong| troubles.extend(wrong)).ok();
    let changes = keep(changes(args, &place), &mut troubles).flatten();
    let index = changes.as_ref().and_then(|it| it.index(&place.root));
    let disk = match index {
        Some(index) => disk.below(index),
        None => disk,
    };
    let base = place.base();
    match policy {
        Some(mut policy) if troubles.is_empty() => Ok(Plan {
            baseline: baseline(args, &settings, &place),
            complete: is_complete(args, &place),
            changes,
            gate: gate(args, &settings),
            options: Options {
                root_name: name_of(&place.root),
                ..variables(&args.inputs, std::mem::take(&mut settings.load))
            },
            waivers: std::mem::take(&mut settings.waivers),
            settings,
            place,
            disk,
            excludes,
            policy: {
                policy.base = base;
                policy
            },
        }),
        _ => Err(Misuse { troubles, sources: disk.sources() }),
    }
}

/// Arguments are relative to where somebody types, and the configuration to where it stands.
fn baseline(args: &CheckArgs, settings: &Settings, place: &Place) -> Option<PathBuf> {
    let typed = args.gate.baseline.as_ref().map(|path| place.cwd.join(path));
    typed.or_else(|| settings.baseline.as_ref().map(|path| place.root.join(&path.value)))
}

/// What changed, if the arguments ask for no more.
fn changes(args: &CheckArgs, place: &Place) -> Result<Option<Changes>, Trouble> {
    let (flag, compared) = match &args.gate.changes.since {
        Some(name) => ("--since", Compared::Since(name.clone())),
        None if args.gate.changes.staged => ("--staged", Compared::Staged),
        None => return Ok(None),
    };
    if root::is_stdin(&args.inputs.paths) {
        let message = "standard input has no history to compare it with";
        return Err(paths::trouble(flag, message, "check the file by its name"));
    }
    Changes::ask(&compared, &place.root).map(Some)
}

fn is_complete(args: &CheckArgs, place: &Place) -> bool {
    let is_root =
        |path: &PathBuf| place.cwd.join(path).canonicalize().is_ok_and(|path| path == place.root);
    args.inputs.paths.iter().any(is_root)
        && args.inputs.exclude.is_empty()
        && args.rules.select.is_empty()
        && args.rules.ignore.is_empty()
}

/// The value, or its trouble among the others.
fn keep<T>(result: Result<T, Trouble>, troubles: &mut Vec<Trouble>) -> Option<T> {
    result.map_err(|trouble| troubles.push(trouble)).ok()
}

fn gate(args: &CheckArgs, settings: &Settings) -> Gate {
    let fail_on = args.gate.fail_on.or(settings.fail_on);
    Gate {
        fail_on: fail_on.unwrap_or(Threshold::At(Severity::High)),
        min_score: args.gate.min_score.or(settings.min_score),
        gated: policy::gated(settings),
        fail_on_gaps: args.gate.fail_on_gaps || settings.fail_on_gaps,
        exit_zero: args.gate.exit_zero,
    }
}

fn excludes(args: &CheckArgs, settings: &Settings, sources: &Sources) -> Result<Excludes, Trouble> {
    let typed = &args.inputs.exclude;
    let patterns = typed.iter().map(String::as_str);
    let configured = settings.exclude.iter().map(|glob| glob.value.as_str());
    Excludes::new(patterns.chain(configured)).map_err(|(at, why)| {
        let message = format!("wrong glob: {why}");
        match at.checked_sub(typed.len()).and_then(|at| settings.exclude.get(at)) {
            None => paths::trouble("--exclude", message, ""),
            Some(glob) => Trouble {
                about: None,
                path: sources.get(glob.span.source).path.to_string(),
                span: Some(glob.span),
                message,
                help: None,
            },
        }
    })
}

/// Interpolation sees of the environment only what the arguments let through.
pub(crate) fn variables(args: &InputArgs, mut options: Options) -> Options {
    for text in &args.env {
        let pair = match text.split_once('=') {
            Some((name, value)) => Some((name.to_owned(), value.to_owned())),
            None => std::env::var(text).ok().map(|value| (text.clone(), value)),
        };
        options.variables.extend(pair);
    }
    options
}

/// The name of a folder.
pub(crate) fn name_of(folder: &Path) -> Option<String> {
    folder.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// Why a file cannot be had.
pub(crate) fn words(why: &Unavailable) -> String {
    match why {
        Unavailable::NotFound => "no such file".to_owned(),
        Unavailable::OutsideRoot => "it lies outside the root".to_owned(),
        Unavailable::Unreadable(why) => why.clone(),
    }
}

impl Plan {
    /// What decided the run, for those who want to know.
    pub(crate) fn headline(&self) -> Vec<String> {
        let config =
            self.place.config.as_deref().map_or("none".into(), |path| path.to_string_lossy());
        let on = self.policy.environments.first().map_or(0, |environment| environment.rules.len());
        let off: Vec<_> = self.off().collect();
        let root = self.place.root.display();
        vec![
            format!("root: {root}"),
            format!("configuration: {config}"),
            format!("rules: {on} on, off: {}", off.join(", ")),
        ]
    }

    /// Rules that no environment runs.
    fn off(&self) -> impl Iterator<Item = &'static str> {
        let runs = |id| {
            self.policy.environments.iter().flat_map(|it| &it.rules).any(|rule| rule.id() == id)
        };
        self.policy.known.iter().filter(move |rule| !runs(rule.id)).map(|rule| rule.id.as_str())
    }
}
