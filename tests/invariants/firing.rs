//! Each invariant notices when it does not hold, whether a step is looked at or everything.

use std::sync::Arc;

use engine::client::Observation;
use engine::client::consumer::{ConsumerRecord, ConsumerRecords};
use engine::log::{Record, RecordBatch};
use engine::model::{LeaderEpoch, NodeId, Offset, PartitionEpoch};
use lab::invariants::{Breach, Cluster, Loss};
use sim::{Action, Fault, What};

use crate::case::CONTROLLER;
use crate::lying::Lying;
use crate::scene::{FOLLOWER, LEADER, scene, scene_of};

#[test]
fn a_cluster_as_it_is_breaks_nothing() {
    let scene = scene();
    assert_eq!(scene.shows(LEADER, scene.shown(LEADER)), []);
    assert_eq!(scene.decides(|_| ()), []);
}

#[test]
fn a_high_watermark_above_the_log_end_is_noticed() {
    let scene = scene();
    let mut shown = scene.shown(FOLLOWER);
    shown.high_watermark = Offset(31);
    let breaches = scene.shows(FOLLOWER, shown);
    assert!(matches!(
        breaches[0],
        Breach::OffsetsOutOfOrder {
            broker: FOLLOWER,
            ..
        }
    ));
}

#[test]
fn a_last_stable_offset_above_the_high_watermark_is_noticed() {
    let scene = scene();
    let mut shown = scene.shown(LEADER);
    shown.high_watermark = Offset(30);
    shown.last_stable_offset = Offset(31);
    assert!(matches!(
        scene.shows(LEADER, shown)[..],
        [Breach::OffsetsOutOfOrder { .. }]
    ));
}

#[test]
fn a_follower_that_knows_of_more_than_any_leader_committed_is_noticed() {
    let scene = scene();
    let more = scene.batches()[0].at(Offset(30), LeaderEpoch(0));
    let batches = scene.batches().into_iter().chain([more]);
    let mut shown = scene.shown(FOLLOWER).with_batches(batches);
    shown.high_watermark = Offset(31);
    shown.last_stable_offset = Offset(31);
    let unheard_of = Breach::HighWatermarkUnheardOf {
        broker: FOLLOWER,
        high_watermark: Offset(31),
        committed: Offset(30),
    };
    assert_eq!(scene.shows(FOLLOWER, shown), [unheard_of]);
}

#[test]
fn a_leader_whose_high_watermark_goes_back_is_noticed() {
    let scene = scene();
    let mut shown = scene.shown(LEADER);
    shown.high_watermark = Offset(20);
    shown.last_stable_offset = Offset(20);
    let back = Breach::HighWatermarkWentBack {
        broker: LEADER,
        epoch: LeaderEpoch(0),
        from: Offset(30),
        to: Offset(20),
    };
    assert_eq!(scene.shows(LEADER, shown), [back]);
}

#[test]
fn a_follower_whose_high_watermark_goes_back_is_not() {
    let scene = scene();
    let mut shown = scene.shown(FOLLOWER);
    shown.high_watermark = Offset(20);
    shown.last_stable_offset = Offset(20);
    assert_eq!(scene.shows(FOLLOWER, shown), []);
}

#[test]
fn a_leader_epoch_that_goes_back_at_a_replica_is_noticed() {
    let scene = scene();
    let mut shown = scene.shown(FOLLOWER);
    shown.state.leader_epoch = LeaderEpoch(-1);
    let back = Breach::LeaderEpochWentBack {
        at: FOLLOWER,
        from: LeaderEpoch(0),
        to: LeaderEpoch(-1),
    };
    assert_eq!(scene.shows(FOLLOWER, shown), [back]);
}

#[test]
fn a_second_leader_in_an_epoch_is_noticed() {
    let scene = scene();
    let mut shown = scene.shown(FOLLOWER);
    shown.leads = true;
    let second = Breach::NotItsEpoch {
        broker: FOLLOWER,
        epoch: LeaderEpoch(0),
        leader: Some(LEADER),
    };
    assert_eq!(scene.shows(FOLLOWER, shown), [second]);
}

#[test]
fn a_leader_in_an_epoch_that_has_not_begun_is_noticed() {
    let scene = scene();
    let mut shown = scene.shown(FOLLOWER);
    shown.leads = true;
    shown.state.leader_epoch = LeaderEpoch(1);
    let ahead = Breach::EpochNotBegun {
        broker: FOLLOWER,
        epoch: LeaderEpoch(1),
        begun: LeaderEpoch(0),
    };
    assert_eq!(scene.shows(FOLLOWER, shown), [ahead]);
}

#[test]
fn a_broker_that_starts_again_and_leads_on_in_its_old_epoch_is_noticed() {
    let scene = scene();
    let mut shown = scene.shown(LEADER);
    shown.incarnation += 1;
    let again = Breach::LedAgain {
        broker: LEADER,
        epoch: LeaderEpoch(0),
    };
    assert_eq!(scene.shows(LEADER, shown), [again]);
}

#[test]
fn a_member_of_the_isr_that_lacks_what_is_committed_is_noticed() {
    let scene = scene();
    let mut shown = scene.shown(FOLLOWER);
    let kept = scene.batches().into_iter();
    shown = shown.with_batches(kept.take_while(|batch| batch.next_offset() <= Offset(25)));
    shown.high_watermark = Offset(25);
    shown.last_stable_offset = Offset(25);
    let lacks = Breach::CandidateIncomplete {
        broker: FOLLOWER,
        log_end: Offset(25),
        committed: Offset(30),
    };
    assert_eq!(scene.shows(FOLLOWER, shown), [lacks]);
}

#[test]
fn another_record_below_the_high_watermark_is_noticed() {
    let scene = scene();
    // Known to hold the same so far, it begins again: what it has is compared anew.
    let mut batches = scene.batches();
    let other = batches[3].at(batches[2].base_offset, LeaderEpoch(0));
    batches[2] = other;
    let mut shown = scene.shown(FOLLOWER).with_batches(batches.clone());
    shown.incarnation += 1;
    let differ = Breach::LogsDiffer {
        broker: FOLLOWER,
        offset: batches[2].base_offset,
    };
    assert_eq!(scene.shows(FOLLOWER, shown), [differ]);
}

#[test]
fn a_missing_batch_is_noticed_unless_the_topic_is_compacted() {
    for (policy, noticed) in [("delete", true), ("compact", false)] {
        let scene = scene_of(policy);
        let mut batches = scene.batches();
        let gone = batches.remove(2);
        let mut shown = scene.shown(FOLLOWER).with_batches(batches);
        shown.incarnation += 1;
        let differ = Breach::LogsDiffer {
            broker: FOLLOWER,
            offset: gone.base_offset,
        };
        let expected = if noticed { vec![differ] } else { vec![] };
        assert_eq!(scene.shows(FOLLOWER, shown), expected);
    }
}

#[test]
fn a_cleaner_that_removes_the_last_record_of_a_key_is_noticed() {
    let scene = scene_of("compact");
    let mut batches = scene.batches();
    // Of the last four records, each of its key, one that is alone in its batch, no tombstone, and not the very last.
    let alone = |batch: &RecordBatch| {
        let last = (Offset(26)..Offset(29)).contains(&batch.base_offset);
        last && batch.count() == 1 && batch.records().all(|(_, record)| record.value.is_some())
    };
    let place = batches.iter().position(alone).expect("there is one");
    let last_of_its_key = batches.remove(place).base_offset;
    let shown = scene.shown(FOLLOWER);
    let complete = shown.clone().with_batches(scene.batches()).cleaned();
    assert_eq!(scene.shows(FOLLOWER, complete), []);
    let lacking = shown.with_batches(batches).cleaned();
    let away = Breach::CompactedAway {
        broker: FOLLOWER,
        offset: last_of_its_key,
    };
    assert_eq!(scene.shows(FOLLOWER, lacking), [away]);
}

#[test]
fn a_new_leader_that_lacks_what_was_committed_is_noticed() {
    let scene = scene();
    // The controller hands over to a follower in order, and that one has lost the end.
    let mut image = scene.world.controller().expect("it runs").image.clone();
    let mut topic = (*image.topics[&scene.partition.topic]).clone();
    let mut state = (*topic.partitions[0]).clone();
    state.leader = Some(FOLLOWER);
    state.leader_epoch = LeaderEpoch(1);
    state.partition_epoch = PartitionEpoch(state.partition_epoch.0 + 1);
    let state = Arc::new(state);
    topic.partitions[0] = Arc::clone(&state);
    image
        .topics
        .insert(scene.partition.topic.clone(), Arc::new(topic));
    let kept = scene.batches().into_iter();
    let kept = kept.take_while(|batch| batch.next_offset() <= Offset(25));
    let mut shown = scene.shown(FOLLOWER).with_batches(kept);
    shown.high_watermark = Offset(20);
    shown.last_stable_offset = Offset(20);
    shown.leads = true;
    shown.state = (*state).clone();
    let mut lying = Lying::about(&scene.world);
    lying.image = Some(image);
    let mut invariants = scene.invariants.clone();
    let decided = scene.step(CONTROLLER, What::Booted);
    assert_eq!(invariants.after(&lying, &decided), []);
    lying
        .replicas
        .insert((FOLLOWER, scene.partition.clone()), shown);

    let leads = scene.step(FOLLOWER, What::Booted);
    let mut excused = invariants.clone();
    let lacks = Breach::LeaderIncomplete {
        leader: FOLLOWER,
        epoch: LeaderEpoch(1),
        from: Offset(25),
        committed: Offset(30),
    };
    let breaches = |found: Vec<lab::invariants::Violation>| -> Vec<Breach> {
        found
            .into_iter()
            .map(|violation| violation.breach)
            .collect()
    };
    assert_eq!(
        breaches(invariants.clone().after(&lying, &leads)),
        std::slice::from_ref(&lacks)
    );
    assert!(breaches(invariants.sweep(&lying)).contains(&lacks));

    // The same after power cuts of as many brokers as have to be in sync is as Kafka has it.
    for node in [FOLLOWER, NodeId(3)] {
        let cut = Action::Fault(Fault::PowerCut(node));
        excused.hear(&scene.step(node, What::Action(cut)));
    }
    assert_eq!(excused.after(&lying, &leads), []);
    let lost = excused.findings().last().expect("the loss is told");
    assert!(matches!(
        lost.loss,
        Loss::Committed {
            from: Offset(25),
            to: Offset(30),
            ..
        }
    ));
    assert!(
        lost.to_string().contains("power cuts of brokers 2 3"),
        "{lost}"
    );
}

#[test]
fn an_isr_beyond_the_replicas_is_noticed() {
    let stranger = NodeId(9);
    let breaches = scene().decides(|state| state.isr.push(stranger));
    assert!(breaches.contains(&Breach::MemberHoldsNoReplica { broker: stranger }));
}

#[test]
fn a_leader_outside_the_isr_is_noticed() {
    let breaches = scene().decides(|state| state.isr.retain(|id| *id != LEADER));
    assert_eq!(breaches, [Breach::LeaderOutsideIsr { leader: LEADER }]);
}

#[test]
fn a_fenced_broker_in_the_isr_is_noticed() {
    let breaches = scene().has_image(|image| {
        let mut registration = image.brokers[&FOLLOWER].clone();
        registration.fenced = true;
        image.brokers.insert(FOLLOWER, registration);
    });
    assert!(breaches.contains(&Breach::InactiveInIsr { broker: FOLLOWER }));
}

#[test]
fn a_broker_in_isr_and_elr_is_noticed() {
    let breaches = scene().decides(|state| state.elr.push(FOLLOWER));
    assert!(breaches.contains(&Breach::IsrMeetsElr { broker: FOLLOWER }));
}

#[test]
fn an_elr_beside_enough_in_sync_is_noticed() {
    let breaches = scene().decides(|state| {
        state.isr.retain(|id| *id != FOLLOWER);
        state.elr.push(FOLLOWER);
    });
    assert_eq!(
        breaches,
        [Breach::ElrBesideEnoughIsr { isr: 2, min_isr: 2 }]
    );
}

#[test]
fn epochs_that_go_back_at_the_controller_are_noticed() {
    let breaches = scene().decides(|state| {
        state.leader_epoch = LeaderEpoch(-1);
        state.partition_epoch = PartitionEpoch(-1);
    });
    assert!(
        breaches
            .iter()
            .any(|breach| matches!(breach, Breach::LeaderEpochWentBack { at: CONTROLLER, .. }))
    );
    assert!(
        breaches
            .iter()
            .any(|breach| matches!(breach, Breach::PartitionEpochWentBack { .. }))
    );
}

#[test]
fn an_epoch_that_is_given_twice_is_noticed() {
    let breaches = scene().decides(|state| state.leader = Some(FOLLOWER));
    assert!(breaches.iter().any(|breach| matches!(
        breach,
        Breach::NotItsEpoch {
            epoch: LeaderEpoch(0),
            ..
        }
    )));
}

#[test]
fn a_read_above_the_high_watermark_is_noticed() {
    let breaches = scene().sees(|seen| match seen {
        Observation::Polled { records, .. } => {
            let first = first(records);
            *records = polled(first.offset.plus(100), first.record.into_owned());
            true
        }
        _ => false,
    });
    assert!(matches!(breaches[..], [Breach::ReadNotCommitted { .. }]));
}

#[test]
fn a_read_of_something_else_is_noticed() {
    let breaches = scene().sees(|seen| match seen {
        Observation::Polled { records, .. } => {
            let first = first(records);
            let keyless = Record {
                key: None,
                ..first.record.into_owned()
            };
            *records = polled(first.offset, keyless);
            true
        }
        _ => false,
    });
    assert!(matches!(breaches[..], [Breach::ReadSomethingElse { .. }]));
}

#[test]
fn an_acknowledgement_of_what_is_not_committed_is_noticed() {
    let breaches = scene().sees(|seen| match seen {
        Observation::Acknowledged { base_offset, .. } => {
            base_offset.0 += 1;
            true
        }
        _ => false,
    });
    assert!(matches!(
        breaches[..],
        [Breach::AcknowledgedNotCommitted { .. }]
    ));
}

fn first(records: &ConsumerRecords) -> ConsumerRecord<'_> {
    records.iter().next().expect("a poll returned something")
}

/// One record at an offset.
fn polled(offset: Offset, record: Record) -> ConsumerRecords {
    let batch = RecordBatch::new(-1, -1, -1, vec![record]).at(offset, LeaderEpoch(0));
    let mut records = ConsumerRecords::default();
    records.push(&batch, 0..1);
    records
}
