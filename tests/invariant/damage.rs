//! What is done to files: everything that transfers, editors, merges and attackers do.

/// Numbers that look random and follow from a seed.
// Marsaglia, Xorshift RNGs, 2003: xorshift64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).unwrap()
    }
}

/// Bytes that mean something to some reader.
const TELLING: &[&str] = &[
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\r",
    "\r\n",
    "\u{feff}",
    "\0",
    "\t",
    "#",
    "'",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "- ",
    "---\n",
    "...\n",
    "*a ",
    "&a ",
    "!!binary ",
    "{{",
    "\\",
    "? ",
    "\u{202e}",
    "%",
];

/// Damages a text. The first rounds do each kind of damage once; later ones do several.
pub(crate) fn damage(text: &[u8], round: u64, random: &mut Random) -> (String, Vec<u8>) {
    let mut bytes = text.to_vec();
    let kinds = KINDS.len() as u64;
    let mut done = Vec::new();
    for step in 0..=usize::try_from(round / kinds).unwrap().min(2) {
        let kind = if step == 0 { round % kinds } else { random.below(KINDS.len()) as u64 };
        let (name, apply) = KINDS[usize::try_from(kind).unwrap()];
        bytes = apply(bytes, random);
        done.push(name);
    }
    (done.join(", "), bytes)
}

type Damage = fn(Vec<u8>, &mut Random) -> Vec<u8>;

const KINDS: [(&str, Damage); 14] = [
    ("untouched", |bytes, _| bytes),
    ("cut", |mut bytes, random| {
        bytes.truncate(random.below(bytes.len()));
        bytes
    }),
    ("a byte flipped", |mut bytes, random| {
        let at = random.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << random.below(8);
        }
        bytes
    }),
    ("a byte lost", |mut bytes, random| {
        let at = random.below(bytes.len());
        if at < bytes.len() {
            bytes.remove(at);
        }
        bytes
    }),
    ("something put in", |mut bytes, random| {
        let at = random.below(bytes.len() + 1);
        let what = TELLING[random.below(TELLING.len())];
        bytes.splice(at..at, what.bytes());
        bytes
    }),
    ("a piece lost", |mut bytes, random| {
        let start = random.below(bytes.len());
        let end = (start + random.below(20)).min(bytes.len());
        bytes.drain(start..end);
        bytes
    }),
    ("a piece twice", |bytes, random| {
        let start = random.below(bytes.len());
        let end = (start + random.below(40)).min(bytes.len());
        [&bytes[..end], &bytes[start..]].concat()
    }),
    ("UTF-16", |bytes, _| wide(&bytes, u16::to_le_bytes)),
    ("UTF-16, big end first", |bytes, _| wide(&bytes, u16::to_be_bytes)),
    ("a mark of byte order", |bytes, _| [b"\xef\xbb\xbf", &bytes[..]].concat()),
    ("odd line breaks", |bytes, random| {
        let odd = ["\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}"][random.below(5)];
        replace(&bytes, odd)
    }),
    ("something hidden behind a comment", |bytes, random| {
        let odd = ["\r", "\u{85}", "\u{2028}", "\u{2029}"][random.below(4)];
        [b"# a".as_slice(), odd.as_bytes(), &bytes[..]].concat()
    }),
    ("a long comment first", |bytes, _| {
        [b"#".as_slice(), &[b'x'; 70_000], b"\n", &bytes[..]].concat()
    }),
    ("not UTF-8", |mut bytes, random| {
        let at = random.below(bytes.len() + 1);
        bytes.insert(at, 0xe9);
        bytes
    }),
];

fn wide(bytes: &[u8], encode: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(encode).collect()
}

fn replace(bytes: &[u8], line_break: &str) -> Vec<u8> {
    let lines: Vec<_> = bytes.split(|byte| *byte == b'\n').collect();
    lines.join(line_break.as_bytes())
}
