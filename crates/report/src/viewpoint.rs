//! Paths as people type them: from the directory in which they stand, not from the root of the report.

use std::borrow::Cow;

/// Where people stand, seen from the root of a report. The default is the root itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewpoint {
    /// Directories that lead from the root down to where people stand; empty if they do not stand below it.
    pub below: Vec<String>,
    /// What leads from where people stand to the root, with a `/` at its end; empty if they stand at or below it.
    pub prefix: String,
}

impl Viewpoint {
    /// A path relative to the root, as it is typed.
    pub(crate) fn path<'p>(&self, path: &'p str) -> Cow<'p, str> {
        if !self.prefix.is_empty() {
            return Cow::Owned(format!("{}{path}", self.prefix));
        }
        let mut rest = path;
        let mut common = 0;
        for directory in &self.below {
            match rest.strip_prefix(directory.as_str()).and_then(|it| it.strip_prefix('/')) {
                Some(inside) => rest = inside,
                None => break,
            }
            common += 1;
        }
        match self.below.len() - common {
            0 => Cow::Borrowed(rest),
            up => Cow::Owned("../".repeat(up) + rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_from_where_people_stand() {
        let below =
            Viewpoint { below: vec!["deploy".into(), "k8s".into()], ..Viewpoint::default() };
        assert_eq!(below.path("deploy/k8s/a.yaml"), "a.yaml");
        assert_eq!(below.path("deploy/b.yaml"), "../b.yaml");
        assert_eq!(below.path("Dockerfile"), "../../Dockerfile");
        let above = Viewpoint { prefix: "shop/".into(), ..Viewpoint::default() };
        assert_eq!(above.path("a.yaml"), "shop/a.yaml");
        assert_eq!(Viewpoint::default().path("a"), "a");
    }
}
