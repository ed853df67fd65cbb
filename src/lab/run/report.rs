//! What came of a run.

use std::borrow::Cow;
use std::collections::BTreeMap;

use engine::broker::Replica;
use engine::log::{Record, RecordBatch};
use engine::model::{Instant, NodeId, Offset, Payload, Timestamp, TopicPartition, gather};
use serde::Serialize;
use sim::{Ending, Life, World};

use crate::action::Action;
use crate::goal::Goal;
use crate::history::{group_of, printed};
use crate::lab::{ClientKind, Lab, Topic};
use crate::link::{self, View};
use crate::logs::leader_log;
use crate::measure::{CommittedName, Measure};
use crate::session::Session;

use super::scorecard::{ScorecardReport, VerdictReport, judged};

/// The version of the report's format.
pub(crate) const FORMAT: u64 = 1;

/// What came of a run. Its JSON is stable: fields are added, never changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The version of this format.
    pub format: u64,
    /// 0: the goals and the claim hold; 1: they do not.
    pub status: u8,
    /// The version of the engine.
    pub engine: &'static str,
    /// The lab's id.
    pub lab: String,
    /// What chance followed from.
    pub seed: u64,
    /// How far the run went, in ms.
    pub until_ms: u64,
    /// How many steps it took.
    pub steps: u64,
    /// The fingerprint of all of them.
    pub digest: String,
    /// What came of the claim.
    pub verdict: VerdictReport,
    /// What became of every record.
    pub scorecard: ScorecardReport,
    /// What came of the goals.
    pub goals: Vec<GoalReport>,
    /// The producers, by name.
    pub producers: BTreeMap<String, ProducerReport>,
    /// The consumers, by name.
    pub consumers: BTreeMap<String, ConsumerReport>,
    /// The topics, by name: their partitions in order.
    pub topics: BTreeMap<String, Vec<PartitionReport>>,
    /// What groups have committed: the offset by partition, by group.
    pub groups: BTreeMap<String, BTreeMap<String, i64>>,
    /// What was done from outside.
    pub journal: Vec<DeedReport>,
    /// The link that replays the run, from its `#` on.
    pub link: String,
}

/// What came of a goal.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct GoalReport {
    #[serde(flatten)]
    pub goal: Goal,
    pub value: i64,
    pub holds: bool,
}

/// What a producer did.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ProducerReport {
    pub life: &'static str,
    pub starts: u32,
    pub sent: i64,
    pub acknowledged: i64,
}

/// What a consumer did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConsumerReport {
    /// Whether it runs.
    pub life: &'static str,
    /// How often it was started.
    pub starts: u32,
    /// Its `group.id`.
    pub group: Option<String>,
    /// What its application printed, in order, over all its starts.
    pub records: Vec<PrintedReport>,
}

/// A record that was printed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct PrintedReport {
    /// In which start of the consumer, from 1.
    pub start: u32,
    pub at_ms: u64,
    pub topic: String,
    pub partition: i32,
    #[serde(flatten)]
    pub record: RecordReport,
}

/// A record. Bytes that are no text are shown as hexadecimal pairs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct RecordReport {
    pub offset: i64,
    pub timestamp: i64,
    pub key: Option<String>,
    pub value: Option<String>,
}

/// A partition as its leader has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct PartitionReport {
    pub partition: i32,
    pub leader: Option<u32>,
    pub leader_epoch: Option<i32>,
    pub isr: Vec<u32>,
    pub log_start_offset: Option<i64>,
    pub high_watermark: Option<i64>,
    pub log_end_offset: Option<i64>,
    pub records: Vec<RecordReport>,
}

/// An action of the run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct DeedReport {
    pub step: u64,
    pub at_ms: u64,
    #[serde(rename = "do")]
    pub action: Action,
}

impl Report {
    /// What came of a run, at the playhead.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let (lab, world) = (session.lab(), session.world());
        let (verdict, scorecard) = judged(session);
        let goals: Vec<GoalReport> = lab
            .goals()
            .iter()
            .map(|goal| GoalReport::of(goal, session))
            .collect();
        let topics = lab
            .topics()
            .iter()
            .map(|topic| (topic.name.to_string(), partitions(topic, world)));
        let holds = verdict.holds && goals.iter().all(|goal| goal.holds);
        Self {
            format: FORMAT,
            status: u8::from(!holds),
            engine: crate::session::ENGINE,
            lab: lab.id().to_owned(),
            seed: lab.seed(),
            until_ms: session.playhead().0 / 1_000,
            steps: world.steps().0,
            digest: world.digest().to_string(),
            verdict,
            scorecard,
            goals,
            producers: clients(
                lab,
                world,
                |kind| matches!(kind, ClientKind::Producer { .. }),
                producer_report,
            ),
            consumers: clients(
                lab,
                world,
                |kind| matches!(kind, ClientKind::Consumer { .. }),
                consumer_report,
            ),
            topics: gather(topics),
            groups: groups(lab, world),
            journal: session
                .journal()
                .iter()
                .map(|entry| DeedReport {
                    step: entry.step.0,
                    at_ms: ms(entry.at),
                    action: entry.action.clone(),
                })
                .collect(),
            link: link::to(session, &View::default()),
        }
    }

    /// The report as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Maps have text for keys and numbers are finite, so nothing can fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

fn ms(at: Instant) -> u64 {
    at.0 / 1_000
}

impl GoalReport {
    /// How a goal stands at the playhead.
    #[must_use]
    pub fn of(goal: &Goal, session: &Session) -> Self {
        let value = goal.measure.at(session);
        Self {
            goal: goal.clone(),
            value,
            holds: goal.admits(value),
        }
    }
}

fn clients<R>(
    lab: &Lab,
    world: &World,
    wanted: impl Fn(&ClientKind) -> bool,
    report: impl Fn(&World, NodeId, &str) -> R,
) -> BTreeMap<String, R> {
    let clients = lab.clients().iter().filter(|client| wanted(&client.kind));
    gather(clients.map(|client| {
        (
            client.name.to_string(),
            report(world, client.id, &client.name),
        )
    }))
}

fn producer_report(world: &World, id: NodeId, name: &str) -> ProducerReport {
    let (life, starts) = life(world, id);
    ProducerReport {
        life,
        starts,
        sent: Measure::Sent(name.to_owned()).of(world),
        acknowledged: Measure::Acknowledged(name.to_owned()).of(world),
    }
}

fn consumer_report(world: &World, id: NodeId, _: &str) -> ConsumerReport {
    let (life, starts) = life(world, id);
    let group = world.slot(id).and_then(group_of).map(str::to_owned);
    let records = printed(world, id).into_iter().map(|one| PrintedReport {
        start: one.incarnation + 1,
        at_ms: ms(one.at),
        topic: one.partition.topic.to_string(),
        partition: one.partition.partition,
        record: RecordReport {
            offset: one.offset.0,
            timestamp: one.timestamp.0,
            key: one.key().map(|key| schema::show(key).text),
            value: one.value().map(|value| schema::show(value).text),
        },
    });
    ConsumerReport {
        life,
        starts,
        group,
        records: records.collect(),
    }
}

fn life(world: &World, id: NodeId) -> (&'static str, u32) {
    let Some(slot) = world.slot(id) else {
        return ("unknown", 0);
    };
    let starts = slot.incarnation() + 1;
    match slot.life() {
        Life::NeverStarted => ("never started", 0),
        Life::Up => ("up", starts),
        Life::Paused => ("paused", starts),
        Life::Down {
            how: Ending::Exited,
            ..
        } => ("closed", starts),
        Life::Down {
            how: Ending::Crashed,
            ..
        } => ("crashed", starts),
        Life::Down {
            how: Ending::PowerCut,
            ..
        } => ("power cut", starts),
    }
}

fn record_report(offset: i64, timestamp: Timestamp, record: &Record) -> RecordReport {
    let text =
        |payload: &Option<Payload>| payload.as_ref().map(|payload| schema::show(payload).text);
    RecordReport {
        offset,
        timestamp: timestamp.0,
        key: text(&record.key),
        value: text(&record.value),
    }
}

fn batch_report(batch: &RecordBatch) -> impl Iterator<Item = RecordReport> {
    let report = |(offset, record): (Offset, Cow<'_, Record>)| {
        record_report(offset.0, batch.timestamp_of(&record), &record)
    };
    batch.records().map(report)
}

fn partitions(topic: &Topic, world: &World) -> Vec<PartitionReport> {
    (0..topic.partitions)
        .map(|partition| {
            let leader = leader_log(world, &TopicPartition::new(&topic.name, partition));
            let batches = leader.into_iter().flat_map(|leader| leader.log().batches());
            PartitionReport {
                partition,
                leader: leader.and_then(Replica::leader).map(|id| id.0),
                leader_epoch: leader.map(|replica| replica.leader_epoch().0),
                isr: leader
                    .into_iter()
                    .flat_map(Replica::isr)
                    .map(|id| id.0)
                    .collect(),
                log_start_offset: leader.map(|replica| replica.log().log_start_offset().0),
                high_watermark: leader.map(|replica| replica.high_watermark().0),
                log_end_offset: leader.map(|replica| replica.log().log_end_offset().0),
                records: batches.flat_map(batch_report).collect(),
            }
        })
        .collect()
}

fn groups(lab: &Lab, world: &World) -> BTreeMap<String, BTreeMap<String, i64>> {
    let groups = lab.clients().iter().filter_map(|client| client.group());
    gather(groups.map(|group| {
        let places = lab
            .topics()
            .iter()
            .flat_map(|topic| (0..topic.partitions).map(move |n| (topic, n)));
        let committed = places.filter_map(|(topic, partition)| {
            let name = CommittedName {
                group: group.to_owned(),
                topic: topic.name.to_string(),
                partition,
            };
            let offset = Measure::Committed(name).of(world);
            (offset >= 0).then(|| {
                (
                    TopicPartition::new(&topic.name, partition).to_string(),
                    offset,
                )
            })
        });
        (group.to_owned(), gather(committed))
    }))
}
