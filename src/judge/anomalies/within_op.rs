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
    let mut before = IndexMap::new();
    for (_, op) in history.ops() {
        let rebalanced: IndexSet<KeyId> = history.keys_of(op).iter().copied().collect();
        let settled = |record: &&Record| !rebalanced.contains(&history.key_of(record.item));
        let polled = history.polled(op).filter(settled);
        for pair in pairs(case, polled, &mut before) {
            join(case, found, POLL, pair, &[op]);
        }
        for pair in pairs(case, history.sent(op), &mut before) {
            join(case, found, SEND, pair, &[op]);
        }
    }
}

/// The records that follow each other in their keys.
fn pairs<'a>(
    case: &'a Case,
    records: impl Iterator<Item = &'a Record> + 'a,
    before: &'a mut IndexMap<KeyId, ItemId>,
) -> impl Iterator<Item = [ItemId; 2]> + 'a {
    before.clear();
    records.filter_map(|record| {
        let before = before.insert(case.history.key_of(record.item), record.item);
        before.map(|before| [before, record.item])
    })
}
