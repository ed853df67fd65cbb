//! Going anywhere in a run, and to its other branches.

use engine::model::{Instant, StepId};
use sim::World;

use super::checkpoints::Checkpoint;
use super::{BranchId, Session};

/// How far a long way is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Whether it is done.
    pub done: bool,
    /// Whether it was stopped on the way, because what was waited for has come about.
    pub held: bool,
    /// The moment that is shown meanwhile.
    pub at: Instant,
    /// Where it goes.
    pub to: Instant,
}

impl Session {
    /// Shows a moment; beyond the frontier it plays on.
    pub fn seek(&mut self, to: Instant) {
        while !self.seek_slice(to, u32::MAX).done {}
    }

    /// The same in slices of at most `max_steps` steps: call it until it says that it is done.
    pub fn seek_slice(&mut self, to: Instant, max_steps: u32) -> Progress {
        self.seek_slice_until(to, max_steps, |_| false)
    }

    /// The same, but held after the first step that makes the run `wanted`.
    pub fn seek_slice_until(
        &mut self,
        to: Instant,
        max_steps: u32,
        wanted: impl Fn(&Self) -> bool,
    ) -> Progress {
        let nearest = self.branch().checkpoints.before(to);
        if let Some(checkpoint) = self.better_start(|world| world.now() <= to, nearest) {
            self.start_from(checkpoint);
        }
        self.playhead = self.world.now();
        let mut progress = Progress {
            done: false,
            held: false,
            at: to,
            to,
        };
        for _ in 0..max_steps {
            if self.play(to).is_none() {
                self.arrive(to);
                progress.done = true;
                return progress;
            }
            if wanted(self) {
                progress.done = true;
                progress.held = true;
                break;
            }
        }
        self.playhead = self.world.now();
        progress.at = self.playhead;
        progress
    }

    /// Shows the moment after so many steps, no further than the frontier.
    pub fn seek_step(&mut self, to: StepId) {
        let to = to.min(self.branch().frontier.step);
        let nearest = self.branch().checkpoints.before_step(to);
        if let Some(checkpoint) = self.better_start(|world| world.steps() <= to, nearest) {
            self.start_from(checkpoint);
        }
        while self.world.steps() < to && self.play(Instant(u64::MAX)).is_some() {}
        self.playhead = self.world.now();
    }

    /// Undoes the last step; `false` at the beginning.
    pub fn step_back(&mut self) -> bool {
        let Some(before) = self.position().0.checked_sub(1) else {
            self.playhead = Instant::ZERO;
            return false;
        };
        self.seek_step(StepId(before));
        true
    }

    /// Goes to another branch, at the same moment or, if it was not played that far, at its frontier. Does nothing when
    /// there is no such branch.
    pub fn switch(&mut self, branch: BranchId) {
        let Some(target) = self.branches.get(branch.0) else {
            return;
        };
        let to = self.playhead.min(target.frontier.at);
        let Some(start) = target.checkpoints.before(to) else {
            return;
        };
        let start = start.clone();
        self.start_from(start);
        self.current = branch.0;
        self.playhead = self.world.now();
        self.seek(to);
    }

    /// A checkpoint to go on from, unless the world at the playhead is on the way and nearer.
    fn better_start(
        &self,
        on_the_way: impl Fn(&World) -> bool,
        checkpoint: Option<&Checkpoint>,
    ) -> Option<Checkpoint> {
        let checkpoint = checkpoint?;
        let stay = on_the_way(&self.world) && self.world.steps() >= checkpoint.world.steps();
        (!stay).then(|| checkpoint.clone())
    }

    fn start_from(&mut self, checkpoint: Checkpoint) {
        self.world = checkpoint.world;
        self.scorecard = checkpoint.scorecard;
    }
}
