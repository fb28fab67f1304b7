//! What becomes of every path of a run, and the coverage that follows from it.

/// What became of a path. Exactly one of these holds for every file that is named, found or needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// All of it was read, and judged by itself or as a part of the project that needs it.
    Judged,
    /// It, or a part of it, could not be read, parsed or judged; why.
    Error(String),
    /// It was recognised, and it or a part of it cannot be judged here; why.
    Gap(String),
    /// It is left out for a reason that holds whatever stands in it, or because of what stands in it.
    SetAside(SetAside),
}

/// Why a path is neither judged nor missed. None of these lowers the coverage or fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SetAside {
    /// It was read, and is no container file.
    OtherFile,
    /// It is configuration of Plimsoll.
    Configuration,
    /// The configuration or `--exclude` leaves it out.
    Excluded,
    /// It is data for the tests of a harness, which never runs.
    TestData,
    /// Git ignores it.
    GitIgnored,
    /// It is a symbolic link to a file outside the root, which is never read.
    LinkOutOfRoot,
    /// It is a symbolic link that leads nowhere.
    DanglingLink,
}

impl SetAside {
    /// The reason in words, to be read after "set aside: ".
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OtherFile => "not a container file",
            Self::Configuration => "configuration of Plimsoll",
            Self::Excluded => "excluded by configuration",
            Self::TestData => "test data of a harness",
            Self::GitIgnored => "ignored by git",
            Self::LinkOutOfRoot => "symbolic link that leaves the root",
            Self::DanglingLink => "symbolic link that leads nowhere",
        }
    }
}

impl Fate {
    /// Lower-case name, as reports write it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::Error(_) => "error",
            Self::Gap(_) => "gap",
            Self::SetAside(_) => "set-aside",
        }
    }

    /// Why it is not judged; `None` if it is.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Judged => None,
            Self::Error(why) | Self::Gap(why) => Some(why),
            Self::SetAside(why) => Some(why.as_str()),
        }
    }

    /// The fate of a path of which both hold: an error over a gap over judged over set aside, the first among equals.
    #[must_use]
    pub fn or_worse(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::SetAside(_) => 0,
            Self::Judged => 1,
            Self::Gap(_) => 2,
            Self::Error(_) => 3,
        }
    }
}

/// How much of what belongs to an environment was judged, in files. What is set aside is not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The environment.
    pub environment: String,
    /// Files that were judged.
    pub judged: usize,
    /// Files that are errors.
    pub errors: usize,
    /// Files that are gaps.
    pub gaps: usize,
}

impl Coverage {
    /// Counts a file.
    pub fn count(&mut self, fate: &Fate) {
        match fate {
            Fate::Judged => self.judged += 1,
            Fate::Error(_) => self.errors += 1,
            Fate::Gap(_) => self.gaps += 1,
            Fate::SetAside(_) => {}
        }
    }

    /// Files that count.
    pub fn total(&self) -> usize {
        self.judged + self.errors + self.gaps
    }

    /// Judged files among all that count, in percent; `None` if there are none.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    pub fn percent(&self) -> Option<f64> {
        let total = self.total();
        (total > 0).then(|| 100.0 * self.judged as f64 / total as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_of_a_path_is_its_fate() {
        let gap = || Fate::Gap("g".into());
        let error = || Fate::Error("e".into());
        let aside = || Fate::SetAside(SetAside::Excluded);
        assert_eq!(Fate::Judged.or_worse(gap()), gap());
        assert_eq!(error().or_worse(gap()), error());
        assert_eq!(aside().or_worse(Fate::Judged), Fate::Judged);
        assert_eq!(gap().or_worse(Fate::Gap("later".into())), gap());
    }

    #[test]
    fn coverage_is_counted_in_files_and_leaves_out_what_is_set_aside() {
        let mut coverage = Coverage::default();
        assert_eq!(coverage.percent(), None);
        let aside = Fate::SetAside(SetAside::OtherFile);
        let fates = [Fate::Judged, Fate::Gap("g".into()), Fate::Error("e".into()), aside];
        fates.iter().chain([&Fate::Judged]).for_each(|fate| coverage.count(fate));
        assert_eq!((coverage.total(), coverage.percent()), (4, Some(50.0)));
    }
}
