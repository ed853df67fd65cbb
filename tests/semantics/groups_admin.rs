//! What administrators ask about groups, as `kafka-consumer-groups.sh` does.

use std::sync::Arc;

use engine::model::{LeaderEpoch, Offset};
use engine::protocol::consumer_protocol::{Assignment, Subscription};
use engine::protocol::{
    CommittedOffset, DeleteGroupsRequest, DeleteGroupsResponse, DescribeGroupsRequest,
    DescribedGroup, ErrorCode, FindCoordinatorRequest, ListGroupsRequest, OffsetCommitRequest,
    OffsetFetchGroup, OffsetFetchRequest, Response,
};

use crate::cluster::{Cluster, cluster, partition};
use crate::lone_coordinator::{LoneCoordinator, commit, coordinator, join};

fn names(names: &[&str]) -> Vec<Arc<str>> {
    names.iter().map(|name| Arc::from(*name)).collect()
}

fn describe(kafka: &mut LoneCoordinator, group: &str) -> DescribedGroup {
    let groups = names(&[group]);
    match kafka.ask(DescribeGroupsRequest { groups }) {
        Response::DescribeGroups(mut answer) => answer.groups.remove(0),
        other => panic!("{other:?}"),
    }
}

fn list(kafka: &mut LoneCoordinator, states: &[&str], types: &[&str]) -> Vec<(String, String)> {
    let request = ListGroupsRequest {
        states_filter: names(states),
        types_filter: names(types),
    };
    match kafka.ask(request) {
        Response::ListGroups(answer) => answer
            .groups
            .iter()
            .map(|group| (group.group_id.to_string(), group.state.to_string()))
            .collect(),
        other => panic!("{other:?}"),
    }
}

fn delete(kafka: &mut LoneCoordinator, groups: &[&str]) -> Vec<ErrorCode> {
    let groups = names(groups);
    match kafka.ask(DeleteGroupsRequest { groups }) {
        Response::DeleteGroups(DeleteGroupsResponse { results }) => {
            results.iter().map(|(_, error)| *error).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_stable_group_is_described_with_what_its_members_read_and_have() {
    let mut kafka = coordinator(&[]);
    kafka.stable(2);
    let group = describe(&mut kafka, "g");
    assert_eq!(group.error, ErrorCode::None);
    assert_eq!(
        (&*group.state, &*group.protocol_type, &*group.protocol),
        ("Stable", "consumer", "range")
    );
    let mut has = Vec::new();
    for member in &group.members {
        let reads = Subscription::decode(&member.metadata).expect("it is a consumer's");
        assert_eq!(reads.topics, ["t".into()]);
        assert_eq!(*member.client_id, *"c");
        has.extend(
            Assignment::decode(&member.assignment)
                .expect("a consumer's")
                .partitions,
        );
    }
    has.sort();
    assert_eq!(has, [partition("t", 0), partition("t", 1)]);
}

#[test]
fn of_a_group_that_is_not_stable_only_the_members_are_told() {
    let mut kafka = coordinator(&[]);
    let members = kafka.stable(2);
    kafka.wonder(join(&members[0]));
    let group = describe(&mut kafka, "g");
    assert_eq!(
        (&*group.state, &*group.protocol),
        ("PreparingRebalance", "")
    );
    assert_eq!(group.members.len(), 2);
    assert!(
        group
            .members
            .iter()
            .all(|m| m.metadata.is_empty() && m.assignment.is_empty())
    );
}

#[test]
fn a_group_that_nobody_knows_is_dead_and_not_found() {
    let mut kafka = coordinator(&[]);
    let group = describe(&mut kafka, "nobody");
    assert_eq!(
        (group.error, &*group.state),
        (ErrorCode::GroupIdNotFound, "Dead")
    );
}

#[test]
fn groups_are_listed_by_state_and_type_whatever_the_case_of_the_letters() {
    let mut kafka = coordinator(&[]);
    kafka.stable(1);
    kafka.ask(OffsetCommitRequest {
        group_id: "h".into(),
        ..commit(1)
    });
    let stable = ("g".to_owned(), "Stable".to_owned());
    let empty = ("h".to_owned(), "Empty".to_owned());
    assert_eq!(list(&mut kafka, &[], &[]), [stable.clone(), empty.clone()]);
    assert_eq!(
        list(&mut kafka, &["sTABLE"], &[]),
        std::slice::from_ref(&stable)
    );
    assert_eq!(
        list(&mut kafka, &["Empty", "Stable"], &["Classic"]),
        [stable, empty]
    );
    assert!(list(&mut kafka, &["Dead"], &[]).is_empty());
    assert!(list(&mut kafka, &[], &["consumer"]).is_empty());
}

#[test]
fn only_an_empty_group_is_deleted_and_its_offsets_with_it() {
    let mut kafka = coordinator(&[]);
    kafka.stable(1);
    kafka.ask(OffsetCommitRequest {
        group_id: "h".into(),
        ..commit(1)
    });
    assert_eq!(delete(&mut kafka, &["g"]), [ErrorCode::NonEmptyGroup]);
    assert_eq!(
        delete(&mut kafka, &["h", "nobody"]),
        [ErrorCode::None, ErrorCode::GroupIdNotFound]
    );
    assert!(kafka.groups.group("h").is_none());
    assert!(kafka.groups.committed("h", &partition("t", 0)).is_none());
}

#[test]
fn a_deletion_of_a_group_that_the_replicas_do_not_take_in_time_is_not_acknowledged() {
    let mut kafka = coordinator(&[]);
    kafka.try_to(commit(5));
    kafka.stop_committing();
    let groups = names(&["g"]);
    let asked = kafka.wonder(DeleteGroupsRequest { groups });
    assert_eq!(kafka.answer(asked), None);
    kafka.fail_writes(ErrorCode::RequestTimedOut);
    assert_eq!(kafka.error(asked), Some(ErrorCode::CoordinatorNotAvailable));
}

/// The coordinator of a group, once the topic with the groups is there.
pub fn find(kafka: &mut Cluster, group: &str) -> u32 {
    for _ in 0..50 {
        let key = group.into();
        if let Some(Response::FindCoordinator(found)) = kafka
            .ask(1, FindCoordinatorRequest::of_group(key))
            .as_deref()
            && let Some(node) = found.node
        {
            return node.0;
        }
    }
    panic!("nobody coordinates {group}")
}

pub fn commit_for(group: &str, offset: i64) -> OffsetCommitRequest {
    let committed = CommittedOffset {
        offset: Offset(offset),
        leader_epoch: LeaderEpoch::NONE,
        metadata: "".into(),
    };
    OffsetCommitRequest {
        group_id: group.into(),
        offsets: vec![(partition("t", 0), committed)],
        ..commit(0)
    }
}

/// A broker with offsets of the groups `a` to `f`, in three partitions.
fn six_groups() -> Cluster {
    let mut kafka = cluster(1).topic("t", 1, 1, &[]).admin().start();
    kafka.until_ms(1_000);
    find(&mut kafka, "a");
    kafka.until_ms(2_000);
    for group in ["a", "b", "c", "d", "e", "f"] {
        let Some(Response::OffsetCommit(answer)) =
            kafka.ask(1, commit_for(group, 7)).as_deref().cloned()
        else {
            panic!("another answer");
        };
        assert_eq!(answer.partitions[0].1, ErrorCode::None);
    }
    kafka
}

#[test]
fn one_answer_tells_of_groups_in_several_partitions() {
    let mut kafka = six_groups();
    let shards = ["a", "b", "c", "d", "e", "f"].map(|id| engine::coordinator::partition_for(id, 3));
    assert!(shards.contains(&0) && shards.contains(&1) && shards.contains(&2));
    let all = ["a", "b", "c", "d", "e", "f"];
    let groups = all.map(|group| OffsetFetchGroup {
        member: None,
        group_id: group.into(),
        partitions: None,
    });
    for require_stable in [true, false] {
        let request = OffsetFetchRequest {
            groups: groups.to_vec(),
            require_stable,
        };
        let Some(Response::OffsetFetch(answer)) = kafka.ask(1, request).as_deref().cloned() else {
            panic!("another answer");
        };
        assert_eq!(answer.groups.len(), 6);
        assert!(
            answer
                .groups
                .iter()
                .all(|group| group.partitions.len() == 1)
        );
    }
    let groups = names(&all);
    let Some(Response::DeleteGroups(answer)) = kafka
        .ask(1, DeleteGroupsRequest { groups })
        .as_deref()
        .cloned()
    else {
        panic!("another answer");
    };
    assert_eq!(answer.results.len(), 6);
    assert_eq!(kafka.broker(1).group_coordinator().groups().count(), 0);
}

#[test]
fn a_request_about_no_group_at_all_is_answered_too() {
    let mut kafka = six_groups();
    let none = DeleteGroupsRequest { groups: Vec::new() };
    assert!(kafka.ask(1, none).is_some());
    let none = OffsetFetchRequest {
        groups: Vec::new(),
        require_stable: true,
    };
    assert!(kafka.ask(1, none).is_some());
}
