//! Zig-zag varints as in record batches (`org.apache.kafka.common.utils.ByteUtils`).

/// The bytes that a varint takes.
pub(super) const fn varint_size(value: i64) -> usize {
    let bits = 64 - zigzag(value).leading_zeros();
    if bits == 0 {
        1
    } else {
        bits.div_ceil(7) as usize
    }
}

/// Appends a varint.
pub(super) fn put_varint(bytes: &mut Vec<u8>, value: i64) {
    let mut rest = zigzag(value);
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

/// Reads a varint off the front; `None` when the bytes end or go on for longer than an i64 can need. Bits beyond the
/// 64th are lost.
pub(super) fn take_varint(bytes: &mut &[u8]) -> Option<i64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some((value >> 1).cast_signed() ^ -((value & 1).cast_signed()));
        }
    }
    None
}

const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}
