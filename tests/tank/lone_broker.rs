//! One broker without a world: the test is its controller, its followers, its leaders, its clients and its disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::broker::{Broker, BrokerSetup, BrokerTimer, DEFAULT_PAGE_CACHE, Replica};
use engine::config::BrokerConfig;
use engine::log::{Record, RecordBatch};
use engine::metadata::{ConfigResource, MetadataRecord, PartitionChange};
use engine::model::{
    BrokerEpoch, Duration, Instant, LeaderEpoch, NodeId, Offset, Payload, StepId, Timestamp,
    TopicId, TopicName, TopicPartition,
};
use engine::node::{
    Boot, Connection, ConnectionId, DiskImage, Effect, Effects, Input, Lane, Message, Node, Now,
    Timer, Why,
};
use engine::protocol::{
    AlterPartitionData, AlterPartitionResponse, AlterPartitionResult, Body, BrokerHeartbeatRequest,
    BrokerHeartbeatResponse, BrokerRegistrationRequest, BrokerRegistrationResponse, ErrorCode,
    FetchPartition, FetchRequest, FetchResponse, FetchedPartition, IsolationLevel, ProduceRequest,
    Request, Response,
};

pub const CONTROLLER: NodeId = NodeId(1_000);
pub const CLIENT: NodeId = NodeId(2_000);
/// `t`.
pub const TOPIC_ID: TopicId = TopicId(7);
const WALL: i64 = 1_700_000_000_000;

/// A broker in a cluster where everybody is well.
pub struct LoneBroker {
    pub broker: Broker,
    id: NodeId,
    now: Instant,
    /// How much later than the one before each input comes: by 10 ms, so that nobody is at work any more.
    pub pace: Duration,
    connections: u64,
    inbound: BTreeMap<NodeId, ConnectionId>,
    peers: BTreeMap<ConnectionId, Connection>,
    metadata_end: i64,
    /// The metadata fetch that waits for an answer.
    waiting: Option<Asked>,
    /// The change of the ISR that the broker asked for, and where the answer goes.
    pub proposal: Option<(AlterPartitionData, Asked)>,
    /// Whether the controller keeps it from serving.
    pub fenced: bool,
    /// Whether the controller keeps it from stopping.
    pub detained: bool,
    /// With what it has registered.
    pub registration: Option<BrokerRegistrationRequest>,
    /// Its heartbeats.
    pub heartbeats: Vec<BrokerHeartbeatRequest>,
    /// What else it has asked, and whom.
    pub questions: Vec<(NodeId, Request, Asked)>,
    /// What it has answered, to whom, and how long the answer takes to leave.
    pub answers: Vec<(NodeId, Response, Duration)>,
    /// What it wanted that is done by nobody here.
    pub effects: Vec<Effect>,
    timers: BTreeMap<Timer, Instant>,
}

/// A question that waits for its answer.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub connection: ConnectionId,
    correlation_id: i32,
}

fn partition() -> TopicPartition {
    TopicPartition::new(&TopicName::from("t"), 0)
}

impl LoneBroker {
    /// Broker `id`, the leader of partition 0 of `t`, with other replicas.
    pub fn leading(id: NodeId, replicas: &[NodeId], isr: &[NodeId], min_isr: i64) -> Self {
        let mut lone = Self::started(id, |_| {});
        lone.lead(replicas, isr, min_isr);
        lone
    }

    /// It leads partition 0 of `t` from now on.
    pub fn lead(&mut self, replicas: &[NodeId], isr: &[NodeId], min_isr: i64) {
        self.create(self.id, replicas, isr, min_isr);
    }

    /// There is a topic `t`, whose partition 0 somebody leads.
    pub fn create(&mut self, leader: NodeId, replicas: &[NodeId], isr: &[NodeId], min_isr: i64) {
        // The first of the ISR leads.
        let mut isr = isr.to_vec();
        isr.sort_by_key(|member| *member != leader);
        let mut records = registered(replicas);
        records.push(MetadataRecord::Topic {
            name: "t".into(),
            topic_id: TOPIC_ID,
        });
        let min_isr = min_isr.to_string();
        records.push(topic_config("t", "min.insync.replicas", &min_isr));
        records.push(MetadataRecord::Partition {
            topic_id: TOPIC_ID,
            partition: 0,
            replicas: replicas.to_vec(),
            isr,
        });
        self.publish(&records);
    }

    /// Broker `id`, which has registered and knows of no topic.
    pub fn started(id: NodeId, change: impl FnOnce(&mut BrokerSetup)) -> Self {
        Self::started_with(id, DiskImage::new(), change)
    }

    /// The same, with what its disk has kept.
    pub fn started_with(
        id: NodeId,
        disk: DiskImage,
        change: impl FnOnce(&mut BrokerSetup),
    ) -> Self {
        let mut setup = BrokerSetup {
            id,
            rack: None,
            controller: CONTROLLER,
            config: Arc::new(BrokerConfig::default()),
            page_cache: DEFAULT_PAGE_CACHE,
        };
        change(&mut setup);
        let mut lone = Self {
            broker: Broker::new(setup),
            id,
            now: Instant(1_000_000),
            pace: Duration(10_000),
            connections: 0,
            inbound: BTreeMap::new(),
            peers: BTreeMap::new(),
            metadata_end: 0,
            waiting: None,
            proposal: None,
            fenced: false,
            detained: false,
            registration: None,
            heartbeats: Vec::new(),
            questions: Vec::new(),
            answers: Vec::new(),
            effects: Vec::new(),
            timers: BTreeMap::new(),
        };
        lone.give(Input::Booted(Boot {
            incarnation: 0,
            entropy: 1,
            disk,
        }));
        lone
    }

    pub fn replica(&self) -> &Replica {
        self.broker
            .replica(&partition())
            .expect("the broker holds the partition")
    }

    /// The controller elects the same leader once more.
    pub fn elect_again(&mut self) {
        self.elect(self.id);
    }

    /// The controller elects this leader.
    pub fn elect(&mut self, leader: NodeId) {
        self.publish(&[MetadataRecord::PartitionChange(PartitionChange {
            leader: Some(Some(leader)),
            ..PartitionChange::of(TOPIC_ID, 0)
        })]);
    }

    /// Clients send so many records, with `acks=1`.
    pub fn append(&mut self, count: u64) {
        let record = |_| Record::new(Timestamp(1), None, Some(Payload::from("x")));
        let batch = RecordBatch::new(-1, -1, -1, (0..count).map(record).collect());
        self.produce(batch, 1);
    }

    /// A client sends a batch.
    pub fn produce(&mut self, batch: RecordBatch, acks: i16) -> Option<Response> {
        self.produce_to(&partition(), batch, acks)
    }

    /// A client sends a batch to this partition.
    pub fn produce_to(
        &mut self,
        place: &TopicPartition,
        batch: RecordBatch,
        acks: i16,
    ) -> Option<Response> {
        let request = ProduceRequest {
            transactional_id: batch.is_transactional().then(|| "id".into()),
            transaction_v2: false,
            acks,
            timeout_ms: 1_000,
            batches: vec![(place.clone(), batch)],
        };
        self.ask(CLIENT, request)
    }

    /// A follower fetches from an offset.
    pub fn fetch(&mut self, follower: NodeId, offset: i64) {
        let mut request = self.fetch_request(offset);
        request.replica = Some((follower, BrokerEpoch(0)));
        self.ask(follower, request);
    }

    /// What a consumer asks that does not wait.
    pub fn fetch_request(&self, offset: i64) -> FetchRequest {
        FetchRequest {
            replica: None,
            max_wait_ms: 0,
            min_bytes: 1,
            max_bytes: i32::MAX,
            isolation: IsolationLevel::ReadUncommitted,
            rack: None,
            partitions: vec![FetchPartition {
                partition: partition(),
                current_leader_epoch: self.replica().leader_epoch(),
                fetch_offset: Offset(offset),
                log_start_offset: Offset::ZERO,
                last_fetched_epoch: LeaderEpoch::NONE,
                max_bytes: i32::MAX,
            }],
        }
    }

    /// The controller agrees to the proposal, or decides for this ISR.
    pub fn settle(&mut self, isr: Vec<NodeId>) {
        self.decide(ErrorCode::None, isr);
    }

    /// The controller refuses the proposal.
    pub fn refuse(&mut self, error: ErrorCode) {
        self.decide(error, Vec::new());
    }

    fn decide(&mut self, error: ErrorCode, isr: Vec<NodeId>) {
        let (data, asked) = self.proposal.take().expect("a change was proposed");
        let result = AlterPartitionResult {
            partition: data.partition,
            error,
            leader: Some(self.id),
            leader_epoch: data.leader_epoch,
            isr,
            leader_recovery_state: data.leader_recovery_state,
            partition_epoch: engine::model::PartitionEpoch(data.partition_epoch.0 + 1),
        };
        let response = AlterPartitionResponse {
            error: ErrorCode::None,
            partitions: vec![result],
        };
        self.answer(asked, response);
    }

    /// The controller has decided this.
    pub fn publish(&mut self, records: &[MetadataRecord]) {
        let values = records
            .iter()
            .map(|record| Record::new(Timestamp(1), None, Some(record.encode())));
        let batch = RecordBatch::new(-1, -1, -1, values.collect());
        let batch = batch.at(Offset(self.metadata_end), LeaderEpoch(1));
        self.metadata_end = batch.next_offset().0;
        let asked = self.waiting.take().expect("the broker follows the log");
        let metadata = TopicName::from(engine::metadata::METADATA_TOPIC);
        let place = TopicPartition::new(&metadata, 0);
        let fetched = FetchedPartition {
            batches: vec![batch],
            ..FetchedPartition::refused(place, ErrorCode::None)
        };
        let partitions = vec![fetched];
        self.answer(asked, FetchResponse { partitions });
    }

    /// Somebody asks something; the answer, if it comes at once.
    pub fn ask(&mut self, from: NodeId, request: impl Into<Request>) -> Option<Response> {
        let connection = self.inbound(from);
        let before = self.answers.len();
        self.give(Input::Message(Message {
            connection,
            correlation_id: 0,
            body: Arc::new(Body::Request(request.into())),
        }));
        self.answers[before..]
            .first()
            .map(|(_, response, _)| response.clone())
    }

    /// Somebody answers the broker.
    pub fn answer(&mut self, asked: Asked, response: impl Into<Response>) {
        self.give(Input::Message(Message {
            connection: asked.connection,
            correlation_id: asked.correlation_id,
            body: Arc::new(Body::Response(response.into())),
        }));
    }

    /// All connections to somebody break.
    pub fn cut_off(&mut self, peer: NodeId) {
        let cut = self.peers.values().filter(|known| known.peer == peer);
        for connection in cut.copied().collect::<Vec<_>>() {
            self.peers.remove(&connection.id);
            self.inbound.remove(&peer);
            self.give(Input::Closed(connection, Why::Reset));
        }
    }

    /// Time goes on, and timers run out.
    pub fn wait_ms(&mut self, ms: i64) {
        let until = self.now + Duration::from_millis(ms);
        let next = |timers: &BTreeMap<Timer, Instant>| {
            let due = timers.iter().filter(|(_, due)| **due <= until);
            due.min_by_key(|(_, due)| **due)
                .map(|(timer, due)| (timer.clone(), *due))
        };
        for count in 0.. {
            let Some((timer, due)) = next(&self.timers) else {
                break;
            };
            assert!(count < 100_000, "no time passes: {timer:?}");
            self.timers.remove(&timer);
            self.now = self.now.max(due);
            self.hear(Input::Timeout(timer));
        }
        self.now = self.now.max(until);
    }

    /// When a timer of the broker runs out.
    pub fn due(&self, timer: BrokerTimer) -> Option<Instant> {
        self.timers.get(&Timer::from(timer)).copied()
    }

    /// The moment that it is.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Something happens.
    pub fn give(&mut self, input: Input) {
        self.now += self.pace;
        self.hear(input);
    }

    /// The connection that somebody has opened to the broker.
    pub fn inbound(&mut self, from: NodeId) -> ConnectionId {
        if let Some(connection) = self.inbound.get(&from) {
            return *connection;
        }
        let connection = self.connection(from, Lane(0), false);
        self.inbound.insert(from, connection.id);
        self.give(Input::Opened(connection));
        connection.id
    }

    fn connection(&mut self, peer: NodeId, lane: Lane, opener: bool) -> Connection {
        self.connections += 1;
        let connection = Connection {
            id: ConnectionId(self.connections),
            peer,
            lane,
            opener,
        };
        self.peers.insert(connection.id, connection);
        connection
    }

    fn hear(&mut self, input: Input) {
        let now = Now {
            mono: self.now,
            wall: Timestamp(WALL),
            step: StepId(0),
        };
        let mut effects = Effects::default();
        self.broker.handle(now, input, &mut effects);
        let at = self.now;
        // What others do about it, they do after the step.
        let mut later = Vec::new();
        for effect in effects.drain() {
            match effect {
                Effect::SetTimer { timer, after } => {
                    self.timers.insert(timer, at + *after.start());
                }
                Effect::CancelTimer(timer) => {
                    self.timers.remove(&timer);
                }
                other => later.push(other),
            }
        }
        for effect in later {
            match effect {
                Effect::Open(peer, lane) => {
                    let connection = self.connection(peer, lane, true);
                    self.give(Input::Opened(connection));
                }
                Effect::Send(message, after) => self.sent(&message, after),
                other => self.effects.push(other),
            }
        }
    }

    fn sent(&mut self, message: &Message, after: Duration) {
        let Some(peer) = self.peers.get(&message.connection).map(|known| known.peer) else {
            return;
        };
        let asked = Asked {
            connection: message.connection,
            correlation_id: message.correlation_id,
        };
        match &*message.body {
            Body::Response(response) => self.answers.push((peer, response.clone(), after)),
            Body::Request(Request::BrokerRegistration(request)) => {
                self.registration = Some(request.clone());
                let response = BrokerRegistrationResponse {
                    error: ErrorCode::None,
                    broker_epoch: BrokerEpoch(0),
                };
                self.answer(asked, response);
            }
            Body::Request(Request::BrokerHeartbeat(request)) => {
                self.heartbeats.push(request.clone());
                let response = BrokerHeartbeatResponse {
                    error: ErrorCode::None,
                    is_caught_up: true,
                    is_fenced: self.fenced,
                    should_shut_down: request.want_shut_down && !self.detained,
                };
                self.answer(asked, response);
            }
            Body::Request(Request::Fetch(_)) if peer == CONTROLLER => self.waiting = Some(asked),
            Body::Request(Request::AlterPartition(request)) => {
                self.proposal = Some((request.partitions[0].clone(), asked));
            }
            Body::Request(request) => self.questions.push((peer, request.clone(), asked)),
            Body::Outside(letter) => panic!("a broker wrote a letter: {letter:?}"),
        }
    }
}

/// The registrations of brokers that serve.
pub fn registered(brokers: &[NodeId]) -> Vec<MetadataRecord> {
    let registered = brokers.iter().map(|broker| MetadataRecord::RegisterBroker {
        broker: *broker,
        incarnation_id: 1,
        epoch: BrokerEpoch(0),
        rack: None,
        fenced: false,
        in_controlled_shutdown: false,
    });
    registered.collect()
}

/// A config of a topic.
pub fn topic_config(topic: &str, name: &str, value: &str) -> MetadataRecord {
    MetadataRecord::Config {
        resource: ConfigResource::Topic(topic.into()),
        name: name.into(),
        value: Some(value.into()),
    }
}
