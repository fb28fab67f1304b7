//! `plimsoll resolve`: what would really run, or the story of one of its values.

mod chart;
mod compose;
mod dockerfile;
mod kustomize;
mod objects;
mod redact;
mod say;

use crate::args::{InputArgs, ResolveArgs};
use crate::disk::Disk;
use crate::exit::Exit;
use crate::root;

/// Resolves a Compose project, or renders a kustomization or chart, and prints it.
pub(crate) fn resolve(args: &ResolveArgs) -> Exit {
    let inputs = InputArgs::of_files(&args.files, args.root.clone(), args.env.clone());
    let place = match root::find(&inputs) {
        Ok(place) => place,
        Err(trouble) => return say::refuse(vec![trouble], None),
    };
    let disk = Disk::new(place.root.clone(), inputs.max_file_size);
    if let Some(stage) = dockerfile::asked(args) {
        return dockerfile::explain(args, stage, &place, &disk);
    }
    if let Some(chart) = chart::named(&args.files) {
        return chart::render(args, &chart, &place, &disk);
    }
    match kustomize::named(&args.files) {
        Some(kustomization) => kustomize::render(args, &kustomization, &place, &disk),
        None => compose::resolve(args, &inputs, &place, &disk),
    }
}
