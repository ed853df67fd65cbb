//! `org.apache.kafka.clients.producer.ProducerConfig`, 4.3.0.

use std::sync::Arc;

use super::configs::configs;
use super::error::ConfigError;
use super::serdes::{SerializerName, SubjectNameStrategy};
use super::value::choice;
use super::words::PartitionerClass;
use crate::log::Compression;
use crate::model::Duration;

choice! {
    /// `acks`: how many replicas must have a record before the producer is told so.
    pub enum Acks {
        /// The leader and every in-sync replica.
        All = "all" | "-1",
        /// Nobody: there is no answer.
        Zero = "0",
        /// The leader alone.
        One = "1",
    }
}

impl Acks {
    /// Its number on the wire.
    #[must_use]
    pub const fn code(self) -> i16 {
        match self {
            Self::All => -1,
            Self::Zero => 0,
            Self::One => 1,
        }
    }
}

choice! {
    /// `metadata.recovery.strategy` of a client (KIP-899).
    pub enum MetadataRecovery {
        /// It goes on trying the brokers it knows.
        None = "none" | "NONE",
        /// It begins anew with `bootstrap.servers`.
        Rebootstrap = "rebootstrap" | "REBOOTSTRAP",
    }
}

configs! {
    /// A producer's configs.
    pub struct ProducerConfig: Producer => ReadOnly {
        acks: Acks = "acks" "all"; "who must have a record before it counts as sent"
        batch_size: i32 = "batch.size" "16384" in 0..; "the most bytes of one batch"
        buffer_memory: i64 = "buffer.memory" "33554432" in 0..; "the bytes that batches may take; without room a send blocks"
        compression_type: Compression = "compression.type" "none"; "how batches are compressed"
        delivery_timeout: Duration as Int = "delivery.timeout.ms" "120000" in 0..; "when a send is given up, from send() on"
        enable_idempotence: bool = "enable.idempotence" "true"; "whether the broker can recognise a retry"
        linger: Duration = "linger.ms" "5" in 0..; "how long a batch waits for more records"
        max_block: Duration = "max.block.ms" "60000" in 0..; "how long a send may block until its topic is known and there is memory"
        max_in_flight: i32 = "max.in.flight.requests.per.connection" "5" in 1..; "unanswered requests to one broker"
        max_request_size: i32 = "max.request.size" "1048576" in 0..; "the most bytes of one request, and of one record"
        metadata_max_age: Duration = "metadata.max.age.ms" "300000" in 0..; "when metadata is fetched again though nothing went wrong"
        metadata_recovery: MetadataRecovery = "metadata.recovery.strategy" "rebootstrap"; "what a client does when it reaches none of the brokers it knows"
        metadata_rebootstrap_trigger: Duration = "metadata.recovery.rebootstrap.trigger.ms" "300000" in 0..; "how long a client asks in vain before it does so"
        partitioner_adaptive: bool = "partitioner.adaptive.partitioning.enable" "true"; "whether records without a key rather go where fewer batches wait"
        partitioner_availability_timeout: Duration = "partitioner.availability.timeout.ms" "0" in 0..; "how long a broker may take nothing before such records avoid its partitions; 0 is for ever"
        partitioner_class: PartitionerClass as Class = "partitioner.class" ""; "who chooses partitions, if not the key"
        partitioner_ignore_keys: bool = "partitioner.ignore.keys" "false"; "whether records with a key are sent like those without"
        reconnect_backoff: Duration = "reconnect.backoff.ms" "50" in 0..; "the first wait before connecting again"
        reconnect_backoff_max: Duration = "reconnect.backoff.max.ms" "1000" in 0..; "the longest wait before connecting again"
        request_timeout: Duration as Int = "request.timeout.ms" "30000" in 0..; "how long an answer is waited for"
        retries: i32 = "retries" "2147483647" in 0..; "how often a batch is sent again"
        retry_backoff: Duration = "retry.backoff.ms" "100" in 0..; "the first wait before a retry"
        retry_backoff_max: Duration = "retry.backoff.max.ms" "1000" in 0..; "the longest wait before a retry"
        transaction_timeout: Duration as Int = "transaction.timeout.ms" "60000" in 1..; "how long the coordinator leaves a transaction open before it aborts it"
        transactional_id: Option<Arc<str>> = "transactional.id" ""; "the lasting name under which transactions are made, and older producers of that name are fenced"
        connection_setup_timeout: Duration = "socket.connection.setup.timeout.ms" "10000" in 0..; "how long a connection may take to open"
        key_serializer: SerializerName as Class = "key.serializer" "string"; "how keys become bytes"
        value_serializer: SerializerName as Class = "value.serializer" "string"; "how values become bytes"
        auto_register_schemas: bool = "auto.register.schemas" "true"; "whether kafka-avro registers a schema that its subject does not have"
        use_latest_version: bool = "use.latest.version" "false"; "whether kafka-avro, where it registers nothing, writes with the newest schema of the subject instead of its own"
        latest_compatibility_strict: bool = "latest.compatibility.strict" "true"; "whether that schema must be able to read what the own one writes"
        key_subject_name_strategy: SubjectNameStrategy as Class = "key.subject.name.strategy" "io.confluent.kafka.serializers.subject.TopicNameStrategy"; "the subject under which the schema of keys is registered"
        value_subject_name_strategy: SubjectNameStrategy as Class = "value.subject.name.strategy" "io.confluent.kafka.serializers.subject.TopicNameStrategy"; "the subject under which the schema of values is registered"
        registry_max_retries: i32 = "max.retries" "3" in 0..; "how often a call of the schema registry that failed is made again"
        registry_retries_wait: Duration as Int = "retries.wait.ms" "1000" in 0..; "the longest wait before the first of these, doubled with each"
        registry_retries_max_wait: Duration as Int = "retries.max.wait.ms" "20000" in 0..; "the longest wait before any of these"
        http_connect_timeout: Duration as Int = "http.connect.timeout.ms" "60000" in 0..; "how long a connection to the schema registry may take to open"
        http_read_timeout: Duration as Int = "http.read.timeout.ms" "60000" in 0..; "how long an answer of the schema registry is waited for"
    }
}

impl ProducerConfig {
    /// The most requests in flight with which a broker can still tell the order: it remembers five batches of a producer.
    const MAX_IN_FLIGHT_FOR_IDEMPOTENCE: i32 = 5;

    /// Whether the producer is idempotent: the default gives way to `acks`, `retries` and requests in flight that
    /// contradict it (`postProcessAndValidateIdempotenceConfigs`).
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.enable_idempotence
            && self.acks == Acks::All
            && self.retries > 0
            && self.max_in_flight <= Self::MAX_IN_FLIGHT_FOR_IDEMPOTENCE
    }

    /// `delivery.timeout.ms`, whose default gives way to a longer `linger.ms` + `request.timeout.ms`
    /// (`configureDeliveryTimeout`).
    #[must_use]
    pub fn effective_delivery_timeout(&self) -> Duration {
        self.delivery_timeout
            .max(self.linger + self.request_timeout)
    }

    /// What Kafka refuses of values that are fine alone, with its reasons. It depends on which of them somebody has set:
    /// a default gives way.
    #[must_use]
    pub fn contradictions(&self, is_set: impl Fn(&str) -> bool) -> Vec<ConfigError> {
        let idempotence = is_set("enable.idempotence") && self.enable_idempotence;
        let is_transactional = self.transactional_id.is_some();
        let rules = [
            (
                is_transactional && is_set("enable.idempotence") && !self.enable_idempotence,
                "transactional.id",
                "cannot be set without also enabling idempotence",
            ),
            (
                is_transactional && !self.is_idempotent() && self.enable_idempotence,
                "transactional.id",
                "cannot be set when acks, retries or requests in flight rule idempotence out",
            ),
            (
                idempotence && self.acks != Acks::All,
                "acks",
                "must be all when enable.idempotence is set to true",
            ),
            (
                idempotence && self.retries == 0,
                "retries",
                "must be at least 1 when enable.idempotence is set to true",
            ),
            (
                idempotence && self.max_in_flight > Self::MAX_IN_FLIGHT_FOR_IDEMPOTENCE,
                "max.in.flight.requests.per.connection",
                "must be at most 5 when enable.idempotence is set to true",
            ),
            (
                is_set("delivery.timeout.ms")
                    && self.delivery_timeout < self.linger + self.request_timeout,
                "delivery.timeout.ms",
                "must be at least linger.ms + request.timeout.ms",
            ),
        ];
        let broken = rules.into_iter().filter(|(is_broken, ..)| *is_broken);
        broken
            .map(|(_, name, reason)| ConfigError::Contradiction { name, reason })
            .collect()
    }
}
