//! A follower, seen closely: what it asks its leader, what it takes from the answer, and when it asks again.

use engine::log::{EndOffset, RecordBatch};
use engine::model::{LeaderEpoch, NodeId, Offset, Timestamp, TopicName, TopicPartition};
use engine::node::{Effect, Note};
use engine::protocol::{
    ErrorCode, FetchPartition, FetchResponse, FetchedPartition, ListOffsetsResponse, ListedOffset,
    OffsetSpec, Request,
};

use crate::lone_broker::{Asked, LoneBroker};
use crate::partition::numbered;

const FOLLOWER: NodeId = NodeId(1);
const LEADER: NodeId = NodeId(2);

fn follower() -> LoneBroker {
    let mut kafka = LoneBroker::started(FOLLOWER, |_| {});
    let both = [FOLLOWER, LEADER];
    kafka.create(LEADER, &both, &both, 1);
    kafka
}

/// What it asks its leader for, if it asks.
fn asked(kafka: &mut LoneBroker) -> Option<(FetchPartition, Asked)> {
    let (to, request, asked) = kafka.questions.pop()?;
    assert_eq!(to, LEADER);
    match request {
        Request::Fetch(request) => {
            assert_eq!(request.replica.map(|(id, _)| id), Some(FOLLOWER));
            Some((request.partitions[0].clone(), asked))
        }
        other => panic!("{other:?}"),
    }
}

fn nothing() -> FetchedPartition {
    let place = TopicPartition::new(&TopicName::from("t"), 0);
    FetchedPartition {
        high_watermark: Offset(0),
        last_stable_offset: Offset(0),
        log_start_offset: Offset(0),
        ..FetchedPartition::refused(place, ErrorCode::None)
    }
}

/// So many records from an offset on, in the first epoch.
fn records(offset: i64, count: usize) -> FetchedPartition {
    FetchedPartition {
        batches: vec![numbered(-1, -1, -1, count).at(Offset(offset), LeaderEpoch(0))],
        ..nothing()
    }
}

fn answer(kafka: &mut LoneBroker, asked: Asked, fetched: FetchedPartition) {
    let partitions = vec![fetched];
    kafka.answer(asked, FetchResponse { partitions });
}

/// Its leader answers what it has asked.
fn told(kafka: &mut LoneBroker, fetched: FetchedPartition) {
    let (_, question) = asked(kafka).expect("it fetches");
    answer(kafka, question, fetched);
}

fn ends(kafka: &LoneBroker) -> (i64, i64, i64) {
    let (replica, log) = (kafka.replica(), kafka.replica().log());
    (
        log.log_start_offset().0,
        replica.high_watermark().0,
        log.log_end_offset().0,
    )
}

/// A follower with five records, three of them committed.
fn with_records() -> LoneBroker {
    let mut kafka = follower();
    told(
        &mut kafka,
        FetchedPartition {
            high_watermark: Offset(3),
            ..records(0, 5)
        },
    );
    kafka
}

#[test]
fn a_follower_fetches_from_the_end_of_its_log_in_the_epoch_that_it_knows() {
    let mut kafka = follower();
    let (first, question) = asked(&mut kafka).expect("it fetches");
    assert_eq!(
        (first.fetch_offset, first.current_leader_epoch),
        (Offset(0), LeaderEpoch(0))
    );
    assert_eq!(first.last_fetched_epoch, LeaderEpoch::NONE);
    answer(&mut kafka, question, records(0, 5));
    let (next, _) = asked(&mut kafka).expect("it fetches again");
    assert_eq!(
        (next.fetch_offset, next.last_fetched_epoch),
        (Offset(5), LeaderEpoch(0))
    );
}

#[test]
fn a_follower_takes_over_what_is_committed_as_far_as_it_has_it() {
    let mut kafka = with_records();
    assert_eq!(ends(&kafka), (0, 3, 5));
    told(
        &mut kafka,
        FetchedPartition {
            high_watermark: Offset(9),
            ..nothing()
        },
    );
    assert_eq!(ends(&kafka), (0, 5, 5));
}

#[test]
fn a_follower_forgets_what_its_leader_has_forgotten() {
    let mut kafka = with_records();
    told(
        &mut kafka,
        FetchedPartition {
            log_start_offset: Offset(4),
            high_watermark: Offset(3),
            ..nothing()
        },
    );
    assert_eq!(ends(&kafka), (4, 4, 5), "what is forgotten was committed");
}

#[test]
fn an_answer_that_says_nothing_new_changes_nothing() {
    let mut kafka = with_records();
    kafka.effects.clear();
    told(
        &mut kafka,
        FetchedPartition {
            high_watermark: Offset(3),
            ..nothing()
        },
    );
    assert_eq!(kafka.effects, []);
    assert!(asked(&mut kafka).is_some(), "it fetches again");
}

#[test]
fn what_was_fetched_in_an_earlier_epoch_is_ignored() {
    let mut kafka = follower();
    let (_, question) = asked(&mut kafka).expect("it fetches");
    kafka.elect(LEADER);
    answer(&mut kafka, question, records(0, 5));
    assert_eq!(ends(&kafka), (0, 0, 0));
    told(&mut kafka, records(0, 2));
    assert_eq!(ends(&kafka), (0, 0, 2));
}

#[test]
fn a_follower_whose_log_diverges_throws_its_tail_away() {
    let mut kafka = with_records();
    kafka.effects.clear();
    let diverging_epoch = Some(EndOffset {
        epoch: LeaderEpoch(0),
        end_offset: Offset(2),
    });
    // Batches stay whole: the only one goes.
    told(
        &mut kafka,
        FetchedPartition {
            diverging_epoch,
            ..nothing()
        },
    );
    assert_eq!(ends(&kafka), (0, 0, 0));
    let truncated = |effect: &&Effect| {
        matches!(effect, Effect::Note(Note::Truncated { from, to, .. })
            if (*from, *to) == (Offset(5), Offset(0)))
    };
    assert_eq!(kafka.effects.iter().filter(truncated).count(), 1);
    assert_eq!(asked(&mut kafka).expect("again").0.fetch_offset, Offset(0));
}

/// What it is told of where the leader's log begins and ends, after its own end was out of range.
fn range_told(kafka: &mut LoneBroker, earliest: i64, latest: i64, error: ErrorCode) {
    told(
        kafka,
        FetchedPartition::refused(nothing().partition, ErrorCode::OffsetOutOfRange),
    );
    let (to, request, question) = kafka.questions.pop().expect("it asks for the range");
    let Request::ListOffsets(request) = request else {
        panic!("{request:?}");
    };
    assert_eq!((to, request.replica), (LEADER, Some(FOLLOWER)));
    let listed = request.partitions.iter().map(|(partition, epoch, spec)| {
        assert_eq!(*epoch, LeaderEpoch(0));
        let latest_wanted = matches!(spec, OffsetSpec::Latest);
        ListedOffset {
            partition: partition.clone(),
            error: if latest_wanted {
                ErrorCode::None
            } else {
                error
            },
            offset: Offset(if latest_wanted { latest } else { earliest }),
            timestamp: Timestamp::NONE,
            leader_epoch: LeaderEpoch(0),
        }
    });
    let partitions = listed.collect();
    kafka.answer(question, ListOffsetsResponse { partitions });
}

#[test]
fn a_follower_that_has_more_than_its_leader_cuts_its_log_to_the_leaders_end() {
    let mut kafka = with_records();
    told(&mut kafka, records(5, 5));
    range_told(&mut kafka, 0, 5, ErrorCode::None);
    assert_eq!(ends(&kafka), (0, 0, 5));
    assert_eq!(asked(&mut kafka).expect("again").0.fetch_offset, Offset(5));
}

#[test]
fn a_follower_that_is_behind_its_leaders_log_start_begins_there() {
    let mut kafka = with_records();
    range_told(&mut kafka, 70, 90, ErrorCode::None);
    assert_eq!(ends(&kafka), (70, 70, 70));
}

#[test]
fn a_follower_within_its_leaders_range_keeps_what_it_has() {
    for (earliest, latest) in [(0, 5), (5, 9)] {
        let mut kafka = with_records();
        kafka.effects.clear();
        range_told(&mut kafka, earliest, latest, ErrorCode::None);
        assert_eq!(ends(&kafka), (0, 3, 5));
        assert_eq!(kafka.effects, [], "nothing is cut");
        assert!(asked(&mut kafka).is_some());
    }
}

#[test]
fn after_an_error_a_follower_waits_for_replica_fetch_backoff_ms() {
    let mut kafka = with_records();
    told(
        &mut kafka,
        FetchedPartition::refused(nothing().partition, ErrorCode::UnknownLeaderEpoch),
    );
    assert!(asked(&mut kafka).is_none());
    kafka.wait_ms(999);
    assert!(asked(&mut kafka).is_none());
    kafka.wait_ms(1);
    assert!(asked(&mut kafka).is_some());
    let mut kafka = with_records();
    range_told(&mut kafka, 0, 5, ErrorCode::NotLeaderOrFollower);
    assert!(asked(&mut kafka).is_none());
    kafka.wait_ms(1_000);
    assert!(asked(&mut kafka).is_some());
}

#[test]
fn a_fenced_follower_waits_until_it_hears_of_the_new_epoch() {
    let mut kafka = with_records();
    told(
        &mut kafka,
        FetchedPartition::refused(nothing().partition, ErrorCode::FencedLeaderEpoch),
    );
    kafka.wait_ms(5_000);
    assert!(asked(&mut kafka).is_none());
    kafka.elect(LEADER);
    let (fetch, _) = asked(&mut kafka).expect("again");
    assert_eq!(fetch.current_leader_epoch, LeaderEpoch(1));
}

#[test]
fn a_follower_that_loses_the_connection_to_its_leader_comes_back() {
    let mut kafka = with_records();
    asked(&mut kafka).expect("it fetches");
    kafka.cut_off(LEADER);
    assert!(asked(&mut kafka).is_none());
    kafka.wait_ms(999);
    assert!(asked(&mut kafka).is_none(), "replica.fetch.backoff.ms");
    kafka.wait_ms(1);
    assert_eq!(asked(&mut kafka).expect("again").0.fetch_offset, Offset(5));
}

#[test]
fn a_follower_leaves_its_leader_for_the_next() {
    const NEXT: NodeId = NodeId(3);
    let mut kafka = LoneBroker::started(FOLLOWER, |_| {});
    let all = [FOLLOWER, LEADER, NEXT];
    kafka.create(LEADER, &all, &all, 1);
    let (_, question) = asked(&mut kafka).expect("it fetches");
    kafka.elect(NEXT);
    assert_eq!(kafka.questions.pop().map(|(to, ..)| to), Some(NEXT));
    answer(&mut kafka, question, nothing());
    kafka.wait_ms(2_000);
    assert!(kafka.questions.is_empty(), "{:?}", kafka.questions);
}

#[test]
fn what_a_follower_takes_is_as_its_leader_has_it() {
    let kafka = with_records();
    let batches: Vec<RecordBatch> = kafka.replica().log().batches().cloned().collect();
    assert_eq!(batches, records(0, 5).batches);
}

#[test]
fn who_follows_nobody_or_leads_fetches_no_more() {
    let mut kafka = with_records();
    asked(&mut kafka).expect("it fetches");
    kafka.elect(FOLLOWER);
    kafka.wait_ms(2_000);
    assert!(asked(&mut kafka).is_none());
    assert!(kafka.replica().is_leader());
}
