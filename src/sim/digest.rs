//! The fingerprint of a run: two runs that differ, differ here from that step on.

use std::fmt;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A fingerprint. Shown as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub u64);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Bytes that are hashed at once: above 240, XXH3 with a seed has to derive a secret first, which costs more than it
/// hashes.
const BLOCK: usize = 240;

/// Folds the words of one step into the digest of the steps before.
pub(crate) struct Fold {
    digest: Digest,
    bytes: [u8; BLOCK],
    len: usize,
}

impl Fold {
    /// Goes on from a digest.
    pub(crate) fn from(digest: Digest) -> Self {
        Self {
            digest,
            bytes: [0; BLOCK],
            len: 0,
        }
    }

    /// Takes in a word.
    pub(crate) fn word(&mut self, word: u64) {
        if self.len == BLOCK {
            self.digest = self.hashed();
            self.len = 0;
        }
        self.bytes[self.len..self.len + 8].copy_from_slice(&word.to_le_bytes());
        self.len += 8;
    }

    /// The digest of it all.
    pub(crate) fn hashed(&self) -> Digest {
        Digest(xxh3_64_with_seed(&self.bytes[..self.len], self.digest.0))
    }
}
