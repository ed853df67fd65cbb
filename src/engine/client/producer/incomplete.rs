//! Every batch of which the application has not heard the last (`IncompleteBatches`).

use std::collections::VecDeque;
use std::sync::Arc;

use super::batch::{BatchId, ProducerBatch};

/// The batches by name, wherever they are: waiting, on their way, or only waiting for an answer that comes too late. They
/// come and go nearly in order, so they lie side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct IncompleteBatches {
    /// From `first` on; those that are gone are left out at both ends only.
    batches: VecDeque<Option<Arc<ProducerBatch>>>,
    first: BatchId,
}

impl IncompleteBatches {
    pub fn add(&mut self, batch: ProducerBatch) -> BatchId {
        let id = self.id(self.batches.len());
        self.batches.push_back(Some(Arc::new(batch)));
        id
    }

    pub fn get(&self, id: BatchId) -> Option<&ProducerBatch> {
        self.batches.get(self.place(id)?)?.as_deref()
    }

    pub fn get_mut(&mut self, id: BatchId) -> Option<&mut ProducerBatch> {
        let place = self.place(id)?;
        self.batches.get_mut(place)?.as_mut().map(Arc::make_mut)
    }

    pub fn remove(&mut self, id: BatchId) -> Option<Arc<ProducerBatch>> {
        let place = self.place(id)?;
        let removed = self.batches.get_mut(place)?.take();
        while let Some(None) = self.batches.front() {
            self.batches.pop_front();
            self.first.0 += 1;
        }
        removed
    }

    pub fn iter(&self) -> impl Iterator<Item = (BatchId, &ProducerBatch)> {
        let batches = self.batches.iter().enumerate();
        batches.filter_map(|(place, batch)| Some((self.id(place), &**batch.as_ref()?)))
    }

    /// Whether the application waits for any.
    pub fn is_empty(&self) -> bool {
        self.iter().all(|(_, batch)| batch.is_done)
    }

    fn id(&self, place: usize) -> BatchId {
        BatchId(self.first.0 + place as u64)
    }

    fn place(&self, id: BatchId) -> Option<usize> {
        usize::try_from(id.0.checked_sub(self.first.0)?).ok()
    }
}
