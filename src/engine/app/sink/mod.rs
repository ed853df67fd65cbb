//! A system outside Kafka that keeps what it is told, on a disk of its own: a database's table, or a file.
//!
//! It knows nothing of groups or transactions. What comes twice is there twice, unless the writes are of a kind that can
//! be repeated.

mod client;
mod state;
mod write;

use std::collections::VecDeque;
use std::sync::Arc;

pub use client::{SinkClient, SinkClientSetup, SinkEvent};
pub use state::{Line, Row, SinkState};
pub use write::{SinkWrite, WriteMode, WrittenRow};

use super::Letter;
use crate::client::ClientCommand;
use crate::model::NodeId;
use crate::node::{Boot, Chunk, Effect, Effects, File, Input, Node, Now, Reply, Ticket};
use crate::protocol::Body;

/// What a sink is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SinkSetup {
    /// Its id.
    pub id: NodeId,
    /// What it keeps.
    pub kind: SinkKind,
    /// Whether it flushes before it answers. If not, a power cut takes what it has answered for.
    pub durable: bool,
}

/// What a sink keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SinkKind {
    /// Of each key the newest value.
    Table,
    /// Every line, in the order in which they came.
    File,
}

/// A system outside Kafka.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sink {
    setup: Arc<SinkSetup>,
    state: SinkState,
    /// The newest flush that was asked for.
    flushes: u64,
    /// Answers that wait for a flush, in order.
    waiting: VecDeque<Waiting>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Waiting {
    flush: Ticket,
    reply: Reply,
    answer: Letter,
}

impl Sink {
    /// A sink whose process has not started.
    #[must_use]
    pub fn new(setup: SinkSetup) -> Self {
        Self {
            state: SinkState::new(setup.kind),
            setup: Arc::new(setup),
            flushes: 0,
            waiting: VecDeque::new(),
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &SinkSetup {
        &self.setup
    }

    /// What it keeps.
    #[must_use]
    pub const fn state(&self) -> &SinkState {
        &self.state
    }

    /// The writes that its disk kept are done again: they make what it keeps.
    fn started(&mut self, boot: &Boot) {
        for chunk in boot.disk.get(&File::Sink).into_iter().flatten() {
            if let Chunk::SinkWrite(write) = chunk {
                self.state.apply(write);
            }
        }
    }

    /// One write is one entry on the disk, so all of it survives or nothing: its rows and the offsets beside them.
    fn write(&mut self, reply: Reply, write: &Arc<SinkWrite>, effects: &mut Effects) {
        effects.push(Effect::Append(
            File::Sink,
            Chunk::SinkWrite(Arc::clone(write)),
        ));
        let applied = self.state.apply(write);
        if self.setup.durable {
            self.flushes += 1;
            effects.push(Effect::Flush(File::Sink, Ticket(self.flushes)));
        }
        self.answer(reply, Letter::Written { applied }, effects);
    }

    /// Nothing is told that a power cut could still take back.
    fn answer(&mut self, reply: Reply, answer: Letter, effects: &mut Effects) {
        let flush = Ticket(self.flushes);
        let is_unflushed = matches!(answer, Letter::Written { .. }) || !self.waiting.is_empty();
        if self.setup.durable && is_unflushed {
            self.waiting.push_back(Waiting {
                flush,
                reply,
                answer,
            });
            return;
        }
        effects.send(reply.connection, reply.correlation_id, answer);
    }

    fn flushed(&mut self, flush: Ticket, effects: &mut Effects) {
        while let Some(done) = self.waiting.pop_front_if(|waiting| waiting.flush <= flush) {
            effects.send(
                done.reply.connection,
                done.reply.correlation_id,
                done.answer,
            );
        }
    }
}

impl Node for Sink {
    fn handle(&mut self, _: Now, input: Input, effects: &mut Effects) {
        match input {
            Input::Booted(boot) => self.started(&boot),
            Input::Message(message) => {
                let reply = Reply::to(&message);
                match &*message.body {
                    Body::Outside(Letter::Write(write)) => self.write(reply, write, effects),
                    Body::Outside(Letter::AskOffsets(partitions)) => {
                        let offsets = self.state.offsets(partitions);
                        self.answer(reply, Letter::Offsets(offsets), effects);
                    }
                    // Whoever says anything else has the wrong peer.
                    _ => effects.push(Effect::Close(message.connection)),
                }
            }
            Input::Closed(connection, _) => {
                self.waiting
                    .retain(|waiting| waiting.reply.connection != connection.id);
            }
            Input::DiskDone(flush) => self.flushed(flush, effects),
            // What it holds in memory is no longer what it could read again.
            Input::DiskFailed(_)
            | Input::Command(ClientCommand::Close | ClientCommand::CloseWithin(_)) => {
                effects.push(Effect::Exit);
            }
            _ => {}
        }
    }
}
