//! Which version of each API is spoken, and from which on an API is flexible.

use super::{ApiKey, Request};

/// The version in which messages of an API are written: the newest that Kafka 4.3 speaks unless told otherwise and whose
/// fields the engine's messages can fill. -1 for what is none of Kafka's.
#[must_use]
pub const fn newest(api: ApiKey) -> i16 {
    spoken(api).0
}

/// The version of a request: the newest, unless what it says can be said in an older one alone.
#[must_use]
pub fn version(request: &Request) -> i16 {
    match request {
        // From 12 on the leaders add their partitions to the transaction (KIP-890).
        Request::Produce(asked) if asked.transactional_id.is_some() && !asked.transaction_v2 => 11,
        // The last version in which a client can say how long to keep the offsets (KIP-211).
        Request::OffsetCommit(asked) if asked.retention_time_ms.is_some() => 4,
        // Up to 3 a producer asks about the one transaction that it has (KIP-890).
        Request::AddPartitionsToTxn(asked) if !asked.by_broker && asked.transactions.len() == 1 => {
            3
        }
        // From 5 on every end of a transaction raises the epoch (KIP-890).
        Request::EndTxn(asked) if !asked.transaction_v2 => 4,
        // From 5 on the coordinator adds its partition to the transaction (KIP-890).
        Request::TxnOffsetCommit(asked) if !asked.transaction_v2 => 4,
        _ => newest(request.api_key()),
    }
}

/// Whether a version of an API has compact types and tagged fields (KIP-482).
pub(super) const fn is_flexible(api: ApiKey, version: i16) -> bool {
    version >= spoken(api).1
}

/// Each API's newest version, and the first that is flexible. Where nothing is said, the newest is Kafka 4.3's.
#[expect(clippy::match_same_arms, reason = "a table: one line an API")]
const fn spoken(api: ApiKey) -> (i16, i16) {
    match api {
        // From 13 on topics have their ids instead of their names (KIP-516).
        ApiKey::Produce => (12, 9),
        // From 13 on topics have their ids instead of their names (KIP-516). What came since goes with that: the epoch of a
        // follower (15, KIP-903) and the endpoints of leaders (16, KIP-951).
        ApiKey::Fetch => (12, 12),
        ApiKey::ListOffsets => (11, 6),
        ApiKey::Metadata => (13, 9),
        // From 10 on topics have their ids instead of their names (KIP-848).
        ApiKey::OffsetCommit => (9, 8),
        // From 10 on topics have their ids instead of their names (KIP-848).
        ApiKey::OffsetFetch => (9, 6),
        // From 4 on a request asks about many keys, and an answer says which of them it is about (KIP-699).
        ApiKey::FindCoordinator => (3, 3),
        ApiKey::JoinGroup => (9, 6),
        ApiKey::Heartbeat => (4, 4),
        ApiKey::LeaveGroup => (5, 4),
        ApiKey::SyncGroup => (5, 4),
        ApiKey::DescribeGroups => (6, 5),
        ApiKey::ListGroups => (5, 3),
        ApiKey::CreateTopics => (7, 5),
        ApiKey::DeleteTopics => (6, 4),
        ApiKey::DeleteRecords => (2, 2),
        // 6 is not stable: two-phase commits, which a broker offers only if told to (KIP-939).
        ApiKey::InitProducerId => (5, 2),
        ApiKey::OffsetForLeaderEpoch => (4, 4),
        ApiKey::AddPartitionsToTxn => (5, 3),
        ApiKey::AddOffsetsToTxn => (4, 3),
        ApiKey::EndTxn => (5, 3),
        ApiKey::WriteTxnMarkers => (2, 1),
        ApiKey::TxnOffsetCommit => (5, 3),
        ApiKey::DescribeConfigs => (4, 4),
        ApiKey::CreatePartitions => (3, 2),
        ApiKey::DeleteGroups => (2, 2),
        ApiKey::ElectLeaders => (2, 2),
        ApiKey::IncrementalAlterConfigs => (1, 1),
        // It never became flexible.
        ApiKey::OffsetDelete => (0, i16::MAX),
        ApiKey::AlterPartition => (3, 0),
        ApiKey::DescribeCluster => (2, 0),
        ApiKey::BrokerRegistration => (4, 0),
        ApiKey::BrokerHeartbeat => (2, 0),
        ApiKey::UnregisterBroker => (0, 0),
        ApiKey::AllocateProducerIds => (0, 0),
        ApiKey::DescribeTopicPartitions => (0, 0),
        ApiKey::ConsumerGroupHeartbeat => (1, 0),
        ApiKey::Outside => (-1, 0),
    }
}
