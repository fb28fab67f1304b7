//! Image references as the distribution specification reads them.

use std::fmt;

/// A parsed image reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageRef {
    /// The text it was read from.
    pub text: String,
    /// Registry host, `docker.io` if none is written.
    pub registry: String,
    /// Repository path; official images get `library/` on `docker.io`.
    pub repository: String,
    /// Tag, if written.
    pub tag: Option<String>,
    /// Digest with its algorithm (`sha256:...`), if written.
    pub digest: Option<String>,
}

impl ImageRef {
    /// Reads `[registry/]repository[:tag][@digest]`. `registry:5000/app` has a port and no tag. Never fails: nonsense has an odd repository.
    pub fn parse(text: &str) -> Self {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.to_owned())),
            None => (text, None),
        };
        let name_start = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (path, tag) = match rest[name_start..].split_once(':') {
            Some((name, tag)) => (&rest[..name_start + name.len()], Some(tag.to_owned())),
            None => (rest, None),
        };
        let (registry, repository) = split_registry(path);
        Self { text: text.to_owned(), registry, repository, tag, digest }
    }

    /// What the end of a reference tells of its tag and digest, whatever stands before it: `/app` has neither, `:1.0` and
    /// `/app@sha256:...` have one, of `app` nothing is known. Registry and repository stay empty.
    pub fn of_ending(text: &str, ending: &str) -> Option<Self> {
        let end = Self::parse(ending.rsplit('/').next()?);
        let is_named = ending.contains('/') && !ending.ends_with('/');
        let is_decided = is_named || end.tag.is_some() || end.digest.is_some();
        is_decided.then(|| Self {
            text: text.to_owned(),
            registry: String::new(),
            repository: String::new(),
            ..end
        })
    }

    /// Whether a digest decides which image this is. The digest of `sha256` has 64 hexadecimal digits, of `sha512` 128.
    pub fn is_digest_pinned(&self) -> bool {
        let Some((algorithm, hex)) =
            self.digest.as_deref().and_then(|digest| digest.split_once(':'))
        else {
            return false;
        };
        let expected = match algorithm {
            "sha256" => 64,
            "sha512" => 128,
            _ => return false,
        };
        hex.len() == expected && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    /// Last segment of the repository: `nginx` of `docker.io/library/nginx`.
    pub fn name(&self) -> &str {
        self.repository.rsplit('/').next().unwrap_or(&self.repository)
    }

    /// Registry and repository without tag and digest: `docker.io/library/nginx`.
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.registry, self.repository)
    }
}

impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn split_registry(path: &str) -> (String, String) {
    let (registry, repository) = match path.split_once('/') {
        Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (host, rest),
        _ => ("docker.io", path),
    };
    let registry =
        if matches!(registry, "index.docker.io" | "registry-1.docker.io" | "hub.docker.com") {
            "docker.io"
        } else {
            registry
        };
    if registry == "docker.io" && !repository.contains('/') {
        return (registry.to_owned(), format!("library/{repository}"));
    }
    (registry.to_owned(), repository.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_port_is_no_tag() {
        let image = ImageRef::parse("registry:5000/app");
        assert_eq!(
            (image.registry.as_str(), image.repository.as_str(), image.tag),
            ("registry:5000", "app", None)
        );
    }

    #[test]
    fn the_end_of_a_reference_may_tell_the_version() {
        let version = |ending| ImageRef::of_ending("$X", ending).map(|it| (it.tag, it.digest));
        let tag = |tag: &str| Some((Some(tag.to_owned()), None));
        assert_eq!(version("/library/ubuntu"), Some((None, None)));
        assert_eq!(version("/ubuntu:24.04"), tag("24.04"));
        assert_eq!(version(":24.04"), tag("24.04"));
        assert_eq!(version("@sha256:00"), Some((None, Some("sha256:00".into()))));
        for undecided in ["", "-slim", "ubuntu", "/"] {
            assert_eq!(version(undecided), None, "{undecided}");
        }
    }

    #[test]
    fn official_images_live_under_library() {
        let image = ImageRef::parse("nginx:1.27@sha256:00");
        assert_eq!(image.full_name(), "docker.io/library/nginx");
        assert_eq!(image.tag.as_deref(), Some("1.27"));
        assert!(!image.is_digest_pinned());
    }
}
