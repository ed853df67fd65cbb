//! What happens within `poll()`: the member takes up what heartbeats have brought (`AbstractMembershipManager.maybeReconcile`).

use std::collections::BTreeSet;

use super::ModernMemberState;
use crate::client::Observation;
use crate::client::consumer::membership::Consumer;
use crate::model::TopicPartition;
use crate::node::{Effects, Now};

impl Consumer {
    /// The application polls.
    pub(super) fn polled(&mut self, now: Now, effects: &mut Effects) {
        let Some(modern) = self.membership.as_mut().and_then(|m| m.modern.as_mut()) else {
            return;
        };
        match modern.state {
            ModernMemberState::Unsubscribed => self.join_as_modern(),
            ModernMemberState::Fenced | ModernMemberState::Stale => {
                self.lose(effects);
                self.join_as_modern();
            }
            ModernMemberState::Reconciling => self.reconcile(now, effects),
            _ => {}
        }
    }

    fn join_as_modern(&mut self) {
        if let Some(membership) = &mut self.membership {
            membership.rejoin();
        }
    }

    /// What it had may be another's already.
    fn lose(&mut self, effects: &mut Effects) {
        let owned: Vec<TopicPartition> = self.positions.keys().cloned().collect();
        if !owned.is_empty() {
            effects.observe(Observation::Lost(owned));
            self.assign(&[], effects);
        }
    }

    /// Commits, if that is automatic, then gives up what it is to have no longer, and has the rest.
    fn reconcile(&mut self, now: Now, effects: &mut Effects) {
        let Some(modern) = self.membership.as_ref().and_then(|m| m.modern.as_ref()) else {
            return;
        };
        let Some(target) = modern.target.clone() else {
            return;
        };
        let owned: BTreeSet<TopicPartition> = self.positions.keys().cloned().collect();
        let revoked: Vec<TopicPartition> = owned.difference(&target).cloned().collect();
        match modern.committing {
            None if self.commits_automatically() && !owned.is_empty() => {
                for partition in &revoked {
                    if let Some(state) = self.positions.get_mut(partition) {
                        state.pending_revocation = true;
                    }
                }
                self.commit(now, effects);
                if self.commit_is_in_flight() {
                    let until = now.mono + self.setup.config.max_poll_interval;
                    self.set_committing(Some(until));
                    return;
                }
            }
            Some(until) if self.commit_is_in_flight() && now.mono < until => return,
            _ => {}
        }
        self.set_committing(None);
        let kept: Vec<TopicPartition> = owned.intersection(&target).cloned().collect();
        self.revoke(revoked, &kept, effects);
        let target: Vec<TopicPartition> = target.into_iter().collect();
        self.assign(&target, effects);
        if self.commits_automatically() {
            self.await_auto_commit(now, effects);
        }
        if let Some(membership) = &mut self.membership {
            membership.go(ModernMemberState::Acknowledging);
        }
    }

    fn set_committing(&mut self, until: Option<crate::model::Instant>) {
        let modern = self.membership.as_mut().and_then(|m| m.modern.as_mut());
        if let Some(modern) = modern {
            modern.committing = until;
        }
    }
}
