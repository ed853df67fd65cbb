//! What a member makes of what brokers say of its partitions.

use engine::client::consumer::{ConsumerCommand, PartitionState, Returned, SeekTo};
use engine::model::{Instant, LeaderEpoch, Offset, Timestamp};
use engine::protocol::{
    ApiKey, ErrorCode, FetchResponse, ListOffsetsResponse, ListedOffset, Request,
};

use crate::lone_member::{COORDINATOR, LEADER, LoneMember, control, place, two};

const MANUAL: (&str, &str) = ("enable.auto.commit", "false");

fn state(member: &LoneMember) -> &PartitionState {
    let state = member.consumer.partition(&place());
    state.expect("it is assigned")
}

fn position(member: &LoneMember) -> Option<i64> {
    member.consumer.position(&place()).map(|offset| offset.0)
}

fn seek(member: &mut LoneMember, to: SeekTo) -> &mut LoneMember {
    let command = ConsumerCommand::Seek(place(), to);
    member.call(|consumer, now, effects| consumer.command(now, &command, effects))
}

fn listed(member: &mut LoneMember, offset: i64) -> &mut LoneMember {
    member.answer(ListOffsetsResponse {
        partitions: vec![ListedOffset {
            partition: place(),
            error: ErrorCode::None,
            offset: Offset(offset),
            timestamp: Timestamp(-1),
            leader_epoch: LeaderEpoch(1),
        }],
    })
}

/// In the order in which they stand in the fetch that waits.
fn fetches(member: &LoneMember) -> Vec<i32> {
    let Some(Request::Fetch(fetch)) = member.waiting(ApiKey::Fetch) else {
        return Vec::new();
    };
    let partitions = fetch.partitions.iter();
    partitions.map(|asked| asked.partition.partition).collect()
}

#[test]
fn committed_offsets_that_are_still_loaded_are_asked_for_after_a_backoff() {
    let mut member = LoneMember::polling(&[("retry.backoff.ms", "200")]);
    member.finds_coordinator().joins(1).is_given(&[0, 1]);
    member
        .finds_committed(ErrorCode::CoordinatorLoadInProgress, None)
        .until_ms(2_000);
    assert_eq!(member.times(ApiKey::OffsetFetch), [0, 200]);
    assert_eq!(member.returned, []);
    member.finds_committed(ErrorCode::None, Some(3));
    assert_eq!(position(&member), Some(3));
    assert_eq!(member.consumer.committed(&place()), Some(Offset(3)));
}

#[test]
fn committed_offsets_that_may_not_be_read_are_thrown_at_the_application() {
    let mut member = LoneMember::polling(&[]);
    member.finds_coordinator().joins(1).is_given(&[0, 1]);
    let error = ErrorCode::GroupAuthorizationFailed;
    member.finds_committed(error, None);
    assert_eq!(member.returned, [Returned::Threw(error)]);
}

#[test]
fn a_leader_that_is_lost_before_it_says_where_the_log_begins_is_asked_again() {
    let mut member = LoneMember::polling(&[("auto.offset.reset", "earliest")]);
    member.finds_coordinator().joins(1).is_given(&[0, 1]);
    member
        .finds_committed(ErrorCode::None, None)
        .loses(ApiKey::ListOffsets)
        .until_ms(2_000);
    assert_eq!(member.count(ApiKey::ListOffsets), 2);
}

#[test]
fn what_was_asked_for_an_earlier_seek_does_not_count_for_a_later_one() {
    let mut member = LoneMember::stable(&[MANUAL]);
    seek(&mut member, SeekTo::Beginning);
    seek(&mut member, SeekTo::End);
    assert_eq!(member.count(ApiKey::ListOffsets), 2);
    listed(&mut member, 0);
    assert_eq!(position(&member), None);
    listed(&mut member, 9);
    assert_eq!(position(&member), Some(9));
}

#[test]
fn what_was_fetched_before_a_seek_says_nothing_of_the_partition() {
    let mut member = LoneMember::stable(&[MANUAL]);
    seek(&mut member, SeekTo::Offset(Offset(4)));
    member.fetched(|_| {});
    assert_eq!(state(&member).high_watermark(), None);
    member.fetched(|_| {});
    assert_eq!(state(&member).high_watermark(), Some(Offset(5)));
    assert_eq!(state(&member).log_start_offset(), Some(Offset(2)));
}

#[test]
fn what_was_out_of_range_before_a_seek_resets_nothing() {
    let mut member = LoneMember::stable(&[MANUAL]);
    seek(&mut member, SeekTo::Offset(Offset(4)));
    member.fetched(|answer| {
        answer.error = ErrorCode::OffsetOutOfRange;
    });
    assert_eq!(position(&member), Some(4));
    assert_eq!(member.count(ApiKey::ListOffsets), 0);
}

#[test]
fn a_replica_nearby_is_read_from_until_metadata_max_age_ms_is_over() {
    let mut member = LoneMember::stable(&[MANUAL, ("metadata.max.age.ms", "10000")]);
    let reads_from = |member: &LoneMember, ms: u64| {
        let at = Instant(1_000_000 + ms * 1_000);
        let preferred = state(member).preferred_read_replica(at);
        (member.consumer.reads_from(&place(), at), preferred)
    };
    assert_eq!(reads_from(&member, 0), (Some(LEADER), None));
    member.fetched(|answer| {
        answer.preferred_read_replica = Some(COORDINATOR);
    });
    let nearby = (Some(COORDINATOR), Some(COORDINATOR));
    assert_eq!(reads_from(&member, 9_999), nearby);
    assert_eq!(reads_from(&member, 10_000), (Some(LEADER), None));
}

#[test]
fn what_a_replica_nearby_does_not_have_the_leader_is_asked_for() {
    let mut member = LoneMember::stable(&[MANUAL]);
    member.fetched(|answer| {
        answer.preferred_read_replica = Some(COORDINATOR);
    });
    assert_eq!(member.asked_last(ApiKey::Fetch), Some(COORDINATOR));
    // The leader, which is asked for the other partition, answers first.
    member.answer(FetchResponse {
        partitions: Vec::new(),
    });
    member.fetched(|answer| {
        answer.error = ErrorCode::OffsetOutOfRange;
    });
    let now = Instant(1_000_000);
    assert_eq!(member.consumer.reads_from(&place(), now), Some(LEADER));
    assert_eq!(position(&member), Some(3));
    assert_eq!(member.count(ApiKey::ListOffsets), 0);
}

#[test]
fn who_leads_no_more_names_the_leader_and_no_metadata_is_needed() {
    let mut member = LoneMember::stable(&[MANUAL]);
    let metadata = member.count(ApiKey::Metadata);
    member.fetched(|answer| {
        answer.error = ErrorCode::NotLeaderOrFollower;
        answer.current_leader = Some((COORDINATOR, LeaderEpoch(2)));
    });
    assert_eq!(member.count(ApiKey::Metadata), metadata);
    let leader = state(&member)
        .position()
        .and_then(|position| position.leader);
    assert_eq!(leader, Some((COORDINATOR, LeaderEpoch(2))));
}

#[test]
fn a_partition_that_gave_records_is_fetched_after_the_others() {
    let mut member = LoneMember::stable(&[MANUAL]);
    assert_eq!(fetches(&member), [0, 1]);
    member.fetched(|answer| answer.batches = two());
    assert_eq!(member.consumer.position(&place()), Some(Offset(5)));
    assert_eq!(fetches(&member), [1, 0]);
}

#[test]
fn a_closed_consumer_throws_away_what_was_fetched_and_not_returned() {
    let mut member = LoneMember::stable(&[MANUAL]);
    assert!(!state(&member).is_paused());
    member.call(|consumer, now, _| consumer.commit_sync(now, None));
    member.fetched(|answer| answer.batches = two());
    assert_eq!(member.consumer.buffered(&place()), 2);
    member.call(|consumer, now, _| consumer.close(now));
    assert_eq!(member.consumer.buffered(&place()), 0);
}

#[test]
fn a_poll_may_return_nothing_but_a_position_beyond_what_is_not_for_applications() {
    let mut member = LoneMember::stable(&[MANUAL]);
    member.fetched(|answer| answer.batches = control());
    let [Returned::Records(polled)] = &member.returned[..] else {
        panic!("{:?}", member.returned);
    };
    assert!(polled[0].records.is_empty());
    assert_eq!(polled[0].position, Offset(4));
}

#[test]
fn a_new_assignment_puts_the_partitions_in_a_new_order() {
    let cooperative = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";
    let mut member = LoneMember::polling(&[MANUAL, ("partition.assignment.strategy", cooperative)]);
    member.finds_coordinator().joins(1).is_given(&[1]);
    member
        .finds_committed(ErrorCode::None, Some(3))
        .until_ms(3_000)
        .heartbeat_is_answered(ErrorCode::RebalanceInProgress)
        .joins(2)
        .is_given(&[0, 1]);
    member
        .finds_committed(ErrorCode::None, Some(3))
        .answer(FetchResponse {
            partitions: Vec::new(),
        });
    assert_eq!(
        fetches(&member),
        [0, 1],
        "what it had before does not come first"
    );
}
