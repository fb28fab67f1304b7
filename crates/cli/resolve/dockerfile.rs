//! What the steps of a stage do, as rules see it.

use std::path::{Path, PathBuf};

use diag::Trouble;
use model::Files;
use model::dockerfile::Dockerfile;

use super::say::refuse;
use crate::args::ResolveArgs;
use crate::disk::Disk;
use crate::exit::Exit;
use crate::root::Place;
use crate::{output, paths, plan};

/// The stage that the arguments ask for: `--explain stage:NAME`.
pub(super) fn asked(args: &ResolveArgs) -> Option<&str> {
    args.explain.as_deref()?.strip_prefix("stage:")
}

/// Prints the effects of a stage, one a line, in order. A position stands for a stage without a name.
pub(super) fn explain(args: &ResolveArgs, name: &str, place: &Place, disk: &Disk) -> Exit {
    let path = args.files.first().cloned().unwrap_or_else(|| PathBuf::from("Dockerfile"));
    match effects(&path, name, place, disk) {
        Ok(text) => output::print(text.as_bytes()),
        Err(trouble) => refuse(vec![*trouble], Some(disk)),
    }
}

fn effects(path: &Path, name: &str, place: &Place, disk: &Disk) -> Result<String, Box<Trouble>> {
    let path = place.within(path)?;
    let read = disk.read(&path);
    let (id, source) = read.map_err(|why| {
        paths::trouble(path.as_str(), format!("cannot be read: {}", plan::words(&why)), "")
    })?;
    let file = Dockerfile::parse(id, &source, true, &[]);
    let Some(index) = file.graph.find(name) else {
        let stages: Vec<_> = file.stages().map(|stage| format!("`{}`", stage.label())).collect();
        let help = format!("its stages are {}", stages.join(", "));
        return Err(
            paths::trouble(path.as_str(), format!("there is no stage `{name}`"), &help).into()
        );
    };
    let effects = file.stage(index).effects(&source).into_iter().map(|effect| {
        let at = source.position(effect.span.start());
        format!("{path}:{}:{}: {}\n", at.line, at.column, effect.kind)
    });
    Ok(effects.collect())
}
