//! Looking for runs that break a claim: the form, and what came of it.

mod draft;
mod found;

pub use draft::{Draft, ExploreForm};
pub use found::{Break, Sought, Tried};
