//! Paths as URIs.

use std::fmt::Write;

/// A path as a URI reference: relative to the root where the path is, else `file:`.
pub(super) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 8);
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        // A `:` in the first segment would read as a scheme.
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_encoded_no_further_than_needed() {
        assert_eq!(uri("a b/Dockerfile.dev"), "a%20b/Dockerfile.dev");
        assert_eq!(uri("c:#%é\n?.yml"), "c%3A%23%25%C3%A9%0A%3F.yml");
        assert_eq!(uri("k8s/@x+(1)='.yaml"), "k8s/@x+(1)='.yaml");
        assert_eq!(uri("/tmp/a"), "file:///tmp/a");
    }
}
