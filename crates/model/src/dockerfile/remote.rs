//! Sources of ADD that a build fetches over the network.

use diag::Spanned;

/// What ADD fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemoteSource {
    /// A file behind a URL.
    Http,
    /// A Git repository.
    Git,
}

impl RemoteSource {
    /// What a source is to a build; `None` for a path of the build context.
    // BuildKit dfgitutil.ParseGitRef and convert_copy.go isHTTPSource: `git@host:path`, `git://` and `ssh://` are
    // repositories, URLs of HTTP are if their path ends in `.git`. `github.com/a/b` without a scheme and other schemes
    // are paths.
    pub fn of(source: &str) -> Option<Self> {
        let Some((scheme, rest)) = source.split_once("://") else {
            return is_scp_like(source).then_some(Self::Git);
        };
        match scheme.to_ascii_lowercase().as_str() {
            "git" | "ssh" => Some(Self::Git),
            "http" | "https" => {
                let path = rest.split(['?', '#']).next().unwrap_or(rest);
                let is_repository = path.contains('/') && path.strip_suffix(".git").is_some();
                Some(if is_repository { Self::Git } else { Self::Http })
            }
            _ => None,
        }
    }
}

/// `user@host:path`.
// BuildKit sshutil.ParseSCPStyleURL.
fn is_scp_like(text: &str) -> bool {
    let Some((user, rest)) = text.split_once('@') else { return false };
    let Some((host, _)) = rest.split_once(':') else { return false };
    let is_name = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    is_name(user, "-_") && is_name(host, "-.")
}

/// Whether a checksum of ADD can be compared: a digest for a file, a commit for a repository.
pub(super) fn checksum_error(
    source: &Spanned<String>,
    kind: Option<RemoteSource>,
    checksum: &str,
) -> Option<String> {
    match kind {
        None => Some(format!(
            "`{}` is no URL, and `--checksum` checks only what is fetched",
            source.value
        )),
        Some(RemoteSource::Http) if !is_digest(checksum) => {
            Some(format!("`{checksum}` is no digest"))
        }
        Some(_) => None,
    }
}

/// Whether a text is a digest as the OCI image specification has it: an algorithm that is known and its lower-case
/// hexadecimal digits.
// go-digest: Digest.Validate refuses other algorithms, lengths and capitals.
pub(crate) fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else { return false };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_what_a_build_takes_them_for() {
        for (source, kind) in [
            ("https://example.com/a.tgz", Some(RemoteSource::Http)),
            ("HTTP://example.com/a.tgz", Some(RemoteSource::Http)),
            ("https://example.com/a/b.git#main", Some(RemoteSource::Git)),
            ("https://example.com/a/b.git?ref=v1", Some(RemoteSource::Git)),
            ("git@example.com:a/b.git", Some(RemoteSource::Git)),
            ("git://example.com/a/b", Some(RemoteSource::Git)),
            ("ssh://git@example.com/a/b", Some(RemoteSource::Git)),
            ("github.com/a/b", None),
            ("ftp://example.com/a", None),
            ("a@b", None),
            ("./a.tgz", None),
        ] {
            assert_eq!(RemoteSource::of(source), kind, "{source}");
        }
    }

    #[test]
    fn digests_have_small_letters() {
        let hex = "0123456789abcdef".repeat(4);
        assert!(is_digest(&format!("sha256:{hex}")));
        for digest in
            ["", "sha256:", &hex, &format!("md5:{hex}"), &format!("sha256:{}", hex.to_uppercase())]
        {
            assert!(!is_digest(digest), "{digest}");
        }
    }
}
