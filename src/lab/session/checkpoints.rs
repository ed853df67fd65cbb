//! Worlds to play on from.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::model::{Instant, StepId, gather};
use sim::World;

use crate::scorecard::Scorecard;

/// More are never kept of one branch: when they are, every second one goes and the interval doubles.
const KEPT_MAX: usize = 400;

const FIRST_INTERVAL: u64 = 64;

/// A world, and what its clients have seen so far.
#[derive(Clone, Debug)]
pub(super) struct Checkpoint {
    pub(super) world: World,
    pub(super) scorecard: Scorecard,
}

/// Worlds, evenly spaced over a branch. Branches share those of their common past.
#[derive(Clone, Debug)]
pub(super) struct Checkpoints {
    worlds: BTreeMap<StepId, Arc<Checkpoint>>,
    interval: u64,
}

impl Checkpoints {
    pub(super) fn new(world: &World) -> Self {
        let first = Checkpoint {
            world: world.clone(),
            scorecard: Scorecard::of(world),
        };
        Self {
            worlds: gather([(world.steps(), Arc::new(first))]),
            interval: FIRST_INTERVAL,
        }
    }

    /// Keeps a world if it is its turn.
    pub(super) fn offer(&mut self, world: &World, scorecard: &Scorecard) {
        let step = world.steps();
        if !step.0.is_multiple_of(self.interval) || self.worlds.contains_key(&step) {
            return;
        }
        let checkpoint = Checkpoint {
            world: world.clone(),
            scorecard: scorecard.clone(),
        };
        self.worlds.insert(step, Arc::new(checkpoint));
        if self.worlds.len() > KEPT_MAX {
            self.interval *= 2;
            self.worlds
                .retain(|step, _| step.0.is_multiple_of(self.interval));
        }
    }

    /// Those that a branch shares which leaves at a step.
    pub(super) fn up_to(&self, step: StepId) -> Self {
        let worlds = self
            .worlds
            .range(..=step)
            .map(|(step, world)| (*step, Arc::clone(world)));
        Self {
            worlds: gather(worlds),
            interval: self.interval,
        }
    }

    /// The last one at or before a step.
    pub(super) fn before_step(&self, step: StepId) -> Option<&Checkpoint> {
        self.worlds
            .range(..=step)
            .next_back()
            .map(|(_, checkpoint)| &**checkpoint)
    }

    /// The last one whose last event is at or before a moment.
    pub(super) fn before(&self, at: Instant) -> Option<&Checkpoint> {
        self.worlds
            .values()
            .rev()
            .find(|checkpoint| checkpoint.world.now() <= at)
            .map(|checkpoint| &**checkpoint)
    }
}
