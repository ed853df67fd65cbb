//! What somebody did to a run, to be done again to another.

use std::sync::Arc;

use engine::model::{Duration, Instant};
use sim::{Cargo, FlightId};

use crate::action::{Action, Delay, DropNext, Flight, MessageKind};
use crate::lab::Lab;
use crate::redoing::{Redoing, Replayed};
use crate::session::{JournalEntry, Refused, Session};
use crate::work::Work;

/// Actions with their times.
#[derive(Clone, Debug, PartialEq)]
pub struct Attack {
    deeds: Vec<Deed>,
    /// When what they did was looked at: some damage shows late.
    until: Instant,
}

/// One thing that somebody did to a run, to be done again to another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Deed {
    pub(crate) at: Instant,
    action: Action,
    /// What message it picked out, if it picked one: in another run it has another number.
    picked: Option<DropNext>,
}

/// An attack on its way through another configuration.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The step of the lab at which it is tried.
    pub(crate) step: usize,
    redoing: Redoing,
}

/// What could not be done again: when, what, and why not.
pub type NotDone = (Instant, Action, Refused);

impl Attack {
    /// What was done up to the playhead.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let done = session.journal().iter();
        let done = done.take_while(|entry| entry.step < session.position());
        Self {
            deeds: done.map(|entry| Deed::of(session, entry)).collect(),
            until: session.playhead(),
        }
    }

    /// Whether nothing was done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deeds.is_empty()
    }

    /// The same to be done at the same times to a lab from its beginning, which then goes on for so long after all that was
    /// seen of the attack. It is tried at a step of a lab.
    pub(crate) fn on(self, lab: Arc<Lab>, run: Duration, step: usize) -> Trial {
        let last = self.deeds.last().map_or(self.until, |deed| deed.at);
        Trial {
            step,
            redoing: Redoing::new(lab, self.deeds, self.until.max(last) + run),
        }
    }
}

impl Trial {
    /// The run, played to its end.
    pub(crate) fn finish(self) -> Replayed {
        self.redoing.finish()
    }
}

impl Work for Trial {
    fn slice(&mut self, steps: u32) -> bool {
        self.redoing.slice(steps)
    }

    fn progress(&self) -> (Instant, Instant) {
        self.redoing.progress()
    }
}

impl Deed {
    /// An action on whoever it names; it picked no message.
    pub(crate) const fn new(at: Instant, action: Action) -> Self {
        Self {
            at,
            action,
            picked: None,
        }
    }

    /// What an entry of a run's journal did.
    pub(crate) fn of(session: &Session, entry: &JournalEntry) -> Self {
        Self {
            at: entry.at,
            action: entry.action.clone(),
            picked: picked(session, entry),
        }
    }

    /// Does it to another run, which is at its moment, or tells what cannot be done there.
    pub(crate) fn redo(&self, session: &mut Session) -> Option<NotDone> {
        let action = self.action_in(session);
        let done = session.act(action.clone());
        done.err().map(|why| (self.at, action, why))
    }

    /// The same in another run, to a message like the one that was picked out. Where none is on its way, the next one is
    /// lost; it cannot be late.
    pub(crate) fn action_in(&self, session: &Session) -> Action {
        let Some(picked) = &self.picked else {
            return self.action.clone();
        };
        let flights = session.world().flights();
        let is_like =
            |flight: &sim::Flight<'_>| message(session.lab(), flight).as_ref() == Some(picked);
        let like: Vec<FlightId> = flights.filter(is_like).map(|flight| flight.id).collect();
        let same = like.iter().find(|id| self.action == self.about(**id));
        match (same.or(like.first()), &self.action) {
            (Some(id), _) => self.about(*id),
            (None, Action::Drop(_)) => Action::DropNext(picked.clone()),
            (None, action) => action.clone(),
        }
    }

    /// The same done to another message.
    fn about(&self, id: FlightId) -> Action {
        match &self.action {
            Action::Drop(_) => Action::Drop(Flight { flight: id.0 }),
            Action::Delay(delay) => Action::Delay(Delay {
                flight: id.0,
                ..delay.clone()
            }),
            other => other.clone(),
        }
    }
}

/// What message an action picked out.
fn picked(session: &Session, entry: &JournalEntry) -> Option<DropNext> {
    let (Action::Drop(Flight { flight }) | Action::Delay(Delay { flight, .. })) = entry.action
    else {
        return None;
    };
    let mut past = session.clone();
    past.seek_step(entry.step);
    let mut flights = past.world().flights();
    let found = flights.find(|found| found.id == FlightId(flight))?;
    message(session.lab(), &found)
}

fn message(lab: &Lab, flight: &sim::Flight<'_>) -> Option<DropNext> {
    let Cargo::Message(message) = flight.cargo else {
        return None;
    };
    Some(DropNext {
        from: lab.name(flight.from)?.to_owned(),
        to: lab.name(flight.to)?.to_owned(),
        api: Some(message.body.api_key().name().to_owned()),
        is: Some(MessageKind::of(&message.body)),
    })
}
