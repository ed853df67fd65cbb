//! The admin client on groups and their offsets.

use std::sync::Arc;

use engine::client::admin::{AdminAnswer, AdminCommand, GroupDescription, Resource};
use engine::model::{LeaderEpoch, NodeId, Offset};
use engine::protocol::{ApiKey, CommittedOffset, ErrorCode};
use sim::Fault;

use crate::administering::*;
use crate::cluster::{Cluster, partition};

const MEMBER: u32 = 3000;

/// A group `g` of one member that has read `t` and committed.
fn group() -> Cluster {
    let configs = [
        ("group.id", "g"),
        ("auto.offset.reset", "earliest"),
        ("auto.commit.interval.ms", "1000"),
    ];
    let mut kafka = tank().consumer(MEMBER, "t", Some(500), &configs).start();
    kafka.until_ms(10_000);
    kafka
}

fn described(kafka: &mut Cluster) -> GroupDescription {
    let command = AdminCommand::DescribeGroups(vec!["g".into()]);
    match one(kafka, command) {
        Ok(AdminAnswer::Group(group)) => group,
        other => panic!("no group: {other:?}"),
    }
}

fn offset(offset: i64) -> CommittedOffset {
    CommittedOffset {
        offset: Offset(offset),
        leader_epoch: LeaderEpoch::NONE,
        metadata: "".into(),
    }
}

fn reset(to: i64) -> AdminCommand {
    AdminCommand::AlterGroupOffsets {
        group: "g".into(),
        offsets: vec![(partition("t", 0), offset(to))],
    }
}

fn committed(kafka: &mut Cluster) -> Vec<i64> {
    let list = AdminCommand::ListGroupOffsets {
        group: "g".into(),
        partitions: None,
    };
    match one(kafka, list) {
        Ok(AdminAnswer::Offsets(offsets)) => offsets
            .iter()
            .map(|(_, offset)| offset.as_ref().map_or(-1, |found| found.offset.0))
            .collect(),
        other => panic!("no offsets: {other:?}"),
    }
}

/// The one error of the one partition.
fn altered(kafka: &mut Cluster, command: AdminCommand) -> ErrorCode {
    match one(kafka, command) {
        Ok(AdminAnswer::OffsetsAltered(altered)) => {
            assert_eq!(altered.len(), 1);
            altered[0]
                .1
                .as_ref()
                .err()
                .map_or(ErrorCode::None, |why| why.error)
        }
        other => panic!("nothing altered: {other:?}"),
    }
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
        partitions: Some(vec![partition("t", 0)]),
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
        partitions: Some(vec![partition("t", 0)]),
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

#[test]
fn a_described_group_says_who_coordinates_it_and_who_has_what() {
    let mut kafka = group();
    let group = described(&mut kafka);
    assert_eq!((&*group.state, &*group.assignor), ("Stable", "range"));
    assert_eq!(group.members.len(), 1);
    assert_eq!(group.members[0].partitions, [partition("t", 0)]);
    let coordinator = kafka.broker(group.coordinator.0).group_coordinator();
    assert!(coordinator.group("g").is_some());
    kafka.close(MEMBER).until_ms(12_000);
    let group = described(&mut kafka);
    assert_eq!((&*group.state, group.members.len()), ("Empty", 0));
}

#[test]
fn a_group_that_is_not_there_is_not_found() {
    let mut kafka = group();
    let command = AdminCommand::DescribeGroups(vec!["g".into(), "none".into()]);
    let outcomes = administer(&mut kafka, command);
    let of = |name: &str| {
        let resource = Resource::Group(name.into());
        let found = outcomes.iter().find(|(of, _)| *of == resource);
        code(&found.expect("it has an outcome").1)
    };
    assert_eq!(of("none"), ErrorCode::GroupIdNotFound);
    assert_eq!(of("g"), ErrorCode::None);
}

#[test]
fn every_broker_is_asked_for_the_groups_that_it_coordinates() {
    let mut kafka = group();
    let list = |states: &[&str]| AdminCommand::ListGroups {
        states: states.iter().map(|state| Arc::from(*state)).collect(),
    };
    let groups = |kafka: &mut Cluster, states: &[&str]| {
        let outcomes = administer(kafka, list(states));
        assert_eq!(outcomes.len(), 3, "one of each broker");
        let groups = outcomes.into_iter().flat_map(|(_, outcome)| match outcome {
            Ok(AdminAnswer::Groups(groups)) => groups,
            other => panic!("no groups: {other:?}"),
        });
        groups
            .map(|group| group.group_id.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(groups(&mut kafka, &[]), ["g"]);
    assert_eq!(groups(&mut kafka, &["stable"]), ["g"]);
    assert_eq!(groups(&mut kafka, &["Empty"]), Vec::<String>::new());
}

#[test]
fn the_offsets_of_a_group_with_members_cannot_be_reset() {
    let mut kafka = group();
    assert_eq!(altered(&mut kafka, reset(1)), ErrorCode::UnknownMemberId);
    assert_eq!(committed(&mut kafka), [3]);
    kafka.close(MEMBER).until_ms(12_000);
    assert_eq!(altered(&mut kafka, reset(1)), ErrorCode::None);
    assert_eq!(committed(&mut kafka), [1]);
    kafka.start(MEMBER).until_ms(20_000);
    assert_eq!(kafka.printed(MEMBER), ["a", "b", "c", "b", "c"]);
}

#[test]
fn only_an_empty_group_is_deleted_and_its_offsets_with_it() {
    let mut kafka = group();
    let delete = || AdminCommand::DeleteGroups(vec!["g".into()]);
    assert_eq!(code(&one(&mut kafka, delete())), ErrorCode::NonEmptyGroup);
    kafka.close(MEMBER).until_ms(12_000);
    assert_eq!(one(&mut kafka, delete()), Ok(AdminAnswer::Done));
    assert_eq!(committed(&mut kafka), Vec::<i64>::new());
    assert_eq!(code(&one(&mut kafka, delete())), ErrorCode::GroupIdNotFound);
}

#[test]
fn offsets_of_a_topic_that_a_group_reads_cannot_be_deleted() {
    let mut kafka = group();
    let delete = || AdminCommand::DeleteGroupOffsets {
        group: "g".into(),
        partitions: vec![partition("t", 0)],
    };
    let refused = altered(&mut kafka, delete());
    assert_eq!(refused, ErrorCode::GroupSubscribedToTopic);
    kafka.close(MEMBER).until_ms(12_000);
    assert_eq!(altered(&mut kafka, delete()), ErrorCode::None);
    assert_eq!(committed(&mut kafka), Vec::<i64>::new());
}

#[test]
fn a_command_about_a_group_follows_it_to_its_next_coordinator() {
    let mut kafka = group();
    let first = described(&mut kafka).coordinator;
    kafka.fault(Fault::Crash(first));
    let next = described(&mut kafka).coordinator;
    assert_ne!(next, first);
    assert!(next < NodeId(4));
}
