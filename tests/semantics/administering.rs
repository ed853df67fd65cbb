//! The admin client: where its commands go, what it tries again, and what it answers.

use crate::cluster::{ADMIN, Builder, Cluster, cluster, ms, partition, set};
use engine::client::admin::{Admin, AdminAnswer, AdminCommand, AdminSetup, Outcome};
use engine::client::{ClientCommand, Observation};
use engine::config::{AdminConfig, ConfigError, Configs};
use engine::model::{Instant, NodeId, Offset};
use engine::protocol::{ApiError, ApiKey, CreatableTopic, ErrorCode, IsolationLevel, OffsetSpec};
use sim::{Action, AnyNode, Fault, What};

/// Three brokers with an admin client, a producer of three values, and a topic on all of them.
pub fn tank() -> Builder {
    cluster(3)
        .admin()
        .topic("t", 1, 3, &[])
        .producer("t", &["a", "b", "c"], &[])
}

pub fn give(kafka: &mut Cluster, command: AdminCommand) -> u64 {
    let before = kafka
        .history()
        .filter(|entry| matches!(entry.observation, Observation::Administered { .. }))
        .count() as u64;
    let command = ClientCommand::Administer(Box::new(command));
    let node = ADMIN;
    kafka.act(Action::Command { node, command });
    before
}

pub fn outcomes(kafka: &Cluster, wanted: u64) -> Option<Vec<Outcome>> {
    kafka.history().find_map(|entry| match &entry.observation {
        Observation::Administered {
            number, outcomes, ..
        } if *number == wanted => Some(outcomes.to_vec()),
        _ => None,
    })
}

/// Gives a command and waits for its outcomes.
pub fn administer(kafka: &mut Cluster, command: AdminCommand) -> Vec<Outcome> {
    let number = give(kafka, command);
    let has_come = |world: &sim::World| {
        world.history().iter().any(|entry| {
            matches!(&entry.observation, Observation::Administered { number: n, .. } if *n == number)
        })
    };
    kafka.until(|world, _| has_come(world));
    outcomes(kafka, number).expect("they have come")
}

/// The outcome of a command about one thing.
pub fn one(kafka: &mut Cluster, command: AdminCommand) -> Result<AdminAnswer, ApiError> {
    let mut outcomes = administer(kafka, command);
    assert_eq!(outcomes.len(), 1, "{outcomes:?}");
    outcomes.remove(0).1
}

pub fn code(outcome: &Result<AdminAnswer, ApiError>) -> ErrorCode {
    outcome
        .as_ref()
        .err()
        .map_or(ErrorCode::None, |why| why.error)
}

pub fn creatable(name: &str, partitions: i32, replicas: i16) -> CreatableTopic {
    CreatableTopic {
        name: name.into(),
        num_partitions: partitions,
        replication_factor: replicas,
        assignments: Vec::new(),
        configs: Vec::new(),
    }
}

pub fn create(names: &[&str]) -> AdminCommand {
    AdminCommand::CreateTopics {
        topics: names.iter().map(|name| creatable(name, 1, 3)).collect(),
        validate_only: false,
    }
}

pub fn describe_topic(name: &str) -> AdminCommand {
    AdminCommand::DescribeTopics(vec![name.into()])
}

pub fn list_offsets(spec: OffsetSpec) -> AdminCommand {
    AdminCommand::ListOffsets {
        partitions: vec![(partition("t", 0), spec)],
        isolation: IsolationLevel::ReadUncommitted,
    }
}

pub fn listed(outcome: Result<AdminAnswer, ApiError>) -> Offset {
    match outcome {
        Ok(AdminAnswer::Listed(listed)) => listed.offset,
        other => panic!("no offset: {other:?}"),
    }
}

/// The requests that a node was sent by the admin client, in order.
pub fn asked_of(kafka: &mut Cluster, until_ms: u64) -> Vec<(u32, ApiKey)> {
    let mut asked = Vec::new();
    while kafka.world.now() < Instant(until_ms * 1_000) {
        let Some(step) = kafka.world.step() else {
            break;
        };
        if let What::Message {
            from: ADMIN,
            api_key,
            is_request: true,
            ..
        } = step.what
        {
            asked.push((step.node.map_or(0, |node| node.0), api_key));
        }
    }
    asked
}

fn admin_of(kafka: &Cluster) -> &Admin {
    match kafka.world.slot(ADMIN).map(sim::Slot::node) {
        Some(AnyNode::Admin(admin)) => admin,
        _ => panic!("no admin"),
    }
}

/// A broker that alone holds `t` and does not die of a pause, since its session is long, and an admin client that
/// knows it already.
fn one_try(configs: &[(&str, &str)]) -> (Cluster, u32) {
    let mut config = AdminConfig::default();
    set(&mut config, configs);
    let mut kafka = with_admin(
        cluster(1)
            .topic("t", 1, 1, &[])
            .broker_config(&[("broker.session.timeout.ms", "600000")]),
        config,
        1,
    );
    kafka.until_ms(3_000);
    let leader = kafka.leads("t", 0);
    let latest = one(&mut kafka, list_offsets(OffsetSpec::Latest));
    assert_eq!(listed(latest), Offset(0));
    (kafka, leader)
}

/// A cluster with an admin client of these configs.
fn with_admin(builder: Builder, config: AdminConfig, brokers: u32) -> Cluster {
    let setup = AdminSetup {
        id: ADMIN,
        bootstrap: (1..=brokers).map(NodeId).collect(),
        config,
        registry: None,
    };
    let admin = AnyNode::Admin(Box::new(Admin::new(setup)));
    builder.with(ADMIN, "admin", admin).start()
}

#[test]
fn a_command_for_a_leader_that_died_waits_for_the_next_one() {
    let mut kafka = tank().start();
    kafka.until_ms(3_000);
    assert_eq!(
        listed(one(&mut kafka, list_offsets(OffsetSpec::Latest))),
        Offset(3)
    );
    let leader = kafka.leads("t", 0);
    kafka.fault(Fault::Crash(NodeId(leader)));
    let latest = listed(one(&mut kafka, list_offsets(OffsetSpec::Latest)));
    assert_eq!(latest, Offset(3));
    assert_ne!(kafka.leads("t", 0), leader);
}

#[test]
fn the_request_itself_is_not_retried_beyond_retries() {
    let (mut kafka, leader) = one_try(&[("retries", "0"), ("request.timeout.ms", "1000")]);
    kafka.fault(Fault::Pause(NodeId(leader)));
    let started = kafka.world.now().0;
    let outcome = one(&mut kafka, list_offsets(OffsetSpec::Latest));
    assert_eq!(code(&outcome), ErrorCode::RequestTimedOut);
    let took_ms = (kafka.world.now().0 - started) / 1_000;
    assert!((1_000..2_000).contains(&took_ms), "{took_ms} ms");
}

#[test]
fn a_request_that_is_not_answered_is_sent_again_within_the_time_of_the_command() {
    let (mut kafka, leader) = one_try(&[
        ("request.timeout.ms", "1000"),
        ("default.api.timeout.ms", "5000"),
    ]);
    kafka.fault(Fault::Pause(NodeId(leader)));
    let started = kafka.world.now().0;
    let outcome = one(&mut kafka, list_offsets(OffsetSpec::Latest));
    let why = outcome.expect_err("nobody answers");
    assert_eq!(why.error, ErrorCode::RequestTimedOut);
    assert!(why.message.starts_with("listOffsets timed out after"));
    assert!(!why.message.contains(" 0 attempt"), "{}", why.message);
    let took_ms = (kafka.world.now().0 - started) / 1_000;
    assert!((5_000..5_100).contains(&took_ms), "{took_ms} ms");
}

#[test]
fn no_time_of_a_command_is_shorter_than_that_of_its_requests() {
    let mut config = AdminConfig::default();
    set(&mut config, &[("request.timeout.ms", "90000")]);
    assert_eq!(config.validate(), Ok(()), "the default gives way");
    assert_eq!(config.api_timeout(), ms(90_000));
    set(&mut config, &[("default.api.timeout.ms", "80000")]);
    assert!(matches!(
        config.validate(),
        Err(ConfigError::TooLarge { .. })
    ));
}

#[test]
fn an_admin_client_that_closes_answers_what_it_can_no_longer_do() {
    let mut kafka = tank().start();
    kafka.until_ms(500);
    for broker in 1..=3 {
        kafka.fault(Fault::Pause(NodeId(broker)));
    }
    let number = give(&mut kafka, create(&["new"]));
    kafka.until_ms(1_000);
    assert_eq!(admin_of(&kafka).pending(), 1);
    kafka.close(ADMIN.0).until_ms(1_100);
    let outcomes = outcomes(&kafka, number).expect("closing answers");
    assert_eq!(code(&outcomes[0].1), ErrorCode::RequestTimedOut);
}

#[test]
fn an_idle_admin_client_says_nothing() {
    let mut kafka = tank().start();
    assert_eq!(asked_of(&mut kafka, 5_000), []);
}
