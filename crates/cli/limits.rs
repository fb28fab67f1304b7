//! Limits that the system sets the process.

/// The least address space in which a small tree can be judged. The allocator reserves much that it never touches.
const LEAST: u64 = 400 << 20;

/// What is wrong with the limits, if the run could only end by running out of memory.
pub(crate) fn complaint() -> Option<String> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let soft = address_space(&limits)?;
    (soft < LEAST).then(|| {
        format!(
            "the address space is limited to {} MiB, and a run takes {} MiB or more: raise the limit (`ulimit -v`), or limit \
             the memory of the container instead",
            soft >> 20,
            LEAST >> 20
        )
    })
}

/// The soft limit in bytes, as Linux writes it; `None` if there is none.
fn address_space(limits: &str) -> Option<u64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::address_space;

    #[test]
    fn the_soft_limit_is_read() {
        let line =
            |soft| format!("Limit  Soft\nMax address space         {soft}  unlimited  bytes\n");
        assert_eq!(address_space(&line("1024")), Some(1024));
        assert_eq!(address_space(&line("unlimited")), None);
    }
}
