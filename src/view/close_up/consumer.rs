//! A consumer: the loop of its application with the step that runs, its partitions, its requests.

use engine::app::processor::{Commits, LoopState, Output, Processor};
use engine::client::consumer::{Consumer, FetchState, InFlightFetch, PartitionState};
use engine::client::producer::TransactionCall;
use engine::config::Configs as _;
use engine::model::{Instant, NodeId, TopicPartition};
use engine::protocol::IsolationLevel;
use lab::AppStepFile;
use serde::Serialize;
use sim::{Slot, World};

use super::client::name;
use super::{Loop, LoopStep, Request};
use crate::application::fail;
use crate::saying::Saying;
use crate::stage::{Timer, Transacting, timers, transacting};

/// More partitions are not listed.
const PARTITIONS_MAX: usize = 60;

/// A consumer, large.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConsumerUp {
    /// Its name.
    pub name: String,
    /// What its application does.
    pub application: Loop,
    /// `group.id`, its state as a member, and its generation.
    pub group: Option<(String, String, i32)>,
    /// `isolation.level`.
    pub isolation: String,
    /// When `enable.auto.commit` commits next, in µs.
    pub auto_commit: Option<u64>,
    /// Its partitions.
    pub partitions: Vec<Reading>,
    /// How many more it has.
    pub more: usize,
    /// Its fetches that wait for answers.
    pub requests: Vec<Request>,
    /// How it is with the transaction of what its application writes, if that makes any.
    pub transaction: Option<Transacting>,
    /// Its running timers.
    pub timers: Vec<Timer>,
}

/// How far a consumer is in one of its partitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The partition.
    pub partition: String,
    /// What it does with it.
    pub state: &'static str,
    /// The broker that it reads from.
    pub from: Option<String>,
    /// The offset that it reads next.
    pub position: Option<i64>,
    /// The offset that was committed, as far as it knows.
    pub committed: Option<i64>,
    /// The high watermark that the last fetch brought.
    pub high_watermark: Option<i64>,
    /// The last stable offset, where `read_committed` ends, that the last fetch brought.
    pub last_stable_offset: Option<i64>,
    /// Whether it has read up to there, and waits for an open transaction to be decided.
    pub waits: bool,
    /// How many offsets it is behind what it may read (`records-lag`).
    pub lag: Option<i64>,
    /// Records that were fetched and wait for a poll.
    pub buffered: u64,
}

impl ConsumerUp {
    /// The consumer of this slot.
    #[must_use]
    pub fn of(world: &World, now: Instant, slot: &Slot, processor: &Processor) -> Self {
        let consumer = processor.consumer();
        let name = |broker: NodeId| name(world, broker);
        let running = slot.life().is_running();
        let mut up = Self {
            name: slot.name().to_string(),
            application: application(slot.name(), processor, running),
            group: None,
            isolation: consumer
                .setup()
                .config
                .get("isolation.level")
                .unwrap_or_default(),
            auto_commit: None,
            partitions: Vec::new(),
            more: 0,
            requests: Vec::new(),
            transaction: transacting(world, slot),
            timers: timers(world, slot, now),
        };
        if !running {
            return up;
        }
        let reading = |place: &TopicPartition| {
            let from = consumer.reads_from(place, now).map(name);
            reading(consumer, place, from)
        };
        let request = |fetch: InFlightFetch| Request {
            broker: name(fetch.broker),
            api: "Fetch",
            sent: fetch.sent.0,
            about: fetch
                .partitions
                .iter()
                .map(|(place, offset)| format!("{place}@{offset}"))
                .collect(),
        };
        up.group = consumer.membership().map(|member| {
            let state = format!("{:?}", member.state);
            (member.group_id.to_string(), state, member.generation)
        });
        up.auto_commit = consumer.auto_commit_due().map(|due| due.0);
        up.partitions = consumer
            .assignment()
            .take(PARTITIONS_MAX)
            .map(reading)
            .collect();
        up.more = consumer.assignment().count().saturating_sub(PARTITIONS_MAX);
        up.requests = consumer.fetches_in_flight().map(request).collect();
        up
    }
}

fn reading(consumer: &Consumer, place: &TopicPartition, from: Option<String>) -> Reading {
    let partition = consumer.partition(place);
    let state = partition.map_or("", |partition| match partition.state() {
        _ if partition.is_paused() => "paused",
        FetchState::Initializing => "initializing",
        FetchState::AwaitReset(_) => "await-reset",
        FetchState::AwaitValidation => "await-validation",
        FetchState::Fetching => "fetching",
    });
    let position = consumer.position(place).map(|offset| offset.0);
    let high_watermark = partition
        .and_then(PartitionState::high_watermark)
        .map(|offset| offset.0);
    let committed_only = consumer.setup().config.isolation == IsolationLevel::ReadCommitted;
    let last_stable_offset = partition
        .and_then(PartitionState::readable_end)
        .map(|offset| offset.0)
        .filter(|_| committed_only);
    let waits =
        position.is_some() && position == last_stable_offset && last_stable_offset < high_watermark;
    Reading {
        partition: place.to_string(),
        state,
        from,
        position,
        committed: consumer.committed(place).map(|offset| offset.0),
        high_watermark,
        last_stable_offset,
        waits,
        lag: partition.and_then(PartitionState::lag),
        buffered: consumer.buffered(place),
    }
}

/// The calls in the order in which this application makes them, by what it does about commits and transactions.
fn application(name: &str, processor: &Processor, running: bool) -> Loop {
    let state = processor.state();
    let line = |code, is_at: bool| LoopStep::new(code, running && is_at);
    let call = |code, call| line(code, *state == LoopState::Calling(call));
    let setup = processor.setup();
    let failing = |line: LoopStep, after: AppStepFile| {
        line.failing(fail(name, processor, after).filter(|_| running))
    };
    let poll = line("poll()", *state == LoopState::Fetching);
    let poll = failing(poll, AppStepFile::Fetch);
    let process = line("process()", matches!(state, LoopState::Processing { .. }));
    let process = failing(process, AppStepFile::Process);
    let is_sent = matches!(setup.output, Output::Topic(_));
    let write = line(
        if is_sent { "send()" } else { "write()" },
        matches!(state, LoopState::Writing | LoopState::Sending),
    );
    let write = failing(write, AppStepFile::Write);
    let flush = line("flush()", *state == LoopState::Flushing);
    let commits = matches!(
        state,
        LoopState::CommittingBefore | LoopState::CommittingAfter
    );
    let commit = failing(line("commitSync()", commits), AppStepFile::Commit);
    let asks = line("seek()", *state == LoopState::Asking);
    let mut steps = match setup.guarantee.commits {
        _ if setup.is_transactional() => vec![
            call("initTransactions()", TransactionCall::Init),
            poll,
            call("beginTransaction()", TransactionCall::Begin),
            process,
            write,
            failing(
                call("sendOffsetsToTransaction()", TransactionCall::SendOffsets),
                AppStepFile::SendOffsets,
            ),
            failing(
                call("commitTransaction()", TransactionCall::Commit),
                AppStepFile::Commit,
            ),
            call("abortTransaction()", TransactionCall::Abort),
        ],
        Commits::Automatically if is_sent => vec![poll, process, write, flush],
        Commits::Automatically => vec![poll, process, write],
        Commits::AfterPoll | Commits::AfterRecord if is_sent => {
            vec![poll, process, write, flush, commit]
        }
        Commits::AfterPoll | Commits::AfterRecord => vec![poll, process, write, commit],
        Commits::BeforeProcessing if is_sent => vec![poll, commit, process, write, flush],
        Commits::BeforeProcessing => vec![poll, commit, process, write],
        Commits::WithOutput => vec![asks, poll, process, write],
    };
    steps.push(line("close()", *state == LoopState::Closing));
    let portions = processor.portions();
    let left: u64 = portions.map(|portion| portion.count).sum();
    let first = processor.portions().next().filter(|_| running);
    let now = first.map(|portion| {
        Saying::new("loop-at")
            .with("partition", &portion.partition)
            .with("offset", portion.offsets.start)
            .with("count", left)
    });
    Loop { steps, now }
}
