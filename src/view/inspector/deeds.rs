//! What can be done to a node now.

use engine::client::producer::{Producer, ProducerState};
use lab::{Action, Transact, TransactCall};
use sim::{AnyNode, Life, NodeKind, Slot};

/// The actions that a node's life allows, the gentle ones first.
pub(crate) fn of(slot: &Slot) -> Vec<Action> {
    let name = || slot.name().to_string();
    let closes = slot.kind() != NodeKind::Controller;
    match slot.life() {
        Life::NeverStarted | Life::Down { .. } => vec![Action::Start(name())],
        Life::Paused => vec![
            Action::Resume(name()),
            Action::Crash(name()),
            Action::PowerCut(name()),
        ],
        Life::Up => {
            let close = closes.then(|| Action::Close(name()));
            let rest = [
                Action::Restart(name()),
                Action::Pause(name()),
                Action::Crash(name()),
                Action::PowerCut(name()),
            ];
            let calls = transactions(slot);
            calls.into_iter().chain(close).chain(rest).collect()
        }
    }
}

/// The calls about transactions that make sense in the state that a producer is in; a source makes its own.
fn transactions(slot: &Slot) -> Vec<Action> {
    let AnyNode::Producer(producer) = slot.node() else {
        return Vec::new();
    };
    let idle = producer.setup().source.is_none() && producer.is_idle();
    let state = Producer::transaction_state(producer).filter(|_| idle);
    let calls: &[TransactCall] = match state {
        Some(ProducerState::Uninitialized) => &[TransactCall::Init],
        Some(ProducerState::Ready) => &[TransactCall::Begin],
        Some(ProducerState::InTransaction) => &[TransactCall::Commit, TransactCall::Abort],
        Some(ProducerState::AbortableError) => &[TransactCall::Abort],
        _ => &[],
    };
    let call = |call: &TransactCall| {
        Action::Transact(Transact {
            client: slot.name().to_string(),
            call: *call,
        })
    };
    calls.iter().map(call).collect()
}
