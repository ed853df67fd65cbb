//! What messages are about, finer than on the stage: most of what brokers say would drown a diagram.

use std::collections::BTreeSet;

use engine::node::ConnectionId;
use engine::protocol::{ApiKey, Body, ErrorCode, FetchedPartition, Response};
use lab::Travel;
use serde::Serialize;
use sim::Cargo;

use crate::flights::Kind;

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Traffic {
    /// Records on their way into a log.
    Produce,
    /// A consumer's fetch that brought something.
    Fetch,
    /// A follower's fetch that brought something.
    Replication,
    /// A consumer group and its offsets.
    Group,
    /// Systems that do without Kafka.
    Outside,
    /// Metadata, and what controllers and administrators say.
    Control,
    /// Fetches that brought nothing, or not yet.
    Polling,
    /// Signs of life.
    Heartbeat,
    /// Connections being opened and closed.
    Connection,
}

impl Traffic {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::Produce,
        Self::Fetch,
        Self::Replication,
        Self::Group,
        Self::Outside,
        Self::Control,
        Self::Polling,
        Self::Heartbeat,
        Self::Connection,
    ];

    /// Its key in texts.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Produce => "produce",
            Self::Fetch => "fetch",
            Self::Replication => "replication",
            Self::Group => "group",
            Self::Outside => "outside",
            Self::Control => "control",
            Self::Polling => "polling",
            Self::Heartbeat => "heartbeat",
            Self::Connection => "connection",
        }
    }

    /// Whether it tells what the run is about; the rest goes on in the background.
    #[must_use]
    pub const fn tells(self) -> bool {
        matches!(
            self,
            Self::Produce | Self::Fetch | Self::Replication | Self::Group | Self::Outside
        )
    }
}

/// The exchanges in which a fetch brought something.
pub(super) struct Fruitful(BTreeSet<(ConnectionId, i32)>);

impl Fruitful {
    pub(super) fn among(travels: &[Travel]) -> Self {
        let brought = |travel: &Travel| match &travel.record.cargo {
            Cargo::Message(message) => match &*message.body {
                Body::Response(Response::Fetch(response)) => {
                    let says = response.partitions.iter().any(says_something);
                    says.then_some((travel.record.connection, message.correlation_id))
                }
                _ => None,
            },
            _ => None,
        };
        let mut fruitful = BTreeSet::new();
        fruitful.extend(travels.iter().filter_map(brought));
        Self(fruitful)
    }

    /// What something on its way is about, given its kind on the stage.
    pub(super) fn traffic(&self, travel: &Travel, kind: Kind) -> Traffic {
        let Cargo::Message(message) = &travel.record.cargo else {
            return Traffic::Connection;
        };
        let exchange = (travel.record.connection, message.correlation_id);
        match (message.body.api_key(), kind) {
            (ApiKey::Outside, _) => Traffic::Outside,
            (ApiKey::Heartbeat | ApiKey::ConsumerGroupHeartbeat | ApiKey::BrokerHeartbeat, _) => {
                Traffic::Heartbeat
            }
            (ApiKey::Fetch, _) if !self.0.contains(&exchange) => Traffic::Polling,
            (_, Kind::Produce) => Traffic::Produce,
            (_, Kind::Fetch) => Traffic::Fetch,
            (_, Kind::Group) => Traffic::Group,
            (_, Kind::Replication) => Traffic::Replication,
            (_, Kind::Control) => Traffic::Control,
        }
    }
}

/// Records, or that the reader has to do something else.
fn says_something(partition: &FetchedPartition) -> bool {
    partition.error != ErrorCode::None
        || !partition.batches.is_empty()
        || partition.diverging_epoch.is_some()
        || partition.preferred_read_replica.is_some()
}
