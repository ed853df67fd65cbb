//! AlterPartition, BrokerRegistration, BrokerHeartbeat, UnregisterBroker, AllocateProducerIds.

use engine::metadata::LeaderRecoveryState;
use engine::model::{BrokerEpoch, LeaderEpoch, Offset, PartitionEpoch, TopicId};
use engine::protocol::{
    AllocateProducerIdsRequest, AllocateProducerIdsResponse, AlterPartitionData,
    AlterPartitionRequest, AlterPartitionResponse, AlterPartitionResult, BrokerHeartbeatRequest,
    BrokerHeartbeatResponse, BrokerRegistrationRequest, BrokerRegistrationResponse, ErrorCode,
    UnregisterBrokerRequest, UnregisterBrokerResponse,
};

use super::{ask, node, nodes, place, places, say, text};
use crate::Case;

pub fn cases() -> Vec<Case> {
    let mut cases = alterations();
    cases.extend(lives());
    cases
}

fn alterations() -> Vec<Case> {
    let states = [
        LeaderRecoveryState::Recovered,
        LeaderRecoveryState::Recovering,
        LeaderRecoveryState::Recovered,
    ];
    let asked = places().into_iter().zip(states);
    let change = |(partition, state)| AlterPartitionData {
        topic_id: TopicId(if partition == place("größe", 0) {
            7
        } else {
            9
        }),
        partition,
        leader_epoch: LeaderEpoch(6),
        new_isr: vec![(node(1), BrokerEpoch(30)), (node(2), BrokerEpoch::NONE)],
        leader_recovery_state: state,
        partition_epoch: PartitionEpoch(15),
    };
    let changed = AlterPartitionResult {
        partition: place("orders", 2),
        error: ErrorCode::None,
        leader: Some(node(1)),
        leader_epoch: LeaderEpoch(6),
        isr: nodes(&[1, 2]),
        leader_recovery_state: LeaderRecoveryState::Recovering,
        partition_epoch: PartitionEpoch(16),
    };
    let refused = AlterPartitionResult::refused(place("rides", 1), ErrorCode::FencedLeaderEpoch);
    vec![
        ask(AlterPartitionRequest {
            broker_id: node(1),
            broker_epoch: BrokerEpoch(30),
            partitions: asked.map(change).collect(),
        }),
        say(AlterPartitionResponse {
            error: ErrorCode::StaleBrokerEpoch,
            partitions: Vec::new(),
        }),
        say(AlterPartitionResponse {
            error: ErrorCode::None,
            partitions: vec![changed, refused],
        }),
    ]
}

fn lives() -> Vec<Case> {
    vec![
        ask(BrokerRegistrationRequest {
            broker_id: node(3),
            incarnation_id: u64::MAX - 5,
            rack: Some(text("eu-1")),
            previous_broker_epoch: BrokerEpoch(12),
        }),
        ask(BrokerRegistrationRequest {
            broker_id: node(3),
            incarnation_id: 1,
            rack: None,
            previous_broker_epoch: BrokerEpoch::NONE,
        }),
        say(BrokerRegistrationResponse {
            error: ErrorCode::DuplicateBrokerRegistration,
            broker_epoch: BrokerEpoch(44),
        }),
        ask(heartbeat()),
        say(BrokerHeartbeatResponse {
            error: ErrorCode::None,
            is_caught_up: true,
            is_fenced: false,
            should_shut_down: true,
        }),
        ask(UnregisterBrokerRequest { broker_id: node(4) }),
        say(UnregisterBrokerResponse {
            error: ErrorCode::BrokerIdNotRegistered,
        }),
        ask(AllocateProducerIdsRequest {
            broker_id: node(3),
            broker_epoch: BrokerEpoch(44),
        }),
        say(AllocateProducerIdsResponse {
            error: ErrorCode::None,
            producer_id_start: 3_000,
            producer_id_len: 1_000,
        }),
    ]
}

fn heartbeat() -> BrokerHeartbeatRequest {
    BrokerHeartbeatRequest {
        broker_id: node(3),
        broker_epoch: BrokerEpoch(44),
        current_metadata_offset: Offset(120),
        want_fence: true,
        want_shut_down: false,
    }
}
