//! ConsumerGroupHeartbeat (68).

use super::pen::{Pen, by_topic};
use crate::model::{TopicName, TopicPartition};
use crate::protocol::{ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse};

/// The rebalance timeout is as it was.
const UNCHANGED: i32 = -1;

pub(super) fn request(pen: &mut Pen<'_>, asked: &ConsumerGroupHeartbeatRequest) {
    let names = asked.subscribed_topic_names.as_ref();
    pen.string("groupId", &asked.group_id);
    pen.string("memberId", &asked.member_id);
    pen.int32("memberEpoch", asked.member_epoch);
    pen.nullable_string("instanceId", asked.instance_id.as_deref());
    pen.nullable_string("rackId", asked.rack_id.as_deref());
    let timeout = asked.rebalance_timeout_ms.unwrap_or(UNCHANGED);
    pen.int32("rebalanceTimeoutMs", timeout);
    pen.nullable_strings(
        "subscribedTopicNames",
        names.map(|names| names.iter().map(TopicName::as_str)),
    );
    let regex = asked.subscribed_topic_regex.as_deref();
    pen.nullable_string("subscribedTopicRegex", regex);
    pen.nullable_string("serverAssignor", asked.server_assignor.as_deref());
    let owned = asked.topic_partitions.as_deref();
    let owned = owned.map(|places| by_topic(places, |place| place));
    pen.nullable_array("topicPartitions", owned, topic);
}

pub(super) fn response(pen: &mut Pen<'_>, said: &ConsumerGroupHeartbeatResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
    pen.nullable_string("errorMessage", None);
    pen.nullable_string("memberId", said.member_id.as_deref());
    pen.int32("memberEpoch", said.member_epoch);
    pen.int32("heartbeatIntervalMs", said.heartbeat_interval_ms);
    let assignment = said.assignment.as_deref();
    pen.nullable_structure("assignment", assignment, |pen, places| {
        pen.array("topicPartitions", by_topic(places, |place| place), topic);
    });
}

fn topic(pen: &mut Pen<'_>, (name, places): (&TopicName, Vec<&TopicPartition>)) {
    pen.topic_id(name);
    pen.int32s("partitions", places.iter().map(|place| place.partition));
}
