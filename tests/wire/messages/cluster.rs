//! Metadata, FindCoordinator, DescribeCluster, DescribeTopicPartitions.

use engine::model::{LeaderEpoch, TopicId, TopicName};
use engine::protocol::{
    DescribeClusterRequest, DescribeClusterResponse, DescribeTopicPartitionsRequest,
    DescribeTopicPartitionsResponse, DescribedBroker, DescribedPartition, DescribedTopic,
    ErrorCode, FindCoordinatorRequest, FindCoordinatorResponse, MetadataPartition, MetadataRequest,
    MetadataResponse, MetadataTopic,
};

use super::{ask, node, nodes, say, text};
use crate::Case;

pub fn cases() -> Vec<Case> {
    let partition = |leader| MetadataPartition {
        partition: 2,
        leader,
        leader_epoch: LeaderEpoch(6),
        replicas: nodes(&[1, 2, 9]),
        isr: nodes(&[1, 2]),
    };
    let topic = |name: &str, error, partitions| MetadataTopic {
        name: TopicName::from(name),
        error,
        partitions,
    };
    let led = vec![partition(Some(node(1))), partition(None)];
    vec![
        ask(MetadataRequest {
            topics: Some(vec![TopicName::from("orders"), TopicName::from("rides")]),
            allow_auto_topic_creation: true,
        }),
        ask(MetadataRequest {
            topics: None,
            allow_auto_topic_creation: false,
        }),
        say(MetadataResponse {
            brokers: nodes(&[1, 2]),
            controller: Some(node(2)),
            racks: vec![(node(2), text("eu-1"))],
            topics: vec![
                topic("__consumer_offsets", ErrorCode::None, led),
                topic("nowhere", ErrorCode::UnknownTopicOrPartition, Vec::new()),
            ],
        }),
        say(MetadataResponse {
            brokers: Vec::new(),
            controller: None,
            racks: Vec::new(),
            topics: Vec::new(),
        }),
        ask(FindCoordinatorRequest::of_group(text("billing"))),
        ask(FindCoordinatorRequest::of_transactions(text("tx"))),
        say(FindCoordinatorResponse {
            error: ErrorCode::None,
            node: Some(node(3)),
        }),
        say(FindCoordinatorResponse {
            error: ErrorCode::CoordinatorNotAvailable,
            node: None,
        }),
        ask(DescribeClusterRequest {
            include_fenced_brokers: true,
        }),
        say(DescribeClusterResponse {
            controller: Some(node(1)),
            brokers: vec![
                DescribedBroker {
                    id: node(1),
                    rack: Some(text("eu-1")),
                    fenced: false,
                },
                DescribedBroker {
                    id: node(300),
                    rack: None,
                    fenced: true,
                },
            ],
        }),
        ask(DescribeTopicPartitionsRequest {
            topics: vec![TopicName::from("orders")],
        }),
        say(described()),
    ]
}

fn described() -> DescribeTopicPartitionsResponse {
    let partition = DescribedPartition {
        partition: 4,
        leader: Some(node(1)),
        leader_epoch: LeaderEpoch(7),
        replicas: nodes(&[1, 2, 3]),
        isr: nodes(&[1]),
        elr: nodes(&[2]),
        last_known_elr: nodes(&[3]),
        offline: nodes(&[2, 3]),
    };
    let leaderless = DescribedPartition {
        leader: None,
        elr: Vec::new(),
        ..partition.clone()
    };
    let topic = DescribedTopic {
        topic_id: TopicId(42),
        is_internal: true,
        partitions: vec![partition, leaderless],
    };
    DescribeTopicPartitionsResponse {
        topics: vec![
            (TopicName::from("__transaction_state"), Ok(topic)),
            (
                TopicName::from("nowhere"),
                Err(ErrorCode::UnknownTopicOrPartition),
            ),
        ],
    }
}
