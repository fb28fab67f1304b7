//! The functions of Helm's templates: Go's own, those of sprig, and Helm's.
//!
//! Each keeps the origins of the bytes that it passes on. What only computes from its arguments gets an origin of its own
//! that names theirs; what files do not decide (random text, the clock, certificates) one that says so.

#![expect(clippy::unnecessary_wraps, reason = "the functions of a table share one type")]

mod args;
mod compare;
mod convert;
mod dates;
mod dicts;
mod encoding;
mod flow;
mod format;
mod lists;
mod maths;
mod paths;
pub(crate) mod quote;
mod random;
mod regexes;
pub(crate) mod semver;
mod strings;
mod types;
mod words;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::exec::{Exec, Result};
use crate::value::Value;

/// A function: the rendering, and its arguments.
type Function = fn(&mut Exec, &[Value]) -> Result<Value>;

/// A name, how many arguments it takes at least and at most, and what it does.
type Row = (&'static str, usize, usize, Function);

/// As many arguments as there are.
const ANY: usize = usize::MAX;

static FUNCTIONS: LazyLock<HashMap<&'static str, Row>> = LazyLock::new(|| {
    let tables = [
        compare::TABLE,
        convert::TABLE,
        dates::TABLE,
        dicts::TABLE,
        encoding::TABLE,
        flow::TABLE,
        format::TABLE,
        lists::TABLE,
        maths::TABLE,
        paths::TABLE,
        random::TABLE,
        regexes::TABLE,
        semver::TABLE,
        strings::TABLE,
        types::TABLE,
        words::TABLE,
    ];
    tables.into_iter().flatten().map(|row| (row.0, *row)).collect()
});

/// Whether a word is a function. `and` and `or` look at their operands one by one, so they are not in the tables.
pub fn exists(name: &str) -> bool {
    matches!(name, "and" | "or") || FUNCTIONS.contains_key(name)
}

/// Calls a function.
///
/// # Errors
/// What Go or the function itself refuses.
pub(crate) fn call(exec: &mut Exec, name: &str, args: &[Value]) -> Result<Value> {
    let Some((name, least, most, function)) = FUNCTIONS.get(name) else {
        return Err(exec.error(format!("function {name:?} not defined")));
    };
    if args.len() < *least || args.len() > *most {
        let wanted = if *most == ANY { format!("at least {least}") } else { least.to_string() };
        let got = args.len();
        let message = format!("wrong number of args for {name}: want {wanted} got {got}");
        return Err(exec.error(message));
    }
    function(exec, args)
}
