//! What Plimsoll knows: the built-in rules, each a file with its page beside it, and the list of them.

mod privileged_container;

use diag::{RuleId, RuleMeta};
use engine::{Builtin, Loaded, Options, OptionsError};

/// Every built-in rule, sorted by id.
pub const ALL: &[&Builtin] = &[&privileged_container::RULE];

/// The page of a rule with what its front matter says.
struct Page {
    id: &'static str,
    docs: &'static str,
    controls: &'static [&'static str],
    aliases: &'static [&'static str],
    cwe: &'static [u16],
}

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The built-in rule of this name.
pub fn find(id: &str) -> Option<&'static Builtin> {
    ALL.binary_search_by(|rule| rule.id.cmp(id)).ok().map(|at| ALL[at])
}

/// What reports know of a rule before any configuration.
pub fn meta(rule: &Builtin) -> RuleMeta {
    let page = PAGES.iter().find(|page| page.id == rule.id);
    RuleMeta {
        id: RuleId(rule.id),
        summary: rule.summary,
        severity: rule.severity,
        default_on: rule.default_on,
        subjects: rule.subjects,
        docs: page.map_or("", |page| page.docs),
        controls: page.map_or(&[], |page| page.controls),
        aliases: page.map_or(&[], |page| page.aliases),
        cwe: page.map_or(&[], |page| page.cwe),
    }
}

/// A rule ready to run with these options.
///
/// # Errors
/// If the rule does not understand the options.
pub fn load(rule: &Builtin, options: Options) -> Result<Loaded, OptionsError> {
    Ok(Loaded { meta: meta(rule), rule: (rule.build)(options)? })
}
