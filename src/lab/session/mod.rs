//! Time travel: a run that can be played, rewound, and forked by acting in its past.
//!
//! A run follows from its lab and its journal alone. The world at the playhead is had by taking the nearest checkpoint
//! before it and playing on, so going back costs no more than a short stretch of going forward.

mod act;
mod branch;
mod checkpoints;
mod density;
mod journal;
mod loss;
mod marks;
mod orders;
mod play;
mod recent;
mod refused;
mod replay;
mod saved;
mod stretch;
mod travel;

use std::sync::Arc;

use engine::model::{Instant, StepId};
use sim::World;

use crate::lab::Lab;
use crate::sample::Samples;
use crate::scorecard::Scorecard;
use branch::Branch;
pub use branch::{BranchId, BranchInfo, Frontier};
pub use journal::JournalEntry;
pub use loss::{Loss, LossKind};
pub use marks::{Mark, MarkKind};
pub use orders::Order;
use orders::Orders;
pub use refused::Refused;
pub use replay::Replay;
pub use saved::STEPS_MAX as REPLAY_STEPS_MAX;
use saved::STEPS_MAX;
pub(crate) use saved::{ENGINE, End, Saved};
pub use stretch::{Fate, Stretch, Travel, Turn};
pub use travel::Progress;

/// One person's run of a lab, with everything that was tried on the way.
#[derive(Clone, Debug)]
pub struct Session {
    lab: Arc<Lab>,
    /// The world at the playhead: its last event is at or before it.
    world: World,
    /// What its clients have seen.
    scorecard: Scorecard,
    playhead: Instant,
    /// By number; branches are never removed.
    branches: Vec<Branch>,
    current: usize,
    /// Counts the actions of this session, over all branches.
    deeds: u64,
    orders: Orders,
}

impl Session {
    /// A run at its beginning.
    #[must_use]
    pub fn new(lab: Arc<Lab>) -> Self {
        let world = World::new(lab.setup());
        let branches = vec![Branch::trunk(&world)];
        Self {
            lab,
            scorecard: Scorecard::of(&world),
            world,
            playhead: Instant::ZERO,
            branches,
            current: 0,
            deeds: 0,
            orders: Orders::default(),
        }
    }

    /// The same run with nothing after the playhead, and no other branch or order.
    pub(crate) fn up_to_here(&self) -> Self {
        Self {
            branches: vec![self.branch().up_to(&self.world, self.playhead)],
            current: 0,
            orders: Orders::default(),
            ..self.clone()
        }
    }

    /// The lab.
    #[must_use]
    pub const fn lab(&self) -> &Arc<Lab> {
        &self.lab
    }

    /// The world at the playhead.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// What became of every record, at the playhead.
    #[must_use]
    pub const fn scorecard(&self) -> &Scorecard {
        &self.scorecard
    }

    /// The moment that is shown; the world's last event is at or before it.
    #[must_use]
    pub const fn playhead(&self) -> Instant {
        self.playhead
    }

    /// How many steps have been taken at the playhead.
    #[must_use]
    pub const fn position(&self) -> StepId {
        self.world.steps()
    }

    /// The furthest moment that was played on the current branch.
    #[must_use]
    pub fn frontier(&self) -> Instant {
        self.branch().frontier.at
    }

    /// The same with its step, and the digest there.
    #[must_use]
    pub fn reached(&self) -> Frontier {
        self.branch().frontier
    }

    /// The current branch's actions, past and future, in order.
    #[must_use]
    pub fn journal(&self) -> &[JournalEntry] {
        &self.branch().journal
    }

    /// The actions of every branch, each with those that it shares with the one that it left.
    pub(crate) fn journals(&self) -> impl Iterator<Item = (BranchId, &[JournalEntry])> {
        let branches = self.branches.iter().enumerate();
        branches.map(|(index, branch)| (BranchId(index), &*branch.journal))
    }

    /// The branch that a branch left; none for the first.
    pub(crate) fn parent(&self, branch: BranchId) -> Option<BranchId> {
        self.branches.get(branch.0)?.parent()
    }

    /// What is worth a mark on the current branch's timeline, in order.
    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        &self.branch().marks
    }

    /// How many steps were taken in each of `buckets` equal stretches of `from..to`, as far as the current branch was
    /// played.
    #[must_use]
    pub fn density(&self, from: Instant, to: Instant, buckets: usize) -> Vec<u32> {
        self.branch().density.between(from, to, buckets)
    }

    /// What was measured on the current branch, as far as it was played.
    #[must_use]
    pub fn samples(&self) -> &Samples {
        &self.branch().samples
    }

    /// All branches, in the order in which they were made.
    #[must_use]
    pub fn branches(&self) -> Vec<BranchInfo> {
        self.branches
            .iter()
            .enumerate()
            .map(|(index, branch)| branch.info(index, index == self.current))
            .collect()
    }

    /// The branch on which the playhead is.
    #[must_use]
    pub const fn current_branch(&self) -> BranchId {
        BranchId(self.current)
    }

    /// How many actions were done in this session, over all branches.
    #[must_use]
    pub const fn deeds(&self) -> u64 {
        self.deeds
    }

    fn branch(&self) -> &Branch {
        // The current branch is one of them: it is only ever set to the number of one.
        &self.branches[self.current]
    }
}
