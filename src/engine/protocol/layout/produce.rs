//! Produce (0).

use super::pen::{Pen, by_topic};
use crate::model::BrokerId;
use crate::protocol::{ProduceRequest, ProduceResponse};

pub(super) fn request(pen: &mut Pen<'_>, asked: &ProduceRequest) {
    pen.nullable_string("transactionalId", asked.transactional_id.as_deref());
    pen.int16("acks", asked.acks);
    pen.int32("timeoutMs", asked.timeout_ms);
    let topics = by_topic(&asked.batches, |(place, _)| place);
    pen.array("topicData", topics, |pen, (topic, batches)| {
        pen.string("name", topic.as_str());
        pen.array("partitionData", batches, |pen, (place, batch)| {
            pen.int32("index", place.partition);
            pen.records("records", topic, [batch]);
        });
    });
}

pub(super) fn response(pen: &mut Pen<'_>, said: &ProduceResponse) {
    let topics = by_topic(&said.partitions, |said| &said.partition);
    pen.array("responses", topics, |pen, (topic, partitions)| {
        pen.string("name", topic.as_str());
        pen.array("partitionResponses", partitions, |pen, said| {
            pen.int32("index", said.partition.partition);
            pen.error("errorCode", said.error);
            pen.int64("baseOffset", said.base_offset.0);
            pen.int64("logAppendTimeMs", said.log_append_time.0);
            pen.int64("logStartOffset", said.log_start_offset.0);
            pen.array("recordErrors", [(); 0], |_, ()| {});
            pen.nullable_string("errorMessage", None);
            if let Some((leader, epoch)) = said.current_leader {
                pen.tagged_structure(0, "currentLeader", |pen| {
                    pen.broker("leaderId", Some(leader));
                    pen.int32("leaderEpoch", epoch.0);
                });
            }
        });
    });
    pen.not_throttled();
    // Whoever is told of a leader is told where to find it (KIP-951).
    let mut leaders: Vec<BrokerId> = Vec::new();
    for (leader, _) in said
        .partitions
        .iter()
        .filter_map(|said| said.current_leader)
    {
        if !leaders.contains(&leader) {
            leaders.push(leader);
        }
    }
    if !leaders.is_empty() {
        pen.tagged_array(0, "nodeEndpoints", leaders, |pen, leader| {
            pen.broker("nodeId", Some(leader));
            pen.endpoint(Some(leader));
            pen.nullable_string("rack", None);
        });
    }
}
