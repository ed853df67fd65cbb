//! All slots, found by their nodes' ids.

use std::sync::Arc;

use engine::model::NodeId;

use crate::slot::Slot;

/// All slots, in the order of their ids. Cloning shares them; the first change to one copies that one.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Slots<N> {
    /// Apart from the slots, so that finding one touches no other.
    ids: Arc<[NodeId]>,
    slots: Vec<Arc<Slot<N>>>,
}

impl<N: Clone> Slots<N> {
    /// # Panics
    /// If two slots have the same id.
    pub(crate) fn new(mut slots: Vec<Slot<N>>) -> Self {
        slots.sort_by_key(|slot| slot.id);
        assert!(
            slots.windows(2).all(|pair| pair[0].id != pair[1].id),
            "each node has an id of its own"
        );
        Self {
            ids: slots.iter().map(|slot| slot.id).collect(),
            slots: slots.into_iter().map(Arc::new).collect(),
        }
    }

    /// A slot to change.
    pub(crate) fn get_mut(&mut self, id: NodeId) -> Option<&mut Slot<N>> {
        let place = self.ids.binary_search(&id).ok()?;
        Some(Arc::make_mut(&mut self.slots[place]))
    }
}

impl<N> Slots<N> {
    pub(crate) fn ids(&self) -> &[NodeId] {
        &self.ids
    }

    pub(crate) fn get(&self, id: NodeId) -> Option<&Slot<N>> {
        self.ids
            .binary_search(&id)
            .ok()
            .map(|place| &*self.slots[place])
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Slot<N>> {
        self.slots.iter().map(|slot| &**slot)
    }
}
