//! `inconsistent-offsets`: an offset holds more than one record (Jepsen's `version-orders`).

use crate::anomaly::Anomaly;
use crate::check::Case;
use crate::evidence::{Evidence, InconsistentOffsets, LISTED_MAX};
use crate::ids::next;
use crate::report::Found;

/// What polls and committed sends say of an offset has to be one thing.
pub(super) fn find(case: &Case, found: &mut Found) {
    let history = case.history;
    for key in 0..next(history.keys()) {
        for at in case.order.log(key).filter(|at| at.stored.len() > 1) {
            let values = at.stored.iter().take(LISTED_MAX);
            found.add(Anomaly::InconsistentOffsets, || {
                Evidence::InconsistentOffsets(InconsistentOffsets {
                    key: history.key(key).clone(),
                    offset: at.offset,
                    index: at.index,
                    count: at.stored.len(),
                    values: values.map(|item| history.value(*item).clone()).collect(),
                })
            });
        }
    }
}
