//! What a consumer group writes, byte for byte, and that whoever reads it knows the group.

use engine::coordinator::group::{ConsumerGroupRecord, GroupEpoch, GroupRecord, TargetEpoch};
use engine::model::Timestamp;

use crate::consumer_requests::{beat, enter, enter_as, owning};
use crate::lone_coordinator::{LoneCoordinator, coordinator};

fn value(record: ConsumerGroupRecord) -> Vec<u8> {
    let group = "g".into();
    let record = GroupRecord::Consumer { group, record }.encode(Timestamp(0));
    record.value.expect("it is no tombstone").bytes().to_vec()
}

/// A group in the middle of a rebalance: `a` has to give up what `b`, a static member, is to have.
fn rebalancing() -> LoneCoordinator {
    let mut kafka = coordinator(&[("group.consumer.assignment.interval.ms", "0")]);
    kafka.grow("t", 4);
    kafka.beats(enter("a"));
    kafka.beats(enter_as("second", "b"));
    kafka.beats(beat("a", 2));
    kafka
}

#[test]
fn epochs_are_written_as_kafka_writes_them() {
    let epoch = |epoch, metadata_hash| {
        value(ConsumerGroupRecord::Epoch(Some(GroupEpoch {
            epoch,
            metadata_hash,
        })))
    };
    assert_eq!(epoch(7, 0), b"\x00\x00\x00\x00\x00\x07\x00");
    assert_eq!(
        epoch(7, 42),
        b"\x00\x00\x00\x00\x00\x07\x01\x00\x08\x00\x00\x00\x00\x00\x00\x00\x2a"
    );
    let target = ConsumerGroupRecord::TargetEpoch(Some(TargetEpoch {
        epoch: 12,
        computed: Some(Timestamp(1_791_331_200_000)),
    }));
    assert_eq!(
        value(target),
        b"\x00\x00\x00\x00\x00\x0c\x01\x00\x08\x00\x00\x01\xa1\x13\xa8\xec\x00"
    );
}

#[test]
fn a_first_member_is_written_as_kafka_writes_it() {
    let mut kafka = coordinator(&[]);
    kafka.beats(enter("a"));
    let kinds = kafka.log.iter().map(|(_, record)| {
        let key = record
            .encode(Timestamp(0))
            .key
            .expect("every record has a key");
        i16::from_be_bytes([key.bytes()[0], key.bytes()[1]])
    });
    // The member, the group epoch, its target and the epoch of that, and what it has.
    assert_eq!(kinds.collect::<Vec<_>>(), [5, 3, 7, 6, 8]);
}

#[test]
fn every_record_is_read_as_it_was_written() {
    let mut kafka = rebalancing();
    kafka.beats(owning("a", 2, &[0, 1]));
    kafka.beats(beat("a", -1));
    let matching = engine::protocol::ConsumerGroupHeartbeatRequest {
        subscribed_topic_regex: Some("t.*".into()),
        ..enter("c")
    };
    kafka.beats(matching);
    kafka.pass_ms(1);
    for (_, record) in &kafka.log {
        let read = GroupRecord::decode(&record.encode(Timestamp(0)));
        assert_eq!(read.as_ref(), Some(record));
    }
}

#[test]
fn whoever_reads_the_log_knows_the_group() {
    let kafka = rebalancing();
    assert_eq!(kafka.reader().consumer_group(), kafka.consumer_group());
}

#[test]
fn a_compacted_log_says_the_same() {
    let mut kafka = rebalancing();
    kafka.beats(owning("a", 2, &[0, 1]));
    kafka.beats(beat("b", 3));
    kafka.beats(enter("c"));
    let known = kafka.consumer_group().clone();
    kafka.compact();
    assert_eq!(*kafka.reader().consumer_group(), known);
}

#[test]
fn a_new_coordinator_goes_on_where_the_old_one_was() {
    let mut kafka = rebalancing();
    kafka.fail_over();
    assert_eq!(kafka.told(owning("a", 2, &[0, 1])), (3, None));
    assert_eq!(
        kafka.told(engine::protocol::ConsumerGroupHeartbeatRequest {
            instance_id: Some("second".into()),
            ..beat("b", 3)
        }),
        (3, Some(vec![2, 3]))
    );
}

#[test]
fn a_new_coordinator_gives_everybody_a_whole_session_and_the_time_to_give_up() {
    let mut kafka = rebalancing();
    kafka.pass_ms(40_000);
    kafka.fail_over();
    kafka.pass_ms(44_998);
    assert_eq!(kafka.consumer_group().members().len(), 2);
    kafka.pass_ms(1);
    assert_eq!(kafka.consumer_group().members().len(), 0);
}

#[test]
fn a_coordinator_that_is_one_no_longer_waits_for_nobody() {
    let mut kafka = rebalancing();
    assert_eq!(
        kafka.group_timers().len(),
        3,
        "two sessions and what is to be given up"
    );
    kafka.resign();
    assert!(kafka.group_timers().is_empty());
}

#[test]
fn a_group_that_is_deleted_leaves_nothing() {
    let mut kafka = rebalancing();
    for member in ["a", "b"] {
        let leave = engine::protocol::ConsumerGroupHeartbeatRequest {
            instance_id: (member == "b").then(|| "second".into()),
            ..beat(member, -1)
        };
        kafka.beats(leave);
    }
    let delete = engine::protocol::DeleteGroupsRequest {
        groups: vec!["g".into()],
    };
    let number = kafka.wonder(delete);
    assert_eq!(kafka.error(number), Some(engine::protocol::ErrorCode::None));
    assert!(kafka.groups.consumer_group("g").is_none());
    kafka.compact();
    let left = kafka.log.iter().filter(|(_, record)| match record {
        GroupRecord::Consumer { record, .. } => !record.is_tombstone(),
        _ => false,
    });
    assert_eq!(left.count(), 0);
    assert!(kafka.reader().groups.consumer_group("g").is_none());
}
