//! Which close-up a selection has.

use engine::model::{NodeId, TopicName, TopicPartition};
use engine::node::Note;
use lab::{MarkKind, Session};
use sim::AnyNode;

use super::{CloseUp, ConsumerUp, GroupUp, PartitionUp, ProducerUp, TransactionUp, Truncated};
use crate::selection::Selection;

pub(super) fn of(session: &Session, selection: &Selection, before: Option<i64>) -> Option<CloseUp> {
    let (world, now) = (session.world(), session.playhead());
    match selection {
        Selection::Strip {
            topic, partition, ..
        } => {
            let place = TopicPartition::new(&TopicName::from(topic.as_str()), *partition);
            let truncated = truncated(session, &place);
            PartitionUp::of(world, &place, before, &truncated).map(CloseUp::Partition)
        }
        Selection::Group { group } => GroupUp::of(world, group).map(CloseUp::Group),
        Selection::Transaction { id } => {
            TransactionUp::of(world, now, id).map(CloseUp::Transaction)
        }
        Selection::Node { node } | Selection::Timer { node, .. } => {
            let slot = world.slot(NodeId(*node))?;
            match slot.node() {
                AnyNode::Producer(producer) => {
                    let up = ProducerUp::of(world, now, slot, producer);
                    Some(CloseUp::Producer(up))
                }
                AnyNode::Consumer(processor) => {
                    let up = ConsumerUp::of(world, now, slot, processor);
                    Some(CloseUp::Consumer(up))
                }
                _ => None,
            }
        }
        Selection::Way { .. } | Selection::Flight { .. } => None,
    }
}

/// The offsets of a partition that were truncated so far; more than a screen shows are of no use.
fn truncated(session: &Session, place: &TopicPartition) -> Truncated {
    let here = session.position();
    let past = session.marks().iter().take_while(|mark| mark.step < here);
    let mut truncated = Truncated::new();
    for mark in past {
        if let MarkKind::Note(Note::Truncated {
            partition,
            from,
            to,
        }) = &mark.kind
            && partition == place
            && let Some(node) = mark.node
        {
            let (from, to) = (from.0.max(to.0), from.0.min(to.0));
            let cut = to..from.min(to + PartitionUp::COLUMNS);
            truncated.entry(node).or_default().extend(cut);
        }
    }
    truncated
}
