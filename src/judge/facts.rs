//! What has to be known of the whole history before any rule can speak: who wrote, who read, what is committed.

use crate::history::{History, Op, Outcome};
use crate::ids::{ItemId, OpId};

/// What is known of values and operations.
pub(crate) struct Facts {
    items: Vec<Item>,
    committed: Vec<bool>,
}

/// What is known of one value of one key.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Item {
    /// The last operation that sent it, whatever came of that.
    pub(crate) writer: Option<OpId>,
    /// The first operation that happened and polled it.
    pub(crate) reader: Option<OpId>,
    /// Whether a send of it failed.
    pub(crate) failed: bool,
    /// Whether a send of it was acknowledged.
    pub(crate) acknowledged: bool,
}

impl Facts {
    /// Looks through a history.
    pub(crate) fn of(history: &History) -> Self {
        let mut facts = Self {
            items: vec![Item::default(); history.items()],
            committed: Vec::with_capacity(history.len()),
        };
        for (id, op) in history.ops() {
            for record in history.records_of(op) {
                facts.items[record.item as usize].note(id, op, record.polled);
            }
        }
        for (_, op) in history.ops() {
            facts.committed.push(facts.is_proved(history, op));
        }
        facts
    }

    /// What is known of a value.
    pub(crate) fn item(&self, item: ItemId) -> &Item {
        &self.items[item as usize]
    }

    /// Whether an operation has certainly happened: it says so; or nobody knows what came of it, and an operation that
    /// happened polled one of its records. Then all of them are committed, since transactions are atomic (Jepsen's
    /// `must-have-committed?`).
    pub(crate) fn is_committed(&self, op: OpId) -> bool {
        self.committed[op as usize]
    }

    fn is_proved(&self, history: &History, op: &Op) -> bool {
        match op.outcome {
            Outcome::Ok => true,
            Outcome::Fail => false,
            Outcome::Info => history
                .sent(op)
                .any(|record| self.item(record.item).reader.is_some()),
        }
    }
}

impl Item {
    fn note(&mut self, id: OpId, op: &Op, polled: bool) {
        match (polled, op.outcome) {
            (true, Outcome::Ok) => self.reader = self.reader.or(Some(id)),
            (true, _) => {}
            (false, outcome) => {
                self.writer = Some(id);
                self.failed |= outcome == Outcome::Fail;
                self.acknowledged |= outcome == Outcome::Ok;
            }
        }
    }
}
