//! Record batches as bytes, exactly as Kafka has them.

use crc::{CRC_32_ISCSI, Crc};
use thiserror::Error;

use super::varint::put_varint;
use super::{Compression, Record, RecordBatch};
use crate::config::TimestampType;
use crate::model::{Payload, Timestamp};

/// CRC32C, Castagnoli's.
pub(super) const CRC32C: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);

pub(super) const MAGIC: u8 = 2;
pub(super) const LOG_APPEND_TIME: i16 = 1 << 3;
pub(super) const TRANSACTIONAL: i16 = 1 << 4;
pub(super) const CONTROL: i16 = 1 << 5;
pub(super) const DELETE_HORIZON: i16 = 1 << 6;
/// Where the bytes begin that the CRC covers.
pub(super) const ATTRIBUTES_AT: usize = 21;

/// Why a batch has no bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a batch compressed with {0:?} has a size, but no bytes: nothing is compressed")]
pub struct Compressed(pub Compression);

impl RecordBatch {
    /// Its bytes, CRC32C and all.
    ///
    /// # Errors
    /// For a compressed batch, since compression is modelled by its ratio alone.
    pub fn encode(&self) -> Result<Vec<u8>, Compressed> {
        let body = &*self.body;
        if body.compression != Compression::None {
            return Err(Compressed(body.compression));
        }
        let mut checked = Vec::with_capacity(body.size as usize);
        checked.extend(self.attributes().to_be_bytes());
        checked.extend(body.last_offset_delta.to_be_bytes());
        checked.extend(body.base().0.to_be_bytes());
        checked.extend(body.max_timestamp.0.to_be_bytes());
        checked.extend(body.producer_id.to_be_bytes());
        checked.extend(body.producer_epoch.to_be_bytes());
        checked.extend(body.base_sequence.to_be_bytes());
        checked.extend((body.records.len() as i32).to_be_bytes());
        for (place, record) in body.records.iter().enumerate() {
            put_record(
                &mut checked,
                &record,
                body.delta(place) as usize,
                body.base(),
            );
        }
        let mut bytes = Vec::with_capacity(ATTRIBUTES_AT + checked.len());
        bytes.extend(self.base_offset.0.to_be_bytes());
        // The length counts what follows it: epoch, magic and CRC take 9 bytes.
        bytes.extend((checked.len() as i32 + 9).to_be_bytes());
        bytes.extend(self.leader_epoch.0.to_be_bytes());
        bytes.push(MAGIC);
        bytes.extend(CRC32C.checksum(&checked).to_be_bytes());
        bytes.extend(checked);
        Ok(bytes)
    }

    fn attributes(&self) -> i16 {
        let body = &*self.body;
        let append_time = body.timestamp_type == TimestampType::LogAppendTime;
        let flags = [
            (append_time, LOG_APPEND_TIME),
            (body.is_transactional, TRANSACTIONAL),
            (body.is_control, CONTROL),
            (body.delete_horizon.is_some(), DELETE_HORIZON),
        ];
        let set = flags.iter().filter(|(set, _)| *set).map(|(_, flag)| flag);
        body.compression as i16 + set.sum::<i16>()
    }
}

fn put_record(bytes: &mut Vec<u8>, record: &Record, offset_delta: usize, base: Timestamp) {
    put_varint(bytes, record.body_size(offset_delta, base) as i64);
    // Attributes, of which there are none.
    bytes.push(0);
    put_varint(bytes, record.timestamp.0.wrapping_sub(base.0));
    put_varint(bytes, offset_delta as i64);
    put_field(bytes, record.key.as_ref());
    put_field(bytes, record.value.as_ref());
    put_varint(bytes, record.headers.len() as i64);
    for header in &record.headers {
        put_varint(bytes, header.key.len() as i64);
        bytes.extend(header.key.as_bytes());
        put_field(bytes, header.value.as_ref());
    }
}

fn put_field(bytes: &mut Vec<u8>, payload: Option<&Payload>) {
    match payload {
        None => put_varint(bytes, -1),
        Some(payload) => {
            put_varint(bytes, payload.len() as i64);
            bytes.extend(&*payload.bytes());
        }
    }
}
