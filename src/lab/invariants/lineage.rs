//! The committed log of a partition between two losses.

use std::collections::BTreeMap;

use engine::log::Log;
use engine::model::{LeaderEpoch, Offset};

use super::Allowed;
use super::committed::Committed;

/// What is committed in some leader epochs. As long as nothing committed is lost, there is one for all of them; a leader
/// that lacks something begins another.
#[derive(Clone, Debug)]
pub(super) struct Lineage {
    /// The first of its epochs.
    pub(super) first_epoch: LeaderEpoch,
    /// Where it leaves the one before.
    pub(super) forked_at: Offset,
    pub(super) log: Committed,
    /// Up to where the leader of each epoch has committed.
    ends: BTreeMap<LeaderEpoch, Offset>,
    /// Why it may lack what was committed before, until its first leader has been seen.
    pub(super) unsettled: Option<Allowed>,
    /// Why it lacks what was committed before, if it does and may.
    pub(super) excuse: Option<Allowed>,
}

impl Lineage {
    /// The leader of `epoch` has committed up to `to`, which its log reaches; says whether that is more than was known.
    pub(super) fn extend(&mut self, epoch: LeaderEpoch, log: &Log, to: Offset) -> bool {
        let advanced = self.log.extend(log, to);
        if advanced {
            self.ends.insert(epoch, self.log.end());
        }
        advanced
    }

    /// Up to where a leader of `epoch` must have what is committed. Who learns late of an epoch that is over already need
    /// not have what was committed in later ones.
    pub(super) fn committed_before(&self, epoch: LeaderEpoch) -> Offset {
        let ends = self.ends.range(..epoch).map(|(_, end)| *end);
        ends.max().unwrap_or(Offset::ZERO).max(self.log.start())
    }
}

/// The lineages of a partition, in the order of their epochs.
#[derive(Clone, Debug, Default)]
pub(super) struct Lineages(Vec<Lineage>);

impl Lineages {
    /// The first one: a leader was seen whose log begins here.
    pub(super) fn begin(&mut self, log_start: Offset) {
        if self.0.is_empty() {
            self.0.push(Lineage {
                first_epoch: LeaderEpoch(0),
                forked_at: log_start,
                log: Committed::beginning_at(log_start),
                ends: BTreeMap::new(),
                unsettled: None,
                excuse: None,
            });
        }
    }

    /// The one that an epoch belongs to.
    pub(super) fn of(&self, epoch: LeaderEpoch) -> Option<&Lineage> {
        self.0
            .iter()
            .rev()
            .find(|lineage| lineage.first_epoch <= epoch)
    }

    /// The same, to be changed.
    pub(super) fn of_mut(&mut self, epoch: LeaderEpoch) -> Option<&mut Lineage> {
        self.0
            .iter_mut()
            .rev()
            .find(|lineage| lineage.first_epoch <= epoch)
    }

    /// From `epoch` on it is another one, which shares what was committed so far.
    pub(super) fn fork(&mut self, epoch: LeaderEpoch, unsettled: Option<Allowed>) {
        let after = self
            .0
            .partition_point(|lineage| lineage.first_epoch < epoch);
        let Some(parent) = after.checked_sub(1).and_then(|place| self.0.get(place)) else {
            return;
        };
        let fork = Lineage {
            first_epoch: epoch,
            forked_at: parent.log.end(),
            log: parent.log.clone(),
            ends: parent.ends.clone(),
            unsettled,
            excuse: None,
        };
        match self.0.get_mut(after) {
            Some(there) if there.first_epoch == epoch => *there = fork,
            _ => self.0.insert(after, fork),
        }
    }

    /// The leader of `epoch` lacks what was committed from `to` on.
    pub(super) fn lose(&mut self, epoch: LeaderEpoch, to: Offset, excuse: Option<Allowed>) {
        if self
            .of(epoch)
            .is_some_and(|there| there.first_epoch < epoch)
        {
            self.fork(epoch, None);
        }
        if let Some(lineage) = self.of_mut(epoch) {
            lineage.log.truncate(to);
            for end in lineage.ends.values_mut() {
                *end = to.min(*end);
            }
            lineage.forked_at = lineage.forked_at.min(to);
            lineage.excuse = excuse;
            lineage.unsettled = None;
        }
    }

    /// The controller lost its decisions after `epoch` before anybody heard of them.
    pub(super) fn forget_after(&mut self, epoch: LeaderEpoch) {
        self.0
            .retain(|lineage| lineage.first_epoch <= epoch || lineage.unsettled.is_none());
    }

    /// The largest offset that both the epochs of `a` and of `b` agree on, if they are of different lineages.
    pub(super) fn parting(&self, a: LeaderEpoch, b: LeaderEpoch) -> Option<Offset> {
        let (low, high) = (a.min(b), a.max(b));
        self.0
            .iter()
            .filter(|lineage| low < lineage.first_epoch && lineage.first_epoch <= high)
            .map(|lineage| lineage.forked_at)
            .min()
    }

    /// All of them, the last first.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Lineage> {
        self.0.iter().rev()
    }

    /// What lies before `to` need not be remembered.
    pub(super) fn trim(&mut self, to: Offset) {
        for lineage in &mut self.0 {
            lineage.log.trim(to);
        }
    }
}
