//! A consumer: the loop of its application with the step that runs, its partitions, its requests.

use engine::app::processor::{Commits, LoopState, Output, Processor};
use engine::client::consumer::{Consumer, FetchState, InFlightFetch};
use engine::client::producer::TransactionCall;
use engine::model::{NodeId, TopicPartition};
use lab::Session;
use serde::Serialize;
use sim::Slot;

use super::{Loop, LoopStep, Request};
use crate::saying::Saying;
use crate::stage::{Timer, timers};

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
    /// When `enable.auto.commit` commits next, in µs.
    pub auto_commit: Option<u64>,
    /// Its partitions.
    pub partitions: Vec<Reading>,
    /// How many more it has.
    pub more: usize,
    /// Its fetches that wait for answers.
    pub requests: Vec<Request>,
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
    /// How many offsets it is behind that (`records-lag`).
    pub lag: Option<i64>,
    /// Records that were fetched and wait for a poll.
    pub buffered: u64,
}

impl ConsumerUp {
    pub(super) fn of(session: &Session, slot: &Slot, processor: &Processor) -> Self {
        let consumer = processor.consumer();
        let name = |broker: NodeId| match session.lab().name(broker) {
            Some(name) => name.to_owned(),
            None => broker.to_string(),
        };
        let running = slot.life().is_running();
        let mut up = Self {
            name: slot.name().to_string(),
            application: application(processor, running),
            group: None,
            auto_commit: None,
            partitions: Vec::new(),
            more: 0,
            requests: Vec::new(),
            timers: timers(session.world(), slot, session.playhead()),
        };
        if !running {
            return up;
        }
        let reading = |place: &TopicPartition| {
            let from = consumer.reads_from(place, session.playhead()).map(name);
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
    Reading {
        partition: place.to_string(),
        state,
        from,
        position: consumer.position(place).map(|offset| offset.0),
        committed: consumer.committed(place).map(|offset| offset.0),
        high_watermark: partition
            .and_then(engine::client::consumer::PartitionState::high_watermark)
            .map(|offset| offset.0),
        lag: partition.and_then(engine::client::consumer::PartitionState::lag),
        buffered: consumer.buffered(place),
    }
}

/// The calls in the order in which this application makes them, by what it does about commits and transactions.
fn application(processor: &Processor, running: bool) -> Loop {
    let state = processor.state();
    let line = |code, is_at: bool| LoopStep::new(code, running && is_at);
    let call = |code, call| line(code, *state == LoopState::Calling(call));
    let setup = processor.setup();
    let poll = line("poll()", *state == LoopState::Fetching);
    let process = line("process()", matches!(state, LoopState::Processing { .. }));
    let is_sent = matches!(setup.output, Output::Topic(_));
    let write = line(
        if is_sent { "send()" } else { "write()" },
        *state == LoopState::Writing,
    );
    let flush = line("flush()", *state == LoopState::Flushing);
    let commits = matches!(
        state,
        LoopState::CommittingBefore | LoopState::CommittingAfter
    );
    let commit = line("commitSync()", commits);
    let asks = line("seek()", *state == LoopState::Asking);
    let mut steps = match setup.guarantee.commits {
        _ if setup.is_transactional() => vec![
            call("initTransactions()", TransactionCall::Init),
            poll,
            call("beginTransaction()", TransactionCall::Begin),
            process,
            write,
            call("sendOffsetsToTransaction()", TransactionCall::SendOffsets),
            call("commitTransaction()", TransactionCall::Commit),
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
