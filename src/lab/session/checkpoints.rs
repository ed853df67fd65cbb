//! Worlds to play on from.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::model::{Instant, StepId, gather};
use sim::World;

use crate::scorecard::Scorecard;

/// A branch is divided into no more intervals: when it is, every second world goes and the interval doubles.
const INTERVALS_MAX: u64 = 400;

const FIRST_INTERVAL: u64 = 64;

/// So many steps around the playhead and behind the furthest one, there is a world at each interval. What lies further
/// away is sought by playing longer, since each world keeps a whole log alive that brokers have long deleted.
const NEAR: u64 = 1 << 21;

/// A world, and what its clients have seen so far.
#[derive(Clone, Debug)]
pub(super) struct Checkpoint {
    pub(super) world: World,
    pub(super) scorecard: Scorecard,
}

/// Worlds, evenly spaced over a branch, and sparse far from where anybody is. Branches share those of their common past.
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
        self.interval = thin(&mut self.worlds, self.interval, step);
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

/// Leaves out what is not to be kept when the playhead is at a step, and says what the interval is now.
fn thin<T>(worlds: &mut BTreeMap<StepId, T>, interval: u64, here: StepId) -> u64 {
    let furthest = worlds.keys().next_back().map_or(0, |last| last.0);
    let is_full = furthest / interval >= INTERVALS_MAX;
    let interval = if is_full { interval * 2 } else { interval };
    worlds.retain(|step, _| {
        let away = (furthest - step.0).min(here.0.abs_diff(step.0));
        step.0.is_multiple_of(spacing(away, interval))
    });
    interval
}

/// How far apart worlds are kept that lie so many steps away: every spacing is a multiple of the smaller ones.
fn spacing(away: u64, interval: u64) -> u64 {
    if away <= NEAR {
        interval
    } else {
        interval.max(1 << (away / 4).ilog2())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays from a step to another, and thins as a session does.
    fn play(kept: &mut BTreeMap<StepId, ()>, interval: &mut u64, from: u64, to: u64) {
        for step in (from..=to).filter(|step| step.is_multiple_of(FIRST_INTERVAL)) {
            if step.is_multiple_of(*interval) && kept.insert(StepId(step), ()).is_none() {
                *interval = thin(kept, *interval, StepId(step));
            }
        }
    }

    /// The steps between two neighbours, at most, within a stretch.
    fn widest(kept: &BTreeMap<StepId, ()>, from: u64, to: u64) -> u64 {
        let steps: Vec<u64> = kept
            .range(StepId(from)..=StepId(to))
            .map(|(step, ())| step.0)
            .collect();
        steps
            .windows(2)
            .map(|two| two[1] - two[0])
            .max()
            .unwrap_or(0)
    }

    #[test]
    fn a_run_of_two_million_steps_has_a_world_in_each_two_hundredth_of_it() {
        let (mut kept, mut interval) = (BTreeMap::new(), FIRST_INTERVAL);
        for furthest in [1_000, 100_000, 1_000_000, NEAR] {
            play(&mut kept, &mut interval, 0, furthest);
            assert!(kept.len() <= 401, "{} worlds", kept.len());
            let gap = widest(&kept, 0, furthest);
            assert!(
                gap <= (furthest / 200).max(FIRST_INTERVAL),
                "{gap} steps of {furthest}"
            );
        }
    }

    #[test]
    fn a_long_run_has_few_worlds_far_back_until_somebody_goes_there() {
        let (mut kept, mut interval) = (BTreeMap::new(), FIRST_INTERVAL);
        let furthest = 5 * NEAR;
        play(&mut kept, &mut interval, 0, furthest);
        assert_eq!(widest(&kept, 4 * NEAR, furthest), interval);
        assert!(kept.range(..StepId(4 * NEAR)).count() < 10);

        let there = 2 * NEAR + NEAR / 3;
        let start = kept
            .range(..=StepId(there))
            .next_back()
            .map_or(0, |(step, ())| step.0);
        assert!(there - start <= NEAR);
        play(&mut kept, &mut interval, start, there);
        assert_eq!(
            widest(&kept, start, there),
            interval,
            "nearby, a step back costs little"
        );
        let next = furthest + interval;
        play(&mut kept, &mut interval, furthest, next);
        assert_eq!(widest(&kept, 4 * NEAR, furthest), interval);
        let left = kept.range(StepId(start)..=StepId(there)).count();
        assert_eq!(left, 1, "who has left keeps nothing there");
    }
}
