//! What members of the consumer protocol ask the coordinator of the group `g`.

use engine::protocol::{ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, Response};

use crate::cluster::partition;
use crate::lone_coordinator::LoneCoordinator;

/// The first heartbeat of a member that reads `t`, with 60 s to give up partitions.
pub fn enter(member: &str) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest {
        rebalance_timeout_ms: Some(60_000),
        subscribed_topic_names: Some(vec!["t".into()]),
        topic_partitions: Some(Vec::new()),
        ..beat(member, 0)
    }
}

/// A heartbeat that says nothing new.
pub fn beat(member: &str, epoch: i32) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest::new("g", (member, epoch), "c")
}

/// A heartbeat that says which partitions of `t` the member has.
pub fn owning(member: &str, epoch: i32, numbers: &[i32]) -> ConsumerGroupHeartbeatRequest {
    let owned = numbers.iter().map(|number| partition("t", *number));
    ConsumerGroupHeartbeatRequest {
        topic_partitions: Some(owned.collect()),
        ..beat(member, epoch)
    }
}

/// The first heartbeat of a static member that reads `t`.
pub fn enter_as(instance: &str, member: &str) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest {
        instance_id: Some(instance.into()),
        ..enter(member)
    }
}

impl LoneCoordinator {
    /// What a heartbeat is answered at once.
    pub fn beats(
        &mut self,
        request: ConsumerGroupHeartbeatRequest,
    ) -> ConsumerGroupHeartbeatResponse {
        match self.ask(request) {
            Response::ConsumerGroupHeartbeat(answer) => answer,
            other => panic!("no answer to ConsumerGroupHeartbeat: {other:?}"),
        }
    }

    /// The epoch that a heartbeat is answered, and the partitions of `t`, if it says which.
    pub fn told(&mut self, request: ConsumerGroupHeartbeatRequest) -> (i32, Option<Vec<i32>>) {
        let answer = self.beats(request);
        let numbers = |given: Vec<engine::model::TopicPartition>| {
            given.into_iter().map(|at| at.partition).collect()
        };
        (answer.member_epoch, answer.assignment.map(numbers))
    }
}
