//! Bytes as record batches, with a reason where they are none.

use std::sync::Arc;

use thiserror::Error;

use super::batch::{Body, OVERHEAD};
use super::encode::{
    ATTRIBUTES_AT, CONTROL, CRC32C, DELETE_HORIZON, LOG_APPEND_TIME, MAGIC, TRANSACTIONAL,
};
use super::varint::take_varint;
use super::{Compression, Header, Record, RecordBatch};
use crate::config::TimestampType;
use crate::model::{LeaderEpoch, Offset, Payload, Timestamp};

/// Why bytes are no record batch (`CorruptRecordException` and `InvalidRecordException`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CorruptBatch {
    /// There are fewer bytes than a header has.
    #[error("{0} bytes are too few for a batch, whose header alone has 61")]
    TooShort(usize),
    /// The length field does not fit the bytes.
    #[error("the length field says {said}, but {found} bytes follow it")]
    Length {
        /// What it says.
        said: i32,
        /// How many bytes follow it.
        found: usize,
    },
    /// Another format.
    #[error("magic is {0}, not 2")]
    Magic(u8),
    /// Damage.
    #[error("the CRC says {said:#010x}, the bytes make {computed:#010x}")]
    Crc {
        /// What the header says.
        said: u32,
        /// What it should say.
        computed: u32,
    },
    /// Compressed records cannot be read here.
    #[error("the records are compressed with codec {0}, and nothing is decompressed here")]
    Compressed(i16),
    /// A count that is negative, or larger than the bytes could hold.
    #[error("the header says {0} records")]
    Count(i32),
    /// A record that is cut off, too long, or has a field that makes no sense.
    #[error("record {0} is malformed")]
    Record(u32),
    /// Offsets that do not rise within the batch.
    #[error("the offset of record {0} is out of order or beyond the last of the batch")]
    OffsetDelta(u32),
    /// Bytes that belong to no record.
    #[error("{0} bytes follow the last record")]
    TrailingBytes(usize),
}

impl RecordBatch {
    /// Reads one batch. Which `send()` made a record is not in the bytes.
    ///
    /// # Errors
    /// As [`CorruptBatch`] says.
    pub fn decode(bytes: &[u8]) -> Result<Self, CorruptBatch> {
        if bytes.len() < OVERHEAD as usize {
            return Err(CorruptBatch::TooShort(bytes.len()));
        }
        let said = i32::from_be_bytes(fixed(bytes, 8));
        let found = bytes.len() - 12;
        if usize::try_from(said) != Ok(found) {
            return Err(CorruptBatch::Length { said, found });
        }
        if bytes[16] != MAGIC {
            return Err(CorruptBatch::Magic(bytes[16]));
        }
        let said = u32::from_be_bytes(fixed(bytes, 17));
        let computed = CRC32C.checksum(&bytes[ATTRIBUTES_AT..]);
        if said != computed {
            return Err(CorruptBatch::Crc { said, computed });
        }
        Ok(Self {
            base_offset: Offset(i64::from_be_bytes(fixed(bytes, 0))),
            leader_epoch: LeaderEpoch(i32::from_be_bytes(fixed(bytes, 12))),
            body: Arc::new(body(bytes)?),
        })
    }
}

/// The part that the CRC covers and has found whole.
fn body(bytes: &[u8]) -> Result<Body, CorruptBatch> {
    let attributes = i16::from_be_bytes(fixed(bytes, 21));
    let codec = attributes & 7;
    if codec != 0 {
        return Err(CorruptBatch::Compressed(codec));
    }
    let last_offset_delta = i32::from_be_bytes(fixed(bytes, 23));
    let base = Timestamp(i64::from_be_bytes(fixed(bytes, 27)));
    let count = i32::from_be_bytes(fixed(bytes, 57));
    let mut rest = &bytes[OVERHEAD as usize..];
    // Every record takes some bytes: a count beyond them asks for no memory.
    let room = usize::try_from(count).is_ok_and(|count| count <= rest.len());
    if !room {
        return Err(CorruptBatch::Count(count));
    }
    let (mut records, mut deltas) = (Vec::new(), Vec::new());
    for place in 0..count.cast_unsigned() {
        let (delta, record) = take_record(&mut rest, base).ok_or(CorruptBatch::Record(place))?;
        let before = deltas.last().copied().unwrap_or(-1);
        if delta <= before || delta > last_offset_delta {
            return Err(CorruptBatch::OffsetDelta(place));
        }
        deltas.push(delta);
        records.push(record);
    }
    if !rest.is_empty() {
        return Err(CorruptBatch::TrailingBytes(rest.len()));
    }
    let is = |flag: i16| attributes & flag != 0;
    let dense = last_offset_delta == count - 1;
    let horizon = is(DELETE_HORIZON);
    let first = records.first().map_or(base, |record| record.timestamp);
    Ok(Body {
        compression: Compression::None,
        timestamp_type: if is(LOG_APPEND_TIME) {
            TimestampType::LogAppendTime
        } else {
            TimestampType::CreateTime
        },
        is_transactional: is(TRANSACTIONAL),
        is_control: is(CONTROL),
        delete_horizon: horizon.then_some(base),
        base_timestamp: if horizon { first } else { base },
        max_timestamp: Timestamp(i64::from_be_bytes(fixed(bytes, 35))),
        producer_id: i64::from_be_bytes(fixed(bytes, 43)),
        producer_epoch: i16::from_be_bytes(fixed(bytes, 51)),
        base_sequence: i32::from_be_bytes(fixed(bytes, 53)),
        last_offset_delta,
        deltas: (!dense).then(|| deltas.into()),
        records: Arc::new(records.into()),
        size: bytes.len() as u32,
    })
}

fn take_record(bytes: &mut &[u8], base: Timestamp) -> Option<(i32, Record)> {
    let length = usize::try_from(take_varint(bytes)?).ok()?;
    let (mut body, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    let (_attributes, after) = body.split_first()?;
    body = after;
    let timestamp = Timestamp(base.0.wrapping_add(take_varint(&mut body)?));
    let delta = i32::try_from(take_varint(&mut body)?).ok()?;
    let key = take_field(&mut body)?;
    let value = take_field(&mut body)?;
    let count = usize::try_from(take_varint(&mut body)?).ok()?;
    if count > body.len() {
        return None;
    }
    let mut headers = Vec::new();
    for _ in 0..count {
        let length = usize::try_from(take_varint(&mut body)?).ok()?;
        let (key, rest) = body.split_at_checked(length)?;
        body = rest;
        headers.push(Header {
            key: std::str::from_utf8(key).ok()?.into(),
            value: take_field(&mut body)?,
        });
    }
    let record = Record {
        timestamp,
        key,
        value,
        headers: headers.into(),
        origin: None,
    };
    body.is_empty().then_some((delta, record))
}

/// A length and as many bytes; a negative length is no field at all.
fn take_field(bytes: &mut &[u8]) -> Option<Option<Payload>> {
    let length = take_varint(bytes)?;
    if length == -1 {
        return Some(None);
    }
    let (field, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(Some(field.to_vec().into()))
}

/// A field of the header, whose bytes are known to be there.
fn fixed<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut field = [0; N];
    field.copy_from_slice(&bytes[at..at + N]);
    field
}
