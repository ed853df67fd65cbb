//! What a cluster is made of: Metadata (3), FindCoordinator (10), DescribeCluster (60), DescribeTopicPartitions (75).

use super::pen::Pen;
use crate::model::BrokerId;
use crate::protocol::{
    CoordinatorType, DescribeClusterRequest, DescribeClusterResponse,
    DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse, DescribedPartition,
    DescribedTopic, ErrorCode, FindCoordinatorRequest, FindCoordinatorResponse, MetadataPartition,
    MetadataRequest, MetadataResponse,
};

/// What somebody may do, of those who did not ask (`MetadataResponse.AUTHORIZED_OPERATIONS_OMITTED`).
pub(super) const OMITTED: i32 = i32::MIN;
/// Brokers are described, rather than controllers (`EndpointType.BROKER`).
const BROKERS: (i8, &str) = (1, "BROKER");
/// The most partitions in one answer.
const PARTITIONS_MAX: i32 = 2_000;

pub(super) fn metadata_request(pen: &mut Pen<'_>, asked: &MetadataRequest) {
    pen.nullable_array("topics", asked.topics.as_deref(), |pen, topic| {
        // Who gives a name gives no id.
        pen.uuid("topicId", 0);
        pen.nullable_string("name", Some(topic.as_str()));
    });
    pen.boolean("allowAutoTopicCreation", asked.allow_auto_topic_creation);
    pen.boolean("includeTopicAuthorizedOperations", false);
}

pub(super) fn metadata_response(pen: &mut Pen<'_>, said: &MetadataResponse) {
    pen.not_throttled();
    pen.array("brokers", &said.brokers, |pen, broker| {
        let rack = said.racks.iter().find(|(id, _)| id == broker);
        pen.broker("nodeId", Some(*broker));
        pen.endpoint(Some(*broker));
        pen.nullable_string("rack", rack.map(|(_, rack)| &**rack));
    });
    pen.nullable_string("clusterId", None);
    pen.broker("controllerId", said.controller);
    pen.array("topics", &said.topics, |pen, topic| {
        pen.error("errorCode", topic.error);
        pen.nullable_string("name", Some(topic.name.as_str()));
        pen.topic_id(&topic.name);
        pen.boolean("isInternal", topic.name.is_internal());
        pen.array("partitions", &topic.partitions, |pen, partition| {
            metadata_partition(pen, partition, &said.brokers);
        });
        pen.int32("topicAuthorizedOperations", OMITTED);
    });
    pen.error("errorCode", ErrorCode::None);
}

/// A partition, of whose replicas those are offline that are no broker of the cluster (`KRaftMetadataCache`).
fn metadata_partition(pen: &mut Pen<'_>, said: &MetadataPartition, live: &[BrokerId]) {
    let error = if said.leader.is_some() {
        ErrorCode::None
    } else {
        ErrorCode::LeaderNotAvailable
    };
    let offline = said.replicas.iter().filter(|id| !live.contains(id));
    pen.error("errorCode", error);
    pen.int32("partitionIndex", said.partition);
    pen.broker("leaderId", said.leader);
    pen.int32("leaderEpoch", said.leader_epoch.0);
    pen.brokers("replicaNodes", &said.replicas);
    pen.brokers("isrNodes", &said.isr);
    pen.brokers("offlineReplicas", offline);
}

pub(super) fn coordinator_request(pen: &mut Pen<'_>, asked: &FindCoordinatorRequest) {
    pen.string("key", &asked.key);
    match asked.key_type {
        CoordinatorType::Group => pen.int8_for("keyType", 0, "GROUP"),
        CoordinatorType::Transaction => pen.int8_for("keyType", 1, "TRANSACTION"),
    }
}

pub(super) fn coordinator_response(pen: &mut Pen<'_>, said: &FindCoordinatorResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
    pen.nullable_string("errorMessage", None);
    pen.broker("nodeId", said.node);
    pen.endpoint(said.node);
}

pub(super) fn describe_request(pen: &mut Pen<'_>, asked: DescribeClusterRequest) {
    let (number, meaning) = BROKERS;
    pen.boolean("includeClusterAuthorizedOperations", false);
    pen.int8_for("endpointType", number, meaning);
    pen.boolean("includeFencedBrokers", asked.include_fenced_brokers);
}

pub(super) fn describe_response(pen: &mut Pen<'_>, said: &DescribeClusterResponse) {
    let (number, meaning) = BROKERS;
    pen.not_throttled();
    pen.error("errorCode", ErrorCode::None);
    pen.nullable_string("errorMessage", None);
    pen.int8_for("endpointType", number, meaning);
    pen.string("clusterId", "");
    pen.broker("controllerId", said.controller);
    pen.array("brokers", &said.brokers, |pen, broker| {
        pen.broker("brokerId", Some(broker.id));
        pen.endpoint(Some(broker.id));
        pen.nullable_string("rack", broker.rack.as_deref());
        pen.boolean("isFenced", broker.fenced);
    });
    pen.int32("clusterAuthorizedOperations", OMITTED);
}

pub(super) fn partitions_request(pen: &mut Pen<'_>, asked: &DescribeTopicPartitionsRequest) {
    pen.array("topics", &asked.topics, |pen, topic| {
        pen.string("name", topic.as_str());
    });
    pen.int32("responsePartitionLimit", PARTITIONS_MAX);
    cursor(pen, "cursor");
}

pub(super) fn partitions_response(pen: &mut Pen<'_>, said: &DescribeTopicPartitionsResponse) {
    pen.not_throttled();
    pen.array("topics", &said.topics, |pen, (name, found)| {
        let topic = found.as_ref().ok();
        pen.error(
            "errorCode",
            found.as_ref().err().copied().unwrap_or_default(),
        );
        pen.nullable_string("name", Some(name.as_str()));
        pen.uuid(
            "topicId",
            topic.map_or(0, |it| it.topic_id.0.cast_unsigned()),
        );
        pen.boolean("isInternal", topic.is_some_and(|it| it.is_internal));
        let partitions = topic.map_or(&[][..], |DescribedTopic { partitions, .. }| partitions);
        pen.array("partitions", partitions, described_partition);
        pen.int32("topicAuthorizedOperations", OMITTED);
    });
    cursor(pen, "nextCursor");
}

fn described_partition(pen: &mut Pen<'_>, said: &DescribedPartition) {
    pen.error("errorCode", ErrorCode::None);
    pen.int32("partitionIndex", said.partition);
    pen.broker("leaderId", said.leader);
    pen.int32("leaderEpoch", said.leader_epoch.0);
    pen.brokers("replicaNodes", &said.replicas);
    pen.brokers("isrNodes", &said.isr);
    pen.brokers("eligibleLeaderReplicas", &said.elr);
    pen.brokers("lastKnownElr", &said.last_known_elr);
    pen.brokers("offlineReplicas", &said.offline);
}

/// Where to go on: nowhere, as everything comes in one answer.
fn cursor(pen: &mut Pen<'_>, name: &'static str) {
    pen.nullable_structure(name, None, |_, ()| {});
}
