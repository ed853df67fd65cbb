//! A classic group becomes a consumer group while its members are at work.

use engine::config::{Configs, ConsumerConfig};
use engine::coordinator::group::ConsumerGroupState;
use engine::protocol::ErrorCode;

use crate::cluster::{Cluster, cluster};
use crate::consumer_requests::{beat, enter};
use crate::lone_coordinator::{
    LoneCoordinator, commit_of, coordinator, heartbeat, join, numbers, sync,
};

const AT_ONCE: (&str, &str) = ("group.consumer.assignment.interval.ms", "0");

/// A classic group of one member, which has both partitions of `t`, and a member of the consumer protocol that joins it.
fn upgraded() -> (LoneCoordinator, String) {
    let mut kafka = coordinator(&[AT_ONCE]);
    kafka.grow("t", 2);
    let id = kafka.new_id();
    let joined = kafka.wonder(join(&id));
    kafka.pass_ms(6_000);
    let generation = kafka.joined(joined).generation_id;
    kafka.wonder(sync(&id, generation, &[(&id, &[0, 1])]));
    assert_eq!(kafka.told(enter("b")), (2, Some(vec![])));
    (kafka, id)
}

#[test]
fn a_member_of_the_consumer_protocol_upgrades_a_classic_group() {
    let (kafka, id) = upgraded();
    assert!(kafka.groups.group("g").is_none());
    let member = kafka.consumer_group().member(&id).expect("it is in still");
    assert_eq!(member.current.epoch, 1, "the generation that it was in");
    assert_eq!(member.current.places().len(), 2);
    assert!(member.metadata.is_classic());
}

#[test]
fn a_classic_member_is_told_to_join_again_and_given_what_the_coordinator_wants() {
    let (mut kafka, id) = upgraded();
    assert_eq!(
        kafka.try_to(heartbeat(&id, 1)),
        ErrorCode::RebalanceInProgress
    );
    let again = kafka.wonder(join(&id));
    let again = kafka.joined(again);
    assert_eq!((again.error, again.generation_id), (ErrorCode::None, 2));
    assert_ne!(*again.leader, *id, "it leads nobody");
    let synced = kafka.wonder(sync(&id, 2, &[]));
    assert_eq!(numbers(&kafka.synced(synced).assignment), [0]);
    assert_eq!(kafka.told(beat("b", 2)), (2, Some(vec![1])));
    assert_eq!(kafka.try_to(heartbeat(&id, 2)), ErrorCode::None);
    assert_eq!(kafka.consumer_group().state(), ConsumerGroupState::Stable);
}

#[test]
fn a_classic_member_that_does_not_join_again_in_time_is_out() {
    let (mut kafka, id) = upgraded();
    for _ in 0..11 {
        assert_eq!(
            kafka.try_to(heartbeat(&id, 1)),
            ErrorCode::RebalanceInProgress
        );
        kafka.pass_ms(5_000);
        kafka.beats(beat("b", 2));
    }
    assert!(kafka.consumer_group().member(&id).is_some());
    kafka.try_to(heartbeat(&id, 1));
    kafka.pass_ms(5_000);
    assert!(kafka.consumer_group().member(&id).is_none());
}

#[test]
fn a_classic_member_is_refused_in_the_words_of_its_protocol() {
    let (mut kafka, id) = upgraded();
    assert_eq!(kafka.try_to(commit_of(&id, 1, 7)), ErrorCode::None);
    assert_eq!(
        kafka.try_to(commit_of(&id, 0, 7)),
        ErrorCode::IllegalGeneration
    );
    assert_eq!(
        kafka.try_to(heartbeat(&id, 0)),
        ErrorCode::IllegalGeneration
    );
    assert_eq!(kafka.try_to(heartbeat("b", 2)), ErrorCode::UnknownMemberId);
}

#[test]
fn an_upgraded_group_is_read_as_it_is() {
    let (kafka, _) = upgraded();
    assert_eq!(kafka.reader().consumer_group(), kafka.consumer_group());
    assert!(kafka.reader().groups.group("g").is_none());
}

#[test]
fn where_upgrades_are_not_allowed_the_group_stays_classic() {
    let mut kafka = coordinator(&[("group.consumer.migration.policy", "downgrade")]);
    kafka.stable(1);
    assert_eq!(kafka.beats(enter("b")).error, ErrorCode::GroupIdNotFound);
    assert_eq!(kafka.group().members().len(), 1);
}

fn owned(kafka: &Cluster, id: u32) -> usize {
    kafka.consumer(id).assignment().count()
}

#[test]
fn members_of_both_protocols_share_the_work() {
    let classic = [("group.id", "g"), ("auto.offset.reset", "earliest")];
    let modern = [classic.as_slice(), &[("group.protocol", "consumer")]].concat();
    assert!(
        ConsumerConfig::default()
            .set("group.protocol", "other")
            .is_err()
    );
    let mut kafka = cluster(1)
        .topic("t", 4, 1, &[])
        .consumer(3000, "t", Some(500), &classic)
        .consumer(3001, "t", Some(15_000), &modern)
        .start();
    kafka.until_ms(14_000);
    assert_eq!(owned(&kafka, 3000), 4);
    kafka.until_ms(45_000);
    assert_eq!([owned(&kafka, 3000), owned(&kafka, 3001)], [2, 2]);
    kafka.close(3000).until_ms(60_000);
    assert_eq!(owned(&kafka, 3001), 4);
}
