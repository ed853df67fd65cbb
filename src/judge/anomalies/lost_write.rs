//! `lost-write`: a committed record is missing in what was read of its log (Jepsen's `lost-write-cases`).

use crate::anomaly::Anomaly;
use crate::check::Case;
use crate::evidence::{Evidence, LostWrite};
use crate::ids::{KeyId, OpId, next};
use crate::report::Found;

/// A record is lost if it stands at or before the last place that was read, nowhere behind that, and no operation that
/// happened read it. Records behind are only not read yet. A record at several places is given the benefit of the doubt.
pub(super) fn find(case: &Case, found: &mut Found) {
    for key in 0..next(case.history.keys()) {
        if let Some((bound, reader)) = last_read(case, key) {
            find_until(case, found, key, bound, reader);
        }
    }
}

/// The last place of a log that was read, and by whom: of records at several places the first one counts.
fn last_read(case: &Case, key: KeyId) -> Option<(u32, OpId)> {
    let places = case.order.log(key).flat_map(|at| {
        at.stored.iter().filter_map(move |item| {
            let reader = case.facts.item(*item).reader?;
            let is_first = case.order.first(case.history, *item) == Some(at.index);
            is_first.then_some((at.index, reader))
        })
    });
    places.last()
}

fn find_until(case: &Case, found: &mut Found, key: KeyId, bound: u32, reader: OpId) {
    let history = case.history;
    for at in case.order.log(key).take_while(|at| at.index <= bound) {
        for item in at.stored {
            let known = case.facts.item(*item);
            let is_last = case.order.last(history, *item) == Some(at.index);
            let committed = known
                .writer
                .filter(|writer| case.facts.is_committed(*writer));
            let Some(writer) = committed.filter(|_| is_last && known.reader.is_none()) else {
                continue;
            };
            found.add(Anomaly::LostWrite, || {
                Evidence::LostWrite(LostWrite {
                    key: history.key(key).clone(),
                    value: history.value(*item).clone(),
                    index: case.order.first(history, *item).unwrap_or(at.index),
                    max_read_index: bound,
                    writer: history.op(writer).index,
                    max_read: history.op(reader).index,
                })
            });
        }
    }
}
