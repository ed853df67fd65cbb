//! The deterministic world: the one place where state moves.
//!
//! A [`World`] runs the engine's nodes on an agenda of events. It owns what nodes may only ask for: time, the network,
//! disks, clocks and dice. The same setup and the same actions make the same run, byte for byte, on every machine.
//! This room knows no lab, no verdict and no screen.

mod action;
mod agenda;
mod any_node;
mod apply;
mod boot;
mod clock;
mod connection;
mod deliver;
mod dice;
mod digest;
mod disk;
mod drop_message;
mod effects;
mod fault;
mod file_state;
mod flight;
mod history;
mod host;
mod inbox;
mod link;
mod look;
mod moment;
mod parking;
mod queue;
mod refusal;
mod role;
mod setup;
mod slot;
mod slots;
mod stable_hash;
mod step;
mod store;
mod timers;
mod watch;
mod way;
mod ways;
mod wire;
mod world;

pub use action::Action;
pub use agenda::Sequence;
pub use any_node::{AnyNode, NodeKind};
pub use connection::{Connected, End};
pub use dice::{Concern, draw};
pub use digest::Digest;
pub use disk::Disk;
pub use fault::{Fault, Likeness};
pub use file_state::FileState;
pub use flight::{Cargo, Flight, FlightId, FlightRecord};
pub use history::{Entry, History};
pub use refusal::Refusal;
pub use role::{Role, Target};
pub use setup::{DiskSetup, Network, NodeSetup, Setup};
pub use slot::{Ending, Life, Slot};
pub use step::{Outcome, Step, What};
pub use watch::{Condition, Lookout, Watch};
pub use world::World;

#[cfg(test)]
mod tests;
