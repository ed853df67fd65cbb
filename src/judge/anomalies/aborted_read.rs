//! `G1a`: a record whose send failed was read (Adya; Jepsen's `g1a-cases`).

use crate::anomaly::Anomaly;
use crate::check::Case;
use crate::evidence::{AbortedRead, Evidence};
use crate::history::Outcome;
use crate::report::Found;

/// Each read counts. It does not help that another send of the same value was acknowledged.
pub(super) fn find(case: &Case, found: &mut Found) {
    let history = case.history;
    for (_, op) in history.ops() {
        if op.outcome != Outcome::Ok {
            continue;
        }
        for record in history.polled(op) {
            let known = case.facts.item(record.item);
            let Some(writer) = known.writer.filter(|_| known.failed) else {
                continue;
            };
            found.add(Anomaly::G1a, || {
                Evidence::AbortedRead(AbortedRead {
                    key: history.key(history.key_of(record.item)).clone(),
                    value: history.value(record.item).clone(),
                    writer: history.op(writer).index,
                    reader: op.index,
                })
            });
        }
    }
}
