//! `org.apache.kafka.common.config.TopicConfig`, 4.3.

use super::definition::configs;
use super::value::{CleanupPolicy, CompressionType, Ratio, TimestampType};

configs! {
    /// A topic's configs. Times are in ms, since `Long.MAX_VALUE` and -1 have a meaning of their own.
    pub struct TopicConfig: Topic {
        cleanup_policy: CleanupPolicy = "cleanup.policy" "delete"; "whether old segments are deleted, or compacted to the last record of each key"
        compression_type: CompressionType = "compression.type" "producer"; "how the broker stores batches: as the producer compressed them, or in a way of its own"
        delete_retention_ms: i64 = "delete.retention.ms" "86400000" in 0..=i64::MAX; "how long a compacted topic keeps tombstones for readers that are behind"
        file_delete_delay_ms: i64 = "file.delete.delay.ms" "60000" in 0..=i64::MAX; "how long a deleted segment's file stays"
        flush_messages: i64 = "flush.messages" "9223372036854775807" in 1..=i64::MAX; "how many records may be unflushed"
        flush_ms: i64 = "flush.ms" "9223372036854775807" in 0..=i64::MAX; "how long a record may be unflushed"
        index_interval_bytes: i32 = "index.interval.bytes" "4096" in 0..=i64::from(i32::MAX); "the bytes between two entries of the offset index"
        max_compaction_lag_ms: i64 = "max.compaction.lag.ms" "9223372036854775807" in 1..=i64::MAX; "how long a record may escape compaction"
        max_message_bytes: i32 = "max.message.bytes" "1048588" in 0..=i64::from(i32::MAX); "the largest batch that the topic takes"
        message_timestamp_after_max_ms: i64 = "message.timestamp.after.max.ms" "3600000" in 0..=i64::MAX; "how far a record's timestamp may be ahead of the broker's clock"
        message_timestamp_before_max_ms: i64 = "message.timestamp.before.max.ms" "9223372036854775807" in 0..=i64::MAX; "how far a record's timestamp may be behind the broker's clock"
        message_timestamp_type: TimestampType = "message.timestamp.type" "CreateTime"; "who sets the timestamps"
        min_cleanable_dirty_ratio: Ratio = "min.cleanable.dirty.ratio" "0.5"; "how much of a log must be uncompacted before it is compacted"
        min_compaction_lag_ms: i64 = "min.compaction.lag.ms" "0" in 0..=i64::MAX; "how long a record is safe from compaction"
        min_insync_replicas: i32 = "min.insync.replicas" "1" in 1..=i64::from(i32::MAX); "the in-sync replicas without which acks=all is refused"
        retention_bytes: i64 = "retention.bytes" "-1" in i64::MIN..=i64::MAX; "how large a partition may grow before its oldest segments go; negative is without limit"
        retention_ms: i64 = "retention.ms" "604800000" in -1..=i64::MAX; "how old a segment may grow; -1 is without limit"
        segment_bytes: i32 = "segment.bytes" "1073741824" in 1_048_576..=i64::from(i32::MAX); "how large a segment grows"
        segment_index_bytes: i32 = "segment.index.bytes" "10485760" in 4..=i64::from(i32::MAX); "how large a segment's index grows"
        segment_jitter_ms: i64 = "segment.jitter.ms" "0" in 0..=i64::MAX; "how much earlier than segment.ms a segment may roll, by chance"
        segment_ms: i64 = "segment.ms" "604800000" in 1..=i64::MAX; "how much record time a segment covers"
        unclean_leader_election: bool = "unclean.leader.election.enable" "false"; "whether a replica that is not in sync may lead when no other can"
    }
}
