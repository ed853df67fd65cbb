//! `kafka.server.KafkaConfig`, 4.3.

use super::definition::configs;
use crate::model::Duration;

configs! {
    /// A broker's configs, and the controller's where it decides for all.
    pub struct BrokerConfig: Broker {
        auto_create_topics: bool = "auto.create.topics.enable" "true"; "whether a topic that a client asks for is created"
        heartbeat_interval: Duration = "broker.heartbeat.interval.ms" "2000" in 1..=i64::from(i32::MAX); "how often a broker tells the controller that it lives"
        session_timeout: Duration = "broker.session.timeout.ms" "9000" in 1..=i64::from(i32::MAX); "silence after which the controller fences a broker"
        default_replication_factor: i32 = "default.replication.factor" "1" in 1..=32_767; "the replicas of a topic that is created without saying how many"
        group_initial_rebalance_delay: Duration = "group.initial.rebalance.delay.ms" "3000" in 0..=i64::from(i32::MAX); "how long an empty group waits for more members"
        group_max_session_timeout: Duration = "group.max.session.timeout.ms" "1800000" in 0..=i64::from(i32::MAX); "the longest session that a member may ask for"
        group_min_session_timeout: Duration = "group.min.session.timeout.ms" "6000" in 0..=i64::from(i32::MAX); "the shortest session that a member may ask for"
        message_max_bytes: i32 = "message.max.bytes" "1048588" in 0..=i64::from(i32::MAX); "the largest batch that a broker takes"
        min_insync_replicas: i32 = "min.insync.replicas" "1" in 1..=i64::from(i32::MAX); "the in-sync replicas without which acks=all is refused"
        num_partitions: i32 = "num.partitions" "1" in 1..=i64::from(i32::MAX); "the partitions of a topic that is created without saying how many"
        offset_metadata_max_bytes: i32 = "offset.metadata.max.bytes" "4096" in 0..=i64::from(i32::MAX); "the longest text beside a committed offset"
        offset_commit_timeout: Duration = "offsets.commit.timeout.ms" "5000" in 1..=i64::from(i32::MAX); "how long a commit waits for the replicas of __consumer_offsets"
        offsets_topic_num_partitions: i32 = "offsets.topic.num.partitions" "50" in 1..=i64::from(i32::MAX); "the partitions of __consumer_offsets"
        offsets_topic_replication_factor: i16 = "offsets.topic.replication.factor" "3" in 1..=32_767; "the replicas of __consumer_offsets"
        replica_fetch_backoff: Duration = "replica.fetch.backoff.ms" "1000" in 0..=i64::from(i32::MAX); "how long a follower waits after a failed fetch"
        replica_fetch_max_bytes: i32 = "replica.fetch.max.bytes" "1048576" in 0..=i64::from(i32::MAX); "the most bytes that a follower takes from one partition"
        replica_fetch_response_max_bytes: i32 = "replica.fetch.response.max.bytes" "10485760" in 0..=i64::from(i32::MAX); "the most bytes that a follower takes at once"
        replica_fetch_wait_max: Duration = "replica.fetch.wait.max.ms" "500" in 0..=i64::from(i32::MAX); "how long a follower's fetch waits for something new"
        replica_high_watermark_checkpoint_interval: Duration = "replica.high.watermark.checkpoint.interval.ms" "5000" in 1..=i64::MAX; "how often the high watermarks are written to disk"
        replica_lag_time_max: Duration = "replica.lag.time.max.ms" "30000" in 1..=i64::MAX; "how long a follower may lag and stay in sync"
        request_timeout: Duration = "request.timeout.ms" "30000" in 0..=i64::from(i32::MAX); "how long an answer of the controller is waited for"
    }
}
