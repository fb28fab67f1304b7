//! Reads `pss:`, the Pod Security Standard that pods have to meet, as what it means: options of the rule `pod-security`.

use diag::{Span, Spanned, Trouble};
use model::kube::pss::{Level, Standard, Version};

use super::load::Config;
use super::{Level as RuleLevel, RuleSetting, shape};

/// The rule that holds pods against the standards.
pub(crate) const RULE: &str = "pod-security";

impl Config<'_> {
    /// Adds what `pss:` says to what is said of single rules.
    pub(super) fn standard(
        &self,
        pss: Option<shape::Pss>,
        mut rules: Vec<RuleSetting>,
    ) -> Result<Vec<RuleSetting>, Trouble> {
        let Some(pss) = pss else { return Ok(rules) };
        let (level, version) = (self.spanned(pss.level), pss.version.map(|it| self.spanned(it)));
        let place = level.span;
        if let Some(rule) = rules.iter().find(|rule| rule.rule.value == RULE) {
            let message = format!("both `pss` and `rules` speak of `{RULE}`");
            return Err(self.trouble(rule.rule.span, message, Some("keep `pss`".into())));
        }
        let wrong = |span, why| self.trouble(span, why, None);
        let standard = Standard {
            level: level.value.parse::<Level>().map_err(|why| wrong(place, why))?,
            version: match version {
                Some(it) => it.value.parse::<Version>().map_err(|why| wrong(it.span, why))?,
                None => Version::default(),
            },
        };
        rules.push(setting(standard, place));
        Ok(rules)
    }
}

/// What a standard says of the rule.
pub(crate) fn setting(standard: Standard, place: Span) -> RuleSetting {
    let option = |name: &str, value: String| (Spanned::new(name.into(), place), value.into());
    RuleSetting {
        rule: Spanned::new(RULE.into(), place),
        level: Some(RuleLevel::On),
        options: vec![
            option("level", standard.level.to_string()),
            option("version", standard.version.to_string()),
        ],
    }
}
