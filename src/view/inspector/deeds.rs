//! What can be done to a node now.

use lab::Action;
use sim::{Life, NodeKind, Slot};

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
            close.into_iter().chain(rest).collect()
        }
    }
}
