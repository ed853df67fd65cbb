//! Which number stands for which client, key and value.

use indexmap::{IndexMap, IndexSet};

use crate::ids::{ItemId, KeyId, ProcessId, next};
use crate::operation::Key;
use crate::scalar::Scalar;

/// Everything that was named so far, in the order of its first appearance.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    processes: IndexSet<i64>,
    /// By its text, how a key is to be written.
    keys: IndexMap<Box<str>, Scalar>,
    items: IndexSet<(KeyId, Scalar)>,
}

impl Names {
    pub(super) fn process(&mut self, process: i64) -> ProcessId {
        next(self.processes.insert_full(process).0)
    }

    /// The objects of JSON make every key a text: one that was ever written as something else is that.
    pub(super) fn key(&mut self, key: Key) -> KeyId {
        let text = match &key.0 {
            Scalar::Text(text) => text.clone(),
            other => other.to_string().into(),
        };
        let entry = self.keys.entry(text);
        let id = next(entry.index());
        let known = entry.or_insert_with(|| key.0.clone());
        if matches!(known, Scalar::Text(_)) {
            *known = key.0;
        }
        id
    }

    pub(super) fn item(&mut self, key: KeyId, value: Scalar) -> ItemId {
        next(self.items.insert_full((key, value)).0)
    }

    pub(super) fn processes(&self) -> usize {
        self.processes.len()
    }

    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn items(&self) -> usize {
        self.items.len()
    }

    pub(super) fn key_of(&self, item: ItemId) -> KeyId {
        self.items[item as usize].0
    }

    pub(super) fn value(&self, item: ItemId) -> &Scalar {
        &self.items[item as usize].1
    }

    pub(super) fn key_name(&self, key: KeyId) -> &Scalar {
        &self.keys[key as usize]
    }
}
