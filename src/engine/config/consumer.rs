//! `org.apache.kafka.clients.consumer.ConsumerConfig`, 4.3.0.

use std::sync::Arc;

use super::assignors::Assignors;
use super::configs::configs;
pub use super::consumer_values::{EnableAutoCommit, OffsetReset};
use super::producer::MetadataRecovery;
use super::rules;
use super::serdes::DeserializerName;
use super::words::GroupProtocol;
use crate::model::Duration;
use crate::protocol::IsolationLevel;

configs! {
    /// A consumer's configs.
    pub struct ConsumerConfig: Consumer => ReadOnly, checked by rules::consumer {
        allow_auto_create_topics: bool = "allow.auto.create.topics" "true"; "whether asking for a topic that is not there creates it, where brokers allow that"
        group_id: Option<Arc<str>> = "group.id" ""; "the group that shares the work and the committed offsets; without one nothing is committed"
        group_instance_id: Option<Arc<str>> = "group.instance.id" ""; "the member's own lasting name, by which it is known again after a restart"
        group_protocol: GroupProtocol = "group.protocol" "classic"; "whether the members give out the partitions, or the coordinator does (KIP-848)"
        group_remote_assignor: Option<Arc<str>> = "group.remote.assignor" ""; "the coordinator's assignor that the member prefers"
        partition_assignment_strategy: Assignors = "partition.assignment.strategy" "org.apache.kafka.clients.consumer.RangeAssignor,org.apache.kafka.clients.consumer.CooperativeStickyAssignor"; "the assignors that the member knows, the liked one first"
        auto_offset_reset: OffsetReset = "auto.offset.reset" "latest"; "where to begin without a committed offset"
        client_rack: Option<Arc<str>> = "client.rack" ""; "where the consumer is, so that it can read from a replica nearby"
        enable_auto_commit: EnableAutoCommit = "enable.auto.commit" "true"; "whether poll() commits the positions of earlier polls"
        auto_commit_interval: Duration as Int = "auto.commit.interval.ms" "5000" in 0..; "how often it does"
        check_crcs: bool = "check.crcs" "true"; "whether every batch is held against its CRC before it is returned"
        default_api_timeout: Duration as Int = "default.api.timeout.ms" "60000" in 0..; "how long calls that wait, such as commitSync(), go on trying"
        fetch_max_bytes: i32 = "fetch.max.bytes" "52428800" in 0..; "the most bytes of one fetch"
        fetch_max_wait: Duration as Int = "fetch.max.wait.ms" "500" in 0..; "how long a broker waits for fetch.min.bytes"
        fetch_min_bytes: i32 = "fetch.min.bytes" "1" in 0..; "the fewest bytes worth an answer"
        heartbeat_interval: Duration as Int = "heartbeat.interval.ms" "3000" in 0..; "how often a member says that it lives"
        isolation: IsolationLevel = "isolation.level" "read_uncommitted"; "whether records of aborted and of open transactions are kept back"
        max_partition_fetch_bytes: i32 = "max.partition.fetch.bytes" "1048576" in 0..; "the most bytes from one partition"
        max_poll_interval: Duration as Int = "max.poll.interval.ms" "300000" in 1..; "the longest time between polls before the member is thrown out"
        max_poll_records: i32 = "max.poll.records" "500" in 1..; "the most records that one poll returns"
        metadata_max_age: Duration = "metadata.max.age.ms" "300000" in 0..; "when metadata is fetched again though nothing went wrong"
        metadata_recovery: MetadataRecovery = "metadata.recovery.strategy" "rebootstrap"; "what a client does when it reaches none of the brokers it knows"
        metadata_rebootstrap_trigger: Duration = "metadata.recovery.rebootstrap.trigger.ms" "300000" in 0..; "how long a client asks in vain before it does so"
        reconnect_backoff: Duration = "reconnect.backoff.ms" "50" in 0..; "the first wait before connecting again"
        reconnect_backoff_max: Duration = "reconnect.backoff.max.ms" "1000" in 0..; "the longest wait before connecting again"
        request_timeout: Duration as Int = "request.timeout.ms" "30000" in 0..; "how long an answer is waited for"
        retry_backoff: Duration = "retry.backoff.ms" "100" in 0..; "the first wait before a retry"
        retry_backoff_max: Duration = "retry.backoff.max.ms" "1000" in 0..; "the longest wait before a retry"
        session_timeout: Duration as Int = "session.timeout.ms" "45000" in 1..; "silence after which the coordinator counts a member as dead"
        connection_setup_timeout: Duration = "socket.connection.setup.timeout.ms" "10000" in 0..; "how long a connection may take to open"
        key_deserializer: DeserializerName as Class = "key.deserializer" "bytes"; "what is made of the bytes of keys"
        value_deserializer: DeserializerName as Class = "value.deserializer" "bytes"; "what is made of the bytes of values"
        registry_max_retries: i32 = "max.retries" "3" in 0..; "how often a call of the schema registry that failed is made again"
        registry_retries_wait: Duration as Int = "retries.wait.ms" "1000" in 0..; "the longest wait before the first of these, doubled with each"
        registry_retries_max_wait: Duration as Int = "retries.max.wait.ms" "20000" in 0..; "the longest wait before any of these"
        http_connect_timeout: Duration as Int = "http.connect.timeout.ms" "60000" in 0..; "how long a connection to the schema registry may take to open"
        http_read_timeout: Duration as Int = "http.read.timeout.ms" "60000" in 0..; "how long an answer of the schema registry is waited for"
    }
}
