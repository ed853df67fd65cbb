//! The admin client on records, offsets and groups.

use crate::administering::{asked_of, code, give, list_offsets, listed, one, tank};
use crate::cluster::partition;
use engine::client::admin::{AdminAnswer, AdminCommand};
use engine::model::{LeaderEpoch, Offset};
use engine::protocol::{ApiKey, CommittedOffset, ErrorCode, IsolationLevel, OffsetSpec};
use std::sync::Arc;

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
fn the_offsets_of_an_empty_group_are_reset() {
    let mut kafka = tank().start();
    kafka.until_ms(3_000);
    let group: Arc<str> = "g".into();
    let to = CommittedOffset {
        offset: Offset(1),
        leader_epoch: LeaderEpoch::NONE,
        metadata: "".into(),
    };
    let reset = AdminCommand::AlterGroupOffsets {
        group: Arc::clone(&group),
        offsets: vec![(partition("t", 0), to.clone())],
    };
    assert_eq!(
        one(&mut kafka, reset),
        Ok(AdminAnswer::OffsetsAltered(vec![(
            partition("t", 0),
            Ok(())
        )]))
    );
    let list = AdminCommand::ListGroupOffsets {
        group,
        partitions: vec![partition("t", 0)],
    };
    assert_eq!(
        one(&mut kafka, list),
        Ok(AdminAnswer::Offsets(vec![(partition("t", 0), Some(to))]))
    );
}

#[test]
fn a_groups_offsets_are_asked_of_its_coordinator_which_any_broker_names() {
    let mut kafka = tank().start();
    kafka.until_ms(3_000);
    let list = || AdminCommand::ListGroupOffsets {
        group: "g".into(),
        partitions: vec![partition("t", 0)],
    };
    let first = one(&mut kafka, list());
    assert_eq!(
        first,
        Ok(AdminAnswer::Offsets(vec![(partition("t", 0), None)])),
        "__consumer_offsets is made, which takes some tries"
    );
    give(&mut kafka, list());
    let until = kafka.world.now().0 / 1_000 + 1_000;
    let apis: Vec<ApiKey> = asked_of(&mut kafka, until)
        .iter()
        .map(|(_, api)| *api)
        .collect();
    assert_eq!(apis, [ApiKey::FindCoordinator, ApiKey::OffsetFetch]);
}
