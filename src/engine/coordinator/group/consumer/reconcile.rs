//! One step of a member towards its target (`CurrentAssignmentBuilder`).

use std::collections::BTreeMap;

use super::{ConsumerMemberState, CurrentAssignment, Place, Places};

/// What a member is led to.
pub(super) struct Reconciliation<'a> {
    /// The epoch of the target.
    pub target_epoch: i32,
    /// What it shall have.
    pub target: &'a Places,
    /// Whether nobody holds a partition.
    pub is_free: &'a dyn Fn(&Place) -> bool,
    /// Whether it still subscribes to the topic of a partition, if that may have changed.
    pub still_subscribes: Option<&'a dyn Fn(&Place) -> bool>,
    /// The partitions that it says it has; `None` if it does not say.
    pub owned: Option<&'a Places>,
}

impl Reconciliation<'_> {
    /// What the member has after this step; the same if it cannot take one.
    pub fn of(&self, member: &CurrentAssignment) -> CurrentAssignment {
        match member.state {
            ConsumerMemberState::Stable if member.epoch == self.target_epoch => {
                self.unsubscribed(member)
            }
            ConsumerMemberState::Stable | ConsumerMemberState::UnreleasedPartitions => {
                self.next(member, member.epoch)
            }
            ConsumerMemberState::UnrevokedPartitions if self.owns_any(&member.revoking) => {
                self.unsubscribed(member)
            }
            // It has given up what it had to, and so it is in the next epoch, whatever comes now.
            ConsumerMemberState::UnrevokedPartitions => self.next(member, member.epoch + 1),
        }
    }

    /// A member that does not say what it has may have it all.
    fn owns_any(&self, revoked: &BTreeMap<Place, i32>) -> bool {
        self.owned
            .is_none_or(|owned| revoked.keys().any(|place| owned.contains(place)))
    }

    /// Gives up at once what it has unsubscribed from, though no target says so yet.
    fn unsubscribed(&self, member: &CurrentAssignment) -> CurrentAssignment {
        let mut next = member.clone();
        let Some(still_subscribes) = self.still_subscribes else {
            return next;
        };
        let gone = member
            .assigned
            .iter()
            .filter(|(place, _)| !still_subscribes(place));
        let gone: BTreeMap<Place, i32> = gone.map(|(place, epoch)| (*place, *epoch)).collect();
        if gone.is_empty() {
            return next;
        }
        next.assigned.retain(|place, _| !gone.contains_key(place));
        if self.owns_any(&gone) {
            next.revoking.extend(gone);
            next.state = ConsumerMemberState::UnrevokedPartitions;
        }
        next
    }

    fn next(&self, member: &CurrentAssignment, epoch: i32) -> CurrentAssignment {
        let wanted = |place: &Place| {
            let subscribes = self.still_subscribes.is_none_or(|still| still(place));
            subscribes && self.target.contains(place)
        };
        let held = member
            .assigned
            .iter()
            .map(|(place, epoch)| (*place, *epoch));
        let (assigned, revoking): (BTreeMap<_, _>, BTreeMap<_, _>) =
            held.partition(|(place, _)| wanted(place));
        let mut next = member.clone();
        if !revoking.is_empty() && self.owns_any(&revoking) {
            next.move_to(epoch);
            next.state = ConsumerMemberState::UnrevokedPartitions;
            next.assigned = assigned;
            next.revoking = revoking;
            return next;
        }
        let missing = self
            .target
            .iter()
            .filter(|place| wanted(place) && !assigned.contains_key(*place));
        let (free, taken): (Vec<Place>, Vec<Place>) =
            missing.partition(|place| (self.is_free)(place));
        next.move_to(self.target_epoch);
        next.state = if taken.is_empty() {
            ConsumerMemberState::Stable
        } else {
            ConsumerMemberState::UnreleasedPartitions
        };
        next.assigned = assigned;
        next.assigned
            .extend(free.into_iter().map(|place| (place, self.target_epoch)));
        next.revoking = BTreeMap::new();
        next
    }
}
