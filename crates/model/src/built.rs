//! Images that services build, as other services and Dockerfiles use them, and Dockerfiles as services build them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diag::Step;

use crate::dockerfile::{Build, BuiltImage, BuiltImages, Ignore, is_meant};
use crate::{Container, ImageRef, Project, compose};

/// How many images may be built on one another before the first of them is not followed any further.
const MAX_BASES: usize = 8;

/// How a Dockerfile is built.
#[derive(Default)]
struct Builds {
    /// The directories that are sent to the builder; `None` for one that is not in the project.
    contexts: BTreeSet<Option<String>>,
    said: Vec<Build>,
}

impl Project {
    /// How a service builds an image; one of the project at a path goes before others.
    pub(crate) fn builder_of(
        &self,
        image: &ImageRef,
        path: &str,
    ) -> Option<(&compose::Project, &compose::BuildLink)> {
        let all = self.image_builds.get(&image.full_name())?.iter().map(|(at, position)| {
            let project = &self.compose[*at];
            (project, &project.services()[*position])
        });
        let meant = all.filter(|(project, entry)| {
            let name = project.built_name(entry);
            name.is_some_and(|name| is_meant(image, name.tag.as_deref()))
        });
        let (project, entry) = meant.min_by_key(|(project, _)| project.path != path)?;
        Some((project, project.builds.get(entry.key.as_str()?)?))
    }

    /// Works out what is known of the images that services build, and judges Dockerfiles as they are built.
    pub(crate) fn link_built_images(&mut self) {
        // A base comes before what is built on it, in whatever order they are written.
        for _ in 0..MAX_BASES {
            let built = self.built_images();
            if built == *self.built {
                break;
            }
            self.built = Arc::new(built);
        }
        let builds = self.builds_by_file();
        let mut ignores: BTreeMap<String, Ignore> = BTreeMap::new();
        for compose in &mut self.compose {
            ignores.append(&mut compose.ignores);
        }
        for dockerfile in &mut self.dockerfiles {
            dockerfile.graph.built = Arc::clone(&self.built);
        }
        for (at, Builds { contexts, said }) in builds {
            let file = &mut self.dockerfiles[at];
            file.set_builds(&said, &self.built);
            let mut contexts = contexts.into_iter();
            if let (Some(Some(only)), None) = (contexts.next(), contexts.next()) {
                file.set_ignore(ignores.get(&only).cloned());
            }
        }
    }

    /// What judged projects say of the builds of every Dockerfile, by its position.
    fn builds_by_file(&self) -> BTreeMap<usize, Builds> {
        let mut builds: BTreeMap<usize, Builds> = BTreeMap::new();
        for link in self.compose.iter().filter(|it| it.judged).flat_map(|it| it.builds.values()) {
            let at = link.dockerfile.and_then(|span| self.dockerfile_spans.get(&span));
            let Some(at) = at else { continue };
            let known = builds.entry(*at).or_default();
            known.contexts.insert(link.context.clone());
            known.said.push(link.build.clone());
        }
        builds
    }

    fn built_images(&self) -> BuiltImages {
        let mut built = BuiltImages::default();
        let positions = self.image_builds.values().flatten();
        for (project, position) in positions.map(|(at, position)| (&self.compose[*at], *position)) {
            let entry = &project.services()[position];
            let service = project.service(entry, self);
            let (Some(image), Some(name)) = (service.built_image(), project.built_name(entry))
            else {
                continue;
            };
            let step = Step::at(service.key, format!("service `{}` builds it", service.name));
            let known = BuiltImage {
                tag: name.tag.clone(),
                user: image.user().inherited(step.clone()),
                health: image.health().inherited(step),
            };
            built.add(&name, known);
        }
        built
    }
}
