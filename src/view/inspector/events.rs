//! What last happened to a node, and why.

use engine::model::{NodeId, StepId};
use engine::node::Why;
use lab::Session;
use sim::{Outcome, Step, What};

use super::{Cause, Event};
use crate::clock::Time;
use crate::deed;
use crate::saying::Saying;
use crate::stage::timer_name;

impl Event {
    /// The last events of a node before the playhead, the newest first. It plays the last stretch of the run again, so
    /// it is to be asked for when somebody looks, not at every frame.
    #[must_use]
    pub fn last(session: &Session, node: u32, most: usize) -> Vec<Self> {
        let steps = session.recent(NodeId(node), most);
        steps
            .iter()
            .rev()
            .map(|step| Self::of(session, step))
            .collect()
    }

    /// What happened in a step.
    pub(crate) fn of(session: &Session, step: &Step) -> Self {
        Self {
            step: step.id.0,
            at: step.at.0,
            text: text(session, step),
            cause: step.cause.map(|cause| why(step, cause)),
        }
    }
}

fn text(session: &Session, step: &Step) -> Saying {
    let name = |id: NodeId| {
        session
            .lab()
            .name(id)
            .map_or_else(|| id.to_string(), ToOwned::to_owned)
    };
    let said = match &step.what {
        What::Booted => Saying::new("event-booted"),
        What::Opened { peer, .. } => Saying::new("event-opened").with("peer", name(*peer)),
        What::Closed { peer, why, .. } => Saying::new(closed(*why)).with("peer", name(*peer)),
        What::Message {
            from,
            api_key,
            is_request,
            ..
        } => {
            let key = if *is_request {
                "event-request"
            } else {
                "event-response"
            };
            Saying::new(key)
                .with("api", api_key.name())
                .with("from", name(*from))
        }
        What::Timeout(timer) => {
            Saying::new("event-timeout").with("timer", timer_name(session.world(), timer))
        }
        What::DiskDone(_) => Saying::new("event-flushed"),
        What::DiskFailed => Saying::new("event-disk-failed"),
        What::Command(command) => match command {
            engine::client::ClientCommand::Close
            | engine::client::ClientCommand::CloseWithin(_) => Saying::new("event-close"),
            engine::client::ClientCommand::Flush => Saying::new("event-flush"),
            engine::client::ClientCommand::Transaction(command) => {
                Saying::new("event-call").with("call", command.call().name())
            }
            engine::client::ClientCommand::Send { topic, .. } => {
                Saying::new("event-send").with("topic", topic)
            }
            engine::client::ClientCommand::Fail { .. } => Saying::new("event-fail"),
            engine::client::ClientCommand::Consumer(_) => Saying::new("event-consumer-command"),
            engine::client::ClientCommand::Ask { request, .. } => {
                Saying::new("event-ask").with("api", request.api_key().name())
            }
            engine::client::ClientCommand::Administer(command) => {
                Saying::new("event-ask").with("api", command.name())
            }
            engine::client::ClientCommand::AskRegistry(request) => {
                Saying::new("event-ask").with("api", request.line())
            }
        },
        What::Action(action) => deed::done_in_world(&action.clone().into(), name),
        What::Wanted(action) => deed::done_in_world(action, name),
    };
    match step.outcome {
        Outcome::Handled => said,
        Outcome::Queued => Saying::new("event-queued").about(said),
        Outcome::Parked => Saying::new("event-parked").about(said),
        Outcome::Reset | Outcome::Discarded | Outcome::Lost => {
            Saying::new("event-lost").about(said)
        }
        Outcome::Refused(_) | Outcome::Moot => Saying::new("event-refused").about(said),
    }
}

const fn closed(why: Why) -> &'static str {
    match why {
        Why::ClosedByPeer => "event-closed",
        Why::Reset => "event-reset",
        Why::Refused => "event-connection-refused",
    }
}

fn why(step: &Step, cause: StepId) -> Cause {
    let waited = Time::Length(step.at.since(step.waited_since).0);
    let key = match step.what {
        What::Message { .. } | What::Opened { .. } | What::Closed { .. } => "cause-message",
        What::Timeout(_) => "cause-timer",
        What::DiskDone(_) => "cause-flush",
        What::DiskFailed => "cause-disk-failed",
        _ => "cause-step",
    };
    Cause {
        step: cause.0,
        text: Saying::new(key).with("step", cause).time("waited", waited),
    }
}
