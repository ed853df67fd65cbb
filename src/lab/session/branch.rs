//! One of the futures that were played.

use engine::model::{Instant, StepId};
use sim::{Digest, World};

use super::checkpoints::Checkpoints;
use super::density::Density;
use super::journal::JournalEntry;
use super::marks::Mark;
use crate::action::Action;
use crate::sample::Samples;

/// Names a branch of a session, from 0 for the first run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchId(pub usize);

/// What there is to say of a branch.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchInfo {
    /// Its name.
    pub id: BranchId,
    /// The branch that it left; `None` for the first.
    pub parent: Option<BranchId>,
    /// When it left it.
    pub forked_at: Instant,
    /// At which step it left it.
    pub forked_step: StepId,
    /// How far it was played.
    pub until: Instant,
    /// Whether the playhead is on it.
    pub current: bool,
    /// The action that made it; `None` for the first.
    pub cause: Option<Action>,
}

/// How far a branch was played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frontier {
    /// The moment: nothing else happens up to it.
    pub at: Instant,
    /// How many steps were taken.
    pub step: StepId,
    /// The fingerprint of all of them.
    pub digest: Digest,
}

/// One of the futures that were played, from the very beginning.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    origin: Option<Origin>,
    pub(super) journal: Vec<JournalEntry>,
    pub(super) frontier: Frontier,
    pub(super) checkpoints: Checkpoints,
    pub(super) marks: Vec<Mark>,
    pub(super) density: Density,
    pub(super) samples: Samples,
}

#[derive(Clone, Debug)]
struct Origin {
    parent: usize,
    at: Instant,
    step: StepId,
    cause: Action,
}

impl Branch {
    /// The first run, at its beginning.
    pub(super) fn trunk(world: &World) -> Self {
        Self {
            origin: None,
            journal: Vec::new(),
            frontier: Frontier {
                at: Instant::ZERO,
                step: world.steps(),
                digest: world.digest(),
            },
            checkpoints: Checkpoints::new(world),
            marks: Vec::new(),
            density: Density::default(),
            samples: Samples::default(),
        }
    }

    /// A new future, which shares everything up to a world and the moment shown.
    pub(super) fn fork(&self, parent: usize, world: &World, at: Instant, cause: Action) -> Self {
        let step = world.steps();
        Self {
            origin: Some(Origin {
                parent,
                at,
                step,
                cause,
            }),
            ..self.up_to(world, at)
        }
    }

    /// Everything of it up to a world and the moment shown, as a run of its own.
    pub(super) fn up_to(&self, world: &World, at: Instant) -> Self {
        let step = world.steps();
        Self {
            origin: None,
            journal: self
                .journal
                .iter()
                .filter(|entry| entry.step < step)
                .cloned()
                .collect(),
            frontier: Frontier {
                at,
                step,
                digest: world.digest(),
            },
            checkpoints: self.checkpoints.up_to(step),
            marks: self
                .marks
                .iter()
                .filter(|mark| mark.step < step)
                .cloned()
                .collect(),
            density: self.density.up_to(at, step.0),
            samples: self.samples.up_to(at, world),
        }
    }

    /// The branch that it left; `None` for the first.
    pub(super) fn parent(&self) -> Option<BranchId> {
        self.origin.as_ref().map(|origin| BranchId(origin.parent))
    }

    pub(super) fn info(&self, index: usize, current: bool) -> BranchInfo {
        let origin = self.origin.as_ref();
        BranchInfo {
            id: BranchId(index),
            parent: self.parent(),
            forked_at: origin.map_or(Instant::ZERO, |origin| origin.at),
            forked_step: origin.map_or(StepId(0), |origin| origin.step),
            until: self.frontier.at,
            current,
            cause: origin.map(|origin| origin.cause.clone()),
        }
    }

    /// The next action that the journal holds at or after a step.
    pub(super) fn next_entry(&self, step: StepId) -> Option<&JournalEntry> {
        self.journal
            .get(self.journal.partition_point(|entry| entry.step < step))
    }
}
