//! Waivers that do not hold. The engine reports them; this file says what they are.

use diag::Severity;
use engine::Builtin;

pub(crate) const RULE: Builtin = Builtin {
    id: "invalid-waiver",
    summary: "a waiver does not hold",
    severity: Severity::High,
    default_on: true,
    subjects: &[],
    build: |options| options.none(|_, _| {}),
};
