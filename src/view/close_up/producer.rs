//! A producer: its application, its batches by partition, its requests.

use engine::client::producer::{
    BatchId, BlockedOn, Identity, PartitionBuffer, Producer, ProducerBatch, TransactionCall,
};
use engine::model::Instant;
use serde::Serialize;
use sim::{Slot, World};

use super::client::name;
use super::{Loop, LoopStep, Request};
use crate::saying::Saying;
use crate::stage::{Timer, Transacting, timers, transacting};

/// More batches of one partition are not listed.
const BATCHES_MAX: usize = 12;

/// A producer, large.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProducerUp {
    /// Its name.
    pub name: String,
    /// What its application does.
    pub application: Loop,
    /// Its producer id and epoch, once it has them.
    pub identity: Option<(i64, i16)>,
    /// How it is with its transaction, if it makes any.
    pub transaction: Option<Transacting>,
    /// The partitions of that transaction.
    pub in_transaction: Vec<String>,
    /// Bytes of `buffer.memory` in use, and in all.
    pub memory: (u64, u64),
    /// What it holds of each partition.
    pub buffers: Vec<Buffer>,
    /// Its requests that wait for answers.
    pub requests: Vec<Request>,
    /// Its running timers.
    pub timers: Vec<Timer>,
}

/// What a producer holds of one partition (`RecordAccumulator`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Buffer {
    /// The partition.
    pub partition: String,
    /// Its batches: those on their way first, then those that wait.
    pub batches: Vec<Batch>,
    /// How many more there are.
    pub more: usize,
    /// The sequence number of the next record that is sent for the first time.
    pub next_sequence: Option<i32>,
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Batch {
    /// How it is.
    pub state: BatchState,
    /// How many records it holds.
    pub records: u32,
    /// Its bytes.
    pub bytes: u32,
    /// How often it was put back to be sent again.
    pub attempts: u32,
    /// When its first record was sent by the application, in µs.
    pub created: u64,
    /// The first and the last sequence number, from when it is sent.
    pub sequence: Option<(i32, i32)>,
}

/// How a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// It waits, and may take more records.
    Waiting,
    /// It waits to be sent again.
    Retrying,
    /// It is on its way.
    InFlight,
}

impl ProducerUp {
    /// The producer of this slot.
    #[must_use]
    pub fn of(world: &World, now: Instant, slot: &Slot, producer: &Producer) -> Self {
        let config = &producer.setup().config;
        let request = |request: engine::client::producer::RequestInFlight| Request {
            broker: name(world, request.leader),
            api: "Produce",
            sent: request.sent.0,
            about: request
                .batches
                .iter()
                .map(|(place, _)| place.to_string())
                .collect(),
        };
        let memory = config.buffer_memory.unsigned_abs();
        let running = slot.life().is_running();
        Self {
            name: slot.name().to_string(),
            application: application(producer, running),
            identity: match producer.identity() {
                Identity::Known { id, epoch } => Some((id, epoch)),
                _ => None,
            },
            transaction: transacting(world, slot),
            in_transaction: if running {
                let partitions = producer.transaction_partitions();
                partitions.map(ToString::to_string).collect()
            } else {
                Vec::new()
            },
            memory: (memory.saturating_sub(producer.buffer_available()), memory),
            buffers: if running {
                producer
                    .partitions()
                    .map(|buffer| held(producer, &buffer))
                    .collect()
            } else {
                Vec::new()
            },
            requests: if running {
                producer.requests().map(request).collect()
            } else {
                Vec::new()
            },
            timers: timers(world, slot, now),
        }
    }
}

/// `send()` puts a record into a batch and returns, unless it has to wait; the sender's thread does the rest.
fn application(producer: &Producer, running: bool) -> Loop {
    let blocked = producer.blocked().map(|(on, _)| on);
    let idle = running && blocked.is_none();
    let now = blocked.map(|on| match on {
        BlockedOn::Metadata => Saying::new("loop-blocked-metadata"),
        BlockedOn::Registry => Saying::new("loop-blocked-registry"),
        BlockedOn::Memory => Saying::new("loop-blocked-memory"),
        BlockedOn::Flush => Saying::new("loop-blocked-flush"),
        BlockedOn::Transaction(call) => {
            Saying::new("loop-blocked-transaction").with("call", call.name())
        }
    });
    let sends = matches!(
        blocked,
        Some(BlockedOn::Metadata | BlockedOn::Registry | BlockedOn::Memory)
    );
    let call = |code, call| {
        let waits = blocked == Some(BlockedOn::Transaction(call));
        LoopStep::new(code, running && waits)
    };
    let steps = vec![
        LoopStep::new("next record", idle),
        LoopStep::new("send()", running && sends),
        LoopStep::new("flush()", running && blocked == Some(BlockedOn::Flush)),
    ];
    let steps = if producer.transaction_state().is_some() {
        let first = [
            call("initTransactions()", TransactionCall::Init),
            call("beginTransaction()", TransactionCall::Begin),
        ];
        let last = [
            call("commitTransaction()", TransactionCall::Commit),
            call("abortTransaction()", TransactionCall::Abort),
        ];
        first.into_iter().chain(steps).chain(last).collect()
    } else {
        steps
    };
    Loop {
        steps,
        now: now.filter(|_| running),
    }
}

fn held(producer: &Producer, buffer: &PartitionBuffer) -> Buffer {
    let find = |id: &BatchId| producer.batches().find(|(other, _)| other == id);
    let in_flight = buffer.in_flight.iter().map(|id| (id, true));
    let waiting = buffer.waiting.iter().map(|id| (id, false));
    let all = in_flight.chain(waiting);
    let batches = all.take(BATCHES_MAX).filter_map(|(id, flies)| {
        let (_, batch) = find(id)?;
        Some(one(batch, flies))
    });
    Buffer {
        partition: buffer.partition.to_string(),
        batches: batches.collect(),
        more: (buffer.in_flight.len() + buffer.waiting.len()).saturating_sub(BATCHES_MAX),
        next_sequence: buffer.next_sequence,
    }
}

fn one(batch: &ProducerBatch, flies: bool) -> Batch {
    let state = match (flies, batch.attempts()) {
        (true, _) => BatchState::InFlight,
        (false, 0) => BatchState::Waiting,
        (false, _) => BatchState::Retrying,
    };
    let first = batch.sequence().map(|sequence| sequence.base);
    Batch {
        state,
        records: batch.count(),
        bytes: batch.size(),
        attempts: batch.attempts(),
        created: batch.created().0,
        sequence: first.zip(batch.last_sequence()),
    }
}
