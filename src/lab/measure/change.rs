//! Which steps can change what is measured, so that a standing order need not look after each.

use engine::model::TopicPartition;
use sim::{Outcome, Step, What, World};

use super::Measure;
use super::read::whoever;

impl Measure {
    /// Whether a step may have changed it. If in doubt, it may.
    pub(crate) fn may_change(&self, step: &Step, world: &World) -> bool {
        let at =
            |place: &TopicPartition| starts_or_ends(step, world) || step.changed.contains(place);
        let of =
            |name: &str| matches!(step.what, What::Action(_)) || step.node == whoever(world, name);
        match self {
            Self::LogStart(name)
            | Self::HighWatermark(name)
            | Self::LastStableOffset(name)
            | Self::LogEnd(name)
            | Self::Stored(name)
            | Self::Segments(name)
            | Self::Batches(name)
            | Self::LogBytes(name)
            | Self::Backdated(name) => at(&name.place()),
            Self::Hosted(name) | Self::Fetched(name) => at(&name.place()),
            Self::KeyBytes(name) | Self::ValueBytes(name) => at(&name.place()),
            Self::PrintedWith(name) => of(&name.client),
            Self::Printed(name)
            | Self::PrintedTotal(name)
            | Self::FirstPrinted(name)
            | Self::LastPrinted(name)
            | Self::Sent(name)
            | Self::Acknowledged(name)
            | Self::SentTo(name)
            | Self::Processed(name)
            | Self::Assigned(name)
            | Self::Dropped(name)
            | Self::Rows(name)
            | Self::FileBytes(name)
            | Self::FileBlocks(name)
            | Self::Written(name) => of(name),
            Self::Position(name) | Self::ReadsFrom(name) => of(&name.client),
            Self::InFlight(_) => true,
            Self::Lost | Self::Duplicated | Self::Expired | Self::Counted(_) | Self::Keeps(_) => {
                world
                    .history()
                    .last()
                    .is_some_and(|entry| entry.step == step.id)
            }
            _ => matches!(step.outcome, Outcome::Handled),
        }
    }
}

/// Whether a process may have started or ended in a step.
fn starts_or_ends(step: &Step, world: &World) -> bool {
    let ended = || {
        let slot = step.node.and_then(|node| world.slot(node));
        slot.is_some_and(|slot| !slot.life().is_running())
    };
    matches!(step.what, What::Action(_) | What::Booted) || ended()
}
