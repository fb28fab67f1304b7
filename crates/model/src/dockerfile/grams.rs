//! A sketch of a text that tells in a few steps that a word does not stand in it. Rules ask for many words that most
//! Dockerfiles lack, and a search would read the text for each of them.

/// Words of bits: 2^14 bits in all.
const N_WORDS: usize = 1 << 8;

/// Which runs of three bytes a text has, by their hashes.
#[derive(Debug)]
pub(super) struct Grams(Box<[u64; N_WORDS]>);

impl Grams {
    pub(super) fn of(text: &[u8]) -> Self {
        let mut grams = Self(Box::new([0; N_WORDS]));
        for gram in text.windows(3) {
            let (word, bit) = place(gram);
            grams.0[word] |= bit;
        }
        grams
    }

    /// `false` only if the text does not contain the word. Words of one or two bytes may always be there.
    pub(super) fn may_contain(&self, word: &[u8]) -> bool {
        word.windows(3).map(place).all(|(word, bit)| self.0[word] & bit != 0)
    }
}

/// The word and the bit of a run of three bytes.
fn place(gram: &[u8]) -> (usize, u64) {
    let [a, b, c] = [gram[0], gram[1], gram[2]];
    // The upper bits of a product with an odd number depend on all bits of its factors.
    let hash = u32::from_le_bytes([a, b, c, 0]).wrapping_mul(0x9e37_79b1) >> 18;
    ((hash >> 6) as usize, 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_absent_is_denied() {
        let grams = Grams::of(b"RUN apt-get update && curl -fsSL https://example.com");
        for word in ["apt-get", "curl", "://", "RUN apt-get update && curl", "xy", ""] {
            assert!(grams.may_contain(word.as_bytes()), "{word}");
        }
        for word in ["wget", "sudo", "git clone", "apt-gets"] {
            assert!(!grams.may_contain(word.as_bytes()), "{word}");
        }
    }
}
