//! `plimsoll check --show-settings`: what applies to what is named, and why. See [`files()`] for `--show-files`.

mod files;
mod json;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use diag::SubjectKind;
use model::{Subject, Unit};
use report::Format;

use crate::args::CheckArgs;
use crate::decided::{self, Decided, Setup};
use crate::exit::Exit;
use crate::gather;
use crate::output;
use crate::plan::Plan;
use crate::run::Loaded;
use crate::settings::WaiverSetting;

pub(crate) use files::files;

/// Prints it, for people or as JSON.
pub(crate) fn settings(args: &CheckArgs, plan: &Plan) -> Exit {
    let loaded = gather::survey(args, plan);
    let judged = Judged::of(&loaded, plan);
    let setups = decided::setups(&args.rules, &plan.settings, &plan.policy, &plan.disk);
    let shown = Shown { plan, loaded: &loaded, judged, setups };
    let text = match args.output.format {
        Some(Format::Json) => json::write(&shown),
        _ => text::write(&shown),
    };
    for trouble in &loaded.project.troubles {
        output::complain(&format!("{}: {}", trouble.path, trouble.message));
    }
    let printed = output::print(text.as_bytes());
    if loaded.project.troubles.is_empty() { printed } else { Exit::Trouble }
}

/// What there is to show.
struct Shown<'a> {
    plan: &'a Plan,
    loaded: &'a Loaded,
    judged: Judged,
    setups: Vec<Setup>,
}

impl Shown<'_> {
    /// The files that are judged or read, without the configuration itself.
    fn files(&self) -> impl Iterator<Item = &diag::FileEntry> {
        self.loaded.files.iter().filter(|file| file.kind != "configuration")
    }

    /// The environments that judge something of it.
    fn environments(&self) -> impl Iterator<Item = &Setup> {
        self.setups.iter().filter(|it| self.judged.environments.contains(&it.name))
    }

    /// The rules of an environment that are about something of it.
    fn applying<'s>(&'s self, setup: &'s Setup) -> impl Iterator<Item = &'s Decided> {
        let is_here = |kind: &SubjectKind| self.judged.kinds.contains(kind.as_str());
        setup.rules.iter().filter(move |rule| {
            let subjects = rule.rule.subjects;
            subjects.is_empty() || subjects.iter().any(is_here)
        })
    }

    /// The profile of an environment, and who chose it.
    fn profile(&self, environment: &str) -> Option<&(String, &'static str)> {
        let setup = self.setups.iter().find(|setup| setup.name == environment);
        setup.and_then(|setup| setup.profile.as_ref())
    }

    /// Waivers that could cover something in it.
    fn waivers(&self) -> impl Iterator<Item = &WaiverSetting> {
        let within = |names: &[String], actual: &BTreeSet<String>| {
            names.is_empty() || names.iter().any(|name| actual.contains(name))
        };
        self.plan.waivers.iter().filter(move |it| {
            within(&it.waiver.environments, &self.judged.environments)
                && within(&it.waiver.subjects, &self.judged.names)
                && (it.paths.is_empty()
                    || self.judged.files.keys().any(|path| it.paths.covers(path)))
        })
    }
}

/// An environment that judges something, and the key that took it in; none if no other environment did.
type Claim = (String, Option<&'static str>);

/// What is judged in what was named.
#[derive(Default)]
struct Judged {
    /// Why things belong to environments, by file: environment, reason, and how many.
    files: BTreeMap<String, BTreeMap<Claim, usize>>,
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
        let mut claimed: Vec<Claim> = Vec::new();
        for environment in &plan.settings.environments {
            if let Some(key) = environment.selectors.taken_in_by(subject) {
                claimed.push((environment.name.value.clone(), Some(key)));
            }
        }
        if claimed.is_empty() {
            claimed.push((plan.policy.environments[0].name.clone(), None));
        }
        for claim in claimed {
            self.environments.insert(claim.0.clone());
            *file.entry(claim).or_default() += 1;
        }
        self.kinds.insert(subject.kind().as_str());
        self.names.insert(subject.name().to_owned());
    }
}
