//! What happened in one step, and why.

use engine::client::ClientCommand;
use engine::model::{Instant, NodeId, StepId, TopicPartition};
use engine::node::{ConnectionId, Note, Ticket, Timer, Why};
use engine::protocol::ApiKey;

use crate::action::Action;
use crate::flight::{FlightId, FlightRecord};
use crate::refusal::Refusal;
use crate::role::Target;

/// One step of a run: one event, or one action from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number, from 0.
    pub id: StepId,
    /// When.
    pub at: Instant,
    /// The node that it happened to, if to one.
    pub node: Option<NodeId>,
    /// What happened.
    pub what: What,
    /// What became of it.
    pub outcome: Outcome,
    /// The step that sent the message, set the timer or asked for the flush; none for what comes from outside.
    pub cause: Option<StepId>,
    /// Since when it was waited for: when the message left, the timer was set, the flush was asked for.
    pub waited_since: Instant,
    /// What the node found worth a mark.
    pub notes: Vec<Note>,
    /// The partitions whose state at the node may have changed, each once, in order.
    pub changed: Vec<TopicPartition>,
    /// What was on its way until then and will never arrive, in the order in which it was sent. What the step is the
    /// arrival of is not among them.
    pub lost: Vec<FlightRecord>,
}

/// What happened. Something that has to wait in an inbox happens twice: as `Queued`, and when it is handled.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// The process starts.
    Booted,
    /// A connection is up.
    Opened {
        /// Its name.
        connection: ConnectionId,
        /// The node at the other end.
        peer: NodeId,
        /// Whether this end opened it.
        opener: bool,
    },
    /// A connection is gone.
    Closed {
        /// Its name.
        connection: ConnectionId,
        /// The node at the other end.
        peer: NodeId,
        /// Why, as far as this end can tell.
        why: Why,
    },
    /// A message arrived.
    Message {
        /// Its name while it was in flight.
        flight: FlightId,
        /// Who sent it.
        from: NodeId,
        /// The connection that carried it.
        connection: ConnectionId,
        /// Pairs a response with its request.
        correlation_id: i32,
        /// Which API it belongs to.
        api_key: ApiKey,
        /// Whether it asks; otherwise it answers.
        is_request: bool,
        /// Its bytes on the wire.
        size: u64,
    },
    /// A timer ran out.
    Timeout(Timer),
    /// A flush or a read is done.
    DiskDone(Ticket),
    /// What was to be written did not fit on the disk.
    DiskFailed,
    /// Somebody outside told the process to do this.
    Command(ClientCommand),
    /// Somebody outside, or the script, did this.
    Action(Action),
    /// The script wanted this of somebody who has a role, and nobody has it.
    Wanted(Box<Action<Target>>),
}

/// What became of what happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The node took it in, or the action was done.
    Handled,
    /// The node is busy or paused: it waits in the inbox.
    Queued,
    /// The way is cut or the host is off: it is held up.
    Parked,
    /// Nobody listens, or the connection is gone: the host answers with a reset.
    Reset,
    /// The connection is gone, and whoever sent it knows or will know.
    Discarded,
    /// A flaky way lost it, or it was the next that was to be lost; its connection ends here.
    Lost,
    /// What was to be mended by itself is mended already, or broken otherwise.
    Moot,
    /// The script wanted what cannot be.
    Refused(Refusal),
}
