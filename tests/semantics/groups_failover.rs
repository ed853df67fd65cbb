//! Groups on a real `__consumer_offsets`: its replicas, its compaction, its leaders.

use engine::coordinator::partition_for;
use engine::model::{LeaderEpoch, NodeId, Offset};
use engine::protocol::{
    CommittedOffset, ErrorCode, FindCoordinatorRequest, OffsetCommitRequest, OffsetFetchGroup,
    OffsetFetchRequest, Response,
};
use sim::Fault;

use crate::cluster::{Cluster, cluster, partition};
use crate::lone_coordinator::commit;

const OFFSETS: &str = "__consumer_offsets";

/// Three brokers, their groups on all three.
fn three() -> Cluster {
    let mut kafka = cluster(3).topic("t", 1, 3, &[]).admin().start();
    kafka.until_ms(2_000);
    find(&mut kafka, "g");
    kafka.until_ms(4_000);
    kafka
}

fn find(kafka: &mut Cluster, group: &str) -> Option<u32> {
    let key = group.into();
    let answer = kafka.ask(1, FindCoordinatorRequest::of_group(key));
    match answer.as_deref() {
        Some(Response::FindCoordinator(found)) => found.node.map(|node| node.0),
        _ => None,
    }
}

fn offset(offset: i64) -> OffsetCommitRequest {
    let committed = CommittedOffset {
        offset: Offset(offset),
        leader_epoch: LeaderEpoch::NONE,
        metadata: "".into(),
    };
    OffsetCommitRequest {
        offsets: vec![(partition("t", 0), committed)],
        ..commit(0)
    }
}

fn error(kafka: &Cluster, number: u64) -> Option<ErrorCode> {
    match kafka.answer(number).as_deref() {
        Some(Response::OffsetCommit(answer)) => Some(answer.partitions[0].1),
        Some(Response::OffsetFetch(answer)) => Some(answer.groups[0].error),
        _ => None,
    }
}

fn commit_at(kafka: &mut Cluster, broker: u32, at: i64) -> Option<ErrorCode> {
    match kafka.ask(broker, offset(at)).as_deref() {
        Some(Response::OffsetCommit(answer)) => Some(answer.partitions[0].1),
        _ => None,
    }
}

fn fetch(require_stable: bool) -> OffsetFetchRequest {
    let group = OffsetFetchGroup {
        member: None,
        group_id: "g".into(),
        partitions: Some(vec![partition("t", 0)]),
    };
    OffsetFetchRequest {
        groups: vec![group],
        require_stable,
    }
}

fn fetched(kafka: &mut Cluster, broker: u32, stable: bool) -> Option<i64> {
    match kafka.ask(broker, fetch(stable)).as_deref() {
        Some(Response::OffsetFetch(answer)) => {
            let found = &answer.groups[0].partitions.first()?.1;
            found.as_ref().map(|committed| committed.offset.0)
        }
        _ => None,
    }
}

#[test]
fn the_offsets_topic_is_made_when_somebody_looks_for_a_coordinator() {
    let mut kafka = cluster(3)
        .broker_config(&[("offsets.topic.num.partitions", "50")])
        .admin()
        .start();
    kafka.until_ms(2_000);
    assert!(!kafka.controller().image().topics.contains_key(OFFSETS));
    let key = "g".into();
    let answer = kafka.ask(1, FindCoordinatorRequest::of_group(key));
    let Some(Response::FindCoordinator(found)) = answer.as_deref() else {
        panic!("another answer");
    };
    assert_eq!(found.error, ErrorCode::CoordinatorNotAvailable);
    kafka.until_ms(4_000);
    let number = partition_for("g", 50);
    assert_eq!(
        kafka.controller().image().topics[OFFSETS].partitions.len(),
        50
    );
    assert_eq!(kafka.isr(OFFSETS, number), [1, 2, 3]);
    assert_eq!(find(&mut kafka, "g"), Some(kafka.leads(OFFSETS, number)));
}

#[test]
fn only_the_leader_of_its_partition_coordinates_a_group() {
    let mut kafka = three();
    let leader = find(&mut kafka, "g").expect("there is one");
    assert_eq!(commit_at(&mut kafka, leader, 5), Some(ErrorCode::None));
    let other = if leader == 1 { 2 } else { 1 };
    assert_eq!(
        commit_at(&mut kafka, other, 6),
        Some(ErrorCode::NotCoordinator)
    );
}

#[test]
fn the_next_coordinator_knows_every_offset_that_was_acknowledged() {
    let mut kafka = three();
    let leader = find(&mut kafka, "g").expect("there is one");
    assert_eq!(commit_at(&mut kafka, leader, 5), Some(ErrorCode::None));
    assert_eq!(commit_at(&mut kafka, leader, 6), Some(ErrorCode::None));
    kafka.fault(Fault::Crash(NodeId(leader)));
    kafka.until_ms(20_000);
    let next = kafka.leads(OFFSETS, partition_for("g", 3));
    assert_ne!(next, leader);
    assert_eq!(fetched(&mut kafka, next, true), Some(6));
}

#[test]
fn a_coordinator_that_comes_back_is_none_until_it_leads_again() {
    let mut kafka = three();
    let leader = find(&mut kafka, "g").expect("there is one");
    commit_at(&mut kafka, leader, 5);
    kafka.fault(Fault::Crash(NodeId(leader)));
    kafka.until_ms(20_000).start(leader).until_ms(30_000);
    assert_eq!(
        commit_at(&mut kafka, leader, 6),
        Some(ErrorCode::NotCoordinator)
    );
    assert!(
        kafka
            .broker(leader)
            .group_coordinator()
            .group("g")
            .is_none()
    );
}

#[test]
fn a_commit_that_the_other_replicas_do_not_have_times_out_and_stays_in_the_log() {
    let mut kafka = three();
    let leader = find(&mut kafka, "g").expect("there is one");
    commit_at(&mut kafka, leader, 5);
    for other in (1..=3).filter(|id| *id != leader) {
        kafka.fault(Fault::Crash(NodeId(other)));
    }
    let asked = kafka.wonder(leader, offset(6));
    let now = kafka.world.now().0 / 1_000;
    kafka.until_ms(now + 4_900);
    assert_eq!(
        error(&kafka, asked),
        None,
        "offsets.commit.timeout.ms is 5 s"
    );
    kafka.until_ms(now + 5_200);
    assert_eq!(
        error(&kafka, asked),
        Some(ErrorCode::CoordinatorNotAvailable)
    );
    assert_eq!(fetched(&mut kafka, leader, false), Some(5));
    let waits = kafka.wonder(leader, fetch(true));
    kafka.until_ms(now + 5_400);
    assert_eq!(error(&kafka, waits), None);
    // The others are fenced, and the ISR shrinks to the leader.
    kafka.until_ms(now + 30_000);
    assert_eq!(fetched(&mut kafka, leader, true), Some(6));
}

#[test]
fn a_reader_of_what_is_being_written_is_sent_away_when_it_takes_too_long() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .broker_config(&[("min.insync.replicas", "2")])
        .admin()
        .start();
    kafka.until_ms(2_000);
    find(&mut kafka, "g");
    kafka.until_ms(4_000);
    let leader = find(&mut kafka, "g").expect("there is one");
    for other in (1..=3).filter(|id| *id != leader) {
        kafka.fault(Fault::Crash(NodeId(other)));
    }
    kafka.until_ms(60_000);
    assert_eq!(kafka.isr(OFFSETS, partition_for("g", 3)), [leader]);
    assert_eq!(
        commit_at(&mut kafka, leader, 6),
        Some(ErrorCode::CoordinatorNotAvailable),
        "it is appended, and the high watermark stands still under min.insync.replicas"
    );
    let asked = kafka.wonder(leader, fetch(true));
    kafka.until_ms(kafka.world.now().0 / 1_000 + 5_200);
    assert_eq!(error(&kafka, asked), Some(ErrorCode::NotCoordinator));
}

#[test]
fn a_compacted_log_tells_the_next_coordinator_the_same() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .broker_config(&[
            ("offsets.topic.segment.bytes", "1048576"),
            ("log.cleaner.backoff.ms", "1000"),
            ("log.cleaner.min.cleanable.ratio", "0"),
            ("offset.metadata.max.bytes", "400000"),
        ])
        .admin()
        .start();
    kafka.until_ms(2_000);
    find(&mut kafka, "g");
    kafka.until_ms(4_000);
    let leader = find(&mut kafka, "g").expect("there is one");
    // Long texts fill segments.
    let text = "x".repeat(30_000);
    for at in 0..80 {
        let mut request = offset(at);
        request.offsets[0].1.metadata = text.as_str().into();
        kafka.ask(leader, request);
    }
    let now = kafka.world.now().0 / 1_000;
    kafka.until_ms(now + 60_000);
    let number = partition_for("g", 3);
    let batches = kafka
        .replica(leader, OFFSETS, number)
        .log()
        .batches()
        .count();
    assert!(batches < 60, "{batches} of 80 batches are left");
    kafka.fault(Fault::Crash(NodeId(leader)));
    kafka.until_ms(now + 90_000);
    let next = kafka.leads(OFFSETS, number);
    assert_eq!(fetched(&mut kafka, next, true), Some(79));
}

#[test]
fn offsets_of_a_deleted_topic_are_gone_from_the_log_too() {
    let mut kafka = three();
    let leader = find(&mut kafka, "g").expect("there is one");
    commit_at(&mut kafka, leader, 5);
    kafka.ask(
        1,
        engine::protocol::DeleteTopicsRequest {
            topics: vec!["t".into()],
        },
    );
    let now = kafka.world.now().0 / 1_000;
    kafka.until_ms(now + 1_000);
    assert_eq!(fetched(&mut kafka, leader, true), None);
    kafka.fault(Fault::Crash(NodeId(leader)));
    kafka.until_ms(now + 20_000);
    let next = kafka.leads(OFFSETS, partition_for("g", 3));
    assert_eq!(fetched(&mut kafka, next, true), None);
}
