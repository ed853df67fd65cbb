//! The cluster as text, as one broker tells it.

use engine::client::admin::{AdminAnswer, AdminCommand, cluster_text};
use engine::model::{LeaderEpoch, NodeId};
use engine::protocol::{ErrorCode, MetadataPartition, MetadataResponse, MetadataTopic};
use sim::Fault;

use crate::administering::{one, tank};

fn nodes(ids: &[u32]) -> Vec<NodeId> {
    ids.iter().copied().map(NodeId).collect()
}

fn held(partition: i32, leader: Option<u32>, replicas: &[u32], isr: &[u32]) -> MetadataPartition {
    MetadataPartition {
        partition,
        leader: leader.map(NodeId),
        leader_epoch: LeaderEpoch(0),
        replicas: nodes(replicas),
        isr: nodes(isr),
    }
}

fn topic(name: &str, error: ErrorCode, partitions: Vec<MetadataPartition>) -> MetadataTopic {
    MetadataTopic {
        name: name.into(),
        error,
        partitions,
    }
}

#[test]
fn the_text_shows_brokers_topics_partitions_and_what_is_wrong_with_them() {
    let metadata = MetadataResponse {
        brokers: nodes(&[1, 2]),
        racks: Vec::new(),
        controller: Some(NodeId(2)),
        topics: vec![
            topic(
                "orders",
                ErrorCode::None,
                vec![
                    held(0, Some(1), &[1, 2, 3], &[1, 2]),
                    held(1, None, &[3], &[]),
                ],
            ),
            topic("one", ErrorCode::None, vec![held(0, Some(2), &[2], &[2])]),
            topic("gone", ErrorCode::UnknownTopicOrPartition, Vec::new()),
        ],
    };
    let text = "\
Metadata from broker 1
 2 brokers
  broker 1
  broker 2 (controller)
 3 topics
  topic \"orders\", 2 partitions
    partition 0, leader 1, replicas 1,2,3, isrs 1,2
    partition 1, leader -1, replicas 3, isrs none, LEADER_NOT_AVAILABLE
  topic \"one\", 1 partition
    partition 0, leader 2, replicas 2, isrs 2
  topic \"gone\", 0 partitions, UNKNOWN_TOPIC_OR_PARTITION
";
    assert_eq!(cluster_text(NodeId(1), &metadata), text);
}

#[test]
fn the_text_says_what_a_broker_knows_and_not_what_is_true() {
    let mut kafka = tank().start();
    kafka.until_ms(3_000);
    let text = |kafka: &mut _| match one(kafka, AdminCommand::ListTopics) {
        Ok(AdminAnswer::Metadata { from, metadata }) => cluster_text(from, &metadata),
        other => panic!("no metadata: {other:?}"),
    };
    let leader = kafka.leads("t", 0);
    let led = format!("partition 0, leader {leader}, replicas");
    assert!(text(&mut kafka).contains(&led));
    kafka.fault(Fault::Crash(NodeId(leader)));
    assert!(
        text(&mut kafka).contains(&led),
        "nobody has noticed that it is dead"
    );
    kafka.until_ms(20_000);
    let later = text(&mut kafka);
    assert!(!later.contains(&led));
    assert!(later.contains(" 2 brokers\n"), "{later}");
}
