//! The bytes of a key or a value, held or computed.

use std::borrow::Cow;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Key or value bytes. Bulk load is generated where someone looks, so that it costs no memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Payload {
    /// The bytes themselves, shared by every replica. Behind a thin pointer: there are very many payloads.
    Inline(Arc<Box<[u8]>>),
    /// `len` bytes that follow from `seed`.
    Generated {
        /// What the bytes follow from.
        seed: u64,
        /// How many bytes there are.
        len: u32,
    },
}

impl Payload {
    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Inline(bytes) => bytes.len(),
            Self::Generated { len, .. } => *len as usize,
        }
    }

    /// Whether there are no bytes; such a value is still no tombstone.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes, computed if they are generated.
    #[must_use]
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Inline(bytes) => Cow::Borrowed(bytes),
            Self::Generated { seed, len } => {
                let words = (0..u64::from(len.div_ceil(8)))
                    .map(|i| xxh3_64_with_seed(&i.to_le_bytes(), *seed));
                let mut bytes: Vec<u8> = words.flat_map(u64::to_le_bytes).collect();
                bytes.truncate(*len as usize);
                Cow::Owned(bytes)
            }
        }
    }
}

impl From<&str> for Payload {
    fn from(text: &str) -> Self {
        Self::Inline(Arc::new(text.as_bytes().into()))
    }
}

impl From<Vec<u8>> for Payload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Inline(Arc::new(bytes.into()))
    }
}
