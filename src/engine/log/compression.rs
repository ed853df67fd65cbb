//! How a batch is compressed (`org.apache.kafka.common.record.CompressionType`).

use crate::config::CompressionType;

/// The codec of a batch. Its number is the codec's in the batch's attributes.
///
/// Nothing is compressed: a codec changes the size of a batch by a ratio typical of text such as JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Compression {
    /// As they are.
    #[default]
    None = 0,
    /// gzip.
    Gzip = 1,
    /// Snappy.
    Snappy = 2,
    /// LZ4.
    Lz4 = 3,
    /// Zstandard.
    Zstd = 4,
}

impl Compression {
    /// All codecs in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::None, Self::Gzip, Self::Snappy, Self::Lz4, Self::Zstd];

    /// The codec in which a topic with this `compression.type` stores a batch that came with this codec.
    #[must_use]
    pub const fn stored(self, config: CompressionType) -> Self {
        match config {
            CompressionType::Producer => self,
            CompressionType::Uncompressed => Self::None,
            CompressionType::Gzip => Self::Gzip,
            CompressionType::Snappy => Self::Snappy,
            CompressionType::Lz4 => Self::Lz4,
            CompressionType::Zstd => Self::Zstd,
        }
    }

    /// The bytes that so many bytes of records take.
    #[must_use]
    pub const fn compressed_size(self, bytes: u32) -> u32 {
        let percent = match self {
            Self::None => 100,
            Self::Gzip | Self::Zstd => 40,
            Self::Snappy | Self::Lz4 => 60,
        };
        (bytes as u64 * percent).div_ceil(100) as u32
    }
}
