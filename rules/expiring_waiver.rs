//! Waivers that end soon. The engine reports them; this file says what they are.

use diag::Severity;
use engine::Builtin;

pub(crate) const RULE: Builtin = Builtin {
    id: "expiring-waiver",
    summary: "a waiver ends soon",
    severity: Severity::Info,
    default_on: true,
    subjects: &[],
    build: |options| options.none(|_, _| {}),
};
