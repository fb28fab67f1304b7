//! How findings about secrets are graded and worded in every rule that makes them.

use diag::{Finding, Severity};
use model::secret::Secret;

/// Lowers a finding about a password that everybody knows: publishing it discloses nothing, and it keeps no one out.
pub(crate) fn grade(finding: &mut Finding, secret: Secret) -> &mut Finding {
    if secret.is_well_known {
        finding.severity = Severity::Low;
    }
    finding
}

/// How to mend a secret that has to be kept somewhere else from now on.
pub(crate) fn help(secret: Secret, keep: &str) -> String {
    if secret.is_well_known {
        format!("set a password of its own for each deployment, and {keep}")
    } else {
        format!("rotate it, for it has been published, and {keep}")
    }
}
