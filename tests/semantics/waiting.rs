//! Requests that wait for records, for replicas or for a change of the leader, and until when.

use engine::log::{Record, RecordBatch};
use engine::metadata::{ConfigResource, MetadataRecord, PartitionChange};
use engine::model::{
    BrokerEpoch, LeaderEpoch, NodeId, Offset, Payload, Timestamp, TopicName, TopicPartition,
};
use engine::protocol::{
    ErrorCode, FetchRequest, FetchResponse, FetchedPartition, IsolationLevel, PartitionProduced,
    ProduceRequest, Response,
};

use crate::lone_broker::{CLIENT, LoneBroker, TOPIC_ID, topic_config};
use crate::partition::numbered;

const BROKER: NodeId = NodeId(1);
const FOLLOWER: NodeId = NodeId(2);
const OTHER: NodeId = NodeId(2_001);

/// The leader of both partitions of `t`, without followers.
fn alone() -> LoneBroker {
    let mut kafka = LoneBroker::leading(BROKER, &[BROKER], &[BROKER], 1);
    kafka.publish(&[MetadataRecord::Partition {
        topic_id: TOPIC_ID,
        partition: 1,
        replicas: vec![BROKER],
        isr: vec![BROKER],
    }]);
    kafka
}

fn replicated(min_isr: i64) -> LoneBroker {
    let both = [BROKER, FOLLOWER];
    LoneBroker::leading(BROKER, &both, &both, min_isr)
}

fn place(number: i32) -> TopicPartition {
    TopicPartition::new(&TopicName::from("t"), number)
}

fn batch() -> RecordBatch {
    let record = Record::new(Timestamp(1), None, Some(Payload::from("x")));
    RecordBatch::new(-1, -1, -1, vec![record])
}

fn write_to(kafka: &mut LoneBroker, number: i32) {
    let request = ProduceRequest {
        transactional_id: None,
        transaction_v2: false,
        acks: 1,
        timeout_ms: 1_000,
        batches: vec![(place(number), batch())],
    };
    kafka.ask(OTHER, request);
}

/// A consumer's fetch of partition 0 that waits for half a second.
fn patient(kafka: &LoneBroker, offset: i64) -> FetchRequest {
    FetchRequest {
        max_wait_ms: 500,
        ..kafka.fetch_request(offset)
    }
}

/// The same of both partitions.
fn of_both(kafka: &LoneBroker, first: i64, second: i64) -> FetchRequest {
    let mut request = patient(kafka, first);
    let mut other = request.partitions[0].clone();
    other.partition = place(1);
    other.fetch_offset = Offset(second);
    request.partitions.push(other);
    request
}

fn fetched(response: Option<Response>) -> Option<Vec<FetchedPartition>> {
    match response? {
        Response::Fetch(FetchResponse { partitions }) => Some(partitions),
        other => panic!("{other:?}"),
    }
}

/// How many fetches of the client were answered, and what came with the last.
fn heard(kafka: &LoneBroker) -> (usize, usize) {
    let mine = kafka.answers.iter().filter(|(to, ..)| *to == CLIENT);
    let mine = mine.filter_map(|(_, response, _)| fetched(Some(response.clone())));
    let counts: Vec<usize> = mine
        .map(|parts| parts.iter().map(|part| part.batches.len()).sum())
        .collect();
    (counts.len(), counts.last().copied().unwrap_or_default())
}

fn produced(response: &Response) -> PartitionProduced {
    match response {
        Response::Produce(response) => response.partitions[0].clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fetch_waits_for_records_of_its_own_partitions() {
    let mut kafka = alone();
    let request = patient(&kafka, 0);
    assert_eq!(kafka.ask(CLIENT, request), None);
    write_to(&mut kafka, 1);
    assert_eq!(heard(&kafka), (0, 0));
    write_to(&mut kafka, 0);
    assert_eq!(heard(&kafka), (1, 1));
}

#[test]
fn a_fetch_waits_until_its_records_are_committed() {
    let mut kafka = replicated(1);
    let request = patient(&kafka, 0);
    kafka.ask(CLIENT, request);
    write_to(&mut kafka, 0);
    assert_eq!(heard(&kafka), (0, 0));
    kafka.fetch(FOLLOWER, 1);
    assert_eq!(heard(&kafka), (1, 1));
}

#[test]
fn a_fetch_waits_for_fetch_min_bytes_over_all_its_partitions() {
    let mut kafka = alone();
    let mut request = of_both(&kafka, 0, 0);
    request.min_bytes = 3 * batch().size() as i32;
    kafka.ask(CLIENT, request);
    write_to(&mut kafka, 0);
    write_to(&mut kafka, 1);
    assert_eq!(heard(&kafka), (0, 0));
    write_to(&mut kafka, 0);
    assert_eq!(heard(&kafka), (1, 3));
}

#[test]
fn a_fetch_waits_no_longer_than_fetch_max_wait_ms() {
    let mut kafka = alone();
    let request = patient(&kafka, 0);
    kafka.ask(CLIENT, request);
    kafka.wait_ms(499);
    assert_eq!(heard(&kafka), (0, 0));
    kafka.wait_ms(1);
    assert_eq!(heard(&kafka), (1, 0));
}

#[test]
fn who_waits_for_a_shorter_time_is_answered_earlier() {
    let mut kafka = alone();
    let request = patient(&kafka, 0);
    kafka.ask(OTHER, request.clone());
    let short = FetchRequest {
        max_wait_ms: 100,
        ..request
    };
    kafka.ask(CLIENT, short);
    kafka.wait_ms(100);
    assert_eq!(heard(&kafka), (1, 0));
    let others = |kafka: &LoneBroker| kafka.answers.iter().filter(|(to, ..)| *to == OTHER).count();
    assert_eq!(others(&kafka), 0);
    kafka.wait_ms(400);
    assert_eq!((heard(&kafka), others(&kafka)), ((1, 0), 1));
}

#[test]
fn a_fetch_that_does_not_want_to_wait_or_wants_nothing_is_answered_at_once() {
    let mut kafka = alone();
    let request = kafka.fetch_request(0);
    assert!(kafka.ask(CLIENT, request).is_some());
    let mut nothing = patient(&kafka, 0);
    nothing.partitions.clear();
    assert!(kafka.ask(CLIENT, nothing).is_some());
}

#[test]
fn an_error_in_one_partition_is_told_at_once_though_another_has_nothing() {
    let mut kafka = alone();
    for (first, second) in [(0, 9), (9, 0)] {
        let request = of_both(&kafka, first, second);
        let parts = fetched(kafka.ask(CLIENT, request)).expect("at once");
        let errors = parts.iter().map(|part| part.error);
        let wrong = errors.filter(|error| *error == ErrorCode::OffsetOutOfRange);
        assert_eq!(wrong.count(), 1);
    }
}

#[test]
fn an_answer_is_no_larger_than_fetch_max_bytes_but_has_one_batch() {
    let mut kafka = alone();
    for number in [0, 0, 1, 1] {
        write_to(&mut kafka, number);
    }
    let size = batch().size() as i32;
    let mut batches = |max_bytes, of_the_first| {
        let mut request = FetchRequest {
            max_bytes,
            ..of_both(&kafka, 0, 0)
        };
        request.partitions[0].max_bytes = of_the_first;
        let parts = fetched(kafka.ask(CLIENT, request)).expect("at once");
        [parts[0].batches.len(), parts[1].batches.len()]
    };
    assert_eq!(batches(0, i32::MAX), [1, 0]);
    assert_eq!(batches(size, i32::MAX), [1, 0]);
    assert_eq!(batches(2 * size, i32::MAX), [2, 0]);
    assert_eq!(
        batches(2 * size + 1, i32::MAX),
        [2, 0],
        "the second partition gets no more than fits"
    );
    assert_eq!(batches(3 * size, i32::MAX), [2, 1]);
    assert_eq!(batches(4 * size, i32::MAX), [2, 2]);
    // A batch that is torn off by max.partition.fetch.bytes takes up room too.
    assert_eq!(batches(3 * size, size + 1), [1, 1]);
    assert_eq!(batches(3 * size, size), [1, 2]);
}

#[test]
fn a_batch_that_is_torn_off_counts_for_fetch_min_bytes() {
    let mut kafka = alone();
    write_to(&mut kafka, 0);
    write_to(&mut kafka, 0);
    let size = batch().size() as i32;
    let mut answered = |max_bytes| {
        let mut request = patient(&kafka, 0);
        request.min_bytes = size + 1;
        request.partitions[0].max_bytes = max_bytes;
        let answered = kafka.ask(CLIENT, request);
        kafka.wait_ms(1_000);
        fetched(answered).map(|parts| parts[0].batches.len())
    };
    assert_eq!(answered(size), None);
    assert_eq!(answered(size + 1), Some(1));
}

#[test]
fn a_fetch_from_an_older_segment_does_not_wait_for_fetch_min_bytes() {
    let mut kafka = alone();
    kafka.publish(&[topic_config("t", "segment.ms", "10")]);
    let record = |at| Record::new(Timestamp(at), None, Some(Payload::from("x")));
    for at in [1, 2, 30] {
        kafka.produce(RecordBatch::new(-1, -1, -1, vec![record(at)]), 1);
    }
    let mut answered = |offset| {
        let mut request = patient(&kafka, offset);
        request.min_bytes = 10_000;
        let answered = kafka.ask(CLIENT, request);
        kafka.wait_ms(1_000);
        fetched(answered).map(|parts| parts[0].batches.len())
    };
    assert_eq!(answered(1), Some(1));
    assert_eq!(answered(2), None, "here more may come");
    assert_eq!(answered(3), None);
}

#[test]
fn who_waits_at_a_follower_hears_of_another_leader_at_once() {
    let mut kafka = LoneBroker::started(BROKER, |_| {});
    let all = [BROKER, FOLLOWER, NodeId(3)];
    kafka.create(FOLLOWER, &all, &all, 1);
    let request = patient(&kafka, 0);
    assert_eq!(kafka.ask(CLIENT, request), None);
    kafka.publish(&[MetadataRecord::PartitionChange(PartitionChange {
        isr: Some(vec![FOLLOWER]),
        ..PartitionChange::of(TOPIC_ID, 0)
    })]);
    assert_eq!(heard(&kafka), (0, 0));
    kafka.elect(NodeId(3));
    assert_eq!(heard(&kafka), (1, 0));
    let parts = fetched(kafka.answers.pop().map(|(_, response, _)| response)).expect("a fetch");
    assert_eq!(parts[0].error, ErrorCode::FencedLeaderEpoch);
    assert_eq!(parts[0].current_leader, Some((NodeId(3), LeaderEpoch(1))));
}

#[test]
fn a_divergence_is_told_at_once_and_such_a_fetch_says_nothing_of_how_far_a_follower_is() {
    let mut kafka = replicated(1);
    kafka.append(1);
    kafka.elect_again();
    kafka.append(1);
    let mut fetch = |offset, last_fetched_epoch| {
        let mut request = patient(&kafka, offset);
        request.replica = Some((FOLLOWER, BrokerEpoch(0)));
        request.partitions[0].last_fetched_epoch = last_fetched_epoch;
        let parts = fetched(kafka.ask(FOLLOWER, request)).expect("at once");
        (
            parts[0].error,
            parts[0].diverging_epoch.is_some(),
            kafka.replica().high_watermark(),
        )
    };
    assert_eq!(fetch(2, LeaderEpoch(0)), (ErrorCode::None, true, Offset(0)));
    assert_eq!(
        fetch(9, LeaderEpoch::NONE),
        (ErrorCode::OffsetOutOfRange, false, Offset(0))
    );
}

#[test]
fn fetch_max_bytes_of_the_broker_binds_consumers_and_not_followers() {
    let mut kafka = LoneBroker::started(BROKER, |setup| {
        let config = std::sync::Arc::make_mut(&mut setup.config);
        crate::cluster::set(config, &[("fetch.max.bytes", "1024")]);
    });
    let both = [BROKER, FOLLOWER];
    kafka.lead(&both, &both, 1);
    for _ in 0..100 {
        kafka.append(1);
    }
    kafka.fetch(FOLLOWER, 100);
    let request = kafka.fetch_request(0);
    let consumer = fetched(kafka.ask(CLIENT, request.clone())).expect("at once");
    let bytes: u32 = consumer[0].batches.iter().map(RecordBatch::size).sum();
    assert!((900..=1_024).contains(&bytes), "{bytes}");
    let before = kafka.answers.len();
    kafka.fetch(FOLLOWER, 0);
    let follower = fetched(Some(kafka.answers[before].1.clone())).expect("an answer");
    assert_eq!(follower[0].batches.len(), 100);
}

#[test]
fn a_fetch_tells_where_the_log_begins_and_up_to_where_it_is_committed_and_decided() {
    // Nobody is asked whether the partition is part of the transaction.
    let mut kafka = alone();
    kafka.publish(&[MetadataRecord::Config {
        resource: ConfigResource::Broker(None),
        name: "transaction.partition.verification.enable".into(),
        value: Some("false".into()),
    }]);
    kafka.produce(numbered(7, 0, 0, 1), 1);
    kafka.produce(numbered(7, 0, 1, 1).transactional(), 1);
    let mut request = kafka.fetch_request(0);
    let parts = fetched(kafka.ask(CLIENT, request.clone())).expect("at once");
    let part = &parts[0];
    let offsets = (
        part.log_start_offset,
        part.last_stable_offset,
        part.high_watermark,
    );
    assert_eq!(offsets, (Offset(0), Offset(1), Offset(2)));
    assert_eq!(part.batches.len(), 2);
    request.isolation = IsolationLevel::ReadCommitted;
    let parts = fetched(kafka.ask(CLIENT, request)).expect("at once");
    assert_eq!(parts[0].batches.len(), 1);
}

#[test]
fn acks_all_times_out_when_a_replica_in_sync_does_not_fetch() {
    let mut kafka = replicated(1);
    assert_eq!(kafka.produce(batch(), -1), None);
    kafka.wait_ms(999);
    assert!(kafka.answers.is_empty());
    kafka.wait_ms(1);
    let (to, response, _) = &kafka.answers[0];
    assert_eq!(
        (*to, produced(response).error),
        (CLIENT, ErrorCode::RequestTimedOut)
    );
    kafka.fetch(FOLLOWER, 1);
    assert!(
        kafka
            .answers
            .iter()
            .filter(|(to, ..)| *to == CLIENT)
            .count()
            == 1,
        "told once"
    );
}

#[test]
fn a_client_that_goes_takes_nobody_elses_request_with_it() {
    let mut kafka = alone();
    let request = patient(&kafka, 0);
    kafka.ask(OTHER, request.clone());
    kafka.ask(CLIENT, request);
    kafka.cut_off(OTHER);
    kafka.wait_ms(500);
    assert_eq!(heard(&kafka).0, 1);
    assert!(kafka.answers.iter().all(|(to, ..)| *to == CLIENT));
}

#[test]
fn acks_all_fails_when_somebody_else_leads_and_names_the_new_leader() {
    let mut kafka = replicated(1);
    assert_eq!(kafka.produce(batch(), -1), None);
    kafka.elect(FOLLOWER);
    let answer = produced(&kafka.answers[0].1);
    assert_eq!(answer.error, ErrorCode::NotLeaderOrFollower);
    assert_eq!(answer.current_leader, Some((FOLLOWER, LeaderEpoch(1))));
    let refused = kafka.produce(batch(), 1).expect("at once");
    assert_eq!(
        produced(&refused).current_leader,
        Some((FOLLOWER, LeaderEpoch(1)))
    );
}

#[test]
fn only_who_is_no_leader_names_another() {
    let mut kafka = replicated(1);
    let refused = kafka
        .produce(batch(), 7)
        .map(|response| produced(&response));
    let refused = refused.expect("at once");
    assert_eq!(refused.error, ErrorCode::InvalidRequiredAcks);
    assert_eq!(refused.current_leader, None);
}

#[test]
fn a_follower_is_served_by_a_leader_that_knows_it_alone() {
    let mut kafka = replicated(1);
    let before = kafka.answers.len();
    kafka.fetch(NodeId(3), 0);
    kafka.elect(FOLLOWER);
    kafka.fetch(NodeId(3), 0);
    let answers = kafka.answers[before..].iter();
    let parts = answers.filter_map(|(_, response, _)| fetched(Some(response.clone())));
    let told = parts.map(|parts| (parts[0].error, parts[0].current_leader));
    assert!(told.eq([
        (ErrorCode::UnknownLeaderEpoch, None),
        (
            ErrorCode::NotLeaderOrFollower,
            Some((FOLLOWER, LeaderEpoch(1)))
        ),
    ]));
}

#[test]
fn another_min_insync_replicas_counts_at_once() {
    let mut kafka = replicated(2);
    kafka.publish(&[MetadataRecord::PartitionChange(PartitionChange {
        isr: Some(vec![BROKER]),
        ..PartitionChange::of(TOPIC_ID, 0)
    })]);
    kafka.append(1);
    assert_eq!(kafka.replica().high_watermark(), Offset(0));
    assert!(!kafka.replica().is_at_min_isr());
    kafka.publish(&[topic_config("t", "min.insync.replicas", "1")]);
    assert!(kafka.replica().is_at_min_isr());
    assert_eq!(kafka.replica().min_isr(), 1);
    assert_eq!(kafka.replica().high_watermark(), Offset(1));
    assert_eq!(kafka.replica().replicas(), [BROKER, FOLLOWER]);
}

#[test]
fn an_append_answers_where_and_with_the_brokers_time_if_that_is_asked_for() {
    let mut kafka = alone();
    kafka.append(3);
    let answer = kafka.produce(numbered(7, 0, 0, 2), 1).expect("at once");
    let answer = produced(&answer);
    let at = (
        answer.base_offset,
        answer.log_start_offset,
        answer.log_append_time,
    );
    assert_eq!(at, (Offset(3), Offset(0), Timestamp::NONE));
    let again = kafka.produce(numbered(7, 0, 0, 2), 1).expect("at once");
    assert_eq!(produced(&again).base_offset, Offset(3), "a retry");
    kafka.publish(&[topic_config("t", "message.timestamp.type", "LogAppendTime")]);
    let answer = kafka.produce(batch(), 1).expect("at once");
    assert_eq!(
        produced(&answer).log_append_time,
        Timestamp(1_700_000_000_000)
    );
}

#[test]
fn only_the_incarnation_that_is_registered_joins_the_isr() {
    for (epoch, joins) in [(BrokerEpoch(4), false), (BrokerEpoch(0), true)] {
        let mut kafka = LoneBroker::leading(BROKER, &[BROKER, FOLLOWER], &[BROKER], 1);
        let mut request = kafka.fetch_request(0);
        request.replica = Some((FOLLOWER, epoch));
        kafka.ask(FOLLOWER, request);
        assert_eq!(kafka.proposal.is_some(), joins);
    }
}

#[test]
fn a_proposal_that_was_refused_is_made_again_at_once_later_or_not_before_the_metadata_log_tells() {
    let proposals = |error| {
        let mut kafka = LoneBroker::leading(BROKER, &[BROKER, FOLLOWER], &[BROKER], 1);
        kafka.fetch(FOLLOWER, 0);
        kafka.refuse(error);
        let at_once = kafka.proposal.take().is_some();
        kafka.fetch(FOLLOWER, 0);
        let later = kafka.proposal.take().is_some();
        (at_once, later)
    };
    assert_eq!(proposals(ErrorCode::UnknownServerError), (true, false));
    assert_eq!(proposals(ErrorCode::IneligibleReplica), (false, true));
    assert_eq!(proposals(ErrorCode::InvalidUpdateVersion), (false, false));
}
