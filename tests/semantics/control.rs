//! A small language for a controller alone, whose brokers are what a test says they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::config::BrokerConfig;
use engine::controller::{Controller, ControllerSetup, ControllerTimer};
use engine::metadata::{BrokerRegistration, ConfigResource, LeaderRecoveryState, PartitionState};
use engine::model::{
    BrokerEpoch, Duration, Instant, NodeId, Offset, StepId, Timestamp, TopicName, TopicPartition,
};
use engine::node::{
    Boot, Chunk, Connection, ConnectionId, DiskImage, Effect, Effects, File, Input, Lane, Message,
    Node, Note, Now, Ticket, Timer, Why,
};
use engine::protocol::{
    AlterConfigOp, AlterPartitionData, AlterPartitionRequest, AlterPartitionResult,
    AlterableConfig, ApiError, Body, BrokerHeartbeatRequest, BrokerHeartbeatResponse,
    BrokerRegistrationRequest, BrokerRegistrationResponse, CreatableTopic, CreateTopicsRequest,
    CreatedTopic, ElectLeadersRequest, ElectionType, ErrorCode, IncrementalAlterConfigsRequest,
    Request, Response,
};

use crate::cluster::{partition, set};

/// A controller with its disk, clock and timers.
pub struct Control {
    pub controller: Controller,
    pub notes: Vec<Note>,
    /// The partitions whose state the controller changed.
    pub changed: Vec<TopicPartition>,
    setup: ControllerSetup,
    now: Instant,
    disk: DiskImage,
    timers: BTreeMap<Timer, Instant>,
    flushing: Vec<Ticket>,
    /// Whether the process ended by itself.
    pub exited: bool,
    /// Whether flushes are done only when the test says so.
    pub flush_by_hand: bool,
    answers: Vec<(i32, Response)>,
    asked: i32,
    incarnations: u64,
}

/// A controller that has just started, with these configs.
pub fn controller(configs: &[(&str, &str)]) -> Control {
    let mut config = BrokerConfig::default();
    set(&mut config, configs);
    let setup = ControllerSetup {
        id: NodeId(1000),
        brokers: Vec::new(),
        topics: Vec::new(),
        config,
        transaction_version: None,
    };
    let mut control = Control {
        controller: Controller::new(setup.clone()),
        notes: Vec::new(),
        changed: Vec::new(),
        setup,
        now: Instant::ZERO,
        disk: DiskImage::default(),
        timers: BTreeMap::new(),
        flushing: Vec::new(),
        exited: false,
        flush_by_hand: false,
        answers: Vec::new(),
        asked: 0,
        incarnations: 0,
    };
    control.boot(7);
    control
}

/// A controller with brokers 1, 2, … that serve.
pub fn brokers(count: u32, configs: &[(&str, &str)]) -> Control {
    let mut control = controller(configs);
    for id in 1..=count {
        control.join(id);
    }
    control
}

pub fn ids(ids: &[u32]) -> Vec<NodeId> {
    ids.iter().map(|id| NodeId(*id)).collect()
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

pub fn code<T>(result: &Result<T, ApiError>) -> ErrorCode {
    result
        .as_ref()
        .err()
        .map_or(ErrorCode::None, |why| why.error)
}

impl Control {
    fn boot(&mut self, entropy: u64) {
        let boot = Boot {
            incarnation: 0,
            entropy,
            disk: self.disk.clone(),
        };
        self.handle(Input::Booted(boot));
    }

    /// The process dies and starts again with what its disk kept.
    pub fn restart(&mut self) {
        self.controller = Controller::new(self.setup.clone());
        self.timers.clear();
        self.flushing.clear();
        self.boot(8);
    }

    fn handle(&mut self, input: Input) {
        let now = Now {
            mono: self.now,
            wall: Timestamp(self.now.0.cast_signed() / 1_000),
            step: StepId(0),
        };
        let mut effects = Effects::default();
        self.controller.handle(now, input, &mut effects);
        for effect in effects.drain() {
            match effect {
                Effect::Append(file, chunk) => self.append(file, chunk),
                Effect::Flush(_, ticket) => self.flushing.push(ticket),
                Effect::SetTimer { timer, after } => {
                    self.timers.insert(timer, self.now + *after.start());
                }
                Effect::CancelTimer(timer) => {
                    self.timers.remove(&timer);
                }
                Effect::Send(message, _) => {
                    if let Body::Response(response) = &*message.body {
                        self.answers
                            .push((message.correlation_id, response.clone()));
                    }
                }
                Effect::Note(note) => self.notes.push(note),
                Effect::Exit => self.exited = true,
                Effect::Changed(partition) => self.changed.push(partition),
                _ => {}
            }
        }
        if !self.flush_by_hand {
            self.flush();
        }
    }

    fn append(&mut self, file: File, chunk: Chunk) {
        self.disk.entry(file).or_default().push_back(chunk);
    }

    /// The disk has written what it was asked to.
    pub fn flush(&mut self) {
        for ticket in std::mem::take(&mut self.flushing) {
            self.handle(Input::DiskDone(ticket));
        }
    }

    /// The disk did not take what the controller wrote last.
    pub fn fill_disk(&mut self) {
        self.handle(Input::DiskFailed(File::RecoveryPoints));
    }

    /// Whether the controller measures a broker's silence.
    pub fn has_session(&self, id: u32) -> bool {
        let session = ControllerTimer::BrokerSession(NodeId(id));
        self.timers.contains_key(&Timer::Controller(session))
    }

    /// Time passes, and timers run out on the way.
    pub fn pass(&mut self, length: Duration) {
        let until = self.now + length;
        loop {
            let due = self
                .timers
                .iter()
                .map(|(timer, at)| (*at, timer.clone()))
                .min();
            let Some((at, timer)) = due.filter(|(at, _)| *at <= until) else {
                break;
            };
            self.now = at;
            self.timers.remove(&timer);
            self.handle(Input::Timeout(timer));
        }
        self.now = until;
    }

    /// Asks, and says under which number the answer will come.
    pub fn send(&mut self, request: impl Into<Request>) -> i32 {
        self.asked += 1;
        let message = Message {
            connection: ConnectionId(1),
            correlation_id: self.asked,
            body: Arc::new(Body::Request(request.into())),
        };
        self.handle(Input::Message(message));
        self.asked
    }

    /// The connection on which all this was asked is gone.
    pub fn hang_up(&mut self) {
        let connection = Connection {
            id: ConnectionId(1),
            peer: NodeId(1),
            lane: Lane::default(),
            opener: false,
        };
        self.handle(Input::Closed(connection, Why::Reset));
    }

    /// The answer to the request of that number, if there is one.
    pub fn answer(&self, number: i32) -> Option<&Response> {
        let found = self.answers.iter().find(|(asked, _)| *asked == number);
        found.map(|(_, response)| response)
    }

    /// Asks, and gets the answer.
    pub fn ask(&mut self, request: impl Into<Request>) -> Response {
        let number = self.send(request);
        self.answer(number).cloned().expect("it is answered")
    }

    pub fn end_offset(&self) -> Offset {
        self.controller.log().log_end_offset()
    }

    pub fn broker(&self, id: u32) -> &BrokerRegistration {
        let brokers = &self.controller.image().brokers;
        brokers.get(&NodeId(id)).expect("the broker is registered")
    }

    pub fn partition(&self, topic: &str, number: i32) -> &PartitionState {
        let state = self.controller.image().partition(&partition(topic, number));
        state.expect("the partition exists")
    }

    pub fn isr(&self, topic: &str, number: i32) -> Vec<u32> {
        let mut isr: Vec<u32> = self
            .partition(topic, number)
            .isr
            .iter()
            .map(|id| id.0)
            .collect();
        isr.sort_unstable();
        isr
    }

    pub fn leader(&self, topic: &str, number: i32) -> Option<u32> {
        self.partition(topic, number).leader.map(|id| id.0)
    }

    /// Registers an incarnation that no other is the same as.
    pub fn register(
        &mut self,
        id: u32,
        rack: Option<&str>,
        previous: BrokerEpoch,
    ) -> BrokerRegistrationResponse {
        self.incarnations += 1;
        self.register_as(id, self.incarnations, rack, previous)
    }

    pub fn register_as(
        &mut self,
        id: u32,
        incarnation_id: u64,
        rack: Option<&str>,
        previous_broker_epoch: BrokerEpoch,
    ) -> BrokerRegistrationResponse {
        let request = BrokerRegistrationRequest {
            broker_id: NodeId(id),
            incarnation_id,
            rack: rack.map(Arc::from),
            previous_broker_epoch,
        };
        match self.ask(request) {
            Response::BrokerRegistration(response) => response,
            other => panic!("{other:?}"),
        }
    }

    /// A heartbeat as the broker of that id would send it: everything replayed, and it wants to serve.
    pub fn heartbeat(&self, id: u32) -> BrokerHeartbeatRequest {
        BrokerHeartbeatRequest {
            broker_id: NodeId(id),
            broker_epoch: self.broker(id).epoch,
            current_metadata_offset: self.end_offset().plus(-1),
            want_fence: false,
            want_shut_down: false,
        }
    }

    pub fn beat(&mut self, request: BrokerHeartbeatRequest) -> BrokerHeartbeatResponse {
        match self.ask(request) {
            Response::BrokerHeartbeat(response) => response,
            other => panic!("{other:?}"),
        }
    }

    /// A broker registers and is let in.
    pub fn join(&mut self, id: u32) {
        self.join_rack(id, None);
    }

    pub fn join_rack(&mut self, id: u32, rack: Option<&str>) {
        let registered = self.register(id, rack, BrokerEpoch::NONE);
        assert_eq!(registered.error, ErrorCode::None);
        let let_in = self.beat(self.heartbeat(id));
        assert!(!let_in.is_fenced);
    }

    /// A broker dies and nobody but the controller's clock notices; the others live on.
    pub fn die(&mut self, id: u32) {
        let others: Vec<u32> = self
            .controller
            .image()
            .unfenced_brokers()
            .map(|id| id.0)
            .collect();
        for _ in 0..5 {
            for other in others.iter().filter(|other| **other != id) {
                self.beat(self.heartbeat(*other));
            }
            self.pass(Duration::from_secs(2));
        }
        assert!(self.broker(id).fenced, "broker {id} is missed");
    }

    /// A broker that died comes back, having been shut down in order or not.
    pub fn come_back(&mut self, id: u32, in_order: bool) {
        let previous = if in_order {
            self.broker(id).epoch
        } else {
            BrokerEpoch::NONE
        };
        assert_eq!(self.register(id, None, previous).error, ErrorCode::None);
        assert!(!self.beat(self.heartbeat(id)).is_fenced);
    }

    /// A broker asks to be shut down until it may go.
    pub fn shut_down(&mut self, id: u32) {
        for _ in 0..3 {
            let wish = BrokerHeartbeatRequest {
                want_shut_down: true,
                ..self.heartbeat(id)
            };
            if self.beat(wish).should_shut_down {
                return;
            }
            let others: Vec<_> = self.controller.image().active_brokers().collect();
            for other in others {
                self.beat(self.heartbeat(other.0));
            }
        }
        panic!("broker {id} may not go");
    }

    pub fn create(&mut self, topic: CreatableTopic) -> Result<CreatedTopic, ApiError> {
        let request = CreateTopicsRequest {
            topics: vec![topic],
            validate_only: false,
        };
        match self.ask(request) {
            Response::CreateTopics(mut response) => response.topics.remove(0).1,
            other => panic!("{other:?}"),
        }
    }

    /// A topic of one partition on these brokers, with these configs.
    pub fn topic_on(&mut self, name: &str, replicas: &[u32], configs: &[(&str, &str)]) {
        let topic = CreatableTopic {
            assignments: vec![(0, ids(replicas))],
            configs: configs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
            ..creatable(name, -1, -1)
        };
        self.create(topic).expect("a test's topic is valid");
    }

    /// What the leader of partition 0 would ask, to have this ISR.
    pub fn alteration(&self, topic: &str, isr: &[u32]) -> AlterPartitionRequest {
        let state = self.partition(topic, 0);
        let leader = state.leader.expect("somebody leads");
        let epoch_of = |id: &u32| (NodeId(*id), self.broker(*id).epoch);
        AlterPartitionRequest {
            broker_id: leader,
            broker_epoch: self.broker(leader.0).epoch,
            partitions: vec![AlterPartitionData {
                partition: partition(topic, 0),
                topic_id: state.topic_id,
                leader_epoch: state.leader_epoch,
                new_isr: isr.iter().map(epoch_of).collect(),
                leader_recovery_state: LeaderRecoveryState::Recovered,
                partition_epoch: state.partition_epoch,
            }],
        }
    }

    pub fn alter(&mut self, request: AlterPartitionRequest) -> AlterPartitionResult {
        match self.ask(request) {
            Response::AlterPartition(mut response) if response.error == ErrorCode::None => {
                response.partitions.remove(0)
            }
            Response::AlterPartition(response) => {
                AlterPartitionResult::refused(partition("", 0), response.error)
            }
            other => panic!("{other:?}"),
        }
    }

    /// The leader of partition 0 changes its ISR.
    pub fn alter_isr(&mut self, topic: &str, isr: &[u32]) {
        let altered = self.alter(self.alteration(topic, isr));
        assert_eq!(altered.error, ErrorCode::None);
    }

    pub fn elect(&mut self, election_type: ElectionType, topic: &str) -> ErrorCode {
        let request = ElectLeadersRequest {
            election_type,
            partitions: Some(vec![partition(topic, 0)]),
        };
        match self.ask(request) {
            Response::ElectLeaders(response) => code(&response.partitions[0].1),
            other => panic!("{other:?}"),
        }
    }

    pub fn alter_configs(
        &mut self,
        resource: ConfigResource,
        changes: &[(&str, AlterConfigOp, &str)],
    ) -> Result<(), ApiError> {
        let configs = changes
            .iter()
            .map(|(name, operation, value)| AlterableConfig {
                name: (*name).to_owned(),
                operation: *operation,
                value: (*operation != AlterConfigOp::Delete).then(|| (*value).to_owned()),
            });
        let request = IncrementalAlterConfigsRequest {
            resources: vec![(resource, configs.collect())],
            validate_only: false,
        };
        match self.ask(request) {
            Response::IncrementalAlterConfigs(mut response) => response.resources.remove(0).1,
            other => panic!("{other:?}"),
        }
    }

    /// Sets one config of a topic.
    pub fn set_topic(&mut self, topic: &str, name: &str, value: &str) -> ErrorCode {
        let resource = ConfigResource::Topic(TopicName::from(topic));
        code(&self.alter_configs(resource, &[(name, AlterConfigOp::Set, value)]))
    }
}
