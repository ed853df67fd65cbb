//! What a node asks of its host's disk.

use std::hash::Hash;
use std::ops::ControlFlow;

use engine::model::Instant;
use engine::node::{Chunk, File, Input, Node, Ticket};

use crate::agenda::Event;
use crate::host::Host;
use crate::inbox::Delivery;
use crate::moment::Moment;

impl<N: Node + Clone + Hash> Host<'_, N> {
    pub(crate) fn append(
        &mut self,
        file: File,
        chunk: Chunk,
        moment: &mut Moment,
    ) -> ControlFlow<()> {
        moment.fold.word(5 | chunk.size() << 8);
        let done = self.slot.disk.append(file, chunk, self.now);
        self.unless_full(done, moment)
    }

    pub(crate) fn truncate(&mut self, file: &File, len: u64, moment: &mut Moment) {
        moment.fold.word(6 | len << 8);
        self.slot.disk.truncate(file, len);
    }

    pub(crate) fn trim_front(&mut self, file: &File, count: u64, moment: &mut Moment) {
        moment.fold.word(7 | count << 8);
        self.slot.disk.trim_front(file, count);
    }

    /// Puts other chunks in the place of so many at a place.
    pub(crate) fn swap(
        &mut self,
        file: File,
        (at, remove): (u64, u64),
        with: Vec<Chunk>,
        moment: &mut Moment,
    ) -> ControlFlow<()> {
        moment.fold.word(15 | at << 8);
        moment.fold.word(remove << 32 | with.len() as u64);
        let done = self.slot.disk.swap(file, at, remove, with);
        self.unless_full(done, moment)
    }

    pub(crate) fn replace(
        &mut self,
        file: File,
        chunk: Chunk,
        moment: &mut Moment,
    ) -> ControlFlow<()> {
        moment.fold.word(8 | chunk.size() << 8);
        let done = self.slot.disk.replace(file, chunk);
        self.unless_full(done, moment)
    }

    pub(crate) fn delete(&mut self, file: &File, moment: &mut Moment) {
        moment.fold.word(9);
        self.slot.disk.delete(file);
    }

    pub(crate) fn flush(
        &mut self,
        file: File,
        ticket: Ticket,
        depart: Instant,
        moment: &mut Moment,
    ) {
        moment.fold.word(10 | ticket.0 << 8);
        let done = self.slot.disk.begin_flush(&file, ticket, depart);
        self.disk_done(Some(file), ticket, (depart, done), moment);
    }

    pub(crate) fn read(
        &mut self,
        bytes: u64,
        ticket: Ticket,
        depart: Instant,
        moment: &mut Moment,
    ) {
        moment.fold.word(16 | ticket.0 << 8);
        let done = self.slot.disk.read(bytes, depart);
        self.disk_done(None, ticket, (depart, done), moment);
    }

    fn disk_done(
        &mut self,
        flushed: Option<File>,
        ticket: Ticket,
        (since, at): (Instant, Instant),
        moment: &mut Moment,
    ) {
        moment.fold.word(at.0);
        let event = Event::DiskDone {
            node: self.slot.id,
            flushed,
            ticket,
            cause: moment.id,
            since,
        };
        self.agenda.schedule(at, event);
    }

    /// A process whose disk is full learns of it before anything else.
    fn unless_full(&mut self, done: Result<(), File>, moment: &mut Moment) -> ControlFlow<()> {
        let Err(file) = done else {
            return ControlFlow::Continue(());
        };
        moment.fold.word(17);
        self.slot.inbox.push_first(Delivery {
            input: Input::DiskFailed(file),
            flight: None,
            cause: Some(moment.id),
            since: self.now,
        });
        self.schedule_turn();
        ControlFlow::Break(())
    }
}
