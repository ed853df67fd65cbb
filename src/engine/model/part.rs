//! What stretches of bytes say, and how they say it: the ground of every hex view.

/// A stretch of bytes and what it stands for. Parts lie one after the other; a part that is made of others comes before
/// them, with a smaller [`depth`](Self::depth).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Of what it is, in the one grammar of paths: `fares[2].amount`, `records[0].offset_delta`.
    pub path: String,
    /// The first byte, from 0.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
    /// How many parts it lies in.
    pub depth: u16,
    /// How the bytes say it.
    pub encoding: Encoding,
    /// What they say, as a person would write it.
    pub value: String,
}

/// How bytes say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// Several parts together: a record, an array, a header.
    Group,
    /// Nothing at all: Avro's null takes no byte.
    Nothing,
    /// One byte, 0 or 1.
    Boolean,
    /// A zig-zag number in groups of seven bits, the lowest first.
    ZigZag,
    /// A zig-zag number that counts the bytes which follow it.
    Length,
    /// A zig-zag number that counts the items which follow it; 0 ends an array or a map.
    Count,
    /// A zig-zag number that counts the bytes of a block of items, so that a reader can skip it.
    BlockBytes,
    /// A zig-zag number that says which branch of a union follows.
    Branch,
    /// A zig-zag number that says which symbol of an enum it is.
    Symbol,
    /// A whole number, the highest byte first, in two's complement.
    BigEndian,
    /// The number of bytes that follow, the highest byte first; -1 is null.
    FixedLength,
    /// The number of items that follow, the highest byte first; -1 is null.
    FixedCount,
    /// A whole number that is never below zero, in groups of seven bits, the lowest first.
    UnsignedVarint,
    /// The number of bytes that follow, and one more, as an unsigned varint; 0 is null.
    CompactLength,
    /// The number of items that follow, and one more, as an unsigned varint; 0 is null.
    CompactCount,
    /// The number of tagged fields that follow, as an unsigned varint (KIP-482).
    TaggedFields,
    /// One byte that says whether a structure follows: 1, or -1 where there is none.
    Presence,
    /// Sixteen bytes of a UUID.
    Uuid,
    /// Flags, one a bit.
    Flags,
    /// IEEE 754 in four bytes, the lowest first.
    Float,
    /// IEEE 754 in eight bytes, the lowest first.
    Double,
    /// Text in UTF-8.
    Text,
    /// Bytes as they are.
    Bytes,
    /// Bytes that are packed.
    Packed,
    /// Bytes that say what kind of thing follows.
    Magic,
    /// The id under which a registry keeps the schema, the highest byte first.
    SchemaId,
    /// Sixteen bytes that a file repeats after each block.
    Sync,
    /// CRC-32C over what follows, the highest byte first.
    Crc32c,
    /// CRC-32 over what was packed, the highest byte first.
    Crc32,
}
