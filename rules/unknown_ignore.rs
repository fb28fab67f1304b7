//! Ignore comments that name no rule. The engine reports them; this file says what they are.

use diag::Severity;
use engine::Builtin;

pub(crate) const RULE: Builtin = Builtin {
    id: "unknown-ignore",
    summary: "an ignore comment names no rule",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[],
    build: |options| options.none(|_, _| {}),
};
