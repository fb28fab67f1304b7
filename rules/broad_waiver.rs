//! Waivers without a scope. The engine reports them; this file says what they are.

use diag::Severity;
use engine::Builtin;

pub(crate) const RULE: Builtin = Builtin {
    id: "broad-waiver",
    summary: "a waiver has no scope",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[],
    build: |options| options.none(|_, _| {}),
};
