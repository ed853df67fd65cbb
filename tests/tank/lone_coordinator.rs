//! A group coordinator alone, with one partition of `__consumer_offsets` and a log that commits when it is told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use engine::broker::BrokerTimer;
use engine::config::BrokerConfig;
use engine::coordinator::group::{
    ClassicGroup, Completion, ConsumerGroup, Decision, GroupCoordinator, GroupRecord, GroupTimer,
    Host, OFFSETS_TOPIC,
};
use engine::log::RecordBatch;
use engine::metadata::{MetadataDelta, MetadataImage, MetadataRecord};
use engine::metrics::Report;
use engine::model::{
    Instant, LeaderEpoch, NodeId, Offset, StepId, Timestamp, TopicId, TopicName, TopicPartition,
};
use engine::node::{ConnectionId, Effect, Effects, Now, Reply, Timer};
use engine::protocol::{
    ErrorCode, JoinGroupResponse, OffsetFetchGroup, OffsetFetchRequest, Request, Response,
    SyncGroupResponse,
};

use crate::cluster::{ms, partition, set};
pub use crate::group_requests::{
    commit, commit_of, committed_at, heartbeat, join, join_as, numbers, protocols, sync,
};

/// The wall clock when the coordinator starts.
const START: i64 = 1_700_000_000_000;

/// A coordinator under test.
pub struct LoneCoordinator {
    pub groups: GroupCoordinator,
    pub config: BrokerConfig,
    image: MetadataImage,
    now: Instant,
    timers: BTreeMap<GroupTimer, Instant>,
    asked: i32,
    answers: BTreeMap<i32, Response>,
    /// Every record of the log, with its offset.
    pub log: Vec<(Offset, GroupRecord)>,
    end: Offset,
    high_watermark: Offset,
    commits: bool,
    waiting: VecDeque<(Offset, Completion)>,
}

/// A coordinator whose log is empty and read, in a cluster with the topics `t` and `u`.
pub fn coordinator(config: &[(&str, &str)]) -> LoneCoordinator {
    let mut broker = BrokerConfig::default();
    set(&mut broker, config);
    let mut image = MetadataImage::new(NodeId(1), Arc::new(broker.clone()));
    for (number, name) in (1..).zip([OFFSETS_TOPIC, "t", "u"]) {
        let topic_id = TopicId(number);
        let topic = MetadataRecord::Topic {
            name: name.into(),
            topic_id,
        };
        let partition = MetadataRecord::Partition {
            topic_id,
            partition: 0,
            replicas: vec![NodeId(1)],
            isr: vec![NodeId(1)],
        };
        for record in [topic, partition] {
            let mut delta = MetadataDelta::default();
            image.replay(image.end_offset, &record, &mut delta);
        }
    }
    let mut kafka = LoneCoordinator {
        groups: GroupCoordinator::new(7),
        config: broker,
        image,
        now: Instant::ZERO,
        timers: BTreeMap::new(),
        asked: 0,
        answers: BTreeMap::new(),
        log: Vec::new(),
        end: Offset::ZERO,
        high_watermark: Offset::ZERO,
        commits: true,
        waiting: VecDeque::new(),
    };
    kafka.take_over();
    kafka.pass_ms(1);
    kafka
}

impl LoneCoordinator {
    /// The timers that run for groups and their members.
    pub fn group_timers(&self) -> Vec<&GroupTimer> {
        let of_shard =
            |timer: &&GroupTimer| matches!(timer, GroupTimer::Load(_) | GroupTimer::Expiration(_));
        self.timers
            .keys()
            .filter(|timer| !of_shard(timer))
            .collect()
    }

    /// Asks, and does not wait. Answers the number of the question.
    pub fn wonder(&mut self, request: impl Into<Request>) -> i32 {
        self.asked += 1;
        let reply = Reply {
            connection: ConnectionId(self.asked as u64),
            correlation_id: self.asked,
        };
        let request = request.into();
        self.decide(|groups, host| groups.handle(reply, &request, host));
        self.asked
    }

    /// The answer to a question, if there is one.
    pub fn answer(&self, number: i32) -> Option<&Response> {
        self.answers.get(&number)
    }

    /// Asks for something that is answered at once.
    pub fn ask(&mut self, request: impl Into<Request>) -> Response {
        let number = self.wonder(request);
        self.answer(number)
            .cloned()
            .expect("it is answered at once")
    }

    /// The error of an answer that has one for all.
    pub fn error(&self, number: i32) -> Option<ErrorCode> {
        Some(match self.answer(number)? {
            Response::JoinGroup(answer) => answer.error,
            Response::SyncGroup(answer) => answer.error,
            Response::Heartbeat(answer) => answer.error,
            Response::ConsumerGroupHeartbeat(answer) => answer.error,
            Response::LeaveGroup(answer) => answer.error,
            Response::OffsetDelete(answer) => answer.error,
            Response::ListGroups(answer) => answer.error,
            Response::OffsetCommit(answer) => answer.partitions[0].1,
            Response::DeleteGroups(answer) => answer.results[0].1,
            Response::DescribeGroups(answer) => answer.groups[0].error,
            Response::OffsetFetch(answer) => answer.groups[0].error,
            _ => return None,
        })
    }

    /// Asks, and says only how it went.
    pub fn try_to(&mut self, request: impl Into<Request>) -> ErrorCode {
        let number = self.wonder(request);
        self.error(number).expect("it is answered at once")
    }

    pub fn joined(&self, number: i32) -> JoinGroupResponse {
        match self.answer(number) {
            Some(Response::JoinGroup(answer)) => answer.clone(),
            other => panic!("no answer to JoinGroup: {other:?}"),
        }
    }

    pub fn synced(&self, number: i32) -> SyncGroupResponse {
        match self.answer(number) {
            Some(Response::SyncGroup(answer)) => answer.clone(),
            other => panic!("no answer to SyncGroup: {other:?}"),
        }
    }

    /// The id that a dynamic member is given at its first attempt.
    pub fn new_id(&mut self) -> String {
        let number = self.wonder(join(""));
        let answer = self.joined(number);
        assert_eq!(answer.error, ErrorCode::MemberIdRequired);
        answer.member_id.to_string()
    }

    /// A stable group of so many dynamic members, the leader first; each has the partition of its place.
    pub fn stable(&mut self, members: usize) -> Vec<String> {
        let ids: Vec<String> = (0..members).map(|_| self.new_id()).collect();
        let asked: Vec<i32> = ids.iter().map(|id| self.wonder(join(id))).collect();
        self.pass_ms(6_000);
        let leader = self.joined(asked[0]).leader.to_string();
        let generation = self.joined(asked[0]).generation_id;
        self.settle(&leader, &ids, generation);
        let mut ordered = vec![leader.clone()];
        ordered.extend(ids.into_iter().filter(|id| *id != leader));
        ordered
    }

    /// Everybody syncs; the leader gives each the partition of its place.
    pub fn settle(&mut self, leader: &str, ids: &[String], generation: i32) {
        let numbers: Vec<[i32; 1]> = (0..).map(|n| [n]).take(ids.len()).collect();
        let gets: Vec<(&str, &[i32])> = ids
            .iter()
            .zip(&numbers)
            .map(|(id, number)| (id.as_str(), &number[..]))
            .collect();
        for id in ids.iter().filter(|id| *id != leader) {
            self.wonder(sync(id, generation, &[]));
        }
        self.wonder(sync(leader, generation, &gets));
    }

    pub fn group(&self) -> &ClassicGroup {
        self.groups.group("g").expect("the group is known")
    }

    pub fn consumer_group(&self) -> &ConsumerGroup {
        let group = self.groups.consumer_group("g");
        group.expect("the consumer group is known")
    }

    /// What `g` has committed of `t-0`, as a consumer is told.
    pub fn fetched(&mut self) -> Option<i64> {
        self.fetch(true)
    }

    /// The same for somebody who does not wait for what is being committed.
    pub fn fetched_unstable(&mut self) -> Option<i64> {
        self.fetch(false)
    }

    fn fetch(&mut self, require_stable: bool) -> Option<i64> {
        let group = OffsetFetchGroup {
            member: None,
            group_id: "g".into(),
            partitions: Some(vec![partition("t", 0)]),
        };
        let groups = vec![group];
        let request = OffsetFetchRequest {
            groups,
            require_stable,
        };
        match self.ask(request) {
            Response::OffsetFetch(answer) => {
                let found = &answer.groups[0].partitions[0].1;
                found.as_ref().map(|committed| committed.offset.0)
            }
            other => panic!("no answer to OffsetFetch: {other:?}"),
        }
    }

    /// Lets time pass; timers run out in order.
    pub fn pass_ms(&mut self, millis: i64) {
        let until = self.now + ms(millis);
        while let Some((timer, at)) = self
            .timers
            .iter()
            .map(|(timer, at)| (timer.clone(), *at))
            .min_by_key(|(_, at)| *at)
            .filter(|(_, at)| *at <= until)
        {
            self.now = self.now.max(at);
            self.timers.remove(&timer);
            if let GroupTimer::Load(_) = timer {
                self.load();
            } else {
                self.decide(|groups, host| groups.timeout(&timer, host));
            }
        }
        self.now = until;
    }

    /// The high watermark stands still from now on.
    pub fn stop_committing(&mut self) {
        self.commits = false;
    }

    /// The high watermark moves again, past everything that is written.
    pub fn go_on_committing(&mut self) {
        self.commits = true;
        self.high_watermark = self.end;
        self.groups.committed_to(0, self.end);
        while let Some((_, then)) = self.waiting.pop_front() {
            self.complete(then, ErrorCode::None);
        }
    }

    /// What waits for the high watermark waits no longer.
    pub fn fail_writes(&mut self, error: ErrorCode) {
        while let Some((_, then)) = self.waiting.pop_front() {
            self.complete(then, error);
        }
    }

    /// The broker leads the partition no longer.
    pub fn resign(&mut self) {
        self.decide(|groups, host| groups.resigned(0, host));
    }

    /// Another broker leads the partition, and has not read its log yet.
    pub fn take_over(&mut self) {
        self.take_over_bytes(0);
    }

    /// The same with a log of so many bytes.
    pub fn take_over_bytes(&mut self, bytes: u64) {
        self.timers.clear();
        self.groups = GroupCoordinator::new(self.end.0 as u64);
        self.decide(|groups, host| {
            groups.elected(0, bytes, host);
            Decision::default()
        });
    }

    /// Another broker leads the partition, and has read its log.
    pub fn fail_over(&mut self) {
        self.resign();
        self.take_over();
        self.pass_ms(1);
    }

    /// Another coordinator that reads the same log.
    #[must_use]
    pub fn reader(&self) -> Self {
        let mut reader = Self {
            log: self.log.clone(),
            end: self.end,
            high_watermark: self.high_watermark,
            now: self.now,
            ..coordinator(&[])
        };
        reader.take_over();
        reader.load();
        reader
    }

    /// Keeps of the log what a compaction keeps: the last record of each key.
    pub fn compact(&mut self) {
        let key = |record: &GroupRecord| record.encode(Timestamp(0)).key;
        let last: BTreeMap<_, Offset> = self
            .log
            .iter()
            .filter_map(|(offset, record)| Some((key(record)?.bytes().to_vec(), *offset)))
            .collect();
        self.log.retain(|(offset, record)| {
            key(record).is_some_and(|key| last.get(&*key.bytes()) == Some(offset))
        });
    }

    /// A topic is created, with one partition.
    pub fn create_topic(&mut self, name: &str) {
        let topic_id = TopicId(self.image.end_offset.0);
        let name = name.into();
        self.learn(&MetadataRecord::Topic { name, topic_id });
        self.learn(&MetadataRecord::Partition {
            topic_id,
            partition: 0,
            replicas: vec![NodeId(1)],
            isr: vec![NodeId(1)],
        });
    }

    /// A topic has this many partitions from now on.
    pub fn grow(&mut self, name: &str, partitions: i32) {
        let topic = &self.image.topics[&TopicName::from(name)];
        let (topic_id, known) = (topic.id, topic.partitions.len() as i32);
        for partition in known..partitions {
            self.learn(&MetadataRecord::Partition {
                topic_id,
                partition,
                replicas: vec![NodeId(1)],
                isr: vec![NodeId(1)],
            });
        }
    }

    fn learn(&mut self, record: &MetadataRecord) {
        let mut delta = MetadataDelta::default();
        let offset = self.image.end_offset;
        self.image.replay(offset, record, &mut delta);
    }

    /// A topic is deleted.
    pub fn delete_topic(&mut self, name: &str) {
        let topic = TopicName::from(name);
        let topic_id = self.image.topics[&topic].id;
        let mut delta = MetadataDelta::default();
        let record = MetadataRecord::RemoveTopic { topic_id };
        self.image
            .replay(self.image.end_offset, &record, &mut delta);
        self.decide(|groups, host| groups.topic_deleted(&topic, host));
    }

    /// A metric of the coordinator.
    pub fn metric(&self, name: &str, attribute: &str) -> f64 {
        let mut report = Report::default();
        self.groups.report(self.now, &mut report);
        report
            .into_metrics()
            .into_iter()
            .find(|metric| metric.name == name && metric.attribute == attribute)
            .map(|metric| metric.value)
            .expect("there is such a metric")
    }

    /// Every offset of the group `g`.
    pub fn offsets(&self) -> Vec<(TopicPartition, i64)> {
        let offsets = self.groups.offsets("g");
        offsets
            .map(|(place, committed)| (place.clone(), committed.offset.0))
            .collect()
    }

    pub const fn now(&self) -> Instant {
        self.now
    }

    fn load(&mut self) {
        let batch = |record: &GroupRecord, offset: Offset| {
            let records = vec![record.encode(Timestamp(0))];
            RecordBatch::new(-1, -1, -1, records).at(offset, LeaderEpoch(0))
        };
        let log = self.log.iter();
        let batches: Vec<_> = log.map(|(offset, record)| batch(record, *offset)).collect();
        let high_watermark = self.high_watermark;
        self.decide(|groups, host| groups.loaded(0, batches.iter(), high_watermark, host));
    }

    fn complete(&mut self, then: Completion, error: ErrorCode) {
        self.decide(|groups, host| groups.completed(0, then, error, host));
    }

    fn decide(&mut self, decide: impl FnOnce(&mut GroupCoordinator, &mut Host<'_>) -> Decision) {
        let mut effects = Effects::default();
        let mut host = Host {
            now: Now {
                mono: self.now,
                wall: Timestamp(START + (self.now.0 / 1_000) as i64),
                step: StepId(0),
            },
            config: &self.config,
            image: &self.image,
            effects: &mut effects,
        };
        let decision = decide(&mut self.groups, &mut host);
        for effect in effects.drain() {
            match effect {
                Effect::SetTimer {
                    timer: Timer::Broker(BrokerTimer::Group(timer)),
                    after,
                } => {
                    self.timers.insert(timer, self.now + *after.start());
                }
                Effect::CancelTimer(Timer::Broker(BrokerTimer::Group(timer))) => {
                    self.timers.remove(&timer);
                }
                _ => {}
            }
        }
        for answer in decision.answers {
            if let Some((reply, response)) = self.groups.gather(answer) {
                self.answers.insert(reply.correlation_id, response);
            }
        }
        for write in decision.writes {
            for record in &write.records {
                self.log.push((self.end, record.clone()));
                self.end = self.end.plus(1);
            }
            if !write.records.is_empty() {
                self.groups.written(0, &write.records, None, self.end);
            }
            if self.commits || write.records.is_empty() && self.waiting.is_empty() {
                self.high_watermark = self.end;
                self.groups.committed_to(0, self.end);
                let then = write.then;
                self.complete(then, ErrorCode::None);
            } else {
                self.waiting.push_back((self.end, write.then));
            }
        }
    }
}
