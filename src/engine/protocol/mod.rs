//! Kafka's requests and responses: one file per API, named and numbered as in Kafka's protocol, versions aside.

mod add_offsets_to_txn;
mod add_partitions_to_txn;
mod allocate_producer_ids;
mod alter_partition;
mod api_error;
mod broker_heartbeat;
mod broker_registration;
mod consumer_group_heartbeat;
pub mod consumer_protocol;
mod create_partitions;
mod create_topics;
mod delete_records;
mod delete_topics;
mod describe_cluster;
mod describe_configs;
mod describe_topic_partitions;
mod elect_leaders;
mod end_txn;
mod error;
mod fetch;
mod find_coordinator;
mod group_admin;
mod groups;
mod incremental_alter_configs;
mod init_producer_id;
pub mod layout;
mod list_offsets;
mod metadata;
mod offset_commit;
mod offset_delete;
mod offset_fetch;
mod offset_for_leader_epoch;
mod produce;
mod txn_offset_commit;
mod unregister_broker;
pub mod wire;
mod write_txn_markers;

pub use add_offsets_to_txn::{AddOffsetsToTxnRequest, AddOffsetsToTxnResponse};
pub use add_partitions_to_txn::{
    AddPartitionsToTxnRequest, AddPartitionsToTxnResponse, AddPartitionsToTxnResult,
    AddPartitionsToTxnTransaction,
};
pub use allocate_producer_ids::{AllocateProducerIdsRequest, AllocateProducerIdsResponse};
pub use alter_partition::{
    AlterPartitionData, AlterPartitionRequest, AlterPartitionResponse, AlterPartitionResult,
};
pub use api_error::ApiError;
pub use broker_heartbeat::{BrokerHeartbeatRequest, BrokerHeartbeatResponse};
pub use broker_registration::{BrokerRegistrationRequest, BrokerRegistrationResponse};
pub use consumer_group_heartbeat::{
    ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, JOIN_GROUP_MEMBER_EPOCH,
    LEAVE_GROUP_MEMBER_EPOCH, LEAVE_GROUP_STATIC_MEMBER_EPOCH,
};
pub use create_partitions::{
    CreatePartitionsRequest, CreatePartitionsResponse, CreatePartitionsTopic,
};
pub use create_topics::{CreatableTopic, CreateTopicsRequest, CreateTopicsResponse, CreatedTopic};
pub use delete_records::{DeleteRecordsRequest, DeleteRecordsResponse, RecordsDeleted};
pub use delete_topics::{DeleteTopicsRequest, DeleteTopicsResponse};
pub use describe_cluster::{DescribeClusterRequest, DescribeClusterResponse, DescribedBroker};
pub use describe_configs::{
    ConfigEntry, ConfigSource, ConfigSynonym, DescribeConfigsRequest, DescribeConfigsResponse,
};
pub use describe_topic_partitions::{
    DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse, DescribedPartition,
    DescribedTopic,
};
pub use elect_leaders::{ElectLeadersRequest, ElectLeadersResponse, ElectionType};
pub use end_txn::{EndTxnRequest, EndTxnResponse};
pub use error::ErrorCode;
pub use fetch::{
    AbortedTransaction, FetchPartition, FetchRequest, FetchResponse, FetchedPartition,
    IsolationLevel,
};
pub use find_coordinator::{CoordinatorType, FindCoordinatorRequest, FindCoordinatorResponse};
pub use group_admin::{
    DeleteGroupsRequest, DeleteGroupsResponse, DescribeGroupsRequest, DescribeGroupsResponse,
    DescribedGroup, DescribedMember, ListGroupsRequest, ListGroupsResponse, ListedGroup,
};
pub use groups::{
    HeartbeatRequest, HeartbeatResponse, JoinGroupProtocol, JoinGroupRequest, JoinGroupResponse,
    JoinedMember, LeaveGroupRequest, LeaveGroupResponse, MemberIdentity, SyncGroupRequest,
    SyncGroupResponse,
};
pub use incremental_alter_configs::{
    AlterConfigOp, AlterableConfig, IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse,
};
pub use init_producer_id::{InitProducerIdRequest, InitProducerIdResponse};
pub use list_offsets::{ListOffsetsRequest, ListOffsetsResponse, ListedOffset, OffsetSpec};
pub use metadata::{MetadataPartition, MetadataRequest, MetadataResponse, MetadataTopic};
pub use offset_commit::{CommittedOffset, OffsetCommitRequest, OffsetCommitResponse};
pub use offset_delete::{OffsetDeleteRequest, OffsetDeleteResponse};
pub use offset_fetch::{
    FetchedOffset, OffsetFetchGroup, OffsetFetchRequest, OffsetFetchResponse, OffsetsOfGroup,
};
pub use offset_for_leader_epoch::{
    EpochEnd, OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse,
};
pub use produce::{PartitionProduced, ProduceRequest, ProduceResponse};
pub use txn_offset_commit::{TxnOffsetCommitRequest, TxnOffsetCommitResponse};
pub use unregister_broker::{UnregisterBrokerRequest, UnregisterBrokerResponse};
pub use write_txn_markers::{
    WritableTxnMarker, WritableTxnMarkerResult, WriteTxnMarkersRequest, WriteTxnMarkersResponse,
};

use crate::app::Letter;

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// A client asks.
    Request(Request),
    /// A broker or controller answers.
    Response(Response),
    /// Applications speak to each other without Kafka.
    Outside(Letter),
}

macro_rules! apis {
    ($($api:ident = $key:literal: $request:ident => $response:ident),* $(,)?) => {
        /// Kafka's API keys.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum ApiKey {
            $($api = $key,)*
            /// None of Kafka's: applications speak to each other.
            Outside = 1000,
        }

        impl ApiKey {
            /// Every API, in the order of this list.
            pub const ALL: &[Self] = &[$(Self::$api,)* Self::Outside];

            /// Its name in Kafka's protocol.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$api => stringify!($api),)* Self::Outside => "Outside" }
            }
        }

        /// A request of any API.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Request { $($api($request)),* }

        /// A response of any API.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Response { $($api($response)),* }

        impl Request {
            /// Which API is asked.
            #[must_use]
            pub const fn api_key(&self) -> ApiKey {
                match self { $(Self::$api(_) => ApiKey::$api),* }
            }
        }

        impl Response {
            /// Which API answers.
            #[must_use]
            pub const fn api_key(&self) -> ApiKey {
                match self { $(Self::$api(_) => ApiKey::$api),* }
            }
        }

        $(impl From<$request> for Request {
            fn from(request: $request) -> Self { Self::$api(request) }
        }
        impl From<$request> for Body {
            fn from(request: $request) -> Self { Self::Request(Request::$api(request)) }
        }
        impl From<$response> for Response {
            fn from(response: $response) -> Self { Self::$api(response) }
        }
        impl From<$response> for Body {
            fn from(response: $response) -> Self { Self::Response(Response::$api(response)) }
        })*
    };
}

apis! {
    Produce = 0: ProduceRequest => ProduceResponse,
    Fetch = 1: FetchRequest => FetchResponse,
    ListOffsets = 2: ListOffsetsRequest => ListOffsetsResponse,
    Metadata = 3: MetadataRequest => MetadataResponse,
    OffsetCommit = 8: OffsetCommitRequest => OffsetCommitResponse,
    OffsetFetch = 9: OffsetFetchRequest => OffsetFetchResponse,
    FindCoordinator = 10: FindCoordinatorRequest => FindCoordinatorResponse,
    JoinGroup = 11: JoinGroupRequest => JoinGroupResponse,
    Heartbeat = 12: HeartbeatRequest => HeartbeatResponse,
    LeaveGroup = 13: LeaveGroupRequest => LeaveGroupResponse,
    SyncGroup = 14: SyncGroupRequest => SyncGroupResponse,
    DescribeGroups = 15: DescribeGroupsRequest => DescribeGroupsResponse,
    ListGroups = 16: ListGroupsRequest => ListGroupsResponse,
    CreateTopics = 19: CreateTopicsRequest => CreateTopicsResponse,
    DeleteTopics = 20: DeleteTopicsRequest => DeleteTopicsResponse,
    DeleteRecords = 21: DeleteRecordsRequest => DeleteRecordsResponse,
    InitProducerId = 22: InitProducerIdRequest => InitProducerIdResponse,
    OffsetForLeaderEpoch = 23: OffsetForLeaderEpochRequest => OffsetForLeaderEpochResponse,
    AddPartitionsToTxn = 24: AddPartitionsToTxnRequest => AddPartitionsToTxnResponse,
    AddOffsetsToTxn = 25: AddOffsetsToTxnRequest => AddOffsetsToTxnResponse,
    EndTxn = 26: EndTxnRequest => EndTxnResponse,
    WriteTxnMarkers = 27: WriteTxnMarkersRequest => WriteTxnMarkersResponse,
    TxnOffsetCommit = 28: TxnOffsetCommitRequest => TxnOffsetCommitResponse,
    DescribeConfigs = 32: DescribeConfigsRequest => DescribeConfigsResponse,
    CreatePartitions = 37: CreatePartitionsRequest => CreatePartitionsResponse,
    DeleteGroups = 42: DeleteGroupsRequest => DeleteGroupsResponse,
    ElectLeaders = 43: ElectLeadersRequest => ElectLeadersResponse,
    IncrementalAlterConfigs = 44: IncrementalAlterConfigsRequest => IncrementalAlterConfigsResponse,
    OffsetDelete = 47: OffsetDeleteRequest => OffsetDeleteResponse,
    AlterPartition = 56: AlterPartitionRequest => AlterPartitionResponse,
    DescribeCluster = 60: DescribeClusterRequest => DescribeClusterResponse,
    BrokerRegistration = 62: BrokerRegistrationRequest => BrokerRegistrationResponse,
    BrokerHeartbeat = 63: BrokerHeartbeatRequest => BrokerHeartbeatResponse,
    UnregisterBroker = 64: UnregisterBrokerRequest => UnregisterBrokerResponse,
    AllocateProducerIds = 67: AllocateProducerIdsRequest => AllocateProducerIdsResponse,
    DescribeTopicPartitions = 75: DescribeTopicPartitionsRequest => DescribeTopicPartitionsResponse,
    ConsumerGroupHeartbeat = 68: ConsumerGroupHeartbeatRequest => ConsumerGroupHeartbeatResponse,
}

impl From<Request> for Body {
    fn from(request: Request) -> Self {
        Self::Request(request)
    }
}

impl From<Response> for Body {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

impl From<Letter> for Body {
    fn from(letter: Letter) -> Self {
        Self::Outside(letter)
    }
}

impl Body {
    /// Which API it belongs to.
    #[must_use]
    pub const fn api_key(&self) -> ApiKey {
        match self {
            Self::Request(request) => request.api_key(),
            Self::Response(response) => response.api_key(),
            Self::Outside(_) => ApiKey::Outside,
        }
    }

    /// What it is called: its API, or what it is for.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Outside(letter) => letter.name(),
            kafka => kafka.api_key().name(),
        }
    }

    /// Whether it asks or tells something; otherwise it answers.
    #[must_use]
    pub const fn is_request(&self) -> bool {
        match self {
            Self::Request(_) => true,
            Self::Response(_) => false,
            Self::Outside(letter) => letter.is_request(),
        }
    }

    /// Its bytes on the wire: the batches exactly, everything else as a typical header.
    #[must_use]
    pub fn size(&self) -> u64 {
        /// Size, API key, version, correlation id, client id and a few fields.
        const FRAME: u64 = 64;
        let batches = match self {
            Self::Request(Request::Produce(request)) => request
                .batches
                .iter()
                .map(|(_, b)| u64::from(b.size()))
                .sum(),
            Self::Response(Response::Fetch(response)) => response
                .partitions
                .iter()
                .flat_map(|p| &p.batches)
                .map(|b| u64::from(b.size()))
                .sum(),
            Self::Outside(letter) => letter.size(),
            _ => 0,
        };
        FRAME + batches
    }
}
