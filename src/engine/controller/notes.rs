//! What of the controller's decisions is worth a mark on the timeline.

use super::Controller;
use crate::metadata::{MetadataRecord, PartitionChange, PartitionState};
use crate::model::{BrokerId, TopicPartition};
use crate::node::{Effects, ElectedFrom, Note};

impl Controller {
    /// Marks a decision that is about to be replayed. Says how a leader was elected, if one was.
    pub(super) fn note(
        &self,
        record: &MetadataRecord,
        effects: &mut Effects,
    ) -> Option<ElectedFrom> {
        match record {
            MetadataRecord::BrokerRegistrationChange {
                broker,
                fenced,
                in_controlled_shutdown,
                ..
            } => {
                match fenced {
                    Some(true) => effects.note(Note::BrokerFenced(*broker)),
                    Some(false) => effects.note(Note::BrokerUnfenced(*broker)),
                    None => {}
                }
                if *in_controlled_shutdown == Some(true) {
                    effects.note(Note::BrokerShuttingDown(*broker));
                }
            }
            MetadataRecord::Topic { name, .. } => effects.note(Note::TopicCreated(name.clone())),
            MetadataRecord::RemoveTopic { topic_id } => {
                if let Some((name, _)) = self.image.topic_by_id(*topic_id) {
                    effects.note(Note::TopicDeleted(name.clone()));
                }
            }
            MetadataRecord::PartitionChange(change) => {
                let topic = self.image.topic_by_id(change.topic_id);
                if let Some((name, topic)) = topic
                    && let Some(before) = topic.partition(change.partition)
                {
                    let partition = TopicPartition::new(name, change.partition);
                    return note_change(partition, before, change, effects);
                }
            }
            _ => {}
        }
        None
    }
}

fn note_change(
    partition: TopicPartition,
    before: &PartitionState,
    change: &PartitionChange,
    effects: &mut Effects,
) -> Option<ElectedFrom> {
    let after = before.after(change);
    let anew = after.leader_epoch != before.leader_epoch;
    let elected = after.leader.filter(|_| anew);
    let from = elected.map(|leader| elected_from(leader, before, change));
    if anew {
        effects.note(Note::LeaderElected {
            partition: partition.clone(),
            leader: after.leader,
            epoch: after.leader_epoch,
            from: from.unwrap_or(ElectedFrom::Isr),
        });
    }
    if after.isr != before.isr {
        effects.note(Note::IsrChanged {
            partition: partition.clone(),
            isr: after.isr,
        });
    }
    if after.elr != before.elr {
        effects.note(Note::ElrChanged {
            partition,
            elr: after.elr,
        });
    }
    from
}

fn elected_from(
    leader: BrokerId,
    before: &PartitionState,
    change: &PartitionChange,
) -> ElectedFrom {
    let elr = change.elr.as_ref().unwrap_or(&before.elr);
    if before.isr.contains(&leader) {
        ElectedFrom::Isr
    } else if before.elr.contains(&leader)
        && !elr.contains(&leader)
        && change.leader_recovery_state.is_none()
    {
        ElectedFrom::Elr
    } else if before.last_known_elr == [leader] {
        ElectedFrom::LastKnownLeader
    } else {
        ElectedFrom::Unclean
    }
}
