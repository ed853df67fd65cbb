//! Who the learner is: a name or a number that their teacher knows. Their runs have a seed that follows from it.

use lab::Lab;

use crate::{embed, storage};

/// Where it is kept.
const LEARNER: &str = "learner";

/// The longest id.
pub const LENGTH_MAX: usize = 60;

/// Who the learner is, if they have said so.
pub fn learner() -> Option<String> {
    let said = storage::read(LEARNER)?;
    Some(said.trim().to_owned()).filter(|said| !said.is_empty() && !embed::is_on())
}

/// Remembers who the learner is; nobody if it is empty.
pub fn keep(learner: &str) {
    let short: String = learner.trim().chars().take(LENGTH_MAX).collect();
    if short.is_empty() {
        storage::remove(LEARNER);
    } else {
        storage::write(LEARNER, &short);
    }
}

/// The name under which something about a lab is kept of the learner.
pub fn own_key(what: &str, lab: &str) -> String {
    match learner() {
        Some(learner) => format!("{what}.{lab}@{learner}"),
        None => format!("{what}.{lab}"),
    }
}

/// The lab as the learner has it: with their own seed, or with its own where nobody has said who they are.
pub fn own(lab: Lab) -> Lab {
    match learner() {
        Some(learner) => lab.of_learner(&learner),
        None => lab,
    }
}
