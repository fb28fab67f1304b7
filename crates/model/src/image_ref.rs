//! Image references as the distribution specification reads them.

use std::fmt;

use crate::dockerfile::is_digest;

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

    /// Whether container runtimes take it for a reference: the grammar of the distribution specification.
    pub fn is_valid(&self) -> bool {
        let rest = self.text.split_once('@').map_or(self.text.as_str(), |(rest, _)| rest);
        let name_start = rest.rfind('/').map_or(0, |slash| slash + 1);
        let path = rest[name_start..].find(':').map_or(rest, |colon| &rest[..name_start + colon]);
        let (host, repository) = match path.split_once('/') {
            Some((host, rest)) if is_host(host) => (Some(host), rest),
            _ => (None, path),
        };
        host.is_none_or(is_domain)
            && repository.len() <= 255
            && repository.split('/').all(is_component)
            && self.tag.as_deref().is_none_or(is_tag)
            && self.digest.as_deref().is_none_or(is_digest)
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

    /// Whether a digest decides which image this is.
    pub fn is_digest_pinned(&self) -> bool {
        self.digest.as_deref().is_some_and(is_digest)
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
        Some((host, rest)) if is_host(host) => (host, rest),
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

/// Whether what stands before the first slash is a registry.
fn is_host(text: &str) -> bool {
    text.contains(['.', ':']) || text == "localhost"
}

fn is_domain(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_v6 = host.starts_with('[') && host.ends_with(']');
    (is_v6 || host.split('.').all(is_label))
        && port.is_none_or(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Lower-case letters and digits, held together by a dot, one or two underscores, or hyphens.
fn is_component(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let parts = text.as_bytes().split(|byte| is_word(*byte));
    text.bytes().next().is_some_and(is_word)
        && text.bytes().last().is_some_and(is_word)
        && parts.into_iter().all(|joint| {
            matches!(joint, [] | b"." | b"_" | b"__") || joint.iter().all(|byte| *byte == b'-')
        })
}

fn is_tag(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= 128
        && text.bytes().next().is_some_and(is_word)
        && text.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
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
    fn runtimes_refuse_what_is_no_reference() {
        let hex = "0123456789abcdef".repeat(4);
        let pinned = format!("ghcr.io/acme/app:1.0@sha256:{hex}");
        let good = ["nginx", "nginx:1.27", "a.b/c_d/e__f:T_1.2-x", "[::1]:5000/app", &pinned];
        for text in
            good.into_iter().chain(["localhost/x---y", "registry:5000/app", "REGISTRY.io/x"])
        {
            assert!(ImageRef::parse(text).is_valid(), "{text}");
        }
        let bad =
            ["", "Nginx", "acme/App:1", "nginx: 1", "nginx:", "nginx:-1", "-nginx", "a//b", "a/b/"];
        for text in bad.into_iter().chain([
            "a..b",
            "a___b",
            "nginx@sha256:abc",
            "nginx@",
            "a b",
            " nginx",
            "a.b:x/c",
        ]) {
            assert!(!ImageRef::parse(text).is_valid(), "{text}");
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
