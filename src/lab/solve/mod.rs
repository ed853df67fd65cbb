//! A lab solved by what it says itself: its steps done one after the other, each question asked of the engine, and each
//! wrong turn taken. A lab that cannot be solved so teaches nothing; one that is solved by a wrong turn checks nothing.

mod prove;
mod walk;

pub use prove::prove;
pub use walk::{Pace, Solved, Walk};

use std::sync::Arc;

use crate::lab::Lab;
use crate::problem::Problem;

/// Goes through all steps of a lab, and tells when each was done and what came of it.
///
/// # Errors
/// The step at which it cannot go on, and why.
pub fn solve(lab: &Arc<Lab>, pace: Pace) -> Result<Vec<Solved>, Problem> {
    let mut walk = Walk::new(lab, pace);
    let mut solved = Vec::with_capacity(lab.steps().len());
    while let Some(step) = walk.take_step()? {
        solved.push(step);
    }
    Ok(solved)
}
