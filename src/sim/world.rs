//! The world: all state, and the one loop that moves it.

use std::fmt;
use std::hash::{Hash, Hasher};

use engine::model::{Instant, StepId, Timestamp};
use engine::node::{Effects, Input, Node};

use crate::action::Action;
use crate::agenda::{Agenda, Event, Sequence};
use crate::any_node::AnyNode;
use crate::digest::Digest;
use crate::history::History;
use crate::inbox::Delivery;
use crate::link::Links;
use crate::moment::{Happened, Moment};
use crate::refusal::Refusal;
use crate::role::Target;
use crate::setup::Setup;
use crate::slot::Slot;
use crate::slots::Slots;
use crate::stable_hash::stable_hash;
use crate::step::{Outcome, Step, What};
use crate::watch::Watches;

/// A whole run at one point in time. Cloning shares what is large: a clone is a checkpoint.
///
/// It is generic over its nodes so that tests and benches can run small ones.
#[derive(Clone, Debug, Hash)]
pub struct World<N = AnyNode> {
    pub(crate) seed: u64,
    pub(crate) start: Timestamp,
    pub(crate) now: Instant,
    pub(crate) steps: StepId,
    pub(crate) digest: Digest,
    pub(crate) agenda: Agenda,
    pub(crate) links: Links,
    pub(crate) slots: Slots<N>,
    pub(crate) history: History,
    pub(crate) watches: Watches<N>,
    pub(crate) scratch: Scratch,
}

/// The list that nodes put their effects on, empty between steps: kept so that it is not allocated anew each time.
#[derive(Default)]
pub(crate) struct Scratch(pub(crate) Effects);

impl<N: Node + Clone + Hash> World<N> {
    /// The world before its first step: the starts and the script are on the agenda.
    ///
    /// # Panics
    /// If two nodes have the same id: setups are made from labs, and a lab that exists is a valid one.
    #[must_use]
    pub fn new(setup: Setup<N>) -> Self {
        let starts: Vec<_> = setup
            .nodes
            .iter()
            .filter_map(|node| Some((node.starts_at?, node.id)))
            .collect();
        let mut agenda = Agenda::default();
        for (at, node) in starts {
            agenda.schedule(
                at,
                Event::Script(Box::new(Action::Start(Target::Node(node)))),
            );
        }
        for (at, action) in setup.script {
            agenda.schedule(at, Event::Script(Box::new(action)));
        }
        Self {
            seed: setup.seed,
            start: setup.start,
            now: Instant::ZERO,
            steps: StepId(0),
            digest: Digest(setup.seed),
            agenda,
            links: Links::new(setup.seed, setup.network),
            slots: Slots::new(setup.nodes.into_iter().map(Slot::new).collect()),
            history: History::new(),
            watches: Watches::new(setup.watches),
            scratch: Scratch::default(),
        }
    }

    /// Takes the next step; `None` when nothing more will ever happen by itself.
    pub fn step(&mut self) -> Option<Step> {
        let ((at, sequence), event) = match self.watches.next_due() {
            Some(wanted) => ((self.now, self.agenda.sequence()), Event::Script(wanted)),
            None => self.agenda.pop()?,
        };
        debug_assert!(self.now <= at, "time does not run backwards");
        self.now = at;
        let mut moment = Moment::new(self.steps, at, self.digest);
        moment.fold.word(sequence.0);
        let happened = self.dispatch(sequence, event, &mut moment);
        Some(self.conclude(moment, happened))
    }

    /// Acts from outside, now. What follows from it is on the agenda; the act itself is a step.
    ///
    /// # Errors
    /// When it cannot be; then nothing has changed.
    pub fn apply(&mut self, action: Action) -> Result<Step, Refusal> {
        self.check(&action)?;
        let mut moment = Moment::new(self.steps, self.now, self.digest);
        let happened = self.perform(action, &mut moment);
        Ok(self.conclude(moment, happened))
    }

    /// Takes all steps that are due up to and at `until`, and moves the clock there. Answers how many they were.
    pub fn run_until(&mut self, until: Instant) -> u64 {
        let before = self.steps;
        while self.next_at().is_some_and(|next| next <= until) {
            self.step();
        }
        self.now = self.now.max(until);
        self.steps.0 - before.0
    }

    /// Moves the clock to a time before the next event: to where the next action is to be.
    ///
    /// # Errors
    /// When it would go back, or past the next event.
    pub fn advance_clock(&mut self, to: Instant) -> Result<(), Refusal> {
        if to < self.now {
            return Err(Refusal::Backwards { now: self.now, to });
        }
        if let Some(next) = self.next_at().filter(|next| *next < to) {
            return Err(Refusal::PastNextEvent { next, to });
        }
        self.now = to;
        Ok(())
    }

    /// The fingerprint of the complete state, the same on every machine. It costs as much as there is state.
    #[must_use]
    pub fn state_digest(&self) -> Digest {
        Digest(stable_hash(self))
    }

    fn dispatch(&mut self, sequence: Sequence, event: Event, moment: &mut Moment) -> Happened {
        match event {
            Event::Arrive(parcel) => self.arrive(sequence, parcel, moment),
            Event::Timeout {
                node,
                timer,
                cause,
                since,
            } => {
                let mut host = self.host(node);
                host.slot.timers.stop(&timer);
                let input = Input::Timeout(timer);
                host.deliver(
                    Delivery {
                        input,
                        flight: None,
                        cause: Some(cause),
                        since,
                    },
                    moment,
                )
            }
            Event::DiskDone {
                node,
                flushed,
                ticket,
                cause,
                since,
            } => {
                let mut host = self.host(node);
                if let Some(file) = flushed {
                    host.slot.disk.end_flush(&file, ticket);
                }
                let input = Input::DiskDone(ticket);
                host.deliver(
                    Delivery {
                        input,
                        flight: None,
                        cause: Some(cause),
                        since,
                    },
                    moment,
                )
            }
            Event::Turn(node) => self.host(node).take_turn(moment),
            Event::Script(wanted) => self.follow_script(wanted, moment),
            Event::Mend(wanted) => {
                let mut happened = self.follow_script(wanted, moment);
                if matches!(happened.outcome, Outcome::Refused(_)) {
                    happened.outcome = Outcome::Moot;
                }
                happened
            }
        }
    }

    /// Does what the script wants, if it can be: who has a role now is looked up first.
    fn follow_script(&mut self, wanted: Box<Action<Target>>, moment: &mut Moment) -> Happened {
        let (what, refusal) = match self.resolve(&wanted) {
            Err(refusal) => (What::Wanted(wanted), refusal),
            Ok(action) => match self.check(&action) {
                Ok(()) => return self.perform(action, moment),
                Err(refusal) => (What::Action(action), refusal),
            },
        };
        Happened {
            node: None,
            what,
            outcome: Outcome::Refused(refusal),
            cause: None,
            since: self.now,
        }
    }

    fn conclude(&mut self, mut moment: Moment, happened: Happened) -> Step {
        fold_happened(&mut moment, &happened);
        self.digest = moment.fold.hashed();
        self.steps = moment.id.next();
        let Happened {
            node,
            what,
            outcome,
            cause,
            since,
        } = happened;
        let (notes, mut changed, lost) = (moment.notes, moment.changed, moment.lost);
        if changed.len() > 1 {
            changed.sort_unstable();
            changed.dedup();
        }
        let step = Step {
            id: moment.id,
            at: self.now,
            node,
            what,
            outcome,
            cause,
            waited_since: since,
            notes,
            changed,
            lost,
        };
        self.look_out(&step);
        step
    }
}

fn fold_happened(moment: &mut Moment, happened: &Happened) {
    let what = match &happened.what {
        What::Booted => 0,
        What::Opened { connection, .. } => 1 | connection.0 << 8,
        What::Closed {
            connection, why, ..
        } => 2 | (*why as u64) << 4 | connection.0 << 8,
        What::Message {
            flight,
            correlation_id,
            api_key,
            ..
        } => {
            moment.fold.word(flight.0);
            3 | (*api_key as u64) << 8 | u64::from(correlation_id.cast_unsigned()) << 32
        }
        What::Timeout(_) => 4,
        What::DiskDone(ticket) => 5 | ticket.0 << 8,
        What::DiskFailed => 8,
        What::Command(_) => 6,
        What::Action(action) => {
            moment.fold.word(stable_hash(action));
            7
        }
        What::Wanted(wanted) => {
            moment.fold.word(stable_hash(wanted));
            9
        }
    };
    let outcome = match &happened.outcome {
        Outcome::Handled => 0,
        Outcome::Queued => 1,
        Outcome::Parked => 2,
        Outcome::Reset => 3,
        Outcome::Discarded => 4,
        Outcome::Refused(_) => 5,
        Outcome::Lost => 6,
        Outcome::Moot => 7,
    };
    let node = happened.node.map_or(u64::MAX, |node| u64::from(node.0));
    let cause = happened.cause.map_or(u64::MAX, |cause| cause.0);
    for word in [what, outcome << 32 ^ node, cause, happened.since.0] {
        moment.fold.word(word);
    }
}

impl Clone for Scratch {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Hash for Scratch {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scratch")
    }
}
