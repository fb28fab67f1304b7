//! Images that nobody mends any more: bases of stages, and those that services and pods run.

use std::borrow::Cow;

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Container, ImageRef, Setting, Subject, catalogue};

pub(crate) const RULE: Builtin = Builtin {
    id: "eol-base-image",
    summary: "the image gets no security updates any more",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage, SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(base) = pulled(subject) else { return cx.not_applicable() };
    let Some(image) = base.known() else {
        // That it is not known what a service runs is said by the rule about pins.
        if subject.stage().is_none() {
            return cx.not_applicable();
        }
        cx.review(
            base.blame,
            "it is not known which image this is, nor until when it is maintained",
        )
        .help("give the variable a default, or write the image");
        return;
    };
    let Some(day) = catalogue::end_of_life(image).filter(|day| *day < cx.today()) else { return };
    let finding = cx.fail(base.blame, format!("`{image}` has had no security updates since {day}"));
    finding.trail.clone_from(&base.trail);
    finding.evidence(image.text.as_str()).help("move to a version that is maintained");
}

/// The image from elsewhere that a subject rests on.
fn pulled<'s>(subject: &'s Subject<'_>) -> Option<Cow<'s, Setting<ImageRef>>> {
    match subject.stage() {
        Some(stage) => stage.pulled_base(),
        None => subject.container().filter(|it| !it.is_built()).map(Container::image),
    }
}
