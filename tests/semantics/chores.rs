//! What a broker does about its logs from time to time, and how it starts and ends.

use std::sync::Arc;

use engine::broker::{Broker, BrokerSetup, BrokerState, DEFAULT_PAGE_CACHE};
use engine::client::ClientCommand;
use engine::config::BrokerConfig;
use engine::log::{Record, RecordBatch};
use engine::metadata::MetadataRecord;
use engine::model::{
    Instant, NodeId, Offset, Payload, StepId, Timestamp, TopicName, TopicPartition,
};
use engine::node::{Boot, Chunk, DiskImage, Effect, Effects, File, Input, Node, Now};
use engine::protocol::DeleteRecordsRequest;

use crate::cluster::set;
use crate::lone_broker::{CLIENT, CONTROLLER, LoneBroker, TOPIC_ID, topic_config};
use crate::partition::numbered;

const BROKER: NodeId = NodeId(1);
const FOLLOWER: NodeId = NodeId(2);
const NOW: i64 = 1_700_000_000_000;

fn leader(configs: &[(&str, &str)], of_topic: &[(&str, &str)]) -> LoneBroker {
    let mut kafka = LoneBroker::started(BROKER, |setup| {
        set(Arc::make_mut(&mut setup.config), configs);
    });
    kafka.lead(&[BROKER], &[BROKER], 1);
    for (name, value) in of_topic {
        kafka.publish(&[topic_config("t", name, value)]);
    }
    kafka
}

fn fresh(key: &str) -> RecordBatch {
    let record = Record::new(Timestamp(NOW), Some(key.into()), Some(Payload::from("x")));
    RecordBatch::new(-1, -1, -1, vec![record])
}

/// How often this was written since the last look.
fn written(kafka: &mut LoneBroker, file: &File) -> usize {
    let effects = std::mem::take(&mut kafka.effects);
    let written = effects.iter();
    written
        .filter(|effect| matches!(effect, Effect::Replace(of, _) if of == file))
        .count()
}

#[test]
fn logs_are_flushed_every_log_flush_scheduler_interval_ms_once_flush_ms_have_passed() {
    let scheduler = [("log.flush.scheduler.interval.ms", "100")];
    let mut kafka = leader(&scheduler, &[("flush.ms", "1000")]);
    let flushes = |kafka: &LoneBroker| {
        let effects = kafka.effects.iter();
        effects
            .filter(|effect| matches!(effect, Effect::Flush(..)))
            .count()
    };
    kafka.append(1);
    kafka.wait_ms(500);
    assert_eq!(flushes(&kafka), 0);
    kafka.wait_ms(1_000);
    assert_eq!(flushes(&kafka), 1);
    let mut kafka = leader(&[], &[("flush.ms", "1000")]);
    kafka.append(1);
    kafka.wait_ms(20_000);
    assert_eq!(flushes(&kafka), 0, "nobody looks");
}

#[test]
fn high_watermarks_are_written_down_every_5_s_and_recovery_points_every_minute() {
    let mut kafka = leader(&[], &[]);
    kafka.append(1);
    kafka.effects.clear();
    kafka.wait_ms(20_000);
    assert_eq!(written(&mut kafka, &File::HighWatermarks), 4);
    let mut kafka = leader(&[], &[]);
    kafka.append(1);
    kafka.wait_ms(100_000);
    assert_eq!(written(&mut kafka, &File::RecoveryPoints), 2);
}

#[test]
fn a_broker_without_partitions_writes_no_checkpoint() {
    let mut kafka = LoneBroker::started(BROKER, |_| {});
    kafka.wait_ms(20_000);
    assert_eq!(written(&mut kafka, &File::HighWatermarks), 0);
}

#[test]
fn log_starts_are_written_down_only_where_they_lie_within_a_segment() {
    let mut kafka = leader(&[], &[]);
    kafka.produce(fresh("k"), 1);
    kafka.produce(fresh("k"), 1);
    kafka.wait_ms(100_000);
    assert_eq!(written(&mut kafka, &File::LogStartOffsets), 0);
    let request = DeleteRecordsRequest {
        partitions: vec![(kafka.replica().log().partition().clone(), Offset(1))],
        timeout_ms: 1_000,
    };
    kafka.ask(CLIENT, request);
    kafka.wait_ms(120_000);
    assert_eq!(written(&mut kafka, &File::LogStartOffsets), 2);
}

#[test]
fn old_segments_go_in_the_next_round_and_their_files_a_minute_later() {
    let mut kafka = leader(&[], &[]);
    kafka.append(1);
    kafka.wait_ms(29_000);
    assert_eq!(kafka.replica().log().batch_count(), 1);
    kafka.wait_ms(2_000);
    assert_eq!(kafka.replica().log().batch_count(), 0);
    let gone = |kafka: &LoneBroker| {
        let mut effects = kafka.effects.iter();
        effects.any(|effect| matches!(effect, Effect::Delete(File::DeletedSegment(..))))
    };
    kafka.wait_ms(57_000);
    assert!(!gone(&kafka));
    kafka.wait_ms(2_000);
    assert!(gone(&kafka));
}

#[test]
fn a_compacted_topic_is_compacted_unless_the_cleaner_is_off() {
    for (enabled, left) in [("true", 2), ("false", 3)] {
        let configs = [("log.cleaner.enable", enabled)];
        let of_topic = [("cleanup.policy", "compact"), ("segment.ms", "1")];
        let mut kafka = leader(&configs, &of_topic);
        for at in [0, 10, 20] {
            let record = Record::new(Timestamp(NOW + at), Some("k".into()), Some("v".into()));
            kafka.produce(RecordBatch::new(-1, -1, -1, vec![record]), 1);
        }
        kafka.wait_ms(29_000);
        assert_eq!(kafka.replica().log().batch_count(), 3);
        kafka.wait_ms(2_000);
        assert_eq!(kafka.replica().log().batch_count(), left);
        let checkpoints = written(&mut kafka, &File::CleanerOffsets);
        assert_eq!(checkpoints, usize::from(enabled == "true"));
    }
}

#[test]
fn a_log_is_compacted_again_only_when_enough_of_it_is_dirty() {
    let of_topic = [("cleanup.policy", "compact"), ("segment.ms", "1")];
    let mut kafka = leader(&[], &of_topic);
    let mut at = NOW;
    let mut rounds = |kafka: &mut LoneBroker, keys: &[&str]| {
        for key in keys {
            at += 10;
            let record = Record::new(Timestamp(at), Some((*key).into()), Some("v".into()));
            kafka.produce(RecordBatch::new(-1, -1, -1, vec![record]), 1);
        }
        kafka.wait_ms(31_000);
        written(kafka, &File::CleanerOffsets)
    };
    assert_eq!(rounds(&mut kafka, &["a", "b", "c", "d"]), 1);
    // The last one was the active segment's.
    assert_eq!(rounds(&mut kafka, &["e"]), 0, "1 of 4 is dirty");
    assert_eq!(rounds(&mut kafka, &["f", "g", "h"]), 1, "4 of 7 are dirty");
}

#[test]
fn the_cleaner_rests_only_when_no_log_is_dirty_enough() {
    let of_topic = [("cleanup.policy", "compact"), ("segment.ms", "1")];
    let mut kafka = leader(&[], &of_topic);
    kafka.publish(&[MetadataRecord::Partition {
        topic_id: TOPIC_ID,
        partition: 1,
        replicas: vec![BROKER],
        isr: vec![BROKER],
    }]);
    let topic = TopicName::from("t");
    let places = [0, 1].map(|partition| TopicPartition::new(&topic, partition));
    for (place, records) in places.iter().zip([3, 5]) {
        for at in (NOW..).step_by(10).take(records) {
            let record = Record::new(Timestamp(at), Some("k".into()), Some("v".into()));
            kafka.produce_to(place, RecordBatch::new(-1, -1, -1, vec![record]), 1);
        }
    }
    let batches = |kafka: &LoneBroker| {
        let replicas = places
            .iter()
            .filter_map(|place| kafka.broker.replica(place));
        replicas
            .map(|replica| replica.log().batch_count())
            .collect::<Vec<_>>()
    };
    kafka.wait_ms(29_000);
    assert_eq!(batches(&kafka), [3, 5]);
    // The first round comes after 30 s, the next one 15 s later (`log.cleaner.backoff.ms`).
    kafka.wait_ms(2_000);
    assert_eq!(batches(&kafka), [2, 2]);
}

#[test]
fn a_topic_that_is_not_compacted_is_left_alone_by_the_cleaner() {
    let mut kafka = leader(&[], &[("segment.ms", "1")]);
    for at in [0, 10] {
        let record = Record::new(Timestamp(NOW + at), Some("k".into()), Some("v".into()));
        kafka.produce(RecordBatch::new(-1, -1, -1, vec![record]), 1);
    }
    kafka.wait_ms(31_000);
    assert_eq!(kafka.replica().log().batch_count(), 2);
}

#[test]
fn idle_producers_are_forgotten_every_ten_minutes() {
    let mut kafka = leader(&[], &[("retention.ms", "-1")]);
    kafka.produce(numbered(7, 0, 0, 1), 1);
    kafka.publish(&[topic_config("t", "flush.ms", "9")]);
    // The records of `numbered` are of the broker's own time: it is not idle.
    kafka.wait_ms(601_000);
    assert!(kafka.replica().log().producers().entry(7).is_some());
    let ancient = Record::new(Timestamp(1), None, Some(Payload::from("x")));
    kafka.produce(RecordBatch::new(8, 0, 0, vec![ancient]), 1);
    assert!(kafka.replica().log().producers().entry(8).is_some());
    kafka.wait_ms(601_000);
    assert!(kafka.replica().log().producers().entry(8).is_none());
}

#[test]
fn who_has_not_caught_up_for_replica_lag_time_max_ms_is_looked_for_twice_as_often() {
    let both = [BROKER, FOLLOWER];
    let mut kafka = LoneBroker::leading(BROKER, &both, &both, 1);
    kafka.append(1);
    // A look every 15 s from the start on: after 30 s it has not been missing for 30 s.
    kafka.wait_ms(44_500);
    assert!(kafka.proposal.is_none());
    kafka.wait_ms(500);
    let (proposal, _) = kafka.proposal.as_ref().expect("it leaves");
    let isr: Vec<NodeId> = proposal.new_isr.iter().map(|(id, _)| *id).collect();
    assert_eq!(isr, [BROKER]);
}

#[test]
fn a_broker_runs_from_when_the_controller_lets_it_in() {
    let mut kafka = LoneBroker::started(BROKER, |_| {});
    kafka.fenced = true;
    kafka.wait_ms(5_000);
    assert!(kafka.broker.is_fenced());
    kafka.fenced = false;
    kafka.wait_ms(5_000);
    assert_eq!(kafka.broker.state(), BrokerState::Running);
    assert!(!kafka.broker.is_fenced());
}

/// A broker that is told to close: it flushes, and leaves this behind.
fn closed(kafka: &mut LoneBroker) -> Vec<Effect> {
    kafka.effects.clear();
    kafka.give(Input::Command(ClientCommand::Close));
    kafka.wait_ms(5_000);
    let flushing: Vec<_> = kafka
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Flush(_, ticket) => Some(*ticket),
            _ => None,
        })
        .collect();
    for ticket in flushing {
        kafka.give(Input::DiskDone(ticket));
    }
    std::mem::take(&mut kafka.effects)
}

#[test]
fn a_broker_that_closes_in_order_says_so_on_its_disk_once_everything_is_flushed() {
    let mut kafka = leader(&[], &[]);
    kafka.append(1);
    let effects = closed(&mut kafka);
    assert_eq!(kafka.replica().log().flushed_to(), Offset(1));
    let farewell = |effect: &Effect| matches!(effect, Effect::Replace(File::CleanShutdown, _));
    assert!(effects.iter().any(farewell));
    assert_eq!(effects.last(), Some(&Effect::Exit));
}

#[test]
fn a_broker_that_never_registered_leaves_no_epoch_behind() {
    let mut broker = Broker::new(BrokerSetup {
        id: BROKER,
        rack: None,
        controller: CONTROLLER,
        config: Arc::new(BrokerConfig::default()),
        page_cache: DEFAULT_PAGE_CACHE,
    });
    let now = Now {
        mono: Instant(1_000_000),
        wall: Timestamp(NOW),
        step: StepId(0),
    };
    let boot = Boot {
        incarnation: 0,
        entropy: 1,
        disk: DiskImage::new(),
    };
    let mut effects = Effects::default();
    broker.handle(now, Input::Booted(boot), &mut effects);
    broker.handle(now, Input::Command(ClientCommand::Close), &mut effects);
    let said = |effect: &Effect| matches!(effect, Effect::Replace(_, Chunk::BrokerEpoch(_)));
    assert!(!effects.as_slice().iter().any(said));
    assert_eq!(effects.as_slice().last(), Some(&Effect::Exit));
}
