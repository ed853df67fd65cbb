//! `org.apache.kafka.clients.producer.ProducerConfig`, 4.3.0.

use super::configs::configs;
use super::value::choice;
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
    /// How text becomes bytes. Kafka takes a class; these are the two that labs need first.
    pub enum SerializerName {
        /// The text's own bytes, UTF-8.
        String = "string",
        /// Text that must be JSON.
        Json = "json",
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
        delivery_timeout: Duration as Int = "delivery.timeout.ms" "120000" in 0..; "when a send is given up, from send() on"
        enable_idempotence: bool = "enable.idempotence" "true"; "whether the broker can recognise a retry"
        linger: Duration = "linger.ms" "5" in 0..; "how long a batch waits for more records"
        max_block: Duration = "max.block.ms" "60000" in 0..; "how long a send may wait for the topic to be known"
        max_in_flight: i32 = "max.in.flight.requests.per.connection" "5" in 1..; "unanswered requests to one broker"
        metadata_max_age: Duration = "metadata.max.age.ms" "300000" in 0..; "when metadata is fetched again though nothing went wrong"
        metadata_recovery: MetadataRecovery = "metadata.recovery.strategy" "rebootstrap"; "what a client does when it reaches none of the brokers it knows"
        metadata_rebootstrap_trigger: Duration = "metadata.recovery.rebootstrap.trigger.ms" "300000" in 0..; "how long a client asks in vain before it does so"
        reconnect_backoff: Duration = "reconnect.backoff.ms" "50" in 0..; "the first wait before connecting again"
        reconnect_backoff_max: Duration = "reconnect.backoff.max.ms" "1000" in 0..; "the longest wait before connecting again"
        request_timeout: Duration as Int = "request.timeout.ms" "30000" in 0..; "how long an answer is waited for"
        retries: i32 = "retries" "2147483647" in 0..; "how often a batch is sent again"
        retry_backoff: Duration = "retry.backoff.ms" "100" in 0..; "the first wait before a retry"
        retry_backoff_max: Duration = "retry.backoff.max.ms" "1000" in 0..; "the longest wait before a retry"
        connection_setup_timeout: Duration = "socket.connection.setup.timeout.ms" "10000" in 0..; "how long a connection may take to open"
        key_serializer: SerializerName as Class = "key.serializer" "string"; "how keys become bytes"
        value_serializer: SerializerName as Class = "value.serializer" "string"; "how values become bytes"
    }
}
