//! `org.apache.kafka.common.config.TopicConfig`, 4.3.

use super::definition::configs;

configs! {
    /// A topic's configs.
    pub struct TopicConfig: Topic {
        max_message_bytes: i32 = "max.message.bytes" "1048588" in 0..=i64::from(i32::MAX); "the largest batch that the topic takes"
        min_insync_replicas: i32 = "min.insync.replicas" "1" in 1..=i64::from(i32::MAX); "the in-sync replicas without which acks=all is refused"
    }
}
