//! `plimsoll resolve`: the model that Docker Compose would run, or the story of one of its values. See [`render`] for kustomizations.

use std::fmt::Write as _;
use std::path::Path;

use diag::{Span, Step, Trouble};
use model::compose::{Location, Project, Selection, Story};
use model::load::{self, Input, Options, Resolved};
use model::{FileKind, Files, kube};
use serde_json::Value;

use crate::args::{InputArgs, ModelFormat, ResolveArgs};
use crate::disk::Disk;
use crate::exit::Exit;
use crate::root::{self, Place};
use crate::{output, paths, plan, render, run};

/// Resolves a project and prints it.
pub(crate) fn resolve(args: &ResolveArgs) -> Exit {
    let inputs = InputArgs::of_files(&args.files, args.root.clone(), args.env.clone());
    let place = match root::find(&inputs) {
        Ok(place) => place,
        Err(trouble) => return refuse(vec![trouble], None),
    };
    let disk = Disk::new(place.root.clone(), inputs.max_file_size);
    if let Some(kustomization) = render::kustomization(&args.files) {
        return render::render(args, &kustomization, &place, &disk);
    }
    let project = match load(args, &inputs, &place, &disk) {
        Ok(project) => project,
        Err(trouble) => return refuse(vec![trouble], Some(&disk)),
    };
    if let Some(path) = &args.explain {
        return explain(project, path, &disk);
    }
    let troubles = troubles(&project, &disk);
    if !troubles.is_empty() {
        return refuse(troubles, Some(&disk));
    }
    let home = std::env::home_dir().map(|home| home.to_string_lossy().into_owned());
    let at = Location { root: place.root.to_string_lossy().into_owned(), home };
    let model = project.canonical(&at);
    let text = match args.format {
        ModelFormat::Json => serde_json::to_string_pretty(&model).unwrap_or_default() + "\n",
        ModelFormat::Yaml => yaml(&model),
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
        args.files.iter().map(|path| within(place, path)).collect::<Result<_, _>>()?;
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
            Resolved::Dockerfile(_) | Resolved::Kustomize(_) | Resolved::Image(_) => Vec::new(),
        }
    });
    projects.next().ok_or_else(|| paths::trouble(files.join(" "), "holds no Compose project", ""))
}

/// The path of a file below the root.
pub(crate) fn within(place: &Place, path: &Path) -> Result<String, Trouble> {
    let real = paths::normalise(&place.cwd.join(path));
    let real = real.canonicalize().unwrap_or(real);
    paths::relative(&place.root, &real).ok_or_else(|| {
        paths::trouble(path.to_string_lossy(), "lies outside the root", "name it with `--root`")
    })
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
    let trouble = |span: Span, message: &str, help: &Option<String>| Trouble {
        path: sources.get(span.source).path.to_string(),
        span: Some(span),
        message: message.to_owned(),
        help: help.clone(),
    };
    let syntax = project.syntax_errors().map(|it| trouble(it.span, &it.message, &it.help));
    let problems = project.problems.iter().map(|it| trouble(it.span, &it.message, &it.help));
    let gaps = project
        .unread()
        .iter()
        .filter_map(|gap| gap.span.map(|span| trouble(span, &gap.message, &gap.help)));
    syntax.chain(problems).chain(gaps).collect()
}

/// Says on standard error what is wrong.
pub(crate) fn refuse(mut troubles: Vec<Trouble>, disk: Option<&Disk>) -> Exit {
    run::sort_troubles(&mut troubles);
    let sources = disk.map(Disk::sources).unwrap_or_default();
    for trouble in troubles {
        let at = trouble.span.filter(|span| span.range.is_some()).map(|span| {
            let at = sources.get(span.source).position(span.start());
            format!(":{}:{}", at.line, at.column)
        });
        let place = format!("{}{}", trouble.path, at.unwrap_or_default());
        output::complain(&format!("{place}: {}", trouble.message));
        if let Some(help) = trouble.help {
            output::note(&format!("  help: {help}"));
        }
    }
    Exit::Trouble
}

/// Says what stands at a path of the model and how it came there, or what holds where nothing stands.
fn explain(project: Project, path: &str, disk: &Disk) -> Exit {
    if let Some(story) = project.story(path) {
        return tell(Some(story), path, disk);
    }
    let plan = load::plan(Vec::new(), &Options::default());
    let whole =
        load::link(plan, vec![Resolved::Compose(vec![project])], disk.sources(), Vec::new());
    let story = whole.compose.first().and_then(|project| project.unset_story(path, &whole));
    tell(story, path, disk)
}

/// Prints a story.
pub(crate) fn tell(story: Option<Story>, path: &str, disk: &Disk) -> Exit {
    let Some(story) = story else {
        output::complain(&format!("nothing stands at `{path}`"));
        return Exit::Trouble;
    };
    let sources = disk.sources();
    let place = |span: Span| {
        let source = sources.get(span.source);
        let at = source.position(span.start());
        format!("{}:{}:{}", source.path, at.line, at.column)
    };
    let mut lines = vec![format!("{path}: {}", story.value)];
    let written = if story.is_written { "written here" } else { "nobody sets it here" };
    lines.push(format!("  {}: {written}", place(story.span)));
    let step = |Step { span, text }: &Step| match span {
        Some(span) => format!("  {}: {text}", place(*span)),
        None => format!("  {text}"),
    };
    lines.extend(story.steps.iter().map(step));
    lines.extend(story.doubt.iter().map(|why| format!("  not decided by the files: {why}")));
    output::print((lines.join("\n") + "\n").as_bytes())
}

/// A model as YAML.
pub(crate) fn yaml(model: &Value) -> String {
    let mut text = String::new();
    block(&mut text, model, 0);
    text
}

fn block(text: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let _ = write!(text, "{indent}{}:", word(key));
                below(text, value, depth + 1);
            }
        }
        Value::Array(items) => {
            for item in items {
                let start = text.len();
                below(text, item, depth + 1);
                // What begins on a line of its own begins behind the dash instead.
                let inner = text.split_off(start);
                let _ = write!(text, "{indent}- {}", inner.trim_start());
            }
        }
        scalar => drop(writeln!(text, "{indent}{scalar}")),
    }
}

fn below(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            text.push('\n');
            block(text, value, depth);
        }
        Value::Array(items) if !items.is_empty() => {
            text.push('\n');
            block(text, value, depth);
        }
        Value::String(string) => drop(writeln!(text, " {}", word(string))),
        other => drop(writeln!(text, " {other}")),
    }
}

/// A string without quotes where nothing could take it for anything else.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_word = words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if starts_well && text.chars().all(is_plain) && !is_word {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_printed_as_yaml_that_says_the_same() {
        let model = serde_json::json!({"a": {"b": ["x", {"c": 1, "d": 2}], "d": {}}, "e": "no", "f": "1.5"});
        let expected =
            "a:\n  b:\n    - x\n    - c: 1\n      d: 2\n  d: {}\ne: \"no\"\nf: \"1.5\"\n";
        assert_eq!(yaml(&model), expected);
    }
}
