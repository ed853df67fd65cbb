//! What a broker asks the controller for, so that it can serve its clients.

use std::sync::Arc;

use engine::coordinator::partition_for;
use engine::metadata::MetadataRecord;
use engine::model::{BrokerEpoch, NodeId, TopicId, TopicName, TopicPartition};
use engine::node::{Effect, Input, Message};
use engine::protocol::{
    AllocateProducerIdsResponse, Body, CreatableTopic, CreateTopicsRequest, CreateTopicsResponse,
    ErrorCode, FetchPartition, FetchRequest, FindCoordinatorRequest, InitProducerIdRequest,
    InitProducerIdResponse, LeaveGroupRequest, MetadataRequest, OffsetCommitRequest, Request,
    Response,
};

use crate::cluster::set;

use crate::lone_broker::{Asked, CLIENT, CONTROLLER, LoneBroker};
use crate::lone_coordinator::{commit, heartbeat, join, sync};

const BROKER: NodeId = NodeId(1);
const FOLLOWER: NodeId = NodeId(2);

fn broker() -> LoneBroker {
    LoneBroker::leading(BROKER, &[BROKER], &[BROKER], 1)
}

/// The last question to the controller.
fn question(kafka: &mut LoneBroker) -> Option<(Request, Asked)> {
    let (to, request, asked) = kafka.questions.pop()?;
    assert_eq!(to, CONTROLLER);
    Some((request, asked))
}

fn about(topic: &str) -> MetadataRequest {
    MetadataRequest {
        topics: Some(vec![topic.into()]),
        allow_auto_topic_creation: true,
    }
}

fn created(kafka: &mut LoneBroker) -> Option<(CreatableTopic, Asked)> {
    match question(kafka)? {
        (Request::CreateTopics(request), asked) => Some((request.topics[0].clone(), asked)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_topic_that_a_client_asks_about_is_created_once() {
    let mut kafka = broker();
    assert!(
        kafka
            .broker
            .image()
            .topics
            .contains_key(&TopicName::from("t"))
    );
    kafka.ask(CLIENT, about("t"));
    assert!(created(&mut kafka).is_none(), "it is there");
    kafka.ask(CLIENT, about("u"));
    let (topic, asked) = created(&mut kafka).expect("it is wanted");
    assert_eq!(
        (
            &*topic.name.to_string(),
            topic.num_partitions,
            topic.replication_factor
        ),
        ("u", 1, 1)
    );
    assert_eq!(topic.configs, []);
    kafka.ask(CLIENT, about("u"));
    kafka.ask(CLIENT, about("v"));
    assert!(created(&mut kafka).is_none(), "one question at a time");
    kafka.answer(asked, CreateTopicsResponse { topics: Vec::new() });
    kafka.ask(CLIENT, about("v"));
    assert_eq!(
        created(&mut kafka).map(|(topic, _)| topic.name),
        Some("v".into())
    );
}

#[test]
fn no_topic_is_created_where_the_client_or_the_broker_does_not_want_it() {
    let mut kafka = broker();
    let mut shy = about("u");
    shy.allow_auto_topic_creation = false;
    kafka.ask(CLIENT, shy);
    assert!(created(&mut kafka).is_none());
    let mut kafka = LoneBroker::started(BROKER, |setup| {
        let config = Arc::make_mut(&mut setup.config);
        set(config, &[("auto.create.topics.enable", "false")]);
    });
    kafka.lead(&[BROKER], &[BROKER], 1);
    kafka.ask(CLIENT, about("u"));
    assert!(created(&mut kafka).is_none());
    let request = FindCoordinatorRequest::of_group("g".into());
    kafka.ask(CLIENT, request);
    let (topic, _) = created(&mut kafka).expect("an internal topic is always created");
    assert_eq!(
        (&*topic.name.to_string(), topic.num_partitions),
        ("__consumer_offsets", 50)
    );
    assert!(
        topic
            .configs
            .contains(&("cleanup.policy".to_owned(), "compact".to_owned()))
    );
}

fn producer_id(kafka: &mut LoneBroker) -> InitProducerIdResponse {
    match kafka.ask(CLIENT, InitProducerIdRequest::default()) {
        Some(Response::InitProducerId(response)) => response,
        other => panic!("{other:?}"),
    }
}

#[test]
fn producer_ids_come_from_blocks_that_the_controller_allots() {
    let mut kafka = broker();
    let first = producer_id(&mut kafka);
    assert_eq!(first.error, ErrorCode::CoordinatorLoadInProgress);
    assert_eq!((first.producer_id, first.producer_epoch), (-1, -1));
    let allot = |kafka: &mut LoneBroker, start: i64| {
        let (request, asked) = question(kafka).expect("it asks for a block");
        assert!(matches!(request, Request::AllocateProducerIds(_)));
        let response = AllocateProducerIdsResponse {
            error: ErrorCode::None,
            producer_id_start: start,
            producer_id_len: 2,
        };
        kafka.answer(asked, response);
    };
    allot(&mut kafka, 100);
    assert!(question(&mut kafka).is_none());
    let given = producer_id(&mut kafka);
    assert_eq!(
        (given.error, given.producer_id, given.producer_epoch),
        (ErrorCode::None, 100, 0)
    );
    assert!(question(&mut kafka).is_none(), "the block has one more");
    assert_eq!(producer_id(&mut kafka).producer_id, 101);
    assert_eq!(kafka.questions.len(), 1);
    assert_eq!(
        producer_id(&mut kafka).error,
        ErrorCode::CoordinatorLoadInProgress
    );
    assert_eq!(kafka.questions.len(), 1, "it has asked already");
    allot(&mut kafka, 500);
    assert_eq!(producer_id(&mut kafka).producer_id, 500);
}

fn creation() -> CreateTopicsRequest {
    CreateTopicsRequest {
        topics: Vec::new(),
        validate_only: false,
    }
}

#[test]
fn what_was_passed_on_when_the_connection_broke_is_passed_on_again() {
    let mut kafka = broker();
    assert_eq!(kafka.ask(CLIENT, creation()), None);
    assert_eq!(kafka.questions.len(), 1);
    kafka.cut_off(CONTROLLER);
    kafka.wait_ms(200);
    assert_eq!(kafka.questions.len(), 2);
    let (_, asked) = question(&mut kafka).expect("again");
    let before = kafka.answers.len();
    kafka.answer(asked, CreateTopicsResponse { topics: Vec::new() });
    assert_eq!(kafka.answers.len(), before + 1);
}

#[test]
fn what_nobody_waits_for_any_more_is_not_passed_on_again() {
    let mut kafka = broker();
    kafka.ask(CLIENT, creation());
    kafka.cut_off(CLIENT);
    kafka.cut_off(CONTROLLER);
    kafka.wait_ms(200);
    assert_eq!(kafka.questions.len(), 1);
}

#[test]
fn nothing_is_passed_on_again_after_request_timeout_ms() {
    let mut kafka = broker();
    kafka.ask(CLIENT, creation());
    let client = kafka.inbound(CLIENT);
    kafka.questions.clear();
    kafka.effects.clear();
    kafka.wait_ms(29_999);
    assert!(kafka.questions.is_empty());
    assert!(!kafka.effects.contains(&Effect::Close(client)));
    kafka.wait_ms(5_000);
    assert!(kafka.effects.contains(&Effect::Close(client)));
    assert!(kafka.questions.is_empty());
}

#[test]
fn a_topic_that_is_wanted_while_the_controller_cannot_be_reached_is_created_later() {
    let mut kafka = broker();
    kafka.cut_off(CONTROLLER);
    kafka.ask(CLIENT, about("u"));
    assert!(kafka.questions.is_empty());
    kafka.wait_ms(200);
    assert!(created(&mut kafka).is_some());
}

#[test]
fn nobody_is_answered_on_a_connection_that_the_broker_has_opened_itself() {
    let mut kafka = broker();
    producer_id(&mut kafka);
    let (_, asked) = question(&mut kafka).expect("it asks for a block");
    kafka.answers.clear();
    kafka.give(Input::Message(Message {
        connection: asked.connection,
        correlation_id: 0,
        body: Arc::new(Body::Request(about("t").into())),
    }));
    assert_eq!(kafka.answers, []);
}

#[test]
fn a_response_that_nobody_has_asked_for_is_ignored() {
    let mut kafka = broker();
    let connection = kafka.inbound(CLIENT);
    let response = CreateTopicsResponse { topics: Vec::new() };
    kafka.give(Input::Message(Message {
        connection,
        correlation_id: 0,
        body: Arc::new(Body::Response(response.into())),
    }));
    assert!(kafka.ask(CLIENT, about("t")).is_some());
}

const OFFSETS: TopicId = TopicId(50);

/// The coordinator of all groups, with a follower and two partitions of `__consumer_offsets`.
fn coordinator() -> LoneBroker {
    let mut kafka = LoneBroker::leading(BROKER, &[BROKER, FOLLOWER], &[BROKER, FOLLOWER], 1);
    let mut records = vec![MetadataRecord::Topic {
        name: "__consumer_offsets".into(),
        topic_id: OFFSETS,
    }];
    records.extend((0..2).map(|partition| MetadataRecord::Partition {
        topic_id: OFFSETS,
        partition,
        replicas: vec![BROKER, FOLLOWER],
        isr: vec![BROKER, FOLLOWER],
    }));
    kafka.publish(&records);
    kafka.wait_ms(1_000);
    kafka
}

#[test]
fn a_commit_is_answered_when_its_record_is_committed_and_not_when_another_partition_moves() {
    let mut kafka = coordinator();
    let home = partition_for("g", 2);
    let other = (0..).map(|number| format!("g{number}"));
    let other = other.into_iter().find(|id| partition_for(id, 2) != home);
    let other = OffsetCommitRequest {
        group_id: other.expect("there are two").into(),
        ..commit(3)
    };
    assert_eq!(kafka.ask(NodeId(2_002), other), None);
    assert_eq!(kafka.ask(CLIENT, commit(3)), None);
    assert_eq!(kafka.ask(NodeId(2_001), commit(4)), None);
    let fetch = |kafka: &mut LoneBroker, number: i32| {
        let mut request: FetchRequest = kafka.fetch_request(1);
        request.replica = Some((FOLLOWER, BrokerEpoch(0)));
        let place = TopicPartition::new(&TopicName::from("__consumer_offsets"), number);
        request.partitions = vec![FetchPartition {
            partition: place,
            ..request.partitions[0].clone()
        }];
        kafka.ask(FOLLOWER, request);
        let answered = kafka.answers.drain(..).map(|(to, ..)| to);
        answered.filter(|to| *to != FOLLOWER).collect::<Vec<_>>()
    };
    kafka.answers.clear();
    assert_eq!(fetch(&mut kafka, 1 - home), [NodeId(2_002)]);
    assert_eq!(fetch(&mut kafka, home), [CLIENT], "the first of two");
}

#[test]
fn a_commit_whose_record_is_not_committed_in_5_s_fails() {
    let mut kafka = coordinator();
    assert_eq!(kafka.ask(CLIENT, commit(3)), None);
    kafka.answers.clear();
    kafka.wait_ms(4_999);
    assert_eq!(kafka.answers, []);
    kafka.wait_ms(1);
    let Some((_, Response::OffsetCommit(failed), _)) = kafka.answers.pop() else {
        panic!("it is answered");
    };
    assert_eq!(failed.partitions[0].1, ErrorCode::CoordinatorNotAvailable);
}

#[test]
fn a_groups_records_have_no_producer_and_no_sequence_numbers() {
    let mut kafka = coordinator();
    kafka.ask(CLIENT, commit(3));
    let place = TopicPartition::new(
        &TopicName::from("__consumer_offsets"),
        partition_for("g", 2),
    );
    let replica = kafka.broker.replica(&place).expect("it leads");
    let batch = replica.log().batches().next().expect("the commit");
    let known = (
        batch.producer_id(),
        batch.producer_epoch(),
        batch.base_sequence(),
    );
    assert_eq!(known, (-1, -1, -1));
}

#[test]
fn a_broker_that_does_not_coordinate_a_group_says_so() {
    let mut kafka = broker();
    let Some(Response::JoinGroup(refused)) = kafka.ask(CLIENT, join("m")) else {
        panic!("it answers at once");
    };
    assert_eq!(refused.error, ErrorCode::NotCoordinator);
    assert_eq!((refused.generation_id, &*refused.member_id), (-1, "m"));
    let refused = kafka.ask(CLIENT, commit(3));
    let Some(Response::OffsetCommit(refused)) = refused else {
        panic!("it answers at once");
    };
    assert_eq!(refused.partitions[0].1, ErrorCode::NotCoordinator);
    let leave = LeaveGroupRequest {
        group_id: "g".into(),
        members: Vec::new(),
    };
    let requests: [Request; 3] = [
        leave.into(),
        sync("m", 1, &[]).into(),
        heartbeat("m", 1).into(),
    ];
    for request in requests {
        let error = match kafka.ask(CLIENT, request) {
            Some(Response::LeaveGroup(refused)) => refused.error,
            Some(Response::SyncGroup(refused)) => refused.error,
            Some(Response::Heartbeat(refused)) => refused.error,
            other => panic!("{other:?}"),
        };
        assert_eq!(error, ErrorCode::NotCoordinator);
    }
}
