//! How a broker starts and stops, seen closely: what its disk has kept, and what it tells the controller.

use std::sync::Arc;

use engine::broker::{BrokerState, BrokerTimer, Chore};
use engine::client::ClientCommand;
use engine::config::{BrokerConfig, Configs};
use engine::log::RecordBatch;
use engine::metadata::MetadataRecord;
use engine::model::{BrokerEpoch, LeaderEpoch, NodeId, Offset, TopicId, TopicName, TopicPartition};
use engine::node::{Chunk, DiskImage, Effect, File, Input, Ticket};

use crate::cluster::set;
use crate::lone_broker::{LoneBroker, TOPIC_ID, registered};
use crate::partition::numbered;

const BROKER: NodeId = NodeId(1);
const LEADER: NodeId = NodeId(2);

fn place() -> TopicPartition {
    TopicPartition::new(&TopicName::from("t"), 0)
}

fn batch() -> RecordBatch {
    numbered(-1, -1, -1, 5).at(Offset(0), LeaderEpoch(0))
}

/// A broker that comes back with five records of a topic of this id, three of which it knows to be committed.
fn back_with(topic_id: TopicId) -> LoneBroker {
    let files = [
        (File::PartitionMetadata(place()), Chunk::TopicId(topic_id)),
        (File::Log(place()), Chunk::Batch(batch())),
        (
            File::HighWatermarks,
            Chunk::Offsets(vec![(place(), Offset(3))]),
        ),
        (File::CleanShutdown, Chunk::BrokerEpoch(BrokerEpoch(7))),
    ];
    let files = files.into_iter();
    let disk: DiskImage = files
        .map(|(file, chunk)| (file, [chunk].into_iter().collect()))
        .collect();
    let mut kafka = LoneBroker::started_with(BROKER, disk, |_| {});
    kafka.create(LEADER, &[BROKER, LEADER], &[BROKER, LEADER], 1);
    kafka
}

#[test]
fn a_broker_knows_after_a_start_how_much_was_committed() {
    let kafka = back_with(TOPIC_ID);
    let replica = kafka.replica();
    assert_eq!(
        (replica.high_watermark(), replica.log().log_end_offset()),
        (Offset(3), Offset(5))
    );
}

#[test]
fn a_broker_throws_away_what_it_has_of_a_topic_that_was_deleted_meanwhile() {
    let kafka = back_with(TopicId(99));
    assert_eq!(kafka.replica().log().log_end_offset(), Offset(0));
    assert_eq!(kafka.replica().high_watermark(), Offset(0));
    assert!(kafka.effects.contains(&Effect::Delete(File::Log(place()))));
}

#[test]
fn a_broker_that_had_stopped_in_order_registers_with_the_epoch_that_it_had() {
    let kafka = back_with(TOPIC_ID);
    let previous = |kafka: &LoneBroker| {
        let registration = kafka.registration.as_ref().expect("it registers");
        registration.previous_broker_epoch
    };
    assert_eq!(previous(&kafka), BrokerEpoch(7));
    let forgotten = Effect::Delete(File::CleanShutdown);
    assert!(kafka.effects.contains(&forgotten), "next time it may crash");
    let kafka = LoneBroker::started(BROKER, |_| {});
    assert_eq!(previous(&kafka), BrokerEpoch(-1));
}

#[test]
fn the_files_of_a_deleted_topic_go() {
    let mut kafka = LoneBroker::leading(BROKER, &[BROKER], &[BROKER], 1);
    kafka.append(1);
    kafka.effects.clear();
    let topic_id = TOPIC_ID;
    kafka.publish(&[MetadataRecord::RemoveTopic { topic_id }]);
    for file in [File::Log(place()), File::PartitionMetadata(place())] {
        assert!(kafka.effects.contains(&Effect::Delete(file)));
    }
    assert!(kafka.broker.replica(&place()).is_none());
}

#[test]
fn a_broker_wants_to_stay_fenced_until_it_has_replayed_its_own_registration() {
    let mut kafka = LoneBroker::started(BROKER, |_| {});
    kafka.fenced = true;
    assert_eq!(kafka.heartbeats, [], "it has just registered");
    let wishes = |kafka: &LoneBroker| {
        let heartbeats = kafka.heartbeats.iter();
        let wishes = heartbeats.map(|beat| (beat.want_fence, beat.current_metadata_offset.0));
        wishes.collect::<Vec<_>>()
    };
    kafka.wait_ms(2_000);
    assert_eq!(wishes(&kafka), [(true, -1)]);
    // Its epoch is the offset of its registration, 0.
    kafka.publish(&registered(&[BROKER]));
    assert_eq!(
        wishes(&kafka),
        [(true, -1), (false, 0)],
        "it says so at once"
    );
    assert_eq!(kafka.broker.state(), BrokerState::Recovery, "but is fenced");
    kafka.fenced = false;
    kafka.wait_ms(1_500);
    assert_eq!(kafka.heartbeats.len(), 2, "broker.heartbeat.interval.ms");
    kafka.wait_ms(500);
    assert_eq!(kafka.heartbeats.len(), 3);
    assert_eq!(kafka.broker.state(), BrokerState::Running);
}

fn close(kafka: &mut LoneBroker) {
    kafka.give(Input::Command(ClientCommand::Close));
}

#[test]
fn a_broker_goes_when_the_controller_lets_it_go() {
    let mut kafka = LoneBroker::leading(BROKER, &[BROKER], &[BROKER], 1);
    kafka.detained = true;
    close(&mut kafka);
    kafka.wait_ms(5_000);
    assert!(!kafka.effects.contains(&Effect::Exit));
    assert_eq!(kafka.broker.state(), BrokerState::PendingControlledShutdown);
    kafka.detained = false;
    kafka.wait_ms(2_000);
    assert!(kafka.effects.contains(&Effect::Exit));
}

#[test]
fn without_controlled_shutdown_a_broker_asks_nobody_before_it_goes() {
    let mut kafka = LoneBroker::started(BROKER, |setup| {
        let config = Arc::make_mut(&mut setup.config);
        set(config, &[("controlled.shutdown.enable", "false")]);
    });
    kafka.lead(&[BROKER], &[BROKER], 1);
    kafka.detained = true;
    close(&mut kafka);
    assert!(kafka.heartbeats.iter().all(|beat| !beat.want_shut_down));
    assert!(kafka.effects.contains(&Effect::Exit));
}

#[test]
fn a_broker_that_stops_flushes_each_log_once_and_writes_down_where_they_end() {
    let mut kafka = LoneBroker::leading(BROKER, &[BROKER], &[BROKER], 1);
    kafka.append(1);
    kafka.effects.clear();
    close(&mut kafka);
    let flushes = |kafka: &LoneBroker| -> Vec<Ticket> {
        let flushes = kafka.effects.iter().filter_map(|effect| match effect {
            Effect::Flush(_, ticket) => Some(*ticket),
            _ => None,
        });
        flushes.collect()
    };
    let asked = flushes(&kafka);
    assert_eq!(asked.len(), 1);
    kafka.wait_ms(5_000);
    assert_eq!(flushes(&kafka), asked);
    assert!(!kafka.effects.contains(&Effect::Exit));
    kafka.give(Input::DiskDone(asked[0]));
    let written = Chunk::Offsets(vec![(place(), Offset(1))]);
    for file in [File::RecoveryPoints, File::HighWatermarks] {
        let written = Effect::Replace(file, written.clone());
        assert!(kafka.effects.contains(&written));
    }
    assert!(kafka.effects.contains(&Effect::Exit));
}

#[test]
fn a_round_of_chores_comes_after_its_interval_and_never_where_that_is_0_or_the_longest() {
    let due = |configs: &[(&str, &str)]| {
        let mut kafka = LoneBroker::started(BROKER, |setup| {
            set(Arc::make_mut(&mut setup.config), configs);
        });
        // The first round comes after 30 s.
        kafka.wait_ms(31_000);
        let chore = |chore| kafka.due(BrokerTimer::Chore(chore));
        (
            chore(Chore::Flush).is_some(),
            chore(Chore::RecoveryPointCheckpoint).is_some(),
        )
    };
    assert_eq!(due(&[]), (false, true), "log.flush.scheduler.interval.ms");
    let configs = [
        ("log.flush.scheduler.interval.ms", "3000"),
        ("log.flush.offset.checkpoint.interval.ms", "0"),
    ];
    assert_eq!(due(&configs), (true, false));
}

#[test]
fn a_chore_is_known_by_the_config_that_says_how_often() {
    let definitions = BrokerConfig::definitions();
    for chore in [
        Chore::Retention,
        Chore::Cleaner,
        Chore::Flush,
        Chore::HighWatermarkCheckpoint,
        Chore::RecoveryPointCheckpoint,
        Chore::LogStartOffsetCheckpoint,
    ] {
        let mut definitions = definitions.iter();
        assert!(definitions.any(|definition| definition.name == chore.config()));
    }
}
