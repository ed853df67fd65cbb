//! A process's timers.

use std::collections::BTreeMap;

use engine::model::Instant;
use engine::node::Timer;

use crate::queue::Place;

/// The timers that run, and how often the dice were asked for each.
#[derive(Clone, Debug, Default, Hash)]
pub(crate) struct Timers(BTreeMap<Timer, State>);

#[derive(Clone, Copy, Debug, Default, Hash)]
struct State {
    running: Option<Running>,
    /// How often the dice were asked. A timer that never asks them is forgotten when it has run out.
    draws: u64,
}

/// A timer that runs.
#[derive(Clone, Copy, Debug, Hash)]
pub(crate) struct Running {
    pub(crate) started: Instant,
    pub(crate) fires: Instant,
    /// Its place on the agenda.
    pub(crate) place: Place,
}

impl Timers {
    /// How often the dice were asked for a timer before; counts this time.
    pub(crate) fn count_draw(&mut self, timer: &Timer) -> u64 {
        let state = self.0.entry(timer.clone()).or_default();
        state.draws += 1;
        state.draws - 1
    }

    /// Starts a timer, or starts it again. `schedule` puts it on the agenda, in the place that it has there if it runs.
    pub(crate) fn start(&mut self, timer: Timer, schedule: impl FnOnce(Option<Place>) -> Running) {
        let state = self.0.entry(timer).or_default();
        state.running = Some(schedule(state.running.map(|running| running.place)));
    }

    /// Notes that a timer no longer runs. Answers its place on the agenda if it did.
    pub(crate) fn stop(&mut self, timer: &Timer) -> Option<Place> {
        let state = self.0.get_mut(timer)?;
        let stopped = state.running.take();
        if state.draws == 0 {
            self.0.remove(timer);
        }
        stopped.map(|running| running.place)
    }

    /// Forgets all, with their process.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The timers that run: which, since when, until when.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Timer, Instant, Instant)> {
        self.0.iter().filter_map(|(timer, state)| {
            let running = state.running?;
            Some((timer, running.started, running.fires))
        })
    }
}
