//! What a leader asks of a batch before it appends it (`org.apache.kafka.storage.internals.log.LogValidator`).

use super::{Append, AppendOrigin, RecordBatch};
use crate::config::{TimestampType, TopicConfig};
use crate::model::{Offset, Timestamp};
use crate::protocol::ErrorCode;

/// The batch as it is to be stored: with the codec and the timestamps that the topic wants.
///
/// # Errors
/// `MESSAGE_TOO_LARGE` beyond `max.message.bytes`; `INVALID_RECORD` for a batch whose offsets do not fit its records,
/// a control batch of a client, a producer id without sequence number, or a record without key in a compacted topic;
/// `INVALID_TIMESTAMP` for a record out of the bounds that the topic sets around the broker's clock;
/// `RECORD_LIST_TOO_LARGE` for a batch that no segment could hold.
pub(super) fn validate(
    batch: &RecordBatch,
    append: Append,
    now: Timestamp,
    config: &TopicConfig,
) -> Result<RecordBatch, ErrorCode> {
    if append.origin == AppendOrigin::RaftLeader {
        return Ok(batch.clone());
    }
    if append.origin == AppendOrigin::Client && batch.base_offset != Offset::ZERO {
        return Err(ErrorCode::InvalidRecord);
    }
    let too_large = |batch: &RecordBatch| batch.size() > config.max_message_bytes.unsigned_abs();
    if too_large(batch) {
        return Err(ErrorCode::MessageTooLarge);
    }
    if append.origin == AppendOrigin::Client {
        validate_batch(batch)?;
    }
    validate_records(batch, now, config)?;
    let stored = stored(batch, now, config);
    if too_large(&stored) {
        return Err(ErrorCode::MessageTooLarge);
    }
    if stored.size() > config.segment_bytes.unsigned_abs() {
        return Err(ErrorCode::RecordListTooLarge);
    }
    Ok(stored)
}

fn validate_batch(batch: &RecordBatch) -> Result<(), ErrorCode> {
    let records = i64::from(batch.count());
    let dense = records > 0 && i64::from(batch.last_offset_delta()) == records - 1;
    let numbered = !batch.has_producer_id() || batch.base_sequence() >= 0;
    if dense && numbered && !batch.is_control() {
        Ok(())
    } else {
        Err(ErrorCode::InvalidRecord)
    }
}

fn validate_records(
    batch: &RecordBatch,
    now: Timestamp,
    config: &TopicConfig,
) -> Result<(), ErrorCode> {
    if batch.timestamp_type() == TimestampType::LogAppendTime {
        return Err(ErrorCode::InvalidTimestamp);
    }
    let (before_max, after_max) = (
        config.message_timestamp_before_max_ms,
        config.message_timestamp_after_max_ms,
    );
    let bounded = config.message_timestamp_type == TimestampType::CreateTime;
    let keyed = config.cleanup_policy.compacts();
    let mut error = None;
    for (_, record) in batch.records() {
        let behind = now.0.saturating_sub(record.timestamp.0);
        if keyed && record.key.is_none() {
            error = error.or(Some(ErrorCode::InvalidRecord));
        } else if bounded
            && record.timestamp != Timestamp::NONE
            && (behind > before_max || behind.saturating_neg() > after_max)
        {
            error = Some(ErrorCode::InvalidTimestamp);
        }
    }
    error.map_or(Ok(()), Err)
}

/// The batch with the topic's codec and timestamps; shared when both are its own. Markers are not compressed.
fn stored(batch: &RecordBatch, now: Timestamp, config: &TopicConfig) -> RecordBatch {
    let codec = batch.compression().stored(config.compression_type);
    let mut stored = batch.clone();
    if codec != batch.compression() && !batch.is_control() {
        stored = stored.compressed(codec);
    }
    if config.message_timestamp_type == TimestampType::LogAppendTime {
        stored = stored.appended_at(now);
    }
    stored
}
