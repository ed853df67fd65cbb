//! How blocks are packed.

use apache_avro::{Codec as Packer, DeflateSettings};
use engine::schemas::Codec;

/// Bytes that one block may come to when it is unpacked, lest a small file fill the memory.
pub(super) const UNPACKED_MAX: usize = 256 * 1024 * 1024;

/// Packs a block.
#[must_use]
pub(super) fn pack(codec: Codec, mut block: Vec<u8>) -> Vec<u8> {
    let packed = packer(codec).compress(&mut block);
    packed.expect("whatever is in memory can be packed there");
    block
}

/// Unpacks a block.
///
/// # Errors
/// When it is damaged, or comes to more than 256 MiB.
pub(super) fn unpack(codec: Codec, mut block: Vec<u8>) -> Result<Vec<u8>, String> {
    apache_avro::util::max_allocation_bytes(UNPACKED_MAX);
    match packer(codec).decompress(&mut block) {
        Ok(()) => Ok(block),
        Err(error) => Err(format!("{} cannot unpack it: {error}", codec.name())),
    }
}

fn packer(codec: Codec) -> Packer {
    match codec {
        Codec::Null => Packer::Null,
        Codec::Deflate => Packer::Deflate(DeflateSettings::default()),
        Codec::Snappy => Packer::Snappy,
    }
}
