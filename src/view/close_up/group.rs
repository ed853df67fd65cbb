//! A group, as its coordinator has it: members, assignment, committed offsets, lag.

use engine::coordinator::group::{ClassicGroup, GroupCoordinator, GroupMember};
use engine::model::TopicPartition;
use serde::Serialize;
use sim::{AnyNode, World};

/// More partitions are not listed.
const SHARES_MAX: usize = 120;

/// A group, large.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupUp {
    /// `group.id`.
    pub name: String,
    /// The broker that coordinates it.
    pub coordinator: String,
    /// Its state, by Kafka's name.
    pub state: &'static str,
    /// The number of its generation.
    pub generation: i32,
    /// The assignor of this generation.
    pub protocol: Option<String>,
    /// Its members.
    pub members: Vec<Member>,
    /// Partitions with committed offsets that nobody has now.
    pub orphans: Vec<Share>,
    /// How many partitions are not listed.
    pub more: usize,
}

/// A member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The client's name, which is its `client.id`.
    pub client: String,
    /// `group.instance.id`, if it is static.
    pub instance: Option<String>,
    /// Its member id.
    pub id: String,
    /// Whether it computes the assignment.
    pub leader: bool,
    /// What the coordinator keeps waiting for it: an answer to JoinGroup or SyncGroup.
    pub awaits: Option<&'static str>,
    /// When its session runs out, in µs.
    pub session_ends: u64,
    /// What it has.
    pub shares: Vec<Share>,
}

/// A partition within a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// The partition.
    pub partition: String,
    /// The committed offset.
    pub committed: Option<i64>,
    /// The high watermark at the leader; none while nobody leads.
    pub high_watermark: Option<i64>,
    /// How many offsets lie between them.
    pub lag: Option<i64>,
}

impl GroupUp {
    /// The group in `world`, if a coordinator that runs has it.
    pub(crate) fn of(world: &World, id: &str) -> Option<Self> {
        let running = world.slots().filter(|slot| slot.life().is_running());
        let hosts = running.filter_map(|slot| match slot.node() {
            AnyNode::Broker(broker) => Some((slot.name(), broker.group_coordinator())),
            _ => None,
        });
        let mut found = hosts.filter_map(|(name, host)| Some((name, host, host.group(id)?)));
        let (name, host, group) = found.next()?;
        Some(read(world, name, host, group))
    }
}

fn read(world: &World, name: &str, host: &GroupCoordinator, group: &ClassicGroup) -> GroupUp {
    let share = |place: &TopicPartition| share(world, host, group, place);
    let mut room = SHARES_MAX;
    let mut taken = 0;
    let mut owned: Vec<TopicPartition> = Vec::new();
    let members = group.members().map(|(member_id, member)| {
        let assigned = member.assigned();
        taken += assigned.len();
        let shares: Vec<Share> = assigned.iter().take(room).map(share).collect();
        room -= shares.len();
        owned.extend(assigned);
        one(group, member_id, member, shares)
    });
    let members = members.collect();
    let committed = host.offsets(group.id());
    let orphans: Vec<&TopicPartition> = committed
        .map(|(place, _)| place)
        .filter(|place| !owned.contains(place))
        .collect();
    GroupUp {
        name: group.id().to_string(),
        coordinator: name.to_owned(),
        state: group.state().name(),
        generation: group.generation(),
        protocol: group.protocol().map(ToString::to_string),
        members,
        more: (taken + orphans.len()).saturating_sub(SHARES_MAX),
        orphans: orphans.into_iter().take(room).map(share).collect(),
    }
}

fn one(group: &ClassicGroup, id: &str, member: &GroupMember, shares: Vec<Share>) -> Member {
    let awaits = if member.is_awaiting_join() {
        Some("JoinGroup")
    } else if member.is_awaiting_sync() {
        Some("SyncGroup")
    } else {
        None
    };
    Member {
        client: member.client_id.to_string(),
        instance: member.group_instance_id.as_ref().map(ToString::to_string),
        id: id.to_owned(),
        leader: group.leader().is_some_and(|leader| **leader == *id),
        awaits,
        session_ends: member.session_ends().0,
        shares,
    }
}

fn share(
    world: &World,
    host: &GroupCoordinator,
    group: &ClassicGroup,
    place: &TopicPartition,
) -> Share {
    let committed = host.committed(group.id(), place).map(|held| held.offset.0);
    let replicas = lab::brokers(world).filter_map(|broker| broker.replica(place));
    let mut leading = replicas.filter(|replica| replica.is_leader());
    let high_watermark = leading.next().map(|replica| replica.high_watermark().0);
    let lag = high_watermark.zip(committed);
    Share {
        partition: place.to_string(),
        committed,
        high_watermark,
        lag: lag.map(|(high, committed)| (high - committed).max(0)),
    }
}
