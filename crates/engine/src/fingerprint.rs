//! The identity of findings: no line numbers, no prose, so that edits elsewhere and better messages keep it.

use std::collections::HashMap;

use diag::{Finding, Sources};
use sha2::{Digest, Sha256};

/// Gives every finding its fingerprint. Findings must be in their final order: it decides the ordinal among equals.
pub(crate) fn stamp(findings: &mut [Finding], sources: &Sources) {
    let mut seen: HashMap<[u8; 32], u32> = HashMap::with_capacity(findings.len());
    for finding in findings {
        let key = digest(finding, sources);
        let ordinal = seen.entry(key).and_modify(|n| *n += 1).or_insert(0);
        let mut hasher = Sha256::new();
        hasher.update(key);
        hasher.update(ordinal.to_be_bytes());
        finding.fingerprint = hex(&hasher.finalize()[..16]);
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn digest(finding: &Finding, sources: &Sources) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let path = &sources.get(finding.primary.span.source).path;
    for part in [finding.rule.as_str(), path, &finding.place, &finding.evidence] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
