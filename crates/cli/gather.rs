//! Reads what the arguments name, and judges nothing.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::args::{CheckArgs, InputArgs};
use crate::discover::{self, Discovered, Found};
use crate::input::Text;
use crate::layer::Layer;
use crate::plan::Plan;
use crate::progress::Progress;
use crate::root::{self, Place};
use crate::run::{self, Batch, Loaded};
use crate::threads::{in_pool, n_threads};
use crate::{input, paths};

/// Reads everything and works out what belongs together.
pub(crate) fn survey(args: &CheckArgs, plan: &Plan) -> Loaded {
    let progress = Progress::default();
    in_pool(args.inputs.threads, || {
        run::load(gather(args, plan, &progress), &plan.disk, &plan.options, &progress)
    })
}

/// Files that a layer has in another state, and their texts in that; `found` are those that the disk has.
pub(crate) fn differing(
    args: &CheckArgs,
    plan: &Plan,
    layer: &Layer,
    found: BTreeMap<String, Found>,
) -> Vec<(String, Text)> {
    let mut files = found.into_iter().filter(|(path, _)| layer.covers(path)).collect();
    put_over(args, plan, layer, &mut files);
    let mut batch = Batch::default();
    let mut buffer = Vec::new();
    let limit = args.inputs.max_file_size;
    for (path, found) in files {
        let tree = (plan.disk.confined(), Some(layer));
        let look = input::look(&path, &found, tree, limit, &plan.policy, &mut buffer);
        batch.take(path, look);
    }
    batch.texts
}

/// Leaves out what a layer does not have, and adds what only the layer has.
fn put_over(args: &CheckArgs, plan: &Plan, layer: &Layer, files: &mut BTreeMap<String, Found>) {
    files.retain(|path, _| !layer.drops(path));
    for path in layer.judged().filter(|path| !files.contains_key(*path)).collect::<Vec<_>>() {
        let Plan { place, excludes, options, .. } = plan;
        let found = discover::restored(&args.inputs, place, excludes, &options.compose, path);
        files.extend(found.map(|found| (path.to_owned(), found)));
    }
}

/// Reads everything that is a container file.
pub(crate) fn gather(args: &CheckArgs, plan: &Plan, progress: &Progress) -> Batch {
    let limit = args.inputs.max_file_size;
    let mut batch = Batch::default();
    if root::is_stdin(&args.inputs.paths) {
        let path = stdin_path(&args.inputs, &plan.place);
        batch.take(path.clone(), input::stdin(&path, limit, &plan.policy));
        return batch;
    }
    let threads = n_threads(args.inputs.threads);
    let Discovered { mut files, troubles, gaps, set_aside } = discover::discover(
        &args.inputs,
        &plan.place,
        &plan.excludes,
        &plan.options.compose,
        threads,
    );
    batch.troubles = troubles;
    batch.gaps = gaps;
    batch.set_aside = set_aside;
    if plan.changes.is_some() {
        batch.found.clone_from(&files);
    }
    let layer = plan.disk.layer();
    if let Some(layer) = layer {
        put_over(args, plan, layer, &mut files);
    }
    let tree = (plan.disk.confined(), layer);
    progress.start("reading", files.len());
    let files: Vec<_> = files.into_iter().collect();
    let looks: Vec<_> = files
        .par_iter()
        .map_init(Vec::new, |buffer, (path, found)| {
            progress.count(|| input::look(path, found, tree, limit, &plan.policy, buffer))
        })
        .collect();
    for ((path, _), look) in files.into_iter().zip(looks) {
        batch.take(path, look);
    }
    batch
}

/// The path that standard input goes by in reports.
fn stdin_path(args: &InputArgs, place: &Place) -> String {
    let Some(name) = &args.stdin_filename else { return "<stdin>".into() };
    let path = paths::normalise(&place.cwd.join(name));
    paths::relative(&place.root, &path).unwrap_or_else(|| name.to_string_lossy().into_owned())
}
