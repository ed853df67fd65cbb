//! What an application knows to have handled.

use std::sync::Arc;

use imbl::{OrdSet, Vector};

use super::Deduplicates;
use crate::model::{Offset, Payload, TopicPartition};
use crate::node::{Boot, Chunk, File};

/// What an application made of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stored {
    /// The record's partition.
    pub partition: TopicPartition,
    /// Its offset.
    pub offset: Offset,
    /// Its key.
    pub key: Option<Payload>,
    /// Its value.
    pub value: Option<Payload>,
}

impl Stored {
    /// Its bytes on the disk.
    #[must_use]
    pub fn size(&self) -> u64 {
        let len = |part: &Option<Payload>| part.as_ref().map_or(0, |part| part.len() as u64);
        24 + len(&self.key) + len(&self.value)
    }
}

/// What an application has handled, in order, and how it is recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Store {
    rows: Vector<Arc<Stored>>,
    keys: OrdSet<Vec<u8>>,
    places: OrdSet<(TopicPartition, Offset)>,
}

impl Store {
    /// What the disk kept.
    pub(super) fn load(boot: &Boot) -> Self {
        let mut store = Self::default();
        for chunk in boot.disk.get(&File::Store).into_iter().flatten() {
            if let Chunk::Stored(stored) = chunk {
                store.put(Arc::clone(stored));
            }
        }
        store
    }

    /// Everything that was stored, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &Stored> {
        self.rows.iter().map(AsRef::as_ref)
    }

    pub(super) fn put(&mut self, stored: Arc<Stored>) {
        if let Some(key) = &stored.key {
            self.keys.insert(key.bytes().to_vec());
        }
        self.places
            .insert((stored.partition.clone(), stored.offset));
        self.rows.push_back(stored);
    }

    /// Whether a record was handled before. One without a key is like no other.
    pub(super) fn knows(&self, record: &Stored, by: Deduplicates) -> bool {
        match by {
            Deduplicates::ByKey => record
                .key
                .as_ref()
                .is_some_and(|key| self.keys.contains(&key.bytes().to_vec())),
            Deduplicates::ByOffset => self
                .places
                .contains(&(record.partition.clone(), record.offset)),
        }
    }
}
