//! Members that are not heard of in time.

use std::sync::Arc;

use super::{ClassicGroup, GroupState};
use crate::coordinator::group::Turn;
use crate::node::Note;

impl ClassicGroup {
    /// The session of a member is over, or the time to come back with an id that it was given
    /// (`expireClassicGroupMemberHeartbeat`).
    pub(in crate::coordinator::group) fn session_over(
        &mut self,
        id: &Arc<str>,
        turn: &mut Turn<'_>,
    ) {
        if self.pending_join.contains(id) {
            self.remove(id);
            return self.complete_join_if_all_have(turn);
        }
        match self.member(id) {
            Some(member) if !member.has_satisfied_heartbeat() => {}
            _ => return,
        }
        turn.effects.note(Note::MemberExpired {
            group: Arc::clone(&self.id),
            member: Arc::clone(id),
        });
        self.take_out(id, turn);
        match self.state {
            GroupState::Stable | GroupState::CompletingRebalance => self.prepare_rebalance(turn),
            _ => self.complete_join_if_all_have(turn),
        }
    }

    /// Who joined the generation and has not asked for its assignment by now, is gone (`expirePendingSync`).
    pub(in crate::coordinator::group) fn sync_timed_out(&mut self, turn: &mut Turn<'_>) {
        if !matches!(
            self.state,
            GroupState::CompletingRebalance | GroupState::Stable
        ) || self.pending_sync.is_empty()
        {
            return;
        }
        for id in std::mem::take(&mut self.pending_sync) {
            self.remove(&id);
            self.forget_session(&id, turn);
        }
        self.prepare_rebalance(turn);
    }
}
