//! `org.apache.kafka.common.config.TopicConfig`, 4.3, and what a topic takes from its brokers.

use super::broker::BrokerConfig;
use super::configs::{Configs, configs};
use super::error::ConfigError;
use super::rules;
use super::synonyms::from_broker;
use super::value::Ratio;
use super::words::{CleanupPolicy, CompressionType, TimestampType};

configs! {
    /// A topic's configs. Times are in ms, since `Long.MAX_VALUE` and -1 have a meaning of their own.
    pub struct TopicConfig: Topic => Topic, checked by rules::topic {
        cleanup_policy: CleanupPolicy = "cleanup.policy" "delete"; "whether old segments are deleted, or compacted to the last record of each key"
        compression_type: CompressionType = "compression.type" "producer"; "how the broker stores batches: as the producer compressed them, or in a way of its own"
        delete_retention_ms: i64 = "delete.retention.ms" "86400000" in 0..; "how long a compacted topic keeps tombstones for readers that are behind"
        file_delete_delay_ms: i64 = "file.delete.delay.ms" "60000" in 0..; "how long a deleted segment's file stays"
        flush_messages: i64 = "flush.messages" "9223372036854775807" in 1..; "how many records may be unflushed"
        flush_ms: i64 = "flush.ms" "9223372036854775807" in 0..; "how long a record may be unflushed"
        index_interval_bytes: i32 = "index.interval.bytes" "4096" in 0..; "the bytes between two entries of the offset index"
        max_compaction_lag_ms: i64 = "max.compaction.lag.ms" "9223372036854775807" in 1..; "how long a record may escape compaction"
        max_message_bytes: i32 = "max.message.bytes" "1048588" in 0..; "the largest batch that the topic takes"
        message_timestamp_after_max_ms: i64 = "message.timestamp.after.max.ms" "3600000" in 0..; "how far a record's timestamp may be ahead of the broker's clock"
        message_timestamp_before_max_ms: i64 = "message.timestamp.before.max.ms" "9223372036854775807" in 0..; "how far a record's timestamp may be behind the broker's clock"
        message_timestamp_type: TimestampType = "message.timestamp.type" "CreateTime"; "who sets the timestamps"
        min_cleanable_dirty_ratio: Ratio = "min.cleanable.dirty.ratio" "0.5" in 0..=1; "how much of a log must be uncompacted before it is compacted"
        min_compaction_lag_ms: i64 = "min.compaction.lag.ms" "0" in 0..; "how long a record is safe from compaction"
        min_insync_replicas: i32 = "min.insync.replicas" "1" in 1..; "the in-sync replicas without which acks=all is refused"
        retention_bytes: i64 = "retention.bytes" "-1"; "how large a partition may grow before its oldest segments go; negative is without limit"
        retention_ms: i64 = "retention.ms" "604800000" in -1..; "how old a segment may grow; -1 is without limit"
        segment_bytes: i32 = "segment.bytes" "1073741824" in 1_048_576..; "how large a segment grows"
        segment_index_bytes: i32 = "segment.index.bytes" "10485760" in 4..; "how large a segment's index grows"
        segment_jitter_ms: i64 = "segment.jitter.ms" "0" in 0..; "how much earlier than segment.ms a segment may roll, by chance"
        segment_ms: i64 = "segment.ms" "604800000" in 1..; "how much record time a segment covers"
        unclean_leader_election: bool = "unclean.leader.election.enable" "false"; "whether a replica that is not in sync may lead when no other can"
    }
}

impl TopicConfig {
    /// What holds for a topic that says nothing itself (`KafkaConfig.extractLogConfigMap`).
    #[must_use]
    pub fn from_broker(broker: &BrokerConfig) -> Self {
        let mut config = Self::default();
        for (index, definition) in Self::definitions().iter().enumerate() {
            if let Some((_, value)) = from_broker(broker, definition.name) {
                // What no topic may have, `BrokerConfig::validate` refuses; here it leaves Kafka's default.
                let _ = config.set_at(index, &value);
            }
        }
        config
    }

    /// What holds for a topic: its own configs over its brokers' (`LogConfig.fromProps`). Of its own, what is not
    /// allowed is left out; the controller lets none of that in.
    #[must_use]
    pub fn effective<'a>(
        broker: &BrokerConfig,
        own: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut config = Self::from_broker(broker);
        for (name, value) in own {
            let _ = config.set(name, value);
        }
        config
    }

    /// The broker config that speaks for a topic config: of its synonyms the first that is set. `None` for a name that
    /// no topic config has.
    #[must_use]
    pub fn falls_back_to(broker: &BrokerConfig, name: &str) -> Option<&'static str> {
        from_broker(broker, name).map(|(synonym, _)| synonym)
    }

    /// Like [`Self::effective`], as the controller checks it before it writes a topic's configs (`LogConfig.validate`).
    ///
    /// # Errors
    /// When a name is unknown or not modelled, a value not allowed, or two of them contradict each other.
    pub fn checked<'a>(
        broker: &BrokerConfig,
        own: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ConfigError> {
        let mut config = Self::from_broker(broker);
        for (name, value) in own {
            config.set(name, value)?;
        }
        config.validate()?;
        Ok(config)
    }
}
