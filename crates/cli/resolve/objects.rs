//! Objects that something renders, and how one of their values came about.

use model::kube::Manifest;
use model::secret::Known;
use serde_json::json;

use super::{redact, say};
use crate::args::{ModelFormat, ResolveArgs};
use crate::disk::Disk;
use crate::exit::Exit;
use crate::{output, yaml};

/// Prints the objects, or tells the way of the value that the arguments ask for.
pub(super) fn show(args: &ResolveArgs, manifest: &Manifest, disk: &Disk) -> Exit {
    match &args.explain {
        Some(place) => explain(args, manifest, place, disk),
        None => print(args, manifest),
    }
}

/// Tells how a value came about.
pub(super) fn explain(args: &ResolveArgs, manifest: &Manifest, place: &str, disk: &Disk) -> Exit {
    let mut story = manifest.story(place);
    if let Some(story) = story.as_mut().filter(|_| args.redact) {
        redact::story(story, place, &Known::default());
    }
    say::tell(story, place, disk)
}

/// Prints the objects one after another.
pub(super) fn print(args: &ResolveArgs, manifest: &Manifest) -> Exit {
    let mut objects = manifest.to_json();
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
