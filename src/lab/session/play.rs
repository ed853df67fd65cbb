//! Playing forward: events, and the journal's actions where they belong.

use engine::model::Instant;
use sim::Step;

use super::{Session, marks};
use crate::action::Action;

impl Session {
    /// Plays everything up to a moment, and shows it.
    pub fn advance(&mut self, to: Instant) {
        while self.play(to).is_some() {}
        self.arrive(to);
    }

    /// Plays one event or one of the journal's actions.
    pub fn step(&mut self) -> Option<Step> {
        let step = self.play(Instant(u64::MAX))?;
        self.arrive(step.at);
        Some(step)
    }

    /// Shows a moment up to which everything was played.
    pub(super) fn arrive(&mut self, at: Instant) {
        self.playhead = self.playhead.max(at);
        let branch = &mut self.branches[self.current];
        branch.frontier.at = branch.frontier.at.max(self.playhead);
        branch.samples.take_before(self.playhead, &self.world);
    }

    /// Plays the next thing that happens at or before `until`.
    pub(super) fn play(&mut self, until: Instant) -> Option<Step> {
        if let Some(step) = self.carry_out(until) {
            return Some(step);
        }
        let here = self.world.steps();
        let entry = self.branches[self.current]
            .next_entry(here)
            .filter(|entry| entry.step == here);
        let Some(entry) = entry else {
            let next = self.world.next_at().filter(|next| *next <= until)?;
            let branch = &mut self.branches[self.current];
            branch.samples.take_before(next, &self.world);
            let step = self.world.step()?;
            self.played(&step, None);
            return Some(step);
        };
        if entry.at > until {
            return None;
        }
        let (at, action) = (entry.at, entry.action.clone());
        let (action, deed) = self.lab.resolve(action, &self.world).ok()?;
        // The same lab and the same journal: what could be done once, can be done again.
        self.world.advance_clock(at).ok()?;
        let step = self.world.apply(deed).ok()?;
        self.played(&step, Some(action));
        Some(step)
    }

    /// Takes note of a step: of what clients saw in it, and of the rest if nobody has been here before.
    pub(super) fn played(&mut self, step: &Step, action: Option<Action>) {
        self.scorecard.follow(&self.world);
        let branch = &mut self.branches[self.current];
        branch.checkpoints.offer(&self.world, &self.scorecard);
        if branch.frontier.step < self.world.steps() {
            branch.frontier.step = self.world.steps();
            branch.frontier.digest = self.world.digest();
            branch.frontier.at = branch.frontier.at.max(step.at);
            branch.density.count(step.at);
            branch.marks.extend(marks::of(step, &self.world, action));
            self.look_out(step);
        }
    }
}
