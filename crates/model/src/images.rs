//! Images that this repository builds: who builds them under which name, and what a pod that runs one gets from it.

use std::sync::Arc;

use diag::{Source, SourceId, Span, Step, Trouble};

use crate::dockerfile::{self, StageView};
use crate::{Container, Files, ImageRef, Project, Setting, Unavailable, User};

/// What the configuration says of an image.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageBuild {
    /// Its name; a tag says nothing.
    pub image: String,
    /// The Dockerfile that it is built from, relative to the root.
    pub dockerfile: String,
    /// The stage that is built; the last one if none is named.
    pub target: Option<String>,
    /// Where it is said.
    pub span: Span,
}

/// An image of the configuration with the Dockerfile that was read for it.
#[derive(Debug)]
pub struct FoundBuild {
    build: ImageBuild,
    text: Result<(SourceId, Arc<Source>), Unavailable>,
}

/// The user of an image that this repository builds.
#[derive(Clone, Debug)]
pub struct BuiltUser {
    /// The user, with the way it came.
    pub user: Setting<User>,
    /// Who builds the image, for people: ``service `api` ``.
    pub builder: String,
}

/// A stage that an image of this repository is built from.
#[derive(Clone, Debug)]
pub struct BuiltStage<'a> {
    /// The stage, with the arguments of this build.
    pub stage: StageView<'a>,
    /// Who builds the image, for people: ``service `api` ``.
    pub builder: String,
    /// Where it says so.
    pub step: Step,
}

impl ImageBuild {
    /// Reads its Dockerfile.
    pub(crate) fn find(self, files: &dyn Files) -> FoundBuild {
        FoundBuild { text: files.read(&self.dockerfile), build: self }
    }
}

impl Project {
    /// Takes over what the configuration says of images.
    pub(crate) fn link_images(&mut self, found: Vec<FoundBuild>) {
        for FoundBuild { build, text } in found {
            match text {
                Ok((source, text)) => self.add_image(&build, source, &text),
                Err(_) => {
                    self.troubles.push(
                        self.wrong_image(&build, format!("there is no `{}`", build.dockerfile)),
                    );
                }
            }
        }
    }

    fn add_image(&mut self, build: &ImageBuild, source: SourceId, text: &Source) {
        let place = Span::file(source);
        let known = self.dockerfiles.iter().position(|it| it.span == place);
        let at = known.unwrap_or_else(|| {
            self.dockerfiles.push(dockerfile::Dockerfile::parse(source, text, false, &[]));
            self.dockerfiles.len() - 1
        });
        let file = &mut self.dockerfiles[at];
        let stage = match &build.target {
            Some(target) => file.graph.find(target),
            None => file.graph.stages.len().checked_sub(1),
        };
        let Some(stage) = stage else {
            let target = build.target.as_deref().unwrap_or_default();
            let message = format!("`{}` has no stage `{target}`", build.dockerfile);
            return self.troubles.push(self.wrong_image(build, message));
        };
        if let Some(target) = &build.target {
            file.add_output(target);
        }
        let name = ImageRef::parse(&build.image).full_name();
        self.configured_images.entry(name).or_default().push((place, stage, build.span));
    }

    fn wrong_image(&self, build: &ImageBuild, message: String) -> Trouble {
        let path = self.sources.get(build.span.source).path.to_string();
        Trouble { about: None, path, span: Some(build.span), message, help: None }
    }

    /// What `read` makes of each stage that services and the configuration build under a name, whatever its tag.
    pub fn of_builds<T>(
        &self,
        image: &ImageRef,
        mut read: impl FnMut(&BuiltStage<'_>) -> T,
    ) -> Vec<T> {
        let mut results = Vec::new();
        for service in self.builds_of(image) {
            let Some(dockerfile::Image { stage }) = service.built_image() else { continue };
            let builder = format!("service `{}`", service.name);
            let step = Step::at(service.key, format!("{builder} builds the image"));
            results.push(read(&BuiltStage { stage, builder, step }));
        }
        let configured = self.configured_images.get(&image.full_name()).into_iter().flatten();
        for (file, stage, said) in configured {
            let Some(dockerfile) = self.dockerfile_in(*file) else { continue };
            let stage = dockerfile.stage(*stage);
            let builder = format!("`{}`", stage.dockerfile.path);
            let step = Step::at(*said, "the configuration says what builds the image");
            results.push(read(&BuiltStage { stage, builder, step }));
        }
        results
    }

    /// The users of these images.
    pub fn built_users(&self, image: &ImageRef) -> Vec<BuiltUser> {
        self.of_builds(image, |built| BuiltUser {
            user: dockerfile::Image { stage: built.stage }.user().inherited(built.step.clone()),
            builder: built.builder.clone(),
        })
    }
}
