//! How long committed offsets are kept.

use engine::coordinator::group::GroupState;
use engine::protocol::{
    ErrorCode, JoinGroupRequest, OffsetCommitRequest, OffsetDeleteRequest, SyncGroupRequest,
};

use crate::cluster::{Cluster, cluster, partition};
use crate::groups_admin::{commit_for, find};
use crate::lone_coordinator::{
    LoneCoordinator, commit, commit_of, committed_at, coordinator, heartbeat, join, sync,
};
use crate::offsets::everybody_leaves;

const MINUTE: i64 = 60_000;

/// Offsets stay a minute, and the coordinator looks each second.
fn quick() -> LoneCoordinator {
    coordinator(&[
        ("offsets.retention.minutes", "1"),
        ("offsets.retention.check.interval.ms", "1000"),
    ])
}

#[test]
fn offsets_stay_for_the_retention_after_the_group_is_empty() {
    let mut kafka = quick();
    let members = kafka.stable(1);
    kafka.try_to(commit_of(&members[0], 1, 5));
    for _ in 0..30 {
        kafka.pass_ms(5_000);
        kafka.try_to(heartbeat(&members[0], 1));
    }
    everybody_leaves(&mut kafka, &members);
    kafka.pass_ms(MINUTE - 1_000);
    assert_eq!(kafka.fetched(), Some(5), "however old the commit is");
    kafka.pass_ms(2_000);
    assert_eq!(kafka.fetched(), None);
    assert!(
        kafka.groups.group("g").is_none(),
        "the group goes with its last offset"
    );
}

#[test]
fn a_new_coordinator_knows_since_when_a_group_is_empty() {
    let mut kafka = quick();
    let members = kafka.stable(1);
    kafka.try_to(commit_of(&members[0], 1, 5));
    for _ in 0..30 {
        kafka.pass_ms(5_000);
        kafka.try_to(heartbeat(&members[0], 1));
    }
    everybody_leaves(&mut kafka, &members);
    kafka.fail_over();
    kafka.pass_ms(MINUTE - 2_000);
    assert_eq!(kafka.fetched(), Some(5), "however old the commit is");
}

#[test]
fn the_retention_of_offsets_is_in_minutes() {
    let mut kafka = coordinator(&[
        ("offsets.retention.minutes", "3"),
        ("offsets.retention.check.interval.ms", "1000"),
    ]);
    kafka.try_to(commit(5));
    kafka.pass_ms(3 * MINUTE - 1_000);
    assert_eq!(kafka.fetched(), Some(5));
    kafka.pass_ms(2_000);
    assert_eq!(kafka.fetched(), None);
}

#[test]
fn each_offset_that_expires_is_counted_once() {
    let mut kafka = quick();
    kafka.try_to(commit(5));
    kafka.try_to(OffsetCommitRequest {
        group_id: "h".into(),
        ..commit(6)
    });
    kafka.pass_ms(2 * MINUTE);
    let bean = "kafka.server:type=group-coordinator-metrics,name=offset-expiration";
    assert_eq!(kafka.metric(bean, "Count") as i64, 2);
}

/// A stable group of one Connect worker.
fn workers() -> LoneCoordinator {
    let mut kafka = quick();
    let worker = |id: &str| JoinGroupRequest {
        protocol_type: "connect".into(),
        session_timeout_ms: 1_800_000,
        ..join(id)
    };
    let asked = kafka.wonder(worker(""));
    let id = kafka.joined(asked).member_id.to_string();
    kafka.wonder(worker(&id));
    kafka.pass_ms(3_000);
    kafka.try_to(SyncGroupRequest {
        protocol_type: "connect".into(),
        ..sync(&id, 1, &[(&id, &[0])])
    });
    kafka.try_to(commit_of(&id, 1, 5));
    assert_eq!(kafka.group().state(), GroupState::Stable);
    kafka
}

#[test]
fn offsets_of_a_group_at_work_that_does_not_consume_do_not_expire() {
    let mut kafka = workers();
    kafka.pass_ms(2 * MINUTE);
    assert_eq!(kafka.fetched(), Some(5));
}

#[test]
fn of_a_group_at_work_that_does_not_consume_nobody_deletes_offsets() {
    let mut kafka = workers();
    let request = OffsetDeleteRequest {
        group_id: "g".into(),
        partitions: vec![partition("t", 0)],
    };
    assert_eq!(kafka.try_to(request), ErrorCode::NonEmptyGroup);
}

#[test]
fn offsets_of_a_topic_that_is_read_do_not_expire_but_those_of_others_do() {
    let mut kafka = quick();
    let members = kafka.stable(1);
    kafka.try_to(OffsetCommitRequest {
        offsets: vec![
            (partition("t", 0), committed_at(5)),
            (partition("u", 0), committed_at(6)),
        ],
        ..commit_of(&members[0], 1, 0)
    });
    for _ in 0..15 {
        kafka.pass_ms(5_000);
        kafka.try_to(heartbeat(&members[0], 1));
    }
    assert_eq!(kafka.offsets(), [(partition("t", 0), 5)]);
}

#[test]
fn offsets_without_a_group_expire_since_their_commit() {
    let mut kafka = quick();
    kafka.try_to(commit(5));
    kafka.pass_ms(30_000);
    kafka.try_to(OffsetCommitRequest {
        offsets: vec![(partition("u", 0), committed_at(6))],
        ..commit(0)
    });
    kafka.pass_ms(32_000);
    assert_eq!(kafka.offsets(), [(partition("u", 0), 6)]);
}

#[test]
fn an_old_client_says_itself_how_long_to_keep_an_offset() {
    let mut kafka = quick();
    kafka.try_to(OffsetCommitRequest {
        retention_time_ms: Some(5_000),
        ..commit(5)
    });
    kafka.fail_over();
    kafka.pass_ms(4_000);
    assert_eq!(kafka.fetched(), Some(5));
    kafka.pass_ms(2_000);
    assert_eq!(kafka.fetched(), None);
}

#[test]
fn nothing_expires_while_a_rebalance_goes_on() {
    let mut kafka = quick();
    let members = kafka.stable(2);
    kafka.try_to(OffsetCommitRequest {
        offsets: vec![(partition("u", 0), committed_at(6))],
        ..commit_of(&members[0], 1, 0)
    });
    for _ in 0..11 {
        kafka.pass_ms(5_000);
        kafka.try_to(heartbeat(&members[0], 1));
        kafka.try_to(heartbeat(&members[1], 1));
    }
    kafka.wonder(join(&members[0]));
    for _ in 0..4 {
        kafka.pass_ms(5_000);
        kafka.try_to(heartbeat(&members[1], 1));
    }
    assert_eq!(kafka.group().state(), GroupState::PreparingRebalance);
    assert_eq!(kafka.offsets().len(), 1);
}

#[test]
fn offsets_expire_in_every_partition_of_the_offsets_topic() {
    let mut kafka = cluster(1)
        .broker_config(&[
            ("offsets.retention.minutes", "1"),
            ("offsets.retention.check.interval.ms", "5000"),
        ])
        .topic("t", 1, 1, &[])
        .admin()
        .start();
    kafka.until_ms(1_000);
    find(&mut kafka, "a");
    kafka.until_ms(2_000);
    let groups = ["a", "b", "c"];
    let shards = groups.map(|id| engine::coordinator::partition_for(id, 3));
    assert!(shards.contains(&0) && shards.contains(&1) && shards.contains(&2));
    for group in groups {
        kafka.ask(1, commit_for(group, 7));
    }
    let known = |kafka: &Cluster| kafka.broker(1).group_coordinator().groups().count();
    assert_eq!(known(&kafka), 3);
    kafka.until_ms(70_000);
    assert_eq!(known(&kafka), 0);
}
