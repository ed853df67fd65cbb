//! What holds of groups: at their coordinators, and among those who were given partitions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::coordinator::group::{ClassicGroup, GroupRecord, GroupState};
use engine::log::RecordBatch;
use engine::model::{BrokerId, LeaderEpoch, Offset, TopicPartition};

use super::cluster::offsets_partition;
use super::report::Report;
use super::{Breach, Cluster, MemberView, ShardView};

/// How many generations of a group are remembered with what their members had.
const GENERATIONS: usize = 4;

/// What is remembered of groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    tenures: BTreeMap<(BrokerId, i32), Tenure>,
    /// The newest generation of each group whose assignment is committed, and in which leader epoch of the group's
    /// partition that was seen.
    stable: BTreeMap<(i32, Arc<str>), (LeaderEpoch, i32)>,
    owners: BTreeMap<Arc<str>, BTreeMap<i32, Owners>>,
}

/// Who was given each partition in a generation, by the name that stays: that of a static member, or the member id.
type Owners = BTreeMap<TopicPartition, Arc<str>>;

/// A broker coordinates the groups of a partition of `__consumer_offsets`, without a break.
#[derive(Clone, Debug)]
struct Tenure {
    incarnation: u32,
    /// The generation of each group, and whether it was stable.
    groups: BTreeMap<Arc<str>, (i32, bool)>,
}

impl Groups {
    /// Looks at everything that a broker coordinates.
    pub(super) fn look_at(
        &mut self,
        cluster: &impl Cluster,
        broker: BrokerId,
        report: &mut Report,
    ) {
        let ended = |place: &(BrokerId, i32)| {
            place.0 == broker
                && !cluster
                    .shards(broker)
                    .any(|view| view.shard.partition() == place.1)
        };
        self.tenures.retain(|place, _| !ended(place));
        for view in cluster.shards(broker) {
            self.look_at_shard(&view, report);
        }
    }

    /// What was committed in `__consumer_offsets` is lost, as something allowed: generations may come again.
    pub(super) fn forget(&mut self) {
        self.stable.clear();
        self.owners.clear();
    }

    fn look_at_shard(&mut self, view: &ShardView<'_>, report: &mut Report) {
        let place = (view.broker, view.shard.partition());
        let known = self.tenures.remove(&place);
        let known = known.filter(|tenure| tenure.incarnation == view.incarnation);
        let known = match known {
            Some(tenure) => tenure.groups,
            None => {
                self.takes_over(view, report);
                BTreeMap::new()
            }
        };
        let mut groups = BTreeMap::new();
        for group in view.shard.groups() {
            let is_stable = group.state() == GroupState::Stable;
            let now = (group.generation(), is_stable);
            let before = known.get(group.id()).copied();
            if let Some((from, _)) = before.filter(|(from, _)| *from > now.0) {
                let breach = Breach::GenerationWentBack {
                    broker: view.broker,
                    group: Arc::clone(group.id()),
                    from,
                    to: Some(now.0),
                };
                report.breach(&offsets_partition(view.shard.partition()), breach);
            }
            if is_stable && before != Some(now) {
                self.check_assignment(group, report);
                let stable = (view.leader_epoch, now.0);
                let place = (place.1, Arc::clone(group.id()));
                self.stable.insert(place, stable);
            }
            groups.insert(Arc::clone(group.id()), now);
        }
        for gone in known.keys().filter(|group| !groups.contains_key(*group)) {
            self.stable.remove(&(place.1, Arc::clone(gone)));
            self.owners.remove(gone);
        }
        let incarnation = view.incarnation;
        self.tenures.insert(
            place,
            Tenure {
                incarnation,
                groups,
            },
        );
    }

    /// A new coordinator knows what its log says, and that is everything that is committed.
    fn takes_over(&self, view: &ShardView<'_>, report: &mut Report) {
        let log = Replayed::of(view);
        let partition = offsets_partition(view.shard.partition());
        let known = |group: &Arc<str>| view.shard.group(group).map(ClassicGroup::generation);
        for group in log.ids() {
            let written = log.generations.get(group).copied();
            let offsets: BTreeMap<&TopicPartition, Offset> = view
                .shard
                .offsets(group)
                .map(|(at, committed)| (at, committed.offset))
                .collect();
            if known(group) < written || offsets != log.offsets_of(group) {
                let breach = Breach::CoordinatorUnlikeLog {
                    broker: view.broker,
                    group: Arc::clone(group),
                };
                report.breach(&partition, breach);
            }
        }
        let number = view.shard.partition();
        for ((of, group), (epoch, from)) in &self.stable {
            let is_later = *of == number && view.leader_epoch > *epoch;
            if is_later && known(group).is_none_or(|to| to < *from) {
                let breach = Breach::GenerationWentBack {
                    broker: view.broker,
                    group: Arc::clone(group),
                    from: *from,
                    to: known(group),
                };
                report.breach(&partition, breach);
            }
        }
    }

    /// The coordinator gives no partition to two members of a generation.
    fn check_assignment(&mut self, group: &ClassicGroup, report: &mut Report) {
        let mut owners: Owners = BTreeMap::new();
        for (id, member) in group.members() {
            let name = member.group_instance_id.as_ref().unwrap_or(id);
            let generation = (group.id(), group.generation());
            own(&mut owners, generation, name, &member.assigned(), report);
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

/// What the log of a partition of `__consumer_offsets` says.
#[derive(Default)]
struct Replayed {
    generations: BTreeMap<Arc<str>, i32>,
    offsets: BTreeMap<(Arc<str>, TopicPartition), Offset>,
}

impl Replayed {
    fn of(view: &ShardView<'_>) -> Self {
        let mut replayed = Self::default();
        let records = view.log.batches().flat_map(RecordBatch::records);
        for record in records.filter_map(|(_, record)| GroupRecord::decode(record)) {
            match record {
                GroupRecord::Group {
                    group,
                    metadata: Some(metadata),
                } => {
                    replayed.generations.insert(group, metadata.generation);
                }
                GroupRecord::Group { group, .. } => {
                    replayed.generations.remove(&group);
                }
                GroupRecord::Offset {
                    group,
                    partition,
                    committed: Some(committed),
                } => {
                    let place = (group, partition);
                    replayed.offsets.insert(place, committed.offset);
                }
                GroupRecord::Offset {
                    group, partition, ..
                } => {
                    replayed.offsets.remove(&(group, partition));
                }
            }
        }
        replayed
    }

    fn ids(&self) -> BTreeSet<&Arc<str>> {
        let of_offsets = self.offsets.keys().map(|(group, _)| group);
        self.generations.keys().chain(of_offsets).collect()
    }

    fn offsets_of(&self, group: &Arc<str>) -> BTreeMap<&TopicPartition, Offset> {
        let of_group = self.offsets.iter().filter(|((of, _), _)| of == group);
        of_group.map(|((_, at), offset)| (at, *offset)).collect()
    }
}
