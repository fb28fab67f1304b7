//! Waivers whose time is over. The engine reports them; this file says what they are.

use diag::Severity;
use engine::Builtin;

pub(crate) const RULE: Builtin = Builtin {
    id: "expired-waiver",
    summary: "a waiver has expired",
    severity: Severity::High,
    default_on: true,
    subjects: &[],
    build: |options| options.none(|_, _| {}),
};
