//! The objects that `kubectl kustomize` would render.

use std::path::{Path, PathBuf};

use diag::{Gap, Trouble};
use model::{Files, kube};

use super::objects;
use super::say::refuse;
use crate::args::ResolveArgs;
use crate::disk::Disk;
use crate::exit::Exit;
use crate::root::Place;
use crate::{paths, plan};

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
        return objects::explain(args, rendered.manifest(), place, disk);
    }
    let gaps = rendered.gaps().iter().map(trouble);
    let troubles: Vec<_> = rendered.errors().iter().cloned().chain(gaps).collect();
    if !troubles.is_empty() {
        return refuse(troubles, Some(disk));
    }
    objects::print(args, rendered.manifest())
}

pub(super) fn trouble(gap: &Gap) -> Trouble {
    let Gap { about, path, span, message, help } = gap.clone();
    Trouble { about, path, span, message, help }
}
