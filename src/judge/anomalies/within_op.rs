//! Within one operation: `int-poll-skip`, `int-nonmonotonic-poll`, `int-send-skip`, `int-nonmonotonic-send` (Jepsen's
//! `int-poll-skip+nonmonotonic-cases` and `int-send-skip+nonmonotonic-cases`).

use indexmap::{IndexMap, IndexSet};

use super::{Names, join};
use crate::anomaly::Anomaly;
use crate::check::Case;
use crate::history::Record;
use crate::ids::{ItemId, KeyId};
use crate::report::Found;

const POLL: Names = Names {
    skip: Some(Anomaly::IntPollSkip),
    nonmonotonic: Anomaly::IntNonmonotonicPoll,
};
const SEND: Names = Names {
    skip: Some(Anomaly::IntSendSkip),
    nonmonotonic: Anomaly::IntNonmonotonicSend,
};

/// Each record is held against the one before it of the same key, whatever came of the operation, and however many
/// polls it made. Keys that were rebalanced while it lasted may jump within its polls.
pub(super) fn find(case: &Case, found: &mut Found) {
    let history = case.history;
    for (_, op) in history.ops() {
        let rebalanced: IndexSet<KeyId> = history.keys_of(op).iter().copied().collect();
        let settled = |record: &&Record| !rebalanced.contains(&history.key_of(record.item));
        for pair in pairs(case, history.polled(op).filter(settled)) {
            join(case, found, POLL, pair, &[op]);
        }
        for pair in pairs(case, history.sent(op)) {
            join(case, found, SEND, pair, &[op]);
        }
    }
}

/// The records that follow each other in their keys.
fn pairs<'a>(
    case: &'a Case,
    records: impl Iterator<Item = &'a Record>,
) -> impl Iterator<Item = [ItemId; 2]> {
    let mut lasts: IndexMap<KeyId, ItemId> = IndexMap::new();
    records.filter_map(move |record| {
        let last = lasts.insert(case.history.key_of(record.item), record.item)?;
        Some([last, record.item])
    })
}
