//! Who has lost bytes, and whether that is more than the durability claim allows.

use std::collections::BTreeMap;

use engine::metadata::PartitionState;
use engine::model::{BrokerId, LeaderEpoch};

use super::Allowed;

/// The replicas of a partition that have lost bytes and not been in sync again since.
///
/// The claim: while they are fewer than `min.insync.replicas`, with ELR on, no disk emptied and no unclean election,
/// nothing is lost that was acknowledged with `acks=all`.
#[derive(Clone, Debug, Default)]
pub(super) struct Losses {
    at: BTreeMap<BrokerId, Lost>,
    /// The last excuse that has passed, and the leader epoch of that time.
    past: Option<(Allowed, LeaderEpoch)>,
}

#[derive(Clone, Copy, Debug)]
struct Lost {
    wiped: bool,
    /// Whether the ISR has been without it since.
    left: bool,
}

impl Losses {
    /// A power cut, or an emptied disk.
    pub(super) fn note(&mut self, broker: BrokerId, wiped: bool, in_isr: bool) {
        let lost = self.at.entry(broker).or_insert(Lost { wiped, left: true });
        lost.wiped |= wiped;
        lost.left = !in_isr;
    }

    /// The controller has decided something: who is in the ISR again has what is committed.
    pub(super) fn decided(&mut self, state: &PartitionState, rule: DurabilityRule) {
        let back = |id: &BrokerId, lost: &Lost| lost.left && state.isr.contains(id);
        if self.at.iter().any(|(id, lost)| back(id, lost))
            && let Some(excuse) = self.present(rule)
        {
            self.past = Some((excuse, state.leader_epoch));
        }
        self.at.retain(|id, lost| !back(id, lost));
        for (id, lost) in &mut self.at {
            lost.left |= !state.isr.contains(id);
        }
    }

    /// Why a leader of this epoch may lack what was committed, if it may.
    pub(super) fn excuse(&self, epoch: LeaderEpoch, rule: DurabilityRule) -> Option<Allowed> {
        let past = || {
            let (excuse, until) = self.past.as_ref()?;
            (epoch <= *until).then(|| excuse.clone())
        };
        self.present(rule).or_else(past)
    }

    fn present(&self, rule: DurabilityRule) -> Option<Allowed> {
        let wiped: Vec<BrokerId> = self
            .at
            .iter()
            .filter(|(_, lost)| lost.wiped)
            .map(|(id, _)| *id)
            .collect();
        if !wiped.is_empty() {
            return Some(Allowed::Wipes(wiped));
        }
        let needed = if rule.elr_enabled { rule.min_isr } else { 1 };
        (self.at.len() >= needed.max(1))
            .then(|| Allowed::PowerCuts(self.at.keys().copied().collect()))
    }
}

/// What the durability claim of a partition rests on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DurabilityRule {
    /// `min.insync.replicas`, but no more than there are replicas.
    pub(super) min_isr: usize,
    /// Whether eligible leader replicas are kept.
    pub(super) elr_enabled: bool,
}
