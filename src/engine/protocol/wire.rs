//! Kafka's primitive types as bytes, for the records that Kafka itself writes into its internal topics.

use crate::model::Payload;

/// Writes primitive types.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// An int16, big-endian.
    pub fn i16(&mut self, value: i16) {
        self.0.extend(value.to_be_bytes());
    }

    /// An int32, big-endian.
    pub fn i32(&mut self, value: i32) {
        self.0.extend(value.to_be_bytes());
    }

    /// An int64, big-endian.
    pub fn i64(&mut self, value: i64) {
        self.0.extend(value.to_be_bytes());
    }

    /// An int8.
    pub fn i8(&mut self, value: i8) {
        self.0.extend(value.to_be_bytes());
    }

    /// An unsigned varint: seven bits a byte, the lowest first.
    pub fn unsigned_varint(&mut self, value: u32) {
        put_unsigned_varint(&mut self.0, value);
    }

    /// A STRING: an int16 length and UTF-8.
    pub fn string(&mut self, text: &str) {
        self.i16(text.len() as i16);
        self.0.extend(text.as_bytes());
    }

    /// A NULLABLE_STRING: a length of -1 for null.
    pub fn nullable_string(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.i16(-1),
        }
    }

    /// NULLABLE_BYTES: a length of -1 for null.
    pub fn nullable_bytes(&mut self, bytes: Option<&Payload>) {
        match bytes {
            Some(bytes) => {
                self.i32(bytes.len() as i32);
                self.0.extend(&*bytes.bytes());
            }
            None => self.i32(-1),
        }
    }

    /// A COMPACT_STRING: the length plus one as an unsigned varint, and UTF-8.
    pub fn compact_string(&mut self, text: &str) {
        self.unsigned_varint(text.len() as u32 + 1);
        self.0.extend(text.as_bytes());
    }

    /// A COMPACT_NULLABLE_STRING.
    pub fn compact_nullable_string(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.compact_string(text),
            None => self.unsigned_varint(0),
        }
    }

    /// COMPACT_BYTES.
    pub fn compact_bytes(&mut self, bytes: &Payload) {
        self.unsigned_varint(bytes.len() as u32 + 1);
        self.0.extend(&*bytes.bytes());
    }

    /// The length of a COMPACT_ARRAY, whose elements follow.
    pub fn compact_array(&mut self, len: usize) {
        self.unsigned_varint(len as u32 + 1);
    }

    /// The tagged fields that end a structure: how many there are, then each one's tag, size and bytes (KIP-482).
    pub fn tagged_fields(&mut self, fields: &[(u32, Self)]) {
        self.unsigned_varint(fields.len() as u32);
        for (tag, field) in fields {
            self.unsigned_varint(*tag);
            self.unsigned_varint(field.0.len() as u32);
            self.0.extend(&field.0);
        }
    }

    /// The bytes written.
    #[must_use]
    pub fn into_payload(self) -> Payload {
        Payload::from(self.0)
    }
}

/// Appends an unsigned varint (`ByteUtils.writeUnsignedVarint`).
pub(super) fn put_unsigned_varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Reads primitive types. Every method answers `None` when the bytes end too early or make no sense.
#[derive(Debug)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads from `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, tail) = self.0.split_first_chunk()?;
        self.0 = tail;
        Some(*head)
    }

    fn raw(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(len)?;
        self.0 = tail;
        Some(head)
    }

    fn text(&mut self, len: usize) -> Option<&'a str> {
        std::str::from_utf8(self.raw(len)?).ok()
    }

    /// An int8.
    pub fn i8(&mut self) -> Option<i8> {
        self.take().map(i8::from_be_bytes)
    }

    /// An int16, big-endian.
    pub fn i16(&mut self) -> Option<i16> {
        self.take().map(i16::from_be_bytes)
    }

    /// An int32, big-endian.
    pub fn i32(&mut self) -> Option<i32> {
        self.take().map(i32::from_be_bytes)
    }

    /// An int64, big-endian.
    pub fn i64(&mut self) -> Option<i64> {
        self.take().map(i64::from_be_bytes)
    }

    /// An unsigned varint of at most five bytes.
    pub fn unsigned_varint(&mut self) -> Option<u32> {
        let mut value = 0_u32;
        for shift in (0..35).step_by(7) {
            let [byte] = self.take()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A STRING.
    pub fn string(&mut self) -> Option<&'a str> {
        let len = self.i16()?;
        self.text(usize::try_from(len).ok()?)
    }

    /// BYTES.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.i32()?;
        self.raw(usize::try_from(len).ok()?)
    }

    /// A NULLABLE_STRING.
    pub fn nullable_string(&mut self) -> Option<Option<&'a str>> {
        match self.i16()? {
            -1 => Some(None),
            len => self.text(usize::try_from(len).ok()?).map(Some),
        }
    }

    /// NULLABLE_BYTES.
    pub fn nullable_bytes(&mut self) -> Option<Option<&'a [u8]>> {
        match self.i32()? {
            -1 => Some(None),
            len => self.raw(usize::try_from(len).ok()?).map(Some),
        }
    }

    /// A COMPACT_STRING.
    pub fn compact_string(&mut self) -> Option<&'a str> {
        self.compact_nullable_string()?
    }

    /// A COMPACT_NULLABLE_STRING.
    pub fn compact_nullable_string(&mut self) -> Option<Option<&'a str>> {
        match self.unsigned_varint()?.checked_sub(1) {
            None => Some(None),
            Some(len) => self.text(len as usize).map(Some),
        }
    }

    /// COMPACT_BYTES.
    pub fn compact_bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.unsigned_varint()?.checked_sub(1)?;
        self.raw(len as usize)
    }

    /// The tagged fields that end a structure, each with its tag.
    pub fn tagged_fields(&mut self) -> Option<Vec<(u32, Self)>> {
        let mut fields = Vec::new();
        for _ in 0..self.unsigned_varint()? {
            let (tag, len) = (self.unsigned_varint()?, self.unsigned_varint()?);
            fields.push((tag, Self(self.raw(len as usize)?)));
        }
        Some(fields)
    }

    /// The length of a COMPACT_ARRAY.
    pub fn compact_array(&mut self) -> Option<usize> {
        Some(self.unsigned_varint()?.checked_sub(1)? as usize)
    }
}
