//! Conditions of seccomp profiles on the arguments of system calls.

use crate::Value;
use crate::kube::Field;

/// First arguments of system calls that Docker's default profile refuses: `socket` of the families ALG and VSOCK, `personality`
/// without random addresses or with executable data, and `clone` into each new namespace and into all of them.
const REFUSED: [(&str, &[u64]); 3] = [
    (
        "clone",
        &[
            0x0002_0000,
            0x0200_0000,
            0x0400_0000,
            0x0800_0000,
            0x1000_0000,
            0x2000_0000,
            0x4000_0000,
            0x7e02_0000,
        ],
    ),
    ("personality", &[0x0004_0000, 0x0040_0000]),
    ("socket", &[38, 40]),
];

/// Whether conditions let a call through that Docker's default profile refuses. What stands behind a pointer, as the arguments of
/// `clone3` do, no condition can tell. A condition that is not understood is taken for one that refuses.
pub(super) fn lets_through(conditions: &[Field<'_>], name: &str) -> bool {
    let Some((_, values)) = REFUSED.iter().find(|(known, _)| *known == name) else { return true };
    let first: Vec<_> = conditions.iter().filter(|it| number(it, "index") == Some(0)).collect();
    if first.is_empty() {
        return conditions.iter().all(|it| number(it, "index").is_some());
    }
    // Runtimes make a rule of its own of each condition on one argument.
    values.iter().any(|value| first.iter().any(|condition| holds(condition, *value)))
}

fn number(condition: &Field<'_>, key: &str) -> Option<u64> {
    match condition.get(key).map_or(Value::Known(0), |it| it.int()) {
        Value::Known(number) => u64::try_from(number).ok(),
        _ => None,
    }
}

fn holds(condition: &Field<'_>, argument: u64) -> bool {
    let (Some(value), Some(two)) = (number(condition, "value"), number(condition, "valueTwo"))
    else {
        return false;
    };
    match condition.str_at("op") {
        "SCMP_CMP_EQ" => argument == value,
        "SCMP_CMP_NE" => argument != value,
        "SCMP_CMP_LT" => argument < value,
        "SCMP_CMP_LE" => argument <= value,
        "SCMP_CMP_GT" => argument > value,
        "SCMP_CMP_GE" => argument >= value,
        "SCMP_CMP_MASKED_EQ" => argument & value == two,
        _ => false,
    }
}
