//! Carries out what a node asked for.

use std::hash::Hash;
use std::ops::{ControlFlow, RangeInclusive};

use engine::model::{Duration, Instant, NodeId};
use engine::node::{ConnectionId, Effect, Effects, Lane, Message, Node, Timer};

use crate::agenda::Event;
use crate::connection::End;
use crate::dice::{Concern, draw};
use crate::flight::Cargo;
use crate::history::Entry;
use crate::host::Host;
use crate::moment::Moment;
use crate::slot::Ending;
use crate::stable_hash::stable_hash;
use crate::timers::Running;

impl<N: Node + Clone + Hash> Host<'_, N> {
    /// Carries out effects in order. Service time counts first, wherever it stands among them: what is sent leaves,
    /// and timers, flushes and reads start, when it has passed. Nothing is done after an exit, or after what does not
    /// fit on the disk.
    pub(crate) fn carry_out(&mut self, effects: &mut Effects, moment: &mut Moment) {
        if effects.as_slice().is_empty() {
            return;
        }
        let busy = effects
            .as_slice()
            .iter()
            .fold(Duration::ZERO, |sum, effect| match effect {
                Effect::Busy(duration) => sum + *duration,
                _ => sum,
            });
        let depart = self.now + busy;
        if busy > Duration::ZERO {
            self.slot.busy_until = depart;
            moment.fold.word(depart.0);
        }
        let mut goes_on = true;
        for effect in effects.drain() {
            match effect {
                // It is so in the node's memory, whatever became of its disk.
                Effect::Changed(partition) => moment.changed.push(partition),
                effect if goes_on => {
                    goes_on = self.carry_out_one(effect, depart, moment).is_continue();
                }
                _ => {}
            }
        }
    }

    /// Carries out one effect. What breaks off is an exit, or a disk that is full.
    fn carry_out_one(
        &mut self,
        effect: Effect,
        depart: Instant,
        moment: &mut Moment,
    ) -> ControlFlow<()> {
        match effect {
            Effect::Open(peer, lane) => self.open(peer, lane, depart, moment),
            Effect::Close(connection) => self.close(connection, depart, moment),
            Effect::Send(message, after) => self.send_message(message, depart + after, moment),
            Effect::SetTimer { timer, after } => self.set_timer(timer, &after, depart, moment),
            Effect::CancelTimer(timer) => self.cancel_timer(&timer, moment),
            Effect::Append(file, chunk) => return self.append(file, chunk, moment),
            Effect::Truncate(file, len) => self.truncate(&file, len, moment),
            Effect::TrimFront(file, count) => self.trim_front(&file, count, moment),
            Effect::Swap {
                file,
                at,
                remove,
                with,
            } => return self.swap(file, (at, remove), with, moment),
            Effect::Replace(file, chunk) => return self.replace(file, chunk, moment),
            Effect::Delete(file) => self.delete(&file, moment),
            Effect::Flush(file, ticket) => self.flush(file, ticket, depart, moment),
            Effect::Read(bytes, ticket) => self.read(bytes, ticket, depart, moment),
            Effect::Exit => {
                moment.fold.word(11);
                self.end_process(Ending::Exited, depart, moment);
                return ControlFlow::Break(());
            }
            Effect::Busy(_) | Effect::Changed(_) => {}
            Effect::Note(note) => {
                moment.fold.word(12);
                moment.notes.push(note);
            }
            Effect::Observe(observation) => {
                moment.fold.word(13);
                let (at, step) = (self.now, moment.id);
                let (node, incarnation) = (self.slot.id, self.slot.incarnation());
                self.history.push_back(Entry {
                    at,
                    step,
                    node,
                    incarnation,
                    observation,
                });
            }
        }
        ControlFlow::Continue(())
    }

    fn open(&mut self, peer: NodeId, lane: Lane, depart: Instant, moment: &mut Moment) {
        let id = self.links.name_connection();
        moment.fold.word(1 | id.0 << 8);
        let end = End {
            peer,
            opener: true,
            lane,
            established: false,
            last_departure: Instant::ZERO,
            last_arrival: Instant::ZERO,
        };
        self.slot.ends.insert(id, end);
        self.send(id, Cargo::Open(lane), depart, moment);
    }

    fn close(&mut self, id: ConnectionId, depart: Instant, moment: &mut Moment) {
        moment.fold.word(2 | id.0 << 8);
        self.send(id, Cargo::Close, depart, moment);
        self.slot.ends.remove(&id);
        self.slot.inbox.forget_connection(id);
        if self.slot.inbox.is_empty() {
            self.cancel_turn();
        }
    }

    /// What is sent on a connection that is gone, is gone: the node will learn of it from its inbox.
    fn send_message(&mut self, message: Message, depart: Instant, moment: &mut Moment) {
        moment.fold.word(
            3 | (message.body.api_key() as u64) << 8
                | u64::from(message.correlation_id.cast_unsigned()) << 32,
        );
        let connection = message.connection;
        self.send(connection, Cargo::Message(message), depart, moment);
    }

    fn set_timer(
        &mut self,
        timer: Timer,
        after: &RangeInclusive<Duration>,
        depart: Instant,
        moment: &mut Moment,
    ) {
        self.forget_timeout(&timer);
        let slot = &mut *self.slot;
        let node = slot.id;
        let (least, most) = (after.start().0, after.end().0);
        let wait = if least < most {
            let entity = [
                u64::from(node.0),
                u64::from(slot.starts),
                stable_hash(&timer),
            ];
            draw(
                self.seed,
                Concern::Timer,
                entity,
                slot.timers.count_draw(&timer),
                least..=most,
            )
        } else {
            least
        };
        let at = depart + Duration(wait);
        moment.fold.word(4);
        moment.fold.word(at.0);
        let event = Event::Timeout {
            node,
            timer: timer.clone(),
            cause: moment.id,
            since: depart,
        };
        slot.timers.start(timer, |running| {
            let place = match running {
                Some(place) => {
                    self.agenda.reschedule(place, at, event);
                    place
                }
                None => self.agenda.schedule(at, event),
            };
            Running {
                started: depart,
                fires: at,
                place,
            }
        });
    }

    fn cancel_timer(&mut self, timer: &Timer, moment: &mut Moment) {
        moment.fold.word(14);
        self.forget_timeout(timer);
        if let Some(place) = self.slot.timers.stop(timer) {
            self.agenda.cancel(place);
        }
    }

    fn forget_timeout(&mut self, timer: &Timer) {
        let inbox = &mut self.slot.inbox;
        if inbox.is_empty() {
            return;
        }
        inbox.forget_timeout(timer);
        if inbox.is_empty() {
            self.cancel_turn();
        }
    }
}
