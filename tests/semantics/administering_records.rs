//! The admin client on records, offsets and groups.

use crate::administering::{asked_of, code, give, list_offsets, listed, one, tank};
use crate::cluster::partition;
use engine::client::admin::{AdminAnswer, AdminCommand};
use engine::model::{NodeId, Offset};
use engine::protocol::{ApiKey, ErrorCode, IsolationLevel, OffsetSpec};
use sim::Fault;

#[test]
fn offsets_are_asked_of_the_leader_of_each_partition() {
    let mut kafka = tank().topic("u", 6, 1, &[]).start();
    kafka.until_ms(3_000);
    let partitions = (0..6).map(|number| (partition("u", number), OffsetSpec::Latest));
    let command = AdminCommand::ListOffsets {
        partitions: partitions.collect(),
        isolation: IsolationLevel::ReadUncommitted,
    };
    give(&mut kafka, command);
    let asked = asked_of(&mut kafka, 4_000);
    let mut leaders: Vec<u32> = (0..6).map(|number| kafka.leads("u", number)).collect();
    leaders.sort_unstable();
    leaders.dedup();
    let mut found: Vec<u32> = asked
        .iter()
        .filter(|(_, api)| *api == ApiKey::ListOffsets)
        .map(|(node, _)| *node)
        .collect();
    found.sort_unstable();
    assert_eq!(found, leaders, "one request for all that a broker leads");
}

#[test]
fn the_earliest_and_the_latest_offset_are_told() {
    let mut kafka = tank().start();
    kafka.until_ms(3_000);
    assert_eq!(
        listed(one(&mut kafka, list_offsets(OffsetSpec::Earliest))),
        Offset(0)
    );
    assert_eq!(
        listed(one(&mut kafka, list_offsets(OffsetSpec::Latest))),
        Offset(3)
    );
}

#[test]
fn deleted_records_move_the_start_of_the_log() {
    let mut kafka = tank().start();
    kafka.until_ms(3_000);
    let delete = |offset| AdminCommand::DeleteRecords(vec![(partition("t", 0), Offset(offset))]);
    let low = one(&mut kafka, delete(2));
    assert_eq!(low, Ok(AdminAnswer::LowWatermark(Offset(2))));
    let beyond = one(&mut kafka, delete(4));
    assert_eq!(code(&beyond), ErrorCode::OffsetOutOfRange);
    let all = one(&mut kafka, delete(-1));
    assert_eq!(all, Ok(AdminAnswer::LowWatermark(Offset(3))));
    let earliest = list_offsets(OffsetSpec::Earliest);
    assert_eq!(listed(one(&mut kafka, earliest)), Offset(3));
}

#[test]
fn a_partition_without_a_leader_is_waited_for_and_the_last_error_is_told() {
    let mut kafka = tank().topic("u", 1, 1, &[]).start();
    kafka.until_ms(3_000);
    let leader = kafka.leads("u", 0);
    kafka.fault(Fault::Crash(NodeId(leader)));
    let latest = AdminCommand::ListOffsets {
        partitions: vec![(partition("u", 0), OffsetSpec::Latest)],
        isolation: IsolationLevel::ReadUncommitted,
    };
    let why = one(&mut kafka, latest).expect_err("nobody leads");
    assert!(
        why.message.contains("the last with LEADER_NOT_AVAILABLE"),
        "{}",
        why.message
    );
}
