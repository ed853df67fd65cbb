//! How the registry makes its topic, or finds it (`KafkaStore.createOrVerifySchemaTopic`).

use std::sync::Arc;

use super::RegistrySetup;
use crate::client::network::{NetworkClient, NetworkEvent, Patience};
use crate::config::{AdminConfig, CleanupPolicy, ConfigValue as _};
use crate::metadata::ConfigResource;
use crate::model::{BrokerId, Duration, TopicName};
use crate::node::{Effects, Input, Lane, Now};
use crate::protocol::{
    Body, CreatableTopic, CreateTopicsRequest, DescribeConfigsRequest, ErrorCode, MetadataRequest,
    MetadataResponse, Request, Response,
};

/// A lane that none of the registry's other clients uses.
const TOPIC: Lane = Lane(3);

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TopicState {
    /// It asks whether the topic is there. transition: it is -> `Describing`; it is not -> `Creating`.
    Looking,
    /// It asks the controller to make the topic. transition: made -> `Ready`; somebody was faster -> `Looking`.
    Creating,
    /// It asks whether the topic is compacted. transition: it is -> `Ready`; it is not -> `Unfit`.
    Describing,
    /// The topic is there. transition: none.
    Ready,
    /// The topic is not one that a registry can use. transition: none.
    Unfit,
}

/// Makes the topic, or finds it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct TopicMaker {
    setup: Arc<RegistrySetup>,
    network: NetworkClient<()>,
    pub state: TopicState,
    /// Whom to ask to make it, and how many replicas it gets.
    plan: Option<(BrokerId, i16)>,
    /// Whether the last question came to nothing: it is asked again after a while.
    pub waits: bool,
}

impl TopicMaker {
    pub fn new(setup: Arc<RegistrySetup>) -> Self {
        let config = AdminConfig::default();
        let patience = Patience {
            request_timeout: config.request_timeout,
            reconnect_backoff: config.reconnect_backoff,
            reconnect_backoff_max: config.reconnect_backoff_max,
            connection_setup_timeout: config.connection_setup_timeout,
        };
        Self {
            setup,
            network: NetworkClient::new(patience, TOPIC),
            state: TopicState::Looking,
            plan: None,
            waits: false,
        }
    }

    /// How long it waits before it asks again.
    pub fn backoff() -> Duration {
        AdminConfig::default().retry_backoff
    }

    /// Takes in an input of the network.
    pub fn handle(&mut self, now: Now, input: &Input, effects: &mut Effects) {
        for event in self.network.handle(now, input, effects) {
            match event {
                NetworkEvent::Answered { body, .. } => match &*body {
                    Body::Response(response) => self.answered(response),
                    Body::Request(_) | Body::Outside(_) => self.waits = true,
                },
                NetworkEvent::Lost { .. } => {
                    self.state = TopicState::Looking;
                    self.waits = true;
                }
                NetworkEvent::Changed | NetworkEvent::Disconnected(_) => {}
            }
        }
    }

    /// Asks what is to be asked now.
    pub fn pump(&mut self, now: Now, effects: &mut Effects) {
        let is_done = matches!(self.state, TopicState::Ready | TopicState::Unfit);
        if is_done || self.waits || self.network.all_in_flight().next().is_some() {
            return;
        }
        let planned = self.plan.filter(|_| self.state == TopicState::Creating);
        let broker = match planned {
            Some((broker, _)) => self.network.ready(broker, effects).then_some(broker),
            None => self.network.least_loaded(&self.setup.bootstrap, effects),
        };
        if let Some(broker) = broker {
            let request = self.request();
            self.network.send(now, broker, request, (), effects);
        }
    }

    /// Forgets its connections.
    pub fn close(&mut self, effects: &mut Effects) {
        self.network.close_all(effects);
    }

    fn name(&self) -> TopicName {
        self.setup.config.topic().into()
    }

    fn request(&self) -> Request {
        let name = self.name();
        match self.state {
            TopicState::Creating => CreateTopicsRequest {
                topics: vec![CreatableTopic {
                    name,
                    num_partitions: 1,
                    replication_factor: self.plan.map_or(1, |(_, replicas)| replicas),
                    assignments: Vec::new(),
                    configs: vec![("cleanup.policy".to_owned(), "compact".to_owned())],
                }],
                validate_only: false,
            }
            .into(),
            TopicState::Describing => DescribeConfigsRequest {
                resources: vec![(
                    ConfigResource::Topic(name),
                    Some(vec!["cleanup.policy".to_owned()]),
                )],
                include_synonyms: false,
            }
            .into(),
            _ => MetadataRequest {
                topics: Some(vec![name]),
                allow_auto_topic_creation: false,
            }
            .into(),
        }
    }

    fn answered(&mut self, response: &Response) {
        let done = match (self.state, response) {
            (TopicState::Looking, Response::Metadata(metadata)) => self.looked(metadata),
            (TopicState::Creating, Response::CreateTopics(created)) => {
                match created.topics.first().map(|(_, outcome)| outcome) {
                    Some(Ok(_)) => Some(TopicState::Ready),
                    Some(Err(refused)) if refused.error == ErrorCode::TopicAlreadyExists => {
                        Some(TopicState::Looking)
                    }
                    _ => None,
                }
            }
            (TopicState::Describing, Response::DescribeConfigs(described)) => {
                let result = described.resources.first();
                let configs = result.and_then(|(_, outcome)| outcome.as_ref().ok());
                let policy = configs.and_then(|configs| configs.first());
                policy.map(|policy| {
                    let is_compacted = policy.value == CleanupPolicy::Compact.show();
                    if is_compacted {
                        TopicState::Ready
                    } else {
                        TopicState::Unfit
                    }
                })
            }
            _ => None,
        };
        match done {
            Some(state) => self.state = state,
            None => {
                self.state = TopicState::Looking;
                self.waits = true;
            }
        }
    }

    fn looked(&mut self, metadata: &MetadataResponse) -> Option<TopicState> {
        let topic = metadata.topics.first()?;
        match topic.error {
            ErrorCode::None if topic.partitions.len() == 1 => Some(TopicState::Describing),
            ErrorCode::None => Some(TopicState::Unfit),
            ErrorCode::UnknownTopicOrPartition => {
                let wanted = self.setup.config.topic_replication_factor;
                let replicas = i32::try_from(metadata.brokers.len()).unwrap_or(wanted);
                let replicas = i16::try_from(replicas.min(wanted)).ok()?;
                self.plan = Some((metadata.controller?, replicas));
                Some(TopicState::Creating)
            }
            _ => None,
        }
    }
}
