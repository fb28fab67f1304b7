//! How much one project may ask for. Aliases, `extends`, `include`, bases of overlays and the like multiply what is
//! written: a kilobyte can stand for more than any machine holds. What breaks a budget is an error of its project or file,
//! and all others are judged.
//!
//! The unit is a value: a scalar, list or mapping that is made, copied or looked at once more. Long texts count as one value
//! for every 64 bytes.

/// How many values one Compose project may come to.
pub(crate) const PROJECT: usize = 500_000;

/// How many values one overlay may come to.
pub(crate) const OVERLAY: usize = 1_000_000;

/// How many values the stages of a Dockerfile may come to.
pub(crate) const DOCKERFILE: usize = 200_000;

/// How many bytes of text count as one value when they are parsed once more.
const PARSED: usize = 16;

/// How many values a manifest may come to with its aliases written out, however few are written.
pub(crate) const MANIFEST: usize = 1_000_000;

/// How many services a Compose project may have.
pub(crate) const SERVICES: usize = 10_000;

/// How many values a file counts for that is parsed once more for another one, besides its text.
const FILE: usize = 50;

/// How many values a service counts for besides what it says: rules ask much about each.
pub(crate) const SERVICE: usize = 30;

/// How many values a rendered object counts for besides what it says.
pub(crate) const OBJECT: usize = 60;

/// How many objects and containers a manifest may have.
pub(crate) const OBJECTS: usize = 20_000;

/// How many values all projects and overlays of a run may come to, besides one for each byte that was read.
pub const RUN: usize = 500_000;

/// What is left of a budget. Once broken, it stays broken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    total: usize,
    left: usize,
    is_broken: bool,
}

impl Budget {
    /// A budget of so many values.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, left: total, is_broken: false }
    }

    /// Takes values out of it. Returns whether there were enough.
    pub(crate) fn spend(&mut self, values: usize) -> bool {
        match self.left.checked_sub(values) {
            Some(left) if !self.is_broken => self.left = left,
            _ => self.is_broken = true,
        }
        !self.is_broken
    }

    /// Whether more was asked for than there was.
    pub(crate) fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// How many values are left; none if it is broken.
    pub(crate) fn left(&self) -> usize {
        if self.is_broken { 0 } else { self.left }
    }

    /// How many values were taken.
    pub(crate) fn spent(&self) -> usize {
        self.total - self.left
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(PROJECT)
    }
}

/// How many values it counts for to parse a text once more.
pub(crate) fn of_parsing(text: &str) -> usize {
    FILE + text.len() / PARSED
}

/// How many values a text counts for.
pub(crate) fn of_text(text: &str) -> usize {
    1 + text.len() / 64
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn a_broken_budget_stays_broken() {
        let mut budget = Budget::new(3);
        assert!(budget.spend(2) && !budget.spend(2) && !budget.spend(1));
        assert!(budget.is_broken());
        assert_eq!((budget.left(), budget.spent()), (0, 2));
    }
}
