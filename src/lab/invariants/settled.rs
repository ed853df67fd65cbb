//! Whether the clients of a cluster that was left alone have come to rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use engine::app::processor::{LoopState, Processor};
use engine::client::consumer::{Consumer, MemberState, ModernMemberState, ModernMembership};
use engine::coordinator::group::{ConsumerGroupState, GroupCoordinator, GroupState, OFFSETS_TOPIC};
use engine::metadata::MetadataImage;
use engine::model::{NodeId, Offset, TopicPartition};
use sim::{AnyNode, World};

use super::Cluster;

/// What a client at rest ought to have done, or to agree about with its cluster, and has or does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unrest {
    /// A process does not run.
    Away(NodeId),
    /// A producer has records that are neither acknowledged nor failed.
    StillSends {
        /// Which.
        producer: NodeId,
        /// How many wait, those in flight aside.
        buffered: u64,
    },
    /// A member has not joined the newest generation of its group, or the coordinator does not count it as one.
    NotInItsGroup(NodeId),
    /// A member has other partitions than the coordinator says that it has.
    AssignmentDiffers {
        /// The member.
        consumer: NodeId,
        /// What it believes to have.
        has: Vec<TopicPartition>,
        /// What it was given.
        given: Vec<TopicPartition>,
    },
    /// Nobody reads a partition of a topic that the group, or the consumer without one, subscribes to.
    ReadByNobody(TopicPartition),
    /// A consumer has not read a partition to its end, or its application has not taken what was read.
    NotReadToTheEnd {
        /// The consumer.
        consumer: NodeId,
        /// Which partition.
        partition: TopicPartition,
        /// The next offset that it will read.
        position: Option<Offset>,
        /// The high watermark.
        end: Offset,
    },
}

/// Everything that clients have not done, or do not agree about with their cluster, though it was left alone long enough:
/// nothing waits to be sent, every member is in its group and has what the coordinator gave it, and all is read.
#[must_use]
pub fn settled(world: &World) -> Vec<Unrest> {
    let Some(image) = world.controller().map(|controller| controller.image) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut groups: BTreeMap<Arc<str>, Group> = BTreeMap::new();
    for slot in world.slots() {
        let id = slot.id();
        match slot.node() {
            AnyNode::Producer(_) | AnyNode::Consumer(_) if !slot.life().is_running() => {
                found.push(Unrest::Away(id));
            }
            AnyNode::Producer(producer) => {
                let buffered = producer.buffered();
                if buffered > 0 || producer.in_flight() > 0 {
                    found.push(Unrest::StillSends {
                        producer: id,
                        buffered,
                    });
                }
            }
            AnyNode::Consumer(processor) => {
                let consumer = processor.consumer();
                let wanted = wanted(image, consumer);
                let has = consumer.assignment().cloned();
                match consumer.membership() {
                    Some(membership) => {
                        let name = Arc::clone(&membership.group_id);
                        let group = groups.entry(name).or_default();
                        group.wanted.extend(wanted);
                        group.has.extend(has);
                        found.extend(in_group(world, image, id, consumer));
                    }
                    None => {
                        let has: BTreeSet<_> = has.collect();
                        let missing = wanted.into_iter().filter(|at| !has.contains(at));
                        found.extend(missing.map(Unrest::ReadByNobody));
                    }
                }
                found.extend(unread(world, image, id, processor));
            }
            _ => {}
        }
    }
    for group in groups.into_values() {
        let missing = group.wanted.difference(&group.has).cloned();
        found.extend(missing.map(Unrest::ReadByNobody));
    }
    found
}

/// What the members of a group want together, and have.
#[derive(Default)]
struct Group {
    wanted: BTreeSet<TopicPartition>,
    has: BTreeSet<TopicPartition>,
}

fn wanted(image: &MetadataImage, consumer: &Consumer) -> Vec<TopicPartition> {
    let topics = &consumer.setup().topics;
    let partitions = image.partitions().map(|(partition, _)| partition);
    partitions
        .filter(|partition| topics.contains(&partition.topic))
        .collect()
}

fn in_group(
    world: &World,
    image: &MetadataImage,
    id: NodeId,
    consumer: &Consumer,
) -> Option<Unrest> {
    let membership = consumer.membership()?;
    if let Some(modern) = membership.modern() {
        return led(world, image, id, (consumer, modern));
    }
    let group = coordinated(world, image, &membership.group_id, GroupCoordinator::group);
    let member = group
        .filter(|group| {
            group.state() == GroupState::Stable && group.generation() == membership.generation
        })
        .and_then(|group| group.member(&membership.member_id));
    let joined = membership.state == MemberState::Stable && membership.rejoin_reason().is_none();
    let Some(member) = member.filter(|_| joined) else {
        return Some(Unrest::NotInItsGroup(id));
    };
    differs(id, consumer, member.assigned())
}

/// The same of a member of the consumer protocol: its coordinator has led it to its target, and it knows.
fn led(
    world: &World,
    image: &MetadataImage,
    id: NodeId,
    (consumer, modern): (&Consumer, &ModernMembership),
) -> Option<Unrest> {
    let membership = consumer.membership()?;
    let group = coordinated(
        world,
        image,
        &membership.group_id,
        GroupCoordinator::consumer_group,
    );
    let member = group
        .filter(|group| group.state() == ConsumerGroupState::Stable)
        .and_then(|group| group.member(&membership.member_id))
        .filter(|member| member.current.epoch == membership.generation);
    let joined = modern.state == ModernMemberState::Stable;
    let Some(member) = member.filter(|_| joined) else {
        return Some(Unrest::NotInItsGroup(id));
    };
    let given = member
        .current
        .places()
        .into_iter()
        .filter_map(|(topic, partition)| {
            let (name, _) = image.topic_by_id(topic)?;
            Some(TopicPartition::new(name, partition))
        });
    differs(id, consumer, given.collect())
}

/// Whether a member has other partitions than it was given.
fn differs(id: NodeId, consumer: &Consumer, mut given: Vec<TopicPartition>) -> Option<Unrest> {
    given.sort_unstable();
    let has: Vec<TopicPartition> = consumer.assignment().cloned().collect();
    (has != given).then_some(Unrest::AssignmentDiffers {
        consumer: id,
        has,
        given,
    })
}

/// A group at its coordinator.
fn coordinated<'a, G>(
    world: &'a World,
    image: &MetadataImage,
    group: &str,
    find: impl Fn(&'a GroupCoordinator, &str) -> Option<&'a G>,
) -> Option<&'a G> {
    let partitions = image.partitions();
    let leaders = partitions
        .filter(|(partition, _)| partition.topic.as_str() == OFFSETS_TOPIC)
        .filter_map(|(_, state)| state.leader);
    let leaders: BTreeSet<NodeId> = leaders.collect();
    leaders.into_iter().find_map(|leader| {
        let AnyNode::Broker(broker) = world.slot(leader)?.node() else {
            return None;
        };
        find(broker.group_coordinator(), group)
    })
}

fn unread(world: &World, image: &MetadataImage, id: NodeId, processor: &Processor) -> Vec<Unrest> {
    let consumer = processor.consumer();
    let is_busy = *processor.state() != LoopState::Fetching;
    let behind = consumer.assignment().filter_map(|partition| {
        let leader = image.partition(partition)?.leader?;
        let end = world.replica(leader, partition)?.high_watermark;
        let position = consumer.position(partition);
        let done = position == Some(end) && consumer.buffered(partition) == 0 && !is_busy;
        (!done).then(|| Unrest::NotReadToTheEnd {
            consumer: id,
            partition: partition.clone(),
            position,
            end,
        })
    });
    behind.collect()
}

impl fmt::Display for Unrest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Away(node) => write!(f, "node {node} does not run"),
            Self::StillSends { producer, buffered } => {
                write!(
                    f,
                    "producer {producer} still sends, and {buffered} records wait"
                )
            }
            Self::NotInItsGroup(consumer) => {
                write!(
                    f,
                    "consumer {consumer} is no member of its group's generation"
                )
            }
            Self::AssignmentDiffers {
                consumer,
                has,
                given,
            } => {
                write!(f, "consumer {consumer} has")?;
                list(f, has)?;
                write!(f, " and was given")?;
                list(f, given)
            }
            Self::ReadByNobody(partition) => write!(f, "nobody reads {partition}"),
            Self::NotReadToTheEnd {
                consumer,
                partition,
                position,
                end,
            } => {
                write!(f, "consumer {consumer} is ")?;
                match position {
                    Some(position) => write!(f, "at {position}")?,
                    None => write!(f, "nowhere")?,
                }
                write!(f, " of {end} in {partition}, or not done with it")
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, partitions: &[TopicPartition]) -> fmt::Result {
    partitions.iter().try_for_each(|at| write!(f, " {at}"))
}
