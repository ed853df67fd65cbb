//! A node's last events, had by playing the last stretch again: texts are never stored.

use engine::model::{Instant, NodeId, StepId};
use sim::{Step, What, World};

use super::{Orders, Session};

/// How many steps are played again at most.
const LOOK_BACK_MAX: u64 = 20_000;

impl Session {
    /// The last `n` steps of a node before the playhead, and what was done to it and to its ways, the oldest first; fewer
    /// when it had little to do of late.
    #[must_use]
    pub fn recent(&self, node: NodeId, n: usize) -> Vec<Step> {
        let befell = |step: &Step| match &step.what {
            What::Action(action) => action.nodes().contains(&&node),
            _ => false,
        };
        self.steps_of(n, |step| step.node == Some(node) || befell(step))
    }

    /// One step of the past.
    #[must_use]
    pub fn past(&self, id: StepId) -> Option<Step> {
        let mut replay = self.replay_from(id)?;
        while replay.position() < id && replay.play(self.playhead).is_some() {}
        replay.play(self.playhead).filter(|step| step.id == id)
    }

    /// The world after so many steps of the current branch.
    pub(super) fn world_at(&self, step: StepId) -> Option<World> {
        let mut replay = self.replay_from(step)?;
        while replay.position() < step && replay.play(Instant(u64::MAX)).is_some() {}
        Some(replay.world)
    }

    fn steps_of(&self, n: usize, wanted: impl Fn(&Step) -> bool) -> Vec<Step> {
        let here = self.position();
        let mut from = here;
        let mut found: Vec<Step> = Vec::new();
        while found.len() < n && from.0 > 0 && here.0 - from.0 < LOOK_BACK_MAX {
            let Some(mut replay) = self.replay_from(StepId(from.0 - 1)) else {
                break;
            };
            let start = replay.position();
            let mut earlier = Vec::new();
            while replay.position() < from
                && let Some(step) = replay.play(self.playhead)
            {
                if wanted(&step) {
                    earlier.push(step);
                }
            }
            earlier.append(&mut found);
            found = earlier;
            from = start;
        }
        let surplus = found.len().saturating_sub(n);
        found.split_off(surplus)
    }

    /// This session on the current branch alone, at the nearest checkpoint at or before a step.
    pub(super) fn replay_from(&self, step: StepId) -> Option<Self> {
        let branch = self.branch().clone();
        let start = branch.checkpoints.before_step(step)?.clone();
        let playhead = start.world.now();
        Some(Self {
            lab: self.lab.clone(),
            world: start.world,
            scorecard: start.scorecard,
            playhead,
            branches: vec![branch],
            current: 0,
            deeds: self.deeds,
            orders: Orders::default(),
        })
    }
}
