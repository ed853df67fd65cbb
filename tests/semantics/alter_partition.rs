//! A leader changes its ISR, and when it may not.

use engine::metadata::LeaderRecoveryState;
use engine::model::{BrokerEpoch, LeaderEpoch, NodeId, PartitionEpoch, TopicId};
use engine::protocol::{AlterPartitionData, AlterPartitionRequest, ElectionType, ErrorCode};

use crate::cluster::partition;
use crate::control::{Control, brokers, ids};

/// Three brokers with a topic on all of them, led by broker 1.
fn three() -> Control {
    let mut control = brokers(3, &[]);
    control.topic_on("t", &[1, 2, 3], &[]);
    control
}

/// Asks for ISR 1, 2 with something else changed, and says what came of it.
fn refused(control: &mut Control, change: impl FnOnce(&mut AlterPartitionData)) -> ErrorCode {
    let mut request = control.alteration("t", &[1, 2]);
    change(&mut request.partitions[0]);
    let before = control.partition("t", 0).clone();
    let error = control.alter(request).error;
    assert_eq!(*control.partition("t", 0), before, "nothing changed");
    error
}

#[test]
fn a_leader_may_shrink_and_expand_its_isr_and_hears_the_new_partition_epoch() {
    let mut control = three();
    for isr in [&[1, 2][..], &[1, 2, 3]] {
        let epoch = control.partition("t", 0).partition_epoch;
        let altered = control.alter(control.alteration("t", isr));
        assert_eq!(altered.error, ErrorCode::None);
        assert_eq!(altered.isr, ids(isr));
        assert_eq!(altered.leader, Some(NodeId(1)));
        assert_eq!(altered.partition_epoch, PartitionEpoch(epoch.0 + 1));
        assert_eq!(altered.leader_epoch, LeaderEpoch(0));
        assert_eq!(control.isr("t", 0), isr);
    }
}

#[test]
fn whoever_checks_invariants_is_told_of_each_partition_that_changes() {
    let mut control = three();
    control.topic_on("u", &[2, 1], &[]);
    control.changed.clear();
    control.alter_isr("t", &[1, 2]);
    let changed = |control: &Control| -> Vec<_> {
        let of_topics = control
            .changed
            .iter()
            .filter(|p| p.topic.as_str().len() == 1);
        of_topics.cloned().collect()
    };
    assert_eq!(changed(&control), [partition("t", 0)]);
    control.die(1);
    assert_eq!(
        changed(&control)[1..],
        [partition("t", 0), partition("u", 0)]
    );
}

#[test]
fn an_isr_that_is_the_same_changes_no_epoch() {
    let mut control = three();
    let before = control.end_offset();
    assert_eq!(
        control.alter(control.alteration("t", &[1, 2, 3])).error,
        ErrorCode::None
    );
    assert_eq!(control.end_offset(), before);
}

#[test]
fn a_leader_of_another_broker_epoch_is_stale() {
    let mut control = three();
    let mut request = control.alteration("t", &[1, 2]);
    request.broker_epoch = BrokerEpoch(request.broker_epoch.0 - 1);
    assert_eq!(control.alter(request).error, ErrorCode::StaleBrokerEpoch);
}

#[test]
fn an_older_leader_epoch_is_fenced_and_a_newer_one_was_not_given_by_this_controller() {
    let mut control = three();
    let older = refused(&mut control, |data| data.leader_epoch = LeaderEpoch(-1));
    assert_eq!(older, ErrorCode::FencedLeaderEpoch);
    let newer = refused(&mut control, |data| data.leader_epoch = LeaderEpoch(1));
    assert_eq!(newer, ErrorCode::NotController);
}

#[test]
fn a_change_that_was_computed_from_an_older_state_is_an_invalid_update_version() {
    let mut control = three();
    let older = refused(&mut control, |data| {
        data.partition_epoch = PartitionEpoch(-1);
    });
    assert_eq!(older, ErrorCode::InvalidUpdateVersion);
    let newer = refused(&mut control, |data| {
        data.partition_epoch = PartitionEpoch(1);
    });
    assert_eq!(newer, ErrorCode::NotController);
}

#[test]
fn only_the_leader_may_change_the_isr() {
    let mut control = three();
    let request = AlterPartitionRequest {
        broker_id: NodeId(2),
        broker_epoch: control.broker(2).epoch,
        ..control.alteration("t", &[1, 2])
    };
    assert_eq!(control.alter(request).error, ErrorCode::InvalidRequest);
}

#[test]
fn an_isr_is_of_replicas_each_once_and_the_leader_among_them() {
    let mut control = three();
    control.join(4);
    let stranger = (NodeId(4), control.broker(4).epoch);
    let wrong = [
        refused(&mut control, |data| data.new_isr.clear()),
        refused(&mut control, |data| data.new_isr.push(stranger)),
        refused(&mut control, |data| data.new_isr.push(data.new_isr[0])),
        refused(&mut control, |data| {
            data.new_isr.retain(|(id, _)| *id != NodeId(1));
        }),
    ];
    assert_eq!(wrong, [ErrorCode::InvalidRequest; 4]);
}

#[test]
fn a_topic_id_or_a_partition_that_is_not_known_is_refused_by_its_own_code() {
    let mut control = three();
    let topic = refused(&mut control, |data| data.topic_id = TopicId(9999));
    assert_eq!(topic, ErrorCode::UnknownTopicId);
    let number = refused(&mut control, |data| data.partition = partition("t", 1));
    assert_eq!(number, ErrorCode::UnknownTopicOrPartition);
}

#[test]
fn a_fenced_broker_is_ineligible() {
    let mut control = three();
    control.die(2);
    assert_eq!(refused(&mut control, |_| {}), ErrorCode::IneligibleReplica);
}

#[test]
fn a_broker_in_controlled_shutdown_is_ineligible() {
    let mut control = three();
    control.topic_on("other", &[2, 1], &[]);
    let mut wish = control.heartbeat(2);
    wish.want_shut_down = true;
    assert!(!control.beat(wish).is_fenced);
    assert_eq!(refused(&mut control, |_| {}), ErrorCode::IneligibleReplica);
}

#[test]
fn another_incarnation_than_the_one_that_fetched_is_ineligible() {
    let mut control = three();
    let older = refused(&mut control, |data| data.new_isr[1].1 = BrokerEpoch(0));
    assert_eq!(older, ErrorCode::IneligibleReplica);
    let mut request = control.alteration("t", &[1, 2]);
    request.partitions[0].new_isr[1].1 = BrokerEpoch::NONE;
    assert_eq!(
        control.alter(request).error,
        ErrorCode::None,
        "a leader may not know it"
    );
}

#[test]
fn a_leader_that_recovers_is_alone_in_sync_until_it_says_that_it_has_recovered() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    control.alter_isr("t", &[1]);
    control.die(1);
    control.elect(ElectionType::Unclean, "t");
    control.come_back(1, false);
    let recovering = |data: &mut AlterPartitionData| {
        data.leader_recovery_state = LeaderRecoveryState::Recovering;
    };
    assert_eq!(refused(&mut control, recovering), ErrorCode::InvalidRequest);
    let recovered = control.alter(control.alteration("t", &[2]));
    assert_eq!(
        recovered.leader_recovery_state,
        LeaderRecoveryState::Recovered
    );
    let state = control.partition("t", 0).leader_recovery_state;
    assert_eq!(state, LeaderRecoveryState::Recovered);
    let mut request = control.alteration("t", &[2]);
    recovering(&mut request.partitions[0]);
    let back = control.alter(request).error;
    assert_eq!(
        back,
        ErrorCode::InvalidRequest,
        "it cannot begin to recover by itself"
    );
}
