//! Why one operation must have come before another one.

use super::graph::{Dependencies, wrote_before};
use crate::check::Case;
use crate::evidence::Step;
use crate::history::Record;
use crate::ids::{ItemId, OpId};

/// The reason, of several the one that says most: the order of writes, then what was read, then time.
pub(super) fn between(case: &Case, by: Dependencies, a: OpId, b: OpId) -> Option<Step> {
    let ww = || write_write(case, a, b).filter(|_| by.ww);
    let wr = || write_read(case, a, b).filter(|_| by.wr);
    ww().or_else(wr).or_else(|| realtime(case, a, b))
}

fn write_write(case: &Case, a: OpId, b: OpId) -> Option<Step> {
    let history = case.history;
    history.sent(history.op(b)).find_map(|record| {
        let (before, writer) = wrote_before(case, record.item, b)?;
        if writer != a || case.facts.item(record.item).writer != Some(b) {
            return None;
        }
        Some(Step::WriteWrite {
            key: history.key(history.key_of(before)).clone(),
            value: history.value(before).clone(),
            next_value: history.value(record.item).clone(),
            a_mop_index: sent_at(case, a, before)?,
            b_mop_index: record.place,
        })
    })
}

fn write_read(case: &Case, a: OpId, b: OpId) -> Option<Step> {
    let history = case.history;
    let of_a = |record: &&Record| case.facts.item(record.item).writer == Some(a);
    let record = history.polled(history.op(b)).find(of_a)?;
    Some(Step::WriteRead {
        key: history.key(history.key_of(record.item)).clone(),
        value: history.value(record.item).clone(),
        a_mop_index: sent_at(case, a, record.item)?,
        b_mop_index: record.place,
    })
}

fn realtime(case: &Case, a: OpId, b: OpId) -> Option<Step> {
    let began = case.history.op(b).began?.index;
    let ended = case.history.op(a).index;
    Some(Step::Realtime { ended, began })
}

/// Where in its value an operation sent a record first.
fn sent_at(case: &Case, op: OpId, item: ItemId) -> Option<u32> {
    let mut sent = case.history.sent(case.history.op(op));
    sent.find_map(|record| (record.item == item).then_some(record.place))
}
