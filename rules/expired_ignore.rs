//! Ignore comments whose time is over. The engine reports them; this file says what they are.

use diag::Severity;
use engine::Builtin;

pub(crate) const RULE: Builtin = Builtin {
    id: "expired-ignore",
    summary: "an ignore comment has expired",
    severity: Severity::Low,
    default_on: true,
    subjects: &[],
    build: |options| options.none(|_, _| {}),
};
