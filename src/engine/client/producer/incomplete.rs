//! Every batch of which the application has not heard the last (`IncompleteBatches`).

use std::sync::Arc;

use imbl::OrdMap;

use super::batch::{BatchId, ProducerBatch};

/// The batches by name, wherever they are: waiting, on their way, or only waiting for an answer that comes too late.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct IncompleteBatches {
    batches: OrdMap<BatchId, Arc<ProducerBatch>>,
    next: BatchId,
}

impl IncompleteBatches {
    pub fn add(&mut self, batch: ProducerBatch) -> BatchId {
        let id = self.next;
        self.next.0 += 1;
        self.batches.insert(id, Arc::new(batch));
        id
    }

    pub fn get(&self, id: BatchId) -> Option<&ProducerBatch> {
        self.batches.get(&id).map(|batch| &**batch)
    }

    pub fn get_mut(&mut self, id: BatchId) -> Option<&mut ProducerBatch> {
        self.batches.get_mut(&id).map(Arc::make_mut)
    }

    pub fn remove(&mut self, id: BatchId) -> Option<Arc<ProducerBatch>> {
        self.batches.remove(&id)
    }

    pub fn iter(&self) -> impl Iterator<Item = (BatchId, &ProducerBatch)> {
        self.batches.iter().map(|(id, batch)| (*id, &**batch))
    }

    /// Whether the application waits for any.
    pub fn is_empty(&self) -> bool {
        self.batches.values().all(|batch| batch.is_done)
    }
}
