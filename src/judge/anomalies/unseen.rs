//! `unseen`: an acknowledged record was never read (Jepsen's `unseen`).

use indexmap::IndexMap;

use crate::anomaly::Anomaly;
use crate::check::Case;
use crate::evidence::{Evidence, LISTED_MAX, Unseen};
use crate::history::{History, Outcome, Subject};
use crate::ids::{ItemId, KeyId, next};
use crate::report::Found;

/// A test has to poll until all is caught up; what is left then is an error, told once a key. Offsets play no role.
pub(super) fn find(case: &Case, found: &mut Found) {
    let history = case.history;
    let mut unseen: IndexMap<KeyId, (usize, Vec<ItemId>)> = IndexMap::new();
    for item in 0..next(history.items()) {
        let known = case.facts.item(item);
        if known.acknowledged && known.reader.is_none() {
            let (count, listed) = unseen.entry(history.key_of(item)).or_default();
            *count += 1;
            if listed.len() < LISTED_MAX {
                listed.push(item);
            }
        }
    }
    for (key, (count, listed)) in unseen {
        found.add(Anomaly::Unseen, || {
            let values = listed.iter().map(|item| history.value(*item).clone());
            Evidence::Unseen(Unseen {
                key: history.key(key).clone(),
                count,
                values: values.collect(),
            })
        });
    }
}

/// How many acknowledged records nobody had read by then, after each send, poll and transaction that happened.
#[must_use]
pub fn unseen_after_each_ok(history: &History) -> Vec<usize> {
    let mut sent = vec![false; history.items()];
    let mut polled = vec![false; history.items()];
    let mut unseen = 0;
    let happened = history
        .ops()
        .map(|(_, op)| op)
        .filter(|op| op.outcome == Outcome::Ok && op.subject == Subject::Records);
    let mut counts = Vec::new();
    for op in happened {
        for record in history.records_of(op) {
            let item = record.item as usize;
            let (noted, other) = if record.polled {
                (&mut polled[item], sent[item])
            } else {
                (&mut sent[item], polled[item])
            };
            if !std::mem::replace(noted, true) {
                unseen += usize::from(!record.polled && !other);
                unseen -= usize::from(record.polled && other);
            }
        }
        counts.push(unseen);
    }
    counts
}
