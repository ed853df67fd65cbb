//! What a member does before it joins: commit, and give up what it must (`ConsumerCoordinator.onJoinPrepare`).

use super::{Consumer, Context, Membership, Preparing};
use crate::client::Observation;
use crate::config::RebalanceProtocol;
use crate::model::TopicPartition;
use crate::node::{Effects, Now};

impl Membership {
    /// The commit before a revocation did not get through, but may the next time.
    pub(super) fn commit_failed(&mut self) {
        if let Preparing::Committing { .. } = self.preparing {
            self.preparing = Preparing::ToDo;
        }
    }
}

impl Consumer {
    /// Whether the member may join now; what is still to be done before, is begun.
    pub(super) fn is_prepared(&mut self, now: Now, effects: &mut Effects) -> bool {
        let protocol = self.rebalance_protocol();
        let Some(membership) = &self.membership else {
            return false;
        };
        // Who is out cannot commit: what it had may be another's already.
        let is_out = membership.is_out();
        match membership.preparing {
            Preparing::Done => return true,
            Preparing::ToDo if !is_out && self.commits_automatically() => {
                let until = now.mono + self.setup.config.max_poll_interval;
                if protocol == RebalanceProtocol::Eager {
                    self.mark_pending_revocation();
                }
                self.commit(now, effects);
                if self.commit_is_in_flight() {
                    self.set_preparing(Preparing::Committing { until });
                    return false;
                }
            }
            Preparing::Committing { until } if self.commit_is_in_flight() && now.mono < until => {
                return false;
            }
            Preparing::ToDo | Preparing::Committing { .. } => {}
        }
        let owned: Vec<_> = self.positions.keys().cloned().collect();
        if is_out && !owned.is_empty() {
            effects.observe(Observation::Lost(owned));
            self.assign(&[], effects);
        } else if !is_out && protocol == RebalanceProtocol::Eager {
            self.revoke(owned, &[], effects);
        }
        self.set_preparing(Preparing::Done);
        if let Some(membership) = &mut self.membership {
            membership.leading = None;
        }
        true
    }

    /// What is committed now is the last that this member reads (`maybeMarkPartitionsPendingRevocation`).
    fn mark_pending_revocation(&mut self) {
        for state in self.positions.values_mut() {
            state.pending_revocation = true;
        }
    }

    /// The listener hears of it first, while the application can still use them; then they are gone.
    pub(super) fn revoke(
        &mut self,
        revoked: Vec<TopicPartition>,
        kept: &[TopicPartition],
        effects: &mut Effects,
    ) {
        if !revoked.is_empty() {
            effects.observe(Observation::Revoked(revoked));
            self.assign(kept, effects);
        }
    }

    pub(super) fn rebalance_protocol(&self) -> RebalanceProtocol {
        self.setup.config.partition_assignment_strategy.protocol()
    }

    fn set_preparing(&mut self, preparing: Preparing) {
        if let Some(membership) = &mut self.membership {
            membership.preparing = preparing;
        }
    }

    pub(super) fn commit_is_in_flight(&self) -> bool {
        let mut in_flight = self.coordinator_network.all_in_flight();
        let is_queued = !self.queued_commits.is_empty();
        is_queued
            || in_flight.any(|(_, request)| matches!(request.context, Context::OffsetCommit { .. }))
    }
}
