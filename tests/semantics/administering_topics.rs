//! The admin client on topics, brokers and leaders.

use crate::administering::{
    administer, asked_of, code, create, describe_topic, give, one, outcomes, tank,
};
use crate::administering_configs::alter;
use crate::cluster::partition;
use engine::client::admin::{AdminAnswer, AdminCommand, Resource};
use engine::metadata::ConfigResource;
use engine::model::{NodeId, TopicName};
use engine::protocol::{
    ApiKey, CreatePartitionsTopic, ElectionType, ErrorCode, IsolationLevel, OffsetSpec,
};
use sim::Fault;

#[test]
fn a_topic_is_created_and_described_with_who_could_still_lead_it() {
    let mut kafka = tank().start();
    kafka.until_ms(2_000);
    let created = one(&mut kafka, create(&["new"]));
    assert!(
        matches!(created, Ok(AdminAnswer::Created(ref topic)) if topic.num_partitions == 1),
        "{created:?}"
    );
    alter(
        &mut kafka,
        ConfigResource::Topic("new".into()),
        "min.insync.replicas",
        "2",
    );
    let leader = kafka.leads("new", 0);
    let others = kafka.others("new", 0);
    for broker in &others {
        kafka.fault(Fault::Crash(NodeId(*broker)));
    }
    let later = kafka.world.now().0 / 1_000 + 15_000;
    kafka.until_ms(later);
    let Ok(AdminAnswer::Topic(topic)) = one(&mut kafka, describe_topic("new")) else {
        panic!("no description");
    };
    let found = &topic.partitions[0];
    assert_eq!(found.leader, Some(NodeId(leader)));
    assert_eq!(found.isr, [NodeId(leader)]);
    assert_eq!(found.offline.len(), 2);
    assert_eq!(found.elr.len(), 1, "it left when fewer than two were left");
    assert!(!topic.is_internal);
}

#[test]
fn each_topic_of_a_command_has_an_outcome_of_its_own() {
    let mut kafka = tank().start();
    kafka.until_ms(2_000);
    let outcomes = administer(&mut kafka, create(&["t", "new"]));
    let code_of = |name: &str| {
        let resource = Resource::Topic(name.into());
        let found = outcomes.iter().find(|(of, _)| *of == resource);
        code(&found.expect("it has an outcome").1)
    };
    assert_eq!(code_of("t"), ErrorCode::TopicAlreadyExists);
    assert_eq!(code_of("new"), ErrorCode::None);
    assert_eq!(outcomes.len(), 2);
}

#[test]
fn a_topic_grows_but_never_shrinks() {
    let mut kafka = tank().start();
    kafka.until_ms(2_000);
    let grow = |count| AdminCommand::CreatePartitions {
        topics: vec![CreatePartitionsTopic {
            name: "t".into(),
            count,
            assignments: None,
        }],
        validate_only: false,
    };
    assert_eq!(one(&mut kafka, grow(3)), Ok(AdminAnswer::Done));
    let Ok(AdminAnswer::Topic(topic)) = one(&mut kafka, describe_topic("t")) else {
        panic!("no description");
    };
    assert_eq!(topic.partitions.len(), 3);
    assert_eq!(
        code(&one(&mut kafka, grow(2))),
        ErrorCode::InvalidPartitions
    );
}

#[test]
fn a_deleted_topic_is_unknown() {
    let mut kafka = tank().start();
    kafka.until_ms(2_000);
    let delete = || AdminCommand::DeleteTopics(vec!["t".into()]);
    assert_eq!(one(&mut kafka, delete()), Ok(AdminAnswer::Done));
    let later = kafka.world.now().0 / 1_000 + 1_000;
    kafka.until_ms(later);
    let unknown = ErrorCode::UnknownTopicOrPartition;
    assert_eq!(code(&one(&mut kafka, describe_topic("t"))), unknown);
    assert_eq!(code(&one(&mut kafka, delete())), unknown);
}

#[test]
fn to_ask_for_a_topic_as_an_admin_does_not_create_it() {
    let mut kafka = tank().start();
    kafka.until_ms(2_000);
    let offsets = AdminCommand::ListOffsets {
        partitions: vec![(partition("nowhere", 0), OffsetSpec::Latest)],
        isolation: IsolationLevel::ReadUncommitted,
    };
    let number = give(&mut kafka, offsets);
    kafka.until_ms(20_000);
    assert_eq!(outcomes(&kafka, number), None, "it may still be created");
    kafka.until_ms(63_000);
    let outcomes = outcomes(&kafka, number).expect("default.api.timeout.ms is over");
    assert_eq!(code(&outcomes[0].1), ErrorCode::RequestTimedOut);
    assert!(
        !kafka
            .controller()
            .image()
            .topics
            .contains_key(&TopicName::from("nowhere"))
    );
}

#[test]
fn a_change_of_the_cluster_goes_to_the_broker_that_metadata_calls_the_controller() {
    let mut kafka = tank().start();
    kafka.until_ms(2_000);
    give(&mut kafka, create(&["new"]));
    let asked = asked_of(&mut kafka, 3_000);
    let apis: Vec<ApiKey> = asked.iter().map(|(_, api)| *api).collect();
    assert_eq!(apis, [ApiKey::Metadata, ApiKey::CreateTopics]);
    assert!(
        asked.iter().all(|(node, _)| (1..=3).contains(node)),
        "clients never reach the controller itself"
    );
}

#[test]
fn metadata_calls_any_live_broker_the_controller() {
    let mut kafka = tank().start();
    kafka.until_ms(2_000);
    let mut named = Vec::new();
    for _ in 0..9 {
        let command = AdminCommand::DescribeCluster {
            include_fenced_brokers: false,
        };
        let Ok(AdminAnswer::Cluster(cluster)) = one(&mut kafka, command) else {
            panic!("no cluster");
        };
        assert_eq!(cluster.brokers.len(), 3);
        named.extend(cluster.controller);
    }
    assert_eq!(named.len(), 9);
    named.sort();
    named.dedup();
    assert!(named.len() > 1, "it is another one each time");
    assert!(named.iter().all(|id| (1..=3).contains(&id.0)));
}

#[test]
fn a_fenced_broker_is_described_only_on_request() {
    let mut kafka = tank().start();
    kafka.until_ms(2_000);
    kafka.fault(Fault::Crash(NodeId(3))).until_ms(15_000);
    let ask = |include_fenced_brokers| AdminCommand::DescribeCluster {
        include_fenced_brokers,
    };
    let Ok(AdminAnswer::Cluster(live)) = one(&mut kafka, ask(false)) else {
        panic!("no cluster");
    };
    let ids: Vec<u32> = live.brokers.iter().map(|broker| broker.id.0).collect();
    assert_eq!(ids, [1, 2]);
    let Ok(AdminAnswer::Cluster(all)) = one(&mut kafka, ask(true)) else {
        panic!("no cluster");
    };
    let fenced: Vec<(u32, bool)> = all.brokers.iter().map(|b| (b.id.0, b.fenced)).collect();
    assert_eq!(fenced, [(1, false), (2, false), (3, true)]);
}

#[test]
fn the_preferred_leader_is_elected_on_request() {
    let mut kafka = tank()
        .broker_config(&[("auto.leader.rebalance.enable", "false")])
        .start();
    kafka.until_ms(2_000);
    let preferred = kafka.leads("t", 0);
    kafka
        .fault(Fault::Crash(NodeId(preferred)))
        .until_ms(15_000);
    assert_ne!(kafka.leads("t", 0), preferred);
    let elect = |partitions| AdminCommand::ElectLeaders {
        election_type: ElectionType::Preferred,
        partitions,
    };
    let this = || elect(Some(vec![partition("t", 0)]));
    assert_eq!(
        code(&one(&mut kafka, this())),
        ErrorCode::PreferredLeaderNotAvailable,
        "it is final, though it may be another answer later"
    );
    kafka.start(preferred).until_ms(30_000);
    assert_eq!(
        administer(&mut kafka, elect(None)),
        [(
            Resource::Partition(partition("t", 0)),
            Ok(AdminAnswer::Done)
        )]
    );
    assert_eq!(kafka.leads("t", 0), preferred);
    assert_eq!(code(&one(&mut kafka, this())), ErrorCode::ElectionNotNeeded);
    assert_eq!(administer(&mut kafka, elect(None)), []);
}
