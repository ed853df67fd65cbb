//! What brokers ask the controller: AlterPartition (56), BrokerRegistration (62), BrokerHeartbeat (63),
//! UnregisterBroker (64), AllocateProducerIds (67).

use super::pen::{Pen, by_topic};
use crate::metadata::LeaderRecoveryState;
use crate::protocol::{
    AllocateProducerIdsRequest, AllocateProducerIdsResponse, AlterPartitionData,
    AlterPartitionRequest, AlterPartitionResponse, BrokerHeartbeatRequest, BrokerHeartbeatResponse,
    BrokerRegistrationRequest, BrokerRegistrationResponse, UnregisterBrokerRequest,
    UnregisterBrokerResponse,
};

pub(super) fn alter_request(pen: &mut Pen<'_>, asked: &AlterPartitionRequest) {
    pen.broker("brokerId", Some(asked.broker_id));
    pen.int64("brokerEpoch", asked.broker_epoch.0);
    let topics = by_id(&asked.partitions);
    pen.array("topics", topics, |pen, partitions| {
        pen.uuid("topicId", partitions[0].topic_id.0.cast_unsigned());
        pen.array("partitions", partitions, |pen, asked| {
            pen.int32("partitionIndex", asked.partition.partition);
            pen.int32("leaderEpoch", asked.leader_epoch.0);
            pen.array("newIsrWithEpochs", &asked.new_isr, |pen, (id, epoch)| {
                pen.broker("brokerId", Some(*id));
                pen.int64("brokerEpoch", epoch.0);
            });
            recovery_state(pen, asked.leader_recovery_state);
            pen.int32("partitionEpoch", asked.partition_epoch.0);
        });
    });
}

/// The partitions of each life of a topic.
fn by_id(partitions: &[AlterPartitionData]) -> Vec<Vec<&AlterPartitionData>> {
    let mut topics: Vec<Vec<&AlterPartitionData>> = Vec::new();
    for asked in partitions {
        match topics
            .iter_mut()
            .find(|it| it[0].topic_id == asked.topic_id)
        {
            Some(found) => found.push(asked),
            None => topics.push(vec![asked]),
        }
    }
    topics
}

pub(super) fn alter_response(pen: &mut Pen<'_>, said: &AlterPartitionResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
    let topics = by_topic(&said.partitions, |said| &said.partition);
    pen.array("topics", topics, |pen, (topic, partitions)| {
        pen.topic_id(topic);
        pen.array("partitions", partitions, |pen, said| {
            pen.int32("partitionIndex", said.partition.partition);
            pen.error("errorCode", said.error);
            pen.broker("leaderId", said.leader);
            pen.int32("leaderEpoch", said.leader_epoch.0);
            pen.brokers("isr", &said.isr);
            recovery_state(pen, said.leader_recovery_state);
            pen.int32("partitionEpoch", said.partition_epoch.0);
        });
    });
}

fn recovery_state(pen: &mut Pen<'_>, state: LeaderRecoveryState) {
    let meaning = match state {
        LeaderRecoveryState::Recovered => "RECOVERED",
        LeaderRecoveryState::Recovering => "RECOVERING",
    };
    pen.int8_for("leaderRecoveryState", state.value(), meaning);
}

/// Listeners, features and log directories are left out, as in the record that the controller makes of it.
pub(super) fn register_request(pen: &mut Pen<'_>, asked: &BrokerRegistrationRequest) {
    pen.broker("brokerId", Some(asked.broker_id));
    pen.string("clusterId", "");
    pen.uuid("incarnationId", asked.incarnation_id);
    pen.array("listeners", [(); 0], |_, ()| {});
    pen.array("features", [(); 0], |_, ()| {});
    pen.nullable_string("rack", asked.rack.as_deref());
    pen.boolean("isMigratingZkBroker", false);
    pen.array("logDirs", [(); 0], |_, ()| {});
    pen.int64("previousBrokerEpoch", asked.previous_broker_epoch.0);
}

pub(super) fn register_response(pen: &mut Pen<'_>, said: &BrokerRegistrationResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
    pen.int64("brokerEpoch", said.broker_epoch.0);
}

/// No log directory is offline (tag 0) or cordoned (tag 1): both fields are left out.
pub(super) fn heartbeat_request(pen: &mut Pen<'_>, asked: &BrokerHeartbeatRequest) {
    pen.broker("brokerId", Some(asked.broker_id));
    pen.int64("brokerEpoch", asked.broker_epoch.0);
    pen.int64("currentMetadataOffset", asked.current_metadata_offset.0);
    pen.boolean("wantFence", asked.want_fence);
    pen.boolean("wantShutDown", asked.want_shut_down);
}

pub(super) fn heartbeat_response(pen: &mut Pen<'_>, said: &BrokerHeartbeatResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
    pen.boolean("isCaughtUp", said.is_caught_up);
    pen.boolean("isFenced", said.is_fenced);
    pen.boolean("shouldShutDown", said.should_shut_down);
}

pub(super) fn unregister_request(pen: &mut Pen<'_>, asked: UnregisterBrokerRequest) {
    pen.broker("brokerId", Some(asked.broker_id));
}

pub(super) fn unregister_response(pen: &mut Pen<'_>, said: &UnregisterBrokerResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
    pen.nullable_string("errorMessage", None);
}

pub(super) fn ids_request(pen: &mut Pen<'_>, asked: AllocateProducerIdsRequest) {
    pen.broker("brokerId", Some(asked.broker_id));
    pen.int64("brokerEpoch", asked.broker_epoch.0);
}

pub(super) fn ids_response(pen: &mut Pen<'_>, said: &AllocateProducerIdsResponse) {
    pen.not_throttled();
    pen.error("errorCode", said.error);
    pen.int64("producerIdStart", said.producer_id_start);
    pen.int32("producerIdLen", said.producer_id_len);
}
