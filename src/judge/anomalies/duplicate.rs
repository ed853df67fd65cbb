//! `duplicate`: a record stands at more than one offset (Jepsen's `duplicate-cases`).

use indexmap::IndexMap;

use crate::anomaly::Anomaly;
use crate::check::Case;
use crate::evidence::{Duplicate, Evidence, LISTED_MAX};
use crate::ids::{ItemId, next};
use crate::report::Found;

/// It counts where a record stands, not how often it was read. The same value in two keys is two records.
pub(super) fn find(case: &Case, found: &mut Found) {
    let history = case.history;
    for key in 0..next(history.keys()) {
        let mut offsets: IndexMap<ItemId, Vec<u64>> = IndexMap::new();
        for at in case.order.log(key) {
            for item in at.stored {
                let last = case.order.last(history, *item);
                if case.order.first(history, *item) != last {
                    offsets.entry(*item).or_default().push(at.offset);
                }
            }
        }
        for (item, mut offsets) in offsets {
            found.add(Anomaly::Duplicate, || {
                let count = offsets.len();
                offsets.truncate(LISTED_MAX);
                Evidence::Duplicate(Duplicate {
                    key: history.key(key).clone(),
                    value: history.value(item).clone(),
                    count,
                    offsets,
                })
            });
        }
    }
}
