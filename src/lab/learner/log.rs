//! What a learner said and when: with the session's actions, all that a submission is made of.

use engine::model::{Instant, StepId};
use sim::Digest;

use crate::session::{BranchId, Session};

/// What a learner said, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Log(Vec<Noted>);

/// Something that a learner said, or that was found to be so.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Noted {
    /// How many actions the session had seen.
    pub(crate) deeds: u64,
    /// The branch on which it was.
    pub(crate) branch: BranchId,
    /// How many steps of the world had been taken there.
    pub(crate) position: StepId,
    /// The moment that was shown.
    pub(crate) at: Instant,
    /// What all those steps come to.
    pub(crate) digest: Digest,
    /// The step of the lab, by its place.
    pub(crate) step: usize,
    /// What.
    pub(crate) what: What,
}

/// What there is to note of a learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// They begin at a step to which an earlier visit had brought them.
    Begin,
    /// The step is found done.
    Done,
    /// They choose an answer.
    Answer(String),
    /// They try a configuration.
    Fix(Vec<String>),
    /// They go to the next step.
    Next,
}

impl Log {
    pub(super) fn entries(&self) -> &[Noted] {
        &self.0
    }

    pub(super) fn note(&mut self, session: &Session, step: usize, what: What) {
        self.0.push(Noted {
            deeds: session.deeds(),
            branch: session.current_branch(),
            position: session.position(),
            at: session.playhead(),
            digest: session.world().digest(),
            step,
            what,
        });
    }
}
