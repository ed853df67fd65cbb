//! What holds of groups: at their coordinators, and among those who were given partitions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::coordinator::group::{ClassicGroup, GroupRecord, GroupState, OFFSETS_TOPIC, Shard};
use engine::log::{ControlRecordType, Log};
use engine::model::{BrokerId, LeaderEpoch, Offset, TopicName, TopicPartition};

use super::report::Report;
use super::{Breach, BrokerView, Cluster, MemberView, ReplicaView};

/// How many generations of a group are remembered with what their members had.
const GENERATIONS: usize = 4;

/// What is remembered of groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    coordinators: BTreeMap<BrokerId, Coordinator>,
    /// The newest generation of each group whose assignment is committed, and in which leader epoch of the group's
    /// partition that was seen.
    stable: BTreeMap<(i32, Arc<str>), (LeaderEpoch, i32)>,
    owners: BTreeMap<Arc<str>, BTreeMap<i32, Owners>>,
}

/// Who was given each partition in a generation, by the name that stays: that of a static member, or the member id.
type Owners = BTreeMap<TopicPartition, Arc<str>>;

/// A coordinator as it was seen last.
#[derive(Clone, Debug, Default)]
struct Coordinator {
    incarnation: u32,
    /// By partition of `__consumer_offsets`.
    shards: BTreeMap<i32, Known>,
}

/// The generation of each group, and whether it was stable.
type Known = BTreeMap<Arc<str>, (i32, bool)>;

impl Groups {
    /// Looks at everything that a broker coordinates, if any of it has changed.
    pub(super) fn look_at(
        &mut self,
        cluster: &impl Cluster,
        broker: &BrokerView<'_>,
        report: &mut Report,
    ) {
        let known = self.coordinators.entry(broker.id).or_default();
        if known.incarnation != broker.incarnation {
            *known = Coordinator {
                incarnation: broker.incarnation,
                shards: BTreeMap::new(),
            };
        }
        let shards = || cluster.shards(broker.id);
        let same = |((number, known), shard): ((&i32, &Known), &Shard)| {
            *number == shard.partition()
                && known.len() == shard.groups().count()
                && known.iter().zip(shard.groups()).all(is_as_known)
        };
        if known.shards.len() == shards().count() && known.shards.iter().zip(shards()).all(same) {
            return;
        }
        let before = std::mem::take(&mut known.shards);
        let now: BTreeMap<i32, Known> = shards()
            .map(|shard| {
                let number = shard.partition();
                let known = self.look_at_shard(cluster, broker.id, shard, &before, report);
                (number, known)
            })
            .collect();
        if let Some(coordinator) = self.coordinators.get_mut(&broker.id) {
            coordinator.shards = now;
        }
    }

    /// What was committed in `__consumer_offsets` is lost, as something allowed: generations may come again.
    pub(super) fn forget(&mut self) {
        self.stable.clear();
        self.owners.clear();
    }

    fn look_at_shard(
        &mut self,
        cluster: &impl Cluster,
        broker: BrokerId,
        shard: &Shard,
        before: &BTreeMap<i32, Known>,
        report: &mut Report,
    ) -> Known {
        let partition = TopicPartition::new(&TopicName::from(OFFSETS_TOPIC), shard.partition());
        let Some(replica) = cluster.replica(broker, &partition) else {
            return Known::new();
        };
        let known = before.get(&shard.partition());
        if known.is_none() {
            self.takes_over(&replica, shard, report);
        }
        let known = known.cloned().unwrap_or_default();
        let mut now = Known::new();
        for group in shard.groups() {
            let state = seen(group);
            let before = known.get(group.id()).copied();
            if let Some((from, _)) = before.filter(|(from, _)| *from > state.0) {
                let breach = Breach::GenerationWentBack {
                    broker,
                    group: Arc::clone(group.id()),
                    from,
                    to: Some(state.0),
                };
                report.breach(&partition, breach);
            }
            if state.1 && before != Some(state) {
                check_assignment(group, report);
                let place = (shard.partition(), Arc::clone(group.id()));
                self.stable
                    .insert(place, (replica.state.leader_epoch, state.0));
            }
            now.insert(Arc::clone(group.id()), state);
        }
        for gone in known.keys().filter(|group| !now.contains_key(*group)) {
            self.stable.remove(&(shard.partition(), Arc::clone(gone)));
            self.owners.remove(gone);
        }
        now
    }

    /// A new coordinator knows what its log says, and that is everything that is committed.
    fn takes_over(&self, replica: &ReplicaView<'_>, shard: &Shard, report: &mut Report) {
        let (log, broker) = (Replayed::of(replica.log), replica.broker);
        let partition = replica.log.partition();
        let known = |group: &Arc<str>| shard.group(group).map(ClassicGroup::generation);
        for group in log.ids() {
            let written = log.generations.get(group).copied();
            let offsets: BTreeMap<&TopicPartition, Offset> = shard
                .offsets(group)
                .map(|(at, committed)| (at, committed.offset))
                .collect();
            if known(group) < written || offsets != log.offsets_of(group) {
                let group = Arc::clone(group);
                report.breach(partition, Breach::CoordinatorUnlikeLog { broker, group });
            }
        }
        for ((of, group), (epoch, from)) in &self.stable {
            let is_later = *of == shard.partition() && replica.state.leader_epoch > *epoch;
            if is_later && known(group).is_none_or(|to| to < *from) {
                let breach = Breach::GenerationWentBack {
                    broker,
                    group: Arc::clone(group),
                    from: *from,
                    to: known(group),
                };
                report.breach(partition, breach);
            }
        }
    }

    /// A member was told what it has: no other member of the generation has any of it.
    pub(super) fn assigned(
        &mut self,
        member: &MemberView<'_>,
        partitions: &[TopicPartition],
        report: &mut Report,
    ) {
        let group = self.owners.entry(Arc::clone(member.group)).or_default();
        let owners = group.entry(member.generation).or_default();
        let generation = (member.group, member.generation);
        own(owners, generation, member.name, partitions, report);
        while group.len() > GENERATIONS {
            group.pop_first();
        }
    }
}

/// A group's generation, and whether it is stable.
fn seen(group: &ClassicGroup) -> (i32, bool) {
    (group.generation(), group.state() == GroupState::Stable)
}

fn is_as_known(((id, known), group): ((&Arc<str>, &(i32, bool)), &ClassicGroup)) -> bool {
    id == group.id() && *known == seen(group)
}

/// The coordinator gives no partition to two members of a generation.
fn check_assignment(group: &ClassicGroup, report: &mut Report) {
    let mut owners: Owners = BTreeMap::new();
    for (id, member) in group.members() {
        let name = member.group_instance_id.as_ref().unwrap_or(id);
        let generation = (group.id(), group.generation());
        own(&mut owners, generation, name, &member.assigned(), report);
    }
}

fn own(
    owners: &mut Owners,
    (group, generation): (&Arc<str>, i32),
    name: &Arc<str>,
    partitions: &[TopicPartition],
    report: &mut Report,
) {
    for partition in partitions {
        let owner = owners
            .entry(partition.clone())
            .or_insert_with(|| Arc::clone(name));
        if owner != name {
            let breach = Breach::OwnedTwice {
                group: Arc::clone(group),
                generation,
                members: [Arc::clone(owner), Arc::clone(name)],
            };
            report.breach(partition, breach);
        }
    }
}

/// Of which group and partition a record stores an offset.
fn stored(record: &GroupRecord) -> Option<(&Arc<str>, &TopicPartition)> {
    match record {
        GroupRecord::Offset {
            group,
            partition,
            committed: Some(_),
        } => Some((group, partition)),
        _ => None,
    }
}

/// Of which group and partition a record forgets the offset.
fn forgotten(record: &GroupRecord) -> Option<(&Arc<str>, &TopicPartition)> {
    match record {
        GroupRecord::Offset {
            group,
            partition,
            committed: None,
        } => Some((group, partition)),
        _ => None,
    }
}

/// What the log of a partition of `__consumer_offsets` says.
#[derive(Default)]
struct Replayed {
    generations: BTreeMap<Arc<str>, i32>,
    /// With the places of their records.
    offsets: BTreeMap<(Arc<str>, TopicPartition), (Offset, Offset)>,
}

impl Replayed {
    fn of(log: &Log) -> Self {
        let mut replayed = Self::default();
        let mut pending: BTreeMap<i64, Vec<(Offset, GroupRecord)>> = BTreeMap::new();
        for batch in log.batches() {
            let producer = batch.producer_id();
            if let Some(marker) = batch.end_transaction_marker() {
                let decided = pending.remove(&producer).unwrap_or_default();
                if marker.control_type == ControlRecordType::Commit {
                    for (at, record) in decided {
                        replayed.take_in(at, record);
                    }
                }
                continue;
            }
            for (at, record) in batch.records() {
                let Some(record) = GroupRecord::decode(&record) else {
                    continue;
                };
                if batch.is_transactional() {
                    pending.entry(producer).or_default().push((at, record));
                    continue;
                }
                if let Some(place) = forgotten(&record) {
                    for waiting in pending.values_mut() {
                        waiting.retain(|(_, other)| stored(other) != Some(place));
                    }
                }
                replayed.take_in(at, record);
            }
        }
        replayed
    }

    /// Takes in a record that counts. Of two offsets the one that lies further behind in the log counts.
    fn take_in(&mut self, at: Offset, record: GroupRecord) {
        match record {
            GroupRecord::Group {
                group,
                metadata: Some(metadata),
            } => {
                self.generations.insert(group, metadata.generation);
            }
            GroupRecord::Group { group, .. } => {
                self.generations.remove(&group);
            }
            GroupRecord::Consumer { .. } => {}
            GroupRecord::Offset {
                group,
                partition,
                committed: Some(committed),
            } => {
                let place = (group, partition);
                let known = self.offsets.get(&place);
                if known.is_none_or(|(before, _)| *before <= at) {
                    self.offsets.insert(place, (at, committed.offset));
                }
            }
            GroupRecord::Offset {
                group, partition, ..
            } => {
                self.offsets.remove(&(group, partition));
            }
        }
    }

    fn ids(&self) -> BTreeSet<&Arc<str>> {
        let of_offsets = self.offsets.keys().map(|(group, _)| group);
        self.generations.keys().chain(of_offsets).collect()
    }

    fn offsets_of(&self, group: &Arc<str>) -> BTreeMap<&TopicPartition, Offset> {
        let of_group = self.offsets.iter().filter(|((of, _), _)| of == group);
        of_group
            .map(|((_, place), (_, offset))| (place, *offset))
            .collect()
    }
}
