//! What somebody did to a run, to be done again to another.

use std::sync::Arc;

use engine::model::{Duration, Instant};
use sim::{Cargo, FlightId};

use crate::action::{Action, DropNext, Flight, MessageKind};
use crate::lab::Lab;
use crate::session::{JournalEntry, Refused, Session};

/// Actions with their times.
#[derive(Clone, Debug, PartialEq)]
pub struct Attack {
    deeds: Vec<Deed>,
    /// When what they did was looked at: some damage shows late.
    until: Instant,
}

#[derive(Clone, Debug, PartialEq)]
struct Deed {
    at: Instant,
    action: Action,
    /// What message was lost by it, if one was picked out: in another run it has another number.
    lost: Option<DropNext>,
}

/// An attack on another configuration.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The run, at its end.
    pub session: Session,
    /// What could not be done there, when, and why not.
    pub refused: Vec<(Instant, Action, Refused)>,
}

impl Attack {
    /// What was done up to the playhead.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let done = session.journal().iter();
        let done = done.take_while(|entry| entry.step < session.position());
        let deed = |entry: &JournalEntry| Deed {
            at: entry.at,
            action: entry.action.clone(),
            lost: lost(session, entry),
        };
        Self {
            deeds: done.map(deed).collect(),
            until: session.playhead(),
        }
    }

    /// Whether nothing was done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deeds.is_empty()
    }

    /// Does the same at the same times to a lab from its beginning, and lets it go on for so long after all that was seen of
    /// the attack.
    #[must_use]
    pub fn replay(&self, lab: Arc<Lab>, run: Duration) -> Replayed {
        let mut session = Session::new(lab);
        let mut refused = Vec::new();
        for deed in &self.deeds {
            session.seek(deed.at);
            let action = deed.action_in(&session);
            if let Err(why) = session.act(action.clone()) {
                refused.push((deed.at, action, why));
            }
        }
        session.seek(self.until.max(session.playhead()) + run);
        Replayed { session, refused }
    }
}

impl Deed {
    /// The same in another run: a message like the one that was lost, the next one if none is on its way.
    fn action_in(&self, session: &Session) -> Action {
        let Some(lost) = &self.lost else {
            return self.action.clone();
        };
        let flights = session.world().flights();
        let is_like =
            |flight: &sim::Flight<'_>| message(session.lab(), flight).as_ref() == Some(lost);
        let like: Vec<FlightId> = flights.filter(is_like).map(|flight| flight.id).collect();
        let drop = |id: &FlightId| Action::Drop(Flight { flight: id.0 });
        let same = like.iter().find(|id| drop(id) == self.action);
        let next = || Action::DropNext(lost.clone());
        same.or(like.first()).map_or_else(next, drop)
    }
}

/// What message an action picked out to be lost.
fn lost(session: &Session, entry: &JournalEntry) -> Option<DropNext> {
    let Action::Drop(Flight { flight }) = entry.action else {
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
