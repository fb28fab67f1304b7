//! Containers that add capabilities beyond the engine's default set.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::{Subject, Value, capability};
use serde::Deserialize;

use crate::unknown_capability::exists;

pub(crate) const RULE: Builtin = Builtin {
    id: "added-capabilities",
    summary: "dangerous capability is added",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: Options::read::<AddedCapabilities>,
};

const HELP: &str = "remove it, or allow it for this container once it is proved necessary";
/// Capabilities beyond the default set that give nothing away about the host.
const HARMLESS: [&str; 2] = ["IPC_LOCK", "SYS_NICE"];

/// The one capability that engines grant and the baseline of the Pod Security Standards refuses.
const RAW: &str = "NET_RAW";

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct AddedCapabilities {
    /// The only capabilities that may be added, without `CAP_`; empty allows the default set and those that harm nobody.
    allowed: Vec<String>,
}

impl Rule for AddedCapabilities {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        let capabilities = container.capabilities();
        let name = container.name();
        let known = match &capabilities.value {
            Value::Known(known) => known,
            // What may be dropped differs, and not what is added.
            Value::OneOf(several) => {
                let Some(known) = several.first() else { return };
                known
            }
            Value::Unknown(why) => {
                let message = format!("container `{name}` may add capabilities: {why}");
                cx.review(capabilities.blame, message).help(HELP);
                return;
            }
        };
        // What the engine refuses gives nothing away, and has a rule of its own.
        for added in known.add.iter().filter(|added| exists(&added.value)) {
            let capability = capability::normalise(&added.value);
            if !self.allows(&capability, container.as_pod_container().is_some()) {
                let finding = cx.fail(
                    added.span,
                    format!("container `{name}` adds the capability `{capability}`"),
                );
                // Whoever drops nothing has it as well.
                if capability == RAW {
                    finding.severity = Severity::Medium;
                }
                finding.evidence(capability).help(HELP);
            }
        }
    }
}

impl AddedCapabilities {
    fn allows(&self, capability: &str, is_pod: bool) -> bool {
        if self.allowed.is_empty() {
            let is_default =
                capability::DEFAULT.contains(&capability) && !(is_pod && capability == RAW);
            is_default || HARMLESS.contains(&capability)
        } else {
            self.allowed.iter().any(|allowed| capability::normalise(allowed) == capability)
        }
    }
}
