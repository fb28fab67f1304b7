//! Base images that nobody mends any more.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Subject, catalogue};

pub(crate) const RULE: Builtin = Builtin {
    id: "eol-base-image",
    summary: "the base image gets no security updates any more",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let Some(base) = stage.pulled_base() else { return cx.not_applicable() };
    let Some(image) = base.known() else {
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
