//! What every part of Plimsoll speaks: sources, spans, findings, outcomes, fixes, and the plain data that reports draw.
//!
//! This crate has no dependencies and knows nothing of Docker, YAML, rules or output formats.

mod assessment;
mod drawing;
mod fate;
mod finding;
mod fix;
mod layer;
mod outcome;
mod report;
mod score;
mod source;
mod span;

pub use assessment::{Answer, Assessment, ControlAnswer, Proof};
pub use drawing::{Hardening, HardeningRow, Network, NetworkGraph, NetworkMember, Segments};
pub use fate::{Coverage, Fate, SetAside};
pub use finding::{Finding, Findings, Severity, Status};
pub use fix::{Applicability, Edit, Fix};
pub use layer::{Advice, Defence, Layer};
pub use outcome::{
    Details, Evidence, FindingId, Outcome, Subject, SubjectId, SubjectKind, Verdict,
};
pub use report::{FileEntry, Gap, Report, RuleId, RuleMeta, Summary, Trouble};
pub use score::{ControlScore, GRADED_FROM, LayerScore, Score, shown};
pub use source::{Position, Source, SourceId, Sources};
pub use span::{Label, Span, Spanned, Step};
