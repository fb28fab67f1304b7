//! What is judged in a Dockerfile, what its comments cover, and where its findings belong.

use diag::{Span, SubjectKind};
use syntax::dockerfile::{Instruction, Keyword};

use super::{Dockerfile, Image, StageView};
use crate::{CommentSite, Scope, Subject, View};

impl Dockerfile {
    /// The file, its stages, and the images that come out of it.
    pub(crate) fn subjects(&self) -> Vec<Subject<'_>> {
        if !self.judged {
            return Vec::new();
        }
        let file = self.subject(
            SubjectKind::File,
            self.file_name(),
            self.file_name(),
            Span::file(self.source),
            View::Dockerfile(self),
        );
        let stages = self.judged_stages().map(|stage| {
            let label = stage.label();
            self.subject(
                SubjectKind::Stage,
                &format!("stage {label}"),
                &label,
                stage.state().span,
                View::Stage(stage),
            )
        });
        let images = self.judged_images().map(|stage| {
            let image = Image { stage };
            let label = image.stage.label();
            self.subject(
                SubjectKind::Image,
                &self.image_title(&image),
                &label,
                image.stage.state().span,
                View::Container(Box::new(image)),
            )
        });
        [file].into_iter().chain(stages).chain(images).collect()
    }

    /// What people call an image: by its Dockerfile, and by the stage where the file names it.
    fn image_title(&self, image: &Image<'_>) -> String {
        let is_last = image.stage.index + 1 == self.graph.stages.len();
        if is_last && image.stage.state().name.is_none() {
            return format!("image {}", self.path);
        }
        format!("image {} (stage {})", self.path, image.stage.label())
    }

    /// The stages as a build without arguments sees them, unless no build comes without, and those that a service builds
    /// from something else.
    fn judged_stages(&self) -> impl Iterator<Item = StageView<'_>> {
        let is_own = |view: &StageView<'_>| {
            self.builds.replace || view.state().base != self.graph.stages[view.index].base
        };
        let built = self.builds.all.iter().flat_map(|build| {
            let stages = 0..build.graph.stages.len();
            stages.map(|index| StageView { dockerfile: self, graph: &build.graph, index })
        });
        self.stages().filter(|_| !self.builds.replace).chain(built.filter(is_own))
    }

    /// The stages that come out as images.
    fn judged_images(&self) -> impl Iterator<Item = StageView<'_>> {
        let own = self.outputs.iter().map(|index| self.stage(*index));
        let built = self.builds.all.iter().filter_map(|build| {
            Some(StageView { dockerfile: self, graph: &build.graph, index: build.target? })
        });
        own.filter(|_| !self.builds.replace).chain(built.filter(|_| self.builds.replace))
    }

    fn subject<'a>(
        &'a self,
        kind: SubjectKind,
        title: &str,
        name: &str,
        span: Span,
        view: View<'a>,
    ) -> Subject<'a> {
        let info = diag::Subject { kind, name: title.to_owned(), span, image: None };
        let scope = Scope { path: self.path.clone(), name: name.to_owned(), ..Scope::default() };
        Subject { info, scope, view }
    }

    /// The file's own name, without folders.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Comments, each with the instruction that it stands in or above.
    pub(crate) fn comment_sites(&self) -> Vec<CommentSite> {
        let covered = |comment: Span| {
            let next = self
                .tree
                .instructions
                .partition_point(|instruction| instruction.span.end() <= comment.start());
            self.tree.instructions.get(next).map(|instruction| instruction.span)
        };
        let sites = self.tree.comments.iter().map(|comment| {
            let covers = covered(*comment);
            let stage = covers.and_then(|covers| self.stage_around(covers));
            CommentSite { comment: *comment, covers, stage, judged: self.judged }
        });
        let directive = self.tree.directive("check").map(|directive| CommentSite {
            comment: directive.name.span.to(directive.value.span),
            covers: Some(self.span),
            stage: None,
            judged: self.judged,
        });
        directive.into_iter().chain(sites).collect()
    }

    /// The whole stage that an instruction belongs to.
    fn stage_around(&self, instruction: Span) -> Option<Span> {
        let stages = &self.graph.stages;
        let after = stages.partition_point(|stage| stage.span.start() <= instruction.start());
        let stage = &stages[after.checked_sub(1)?];
        let last = self.tree.instructions[stage.instructions.clone()].last()?;
        Some(stage.span.to(last.span))
    }

    /// `stage:build/RUN`, and `head/ARG` before the first stage.
    pub(crate) fn place(&self, span: Span) -> String {
        let begun = self.tree.instructions.partition_point(|it| it.span.start() <= span.start());
        let instruction = begun.checked_sub(1).map(|at| &self.tree.instructions[at]);
        let holds = |it: &&Instruction| span.start() < it.span.end().max(it.span.start() + 1);
        let Some(instruction) = instruction.filter(holds) else { return "file".into() };
        let keyword = match instruction.keyword.value {
            Keyword::Unknown => instruction.keyword_text.as_str(),
            keyword => keyword.as_str(),
        };
        let stages = self.graph.stages.partition_point(|stage| stage.span.start() <= span.start());
        match stages.checked_sub(1) {
            Some(last) => format!("stage:{}/{keyword}", self.stage(last).label()),
            None => format!("head/{keyword}"),
        }
    }
}

impl StageView<'_> {
    /// Its name, or its position if it has none.
    pub fn label(&self) -> String {
        self.state().name.as_ref().map_or_else(|| self.index.to_string(), |name| name.value.clone())
    }
}
