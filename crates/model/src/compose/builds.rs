//! `build:`: which Dockerfile it means, with which target and arguments.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use diag::{Gap, Source, SourceId, Span};
use smol_str::SmolStr;
use syntax::yaml::{Entry, Node, Style};

use super::resolve::{Environment, Notes, is_local_context, joined, section};
use super::{BuildLink, File, inline, plain};
use crate::dockerfile::{Build, BuildArg, BuildContext, Dockerfile, Ignore};
use crate::files::join;
use crate::{Files, ImageRef, Unavailable, Value, budget};

/// What the services of a project build.
#[derive(Debug, Default)]
pub(super) struct Builds {
    /// By service.
    pub(super) links: BTreeMap<String, BuildLink>,
    /// Dockerfiles that stand in Compose files.
    pub(super) dockerfiles: Vec<Dockerfile>,
    inline: HashSet<Span>,
    /// What is built from elsewhere.
    pub(super) gaps: Vec<Gap>,
    /// Ignore files of build contexts, by the directory.
    pub(super) ignores: BTreeMap<String, Ignore>,
    /// Texts of Dockerfiles that were read.
    pub(super) wanted: Vec<(SourceId, Arc<Source>)>,
}

/// Finds the Dockerfiles of all services.
pub(super) fn links(
    root: &Node,
    home: &str,
    environment: &Environment,
    files: &dyn Files,
    known: &[File],
    notes: &mut Notes,
) -> Builds {
    let mut builds = Builds::default();
    for entry in section(root, "services") {
        let (Some(name), Some(build)) = (entry.key.as_str(), entry.value.get("build")) else {
            continue;
        };
        if build.as_map().is_none() {
            continue;
        }
        let mut link = BuildLink {
            dockerfile: None,
            build: Build {
                target: target(build, notes),
                args: args(build, environment, notes),
                contexts: contexts(root, build, notes),
            },
            context: context(build, home, notes),
            span: entry.value.entry("build").map_or(build.span, |build| build.key.span),
            missing: None,
        };
        if let Some(context) = &link.context {
            builds.find_ignore(context, files);
        }
        match builds.find(build, home, (environment, files, known), notes) {
            Ok(dockerfile) => link.dockerfile = Some(dockerfile),
            Err(why) => link.missing = Some(why),
        }
        builds.links.insert(name.to_owned(), link);
    }
    builds
}

impl Builds {
    /// Reads the ignore file of a context.
    fn find_ignore(&mut self, context: &str, files: &dyn Files) {
        let path = join(context, ".dockerignore");
        let read = path.and_then(|path| Some((files.read(&path).ok()?, path)));
        if let Some(((source, text), path)) = read {
            self.ignores.insert(context.to_owned(), Ignore::parse(source, path, &text.text));
        }
    }

    fn find(
        &mut self,
        build: &Node,
        home: &str,
        (environment, files, known): (&Environment, &dyn Files, &[File]),
        notes: &mut Notes,
    ) -> Result<Span, String> {
        if let Some(written) = build.get("dockerfile_inline").filter(|it| !it.is_null()) {
            return self.inline(written, (environment, files, known), notes);
        }
        let path = path(build, home, notes, &mut self.gaps)?;
        let (source, text) = files.read(&path).map_err(|why| {
            let words = why.words_of(&path, files);
            let message = format!("what is built here is not read: {words}");
            let span = build.target().span;
            match why {
                Unavailable::Unreadable(_) => notes.lost(span, &path, message),
                _ => self.gaps.push(Gap {
                    about: Some(path.clone()),
                    span: Some(span),
                    message,
                    ..Gap::default()
                }),
            }
            why.words(&path)
        })?;
        // Every build evaluates it with its own arguments.
        if !notes.spend(budget::of_parsing(&text.text), build.target().span) {
            return Err("the project is too large".to_owned());
        }
        if !self.wanted.iter().any(|(known, _)| *known == source) {
            self.wanted.push((source, text));
        }
        Ok(Span::file(source))
    }

    /// A Dockerfile that stands in a Compose file.
    fn inline(
        &mut self,
        node: &Node,
        (environment, files, known): (&Environment, &dyn Files, &[File]),
        notes: &mut Notes,
    ) -> Result<Span, String> {
        let node = node.target();
        if self.inline.contains(&node.span) {
            return Ok(node.span);
        }
        let why = || "its Dockerfile cannot be read".to_owned();
        let file = known.iter().find(|file| file.source == node.span.source).ok_or_else(why)?;
        let (_, source) = files.read(&file.path).map_err(|_| why())?;
        // The text around it is blanked out and read with it, so that places hold.
        if !notes.spend(source.text.len() / 64, node.span) {
            return Err(why());
        }
        let style = style_in(&source, node.span);
        let masked =
            inline::masked(&source.text, node.span.range.unwrap_or_default(), style, environment)
                .ok_or("its variables leave no room for their values")?;
        let text = Source::new(file.path.as_str(), masked);
        self.dockerfiles.push(Dockerfile::parse_part(node.span, &text, file.judged));
        self.inline.insert(node.span);
        Ok(node.span)
    }
}

/// How a scalar is written; interpolation does not keep it.
fn style_in(source: &Source, span: Span) -> Style {
    match source.slice(span.range.unwrap_or_default()).bytes().next() {
        Some(b'|') => Style::Literal,
        Some(b'>') => Style::Folded,
        Some(b'"') => Style::Double,
        Some(b'\'') => Style::Single,
        _ => Style::Plain,
    }
}

fn target(build: &Node, notes: &Notes) -> Option<String> {
    let target = build.get("target").filter(|it| !it.is_null() && !notes.is_doubted(it))?;
    plain::string(target).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The directory that is sent to the builder, relative to the root, if it is one of the project.
fn context(build: &Node, home: &str, notes: &Notes) -> Option<String> {
    let written = build.get("context").filter(|it| !it.is_null());
    let text = written.map_or(SmolStr::new_static("."), plain::print);
    let is_known = written.is_none_or(|it| !notes.is_doubted(it)) && is_local_context(&text);
    is_known.then(|| join(home, &text))?
}

/// `additional_contexts:`, as far as they name images.
// compose pkg/compose/build_bake.go: `service:x` is the image of that service.
fn contexts(root: &Node, build: &Node, notes: &Notes) -> Vec<BuildContext> {
    let read = |entry: &Entry| {
        let name = entry.key.as_str()?.to_owned();
        let text = plain::print(&entry.value);
        let image = match (notes.doubts.get(&entry.value.target().span), text.split_once(':')) {
            (Some(why), _) => Value::Unknown(why.clone()),
            (None, Some(("service", service))) => Value::Known(image_of(root, service)),
            (None, Some(("docker-image", image))) => {
                Value::Known(image.trim_start_matches('/').to_owned())
            }
            _ => Value::Unknown(format!("`{name}` is a context of the build and no image")),
        };
        Some(BuildContext { name, image, span: entry.value.target().span })
    };
    let contexts = build.get("additional_contexts").map_or(&[][..], Node::entries);
    contexts.iter().filter_map(read).collect()
}

/// The image of a service: the one it names, or what Compose calls what it builds.
// compose pkg/api GetImageNameOrDefault.
pub(super) fn image_of(root: &Node, service: &str) -> String {
    let named = root.path(&["services", service, "image"]).filter(|it| !it.is_null());
    let project = || root.get("name").map(plain::print).unwrap_or_default();
    named.map_or_else(|| format!("{}-{service}", project()), |it| plain::print(it).to_string())
}

/// The path of the Dockerfile relative to the root, or why there is none.
fn path(build: &Node, home: &str, notes: &Notes, gaps: &mut Vec<Gap>) -> Result<String, String> {
    let text = |key: &str, default: &'static str, notes: &Notes| -> Result<SmolStr, String> {
        let Some(node) = build.get(key).filter(|it| !it.is_null()) else {
            return Ok(SmolStr::new_static(default));
        };
        match notes.doubts.get(&node.target().span) {
            Some(why) => Err(why.clone()),
            None => Ok(plain::print(node)),
        }
    };
    let context = text("context", ".", notes)?;
    let dockerfile = text("dockerfile", "Dockerfile", notes)?;
    if !is_local_context(&context) {
        let span = build.get("context").map_or(build.span, |it| it.target().span);
        let message = format!("what is built from `{context}` is not read");
        gaps.push(Gap { span: Some(span), message, ..Gap::default() });
        return Err(format!("`{context}` is not read"));
    }
    let whole =
        if dockerfile.starts_with('/') { dockerfile } else { joined(&context, &dockerfile) };
    join(home, &whole).ok_or_else(|| format!("`{whole}` lies outside the root"))
}

/// `args:` in both of its forms. An argument without a value comes from the environment, or not at all.
fn args(build: &Node, environment: &Environment, notes: &Notes) -> Vec<BuildArg> {
    let Some(args) = build.get("args") else { return Vec::new() };
    let given = |name: &str, value: Option<SmolStr>, node: &Node| {
        let span = node.target().span;
        let variable = || environment.get(name);
        let value = match (notes.doubts.get(&span), value) {
            (Some(why), _) => Value::Unknown(why.clone()),
            (None, Some(value)) => Value::Known(value.to_string()),
            (None, None) => match variable()?.doubt.clone() {
                Some(why) => Value::Unknown(why),
                None => Value::Known(variable()?.value.clone()),
            },
        };
        Some(BuildArg { name: name.to_owned(), value, span })
    };
    let pairs = args.entries().iter().filter_map(|entry| {
        let name = entry.key.as_str()?;
        let value = (!entry.value.is_null()).then(|| plain::print(&entry.value));
        let place = if value.is_some() { &entry.value } else { &entry.key };
        given(name, value, place)
    });
    let items = args.items().iter().filter_map(|item| {
        let text = item.as_str()?;
        match text.split_once('=') {
            Some((name, value)) => given(name, Some(value.into()), item),
            None => given(text, None, item),
        }
    });
    pairs.chain(items).collect()
}

impl super::Project {
    /// The name that a service gives the image that it builds, if the files decide it.
    pub(crate) fn built_name(&self, entry: &Entry) -> Option<ImageRef> {
        entry.value.get("build").filter(|it| !it.is_null())?;
        if entry.value.get("image").is_some_and(|image| self.doubt(image).is_some()) {
            return None;
        }
        Some(ImageRef::parse(&image_of(&self.root, entry.key.as_str()?)))
    }
}
