//! Creating, deleting and growing topics.

use engine::model::{NodeId, TopicName};
use engine::node::Note;
use engine::protocol::{
    ApiError, CreatableTopic, CreatePartitionsRequest, CreatePartitionsTopic, CreateTopicsRequest,
    DeleteTopicsRequest, ErrorCode, Response,
};

use crate::control::{Control, brokers, code, controller, creatable, ids};

fn created(control: &mut Control, topic: CreatableTopic) -> ErrorCode {
    let before = control.end_offset();
    let result = code(&control.create(topic));
    let unchanged = control.end_offset() == before;
    assert_eq!(
        unchanged,
        result != ErrorCode::None,
        "a refusal changes nothing"
    );
    result
}

fn delete(control: &mut Control, topics: &[&str]) -> Vec<(String, ErrorCode)> {
    let topics = topics.iter().copied().map(TopicName::from).collect();
    match control.ask(DeleteTopicsRequest { topics }) {
        Response::DeleteTopics(response) => results(&response.topics),
        other => panic!("{other:?}"),
    }
}

fn grow(control: &mut Control, count: i32, assignments: Option<&[&[u32]]>) -> ErrorCode {
    let topic = CreatePartitionsTopic {
        name: "t".into(),
        count,
        assignments: assignments.map(|all| all.iter().map(|one| ids(one)).collect()),
    };
    let request = CreatePartitionsRequest {
        topics: vec![topic],
        validate_only: false,
    };
    match control.ask(request) {
        Response::CreatePartitions(response) => code(&response.topics[0].1),
        other => panic!("{other:?}"),
    }
}

fn results<T>(topics: &[(TopicName, Result<T, ApiError>)]) -> Vec<(String, ErrorCode)> {
    let named = topics
        .iter()
        .map(|(name, result)| (name.to_string(), code(result)));
    named.collect()
}

fn by_hand(assignments: &[(i32, &[u32])]) -> CreatableTopic {
    CreatableTopic {
        assignments: assignments
            .iter()
            .map(|(number, on)| (*number, ids(on)))
            .collect(),
        ..creatable("t", -1, -1)
    }
}

#[test]
fn a_new_topic_is_in_sync_everywhere_and_led_by_its_first_replicas() {
    let mut control = brokers(3, &[]);
    let created = control
        .create(creatable("t", 2, 3))
        .expect("there are enough brokers");
    assert_eq!((created.num_partitions, created.replication_factor), (2, 3));
    for number in 0..2 {
        let state = control.partition("t", number);
        assert_eq!(state.topic_id, created.topic_id);
        assert_eq!(state.isr, state.replicas);
        assert_eq!(state.leader, state.replicas.first().copied());
    }
    assert!(control.notes.contains(&Note::TopicCreated("t".into())));
}

#[test]
fn a_topic_that_does_not_say_how_many_gets_num_partitions_and_default_replication_factor() {
    let mut control = brokers(
        3,
        &[("num.partitions", "4"), ("default.replication.factor", "2")],
    );
    let created = control
        .create(creatable("t", -1, -1))
        .expect("the defaults are possible");
    assert_eq!((created.num_partitions, created.replication_factor), (4, 2));
}

#[test]
fn counts_of_topics_are_positive() {
    let mut control = brokers(1, &[]);
    for count in [0, -2] {
        let partitions = created(&mut control, creatable("t", count, 1));
        assert_eq!(partitions, ErrorCode::InvalidPartitions);
        let replicas = created(
            &mut control,
            creatable("t", 1, i16::try_from(count).unwrap()),
        );
        assert_eq!(replicas, ErrorCode::InvalidReplicationFactor);
    }
}

#[test]
fn a_topic_has_no_more_replicas_than_there_are_brokers() {
    let mut control = brokers(2, &[]);
    let refused = created(&mut control, creatable("t", 1, 3));
    assert_eq!(refused, ErrorCode::InvalidReplicationFactor);
    assert_eq!(created(&mut control, creatable("t", 1, 2)), ErrorCode::None);
}

#[test]
fn without_a_broker_that_serves_no_topic_finds_a_place() {
    let mut control = controller(&[]);
    control.register(1, None, engine::model::BrokerEpoch::NONE);
    let refused = created(&mut control, creatable("t", 1, 1));
    assert_eq!(refused, ErrorCode::InvalidReplicationFactor);
}

#[test]
fn a_name_is_of_letters_digits_dots_underscores_and_dashes() {
    let mut control = brokers(1, &[]);
    for name in ["", ".", "..", "a b", "é", "a/b", &"a".repeat(250)] {
        let refused = created(&mut control, creatable(name, 1, 1));
        assert_eq!(refused, ErrorCode::InvalidTopicException, "{name}");
    }
    for name in ["A-z_0.9", &"a".repeat(249)] {
        assert_eq!(
            created(&mut control, creatable(name, 1, 1)),
            ErrorCode::None
        );
    }
}

#[test]
fn a_name_is_taken_once_and_a_dot_is_an_underscore() {
    let mut control = brokers(1, &[]);
    assert_eq!(
        created(&mut control, creatable("a_b.c", 1, 1)),
        ErrorCode::None
    );
    let same = created(&mut control, creatable("a_b.c", 1, 1));
    assert_eq!(same, ErrorCode::TopicAlreadyExists);
    let collides = created(&mut control, creatable("a.b_c", 1, 1));
    assert_eq!(collides, ErrorCode::InvalidTopicException);
}

#[test]
fn nobody_creates_the_metadata_log() {
    let mut control = brokers(1, &[]);
    let refused = created(&mut control, creatable("__cluster_metadata", 1, 1));
    assert_eq!(refused, ErrorCode::InvalidRequest);
}

#[test]
fn a_topic_that_is_named_twice_in_a_request_is_created_not_at_all_and_others_are() {
    let mut control = brokers(1, &[]);
    let request = CreateTopicsRequest {
        topics: ["a", "b", "a"].map(|name| creatable(name, 1, 1)).to_vec(),
        validate_only: false,
    };
    match control.ask(request) {
        Response::CreateTopics(response) => assert_eq!(
            results(&response.topics),
            [
                ("a".to_owned(), ErrorCode::InvalidRequest),
                ("b".to_owned(), ErrorCode::None)
            ]
        ),
        other => panic!("{other:?}"),
    }
    assert_eq!(control.controller.image().topics.len(), 1);
}

#[test]
fn validate_only_says_what_would_come_of_it_and_creates_nothing() {
    let mut control = brokers(1, &[]);
    let before = control.end_offset();
    let request = CreateTopicsRequest {
        topics: vec![creatable("t", 1, 1), creatable("u", 1, 2)],
        validate_only: true,
    };
    match control.ask(request) {
        Response::CreateTopics(response) => {
            assert_eq!(code(&response.topics[0].1), ErrorCode::None);
            assert_eq!(
                code(&response.topics[1].1),
                ErrorCode::InvalidReplicationFactor
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(control.end_offset(), before);
}

#[test]
fn replicas_can_be_assigned_by_hand_and_those_that_do_not_serve_are_not_in_sync() {
    let mut control = brokers(3, &[]);
    control.die(2);
    let result = created(&mut control, by_hand(&[(1, &[3, 1]), (0, &[2, 1])]));
    assert_eq!(result, ErrorCode::None);
    assert_eq!(control.partition("t", 0).replicas, ids(&[2, 1]));
    assert_eq!(
        (control.isr("t", 0), control.leader("t", 0)),
        (vec![1], Some(1))
    );
    assert_eq!(control.partition("t", 1).replicas, ids(&[3, 1]));
    assert_eq!(control.leader("t", 1), Some(3));
}

#[test]
fn an_assignment_by_hand_must_make_sense() {
    let mut control = brokers(3, &[]);
    control.die(3);
    let wrong: [&[(i32, &[u32])]; 7] = [
        &[(0, &[])],
        &[(0, &[9])],
        &[(0, &[1, 1])],
        &[(0, &[1, 2]), (1, &[1])],
        &[(0, &[1]), (0, &[2])],
        &[(0, &[1]), (2, &[2])],
        &[(0, &[3])],
    ];
    for assignments in wrong {
        let refused = created(&mut control, by_hand(assignments));
        assert_eq!(
            refused,
            ErrorCode::InvalidReplicaAssignment,
            "{assignments:?}"
        );
    }
    let counted = CreatableTopic {
        replication_factor: 1,
        ..by_hand(&[(0, &[1])])
    };
    assert_eq!(created(&mut control, counted), ErrorCode::InvalidRequest);
}

#[test]
fn a_topic_with_a_config_that_is_wrong_is_not_created() {
    let mut control = brokers(1, &[]);
    for (name, value) in [
        ("retention.ms", "for ever"),
        ("min.insync.replicas", "0"),
        ("retention", "1"),
        ("preallocate", "true"),
    ] {
        let topic = CreatableTopic {
            configs: vec![(name.to_owned(), value.to_owned())],
            ..creatable("t", 1, 1)
        };
        assert_eq!(
            created(&mut control, topic),
            ErrorCode::InvalidConfig,
            "{name}"
        );
    }
}

#[test]
fn a_topic_that_is_deleted_and_created_again_is_another_one() {
    let mut control = brokers(1, &[]);
    let topic = CreatableTopic {
        configs: vec![("retention.ms".to_owned(), "1".to_owned())],
        ..creatable("t", 3, 1)
    };
    let first = control.create(topic).expect("it is valid").topic_id;
    assert_eq!(
        delete(&mut control, &["t"]),
        [("t".to_owned(), ErrorCode::None)]
    );
    assert!(control.controller.image().topics.is_empty());
    assert!(control.notes.contains(&Note::TopicDeleted("t".into())));
    let second = control
        .create(creatable("t", 1, 1))
        .expect("the name is free")
        .topic_id;
    assert!(second > first);
    let image = control.controller.image();
    let config = image.topic_config(&"t".into()).expect("it exists");
    assert_eq!(config.retention_ms, 604_800_000);
    assert!(image.topic_by_id(first).is_none());
    assert_eq!(image.partitions().count(), 1);
}

#[test]
fn what_is_not_there_cannot_be_deleted_nor_what_is_named_twice() {
    let mut control = brokers(1, &[]);
    control.create(creatable("t", 1, 1)).expect("it is valid");
    let results = delete(&mut control, &["no", "t", "t"]);
    assert_eq!(
        results,
        [
            ("no".to_owned(), ErrorCode::UnknownTopicOrPartition),
            ("t".to_owned(), ErrorCode::InvalidRequest)
        ]
    );
    assert_eq!(control.leader("t", 0), Some(1));
}

#[test]
fn with_delete_topic_enable_false_no_topic_is_deleted() {
    let mut control = brokers(1, &[("delete.topic.enable", "false")]);
    control.create(creatable("t", 1, 1)).expect("it is valid");
    let refused = delete(&mut control, &["t"]);
    assert_eq!(
        refused,
        [("t".to_owned(), ErrorCode::TopicDeletionDisabled)]
    );
}

#[test]
fn a_topic_grows_by_partitions_with_as_many_replicas() {
    let mut control = brokers(3, &[]);
    control.create(creatable("t", 1, 2)).expect("it is valid");
    let first = control.partition("t", 0).clone();
    assert_eq!(grow(&mut control, 3, None), ErrorCode::None);
    assert_eq!(*control.partition("t", 0), first, "what was there stays");
    for number in 1..3 {
        let state = control.partition("t", number);
        assert_eq!(state.replicas.len(), 2);
        assert_eq!(state.topic_id, first.topic_id);
        assert!(state.leader.is_some());
    }
}

#[test]
fn a_topic_never_shrinks_and_grows_by_one_partition_at_least() {
    let mut control = brokers(1, &[]);
    assert_eq!(
        grow(&mut control, 1, None),
        ErrorCode::UnknownTopicOrPartition
    );
    control.create(creatable("t", 2, 1)).expect("it is valid");
    for count in [2, 1, -1] {
        assert_eq!(
            grow(&mut control, count, None),
            ErrorCode::InvalidPartitions
        );
    }
}

#[test]
fn new_partitions_can_be_assigned_by_hand_each_of_them_with_as_many_replicas() {
    let mut control = brokers(3, &[]);
    control.create(creatable("t", 1, 2)).expect("it is valid");
    let wrong: [&[&[u32]]; 4] = [
        &[&[1, 2]],
        &[&[1, 2], &[3]],
        &[&[1, 2], &[9, 1]],
        &[&[1, 2], &[1, 1]],
    ];
    for assignments in wrong {
        let refused = grow(&mut control, 3, Some(assignments));
        assert_eq!(
            refused,
            ErrorCode::InvalidReplicaAssignment,
            "{assignments:?}"
        );
    }
    assert_eq!(
        grow(&mut control, 3, Some(&[&[3, 1], &[2, 3]])),
        ErrorCode::None
    );
    assert_eq!(control.partition("t", 1).replicas, ids(&[3, 1]));
    assert_eq!(control.partition("t", 2).leader, Some(NodeId(2)));
}
