//! What the outcomes of a control's rules come to.

use std::collections::BTreeSet;

use diag::{Answer, RuleId};

use super::answer::{Context, Tally};
use super::{Control, Input};

impl Context<'_> {
    /// The answer, and the reason for it.
    pub(super) fn decide(
        &self,
        control: &Control,
        rules: &BTreeSet<RuleId>,
        tally: &Tally,
    ) -> (Answer, String) {
        let say = |answer, words: &str| {
            (answer, control.reason.clone().unwrap_or_else(|| words.to_owned()))
        };
        if control.from == Input::Host {
            return say(Answer::NotAssessable, "no file can answer it");
        }
        if tally.failed > 0 {
            return say(Answer::Fail, "");
        }
        if tally.review > 0 {
            return say(Answer::Review, "files do not decide it everywhere");
        }
        if tally.waived > 0 {
            return say(Answer::Waived, "");
        }
        if tally.passed > 0 {
            return match (self.missing(control, rules), control.from) {
                (Some(rule), _) => {
                    (Answer::Review, format!("the rule `{rule}`, which judges it too, is off"))
                }
                (None, Input::Partial) => say(
                    Answer::Review,
                    "files hold nothing against it, and cannot prove that it holds",
                ),
                (None, Input::Daemon) => {
                    say(Answer::Pass, "declared; flags of the daemon can override it")
                }
                (None, _) => say(Answer::Pass, ""),
            };
        }
        if tally.inapplicable > 0 {
            return say(Answer::NotApplicable, "nothing that was read is what it is about");
        }
        let off = !rules.is_empty() && rules.iter().all(|rule| !self.runs(control, *rule));
        let words = match control.from {
            _ if rules.is_empty() => "no rule judges it yet",
            _ if off => "the rules that judge it are off",
            Input::Daemon => "no `daemon.json` was given",
            Input::Pipeline => "no workflow was given",
            _ => "nothing was read that its rules judge",
        };
        say(Answer::NotAssessed, words)
    }

    /// A rule that runs by default, or that the framework asks for, and is off here.
    fn missing(&self, control: &Control, rules: &BTreeSet<RuleId>) -> Option<RuleId> {
        let is_due = |rule: &RuleId| {
            self.framework.settings.contains_key(rule.as_str())
                || self.policy.rule(rule.as_str()).is_some_and(|it| it.default_on)
        };
        rules.iter().copied().find(|rule| is_due(rule) && !self.runs(control, *rule))
    }

    fn runs(&self, control: &Control, rule: RuleId) -> bool {
        let environments = (0u16..).zip(&self.policy.environments);
        let here = environments.filter(|(at, _)| self.serves(control, *at));
        here.flat_map(|(_, it)| &it.rules).any(|loaded| loaded.id() == rule)
    }
}
