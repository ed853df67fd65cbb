//! `precommitted-read`: a transaction read what it had not committed yet (Jepsen's `precommitted-read-cases`).

use indexmap::IndexSet;

use crate::anomaly::Anomaly;
use crate::check::Case;
use crate::evidence::{Evidence, PrecommittedRead};
use crate::ids::ItemId;
use crate::report::Found;

/// Whatever came of the operation; it is told once of each.
pub(super) fn find(case: &Case, found: &mut Found) {
    let history = case.history;
    for (_, op) in history.ops() {
        if history.polled(op).next().is_none() {
            continue;
        }
        let sent: IndexSet<ItemId> = history.sent(op).map(|record| record.item).collect();
        let own = |item: &ItemId| sent.contains(item);
        if let Some(item) = history.polled(op).map(|record| record.item).find(own) {
            found.add(Anomaly::PrecommittedRead, || {
                Evidence::PrecommittedRead(PrecommittedRead {
                    key: history.key(history.key_of(item)).clone(),
                    value: history.value(item).clone(),
                    op: op.index,
                })
            });
        }
    }
}
