//! Waivers that cover nothing. The engine reports them; this file says what they are.

use diag::Severity;
use engine::Builtin;

pub(crate) const RULE: Builtin = Builtin {
    id: "unused-waiver",
    summary: "a waiver covers nothing",
    severity: Severity::Low,
    default_on: true,
    subjects: &[],
    build: |options| options.none(|_, _| {}),
};
