//! Capabilities that are added although they are there.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Subject, capability};

pub(crate) const RULE: Builtin = Builtin {
    id: "redundant-capability",
    summary: "added capability is there already",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let capabilities = container.capabilities();
    let Some(known) = capabilities.known() else { return };
    let dropped: Vec<_> = known.drop.iter().map(|it| capability::normalise(&it.value)).collect();
    for added in &known.add {
        let name = capability::normalise(&added.value);
        let is_gone = dropped.iter().any(|it| *it == name || it == "ALL");
        if capability::DEFAULT.contains(&name.as_str()) && !is_gone {
            let message =
                format!("container `{}` has the capability `{name}` anyway", container.name());
            cx.fail(added.span, message)
                .evidence(name)
                .help("drop `ALL` first, or remove the entry");
        }
    }
}
