//! The identity of findings: no line numbers, no prose, so that edits elsewhere and better messages keep it.

use std::collections::BTreeMap;

use diag::{Finding, Sources};
use sha2::{Digest, Sha256};

/// Gives every finding its fingerprint. Findings must be in their final order: it decides the ordinal among equals.
pub(crate) fn stamp(findings: &mut [Box<Finding>], sources: &Sources) {
    // Equals are in one file, and findings are sorted by file.
    let mut seen: BTreeMap<[u8; 32], u32> = BTreeMap::new();
    let mut last = "";
    let mut text = Vec::new();
    for finding in findings {
        let path = &*sources.get(finding.primary.span.source).path;
        if path != last {
            seen.clear();
            last = path;
        }
        let key = digest(finding, path, &mut text);
        let ordinal = seen.entry(key).and_modify(|n| *n += 1).or_insert(0);
        let mut hashed = [0; 36];
        hashed[..32].copy_from_slice(&key);
        hashed[32..].copy_from_slice(&ordinal.to_be_bytes());
        finding.fingerprint = hex(&Sha256::digest(hashed)[..16]);
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The identity of a finding among those of all files. `text` is room that is used again.
fn digest(finding: &Finding, path: &str, text: &mut Vec<u8>) -> [u8; 32] {
    text.clear();
    for part in [finding.rule.as_str(), path, &finding.place, &finding.evidence] {
        text.extend((part.len() as u64).to_be_bytes());
        text.extend(part.as_bytes());
    }
    Sha256::digest(text).into()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = Vec::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
    // Digits are always UTF-8.
    String::from_utf8(text).unwrap_or_default()
}
