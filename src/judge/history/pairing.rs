//! Which begin an end belongs to.

use std::collections::{BTreeMap, VecDeque};

use crate::ids::next;
use crate::operation::{Action, Operation};

/// What began and has not ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairing {
    open: BTreeMap<i64, VecDeque<(Began, Operation)>>,
    /// How many that began have happened and ended.
    happened: u32,
}

/// The begin of an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Began {
    /// What the history calls it.
    pub(crate) index: u64,
    /// How many operations had begun, happened and ended by then.
    pub(crate) after: u32,
}

impl Pairing {
    /// Something begins. Only of records it matters when.
    pub(super) fn begin(&mut self, process: i64, index: u64, operation: Operation) {
        if super::subject(&operation.action) == Some(super::Subject::Records) {
            let began = Began {
                index,
                after: self.happened,
            };
            let open = self.open.entry(process).or_default();
            open.push_back((began, operation));
        }
    }

    /// Something ends: it is what its process began first of all that is open, if that was of the same sort.
    pub(super) fn end(&mut self, process: i64, action: &Action) -> Option<Began> {
        let open = self.open.get_mut(&process)?;
        let (_, oldest) = open.front()?;
        if oldest.action.name() != action.name() {
            return None;
        }
        open.pop_front().map(|(began, _)| began)
    }

    /// The number of one that began, happened and ends now.
    pub(super) fn happens(&mut self) -> u32 {
        self.happened = next(self.happened as usize + 1);
        self.happened
    }

    /// What never ended, in the order of its begin.
    pub(super) fn left_open(self) -> Vec<(i64, Began, Operation)> {
        let mut open: Vec<_> = self
            .open
            .into_iter()
            .flat_map(|(process, list)| {
                list.into_iter()
                    .map(move |(began, operation)| (process, began, operation))
            })
            .collect();
        open.sort_by_key(|(_, began, _)| began.index);
        open
    }
}
