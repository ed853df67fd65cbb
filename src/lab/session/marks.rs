//! What is worth a mark on the timeline.

use std::sync::Arc;

use engine::client::Observation;
use engine::client::admin::Ended;
use engine::client::registry::Told;
use engine::model::{Instant, NodeId, Offset, StepId, TopicName, TopicPartition};
use engine::node::Note;
use sim::{Ending, Life, Outcome, Step, What, World};

use crate::action::Action;

/// A mark on the timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The step that made it.
    pub step: StepId,
    /// When.
    pub at: Instant,
    /// Whom it concerns, if one node.
    pub node: Option<NodeId>,
    /// What it is.
    pub kind: MarkKind,
}

/// What a mark is.
#[derive(Clone, Debug, PartialEq)]
pub enum MarkKind {
    /// Somebody did this.
    Action(Action),
    /// The lab's script did this.
    Script(sim::Action),
    /// The script wanted this, which could not be.
    Refused(sim::Action<sim::Target>),
    /// A process started.
    Started,
    /// A process ended.
    Ended(Ending),
    /// What a node found worth a note.
    Note(Note),
    /// What came of something that the admin client was told to do.
    Answered(Ended),
    /// What came of a call of the schema registry.
    Told(Arc<Told>),
    /// A serializer threw, and so did `send()`.
    Unserializable(Arc<str>),
    /// A consumer met a record that it cannot read.
    Undeserializable {
        /// Its partition.
        partition: TopicPartition,
        /// Its offset.
        offset: Offset,
        /// Why not.
        reason: Arc<str>,
    },
    /// An application goes on behind such a record.
    PutAside {
        /// Its partition.
        partition: TopicPartition,
        /// Its offset.
        offset: Offset,
        /// The topic that has it now; `None`: it is left out.
        to: Option<TopicName>,
    },
}

/// The marks of a step that was just taken. An action out of the journal has its own mark.
pub(super) fn of(step: &Step, world: &World, action: Option<Action>) -> Vec<Mark> {
    let mark = |kind| Mark {
        step: step.id,
        at: step.at,
        node: step.node,
        kind,
    };
    let mut marks = Vec::new();
    match (&step.what, &step.outcome, action) {
        (_, _, Some(action)) => marks.push(mark(MarkKind::Action(action))),
        (What::Action(deed), Outcome::Refused(_), None) => {
            marks.push(mark(MarkKind::Refused(deed.clone().into())));
        }
        (What::Wanted(deed), ..) => {
            marks.push(mark(MarkKind::Refused((**deed).clone())));
        }
        // A start is marked where the process boots, and nothing is to be said of what is mended already.
        (What::Action(deed), outcome, None) if is_start(deed) || *outcome == Outcome::Moot => {}
        (What::Action(deed), _, None) => marks.push(mark(MarkKind::Script(deed.clone()))),
        _ => {}
    }
    if step.what == What::Booted {
        marks.push(mark(MarkKind::Started));
    }
    if let Some(Life::Down { since, how }) = step
        .node
        .and_then(|node| world.slot(node))
        .map(sim::Slot::life)
        && since == step.at
        && !matches!(
            step.outcome,
            Outcome::Reset | Outcome::Discarded | Outcome::Parked
        )
    {
        marks.push(mark(MarkKind::Ended(how)));
    }
    marks.extend(
        step.notes
            .iter()
            .cloned()
            .map(|note| mark(MarkKind::Note(note))),
    );
    marks.extend(seen(step.id, world).map(mark));
    marks
}

/// What a client saw in a step that is worth a mark.
fn seen(step: StepId, world: &World) -> impl Iterator<Item = MarkKind> {
    let seen = world.history().iter().rev();
    let seen = seen.take_while(move |entry| entry.step == step);
    seen.filter_map(|entry| match &entry.observation {
        Observation::Administered {
            command, outcomes, ..
        } => Some(MarkKind::Answered(Ended {
            command: Arc::clone(command),
            outcomes: Arc::clone(outcomes),
        })),
        Observation::RegistryAnswered(told) => Some(MarkKind::Told(Arc::clone(told))),
        Observation::Unserializable { reason, .. } => {
            Some(MarkKind::Unserializable(Arc::clone(reason)))
        }
        Observation::Undeserializable {
            partition,
            offset,
            reason,
            ..
        } => Some(MarkKind::Undeserializable {
            partition: partition.clone(),
            offset: *offset,
            reason: Arc::clone(reason),
        }),
        Observation::PutAside {
            partition,
            offset,
            to,
        } => Some(MarkKind::PutAside {
            partition: partition.clone(),
            offset: *offset,
            to: to.clone(),
        }),
        _ => None,
    })
}

fn is_start(deed: &sim::Action) -> bool {
    match deed {
        sim::Action::Start(_) => true,
        sim::Action::Together(deeds) => deeds.iter().all(is_start),
        _ => false,
    }
}
