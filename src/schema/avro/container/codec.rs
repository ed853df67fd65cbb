//! How blocks are packed.

use apache_avro::{Codec as Packer, DeflateSettings};

/// Bytes that one block may come to when it is unpacked, lest a small file fill the memory.
pub(super) const UNPACKED_MAX: usize = 256 * 1024 * 1024;

/// How the blocks of a file are packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Codec {
    /// Not at all.
    #[default]
    Null,
    /// RFC 1951, as zip does it.
    Deflate,
    /// Snappy, and a CRC-32 of what was packed.
    Snappy,
}

impl Codec {
    /// Every codec that is known here.
    pub const ALL: [Self; 3] = [Self::Null, Self::Deflate, Self::Snappy];

    /// The name in a file's header, under `avro.codec`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Deflate => "deflate",
            Self::Snappy => "snappy",
        }
    }

    /// The codec of a name; the error says which there are.
    ///
    /// # Errors
    /// When there is none of that name here, as with bzip2, xz and zstandard.
    pub fn named(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|codec| codec.name() == name);
        known.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("the codec {name:?} is not known here; there are {names}")
        })
    }

    /// Packs a block.
    #[must_use]
    pub fn pack(self, mut block: Vec<u8>) -> Vec<u8> {
        let packed = self.packer().compress(&mut block);
        packed.expect("whatever is in memory can be packed there");
        block
    }

    /// Unpacks a block.
    ///
    /// # Errors
    /// When it is damaged, or comes to more than 256 MiB.
    pub fn unpack(self, mut block: Vec<u8>) -> Result<Vec<u8>, String> {
        apache_avro::util::max_allocation_bytes(UNPACKED_MAX);
        match self.packer().decompress(&mut block) {
            Ok(()) => Ok(block),
            Err(error) => Err(format!("{} cannot unpack it: {error}", self.name())),
        }
    }

    fn packer(self) -> Packer {
        match self {
            Self::Null => Packer::Null,
            Self::Deflate => Packer::Deflate(DeflateSettings::default()),
            Self::Snappy => Packer::Snappy,
        }
    }
}
