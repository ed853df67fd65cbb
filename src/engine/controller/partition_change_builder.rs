//! What becomes of a partition when its ISR or the brokers change (`org.apache.kafka.controller.PartitionChangeBuilder`).

use std::collections::BTreeSet;

use crate::metadata::{LeaderRecoveryState, PartitionChange, PartitionState};
use crate::model::{BrokerId, gather};

/// Which leader is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Election {
    /// The preferred one, if it is in sync; else as for `Online`.
    Preferred,
    /// The leader stays while it can; else the first replica in sync.
    #[default]
    Online,
    /// As for `Online`, but rather a replica that is not in sync than none.
    Unclean,
}

/// Who is elected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ElectionResult {
    /// The leader, or nobody.
    pub leader: Option<BrokerId>,
    /// Whether it was neither in sync nor eligible, so that committed records may be lost.
    pub unclean: bool,
}

/// Works out one partition's change: target ISR, eligible leader replicas, leader.
#[derive(Clone, Debug)]
pub struct PartitionChangeBuilder<'a, F> {
    partition: &'a PartitionState,
    number: i32,
    is_acceptable_leader: F,
    min_isr: usize,
    election: Election,
    elr_enabled: bool,
    use_last_known_leader: bool,
    unclean_shutdown: Option<BrokerId>,
    target_isr: Vec<BrokerId>,
    target_elr: Vec<BrokerId>,
    target_last_known_elr: Vec<BrokerId>,
    target_leader_recovery_state: LeaderRecoveryState,
}

impl<'a, F: Fn(BrokerId) -> bool> PartitionChangeBuilder<'a, F> {
    /// A change of partition `number`, which is in the state `partition`. A leader must be acceptable: alive, as a rule.
    /// `min_isr` is the effective `min.insync.replicas`.
    #[must_use]
    pub fn new(
        partition: &'a PartitionState,
        number: i32,
        is_acceptable_leader: F,
        min_isr: usize,
    ) -> Self {
        Self {
            partition,
            number,
            is_acceptable_leader,
            min_isr,
            election: Election::default(),
            elr_enabled: false,
            use_last_known_leader: true,
            unclean_shutdown: None,
            target_isr: partition.isr.clone(),
            target_elr: partition.elr.clone(),
            target_last_known_elr: partition.last_known_elr.clone(),
            target_leader_recovery_state: partition.leader_recovery_state,
        }
    }

    /// Which leader is wanted.
    #[must_use]
    pub fn election(mut self, election: Election) -> Self {
        self.election = election;
        self
    }

    /// Whether eligible leader replicas are kept (KIP-966).
    #[must_use]
    pub fn elr_enabled(mut self, enabled: bool) -> Self {
        self.elr_enabled = enabled;
        self
    }

    /// Whether the field of the last known ELR holds the last leader alone, which may be elected when ISR and ELR are
    /// empty. Kafka 4 always has it so; without, the field holds every former member, and none of them is elected.
    #[must_use]
    pub fn use_last_known_leader(mut self, used: bool) -> Self {
        self.use_last_known_leader = used;
        self
    }

    /// A broker that was not shut down in order: it may have lost what it had acknowledged.
    #[must_use]
    pub fn unclean_shutdown(mut self, broker: Option<BrokerId>) -> Self {
        self.unclean_shutdown = broker;
        self
    }

    /// The ISR wanted.
    #[must_use]
    pub fn target_isr(mut self, isr: Vec<BrokerId>) -> Self {
        self.target_isr = isr;
        self
    }

    /// The leader recovery state wanted.
    #[must_use]
    pub fn target_leader_recovery_state(mut self, state: LeaderRecoveryState) -> Self {
        self.target_leader_recovery_state = state;
        self
    }

    /// Who would lead, as things stand.
    pub fn elect_leader(&self) -> ElectionResult {
        let clean = |leader| ElectionResult {
            leader: Some(leader),
            unclean: false,
        };
        let unclean = |leader| ElectionResult {
            leader: Some(leader),
            unclean: true,
        };
        let replicas = || self.partition.replicas.iter().copied();
        let valid = |id: &BrokerId| self.is_valid_new_leader(*id);
        let preferred = replicas()
            .next()
            .filter(|_| self.election == Election::Preferred);
        preferred
            .filter(valid)
            .or(self.partition.leader.filter(valid))
            .or_else(|| replicas().find(valid))
            .map(clean)
            .or_else(|| self.last_known_leader().map(unclean))
            .or_else(|| {
                let any = replicas().find(|id| (self.is_acceptable_leader)(*id));
                any.filter(|_| self.election == Election::Unclean)
                    .map(unclean)
            })
            .unwrap_or(ElectionResult {
                leader: None,
                unclean: false,
            })
    }

    /// The change, or `None` where nothing changes.
    #[must_use]
    pub fn build(mut self) -> Option<PartitionChange> {
        let mut change = PartitionChange::of(self.partition.topic_id, self.number);
        self.populate_target_elr();
        self.try_election(&mut change);
        self.update_elr(&mut change);
        // Without ELR the last in-sync replica stays in the ISR: nothing else would say who may lead again.
        let may_be_empty = self.elr_enabled || !self.target_isr.is_empty();
        if change.isr.is_none() && may_be_empty && self.target_isr != self.partition.isr {
            change.isr = Some(std::mem::take(&mut self.target_isr));
        }
        self.update_last_known_leader(&mut change);
        if self.target_leader_recovery_state != self.partition.leader_recovery_state {
            change.leader_recovery_state = Some(self.target_leader_recovery_state);
        }
        (!change.is_no_op()).then_some(change)
    }

    /// In the ISR, or in the ELR when the ISR is empty, and acceptable.
    fn is_valid_new_leader(&self, replica: BrokerId) -> bool {
        let has_all = self.target_isr.contains(&replica)
            || self.target_isr.is_empty() && self.target_elr.contains(&replica);
        has_all && (self.is_acceptable_leader)(replica)
    }

    fn last_known_leader(&self) -> Option<BrokerId> {
        let [last] = *self.partition.last_known_elr.as_slice() else {
            return None;
        };
        let wanted = self.elr_enabled && self.use_last_known_leader;
        let nobody_better = self.target_isr.is_empty() && self.target_elr.is_empty();
        (wanted && nobody_better && (self.is_acceptable_leader)(last)).then_some(last)
    }

    /// Who leaves an ISR that is below the minimum stays eligible, until the ISR has the minimum again.
    fn populate_target_elr(&mut self) {
        if !self.elr_enabled {
            return;
        }
        if self.target_isr.len() >= self.min_isr {
            self.target_elr.clear();
            self.target_last_known_elr.clear();
            return;
        }
        let former = [&self.partition.isr, &self.target_elr];
        let mut candidates: BTreeSet<BrokerId> = gather(former.into_iter().flatten().copied());
        candidates.retain(|id| !self.target_isr.contains(id));
        let lost = self.unclean_shutdown;
        self.target_elr = candidates
            .iter()
            .copied()
            .filter(|id| Some(*id) != lost)
            .collect();
        candidates.extend(&self.target_last_known_elr);
        candidates.retain(|id| !self.target_isr.contains(id) && !self.target_elr.contains(id));
        self.target_last_known_elr = candidates.into_iter().collect();
    }

    fn try_election(&mut self, change: &mut PartitionChange) {
        let ElectionResult { leader, unclean } = self.elect_leader();
        if leader == self.partition.leader {
            return;
        }
        change.leader = Some(leader);
        let Some(leader) = leader else { return };
        if self.target_elr.contains(&leader) {
            self.target_isr = vec![leader];
            self.target_elr.retain(|id| *id != leader);
        }
        if unclean {
            change.isr = Some(vec![leader]);
            if self.partition.leader_recovery_state != LeaderRecoveryState::Recovering {
                change.leader_recovery_state = Some(LeaderRecoveryState::Recovering);
            }
        }
    }

    fn update_elr(&mut self, change: &mut PartitionChange) {
        let was_unclean = change.isr.is_some();
        if was_unclean || !self.elr_enabled {
            self.target_elr.clear();
            self.target_last_known_elr.clear();
        }
        if self.target_elr != self.partition.elr {
            change.elr = Some(std::mem::take(&mut self.target_elr));
        }
        if !self.use_last_known_leader
            && self.target_last_known_elr != self.partition.last_known_elr
        {
            change.last_known_elr = Some(std::mem::take(&mut self.target_last_known_elr));
        }
    }

    /// The last leader is remembered when the ISR becomes empty, and forgotten once there is a leader.
    fn update_last_known_leader(&self, change: &mut PartitionChange) {
        if !self.use_last_known_leader || !self.elr_enabled {
            return;
        }
        let before = &self.partition.last_known_elr;
        let leader = self.partition.leader;
        let becomes_empty = change.isr.as_ref().is_some_and(Vec::is_empty);
        let leads = change.leader.unwrap_or(leader).is_some();
        if becomes_empty && let Some(leader) = leader {
            change.last_known_elr = Some(vec![leader]);
        } else if leads && !before.is_empty() {
            change.last_known_elr = Some(Vec::new());
        }
    }
}
