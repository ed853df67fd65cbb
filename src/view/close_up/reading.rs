//! Which close-up a selection has.

use engine::model::{NodeId, TopicName, TopicPartition};
use lab::Session;
use sim::AnyNode;

use super::{CloseUp, ConsumerUp, GroupUp, PartitionUp, ProducerUp};
use crate::selection::Selection;

pub(super) fn of(session: &Session, selection: &Selection, before: Option<i64>) -> Option<CloseUp> {
    match selection {
        Selection::Strip {
            topic, partition, ..
        } => {
            let place = TopicPartition::new(&TopicName::from(topic.as_str()), *partition);
            PartitionUp::of(session, &place, before).map(CloseUp::Partition)
        }
        Selection::Group { group } => GroupUp::of(session.world(), group).map(CloseUp::Group),
        Selection::Node { node } | Selection::Timer { node, .. } => {
            let slot = session.world().slot(NodeId(*node))?;
            match slot.node() {
                AnyNode::Producer(producer) => {
                    let up = ProducerUp::of(session, slot, producer);
                    Some(CloseUp::Producer(up))
                }
                AnyNode::Consumer(processor) => {
                    let up = ConsumerUp::of(session, slot, processor);
                    Some(CloseUp::Consumer(up))
                }
                _ => None,
            }
        }
        Selection::Way { .. } | Selection::Flight { .. } => None,
    }
}
