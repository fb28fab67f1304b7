//! The identity of findings: no line numbers, no prose, so that edits elsewhere and better messages keep it.

use std::collections::BTreeMap;

use diag::{Finding, Sources};
use model::secret;
use sha2::{Digest, Sha256};

use crate::Policy;

/// Gives every finding its fingerprints. Findings must be in their final order: it decides the ordinal among equals.
pub(crate) fn stamp(findings: &mut [Box<Finding>], policy: &Policy, sources: &Sources) {
    // Equals are in one file, and findings are sorted by file.
    let (mut now, mut v1) = (Ordinals::default(), Ordinals::default());
    let mut last = "";
    let mut at = String::new();
    for finding in findings {
        let path = &*sources.get(finding.primary.span.source).path;
        if path != last || at.is_empty() {
            now.0.clear();
            v1.0.clear();
            last = path;
            at = format!("{}{path}", policy.base);
        }
        let rule = policy.rule(finding.rule.as_str()).map_or(finding.rule, |meta| meta.first);
        let rule = rule.as_str();
        finding.fingerprint_v1 = v1.print(&[rule, path, &finding.place, &finding.evidence]);
        let (place, evidence) =
            (secret::veil_place(&finding.place), secret::veil_line(&finding.evidence));
        finding.fingerprint = now.print(&[rule, &at, &place, &evidence]);
    }
}

/// How often each identity was seen.
#[derive(Default)]
struct Ordinals(BTreeMap<[u8; 32], u32>);

impl Ordinals {
    /// The hash of an identity and its ordinal.
    fn print(&mut self, identity: &[&str; 4]) -> String {
        let key = digest(identity);
        let ordinal = self.0.entry(key).and_modify(|n| *n += 1).or_insert(0);
        let mut hashed = [0; 36];
        hashed[..32].copy_from_slice(&key);
        hashed[32..].copy_from_slice(&ordinal.to_be_bytes());
        hex(&Sha256::digest(hashed)[..16])
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn digest(identity: &[&str; 4]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in identity {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
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
