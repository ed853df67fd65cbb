//! Changing configs of topics and brokers while they run.

use engine::metadata::ConfigResource;
use engine::model::{NodeId, TopicName};
use engine::protocol::{
    AlterConfigOp, AlterableConfig, ErrorCode, IncrementalAlterConfigsRequest, Response,
};

use crate::control::{Control, brokers, code};

const ALL: ConfigResource = ConfigResource::Broker(None);
const ONE: ConfigResource = ConfigResource::Broker(Some(NodeId(1)));

fn topic() -> ConfigResource {
    ConfigResource::Topic(TopicName::from("t"))
}

/// A broker with a topic on it.
fn cluster() -> Control {
    let mut control = brokers(1, &[]);
    control.topic_on("t", &[1], &[]);
    control
}

fn alter(
    control: &mut Control,
    resource: ConfigResource,
    name: &str,
    operation: AlterConfigOp,
    value: &str,
) -> ErrorCode {
    let before = control.end_offset();
    let result = code(&control.alter_configs(resource, &[(name, operation, value)]));
    assert!(result == ErrorCode::None || control.end_offset() == before);
    result
}

fn value(control: &Control, resource: &ConfigResource, name: &str) -> Option<String> {
    let set = control.controller.image().configured(resource)?;
    set.get(name).map(ToString::to_string)
}

fn retention(control: &Control) -> i64 {
    let config = control.controller.image().topic_config(&"t".into());
    config.expect("the topic exists").retention_ms
}

#[test]
fn a_topics_config_is_its_own_then_its_brokers_then_kafkas_default() {
    use AlterConfigOp::{Delete, Set};
    let mut control = cluster();
    assert_eq!(retention(&control), 604_800_000);
    let set = alter(&mut control, ALL, "log.retention.ms", Set, "5000");
    assert_eq!((set, retention(&control)), (ErrorCode::None, 5_000));
    let set = alter(&mut control, topic(), "retention.ms", Set, "1000");
    assert_eq!((set, retention(&control)), (ErrorCode::None, 1_000));
    let deleted = alter(&mut control, topic(), "retention.ms", Delete, "");
    assert_eq!((deleted, retention(&control)), (ErrorCode::None, 5_000));
    let deleted = alter(&mut control, ALL, "log.retention.ms", Delete, "");
    assert_eq!(
        (deleted, retention(&control)),
        (ErrorCode::None, 604_800_000)
    );
}

#[test]
fn words_are_appended_to_a_list_once_and_subtracted_again() {
    use AlterConfigOp::{Append, Subtract};
    let mut control = cluster();
    let name = "cleanup.policy";
    for (operation, word, expected) in [
        (Append, "compact", "delete,compact"),
        (Append, "delete", "delete,compact"),
        (Subtract, "delete", "compact"),
        (Subtract, "delete", "compact"),
    ] {
        assert_eq!(
            alter(&mut control, topic(), name, operation, word),
            ErrorCode::None
        );
        assert_eq!(value(&control, &topic(), name).as_deref(), Some(expected));
    }
}

#[test]
fn to_what_is_no_list_nothing_is_appended() {
    let mut control = cluster();
    for operation in [AlterConfigOp::Append, AlterConfigOp::Subtract] {
        let refused = alter(&mut control, topic(), "retention.ms", operation, "1");
        assert_eq!(refused, ErrorCode::InvalidConfig);
    }
}

#[test]
fn a_wrong_value_or_name_of_a_topic_config_is_an_invalid_config() {
    let mut control = cluster();
    for (name, value) in [
        ("retention.ms", "soon"),
        ("min.insync.replicas", "0"),
        ("cleanup.policy", "forget"),
        ("log.retention.ms", "1"),
        ("no.such.config", "1"),
    ] {
        assert_eq!(
            control.set_topic("t", name, value),
            ErrorCode::InvalidConfig,
            "{name}"
        );
    }
}

#[test]
fn configs_of_a_topic_that_contradict_each_other_are_refused_even_one_after_the_other() {
    let mut control = cluster();
    assert_eq!(
        control.set_topic("t", "max.compaction.lag.ms", "100"),
        ErrorCode::None
    );
    let refused = control.set_topic("t", "min.compaction.lag.ms", "101");
    assert_eq!(refused, ErrorCode::InvalidConfig);
    assert_eq!(
        control.set_topic("t", "min.compaction.lag.ms", "100"),
        ErrorCode::None
    );
}

#[test]
fn of_a_topic_all_changes_are_made_or_none() {
    let mut control = cluster();
    let changes = [
        ("retention.ms", AlterConfigOp::Set, "1000"),
        ("segment.ms", AlterConfigOp::Set, "never"),
    ];
    let refused = control.alter_configs(topic(), &changes);
    assert_eq!(code(&refused), ErrorCode::InvalidConfig);
    assert_eq!(retention(&control), 604_800_000);
}

#[test]
fn what_does_not_exist_has_no_configs() {
    let mut control = cluster();
    let unknown = control.set_topic("no", "retention.ms", "1");
    assert_eq!(unknown, ErrorCode::UnknownTopicOrPartition);
    let stranger = ConfigResource::Broker(Some(NodeId(9)));
    let unknown = alter(
        &mut control,
        stranger,
        "log.retention.ms",
        AlterConfigOp::Set,
        "1",
    );
    assert_eq!(unknown, ErrorCode::BrokerIdNotRegistered);
}

#[test]
fn a_broker_config_that_is_read_only_or_wrong_is_an_invalid_request() {
    let mut control = cluster();
    for (name, value) in [
        ("num.partitions", "3"),
        ("log.retention.ms", "soon"),
        ("no.such.config", "1"),
    ] {
        for resource in [ALL, ONE] {
            let refused = alter(&mut control, resource, name, AlterConfigOp::Set, value);
            assert_eq!(refused, ErrorCode::InvalidRequest, "{name}");
        }
    }
}

#[test]
fn min_insync_replicas_is_the_same_for_all_brokers_and_always_said() {
    let mut control = cluster();
    let name = "min.insync.replicas";
    let one = alter(&mut control, ONE, name, AlterConfigOp::Set, "2");
    assert_eq!(one, ErrorCode::InvalidConfig);
    let none = alter(&mut control, ALL, name, AlterConfigOp::Delete, "");
    assert_eq!(none, ErrorCode::InvalidConfig);
    assert_eq!(
        alter(&mut control, ALL, name, AlterConfigOp::Set, "2"),
        ErrorCode::None
    );
    assert_eq!(
        control
            .controller
            .image()
            .broker_config()
            .min_insync_replicas,
        2
    );
    assert_eq!(value(&control, &ALL, name).as_deref(), Some("2"));
}

#[test]
fn a_broker_is_told_again_what_it_is_told_already_and_a_topic_is_not() {
    let mut control = cluster();
    for (resource, name, told) in [(topic(), "retention.ms", 0), (ALL, "log.retention.ms", 1)] {
        alter(
            &mut control,
            resource.clone(),
            name,
            AlterConfigOp::Set,
            "1000",
        );
        let before = control.end_offset();
        alter(&mut control, resource, name, AlterConfigOp::Set, "1000");
        assert_eq!(control.end_offset(), before.plus(told), "{name}");
    }
}

#[test]
fn min_insync_replicas_counts_no_more_than_there_are_replicas() {
    let mut control = cluster();
    assert_eq!(
        control.set_topic("t", "min.insync.replicas", "2"),
        ErrorCode::None
    );
    let topic = control
        .controller
        .image()
        .topics
        .get("t")
        .expect("it exists");
    assert_eq!(topic.config.min_insync_replicas, 2);
    assert_eq!(topic.effective_min_isr(), 1);
}

#[test]
fn a_config_or_a_resource_that_is_named_twice_is_an_invalid_request() {
    let mut control = cluster();
    let twice = [("retention.ms", AlterConfigOp::Set, "1"); 2];
    let refused = control.alter_configs(topic(), &twice);
    assert_eq!(code(&refused), ErrorCode::InvalidRequest);
    let change = || AlterableConfig {
        name: "retention.ms".to_owned(),
        operation: AlterConfigOp::Set,
        value: Some("1".to_owned()),
    };
    let request = IncrementalAlterConfigsRequest {
        resources: vec![(topic(), vec![change()]), (topic(), vec![change()])],
        validate_only: false,
    };
    match control.ask(request) {
        Response::IncrementalAlterConfigs(response) => {
            let errors: Vec<_> = response
                .resources
                .iter()
                .map(|(_, result)| code(result))
                .collect();
            assert_eq!(errors, [ErrorCode::InvalidRequest]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(retention(&control), 604_800_000);
}

#[test]
fn a_value_is_needed_for_everything_but_deletion_and_validate_only_changes_nothing() {
    let mut control = cluster();
    let change = |value: Option<&str>| IncrementalAlterConfigsRequest {
        resources: vec![(
            topic(),
            vec![AlterableConfig {
                name: "retention.ms".to_owned(),
                operation: AlterConfigOp::Set,
                value: value.map(str::to_owned),
            }],
        )],
        validate_only: true,
    };
    let before = control.end_offset();
    for (value, expected) in [
        (None, ErrorCode::InvalidRequest),
        (Some("x"), ErrorCode::InvalidConfig),
        (Some("1"), ErrorCode::None),
    ] {
        match control.ask(change(value)) {
            Response::IncrementalAlterConfigs(response) => {
                assert_eq!(code(&response.resources[0].1), expected);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(control.end_offset(), before);
}

#[test]
fn the_configs_of_a_cluster_survive_its_controller() {
    let mut control = cluster();
    control.set_topic("t", "retention.ms", "1000");
    alter(
        &mut control,
        ALL,
        "log.segment.bytes",
        AlterConfigOp::Set,
        "2097152",
    );
    control.restart();
    let image = control.controller.image();
    let config = image.topic_config(&"t".into()).expect("the topic exists");
    assert_eq!(
        (config.retention_ms, config.segment_bytes),
        (1_000, 2_097_152)
    );
}
