//! What a broker answers to clients: fetches, offsets, epochs, deletions, and what it refuses.

use engine::log::{Record, RecordBatch};
use engine::model::{LeaderEpoch, NodeId, Offset, TopicPartition};
use engine::model::{Payload, Timestamp};
use engine::protocol::{
    DeleteRecordsRequest, ErrorCode, FetchPartition, FetchRequest, FetchedPartition,
    IsolationLevel, ListOffsetsRequest, ListedOffset, OffsetForLeaderEpochRequest, OffsetSpec,
    ProduceRequest, Request, Response,
};
use sim::Fault;

use crate::cluster::{Cluster, cluster, partition};

const VALUES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// Three brokers with five records in partition 0 of `t`, and an admin client.
fn filled() -> Cluster {
    let mut kafka = cluster(3)
        .admin()
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(4_000);
    kafka
}

fn fetch(kafka: &mut Cluster, from: u32, wanted: FetchPartition) -> FetchedPartition {
    let request = FetchRequest {
        replica: None,
        max_wait_ms: 0,
        min_bytes: 1,
        max_bytes: i32::MAX,
        isolation: IsolationLevel::ReadUncommitted,
        rack: None,
        partitions: vec![wanted],
    };
    match kafka.ask(from, request).as_deref() {
        Some(Response::Fetch(response)) => response.partitions[0].clone(),
        other => panic!("{other:?}"),
    }
}

fn from(offset: i64) -> FetchPartition {
    FetchPartition {
        partition: partition("t", 0),
        current_leader_epoch: LeaderEpoch::NONE,
        fetch_offset: Offset(offset),
        log_start_offset: Offset::NONE,
        last_fetched_epoch: LeaderEpoch::NONE,
        max_bytes: i32::MAX,
    }
}

fn list(kafka: &mut Cluster, at: u32, spec: OffsetSpec) -> ListedOffset {
    let request = ListOffsetsRequest {
        replica: None,
        isolation: IsolationLevel::ReadUncommitted,
        partitions: vec![(partition("t", 0), LeaderEpoch::NONE, spec)],
    };
    match kafka.ask(at, request).as_deref() {
        Some(Response::ListOffsets(response)) => response.partitions[0].clone(),
        other => panic!("{other:?}"),
    }
}

fn produce(kafka: &mut Cluster, to: u32, place: TopicPartition, acks: i16) -> (ErrorCode, Offset) {
    let now = Timestamp(1_700_000_000_000);
    let record = Record::new(now, None, Some(Payload::from("x")));
    let request = ProduceRequest {
        transactional_id: None,
        transaction_v2: false,
        acks,
        timeout_ms: 1_000,
        batches: vec![(place, RecordBatch::new(-1, -1, -1, vec![record]))],
    };
    match kafka.ask(to, request).as_deref() {
        Some(Response::Produce(response)) => {
            let produced = &response.partitions[0];
            (produced.error, produced.base_offset)
        }
        other => panic!("{other:?}"),
    }
}

fn delete(kafka: &mut Cluster, at: u32, to: i64) -> (ErrorCode, Offset) {
    let request = DeleteRecordsRequest {
        partitions: vec![(partition("t", 0), Offset(to))],
        timeout_ms: 5_000,
    };
    match kafka.ask(at, request).as_deref() {
        Some(Response::DeleteRecords(response)) => {
            let deleted = &response.partitions[0];
            (deleted.error, deleted.low_watermark)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fetch_from_the_log_end_is_empty_and_one_beyond_it_is_out_of_range() {
    let mut kafka = filled();
    let leader = kafka.leads("t", 0);
    let at_end = fetch(&mut kafka, leader, from(5));
    assert_eq!((at_end.error, at_end.batches.len()), (ErrorCode::None, 0));
    let beyond = fetch(&mut kafka, leader, from(6));
    assert_eq!(beyond.error, ErrorCode::OffsetOutOfRange);
}

#[test]
fn a_fetch_between_the_high_watermark_and_the_log_end_is_empty_not_out_of_range() {
    let mut kafka = cluster(3)
        .admin()
        .topic("t", 1, 3, &[])
        .producer("t", &VALUES, &[("acks", "1")])
        .start();
    let leader = kafka.until_ms(950).leads("t", 0);
    for other in kafka.others("t", 0).into_iter() {
        kafka.fault(Fault::Partition {
            a: NodeId(leader),
            b: NodeId(other),
            one_way: false,
        });
    }
    kafka.until_ms(3_000);
    assert_eq!(kafka.high_watermark(leader, "t", 0), Offset(0));
    let fetched = fetch(&mut kafka, leader, from(3));
    assert_eq!((fetched.error, fetched.batches.len()), (ErrorCode::None, 0));
}

#[test]
fn a_reader_with_an_older_leader_epoch_is_fenced_and_one_with_a_newer_is_unknown() {
    let mut kafka = filled();
    let old = kafka.leads("t", 0);
    kafka.fault(Fault::Crash(NodeId(old))).until_ms(15_000);
    let leader = kafka.leads("t", 0);
    let epoch = kafka.replica(leader, "t", 0).leader_epoch();
    for (known, error) in [
        (epoch.0 - 1, ErrorCode::FencedLeaderEpoch),
        (epoch.0, ErrorCode::None),
        (epoch.0 + 1, ErrorCode::UnknownLeaderEpoch),
    ] {
        let wanted = FetchPartition {
            current_leader_epoch: LeaderEpoch(known),
            ..from(0)
        };
        assert_eq!(fetch(&mut kafka, leader, wanted).error, error);
    }
}

#[test]
fn a_fetch_that_is_fenced_names_the_leader_and_its_epoch() {
    let mut kafka = filled();
    let old = kafka.leads("t", 0);
    kafka.fault(Fault::Crash(NodeId(old))).until_ms(15_000);
    let leader = kafka.leads("t", 0);
    let epoch = kafka.replica(leader, "t", 0).leader_epoch();
    let wanted = FetchPartition {
        current_leader_epoch: LeaderEpoch(epoch.0 - 1),
        ..from(0)
    };
    let fetched = fetch(&mut kafka, leader, wanted);
    assert_eq!(fetched.current_leader, Some((NodeId(leader), epoch)));
}

#[test]
fn a_broker_that_holds_no_replica_is_no_leader_and_a_topic_that_is_not_there_is_unknown() {
    let mut kafka = cluster(3)
        .admin()
        .topic("t", 1, 1, &[])
        .producer("t", &VALUES, &[])
        .start();
    kafka.until_ms(4_000);
    let other = kafka.others("t", 0)[0];
    let fetched = fetch(&mut kafka, other, from(0));
    assert_eq!(fetched.error, ErrorCode::NotLeaderOrFollower);
    assert_eq!(
        produce(&mut kafka, other, partition("t", 0), 1).0,
        ErrorCode::NotLeaderOrFollower
    );
    assert_eq!(
        produce(&mut kafka, other, partition("nowhere", 0), 1).0,
        ErrorCode::UnknownTopicOrPartition
    );
}

#[test]
fn a_follower_serves_consumers_up_to_its_own_high_watermark() {
    let mut kafka = filled();
    let follower = kafka.others("t", 0)[0];
    let fetched = fetch(&mut kafka, follower, from(0));
    assert_eq!(fetched.error, ErrorCode::None);
    assert_eq!(fetched.high_watermark, Offset(5));
    assert_eq!(
        fetched.batches.iter().map(RecordBatch::count).sum::<u32>(),
        5
    );
}

#[test]
fn a_follower_takes_no_records_and_lists_no_offsets() {
    let mut kafka = filled();
    let follower = kafka.others("t", 0)[0];
    assert_eq!(
        produce(&mut kafka, follower, partition("t", 0), 1),
        (ErrorCode::NotLeaderOrFollower, Offset::NONE)
    );
    let listed = list(&mut kafka, follower, OffsetSpec::Latest);
    assert_eq!(listed.error, ErrorCode::NotLeaderOrFollower);
}

#[test]
fn one_batch_comes_however_small_max_bytes_is() {
    let mut kafka = filled();
    let leader = kafka.leads("t", 0);
    let wanted = FetchPartition {
        max_bytes: 1,
        ..from(0)
    };
    assert_eq!(fetch(&mut kafka, leader, wanted).batches.len(), 1);
}

#[test]
fn a_reader_whose_last_epoch_ends_before_its_offset_is_told_where_they_diverge() {
    let mut kafka = filled();
    let old = kafka.leads("t", 0);
    kafka.fault(Fault::Crash(NodeId(old))).until_ms(15_000);
    let leader = kafka.leads("t", 0);
    kafka.send("t", None, "f").until_ms(20_000);
    let wanted = FetchPartition {
        last_fetched_epoch: LeaderEpoch(0),
        ..from(6)
    };
    let fetched = fetch(&mut kafka, leader, wanted);
    let diverging = fetched.diverging_epoch.expect("epoch 0 ended at 5");
    assert_eq!(
        (diverging.epoch, diverging.end_offset),
        (LeaderEpoch(0), Offset(5))
    );
    assert!(fetched.batches.is_empty());
}

#[test]
fn the_earliest_offset_is_the_log_start_and_the_latest_the_high_watermark() {
    let mut kafka = filled();
    let leader = kafka.leads("t", 0);
    assert_eq!(
        list(&mut kafka, leader, OffsetSpec::Earliest).offset,
        Offset(0)
    );
    assert_eq!(
        list(&mut kafka, leader, OffsetSpec::EarliestLocal).offset,
        Offset(0)
    );
    assert_eq!(
        list(&mut kafka, leader, OffsetSpec::Latest).offset,
        Offset(5)
    );
    assert_eq!(
        list(&mut kafka, leader, OffsetSpec::LatestTiered).offset,
        Offset::NONE
    );
}

#[test]
fn an_offset_is_found_by_time_and_by_the_largest_timestamp() {
    let mut kafka = filled();
    let leader = kafka.leads("t", 0);
    let log = kafka.replica(leader, "t", 0).log();
    let times: Vec<Timestamp> = log
        .batches()
        .flat_map(|batch| batch.records().map(|(_, record)| record.timestamp))
        .collect();
    let found = list(&mut kafka, leader, OffsetSpec::AtLeast(times[2]));
    assert_eq!((found.offset, found.timestamp), (Offset(2), times[2]));
    let found = list(
        &mut kafka,
        leader,
        OffsetSpec::AtLeast(Timestamp(times[2].0 + 1)),
    );
    assert_eq!((found.offset, found.timestamp), (Offset(3), times[3]));
    let found = list(&mut kafka, leader, OffsetSpec::MaxTimestamp);
    assert_eq!((found.offset, found.timestamp), (Offset(4), times[4]));
    let found = list(
        &mut kafka,
        leader,
        OffsetSpec::AtLeast(Timestamp(times[4].0 + 1)),
    );
    assert_eq!((found.error, found.offset), (ErrorCode::None, Offset::NONE));
}

#[test]
fn a_new_leader_whose_high_watermark_lags_has_no_latest_offset_yet() {
    let mut kafka = filled();
    let old = kafka.leads("t", 0);
    // The followers have the record, but hear of its commit with their next fetch only: the leader dies before that.
    kafka.send("t", None, "f");
    kafka.until(|world, _| {
        let has = |id: u32| {
            let Some(sim::AnyNode::Broker(broker)) = world.slot(NodeId(id)).map(sim::Slot::node)
            else {
                return false;
            };
            broker
                .replica(&partition("t", 0))
                .is_some_and(|replica| replica.log().log_end_offset() == Offset(6))
        };
        (1..=3).all(has)
    });
    kafka.fault(Fault::Crash(NodeId(old)));
    kafka.until(|world, _| {
        (1..=3).filter(|id| *id != old).any(|id| {
            matches!(world.slot(NodeId(id)).map(sim::Slot::node), Some(sim::AnyNode::Broker(broker))
                if broker.replica(&partition("t", 0)).is_some_and(engine::broker::Replica::is_leader))
        })
    });
    let leader = (1..=3)
        .filter(|id| *id != old)
        .find(|id| kafka.replica(*id, "t", 0).is_leader())
        .expect("somebody leads");
    assert_eq!(kafka.high_watermark(leader, "t", 0), Offset(5));
    let other = (1..=3)
        .find(|id| *id != old && *id != leader)
        .expect("there is another follower");
    kafka.fault(Fault::Pause(NodeId(other)));
    let listed = list(&mut kafka, leader, OffsetSpec::Latest);
    assert_eq!(listed.error, ErrorCode::OffsetNotAvailable);
    kafka.fault(Fault::Resume(NodeId(other)));
    kafka.until_ms(60_000);
    assert_eq!(
        list(&mut kafka, leader, OffsetSpec::Latest).offset,
        Offset(6)
    );
}

#[test]
fn the_end_of_an_epoch_is_where_the_next_one_begins() {
    let mut kafka = filled();
    let old = kafka.leads("t", 0);
    kafka.fault(Fault::Crash(NodeId(old))).until_ms(15_000);
    let leader = kafka.leads("t", 0);
    kafka.send("t", None, "f").until_ms(20_000);
    let epoch = kafka.replica(leader, "t", 0).leader_epoch();
    let request = |asked: LeaderEpoch| OffsetForLeaderEpochRequest {
        partitions: vec![(partition("t", 0), epoch, asked)],
    };
    for (asked, end) in [
        (LeaderEpoch(0), (LeaderEpoch(0), Offset(5))),
        (epoch, (epoch, Offset(6))),
        (epoch.next(), (LeaderEpoch::NONE, Offset::NONE)),
    ] {
        let answer = kafka.ask(leader, request(asked));
        let Some(Response::OffsetForLeaderEpoch(response)) = answer.as_deref() else {
            panic!("{answer:?}")
        };
        let found = response.partitions[0].end;
        assert_eq!((found.epoch, found.end_offset), end);
    }
}

#[test]
fn deleting_records_moves_the_log_start_of_all_replicas_before_it_is_answered() {
    let mut kafka = filled();
    let leader = kafka.leads("t", 0);
    assert_eq!(delete(&mut kafka, leader, 3), (ErrorCode::None, Offset(3)));
    for broker in 1..=3 {
        let log = kafka.replica(broker, "t", 0).log();
        assert_eq!(log.log_start_offset(), Offset(3));
    }
    let fetched = fetch(&mut kafka, leader, from(2));
    assert_eq!(fetched.error, ErrorCode::OffsetOutOfRange);
    assert_eq!(
        list(&mut kafka, leader, OffsetSpec::Earliest).offset,
        Offset(3)
    );
}

#[test]
fn deleting_records_up_to_minus_one_deletes_up_to_the_high_watermark_and_never_beyond() {
    let mut kafka = filled();
    let leader = kafka.leads("t", 0);
    assert_eq!(
        delete(&mut kafka, leader, 6),
        (ErrorCode::OffsetOutOfRange, Offset::NONE)
    );
    assert_eq!(delete(&mut kafka, leader, -1), (ErrorCode::None, Offset(5)));
}

#[test]
fn a_deletion_waits_for_a_live_replica_that_lags_and_times_out() {
    let mut kafka = filled();
    let (leader, follower) = (kafka.leads("t", 0), kafka.others("t", 0)[0]);
    kafka.fault(Fault::Pause(NodeId(follower)));
    assert_eq!(delete(&mut kafka, leader, 3).0, ErrorCode::RequestTimedOut);
    let log = kafka.replica(leader, "t", 0).log();
    assert_eq!(
        log.log_start_offset(),
        Offset(3),
        "it is deleted all the same"
    );
}

#[test]
fn records_of_a_compacted_topic_and_of_internal_topics_are_not_deleted_by_request() {
    let mut kafka = cluster(1)
        .admin()
        .topic("t", 1, 1, &[("cleanup.policy", "compact")])
        .start();
    kafka.until_ms(3_000);
    assert_eq!(delete(&mut kafka, 1, 0).0, ErrorCode::PolicyViolation);
    let request = DeleteRecordsRequest {
        partitions: vec![(partition("__consumer_offsets", 0), Offset(0))],
        timeout_ms: 1_000,
    };
    let answer = kafka.ask(1, request);
    let Some(Response::DeleteRecords(response)) = answer.as_deref() else {
        panic!("{answer:?}")
    };
    assert_eq!(
        response.partitions[0].error,
        ErrorCode::InvalidTopicException
    );
}

#[test]
fn acks_are_minus_one_zero_or_one() {
    let mut kafka = filled();
    let leader = kafka.leads("t", 0);
    assert_eq!(
        produce(&mut kafka, leader, partition("t", 0), 2).0,
        ErrorCode::InvalidRequiredAcks
    );
}

#[test]
fn clients_write_to_no_internal_topic() {
    let mut kafka = filled();
    let leader = kafka.leads("t", 0);
    assert_eq!(
        produce(&mut kafka, leader, partition("__consumer_offsets", 0), 1).0,
        ErrorCode::InvalidTopicException
    );
}

#[test]
fn a_batch_larger_than_max_message_bytes_is_too_large() {
    let mut kafka = cluster(1)
        .admin()
        .topic("t", 1, 1, &[("max.message.bytes", "60")])
        .start();
    kafka.until_ms(3_000);
    assert_eq!(
        produce(&mut kafka, 1, partition("t", 0), 1).0,
        ErrorCode::MessageTooLarge
    );
}

#[test]
fn a_record_without_a_key_is_invalid_in_a_compacted_topic() {
    let mut kafka = cluster(1)
        .admin()
        .topic("t", 1, 1, &[("cleanup.policy", "compact")])
        .start();
    kafka.until_ms(3_000);
    assert_eq!(
        produce(&mut kafka, 1, partition("t", 0), 1).0,
        ErrorCode::InvalidRecord
    );
}

#[test]
fn what_only_the_controller_decides_is_passed_on_to_it_and_back() {
    let mut kafka = filled();
    let other = kafka.others("t", 0)[0];
    let request = engine::protocol::CreateTopicsRequest {
        topics: vec![engine::protocol::CreatableTopic {
            name: "new".into(),
            num_partitions: 2,
            replication_factor: 3,
            assignments: Vec::new(),
            configs: Vec::new(),
        }],
        validate_only: false,
    };
    let answer = kafka.ask(other, Request::from(request.clone()));
    assert!(
        matches!(answer.as_deref(), Some(Response::CreateTopics(_))),
        "{answer:?}"
    );
    kafka.until_ms(6_000);
    assert!(kafka.leader("new", 1).is_some());
}
