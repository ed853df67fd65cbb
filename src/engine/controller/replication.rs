//! What brokers that come and go mean for partitions (`ReplicationControlManager.generateLeaderAndIsrUpdates`).

use super::{Controller, Election, PartitionChangeBuilder};
use crate::metadata::{MetadataRecord, PartitionState, TopicImage};
use crate::model::BrokerId;

impl Controller {
    /// What changes when a broker can no longer serve: it leaves every ISR, and others lead what it led.
    pub(super) fn without_broker(&self, broker: BrokerId) -> Vec<MetadataRecord> {
        let gone = |id| id != broker && self.image.is_active(id);
        self.partition_changes(
            |state| state.isr.contains(&broker),
            |topic, number, state| {
                self.change(topic, number, state, gone)
                    .target_isr(without(&state.isr, broker))
            },
        )
    }

    /// What changes when a broker can serve again: it may lead what nobody leads.
    pub(super) fn with_broker(&self, broker: BrokerId) -> Vec<MetadataRecord> {
        let back = |id| id == broker || self.image.is_active(id);
        self.partition_changes(
            |state| state.leader.is_none(),
            |topic, number, state| self.change(topic, number, state, back),
        )
    }

    /// What changes when a broker may have lost what it had: it leaves every ISR and ELR.
    pub(super) fn after_unclean_shutdown(&self, broker: BrokerId) -> Vec<MetadataRecord> {
        let gone = |id| id != broker && self.image.is_active(id);
        self.partition_changes(
            |state| state.isr.contains(&broker) || state.elr.contains(&broker),
            |topic, number, state| {
                self.change(topic, number, state, gone)
                    .target_isr(without(&state.isr, broker))
                    .unclean_shutdown(Some(broker))
            },
        )
    }

    /// A builder for a change of a partition, with the topic's configs: one that allows an unclean election wants it
    /// whenever there is no other way.
    pub(super) fn change<'a, F: Fn(BrokerId) -> bool>(
        &self,
        topic: &TopicImage,
        number: i32,
        state: &'a PartitionState,
        is_acceptable_leader: F,
    ) -> PartitionChangeBuilder<'a, F> {
        let election = if topic.config.unclean_leader_election {
            Election::Unclean
        } else {
            Election::Online
        };
        PartitionChangeBuilder::new(
            state,
            number,
            is_acceptable_leader,
            topic.effective_min_isr(),
        )
        .elr_enabled(self.image.is_elr_enabled())
        .election(election)
    }

    /// The changes of those partitions that are affected, built by `build`.
    pub(super) fn partition_changes<'a, F: Fn(BrokerId) -> bool>(
        &'a self,
        affected: impl Fn(&PartitionState) -> bool,
        build: impl Fn(&'a TopicImage, i32, &'a PartitionState) -> PartitionChangeBuilder<'a, F>,
    ) -> Vec<MetadataRecord> {
        let mut records = Vec::new();
        for topic in self.image.topics.values() {
            for (number, state) in (0..).zip(&topic.partitions) {
                if affected(state) {
                    let change = build(topic, number, state).build();
                    records.extend(change.map(MetadataRecord::PartitionChange));
                }
            }
        }
        records
    }
}

fn without(isr: &[BrokerId], broker: BrokerId) -> Vec<BrokerId> {
    isr.iter().copied().filter(|id| *id != broker).collect()
}
