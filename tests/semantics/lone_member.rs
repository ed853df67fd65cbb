//! A member of the group `g` without a world: the test is its application, its coordinator and its clock.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use engine::client::Observation;
use engine::client::consumer::{Consumer, ConsumerSetup, Membership, Returned};
use engine::config::ConsumerConfig;
use engine::log::{ControlRecordType, Record, RecordBatch};
use engine::model::{
    BrokerId, Instant, LeaderEpoch, NodeId, Offset, Payload, StepId, Timestamp, TopicPartition,
};
use engine::node::{
    Boot, Connection, ConnectionId, DiskImage, Effect, Effects, Input, Message, Now, Timer, Why,
};
use engine::protocol::consumer_protocol::{Assignment, VERSION};
use engine::protocol::{
    ApiKey, Body, CommittedOffset, ErrorCode, FetchResponse, FetchedPartition,
    FindCoordinatorResponse, HeartbeatResponse, JoinGroupResponse, MetadataPartition,
    MetadataResponse, MetadataTopic, OffsetCommitResponse, OffsetFetchResponse, OffsetsOfGroup,
    Request, Response, SyncGroupResponse,
};

use crate::cluster::{partition, set};
use crate::partition::marker;

/// Broker 1 leads both partitions of `t`.
pub const LEADER: BrokerId = NodeId(1);
/// Broker 2 coordinates, and leads nothing.
pub const COORDINATOR: BrokerId = NodeId(2);
/// Its name once it was given one.
pub const NAME: &str = "member-1";

/// A question that waits for its answer.
struct Asked {
    connection: ConnectionId,
    correlation_id: i32,
    request: Request,
}

/// A member; whatever it asks waits until the test answers, but for metadata.
pub struct LoneMember {
    pub consumer: Consumer,
    now: Instant,
    connections: BTreeMap<ConnectionId, Connection>,
    opening: Vec<Connection>,
    opened: u64,
    timers: BTreeMap<Timer, Instant>,
    asked: VecDeque<Asked>,
    /// Of each question that was asked so far, when, whom and what.
    pub history: Vec<(u64, BrokerId, ApiKey)>,
    /// What it observed.
    pub seen: Vec<Observation>,
    /// How its calls ended.
    pub returned: Vec<Returned>,
}

impl LoneMember {
    /// It has started, and its application polls.
    pub fn polling(configs: &[(&str, &str)]) -> Self {
        let mut config = ConsumerConfig::default();
        // Fetches are never answered, which is nobody's fault.
        let patience = [("group.id", "g"), ("request.timeout.ms", "900000")];
        set(&mut config, &[&patience, configs].concat());
        let mut lone = Self {
            consumer: Consumer::new(ConsumerSetup {
                id: NodeId(3_000),
                name: "member".into(),
                bootstrap: vec![LEADER],
                config,
                topics: vec!["t".into()],
                pattern: None,
                assigned: Vec::new(),
                serdes: engine::client::serdes::Serdes::default(),
            }),
            now: Instant(1_000_000),
            connections: BTreeMap::new(),
            opening: Vec::new(),
            opened: 0,
            timers: BTreeMap::new(),
            asked: VecDeque::new(),
            history: Vec::new(),
            seen: Vec::new(),
            returned: Vec::new(),
        };
        lone.take(&Input::Booted(Boot {
            incarnation: 0,
            entropy: 1,
            disk: DiskImage::new(),
        }));
        lone.call(|consumer, _, effects| consumer.poll(effects));
        lone
    }

    /// The same, in generation 1 with both partitions, of which 3 records were read before.
    pub fn stable(configs: &[(&str, &str)]) -> Self {
        let mut lone = Self::polling(configs);
        lone.finds_coordinator().joins(1).is_given(&[0, 1]);
        lone.finds_committed(ErrorCode::None, Some(3));
        lone
    }

    /// The coordinator says what is committed of both partitions.
    pub fn finds_committed(&mut self, error: ErrorCode, offset: Option<i64>) -> &mut Self {
        let found = [0, 1].map(|number| (partition("t", number), offset.map(committed)));
        self.answer(OffsetFetchResponse {
            groups: vec![OffsetsOfGroup {
                group_id: "g".into(),
                error,
                partitions: found.to_vec(),
            }],
        })
    }

    pub fn finds_coordinator(&mut self) -> &mut Self {
        self.answer(FindCoordinatorResponse {
            error: ErrorCode::None,
            node: Some(COORDINATOR),
        })
    }

    /// JoinGroup is answered: somebody else leads.
    pub fn joins(&mut self, generation: i32) -> &mut Self {
        self.answer(joined(ErrorCode::None, generation, "another"))
    }

    pub fn is_given(&mut self, partitions: &[i32]) -> &mut Self {
        let partitions = partitions.iter().map(|number| partition("t", *number));
        let partitions: Vec<TopicPartition> = partitions.collect();
        self.answer(SyncGroupResponse {
            error: ErrorCode::None,
            assignment: Assignment { partitions }.encode(VERSION),
        })
    }

    pub fn heartbeat_is_answered(&mut self, error: ErrorCode) -> &mut Self {
        self.answer(HeartbeatResponse { error })
    }

    /// A commit of both partitions is answered.
    pub fn commit_is_answered(&mut self, error: ErrorCode) -> &mut Self {
        let partitions = [0, 1].map(|number| (partition("t", number), error));
        self.answer(OffsetCommitResponse {
            partitions: partitions.to_vec(),
        })
    }

    /// A fetch is answered about partition 0.
    pub fn fetched(&mut self, change: impl FnOnce(&mut FetchedPartition)) -> &mut Self {
        let mut fetched = FetchedPartition::refused(place(), ErrorCode::None);
        fetched.high_watermark = Offset(5);
        fetched.log_start_offset = Offset(2);
        change(&mut fetched);
        self.answer(FetchResponse {
            partitions: vec![fetched],
        })
    }

    /// Answers the oldest question of this kind. A broker answers in order, so fetches before it bring nothing.
    pub fn answer(&mut self, response: impl Into<Response>) -> &mut Self {
        let response = response.into();
        let waits = |asked: &Asked| asked.request.api_key() == response.api_key();
        let place = self.asked.iter().position(waits);
        let place = place.unwrap_or_else(|| panic!("nobody asked for {:?}", response.api_key()));
        if self.first_before(response.api_key()) == Some(ApiKey::Fetch)
            && response.api_key() != ApiKey::Fetch
        {
            return self.answer(nothing_fetched()).answer(response);
        }
        let asked = self.asked.remove(place).expect("it is there");
        self.take(&Input::Message(Message {
            connection: asked.connection,
            correlation_id: asked.correlation_id,
            body: Arc::new(Body::Response(response)),
        }))
    }

    /// The connection on which a question of this kind waits is lost.
    pub fn loses(&mut self, api: ApiKey) -> &mut Self {
        let asked = self.asked.iter().find(|a| a.request.api_key() == api);
        let lost = asked.expect("it was asked").connection;
        self.asked.retain(|asked| asked.connection != lost);
        let connection = self.connections.remove(&lost).expect("it was open");
        self.take(&Input::Closed(connection, Why::Reset))
    }

    /// The oldest question of this kind that waits for an answer.
    pub fn waiting(&self, api: ApiKey) -> Option<&Request> {
        let mut asked = self.asked.iter().map(|asked| &asked.request);
        asked.find(|request| request.api_key() == api)
    }

    /// When questions of this kind were asked, in ms since it started.
    pub fn times(&self, api: ApiKey) -> Vec<u64> {
        let of_it = self.history.iter().filter(|(.., asked)| *asked == api);
        of_it.map(|(at, ..)| *at).collect()
    }

    /// Who was asked last for something of this kind.
    pub fn asked_last(&self, api: ApiKey) -> Option<BrokerId> {
        let mut asked = self.history.iter().rev();
        asked
            .find(|(.., asked)| *asked == api)
            .map(|(_, peer, _)| *peer)
    }

    pub fn count(&self, api: ApiKey) -> usize {
        self.times(api).len()
    }

    pub fn membership(&self) -> &Membership {
        self.consumer.membership().expect("it has a group")
    }

    /// Lets time pass until so many ms since it started.
    pub fn until_ms(&mut self, ms: u64) -> &mut Self {
        let until = Instant(1_000_000 + ms * 1_000);
        while let Some((timer, at)) = self.next_timer().filter(|(_, at)| *at <= until) {
            self.timers.remove(&timer);
            self.now = self.now.max(at);
            self.take(&Input::Timeout(timer));
        }
        self.now = until;
        self
    }

    /// The application calls something.
    pub fn call(&mut self, call: impl FnOnce(&mut Consumer, Now, &mut Effects)) -> &mut Self {
        let mut effects = Effects::default();
        let now = self.now();
        call(&mut self.consumer, now, &mut effects);
        self.go_on(effects);
        self
    }

    fn take(&mut self, input: &Input) -> &mut Self {
        self.call(|consumer, now, effects| consumer.handle(now, input, effects))
    }

    fn next_timer(&self) -> Option<(Timer, Instant)> {
        let timers = self.timers.iter().map(|(timer, at)| (timer.clone(), *at));
        timers.min_by_key(|(_, at)| *at)
    }

    const fn now(&self) -> Now {
        Now {
            mono: self.now,
            wall: Timestamp(1_700_000_000_000),
            step: StepId(0),
        }
    }

    fn go_on(&mut self, mut effects: Effects) {
        while let Some(returned) = self.consumer.advance(self.now(), &mut effects) {
            self.returned.push(returned);
        }
        for effect in effects.drain().collect::<Vec<_>>() {
            self.carry_out(effect);
        }
        if let Some(connection) = self.opening.pop() {
            self.connections.insert(connection.id, connection);
            self.take(&Input::Opened(connection));
        }
        match self.first_before(ApiKey::Metadata) {
            Some(ApiKey::Fetch) => drop(self.answer(nothing_fetched())),
            Some(ApiKey::Metadata) => drop(self.answer(metadata())),
            _ => {}
        }
    }

    /// What was asked first on the connection on which a question of this kind waits.
    fn first_before(&self, api: ApiKey) -> Option<ApiKey> {
        let mut asked = self.asked.iter();
        let found = asked.clone().find(|a| a.request.api_key() == api)?;
        let first = asked.find(|asked| asked.connection == found.connection)?;
        Some(first.request.api_key())
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Open(peer, lane) => {
                self.opened += 1;
                let id = ConnectionId(self.opened);
                let connection = Connection {
                    id,
                    peer,
                    lane,
                    opener: true,
                };
                self.opening.push(connection);
            }
            Effect::Close(id) => {
                self.connections.remove(&id);
                self.asked.retain(|asked| asked.connection != id);
            }
            Effect::Send(message, _) => self.asks(&message),
            Effect::SetTimer { timer, after } => {
                self.timers.insert(timer, self.now + *after.start());
            }
            Effect::CancelTimer(timer) => {
                self.timers.remove(&timer);
            }
            Effect::Observe(observation) => self.seen.push(observation),
            _ => {}
        }
    }

    fn asks(&mut self, message: &Message) {
        let Body::Request(request) = &*message.body else {
            return;
        };
        let ms = (self.now.0 - 1_000_000) / 1_000;
        let peer = self.connections[&message.connection].peer;
        self.history.push((ms, peer, request.api_key()));
        self.asked.push_back(Asked {
            connection: message.connection,
            correlation_id: message.correlation_id,
            request: request.clone(),
        });
    }
}

/// An answer to JoinGroup.
pub fn joined(error: ErrorCode, generation_id: i32, leader: &str) -> JoinGroupResponse {
    JoinGroupResponse {
        error,
        generation_id,
        protocol: "range".into(),
        leader: leader.into(),
        skip_assignment: false,
        member_id: NAME.into(),
        members: Vec::new(),
    }
}

/// SyncGroup is refused.
pub fn not_synced(error: ErrorCode) -> SyncGroupResponse {
    SyncGroupResponse {
        error,
        assignment: Payload::from(""),
    }
}

/// What is stored with an offset.
pub fn committed(offset: i64) -> CommittedOffset {
    CommittedOffset {
        offset: Offset(offset),
        leader_epoch: LeaderEpoch::NONE,
        metadata: "".into(),
    }
}

/// Partition 0 of `t`.
pub fn place() -> TopicPartition {
    partition("t", 0)
}

/// Two records from offset 3 on.
pub fn two() -> Vec<RecordBatch> {
    let record = |value: &str| Record::new(Timestamp(1), None, Some(Payload::from(value)));
    let batch = RecordBatch::new(-1, -1, -1, vec![record("a"), record("b")]);
    vec![batch.at(Offset(3), LeaderEpoch(1))]
}

/// The end of a transaction at offset 3.
pub fn control() -> Vec<RecordBatch> {
    vec![marker(ControlRecordType::Commit, 7, 0, 0).at(Offset(3), LeaderEpoch(1))]
}

/// A fetch was waited for in vain.
fn nothing_fetched() -> FetchResponse {
    FetchResponse {
        partitions: Vec::new(),
    }
}

fn metadata() -> MetadataResponse {
    let led = |number| MetadataPartition {
        partition: number,
        leader: Some(LEADER),
        leader_epoch: LeaderEpoch(1),
        replicas: vec![LEADER],
        isr: vec![LEADER],
    };
    MetadataResponse {
        brokers: vec![LEADER, COORDINATOR],
        controller: Some(LEADER),
        racks: Vec::new(),
        topics: vec![MetadataTopic {
            name: "t".into(),
            error: ErrorCode::None,
            partitions: vec![led(0), led(1)],
        }],
    }
}
