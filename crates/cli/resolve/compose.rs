//! The model that Docker Compose would run.

use diag::{Span, Trouble};
use model::compose::{Location, Project, Selection};
use model::load::{self, Input, Options, Resolved};
use model::secret::Known;
use model::{FileKind, Files, kube};

use super::redact;
use super::say::{refuse, tell};
use crate::args::{InputArgs, ModelFormat, ResolveArgs};
use crate::disk::Disk;
use crate::exit::Exit;
use crate::root::Place;
use crate::{output, paths, plan, yaml};

/// Resolves the project and prints it.
pub(super) fn resolve(args: &ResolveArgs, inputs: &InputArgs, place: &Place, disk: &Disk) -> Exit {
    let project = match load(args, inputs, place, disk) {
        Ok(project) => project,
        Err(trouble) => return refuse(vec![trouble], Some(disk)),
    };
    if let Some(path) = &args.explain {
        return explain(project, path, args.redact, disk);
    }
    let troubles = troubles(&project, disk);
    if !troubles.is_empty() {
        return refuse(troubles, Some(disk));
    }
    let home = std::env::home_dir().map(|home| home.to_string_lossy().into_owned());
    let at = Location { root: place.root.to_string_lossy().into_owned(), home };
    let mut model = project.canonical(&at);
    if args.redact {
        redact::model(&mut model, &Known::of(project.credentials()));
    }
    let text = match args.format {
        ModelFormat::Json => serde_json::to_string_pretty(&model).unwrap_or_default() + "\n",
        ModelFormat::Yaml => yaml::write(&model),
    };
    // As `docker-compose config` does, so that what is printed can be loaded again.
    output::print(text.replace('$', "$$").as_bytes())
}

fn load(
    args: &ResolveArgs,
    inputs: &InputArgs,
    place: &Place,
    disk: &Disk,
) -> Result<Project, Trouble> {
    let files: Vec<String> =
        args.files.iter().map(|path| place.within(path)).collect::<Result<_, _>>()?;
    // Docker Compose sets it, whatever the environment says.
    let here = ("PWD".to_owned(), place.cwd.to_string_lossy().into_owned());
    let options = Options { variables: vec![here], ..Options::default() };
    let mut options = plan::variables(inputs, options);
    options.root_name = plan::name_of(&place.root);
    let named = Selection { files, ..Selection::default() };
    let selection = if named.files.is_empty() { found(place, disk)? } else { named };
    let files = selection.files.clone();
    options.compose = vec![selection];
    let read = |path: &String| {
        let (source, text) = disk.read(path).map_err(|why| {
            paths::trouble(path.as_str(), format!("cannot be read: {}", plan::words(&why)), "")
        })?;
        let input = Input { source, kind: FileKind::Compose, judged: true };
        Ok(load::parse(input, &text, &options))
    };
    let parsed = files.iter().map(read).collect::<Result<_, Trouble>>()?;
    let jobs = load::plan(parsed, &options).jobs;
    let mut projects = jobs.into_iter().flat_map(|job| {
        match load::resolve(job, &kube::Trees::default(), disk, &options) {
            Resolved::Compose(projects) => projects,
            Resolved::Dockerfile(_)
            | Resolved::Kustomize(_)
            | Resolved::Chart(_)
            | Resolved::Image(_) => Vec::new(),
        }
    });
    projects.next().ok_or_else(|| paths::trouble(files.join(" "), "holds no Compose project", ""))
}

/// The files that Docker Compose would find from a folder, in it or above it.
fn found(place: &Place, disk: &Disk) -> Result<Selection, Trouble> {
    let folders = place.cwd.ancestors().map_while(|folder| paths::relative(&place.root, folder));
    let found = folders.into_iter().find_map(|folder| model::compose::found(&folder, disk));
    found.ok_or_else(|| paths::trouble(".", "there is no Compose file here", "name one"))
}

/// Why Docker Compose would refuse the project, and why we cannot know.
fn troubles(project: &Project, disk: &Disk) -> Vec<Trouble> {
    let sources = disk.sources();
    let known = Known::of(project.credentials());
    let trouble = |span: Span, message: &str, help: &Option<String>| Trouble {
        about: None,
        path: sources.get(span.source).path.to_string(),
        span: Some(span),
        message: known.veil(message).into_owned(),
        help: help.clone(),
    };
    let syntax = project.syntax_errors().map(|it| trouble(it.span, &it.message, &it.help));
    let problems = project.problems.iter().map(|it| trouble(it.span, &it.message, &it.help));
    // A file whose absence Compose refuses is said of once.
    let is_said = |span: Span| project.problems.iter().any(|it| it.span == span);
    let gaps = project.unread().iter().filter_map(|gap| {
        let span = gap.span.filter(|span| !is_said(*span))?;
        Some(trouble(span, &gap.message, &gap.help))
    });
    syntax.chain(problems).chain(gaps).collect()
}

/// Says what stands at a path of the model and how it came there, or what holds where nothing stands.
fn explain(project: Project, path: &str, redacts: bool, disk: &Disk) -> Exit {
    if let Some(mut story) = project.story(path) {
        if redacts {
            redact::story(&mut story, path, &Known::of(project.credentials()));
        }
        return tell(Some(story), path, disk);
    }
    let plan = load::plan(Vec::new(), &Options::default());
    let whole =
        load::link(plan, vec![Resolved::Compose(vec![project])], disk.sources(), Vec::new());
    let story = whole.compose.first().and_then(|project| project.unset_story(path, &whole));
    tell(story, path, disk)
}
