//! An admin client alone: its connections open at once, and the test gives the brokers' answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::client::admin::{Admin, AdminAnswer, AdminCommand, AdminSetup, Outcome};
use engine::client::{ClientCommand, Observation};
use engine::config::AdminConfig;
use engine::metadata::ConfigResource;
use engine::model::{Instant, NodeId, StepId, Timestamp};
use engine::node::{
    Boot, Connection, ConnectionId, Effect, Effects, Input, Message, Node, Now, Timer,
};
use engine::protocol::{
    ApiKey, Body, DeleteGroupsResponse, ErrorCode, FindCoordinatorResponse, MetadataResponse,
    MetadataTopic, OffsetSpec, Request, Response,
};

use crate::administering::{create, list_offsets};
use crate::cluster::set;

struct LoneAdmin {
    admin: Admin,
    now: Instant,
    timers: BTreeMap<Timer, Instant>,
    connections: BTreeMap<ConnectionId, NodeId>,
    /// The brokers that metadata names; no metadata is answered without any.
    brokers: Vec<u32>,
    /// Which broker was asked for metadata of the cluster when.
    refreshed: Vec<(u64, u32)>,
    /// What waits for an answer.
    asked: Vec<(u32, Message)>,
    outcomes: Vec<Outcome>,
    opened: Vec<u32>,
}

/// An admin client of broker 1, in a cluster of brokers 2 and 3 of which 3 is called the controller.
fn admin(configs: &[(&str, &str)]) -> LoneAdmin {
    let mut config = AdminConfig::default();
    set(&mut config, configs);
    let setup = AdminSetup {
        id: NodeId(9),
        bootstrap: vec![NodeId(1)],
        config,
        registry: None,
    };
    let mut lone = LoneAdmin {
        admin: Admin::new(setup),
        now: Instant::ZERO,
        timers: BTreeMap::new(),
        connections: BTreeMap::new(),
        brokers: vec![2, 3],
        refreshed: Vec::new(),
        asked: Vec::new(),
        outcomes: Vec::new(),
        opened: Vec::new(),
    };
    lone.handle(Input::Booted(Boot {
        incarnation: 0,
        entropy: 1,
        disk: Default::default(),
    }));
    lone
}

fn delete_group() -> AdminCommand {
    AdminCommand::DeleteGroups(vec!["g".into()])
}

fn configs_of(broker: u32) -> AdminCommand {
    AdminCommand::DescribeConfigs {
        resources: vec![ConfigResource::Broker(Some(NodeId(broker)))],
        include_synonyms: false,
    }
}

impl LoneAdmin {
    fn give(&mut self, command: AdminCommand) -> &mut Self {
        self.handle(Input::Command(ClientCommand::Administer(Box::new(command))))
    }

    fn run_ms(&mut self, ms: u64) -> &mut Self {
        let end = Instant(self.now.0 + ms * 1_000);
        while let Some((timer, at)) = self
            .timers
            .iter()
            .map(|(timer, at)| (timer.clone(), *at))
            .min_by_key(|(timer, at)| (*at, timer.clone()))
            .filter(|(_, at)| *at <= end)
        {
            self.timers.remove(&timer);
            self.now = self.now.max(at);
            self.handle(Input::Timeout(timer));
        }
        self.now = end;
        self
    }

    /// Which broker is asked what.
    fn asks(&self) -> Vec<(u32, ApiKey)> {
        let asked = self.asked.iter().map(|(broker, message)| {
            let Body::Request(request) = &*message.body else {
                panic!("it only asks");
            };
            (*broker, request.api_key())
        });
        asked.collect()
    }

    /// Answers the oldest question.
    fn answer(&mut self, response: impl Into<Response>) -> &mut Self {
        let (_, message) = self.asked.remove(0);
        let body = Arc::new(Body::Response(response.into()));
        self.handle(Input::Message(Message { body, ..message }))
    }

    /// The coordinator is this broker.
    fn coordinates(&mut self, broker: u32) -> &mut Self {
        assert_eq!(
            self.asks().last().map(|asked| asked.1),
            Some(ApiKey::FindCoordinator)
        );
        self.answer(FindCoordinatorResponse {
            error: ErrorCode::None,
            node: Some(NodeId(broker)),
        })
    }

    fn deleted(&mut self, error: ErrorCode) -> &mut Self {
        let results = vec![("g".into(), error)];
        self.answer(DeleteGroupsResponse { results })
    }

    fn errors(&self) -> Vec<ErrorCode> {
        let code = |outcome: &Result<AdminAnswer, _>| crate::administering::code(outcome);
        self.outcomes
            .iter()
            .map(|(_, outcome)| code(outcome))
            .collect()
    }

    fn handle(&mut self, input: Input) -> &mut Self {
        let now = Now {
            mono: self.now,
            wall: Timestamp(0),
            step: StepId(0),
        };
        let mut effects = Effects::default();
        self.admin.handle(now, input, &mut effects);
        let effects: Vec<Effect> = effects.drain().collect();
        let mut follow = Vec::new();
        for effect in effects {
            match effect {
                Effect::SetTimer { timer, after } => {
                    self.timers.insert(timer, self.now + *after.start());
                }
                Effect::CancelTimer(timer) => {
                    self.timers.remove(&timer);
                }
                Effect::Open(peer, lane) => {
                    self.opened.push(peer.0);
                    let connection = Connection {
                        id: ConnectionId(self.opened.len() as u64),
                        peer,
                        lane,
                        opener: true,
                    };
                    self.connections.insert(connection.id, peer);
                    follow.push(Input::Opened(connection));
                }
                Effect::Close(id) => {
                    self.connections.remove(&id);
                    self.asked.retain(|(_, message)| message.connection != id);
                }
                Effect::Send(message, _) => follow.extend(self.sent(message)),
                Effect::Observe(Observation::Administered { outcomes, .. }) => {
                    self.outcomes.extend(outcomes.iter().cloned());
                }
                _ => {}
            }
        }
        for input in follow {
            self.handle(input);
        }
        self
    }

    fn sent(&mut self, message: Message) -> Option<Input> {
        let broker = self.connections[&message.connection].0;
        let is_refresh = matches!(
            &*message.body,
            Body::Request(Request::Metadata(request)) if request.topics == Some(Vec::new())
        );
        if !is_refresh {
            self.asked.push((broker, message));
            return None;
        }
        self.refreshed.push((self.now.0 / 1_000, broker));
        let brokers: Vec<NodeId> = self.brokers.iter().copied().map(NodeId).collect();
        let response = Response::Metadata(MetadataResponse {
            controller: Some(NodeId(3)),
            racks: Vec::new(),
            topics: Vec::new(),
            brokers,
        });
        let body = Arc::new(Body::Response(response));
        (!self.brokers.is_empty()).then_some(Input::Message(Message { body, ..message }))
    }
}

#[test]
fn an_admin_client_asks_who_is_there_before_anything_else() {
    let mut lone = admin(&[]);
    lone.brokers.clear();
    lone.give(AdminCommand::ListTopics).give(create(&["new"]));
    assert_eq!(lone.refreshed, [(0, 1)]);
    assert_eq!(lone.asks(), []);
    assert_eq!(lone.admin.pending(), 2);
}

#[test]
fn a_change_of_the_cluster_goes_to_the_controller_and_a_question_to_anybody() {
    let mut lone = admin(&[]);
    assert_eq!(lone.admin.pending(), 0);
    lone.give(AdminCommand::ListTopics);
    assert_eq!(lone.asks(), [(2, ApiKey::Metadata)]);
    lone.give(create(&["new"]));
    assert_eq!(lone.asks()[1], (3, ApiKey::CreateTopics));
}

#[test]
fn a_broker_that_metadata_does_not_name_is_waited_for() {
    let mut lone = admin(&[]);
    lone.give(configs_of(4)).run_ms(1_000);
    assert!(!lone.opened.contains(&4), "{:?}", lone.opened);
    assert!(lone.refreshed.len() > 5, "{:?}", lone.refreshed);
    lone.brokers.push(4);
    lone.run_ms(200);
    assert_eq!(lone.asks(), [(4, ApiKey::DescribeConfigs)]);
}

#[test]
fn a_coordinator_that_still_loads_is_asked_again_after_the_backoff() {
    let mut lone = admin(&[]);
    lone.give(delete_group()).coordinates(2);
    for waits_ms in [100, 200, 400] {
        assert_eq!(lone.asks(), [(2, ApiKey::DeleteGroups)]);
        lone.deleted(ErrorCode::CoordinatorLoadInProgress);
        lone.run_ms(waits_ms - 1);
        assert_eq!(lone.asks(), []);
        lone.run_ms(1);
    }
    lone.deleted(ErrorCode::None);
    assert_eq!(lone.errors(), [ErrorCode::None]);
}

#[test]
fn a_coordinator_that_is_none_is_looked_for_again() {
    let mut lone = admin(&[]);
    lone.give(delete_group()).coordinates(2);
    lone.deleted(ErrorCode::NotCoordinator).run_ms(100);
    lone.coordinates(3);
    assert_eq!(lone.asks(), [(3, ApiKey::DeleteGroups)]);
    lone.deleted(ErrorCode::None);
    assert_eq!(lone.errors(), [ErrorCode::None]);
}

#[test]
fn a_command_is_tried_once_more_than_retries_says() {
    let mut lone = admin(&[("retries", "1")]);
    lone.give(delete_group()).coordinates(2);
    lone.deleted(ErrorCode::CoordinatorLoadInProgress);
    assert_eq!(lone.errors(), []);
    lone.run_ms(100)
        .deleted(ErrorCode::CoordinatorLoadInProgress);
    assert_eq!(lone.errors(), [ErrorCode::RequestTimedOut]);
}

#[test]
fn a_coordinator_that_cannot_be_had_ends_the_command() {
    let mut lone = admin(&[]);
    lone.give(delete_group()).answer(FindCoordinatorResponse {
        error: ErrorCode::InvalidGroupId,
        node: None,
    });
    assert_eq!(lone.errors(), [ErrorCode::InvalidGroupId]);
}

#[test]
fn a_topic_that_cannot_be_had_ends_the_command_and_one_that_may_come_does_not() {
    let topic = |error| MetadataResponse {
        controller: None,
        racks: Vec::new(),
        brokers: vec![NodeId(2), NodeId(3)],
        topics: vec![MetadataTopic {
            name: "t".into(),
            error,
            partitions: Vec::new(),
        }],
    };
    let mut lone = admin(&[]);
    lone.give(list_offsets(OffsetSpec::Latest));
    lone.answer(topic(ErrorCode::UnknownTopicOrPartition));
    assert_eq!(lone.errors(), []);
    lone.run_ms(100)
        .answer(topic(ErrorCode::InvalidTopicException));
    assert_eq!(lone.errors(), [ErrorCode::InvalidTopicException]);
}

#[test]
fn a_client_that_asks_in_vain_begins_anew_with_its_bootstrap_servers() {
    let mut lone = admin(&[("default.api.timeout.ms", "600000")]);
    lone.give(configs_of(4)).run_ms(50);
    lone.brokers.clear();
    lone.refreshed.clear();
    // Each of the others is asked for 30 s, in turn.
    lone.run_ms(300_000);
    assert!(lone.refreshed.len() > 5, "{:?}", lone.refreshed);
    assert!(lone.refreshed.iter().all(|(_, broker)| *broker != 1));
    lone.run_ms(35_000);
    assert!(lone.refreshed.iter().any(|(_, broker)| *broker == 1));
}

#[test]
fn without_patience_a_client_still_asks_a_known_broker_first() {
    let mut lone = admin(&[("metadata.recovery.rebootstrap.trigger.ms", "0")]);
    lone.give(configs_of(4)).run_ms(100);
    let brokers: Vec<u32> = lone.refreshed.iter().map(|asked| asked.1).collect();
    assert_eq!(brokers, [1, 2]);
}
