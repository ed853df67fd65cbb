//! A leader, seen closely: what an election begins, whom the high watermark waits for, and how it asks for another ISR.

use engine::metadata::{MetadataRecord, PartitionChange};
use engine::model::{
    BrokerEpoch, LeaderEpoch, NodeId, Offset, Timestamp, TopicName, TopicPartition,
};
use engine::protocol::{
    AlterPartitionResponse, DeleteRecordsRequest, ErrorCode, IsolationLevel, ListOffsetsRequest,
    OffsetSpec, Response,
};

use crate::lone_broker::{CLIENT, LoneBroker, TOPIC_ID, topic_config};

const BROKER: NodeId = NodeId(1);
const FOLLOWER: NodeId = NodeId(2);
const THIRD: NodeId = NodeId(3);

/// The leader of three replicas.
fn leader(isr: &[NodeId]) -> LoneBroker {
    LoneBroker::leading(BROKER, &[BROKER, FOLLOWER, THIRD], isr, 1)
}

fn place(number: i32) -> TopicPartition {
    TopicPartition::new(&TopicName::from("t"), number)
}

fn list(kafka: &mut LoneBroker, spec: OffsetSpec) -> (ErrorCode, Offset) {
    let request = ListOffsetsRequest {
        replica: None,
        isolation: IsolationLevel::ReadUncommitted,
        partitions: vec![(place(0), LeaderEpoch::NONE, spec)],
    };
    match kafka.ask(CLIENT, request) {
        Some(Response::ListOffsets(response)) => {
            let listed = &response.partitions[0];
            (listed.error, listed.offset)
        }
        other => panic!("{other:?}"),
    }
}

/// The ISR that the leader asks for, with the epochs of its members, if it asks.
fn proposed(kafka: &LoneBroker) -> Option<(i32, Vec<(NodeId, i64)>)> {
    let (data, _) = kafka.proposal.as_ref()?;
    let isr = data.new_isr.iter().map(|(id, epoch)| (*id, epoch.0));
    Some((data.partition.partition, isr.collect()))
}

fn count(kafka: &LoneBroker, name: &str) -> f64 {
    let metrics = kafka.broker.metrics(kafka.now());
    let mut found = metrics.iter();
    let found = found.find(|metric| metric.name.ends_with(name) && metric.attribute == "Count");
    found.unwrap_or_else(|| panic!("no {name}")).value
}

#[test]
fn an_election_begins_an_epoch_though_it_is_of_the_same_leader_and_another_isr_does_not() {
    let time = OffsetSpec::AtLeast(Timestamp(0));
    let mut kafka = leader(&[BROKER, FOLLOWER]);
    kafka.append(1);
    kafka.publish(&[MetadataRecord::PartitionChange(PartitionChange {
        isr: Some(vec![BROKER, FOLLOWER, THIRD]),
        ..PartitionChange::of(TOPIC_ID, 0)
    })]);
    let known = (ErrorCode::None, Offset(0));
    assert_eq!(list(&mut kafka, OffsetSpec::Latest), known);
    kafka.elect_again();
    // The new epoch begins at offset 1, and whether what lies before is committed is not known.
    let unknown = (ErrorCode::OffsetNotAvailable, Offset::NONE);
    assert_eq!(list(&mut kafka, OffsetSpec::Latest), unknown);
    assert_eq!(list(&mut kafka, time), unknown);
    kafka.fetch(FOLLOWER, 1);
    kafka.fetch(THIRD, 1);
    let known = (ErrorCode::None, Offset(1));
    assert_eq!(list(&mut kafka, OffsetSpec::Latest), known);
    kafka.append(1);
    let epochs = kafka.replica().log().leader_epochs().entries();
    let epochs = epochs
        .iter()
        .map(|entry| (entry.epoch.0, entry.start_offset.0));
    assert!(epochs.eq([(0, 0), (1, 1)]));
}

#[test]
fn what_is_not_committed_is_not_found_by_time() {
    let mut kafka = leader(&[BROKER, FOLLOWER]);
    kafka.append(1);
    for found in [Offset::NONE, Offset(0)] {
        let time = OffsetSpec::AtLeast(Timestamp(0));
        assert_eq!(list(&mut kafka, time), (ErrorCode::None, found));
        kafka.fetch(FOLLOWER, 1);
    }
}

#[test]
fn a_follower_in_sync_at_an_election_has_replica_lag_time_max_ms_from_then_on() {
    let both = [BROKER, FOLLOWER];
    let mut kafka = LoneBroker::leading(BROKER, &both, &both, 1);
    kafka.append(1);
    kafka.wait_ms(25_000);
    kafka.elect_again();
    kafka.wait_ms(20_500);
    assert_eq!(proposed(&kafka), None, "20 s are over");
    kafka.wait_ms(15_000);
    assert_eq!(proposed(&kafka), Some((0, vec![(BROKER, 0)])));
}

#[test]
fn what_a_follower_had_before_an_election_does_not_count_if_it_was_not_in_sync() {
    let mut kafka = leader(&[BROKER]);
    kafka.fetch(THIRD, 0);
    kafka.elect_again();
    kafka.append(2);
    assert_eq!(
        kafka.replica().high_watermark(),
        Offset(2),
        "not waited for"
    );
    // It comes back, but does not have everything.
    kafka.fetch(THIRD, 1);
    kafka.append(1);
    assert_eq!(kafka.replica().high_watermark(), Offset(3));
}

#[test]
fn one_request_for_other_isrs_is_under_way_at_a_time() {
    let mut kafka = leader(&[BROKER]);
    kafka.publish(&[MetadataRecord::Partition {
        topic_id: TOPIC_ID,
        partition: 1,
        replicas: vec![BROKER, FOLLOWER],
        isr: vec![BROKER],
    }]);
    kafka.fetch(FOLLOWER, 0);
    let mut request = kafka.fetch_request(0);
    request.replica = Some((FOLLOWER, BrokerEpoch(0)));
    request.partitions[0].partition = place(1);
    kafka.ask(FOLLOWER, request);
    let both = vec![(BROKER, 0), (FOLLOWER, 0)];
    assert_eq!(proposed(&kafka), Some((0, both.clone())));
    kafka.settle(vec![BROKER, FOLLOWER]);
    assert_eq!(proposed(&kafka), Some((1, both)));
}

#[test]
fn a_request_for_another_isr_that_is_refused_as_a_whole_is_made_again_after_50_ms() {
    let mut kafka = leader(&[BROKER]);
    kafka.fetch(FOLLOWER, 0);
    let first = proposed(&kafka);
    let (_, asked) = kafka.proposal.take().expect("it asks");
    let refusal = AlterPartitionResponse {
        error: ErrorCode::NotController,
        partitions: Vec::new(),
    };
    kafka.answer(asked, refusal);
    kafka.wait_ms(49);
    assert_eq!(proposed(&kafka), None);
    kafka.wait_ms(1);
    assert_eq!(proposed(&kafka), first);
}

#[test]
fn a_member_of_the_isr_that_has_not_fetched_yet_is_named_without_an_epoch() {
    let mut kafka = leader(&[BROKER, FOLLOWER]);
    kafka.fetch(THIRD, 0);
    let isr = vec![(BROKER, 0), (FOLLOWER, -1), (THIRD, 0)];
    assert_eq!(proposed(&kafka), Some((0, isr)));
}

#[test]
fn an_answer_about_the_isr_of_an_earlier_epoch_changes_nothing() {
    let mut kafka = leader(&[BROKER]);
    kafka.fetch(FOLLOWER, 0);
    let earlier = kafka.proposal.take();
    kafka.elect_again();
    kafka.fetch(FOLLOWER, 0);
    kafka.proposal = earlier;
    kafka.settle(vec![BROKER, FOLLOWER]);
    assert_eq!(kafka.replica().isr(), [BROKER]);
    let (again, _) = kafka.proposal.as_ref().expect("it asks in its new epoch");
    assert_eq!(again.leader_epoch, LeaderEpoch(1));
}

#[test]
fn a_change_of_the_isr_counts_as_what_was_asked_for_whatever_the_controller_made_of_it() {
    let mut kafka = leader(&[BROKER]);
    kafka.fetch(FOLLOWER, 0);
    kafka.settle(vec![BROKER]);
    let counts = |kafka: &LoneBroker| {
        let of = |name| count(kafka, name);
        (of("IsrExpandsPerSec"), of("IsrShrinksPerSec"))
    };
    assert_eq!(counts(&kafka), (1.0, 0.0));
    let mut kafka = leader(&[BROKER, FOLLOWER]);
    kafka.append(1);
    kafka.wait_ms(46_000);
    kafka.settle(vec![BROKER, FOLLOWER]);
    assert_eq!(counts(&kafka), (0.0, 1.0));
}

fn delete(kafka: &mut LoneBroker, to: i64) -> Option<ErrorCode> {
    let request = DeleteRecordsRequest {
        partitions: vec![(place(0), Offset(to))],
        timeout_ms: 60_000,
    };
    match kafka.ask(CLIENT, request)? {
        Response::DeleteRecords(response) => Some(response.partitions[0].error),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_deletion_does_not_wait_for_a_broker_that_is_fenced() {
    let both = [BROKER, FOLLOWER];
    let mut kafka = LoneBroker::leading(BROKER, &both, &both, 1);
    kafka.append(1);
    kafka.fetch(FOLLOWER, 1);
    assert_eq!(delete(&mut kafka, 1), None);
    let before = kafka.answers.len();
    kafka.publish(&[MetadataRecord::BrokerRegistrationChange {
        broker: FOLLOWER,
        epoch: BrokerEpoch(0),
        fenced: Some(true),
        in_controlled_shutdown: None,
    }]);
    assert_eq!(kafka.answers.len(), before + 1);
}

#[test]
fn records_are_deleted_by_request_where_cleanup_policy_says_delete_too() {
    let policies = [
        ("delete", ErrorCode::None),
        ("compact,delete", ErrorCode::None),
        ("compact", ErrorCode::PolicyViolation),
    ];
    for (policy, error) in policies {
        let mut kafka = LoneBroker::leading(BROKER, &[BROKER], &[BROKER], 1);
        kafka.publish(&[topic_config("t", "cleanup.policy", policy)]);
        assert_eq!(delete(&mut kafka, 0), Some(error));
    }
}
