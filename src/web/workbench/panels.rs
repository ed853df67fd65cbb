//! What the lab page shows: view models, made anew about ten times a second and replaced only where they differ.

use std::rc::Rc;

use engine::model::StepId;
use lab::{Learner, Session};
use view::charts::Charts;
use view::close_up::CloseUp;
use view::flights::{self, Row};
use view::inspector::{Event, Inspector};
use view::lesson::{Lesson, Reply};
use view::scene::Scene;
use view::scorecard::{Card, Opened, Records};
use view::seen::Seen;
use view::selection::Selection;
use view::spacetime::Options;
use view::stage::Stage;
use view::timeline::Timeline;

use super::spacetime::Drawn;
use crate::chunks::{DECKS, SCHEMAS, SCORES};
use crate::command::Deck;
use crate::player::Part;

/// How many events the inspector lists.
const EVENTS: usize = 12;
/// How many messages the table lists.
const ROWS: usize = 101;

/// What the panels are made from, besides the session.
pub struct Wanted<'a> {
    /// What of them is made anew.
    pub part: Part,
    /// The learner.
    pub learner: &'a Learner,
    /// The last answer.
    pub reply: Option<&'a Reply>,
    /// The language, by its code.
    pub language: &'a str,
    /// What is selected.
    pub selection: Option<&'a Selection>,
    /// The size of the stage.
    pub size: (f64, f64),
    /// Whether the table of messages is shown.
    pub rows: bool,
    /// Whether the scorecard is shown.
    pub card: bool,
    /// The drawer that is open.
    pub deck: Option<Deck>,
    /// The offset before which a partition is shown large.
    pub before: Option<i64>,
    /// The first byte that is shown, of what has many.
    pub bytes_from: usize,
    /// What of the run is drawn as a diagram, while that is shown.
    pub diagram: Option<&'a Options>,
    /// The number of it whose records are shown.
    pub opened: Option<&'a Opened>,
    /// Whether time runs; then the costly lists wait.
    pub moving: bool,
}

/// The view models.
#[derive(Default)]
pub struct Panels {
    /// The moment that the stage shows, in µs.
    pub playhead: u64,
    /// The moment that the timeline shows, in µs.
    pub timeline_at: u64,
    /// The moment that the charts show, in µs.
    pub charts_at: u64,
    /// The cluster.
    pub stage: Rc<Stage>,
    /// Where it goes.
    pub scene: Rc<Scene>,
    /// The run on one line.
    pub timeline: Rc<Timeline>,
    /// The lab's text.
    pub lesson: Option<Rc<Lesson>>,
    /// The selected thing.
    pub inspector: Option<Rc<Inspector>>,
    /// What last happened to it.
    pub events: Rc<Vec<Event>>,
    /// How many messages are in flight.
    pub flights: usize,
    /// The first of them.
    pub rows: Rc<Vec<Row>>,
    /// The selected thing, large, while that is shown.
    pub close_up: Option<Rc<CloseUp>>,
    /// The bytes of the selected thing, while they are shown.
    pub seen: Option<Rc<Seen>>,
    /// What was measured, while that is shown.
    pub charts: Rc<Charts>,
    /// The diagram, while it is shown.
    pub drawn: Drawn,
    /// The scorecard, while it is shown.
    pub card: Rc<Card>,
    /// The records behind the number that is open.
    pub records: Option<Rc<Records>>,
    /// What the records were looked up for.
    records_of: (Option<Opened>, StepId),
    /// What the bytes were read for.
    seen_of: (Option<Selection>, Option<i64>, usize),
    /// What the events were read for.
    events_of: (Option<u32>, StepId),
}

impl Panels {
    /// Makes a part of them anew; `true` if any differs.
    pub fn refresh(&mut self, session: &Session, wanted: &Wanted) -> bool {
        let mut changed = false;
        if wanted.part.has(Part::Stage) {
            changed |= self.refresh_stage(session, wanted);
        }
        if wanted.part.has(Part::Side) {
            changed |= self.refresh_side(session, wanted);
        }
        if wanted.part.has(Part::Drawer) {
            changed |= self.refresh_drawer(session, wanted);
        }
        changed
    }

    fn refresh_stage(&mut self, session: &Session, wanted: &Wanted) -> bool {
        let now = (session.playhead().0, session.world().flights().count());
        let moved = (self.playhead, self.flights) != now;
        (self.playhead, self.flights) = now;
        let stage = Stage::of(session.world(), session.playhead());
        let staged = renew(&mut self.stage, stage);
        let scene = Scene::of(&self.stage, wanted.size.0, wanted.size.1);
        renew(&mut self.scene, scene) | staged | moved
    }

    fn refresh_side(&mut self, session: &Session, wanted: &Wanted) -> bool {
        let lesson = Lesson::of(session, wanted.learner, wanted.language, wanted.reply);
        let inspector = wanted
            .selection
            .and_then(|selection| Inspector::of(session, selection));
        let at = session.playhead().0;
        let moved = std::mem::replace(&mut self.timeline_at, at) != at;
        renew(&mut self.timeline, Timeline::of(session))
            | moved
            | renew_some(&mut self.lesson, Some(lesson))
            | renew_some(&mut self.inspector, inspector)
            | self.refresh_events(session, wanted)
    }

    fn refresh_drawer(&mut self, session: &Session, wanted: &Wanted) -> bool {
        let rows = if wanted.rows {
            flights::rows(session.world(), ROWS)
        } else {
            Vec::new()
        };
        let mut changed = renew(&mut self.rows, rows);
        if let Some(decks) = DECKS.here() {
            changed |= (decks.refresh)(self, session, wanted);
        }
        if let Some(scores) = SCORES.here().filter(|_| wanted.card) {
            changed |= (scores.refresh)(self, session, wanted);
        }
        changed
    }

    /// What the open deck shows.
    pub(super) fn refresh_deck(&mut self, session: &Session, wanted: &Wanted) -> bool {
        let mut changed = false;
        let close_up = wanted
            .selection
            .filter(|_| wanted.deck == Some(Deck::CloseUp))
            .and_then(|selection| CloseUp::of(session, selection, wanted.before));
        changed |= renew_some(&mut self.close_up, close_up);
        changed |= self.refresh_bytes(session, wanted);
        if wanted.deck == Some(Deck::Charts) {
            let (charts, at) = (
                Charts::of(session, &(0..self.timeline.end)),
                session.playhead().0,
            );
            changed |= std::mem::replace(&mut self.charts_at, at) != at;
            changed |= renew(&mut self.charts, charts);
        }
        self.drawn.refresh(session, wanted.diagram, wanted.moving) | changed
    }

    /// The bytes of the selected thing. Of what has many of them, all are read to show a few, so they are only asked for at rest.
    fn refresh_bytes(&mut self, session: &Session, wanted: &Wanted) -> bool {
        const MANY: usize = 100_000;
        let of = (wanted.selection.cloned(), wanted.before, wanted.bytes_from);
        let has_many = self
            .seen
            .as_ref()
            .is_some_and(|seen| seen.hex.length > MANY);
        if wanted.moving && has_many && self.seen_of == of {
            return false;
        }
        let seen = wanted
            .selection
            .filter(|_| wanted.deck == Some(Deck::Bytes))
            .zip(SCHEMAS.here())
            .and_then(|(selection, parts)| {
                (parts.seen)(session, selection, wanted.before, wanted.bytes_from)
            });
        self.seen_of = of;
        renew_some(&mut self.seen, seen)
    }

    /// The scorecard.
    pub(super) fn refresh_card(&mut self, session: &Session, wanted: &Wanted) -> bool {
        let changed = renew(&mut self.card, Card::of(session));
        self.refresh_records(session, wanted) | changed
    }

    /// Records are had by counting the history again, so they are only asked for at rest.
    fn refresh_records(&mut self, session: &Session, wanted: &Wanted) -> bool {
        let of = (wanted.opened.cloned(), session.position());
        if self.records_of == of || (wanted.moving && self.records_of.0 == of.0) {
            return false;
        }
        let records = wanted.opened.map(|opened| Records::of(session, opened));
        self.records_of = of;
        renew_some(&mut self.records, records)
    }

    /// The last events are had by playing the last stretch again, so they are only asked for at rest.
    fn refresh_events(&mut self, session: &Session, wanted: &Wanted) -> bool {
        let of = (
            wanted.selection.and_then(Selection::node),
            session.position(),
        );
        if self.events_of == of || (wanted.moving && self.events_of.0 == of.0) {
            return false;
        }
        self.events_of = of;
        let events = of.0.map(|node| Event::last(session, node, EVENTS));
        renew(&mut self.events, events.unwrap_or_default())
    }
}

/// Puts a view model in the place of one that differs; `true` if it does.
pub fn renew<T: PartialEq>(shown: &mut Rc<T>, new: T) -> bool {
    let differs = **shown != new;
    if differs {
        *shown = Rc::new(new);
    }
    differs
}

/// The same of one that may not be there.
pub fn renew_some<T: PartialEq>(shown: &mut Option<Rc<T>>, new: Option<T>) -> bool {
    let differs = shown.as_deref() != new.as_ref();
    if differs {
        *shown = new.map(Rc::new);
    }
    differs
}
