//! CreateTopics, DeleteTopics, CreatePartitions, ElectLeaders, DescribeConfigs, IncrementalAlterConfigs.

use engine::config::ConfigType;
use engine::metadata::ConfigResource;
use engine::model::{TopicId, TopicName};
use engine::protocol::{
    AlterConfigOp, AlterableConfig, ApiError, ConfigEntry, ConfigSource, ConfigSynonym,
    CreatableTopic, CreatePartitionsRequest, CreatePartitionsResponse, CreatePartitionsTopic,
    CreateTopicsRequest, CreateTopicsResponse, CreatedTopic, DeleteTopicsRequest,
    DeleteTopicsResponse, DescribeConfigsRequest, DescribeConfigsResponse, ElectLeadersRequest,
    ElectLeadersResponse, ElectionType, ErrorCode, IncrementalAlterConfigsRequest,
    IncrementalAlterConfigsResponse,
};

use super::{ask, node, nodes, places, say};
use crate::Case;

pub fn cases() -> Vec<Case> {
    let mut cases = topics();
    cases.extend(elections());
    cases.extend(configs());
    cases
}

fn refused() -> ApiError {
    ApiError::new(ErrorCode::PolicyViolation, "not on a Sunday")
}

fn orders() -> TopicName {
    TopicName::from("orders")
}

/// A result of each kind.
fn results() -> Vec<(TopicName, Result<(), ApiError>)> {
    vec![
        (orders(), Ok(())),
        (TopicName::from("rides"), Err(refused())),
        (
            TopicName::from("größe"),
            Err(ErrorCode::UnknownTopicOrPartition.into()),
        ),
    ]
}

fn topics() -> Vec<Case> {
    let counted = CreatableTopic {
        name: orders(),
        num_partitions: 6,
        replication_factor: 3,
        assignments: Vec::new(),
        configs: vec![("cleanup.policy".to_owned(), "compact".to_owned())],
    };
    let assigned = CreatableTopic {
        num_partitions: -1,
        replication_factor: -1,
        assignments: vec![(0, nodes(&[1, 2])), (1, nodes(&[2, 1]))],
        configs: Vec::new(),
        ..counted.clone()
    };
    let created = CreatedTopic {
        topic_id: TopicId(88),
        num_partitions: 6,
        replication_factor: 3,
    };
    vec![
        ask(CreateTopicsRequest {
            topics: vec![counted, assigned],
            validate_only: true,
        }),
        say(CreateTopicsResponse {
            topics: vec![
                (orders(), Ok(created)),
                (TopicName::from("rides"), Err(refused())),
            ],
        }),
        ask(DeleteTopicsRequest {
            topics: vec![orders()],
        }),
        say(DeleteTopicsResponse { topics: results() }),
        ask(CreatePartitionsRequest {
            topics: vec![
                CreatePartitionsTopic {
                    name: orders(),
                    count: 9,
                    assignments: Some(vec![nodes(&[1, 2]), nodes(&[3, 1])]),
                },
                CreatePartitionsTopic {
                    name: TopicName::from("rides"),
                    count: 12,
                    assignments: None,
                },
            ],
            validate_only: true,
        }),
        say(CreatePartitionsResponse { topics: results() }),
    ]
}

fn elections() -> Vec<Case> {
    vec![
        ask(ElectLeadersRequest {
            election_type: ElectionType::Unclean,
            partitions: Some(places()),
        }),
        ask(ElectLeadersRequest {
            election_type: ElectionType::Preferred,
            partitions: None,
        }),
        say(ElectLeadersResponse {
            partitions: places()
                .into_iter()
                .zip([
                    Ok(()),
                    Err(refused()),
                    Err(ErrorCode::ElectionNotNeeded.into()),
                ])
                .collect(),
        }),
    ]
}

/// Whatever configs can belong to.
fn resources() -> [ConfigResource; 3] {
    [
        ConfigResource::Topic(orders()),
        ConfigResource::Broker(Some(node(2))),
        ConfigResource::Broker(None),
    ]
}

fn configs() -> Vec<Case> {
    let sources = [
        ConfigSource::DynamicTopicConfig,
        ConfigSource::DynamicBrokerConfig,
        ConfigSource::DynamicDefaultBrokerConfig,
        ConfigSource::StaticBrokerConfig,
        ConfigSource::DefaultConfig,
    ];
    let types = [
        ConfigType::Boolean,
        ConfigType::String,
        ConfigType::Short,
        ConfigType::Int,
        ConfigType::Long,
        ConfigType::Double,
        ConfigType::List,
        ConfigType::Class,
    ];
    let entry = |(config_type, source): (&ConfigType, &ConfigSource)| ConfigEntry {
        name: "retention.ms".to_owned(),
        value: "604800000".to_owned(),
        source: *source,
        read_only: true,
        config_type: *config_type,
        synonyms: vec![
            ConfigSynonym {
                name: "log.retention.ms".to_owned(),
                value: String::new(),
                source: ConfigSource::StaticBrokerConfig,
            };
            2
        ],
    };
    let mut entries: Vec<ConfigEntry> = types
        .iter()
        .zip(sources.iter().cycle())
        .map(entry)
        .collect();
    entries[0].value = String::new();
    entries[1].synonyms = Vec::new();
    let [topic, broker, every] = resources();
    let operations = [
        AlterConfigOp::Set,
        AlterConfigOp::Delete,
        AlterConfigOp::Append,
        AlterConfigOp::Subtract,
    ];
    let changes: Vec<AlterableConfig> = operations
        .iter()
        .map(|operation| AlterableConfig {
            name: "cleanup.policy".to_owned(),
            operation: *operation,
            value: (*operation != AlterConfigOp::Delete).then(|| "compact".to_owned()),
        })
        .collect();
    vec![
        ask(DescribeConfigsRequest {
            resources: vec![
                (topic.clone(), Some(vec!["retention.ms".to_owned()])),
                (broker.clone(), None),
                (every.clone(), Some(Vec::new())),
            ],
            include_synonyms: true,
        }),
        say(DescribeConfigsResponse {
            resources: vec![(topic, Ok(entries)), (broker, Err(refused()))],
        }),
        ask(IncrementalAlterConfigsRequest {
            resources: resources()
                .into_iter()
                .map(|resource| (resource, changes.clone()))
                .collect(),
            validate_only: true,
        }),
        say(IncrementalAlterConfigsResponse {
            resources: resources()
                .into_iter()
                .zip([Ok(()), Err(refused()), Ok(())])
                .collect(),
        }),
    ]
}
