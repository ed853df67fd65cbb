//! How an input gets into a node: at once, or through its inbox when the node is busy or paused.

use std::hash::Hash;
use std::mem;

use engine::node::{Node, Now};

use crate::agenda::Event;
use crate::host::Host;
use crate::inbox::Delivery;
use crate::moment::{Happened, Moment};
use crate::slot::Life;
use crate::step::Outcome;

impl<N: Node + Clone + Hash> Host<'_, N> {
    /// Hands a running process an input, or lets it wait behind what waits already.
    pub(crate) fn deliver(&mut self, delivery: Delivery, moment: &mut Moment) -> Happened {
        debug_assert!(
            self.slot.life.is_running(),
            "what was meant for a process left the agenda with it"
        );
        if self.slot.life == Life::Up
            && self.slot.inbox.is_empty()
            && self.slot.busy_until <= self.now
        {
            return self.take_in(delivery, moment);
        }
        let (node, what, cause, since) = (
            Some(self.slot.id),
            delivery.what(),
            delivery.cause,
            delivery.since,
        );
        self.enqueue(delivery);
        Happened {
            node,
            what,
            outcome: Outcome::Queued,
            cause,
            since,
        }
    }

    /// Lets an input wait in the inbox.
    pub(crate) fn enqueue(&mut self, delivery: Delivery) {
        self.slot.inbox.push(delivery);
        self.schedule_turn();
    }

    /// Gives the process its next turn, if something waits for it and nothing holds it.
    pub(crate) fn schedule_turn(&mut self) {
        let slot = &mut self.slot;
        if slot.life == Life::Up && !slot.inbox.is_empty() && slot.inbox.turn.is_none() {
            let at = slot.busy_until.max(self.now);
            slot.inbox.turn = Some(self.agenda.schedule(at, Event::Turn(slot.id)));
        }
    }

    /// Takes the process's next turn away.
    pub(crate) fn cancel_turn(&mut self) {
        if let Some(place) = self.slot.inbox.turn.take() {
            self.agenda.cancel(place);
        }
    }

    /// The process takes in what has waited longest.
    pub(crate) fn take_turn(&mut self, moment: &mut Moment) -> Happened {
        self.slot.inbox.turn = None;
        let delivery = self
            .slot
            .inbox
            .pop()
            .expect("a turn is taken away with the last input");
        let happened = self.take_in(delivery, moment);
        self.schedule_turn();
        happened
    }

    fn take_in(&mut self, delivery: Delivery, moment: &mut Moment) -> Happened {
        let (node, what, cause, since) = (
            Some(self.slot.id),
            delivery.what(),
            delivery.cause,
            delivery.since,
        );
        let now = Now {
            mono: self.now,
            wall: self.slot.clock.read(self.start, self.now),
            step: moment.id,
        };
        let mut effects = mem::take(self.effects);
        self.slot.node.handle(now, delivery.input, &mut effects);
        self.carry_out(&mut effects, moment);
        *self.effects = effects;
        Happened {
            node,
            what,
            outcome: Outcome::Handled,
            cause,
            since,
        }
    }
}
