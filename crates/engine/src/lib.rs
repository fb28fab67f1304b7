//! Runs rules over subjects and says what became of their findings. Knows no rule by name and does no IO.
//!
//! ```text
//! subjects x rules -> Judged (per unit, in parallel)   judge
//! Judged...        -> one list of findings             assemble
//! findings         -> marked                           suppress, baseline, waive
//! paths            -> fates, coverage                  account
//! ```

mod account;
mod assemble;
mod baseline;
mod conceal;
mod cx;
mod fingerprint;
mod foreign;
mod framework;
mod ignore;
mod judge;
mod policy;
mod rule;
mod score;
mod suppress;
mod waiver;

pub use account::Ledger;
pub use assemble::{Assembled, assemble, summarise};
pub use baseline::{Baseline, Entry};
pub use conceal::{conceal, conceal_lines};
pub use cx::Cx;
pub use fingerprint::sha256;
pub use framework::{Control, Framework, Input, assess};
pub use ignore::Ignore;
pub use judge::{Judged, judge};
pub use policy::{Environment, ExceptionRules, Policy};
pub use rule::{Builtin, Loaded, Options, OptionsError, Rule};
pub use score::{Table, score};
pub use waiver::{Placed, Waiver, WaiverState, waive};
