//! Where to go on with partitions whose positions are kept outside Kafka, beside the data.

use super::{Commits, LoopState, Processor};
use crate::client::consumer::{ConsumerCommand, SeekTo};
use crate::model::{Offset, TopicPartition};
use crate::node::{Effects, Now};

impl Processor {
    /// What `ConsumerRebalanceListener.onPartitionsAssigned` does: asks the sink how far it has come with the partitions that
    /// are new.
    pub(super) fn place_new_partitions(&mut self, now: Now, effects: &mut Effects) {
        if self.setup.guarantee.commits != Commits::WithOutput || self.state != LoopState::Fetching
        {
            return;
        }
        let Some(sink) = &mut self.sink else {
            return;
        };
        let assigned = self.consumer.assignment();
        let new: Vec<TopicPartition> = assigned
            .filter(|partition| !self.placed.contains(*partition))
            .cloned()
            .collect();
        self.placed = self.consumer.assignment().cloned().collect();
        if !new.is_empty() {
            self.state = LoopState::Asking;
            self.consumer.called_back();
            sink.ask_offsets(now, new, effects);
        }
    }

    /// The sink has said where: `seek()`. Where it has nothing, `auto.offset.reset` says.
    pub(super) fn placed(
        &mut self,
        now: Now,
        offsets: &[(TopicPartition, Option<Offset>)],
        effects: &mut Effects,
    ) {
        if self.state != LoopState::Asking {
            return;
        }
        for (partition, offset) in offsets {
            if let Some(offset) = offset {
                let to = SeekTo::Offset(*offset);
                let seek = ConsumerCommand::Seek(partition.clone(), to);
                self.consumer.command(now, &seek, effects);
            }
        }
        self.poll(now, effects);
    }
}
