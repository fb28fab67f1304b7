//! Ignore comments that silence nothing. The engine reports them; this file says what they are.

use diag::Severity;
use engine::Builtin;

pub(crate) const RULE: Builtin = Builtin {
    id: "unused-ignore",
    summary: "an ignore comment silences nothing",
    severity: Severity::Low,
    default_on: true,
    subjects: &[],
    build: |options| options.none(|_, _| {}),
};
