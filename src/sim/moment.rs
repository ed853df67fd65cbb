//! One step while it is being taken.

use engine::model::{Instant, NodeId, StepId, TopicPartition};
use engine::node::Note;

use crate::digest::{Digest, Fold};
use crate::flight::FlightRecord;
use crate::step::{Outcome, What};

/// What a step gathers while it is being taken.
pub(crate) struct Moment {
    pub(crate) id: StepId,
    pub(crate) notes: Vec<Note>,
    pub(crate) changed: Vec<TopicPartition>,
    pub(crate) lost: Vec<FlightRecord>,
    pub(crate) fold: Fold,
}

impl Moment {
    pub(crate) fn new(id: StepId, at: Instant, digest: Digest) -> Self {
        let mut fold = Fold::from(digest);
        fold.word(id.0);
        fold.word(at.0);
        Self {
            id,
            notes: Vec::new(),
            changed: Vec::new(),
            lost: Vec::new(),
            fold,
        }
    }
}

/// What a step turns out to have been.
pub(crate) struct Happened {
    pub(crate) node: Option<NodeId>,
    pub(crate) what: What,
    pub(crate) outcome: Outcome,
    pub(crate) cause: Option<StepId>,
    pub(crate) since: Instant,
}
