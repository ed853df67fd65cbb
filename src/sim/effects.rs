//! Carries out what a node asked for.

use std::hash::Hash;
use std::ops::RangeInclusive;

use engine::model::{Duration, Instant, NodeId};
use engine::node::{ConnectionId, Effect, Effects, File, Lane, Message, Node, Ticket, Timer};

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
    /// and timers and flushes start, when it has passed. Nothing follows an exit.
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
        for effect in effects.drain() {
            match effect {
                Effect::Open(peer, lane) => self.open(peer, lane, depart, moment),
                Effect::Close(connection) => self.close(connection, depart, moment),
                Effect::Send(message, after) => self.send_message(message, depart + after, moment),
                Effect::SetTimer { timer, after } => self.set_timer(timer, &after, depart, moment),
                Effect::CancelTimer(timer) => self.cancel_timer(&timer, moment),
                Effect::Append(file, chunk) => {
                    moment.fold.word(5 | chunk.size() << 8);
                    self.slot.disk.append(file, chunk);
                }
                Effect::Truncate(file, len) => {
                    moment.fold.word(6 | len << 8);
                    self.slot.disk.truncate(&file, len);
                }
                Effect::TrimFront(file, count) => {
                    moment.fold.word(7 | count << 8);
                    self.slot.disk.trim_front(&file, count);
                }
                Effect::Swap {
                    file,
                    at,
                    remove,
                    with,
                } => {
                    moment.fold.word(15 | at << 8);
                    moment.fold.word(remove << 32 | with.len() as u64);
                    self.slot.disk.swap(&file, at, remove, with);
                }
                Effect::Replace(file, chunk) => {
                    moment.fold.word(8 | chunk.size() << 8);
                    self.slot.disk.replace(file, chunk);
                }
                Effect::Delete(file) => {
                    moment.fold.word(9);
                    self.slot.disk.delete(&file);
                }
                Effect::Flush(file, ticket) => self.flush(file, ticket, depart, moment),
                Effect::Read(bytes, ticket) => self.read(bytes, ticket, depart, moment),
                Effect::Exit => {
                    moment.fold.word(11);
                    self.end_process(Ending::Exited, depart, moment);
                    break;
                }
                Effect::Busy(_) => {}
                Effect::Changed(partition) => moment.changed.push(partition),
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
        }
    }

    fn open(&mut self, peer: NodeId, lane: Lane, depart: Instant, moment: &mut Moment) {
        let id = self.links.name_connection();
        moment.fold.word(1 | id.0 << 8);
        let end = End {
            peer,
            opener: true,
            lane,
            established: false,
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

    fn flush(&mut self, file: File, ticket: Ticket, depart: Instant, moment: &mut Moment) {
        moment.fold.word(10 | ticket.0 << 8);
        self.slot.disk.begin_flush(&file, ticket);
        let done = depart + self.disk_setup.flush;
        self.disk_done(Some(file), ticket, depart, done, moment);
    }

    fn read(&mut self, bytes: u64, ticket: Ticket, depart: Instant, moment: &mut Moment) {
        moment.fold.word(16 | ticket.0 << 8);
        let done = depart + self.disk_setup.read_time(bytes);
        self.disk_done(None, ticket, depart, done, moment);
    }

    fn disk_done(
        &mut self,
        flushed: Option<File>,
        ticket: Ticket,
        since: Instant,
        at: Instant,
        moment: &Moment,
    ) {
        let event = Event::DiskDone {
            node: self.slot.id,
            flushed,
            ticket,
            cause: moment.id,
            since,
        };
        self.agenda.schedule(at, event);
    }
}
