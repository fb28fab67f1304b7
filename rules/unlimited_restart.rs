//! Services that the engine restarts for ever.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::{Restart, Subject};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "unlimited-restart",
    summary: "restart policy has no limit",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Service],
    build: Options::read::<UnlimitedRestart>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct UnlimitedRestart {
    /// The most attempts that are few enough; any number without it.
    max_attempts: Option<u32>,
}

impl Rule for UnlimitedRestart {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        let name = container.name();
        let restart = container.restart();
        let finding = cx.expect(
            &restart,
            |restart| self.allows(restart),
            || match restart.known() {
                Some(Restart::OnFailure(Some(attempts))) => {
                    format!("container `{name}` is restarted up to {attempts} times")
                }
                _ => format!("container `{name}` is restarted without limit"),
            },
            || format!("container `{name}` may be restarted without limit"),
        );
        if let Some(finding) = finding {
            finding.help("use `on-failure:5`, so that a crash loop ends and is noticed");
        }
    }
}

impl UnlimitedRestart {
    fn allows(&self, restart: &Restart) -> bool {
        match restart {
            Restart::No => true,
            Restart::Always(_) | Restart::OnFailure(None) => false,
            Restart::OnFailure(Some(attempts)) => {
                self.max_attempts.is_none_or(|most| *attempts <= most)
            }
        }
    }
}
