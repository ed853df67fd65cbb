//! What happened in a stretch of a run, had by playing it again: messages are never stored.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use engine::model::{Instant, NodeId, StepId, gather};
use sim::{FlightId, FlightRecord, Life, Outcome, Step, What, World};

use super::Session;

/// What happened between two moments of a branch.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Where it begins: later than was asked for where more happened than is ever played again.
    pub from: Instant,
    /// Where it ends: no later than the branch was played.
    pub to: Instant,
    /// Whether its beginning was left out.
    pub shortened: bool,
    /// What was on its way, by when it left.
    pub travels: Vec<Travel>,
    /// How every node was at the beginning, and when that changed.
    pub turns: Vec<Turn>,
}

/// Something that was on its way between two hosts.
#[derive(Clone, Debug, PartialEq)]
pub struct Travel {
    /// What it was, from where to where, and since when.
    pub record: FlightRecord,
    /// What became of it, as far as the stretch tells.
    pub fate: Fate,
}

/// What became of something that was on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It reached the process that it was sent to.
    Arrived(Instant, StepId),
    /// It reached the host, and nobody there took it.
    Untaken(Instant, StepId),
    /// It was lost on its way, and its connection with it.
    Lost(Instant, StepId),
    /// It is held up at the end: since when, as far as a step tells.
    HeldUp(Instant),
    /// It is on its way still.
    UnderWay,
}

/// From when on a node was like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Whose turn.
    pub node: NodeId,
    /// When.
    pub at: Instant,
    /// How it was from then on.
    pub life: Life,
}

impl Session {
    /// What happened from a moment to another on the current branch, as far as it was played. One that ends at the
    /// playhead ends with the last step that was taken there.
    ///
    /// Of more than `most` steps it has the last ones; a few more where the end is between two checkpoints.
    #[must_use]
    pub fn stretch(&self, from: Instant, to: Instant, most: u64) -> Stretch {
        let to = to.min(self.frontier());
        let from = from.min(to);
        let mut stretch = Stretch {
            from,
            to,
            shortened: false,
            travels: Vec::new(),
            turns: Vec::new(),
        };
        let here = (to == self.playhead()).then(|| self.position());
        let checkpoints = &self.branch().checkpoints;
        let step_before = |at| checkpoints.before(at).map(|kept| kept.world.steps());
        let Some(end) = here.or_else(|| step_before(to)) else {
            return stretch;
        };
        let first = from.0.checked_sub(1).map(Instant).and_then(step_before);
        let start = first
            .unwrap_or_default()
            .max(StepId(end.0.saturating_sub(most)));
        if let Some(replay) = self.replay_from(start) {
            stretch.follow(replay, start, here.unwrap_or(StepId(u64::MAX)));
        }
        stretch
    }
}

impl Stretch {
    /// Plays from a step to another, or to the end of the stretch, and tells what happened within it.
    fn follow(&mut self, mut replay: Session, start: StepId, end: StepId) {
        while replay.position() < start && replay.play(self.to).is_some() {}
        if start > StepId(0) && replay.world.now() >= self.from {
            (self.from, self.shortened) = (replay.world.now(), true);
        } else if let Some(just_before) = self.from.0.checked_sub(1).map(Instant) {
            while replay.play(just_before).is_some() {}
        }
        let mut told = Told {
            travels: BTreeMap::new(),
            lives: lives(&replay.world),
        };
        self.turns = turns(&told.lives, self.from);
        while replay.position() < end {
            let arriving = replay.world.arriving().map(FlightRecord::from);
            let Some(step) = replay.play(self.to) else {
                break;
            };
            told.arrivals(&step, arriving);
            self.turns.extend(told.turns(&step, &replay.world));
        }
        self.travels = told.travels(&replay.world, self.to);
    }
}

/// What was told so far.
struct Told {
    travels: BTreeMap<FlightId, Travel>,
    lives: BTreeMap<NodeId, Life>,
}

impl Told {
    /// What a step makes of what was on its way. What waits in an inbox has arrived.
    fn arrivals(&mut self, step: &Step, arriving: Option<FlightRecord>) {
        let (at, id) = (step.at, step.id);
        let fate = match step.outcome {
            Outcome::Handled | Outcome::Queued => Fate::Arrived(at, id),
            Outcome::Reset | Outcome::Discarded => Fate::Untaken(at, id),
            Outcome::Lost => Fate::Lost(at, id),
            Outcome::Parked | Outcome::Moot | Outcome::Refused(_) => Fate::HeldUp(at),
        };
        // An action out of the journal comes before what was to arrive next.
        let arrived = arriving.filter(|_| !matches!(step.what, What::Action(_) | What::Wanted(_)));
        self.tell(arrived, fate);
        self.tell(step.lost.iter().cloned(), Fate::Lost(at, id));
    }

    fn tell(&mut self, records: impl IntoIterator<Item = FlightRecord>, fate: Fate) {
        let told = records
            .into_iter()
            .map(|record| (record.id, Travel { record, fate }));
        self.travels.extend(told);
    }

    /// Whose life a step changed.
    fn turns(&mut self, step: &Step, world: &World) -> Vec<Turn> {
        let concerned = match (&step.what, step.node) {
            (What::Action(_), _) => lives(world),
            (_, Some(node)) => gather(world.slot(node).map(|slot| (node, slot.life()))),
            (_, None) => BTreeMap::new(),
        };
        let changed: BTreeMap<NodeId, Life> = gather(
            concerned
                .into_iter()
                .filter(|(node, life)| self.lives.insert(*node, *life) != Some(*life)),
        );
        turns(&changed, step.at)
    }

    /// Everything that was on its way, and what still is at the end.
    fn travels(mut self, world: &World, end: Instant) -> Vec<Travel> {
        for flight in world.flights().filter(|flight| flight.sent <= end) {
            let told = self.travels.get(&flight.id).map(|travel| travel.fate);
            let fate = match (flight.arrives, told) {
                (Some(_), _) => Fate::UnderWay,
                (None, Some(held_up @ Fate::HeldUp(_))) => held_up,
                (None, _) => Fate::HeldUp(end),
            };
            self.tell([FlightRecord::from(flight)], fate);
        }
        let mut travels: Vec<Travel> = self.travels.into_values().collect();
        travels.sort_by_key(|travel| (travel.record.sent, travel.record.id));
        travels
    }
}

fn lives(world: &World) -> BTreeMap<NodeId, Life> {
    gather(world.slots().map(|slot| (slot.id(), slot.life())))
}

fn turns(lives: &BTreeMap<NodeId, Life>, at: Instant) -> Vec<Turn> {
    let turn = |(node, life): (&NodeId, &Life)| Turn {
        node: *node,
        at,
        life: *life,
    };
    lives.iter().map(turn).collect()
}
