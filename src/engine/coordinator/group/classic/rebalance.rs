//! From one generation to the next: who is waited for, and for how long.

use std::sync::Arc;

use super::{ClassicGroup, GroupMember, GroupState, InitialRebalance};
use crate::coordinator::group::{Completion, GroupTimer, Turn};
use crate::node::Note;
use crate::protocol::ErrorCode;

impl ClassicGroup {
    /// `maybePrepareRebalanceOrCompleteJoin`.
    pub(super) fn rebalance_or_complete(&mut self, turn: &mut Turn<'_>) {
        match self.state {
            GroupState::Empty | GroupState::CompletingRebalance | GroupState::Stable => {
                self.prepare_rebalance(turn);
            }
            GroupState::PreparingRebalance | GroupState::Dead => self.maybe_complete_join(turn),
        }
    }

    /// Asks every member to join again. A group that was empty first waits for more members to come.
    pub(in crate::coordinator::group) fn prepare_rebalance(&mut self, turn: &mut Turn<'_>) {
        if self.state == GroupState::CompletingRebalance {
            self.withdraw_assignments(ErrorCode::RebalanceInProgress, turn);
        }
        self.pending_sync.clear();
        turn.cancel_timer(self.sync_timer());
        if self.state == GroupState::Empty {
            let delay = turn.config.group_initial_rebalance_delay;
            let remaining = self.rebalance_timeout() - delay;
            self.initial = Some(InitialRebalance {
                delay,
                remaining,
                new_member_added: false,
            });
            turn.set_timer(self.join_timer(), delay);
            self.move_to(GroupState::PreparingRebalance, turn);
            return;
        }
        self.move_to(GroupState::PreparingRebalance, turn);
        if self.all_have_joined() {
            self.complete_join(turn);
        } else {
            turn.set_timer(self.join_timer(), self.rebalance_timeout());
        }
    }

    /// The generation begins as soon as nobody is missing, unless it is the first: that one waits in any case
    /// (`maybeCompleteJoinPhase`).
    pub(super) fn maybe_complete_join(&mut self, turn: &mut Turn<'_>) {
        if self.state == GroupState::PreparingRebalance
            && self.initial.is_none()
            && self.all_have_joined()
        {
            self.complete_join(turn);
        }
    }

    /// Somebody who was waited for is gone: the first generation, too, need not wait for more
    /// (`removeMemberAndUpdateClassicGroup`).
    pub(super) fn complete_join_if_all_have(&mut self, turn: &mut Turn<'_>) {
        if self.state == GroupState::PreparingRebalance && self.all_have_joined() {
            self.complete_join(turn);
        }
    }

    /// The time to join is over. A first generation goes on waiting while new members come, up to the longest
    /// `max.poll.interval.ms` in all (`tryCompleteInitialRebalanceElseSchedule`).
    pub(in crate::coordinator::group) fn join_timed_out(&mut self, turn: &mut Turn<'_>) {
        if let Some(initial) = &mut self.initial
            && initial.new_member_added
            && initial.remaining.0 > 0
        {
            let delay = turn
                .config
                .group_initial_rebalance_delay
                .min(initial.remaining);
            *initial = InitialRebalance {
                remaining: initial.remaining - initial.delay,
                delay,
                new_member_added: false,
            };
            return turn.set_timer(self.join_timer(), delay);
        }
        self.complete_join(turn);
    }

    /// The generation begins with those who have joined; the others are members no longer, but for static ones, who may be
    /// restarting (`completeClassicGroupJoin`).
    fn complete_join(&mut self, turn: &mut Turn<'_>) {
        if self.state != GroupState::PreparingRebalance {
            return;
        }
        turn.cancel_timer(self.join_timer());
        let missing: Vec<Arc<str>> = self
            .members
            .iter()
            .filter(|(_, member)| !member.is_awaiting_join() && member.group_instance_id.is_none())
            .map(|(id, _)| Arc::clone(id))
            .collect();
        for id in &missing {
            self.remove(id);
            self.forget_session(id, turn);
        }
        if !self.elect_leader_who_joined() && !self.members.is_empty() {
            // Nobody came back. Sessions will run out, or somebody comes.
            return turn.set_timer(self.join_timer(), self.rebalance_timeout());
        }
        self.begin_generation(turn);
    }

    /// `initNextGeneration`, and everybody hears of it.
    fn begin_generation(&mut self, turn: &mut Turn<'_>) {
        self.generation += 1;
        self.initial = None;
        self.pending_sync.clear();
        self.protocol = self.select_protocol();
        self.subscribed = self.subscriptions();
        turn.effects.note(Note::Rebalanced {
            group: Arc::clone(&self.id),
            generation: self.generation,
            members: self.members.len() as u32,
        });
        if self.members.is_empty() {
            self.move_to(GroupState::Empty, turn);
            let record = self.record(&|member| member.assignment.clone());
            return turn.write(vec![record], Completion::Nothing);
        }
        self.move_to(GroupState::CompletingRebalance, turn);
        let ids: Vec<Arc<str>> = self.members.keys().cloned().collect();
        for id in ids {
            let response = self.generation_for(&id);
            if let Some(member) = self.member_mut(&id) {
                member.complete_join(response, turn);
                member.is_new = false;
            }
            self.hear_of(&id, turn);
            self.pending_sync.insert(id);
        }
        turn.set_timer(self.sync_timer(), self.rebalance_timeout());
    }

    /// `maybeElectNewJoinedLeader`: a leader that did not come back leads no longer. Says whether anybody leads.
    fn elect_leader_who_joined(&mut self) -> bool {
        let Some(leader) = &self.leader else {
            return false;
        };
        if self
            .member(leader)
            .is_some_and(GroupMember::is_awaiting_join)
        {
            return true;
        }
        let joined = self
            .members
            .iter()
            .find(|(_, member)| member.is_awaiting_join());
        let Some((id, _)) = joined else {
            return false;
        };
        self.leader = Some(Arc::clone(id));
        true
    }

    fn all_have_joined(&self) -> bool {
        self.pending_join.is_empty() && self.awaiting_join() == self.members.len()
    }

    pub(super) fn join_timer(&self) -> GroupTimer {
        let group = Arc::clone(&self.id);
        GroupTimer::Join { group }
    }

    pub(super) fn sync_timer(&self) -> GroupTimer {
        let group = Arc::clone(&self.id);
        GroupTimer::Sync { group }
    }
}
