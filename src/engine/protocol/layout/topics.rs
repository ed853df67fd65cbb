//! Topics come, grow, go and get leaders: CreateTopics (19), DeleteTopics (20), CreatePartitions (37), ElectLeaders (43).

use super::pen::{Pen, by_topic};
use crate::protocol::{
    CreatePartitionsRequest, CreatePartitionsResponse, CreateTopicsRequest, CreateTopicsResponse,
    DeleteTopicsRequest, DeleteTopicsResponse, ElectLeadersRequest, ElectLeadersResponse,
    ElectionType, ErrorCode,
};

/// How long clients let a broker try, in ms: Kafka's default of their `request.timeout.ms`.
pub(super) const REQUEST_TIMEOUT_MS: i32 = 30_000;

pub(super) fn create_request(pen: &mut Pen<'_>, asked: &CreateTopicsRequest) {
    pen.array("topics", &asked.topics, |pen, topic| {
        pen.string("name", topic.name.as_str());
        pen.int32("numPartitions", topic.num_partitions);
        pen.int16("replicationFactor", topic.replication_factor);
        pen.array(
            "assignments",
            &topic.assignments,
            |pen, (index, replicas)| {
                pen.int32("partitionIndex", *index);
                pen.brokers("brokerIds", replicas);
            },
        );
        pen.array("configs", &topic.configs, |pen, (name, value)| {
            pen.string("name", name);
            pen.nullable_string("value", Some(value));
        });
    });
    pen.int32("timeoutMs", REQUEST_TIMEOUT_MS);
    pen.boolean("validateOnly", asked.validate_only);
}

pub(super) fn create_response(pen: &mut Pen<'_>, said: &CreateTopicsResponse) {
    pen.not_throttled();
    pen.array("topics", &said.topics, |pen, (name, result)| {
        let created = result.as_ref().ok();
        pen.string("name", name.as_str());
        pen.uuid(
            "topicId",
            created.map_or(0, |it| it.topic_id.0.cast_unsigned()),
        );
        pen.outcome(result);
        pen.int32("numPartitions", created.map_or(-1, |it| it.num_partitions));
        let factor = created.map_or(-1, |it| it.replication_factor);
        pen.int16("replicationFactor", factor);
        pen.nullable_array("configs", Some([(); 0]), |_, ()| {});
    });
}

pub(super) fn delete_request(pen: &mut Pen<'_>, asked: &DeleteTopicsRequest) {
    pen.array("topics", &asked.topics, |pen, topic| {
        pen.nullable_string("name", Some(topic.as_str()));
        // Who gives a name gives no id.
        pen.uuid("topicId", 0);
    });
    pen.int32("timeoutMs", REQUEST_TIMEOUT_MS);
}

pub(super) fn delete_response(pen: &mut Pen<'_>, said: &DeleteTopicsResponse) {
    pen.not_throttled();
    pen.array("responses", &said.topics, |pen, (name, result)| {
        pen.nullable_string("name", Some(name.as_str()));
        pen.topic_id(name);
        pen.outcome(result);
    });
}

pub(super) fn grow_request(pen: &mut Pen<'_>, asked: &CreatePartitionsRequest) {
    pen.array("topics", &asked.topics, |pen, topic| {
        let assignments = topic.assignments.as_ref();
        pen.string("name", topic.name.as_str());
        pen.int32("count", topic.count);
        pen.nullable_array("assignments", assignments, |pen, replicas| {
            pen.brokers("brokerIds", replicas);
        });
    });
    pen.int32("timeoutMs", REQUEST_TIMEOUT_MS);
    pen.boolean("validateOnly", asked.validate_only);
}

pub(super) fn grow_response(pen: &mut Pen<'_>, said: &CreatePartitionsResponse) {
    pen.not_throttled();
    pen.array("results", &said.topics, |pen, (name, result)| {
        pen.string("name", name.as_str());
        pen.outcome(result);
    });
}

pub(super) fn elect_request(pen: &mut Pen<'_>, asked: &ElectLeadersRequest) {
    match asked.election_type {
        ElectionType::Preferred => pen.int8_for("electionType", 0, "PREFERRED"),
        ElectionType::Unclean => pen.int8_for("electionType", 1, "UNCLEAN"),
    }
    let places = asked.partitions.as_deref();
    let topics = places.map(|places| by_topic(places, |place| place));
    pen.nullable_array("topicPartitions", topics, |pen, (topic, places)| {
        pen.string("topic", topic.as_str());
        pen.int32s("partitions", places.iter().map(|place| place.partition));
    });
    pen.int32("timeoutMs", REQUEST_TIMEOUT_MS);
}

pub(super) fn elect_response(pen: &mut Pen<'_>, said: &ElectLeadersResponse) {
    pen.not_throttled();
    pen.error("errorCode", ErrorCode::None);
    let topics = by_topic(&said.partitions, |(place, _)| place);
    pen.array("replicaElectionResults", topics, |pen, (topic, results)| {
        pen.string("topic", topic.as_str());
        pen.array("partitionResult", results, |pen, (place, result)| {
            pen.int32("partitionId", place.partition);
            pen.outcome(result);
        });
    });
}
