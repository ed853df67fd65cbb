//! One broker without a world: the test is its controller, its followers and its clients.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::broker::{Broker, BrokerSetup, DEFAULT_PAGE_CACHE, Replica};
use engine::config::BrokerConfig;
use engine::log::{Record, RecordBatch};
use engine::metadata::{ConfigResource, MetadataRecord, PartitionChange};
use engine::model::{
    BrokerEpoch, Duration, Instant, LeaderEpoch, NodeId, Offset, Payload, StepId, Timestamp,
    TopicId, TopicName, TopicPartition,
};
use engine::node::{
    Boot, Connection, ConnectionId, Effect, Effects, Input, Lane, Message, Node, Now,
};
use engine::protocol::{
    AlterPartitionData, AlterPartitionResponse, AlterPartitionResult, Body,
    BrokerHeartbeatResponse, BrokerRegistrationResponse, ErrorCode, FetchPartition, FetchRequest,
    FetchResponse, FetchedPartition, IsolationLevel, ProduceRequest, Request, Response,
};

const CONTROLLER: NodeId = NodeId(1_000);
const TOPIC_ID: TopicId = TopicId(7);

/// A broker that leads partition 0 of `t`.
pub struct LoneBroker {
    broker: Broker,
    id: NodeId,
    now: Instant,
    connections: u64,
    inbound: BTreeMap<NodeId, ConnectionId>,
    metadata_end: i64,
    /// The metadata fetch that waits for an answer.
    waiting: Option<(ConnectionId, i32)>,
    /// The change of the ISR that the broker asked for, and where the answer goes.
    pub proposal: Option<(AlterPartitionData, ConnectionId, i32)>,
}

fn partition() -> TopicPartition {
    TopicPartition::new(&TopicName::from("t"), 0)
}

impl LoneBroker {
    /// Broker `id`, the leader, with other replicas in a cluster where everybody is well.
    pub fn leading(id: NodeId, replicas: &[NodeId], isr: &[NodeId], min_isr: i64) -> Self {
        let setup = BrokerSetup {
            id,
            rack: None,
            controller: CONTROLLER,
            config: Arc::new(BrokerConfig::default()),
            page_cache: DEFAULT_PAGE_CACHE,
        };
        let mut lone = Self {
            broker: Broker::new(setup),
            id,
            now: Instant(1_000_000),
            connections: 0,
            inbound: BTreeMap::new(),
            metadata_end: 0,
            waiting: None,
            proposal: None,
        };
        lone.give(Input::Booted(Boot {
            incarnation: 0,
            entropy: 1,
            disk: Default::default(),
        }));
        let registered = replicas
            .iter()
            .map(|replica| MetadataRecord::RegisterBroker {
                broker: *replica,
                incarnation_id: 1,
                epoch: BrokerEpoch(0),
                rack: None,
                fenced: false,
                in_controlled_shutdown: false,
            });
        let mut records: Vec<_> = registered.collect();
        records.push(MetadataRecord::Topic {
            name: "t".into(),
            topic_id: TOPIC_ID,
        });
        records.push(MetadataRecord::Config {
            resource: ConfigResource::Topic("t".into()),
            name: "min.insync.replicas".into(),
            value: Some(min_isr.to_string().into()),
        });
        // The first of the ISR leads.
        let mut isr = isr.to_vec();
        isr.sort_by_key(|member| *member != id);
        records.push(MetadataRecord::Partition {
            topic_id: TOPIC_ID,
            partition: 0,
            replicas: replicas.to_vec(),
            isr,
        });
        lone.publish(&records);
        lone
    }

    pub fn replica(&self) -> &Replica {
        self.broker
            .replica(&partition())
            .expect("the broker holds the partition")
    }

    /// The controller elects the same leader once more.
    pub fn elect_again(&mut self) {
        self.publish(&[MetadataRecord::PartitionChange(PartitionChange {
            leader: Some(Some(self.id)),
            ..PartitionChange::of(TOPIC_ID, 0)
        })]);
    }

    /// Clients send so many records, with `acks=1`.
    pub fn append(&mut self, count: u64) {
        let record = |_| Record::new(Timestamp(1), None, Some(Payload::from("x")));
        let batch = RecordBatch::new(-1, -1, -1, (0..count).map(record).collect());
        let request = ProduceRequest {
            acks: 1,
            timeout_ms: 1_000,
            batches: vec![(partition(), batch)],
        };
        self.ask(NodeId(2_000), request);
    }

    /// A follower fetches from an offset.
    pub fn fetch(&mut self, follower: NodeId, offset: i64) {
        let request = FetchRequest {
            replica: Some((follower, BrokerEpoch(0))),
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
        };
        self.ask(follower, request);
    }

    /// The controller agrees to the proposal, or decides for this ISR.
    pub fn settle(&mut self, isr: Vec<NodeId>) {
        let (data, connection, correlation_id) =
            self.proposal.take().expect("a change was proposed");
        let result = AlterPartitionResult {
            partition: data.partition,
            error: ErrorCode::None,
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
        self.answer(connection, correlation_id, response.into());
    }

    fn publish(&mut self, records: &[MetadataRecord]) {
        let values = records
            .iter()
            .map(|record| Record::new(Timestamp(1), None, Some(record.encode())));
        let batch = RecordBatch::new(-1, -1, -1, values.collect());
        let batch = batch.at(Offset(self.metadata_end), LeaderEpoch(1));
        self.metadata_end = batch.next_offset().0;
        let (connection, correlation_id) = self.waiting.take().expect("the broker follows the log");
        let topic = TopicName::from(engine::metadata::METADATA_TOPIC);
        let place = TopicPartition::new(&topic, 0);
        let fetched = FetchedPartition {
            batches: vec![batch],
            ..FetchedPartition::refused(place, ErrorCode::None)
        };
        let partitions = vec![fetched];
        self.answer(
            connection,
            correlation_id,
            FetchResponse { partitions }.into(),
        );
    }

    fn ask(&mut self, from: NodeId, request: impl Into<Request>) {
        let connection = match self.inbound.get(&from) {
            Some(connection) => *connection,
            None => {
                let id = self.connect();
                self.inbound.insert(from, id);
                self.give(Input::Opened(Connection {
                    id,
                    peer: from,
                    lane: Lane(0),
                    opener: false,
                }));
                id
            }
        };
        self.give(Input::Message(Message {
            connection,
            correlation_id: 0,
            body: Arc::new(Body::Request(request.into())),
        }));
    }

    fn answer(&mut self, connection: ConnectionId, correlation_id: i32, response: Response) {
        self.give(Input::Message(Message {
            connection,
            correlation_id,
            body: Arc::new(Body::Response(response)),
        }));
    }

    fn connect(&mut self) -> ConnectionId {
        self.connections += 1;
        ConnectionId(self.connections)
    }

    /// Each input comes 10 ms after the one before, so that nobody is at work any more.
    fn give(&mut self, input: Input) {
        self.now += Duration(10_000);
        let now = Now {
            mono: self.now,
            wall: Timestamp(1_700_000_000_000),
            step: StepId(0),
        };
        let mut effects = Effects::default();
        self.broker.handle(now, input, &mut effects);
        let effects: Vec<Effect> = effects.drain().collect();
        for effect in effects {
            match effect {
                Effect::Open(peer, lane) if peer == CONTROLLER => {
                    let id = self.connect();
                    self.give(Input::Opened(Connection {
                        id,
                        peer,
                        lane,
                        opener: true,
                    }));
                }
                Effect::Send(message, _) => self.sent(&message),
                _ => {}
            }
        }
    }

    fn sent(&mut self, message: &Message) {
        let Body::Request(request) = &*message.body else {
            return;
        };
        let to = (message.connection, message.correlation_id);
        match request {
            Request::BrokerRegistration(_) => {
                let response = BrokerRegistrationResponse {
                    error: ErrorCode::None,
                    broker_epoch: BrokerEpoch(0),
                };
                self.answer(to.0, to.1, response.into());
            }
            Request::BrokerHeartbeat(_) => {
                let response = BrokerHeartbeatResponse {
                    error: ErrorCode::None,
                    is_caught_up: true,
                    is_fenced: false,
                    should_shut_down: false,
                };
                self.answer(to.0, to.1, response.into());
            }
            Request::Fetch(_) => self.waiting = Some(to),
            Request::AlterPartition(request) => {
                self.proposal = Some((request.partitions[0].clone(), to.0, to.1));
            }
            _ => {}
        }
    }
}
