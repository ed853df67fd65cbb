//! How a transactional id came to where it is: its records in `__transaction_state`.

use std::collections::BTreeSet;

use engine::coordinator::transaction::TransactionRecord;
use engine::log::RecordBatch;
use engine::model::{Timestamp, TopicPartition};
use serde::Serialize;

use super::Host;

/// More are not shown.
const PASSAGES_MAX: usize = 6;
/// More records of a partition are not looked at: those of other ids may lie between.
const LOOKED_AT_MAX: usize = 400;

/// A record of a transactional id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// Its offset.
    pub offset: i64,
    /// Whether it lies below the high watermark: only then it counts.
    pub committed: bool,
    /// The state that it says, by Kafka's name.
    pub state: &'static str,
    /// The epoch that may write from then on.
    pub epoch: i16,
    /// How many partitions the transaction has.
    pub partitions: usize,
    /// When it was decided, in µs, by the clock of its coordinator; none before the run.
    pub at: Option<u64>,
}

/// The last records of an id.
#[derive(Default)]
pub(super) struct History {
    /// In the order of the log.
    pub(super) passages: Vec<Passage>,
    /// The partitions of the transaction that was decided last.
    pub(super) decided: BTreeSet<TopicPartition>,
}

pub(super) fn of(host: &Host<'_>, id: &str) -> History {
    let mut history = History::default();
    let Some(replica) = host.broker.replica(&host.place) else {
        return history;
    };
    let batches = replica.log().batches().rev();
    let records = batches.flat_map(|batch: &RecordBatch| batch.records().rev());
    let mut is_decided = false;
    for (offset, record) in records.take(LOOKED_AT_MAX) {
        let Some(record) = TransactionRecord::decode(&record) else {
            continue;
        };
        let Some(value) = record.value.filter(|_| *record.transactional_id == *id) else {
            continue;
        };
        history.passages.push(Passage {
            offset: offset.0,
            committed: offset < replica.high_watermark(),
            state: value.state.name(),
            epoch: value.producer_epoch,
            partitions: value.partitions.len(),
            at: moment(host, value.last_update),
        });
        if value.state.decided().is_some() && !is_decided {
            is_decided = true;
            history.decided = value.partitions;
        }
        if history.passages.len() == PASSAGES_MAX {
            break;
        }
    }
    history.passages.reverse();
    history
}

/// When a coordinator's clock showed this, if it has not been set since.
pub(super) fn moment(host: &Host<'_>, timestamp: Timestamp) -> Option<u64> {
    let clock = host.world.wall(host.slot.id())?;
    let ago = u64::try_from(clock.0 - timestamp.0).ok()?;
    host.world.now().0.checked_sub(ago.checked_mul(1_000)?)
}
