//! Brokers come, live and go as far as the controller knows.

use engine::model::{BrokerEpoch, Duration, NodeId, Offset, TopicName, TopicPartition};
use engine::node::{ElectedFrom, Note};
use engine::protocol::{
    AllocateProducerIdsRequest, AllocateProducerIdsResponse, BrokerHeartbeatRequest,
    BrokerRegistrationRequest, ErrorCode, FetchPartition, FetchRequest, IsolationLevel, Response,
    UnregisterBrokerRequest,
};
use sim::Fault;

use crate::cluster::{Cluster, cluster};
use crate::control::{Control, brokers, controller, creatable};

const SECOND: Duration = Duration::from_secs(1);

fn stopping(control: &Control, id: u32) -> BrokerHeartbeatRequest {
    BrokerHeartbeatRequest {
        want_shut_down: true,
        ..control.heartbeat(id)
    }
}

#[test]
fn a_broker_starts_fenced_and_its_epoch_is_the_metadata_offset_of_its_registration() {
    let mut control = controller(&[]);
    let next = control.end_offset();
    let registered = control.register(1, Some("a"), BrokerEpoch::NONE);
    assert_eq!(registered.error, ErrorCode::None);
    assert_eq!(registered.broker_epoch, BrokerEpoch(next.0));
    assert!(control.broker(1).fenced);
    assert_eq!(control.broker(1).rack.as_deref(), Some("a"));
}

#[test]
fn a_broker_is_let_in_once_it_has_replayed_its_own_registration() {
    let mut control = controller(&[]);
    control.register(1, None, BrokerEpoch::NONE);
    let registered_at = control.broker(1).offset;
    let at = |offset| BrokerHeartbeatRequest {
        current_metadata_offset: offset,
        ..control.heartbeat(1)
    };
    let (early, late) = (at(registered_at.plus(-1)), at(registered_at));
    let answer = control.beat(early);
    assert!(answer.is_fenced && !answer.is_caught_up);
    let answer = control.beat(late);
    assert!(!answer.is_fenced && answer.is_caught_up);
    assert!(control.notes.contains(&Note::BrokerUnfenced(NodeId(1))));
}

#[test]
fn a_broker_that_wants_to_stay_fenced_stays_so() {
    let mut control = controller(&[]);
    control.register(1, None, BrokerEpoch::NONE);
    let request = BrokerHeartbeatRequest {
        want_fence: true,
        ..control.heartbeat(1)
    };
    assert!(control.beat(request).is_fenced);
}

#[test]
fn a_second_broker_of_the_same_id_is_refused_while_the_session_of_the_first_lives() {
    let mut control = brokers(1, &[]);
    let first = control.broker(1).epoch;
    control.pass(SECOND * 8);
    let refused = control.register(1, None, BrokerEpoch::NONE);
    assert_eq!(refused.error, ErrorCode::DuplicateBrokerRegistration);
    assert_eq!(control.broker(1).epoch, first);
    control.pass(SECOND);
    assert_eq!(
        control.register(1, None, BrokerEpoch::NONE).error,
        ErrorCode::None
    );
    assert!(control.broker(1).epoch > first);
}

#[test]
fn a_broker_that_shuts_down_may_be_followed_at_once_by_its_next_incarnation() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    control.beat(stopping(&control, 1));
    assert!(control.broker(1).in_controlled_shutdown);
    let registered = control.register(1, None, BrokerEpoch::NONE);
    assert_eq!(registered.error, ErrorCode::None);
    assert!(control.broker(1).fenced && !control.broker(1).in_controlled_shutdown);
}

#[test]
fn the_same_incarnation_may_ask_again_and_stays_what_it_is() {
    let mut control = controller(&[]);
    let first = control.register_as(1, 77, None, BrokerEpoch::NONE);
    control.beat(control.heartbeat(1));
    let again = control.register_as(1, 77, None, BrokerEpoch::NONE);
    assert_eq!(again, first);
    assert!(!control.broker(1).fenced);
}

#[test]
fn a_heartbeat_of_another_epoch_or_of_a_stranger_is_stale() {
    let mut control = brokers(1, &[]);
    let known = control.heartbeat(1);
    let older = BrokerHeartbeatRequest {
        broker_epoch: BrokerEpoch(known.broker_epoch.0 - 1),
        ..known.clone()
    };
    let stranger = BrokerHeartbeatRequest {
        broker_id: NodeId(9),
        ..known
    };
    for request in [older, stranger] {
        assert_eq!(control.beat(request).error, ErrorCode::StaleBrokerEpoch);
    }
}

#[test]
fn a_broker_that_is_silent_for_broker_session_timeout_ms_is_fenced_and_led_by_others() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    assert_eq!(control.leader("t", 0), Some(1));
    control.pass(SECOND * 8);
    control.beat(control.heartbeat(2));
    assert!(!control.broker(1).fenced);
    control.pass(SECOND);
    assert!(control.broker(1).fenced);
    assert_eq!(control.leader("t", 0), Some(2));
    assert_eq!(control.isr("t", 0), [2]);
    assert!(!control.broker(2).fenced, "its heartbeat kept its session");
}

#[test]
fn broker_session_timeout_ms_may_be_another() {
    let mut control = brokers(1, &[("broker.session.timeout.ms", "3000")]);
    control.pass(Duration::from_millis(2_999));
    assert!(!control.broker(1).fenced);
    control.pass(Duration::from_millis(1));
    assert!(control.broker(1).fenced);
}

#[test]
fn a_broker_that_shuts_down_leaves_every_isr_and_leads_nothing_more() {
    let mut control = brokers(3, &[]);
    control.topic_on("t", &[1, 2, 3], &[]);
    let answer = control.beat(stopping(&control, 1));
    assert!(!answer.should_shut_down && !answer.is_fenced);
    assert_eq!(control.leader("t", 0), Some(2));
    assert_eq!(control.isr("t", 0), [2, 3]);
    assert!(control.notes.contains(&Note::BrokerShuttingDown(NodeId(1))));
}

#[test]
fn a_broker_may_stop_only_when_every_other_active_one_knows_who_leads_now() {
    let mut control = brokers(3, &[]);
    control.topic_on("t", &[1, 2, 3], &[]);
    for id in 1..=3 {
        control.beat(control.heartbeat(id));
    }
    control.beat(stopping(&control, 1));
    control.beat(control.heartbeat(2));
    assert!(!control.beat(stopping(&control, 1)).should_shut_down);
    control.beat(control.heartbeat(3));
    let answer = control.beat(stopping(&control, 1));
    assert!(answer.should_shut_down && answer.is_fenced);
    assert!(control.broker(1).fenced);
}

#[test]
fn what_is_decided_after_a_shutdown_began_does_not_delay_it_nor_does_the_broker_itself() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    let own = control.heartbeat(1).current_metadata_offset;
    let wish = |control: &Control| BrokerHeartbeatRequest {
        current_metadata_offset: own,
        ..stopping(control, 1)
    };
    control.beat(wish(&control));
    let known = control.heartbeat(2);
    control.topic_on("later", &[2], &[]);
    assert!(!control.beat(wish(&control)).should_shut_down);
    control.beat(known);
    assert!(control.beat(wish(&control)).should_shut_down);
}

#[test]
fn a_broker_that_wants_to_be_fenced_and_to_stop_may_stop_though_it_leads() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    let request = BrokerHeartbeatRequest {
        want_fence: true,
        ..stopping(&control, 1)
    };
    assert!(control.beat(request).should_shut_down);
    assert_eq!(control.leader("t", 0), Some(2));
    assert!(!control.has_session(1) && control.has_session(2));
}

#[test]
fn a_broker_that_leads_nothing_may_stop_at_once_and_leaves_the_isrs() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    assert!(control.beat(stopping(&control, 2)).should_shut_down);
    assert_eq!(control.isr("t", 0), [1]);
    assert!(control.broker(2).fenced);
}

#[test]
fn a_fenced_broker_may_stop_at_once() {
    let mut control = controller(&[]);
    control.register(1, None, BrokerEpoch::NONE);
    assert!(control.beat(stopping(&control, 1)).should_shut_down);
}

#[test]
fn who_was_not_shut_down_in_order_is_neither_in_sync_nor_eligible_when_it_returns() {
    let mut control = brokers(3, &[]);
    control.topic_on("t", &[1, 2, 3], &[("min.insync.replicas", "3")]);
    control.die(2);
    assert_eq!(control.partition("t", 0).elr, [NodeId(2)]);
    control.register(2, None, BrokerEpoch::NONE);
    assert!(control.partition("t", 0).elr.is_empty());
}

#[test]
fn what_a_return_changes_comes_before_the_registration_and_must_be_replayed_with_it() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[("min.insync.replicas", "2")]);
    control.die(2);
    let next = control.end_offset();
    let registered = control.register(2, None, BrokerEpoch::NONE);
    assert_eq!(registered.broker_epoch, BrokerEpoch(next.0));
    assert_eq!(
        control.broker(2).offset,
        next.plus(1),
        "its ELR was cleared first"
    );
    let request = BrokerHeartbeatRequest {
        current_metadata_offset: next,
        ..control.heartbeat(2)
    };
    assert!(control.beat(request).is_fenced);
}

#[test]
fn a_controller_that_cannot_keep_its_decisions_ends() {
    let mut control = brokers(1, &[]);
    control.fill_disk();
    assert!(control.exited);
}

#[test]
fn who_names_its_last_epoch_stays_eligible() {
    let mut control = brokers(3, &[]);
    control.topic_on("t", &[1, 2, 3], &[("min.insync.replicas", "3")]);
    control.shut_down(2);
    assert_eq!(control.partition("t", 0).elr, [NodeId(2)]);
    let last = control.broker(2).epoch;
    control.register(2, None, last);
    assert_eq!(control.partition("t", 0).elr, [NodeId(2)]);
}

#[test]
fn a_lone_replica_that_died_leads_again_as_the_last_known_leader_in_a_later_epoch() {
    let mut control = brokers(1, &[]);
    control.topic_on("t", &[1], &[]);
    let before = control.partition("t", 0).leader_epoch;
    control.pass(SECOND * 10);
    assert_eq!(control.leader("t", 0), None);
    control.come_back(1, false);
    assert_eq!(control.leader("t", 0), Some(1));
    assert_eq!(control.partition("t", 0).leader_epoch, before.next().next());
    let elected = control.notes.iter().filter_map(|note| match note {
        Note::LeaderElected { leader, from, .. } => Some((leader.is_some(), *from)),
        _ => None,
    });
    let expected = [
        (false, ElectedFrom::Isr),
        (true, ElectedFrom::LastKnownLeader),
    ];
    assert_eq!(elected.collect::<Vec<_>>(), expected);
}

#[test]
fn a_broker_that_is_unregistered_is_forgotten() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    let forget = |control: &mut Control, id| match control.ask(UnregisterBrokerRequest {
        broker_id: NodeId(id),
    }) {
        Response::UnregisterBroker(response) => response.error,
        other => panic!("{other:?}"),
    };
    assert_eq!(forget(&mut control, 2), ErrorCode::None);
    assert_eq!(control.isr("t", 0), [1]);
    assert!(!control.controller.image().brokers.contains_key(&NodeId(2)));
    assert_eq!(forget(&mut control, 2), ErrorCode::BrokerIdNotRegistered);
}

#[test]
fn a_controller_that_restarts_knows_what_it_decided_and_begins_every_session_anew() {
    let mut control = brokers(2, &[]);
    control.topic_on("t", &[1, 2], &[]);
    control.alter_isr("t", &[1]);
    control.pass(SECOND * 8);
    let before = control.controller.image().clone();
    control.restart();
    assert_eq!(*control.controller.image(), before);
    control.pass(SECOND * 8);
    assert!(!control.broker(1).fenced);
    control.pass(SECOND);
    assert!(control.broker(1).fenced);
}

#[test]
fn nobody_hears_of_a_decision_before_it_is_flushed() {
    let mut control = controller(&[]);
    control.flush_by_hand = true;
    let registered = control.end_offset();
    let number = control.send(BrokerRegistrationRequest {
        broker_id: NodeId(1),
        incarnation_id: 1,
        rack: None,
        previous_broker_epoch: BrokerEpoch::NONE,
    });
    let metadata = TopicPartition::new(&TopicName::from("__cluster_metadata"), 0);
    let fetch = control.send(FetchRequest {
        replica: None,
        max_wait_ms: 500,
        min_bytes: 1,
        max_bytes: i32::MAX,
        isolation: IsolationLevel::ReadUncommitted,
        rack: None,
        partitions: vec![FetchPartition {
            partition: metadata,
            current_leader_epoch: engine::model::LeaderEpoch::NONE,
            fetch_offset: registered,
            log_start_offset: Offset::ZERO,
            last_fetched_epoch: engine::model::LeaderEpoch::NONE,
            max_bytes: i32::MAX,
        }],
    });
    assert_eq!(
        (control.answer(number), control.answer(fetch)),
        (None, None)
    );
    control.flush();
    assert!(control.answer(number).is_some());
    match control.answer(fetch) {
        Some(Response::Fetch(response)) => {
            assert_eq!(response.partitions[0].batches.len(), 1);
            assert_eq!(response.partitions[0].high_watermark, registered.plus(1));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_without_a_decision_waits_for_those_that_are_not_flushed() {
    let mut control = brokers(2, &[]);
    control.flush_by_hand = true;
    let wish = BrokerHeartbeatRequest {
        want_fence: true,
        ..control.heartbeat(1)
    };
    control.send(wish);
    let plain = control.send(control.heartbeat(2));
    assert_eq!(control.answer(plain), None);
    control.flush();
    assert!(control.answer(plain).is_some());
}

#[test]
fn blocks_of_producer_ids_do_not_overlap_and_go_to_registered_brokers_alone() {
    let mut control = brokers(1, &[]);
    let allocate = |control: &mut Control, broker_epoch| {
        let request = AllocateProducerIdsRequest {
            broker_id: NodeId(1),
            broker_epoch,
        };
        match control.ask(request) {
            Response::AllocateProducerIds(response) => response,
            other => panic!("{other:?}"),
        }
    };
    let epoch = control.broker(1).epoch;
    let block = |start| AllocateProducerIdsResponse {
        error: ErrorCode::None,
        producer_id_start: start,
        producer_id_len: 1000,
    };
    assert_eq!(allocate(&mut control, epoch), block(0));
    control.restart();
    assert_eq!(allocate(&mut control, epoch), block(1000));
    let stale = allocate(&mut control, BrokerEpoch(epoch.0 - 1));
    assert_eq!(stale.error, ErrorCode::StaleBrokerEpoch);
}

#[test]
fn a_new_cluster_has_eligible_leader_replicas_and_one_min_insync_replicas_for_all() {
    let control = controller(&[("min.insync.replicas", "2")]);
    assert!(control.controller.image().is_elr_enabled());
    assert_eq!(
        control
            .controller
            .image()
            .broker_config()
            .min_insync_replicas,
        2
    );
    assert_eq!(control.end_offset(), Offset(2));
    let mut control = control;
    control.join(1);
    control
        .create(creatable("t", 1, 1))
        .expect("there is a broker");
    let image = control.controller.image();
    assert_eq!(
        image
            .topic_config(&"t".into())
            .map(|config| config.min_insync_replicas),
        Some(2)
    );
}

#[test]
fn a_broker_that_is_closed_hands_its_partitions_over_and_returns_without_being_missed() {
    let mut kafka = cluster(3).topic("t", 3, 3, &[]).start();
    kafka.until_ms(3_000).close(1).until_ms(12_000);
    assert!(
        !kafka
            .world
            .slot(NodeId(1))
            .expect("it is there")
            .life()
            .is_running()
    );
    for number in 0..3 {
        assert_ne!(kafka.leader("t", number), Some(1));
        assert_eq!(kafka.isr("t", number), [2, 3]);
    }
    kafka.start(1).until_ms(20_000);
    for number in 0..3 {
        assert_eq!(kafka.isr("t", number), [1, 2, 3]);
    }
}

#[test]
fn a_broker_that_is_killed_is_missed_after_its_session_and_cannot_return_before() {
    let mut kafka = cluster(3).topic("t", 3, 3, &[]).start();
    kafka
        .until_ms(3_000)
        .fault(Fault::Crash(NodeId(1)))
        .start(1)
        .until_ms(9_000);
    let epoch = |kafka: &Cluster| kafka.controller().image().brokers[&NodeId(1)].epoch;
    let first = epoch(&kafka);
    assert!(
        kafka.controller().image().is_active(NodeId(1)),
        "its session lives"
    );
    kafka.until_ms(20_000);
    assert!(epoch(&kafka) > first);
    assert_eq!(kafka.isr("t", 0), [1, 2, 3]);
}
