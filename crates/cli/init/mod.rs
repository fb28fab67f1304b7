//! `plimsoll init`: writes a commented configuration for the repository that it finds.

mod guess;
mod hadolint;
mod survey;
mod text;

use std::path::PathBuf;

use diag::Trouble;

use crate::args::{CheckArgs, GateArgs, GlobalArgs, InitArgs, InputArgs, OutputArgs, RuleArgs};
use crate::exit::Exit;
use crate::plan::Plan;
use crate::{examine, gather, output, paths, plan, root, terminal};
use survey::Survey;

/// Looks at the folder and writes its configuration.
pub(crate) fn init(args: &InitArgs, global: &GlobalArgs) -> Exit {
    let check = arguments(args);
    let plan = match plan::plan(&check, &[]) {
        Ok(plan) => plan,
        Err(misuse) => {
            let options = terminal::options(global, &check.output);
            return examine::refuse(misuse, output::targets(None, &[]), &options);
        }
    };
    let path = match target(&plan, args.force || args.dry_run) {
        Ok(path) => path,
        Err(trouble) => {
            complain(&trouble);
            return Exit::Trouble;
        }
    };
    let import = match args.from.as_deref().map(hadolint::read).transpose() {
        Ok(import) => import,
        Err(trouble) => {
            complain(&trouble);
            return Exit::Trouble;
        }
    };
    let loaded = gather::survey(&check, &plan);
    let survey = Survey::of(&loaded);
    let name = plan::name_of(&plan.place.root);
    let text = text::write(&survey, name.as_deref(), import.as_ref());
    // `check` will say again what could not be read; the configuration is as good as it can be without it.
    loaded.project.troubles.iter().for_each(complain);
    if args.dry_run {
        return output::print(text.as_bytes());
    }
    if let Err(error) = output::file(&path, text.as_bytes()) {
        output::complain(&format!("cannot write {}: {}", path.display(), paths::words(&error)));
        return Exit::Trouble;
    }
    let shown = args.folder.join(path.file_name().unwrap_or_default());
    let shown = shown.strip_prefix(".").unwrap_or(&shown);
    output::print(said(&survey, &shown.to_string_lossy()).as_bytes())
}

/// The folder is the root, as it will be once the configuration stands in it.
fn arguments(args: &InitArgs) -> CheckArgs {
    let folder = &args.folder;
    let files = InputArgs::of_files(std::slice::from_ref(folder), Some(folder.clone()), Vec::new());
    CheckArgs {
        inputs: InputArgs { threads: None, ..files },
        rules: RuleArgs::default(),
        output: OutputArgs::silent(),
        gate: GateArgs::default(),
    }
}

/// The file to write.
fn target(plan: &Plan, force: bool) -> Result<PathBuf, Trouble> {
    let names = root::NAMES.iter().map(|name| plan.place.root.join(name));
    match names.into_iter().find(|path| path.symlink_metadata().is_ok()) {
        Some(path) if !force => Err(paths::trouble(
            path.to_string_lossy(),
            "is there already",
            "write over it with `--force`, or delete it",
        )),
        Some(path) => Ok(path),
        None => Ok(plan.place.root.join(root::NAMES[0])),
    }
}

fn complain(trouble: &Trouble) {
    output::complain(&format!("{}: {}", trouble.path, trouble.message));
    if let Some(help) = &trouble.help {
        output::note(&format!("  help: {help}"));
    }
}

/// What was written, and what to do next.
fn said(survey: &Survey, path: &str) -> String {
    let environments: Vec<_> = survey.environments.iter().map(|(name, _)| *name).collect();
    let environments = if environments.is_empty() {
        "no environment was recognised".to_owned()
    } else {
        format!("environments: {}", environments.join(", "))
    };
    format!(
        "wrote {} for {} container files; {environments}\nrun `plimsoll check`, and `plimsoll baseline write` to accept what is there today\n",
        report::visible(path),
        survey.n_files()
    )
}
