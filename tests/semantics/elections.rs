//! When the controller elects leaders, and whom.

use engine::metadata::{ConfigResource, LeaderRecoveryState};
use engine::model::{Duration, NodeId};
use engine::node::{ElectedFrom, Note};
use engine::protocol::{AlterConfigOp, ElectLeadersRequest, ElectionType, ErrorCode, Response};

use crate::cluster::partition;
use crate::control::{brokers, code, ids};

#[test]
fn a_fenced_broker_is_neither_in_sync_nor_elected_and_leads_again_only_when_asked_for() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    control.die(1);
    assert_eq!(
        (control.leader("t", 0), control.isr("t", 0)),
        (Some(2), vec![2])
    );
    control.come_back(1, false);
    control.alter_isr("t", &[1, 2]);
    assert_eq!(control.leader("t", 0), Some(2));
    assert_eq!(control.elect(ElectionType::Preferred, "t"), ErrorCode::None);
    assert_eq!(control.leader("t", 0), Some(1));
}

#[test]
fn a_broker_in_controlled_shutdown_is_not_elected_however_unclean() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[("unclean.leader.election.enable", "true")]);
    control.topic_on("other", &[2], &[]);
    let mut wish = control.heartbeat(2);
    wish.want_shut_down = true;
    control.beat(wish);
    assert!(control.broker(2).in_controlled_shutdown);
    control.pass(Duration::from_secs(8));
    control.beat(control.heartbeat(2));
    control.pass(Duration::from_secs(1));
    assert!(control.broker(1).fenced && !control.broker(2).fenced);
    assert_eq!(control.leader("t", 0), None);
}

#[test]
fn all_replicas_gone_the_first_eligible_one_to_return_in_order_leads() {
    let mut control = brokers(3, &[]);
    control.topic_on("t", &[1, 2, 3], &[("min.insync.replicas", "2")]);
    for id in [3, 2, 1] {
        control.shut_down(id);
    }
    assert_eq!(control.leader("t", 0), None);
    assert_eq!(control.partition("t", 0).elr, ids(&[1, 2]));
    control.come_back(3, true);
    assert_eq!(control.leader("t", 0), None, "3 was never eligible");
    control.come_back(2, true);
    assert_eq!(
        (control.leader("t", 0), control.isr("t", 0)),
        (Some(2), vec![2])
    );
    let from = |from| {
        control.notes.iter().any(|note| {
            matches!(note,
        Note::LeaderElected { leader: Some(NodeId(2)), from: found, .. } if *found == from)
        })
    };
    assert!(from(ElectedFrom::Elr));
    let eligible = Note::ElrChanged {
        partition: partition("t", 0),
        elr: ids(&[1, 2]),
    };
    assert!(control.notes.contains(&eligible));
}

#[test]
fn unclean_elections_are_off_unless_the_topic_or_the_brokers_allow_them() {
    for (brokers_say, topic_says, elected) in [
        ("false", None, false),
        ("true", None, true),
        ("true", Some("false"), false),
        ("false", Some("true"), true),
    ] {
        let mut control = brokers(2, &[("unclean.leader.election.enable", brokers_say)]);
        let own = topic_says.map(|value| ("unclean.leader.election.enable", value));
        control.topic_on("t", &[1, 2], own.as_slice());
        control.alter_isr("t", &[1]);
        control.die(1);
        assert_eq!(
            control.leader("t", 0),
            elected.then_some(2),
            "{brokers_say}, {topic_says:?}"
        );
        if elected {
            let state = control.partition("t", 0).leader_recovery_state;
            assert_eq!(state, LeaderRecoveryState::Recovering);
        }
    }
}

#[test]
fn all_brokers_can_be_told_to_allow_unclean_elections_while_they_run() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    control.alter_isr("t", &[1]);
    let allow = [("unclean.leader.election.enable", AlterConfigOp::Set, "true")];
    let told = control.alter_configs(ConfigResource::Broker(None), &allow);
    assert_eq!(code(&told), ErrorCode::None);
    control.die(1);
    assert_eq!(control.leader("t", 0), Some(2));
}

#[test]
fn a_topic_that_allows_unclean_elections_too_late_waits_for_the_next_look_every_five_minutes() {
    let mut control = brokers(2, &[("broker.session.timeout.ms", "600000")]);
    control.topic_on("t", &[1, 2], &[]);
    control.alter_isr("t", &[1]);
    let mut wish = control.heartbeat(1);
    (wish.want_fence, wish.want_shut_down) = (true, true);
    control.beat(wish);
    assert_eq!(control.leader("t", 0), None);
    assert_eq!(
        control.set_topic("t", "unclean.leader.election.enable", "true"),
        ErrorCode::None
    );
    control.pass(Duration::from_secs(299));
    assert_eq!(control.leader("t", 0), None);
    control.pass(Duration::from_secs(1));
    assert_eq!(control.leader("t", 0), Some(2));
}

#[test]
fn an_unclean_election_that_is_asked_for_needs_no_config() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    control.alter_isr("t", &[1]);
    assert_eq!(
        control.elect(ElectionType::Unclean, "t"),
        ErrorCode::ElectionNotNeeded
    );
    control.die(1);
    assert_eq!(control.elect(ElectionType::Unclean, "t"), ErrorCode::None);
    assert_eq!(control.leader("t", 0), Some(2));
    let unclean = |note: &Note| {
        matches!(
            note,
            Note::LeaderElected {
                from: ElectedFrom::Unclean,
                ..
            }
        )
    };
    assert!(control.notes.iter().any(unclean));
}

#[test]
fn an_election_that_changes_nothing_says_why() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    assert_eq!(
        control.elect(ElectionType::Preferred, "t"),
        ErrorCode::ElectionNotNeeded
    );
    assert_eq!(
        control.elect(ElectionType::Preferred, "no"),
        ErrorCode::UnknownTopicOrPartition
    );
    control.die(1);
    assert_eq!(
        control.elect(ElectionType::Preferred, "t"),
        ErrorCode::PreferredLeaderNotAvailable
    );
    control.die(2);
    assert_eq!(
        control.elect(ElectionType::Unclean, "t"),
        ErrorCode::EligibleLeadersNotAvailable
    );
}

#[test]
fn an_election_of_all_partitions_is_silent_about_those_that_need_none() {
    let mut control = brokers(2, &[]);
    control.topic_on("balanced", &[2, 1], &[]);
    control.topic_on("t", &[1, 2], &[]);
    control.die(1);
    control.come_back(1, false);
    control.alter_isr("t", &[1, 2]);
    let request = ElectLeadersRequest {
        election_type: ElectionType::Preferred,
        partitions: None,
    };
    match control.ask(request) {
        Response::ElectLeaders(response) => {
            assert_eq!(response.partitions, [(partition("t", 0), Ok(()))]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(control.leader("t", 0), Some(1));
}

#[test]
fn preferred_leaders_lead_again_after_leader_imbalance_check_interval_seconds() {
    for (enabled, leader) in [("true", 1), ("false", 2)] {
        let configs = [
            ("auto.leader.rebalance.enable", enabled),
            ("broker.session.timeout.ms", "1000000"),
        ];
        let mut control = brokers(2, &configs);
        control.topic_on("t", &[1, 2], &[]);
        control.shut_down(1);
        control.come_back(1, true);
        control.alter_isr("t", &[1, 2]);
        control.pass(Duration::from_secs(299));
        assert_eq!(control.leader("t", 0), Some(2));
        control.pass(Duration::from_secs(1));
        assert_eq!(control.leader("t", 0), Some(leader), "{enabled}");
    }
}

#[test]
fn another_min_insync_replicas_makes_nobody_eligible() {
    for resource in [
        ConfigResource::Topic("t".into()),
        ConfigResource::Broker(None),
    ] {
        let mut control = brokers(3, &[]);
        control.topic_on("t", &[1, 2, 3], &[("min.insync.replicas", "3")]);
        control.topic_on("other", &[1, 2, 3], &[("min.insync.replicas", "3")]);
        for topic in ["t", "other"] {
            control.alter_isr(topic, &[1, 2]);
            assert_eq!(control.partition(topic, 0).elr, ids(&[3]));
        }
        let of_all = resource == ConfigResource::Broker(None);
        let before = control.partition("t", 0).partition_epoch;
        let change = [("min.insync.replicas", AlterConfigOp::Set, "2")];
        assert_eq!(
            code(&control.alter_configs(resource, &change)),
            ErrorCode::None
        );
        assert!(control.partition("t", 0).elr.is_empty());
        assert_eq!(control.partition("t", 0).partition_epoch.0, before.0 + 1);
        assert_eq!(control.partition("other", 0).elr.is_empty(), of_all);
    }
}
