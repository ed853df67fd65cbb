//! Looking for a run that breaks a claim: many seeds, each with faults of its own.
//!
//! A lab declares what may break ([`Plan`]). Each seed makes one run: when something breaks, what and whom it strikes and
//! how long it lasts is drawn from dice of that seed. Every fault mends itself, so a run ends whole. It is played in a bare
//! world, for speed; only a run that breaks the claim is run again through a session, which must come to the same.

mod attempt;
mod exploration;
mod explored;
mod found;
mod kind;
mod options;
mod outages;
mod plan;
mod schedule;
mod search;
mod tried;

pub use attempt::{Attempt, Broken};
pub use exploration::Exploration;
pub use explored::{Explored, FOUND_MAX, explore, explore_json};
pub use found::Found;
pub(crate) use kind::{is_kind, members};
pub use options::{ExploreOptions, RUNS_MAX, Shard};
pub use plan::{Choice, Plan};
pub use search::Search;
pub use tried::{Fates, Tried};
