//! The objects that `helm template` would render.

use std::path::{Path, PathBuf};

use diag::Trouble;
use model::{Files, kube};

use super::kustomize::trouble;
use super::objects;
use super::say::refuse;
use crate::args::ResolveArgs;
use crate::disk::Disk;
use crate::exit::Exit;
use crate::root::Place;
use crate::{paths, plan};

const FILE: &str = "Chart.yaml";

/// The chart that the arguments name: by its `Chart.yaml`, or by its directory.
pub(super) fn named(files: &[PathBuf]) -> Option<PathBuf> {
    let [path] = files else { return None };
    let below = path.join(FILE);
    let is_one = path.file_name().is_some_and(|name| name == FILE) && path.is_file();
    if is_one { Some(path.clone()) } else { below.is_file().then_some(below) }
}

/// Renders it and prints the objects.
pub(super) fn render(args: &ResolveArgs, path: &Path, place: &Place, disk: &Disk) -> Exit {
    let manifest = match manifest(args, path, place, disk) {
        Ok(manifest) => manifest,
        Err(troubles) => return refuse(troubles, Some(disk)),
    };
    objects::show(args, &manifest, disk)
}

fn manifest(
    args: &ResolveArgs,
    path: &Path,
    place: &Place,
    disk: &Disk,
) -> Result<kube::Manifest, Vec<Trouble>> {
    let one = |trouble| vec![trouble];
    let path = place.within(path).map_err(one)?;
    let values: Result<Vec<String>, Trouble> =
        args.values.iter().map(|file| place.within(file)).collect();
    let values = values.map_err(one)?;
    let (source, _) = disk.read(&path).map_err(|why| {
        let message = format!("cannot be read: {}", plan::words(&why));
        one(paths::trouble(path.as_str(), message, ""))
    })?;
    kube::render_chart(&path, source, &values, disk).into_result().map_err(|gap| match gap {
        Some(gap) => one(trouble(&gap)),
        None => one(paths::trouble(path.as_str(), "library charts are not installable", "")),
    })
}
