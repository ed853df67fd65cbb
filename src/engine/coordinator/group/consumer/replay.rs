//! What the records of a consumer group say (`GroupMetadataManager.replay`).

use std::sync::Arc;

use super::{
    ConsumerGroup, ConsumerGroupMember, ConsumerGroupRecord, CurrentAssignment, FIRST_EPOCH,
    TargetEpoch,
};
use crate::protocol::LEAVE_GROUP_MEMBER_EPOCH;

impl ConsumerGroup {
    /// Takes in a record; the tombstone of the group itself is its shard's.
    pub(in crate::coordinator::group) fn replay(&mut self, record: &ConsumerGroupRecord) {
        match record {
            ConsumerGroupRecord::Epoch(Some(epoch)) => self.epoch = *epoch,
            ConsumerGroupRecord::Epoch(None) => {}
            ConsumerGroupRecord::Member(id, Some(metadata)) => {
                if let Some(instance) = &metadata.instance_id {
                    let id = Arc::clone(id);
                    self.static_members.insert(Arc::clone(instance), id);
                }
                self.member_mut(id).metadata = metadata.clone();
            }
            ConsumerGroupRecord::Member(id, None) => self.forget(id),
            ConsumerGroupRecord::TargetEpoch(epoch) => {
                self.target_epoch = epoch.unwrap_or(TargetEpoch {
                    epoch: FIRST_EPOCH,
                    computed: None,
                });
            }
            ConsumerGroupRecord::Target(id, Some(places)) => {
                let places = Arc::new(places.clone());
                self.targets.insert(Arc::clone(id), places);
            }
            ConsumerGroupRecord::Target(id, None) => {
                self.targets.remove(id);
            }
            ConsumerGroupRecord::Current(id, Some(current)) => {
                self.member_mut(id).current = current.clone();
            }
            ConsumerGroupRecord::Current(id, None) => {
                if self.members.contains_key(id) {
                    self.member_mut(id).current = CurrentAssignment {
                        epoch: LEAVE_GROUP_MEMBER_EPOCH,
                        previous_epoch: LEAVE_GROUP_MEMBER_EPOCH,
                        ..CurrentAssignment::default()
                    };
                }
            }
            ConsumerGroupRecord::Regex(regex, Some(resolved)) => {
                let resolved = Arc::new(resolved.clone());
                self.regexes.insert(Arc::clone(regex), resolved);
            }
            ConsumerGroupRecord::Regex(regex, None) => {
                self.regexes.remove(regex);
            }
        }
    }

    fn member_mut(&mut self, id: &Arc<str>) -> &mut ConsumerGroupMember {
        Arc::make_mut(self.members.entry(Arc::clone(id)).or_default())
    }

    /// A member is gone; its name may be another one's already.
    fn forget(&mut self, id: &Arc<str>) {
        let gone = self.members.remove(id);
        let instance = gone.and_then(|gone| gone.metadata.instance_id.clone());
        if let Some(instance) = instance
            && self.static_members.get(&instance) == Some(id)
        {
            self.static_members.remove(&instance);
        }
    }
}
