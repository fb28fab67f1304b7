//! The objects that `kubectl kustomize` would render.

use std::path::{Path, PathBuf};

use diag::{Gap, Trouble};
use model::secret::Known;
use model::{Files, kube};
use serde_json::json;

use super::redact;
use super::say::{refuse, tell};
use crate::args::{ModelFormat, ResolveArgs};
use crate::disk::Disk;
use crate::exit::Exit;
use crate::root::Place;
use crate::{output, paths, plan, yaml};

/// The kustomization that the arguments name: by its file, or by its folder.
pub(super) fn named(files: &[PathBuf]) -> Option<PathBuf> {
    let [path] = files else { return None };
    let mut below = kube::KUSTOMIZATION_NAMES.iter().map(|name| path.join(name));
    let is_one = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| kube::KUSTOMIZATION_NAMES.contains(&name))
    };
    if is_one(path) && path.is_file() { Some(path.clone()) } else { below.find(|it| it.is_file()) }
}

/// Renders it and prints the objects.
pub(super) fn render(args: &ResolveArgs, path: &Path, place: &Place, disk: &Disk) -> Exit {
    let rendered = place.within(path).and_then(|path| {
        let read = disk.read(&path);
        let (source, _) = read.map_err(|why| {
            paths::trouble(path.as_str(), format!("cannot be read: {}", plan::words(&why)), "")
        })?;
        Ok(kube::render(&path, source, disk))
    });
    let rendered = match rendered {
        Ok(rendered) => rendered,
        Err(trouble) => return refuse(vec![trouble], Some(disk)),
    };
    if let Some(place) = &args.explain {
        let mut story = rendered.story(place);
        if let Some(story) = story.as_mut().filter(|_| args.redact) {
            redact::story(story, place, &Known::default());
        }
        return tell(story, place, disk);
    }
    let gaps = rendered.gaps().iter().map(trouble);
    let troubles: Vec<_> = rendered.errors().iter().cloned().chain(gaps).collect();
    if !troubles.is_empty() {
        return refuse(troubles, Some(disk));
    }
    let mut objects = rendered.to_json();
    if args.redact {
        for object in &mut objects {
            redact::model(object, &Known::default());
        }
    }
    let text = match args.format {
        ModelFormat::Yaml => objects.iter().map(yaml::write).collect::<Vec<_>>().join("---\n"),
        ModelFormat::Json => {
            let list = json!({ "apiVersion": "v1", "kind": "List", "items": objects });
            serde_json::to_string_pretty(&list).unwrap_or_default() + "\n"
        }
    };
    output::print(text.as_bytes())
}

fn trouble(gap: &Gap) -> Trouble {
    let Gap { about, path, span, message, help } = gap.clone();
    Trouble { about, path, span, message, help }
}
