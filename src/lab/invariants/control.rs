//! What holds of the controller's decisions.

use std::sync::Arc;

use engine::metadata::{LeaderRecoveryState, MetadataImage, PartitionState, TopicImage};
use engine::model::{NodeId, TopicName, TopicPartition};
use imbl::OrdMap;

use super::losses::DurabilityRule;
use super::matching::Registrations;
use super::partition::{Leadership, Partition};
use super::report::Report;
use super::{Allowed, Breach, ControllerView};

/// The controller's image as it was seen last, shared with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Control {
    incarnation: Option<u32>,
    pub(super) registrations: Registrations,
    topics: OrdMap<TopicName, Arc<TopicImage>>,
}

/// What has become of the controller's image.
#[derive(Debug, Default)]
pub(super) struct Decided {
    /// Whether another process speaks, which may have lost what nobody had heard of.
    pub(super) restarted: bool,
    /// The topics that are no more.
    pub(super) deleted: Vec<Arc<TopicImage>>,
    /// The partitions to be looked at.
    pub(super) partitions: Vec<TopicPartition>,
}

impl Control {
    /// Takes in the controller's image; answers what has to be looked at: what is new, or everything.
    pub(super) fn compare(&mut self, controller: &ControllerView<'_>, everything: bool) -> Decided {
        let image = controller.image;
        let restarted =
            self.incarnation.replace(controller.incarnation) != Some(controller.incarnation);
        let same_brokers =
            self.registrations.ptr_eq(&image.brokers) || self.registrations == image.brokers;
        let everything = everything || restarted || !same_brokers;
        let mut decided = Decided {
            restarted,
            ..Decided::default()
        };
        if everything || !self.topics.ptr_eq(&image.topics) {
            let same = |name, topic: &TopicImage| {
                let now: Option<&Arc<TopicImage>> = image.topics.get(name);
                now.is_some_and(|now| now.id == topic.id)
            };
            let gone = self
                .topics
                .iter()
                .filter(|(name, topic)| !same(*name, topic));
            decided.deleted = gone.map(|(_, topic)| Arc::clone(topic)).collect();
            for (name, topic) in &image.topics {
                let before = self.topics.get(name).filter(|_| !everything);
                let changed = changed(before, topic);
                decided
                    .partitions
                    .extend(changed.map(|number| TopicPartition::new(name, number)));
            }
        }
        self.registrations = image.brokers.clone();
        self.topics = image.topics.clone();
        decided
    }
}

/// The partitions of a topic whose state, or whose configs, are not what they were.
fn changed<'a>(
    before: Option<&'a Arc<TopicImage>>,
    topic: &'a Arc<TopicImage>,
) -> impl Iterator<Item = i32> + 'a {
    let same_topic = before.is_some_and(|before| Arc::ptr_eq(before, topic));
    let before = before.filter(|before| before.id == topic.id && before.config == topic.config);
    let partitions = (0..).zip(&topic.partitions).filter(move |_| !same_topic);
    partitions
        .filter(move |(number, state)| {
            let old = before.and_then(|before| before.partition(*number));
            old.is_none_or(|old| !Arc::ptr_eq(old, state))
        })
        .map(|(number, _)| number)
}

impl Partition {
    /// Looks at what the controller has decided of it.
    pub(super) fn decided(
        &mut self,
        controller: &ControllerView<'_>,
        topic: &TopicImage,
        state: &Arc<PartitionState>,
        restarted: bool,
        report: &mut Report,
    ) {
        let image = controller.image;
        self.compacts |= topic.config.cleanup_policy.compacts();
        self.unclean_election = topic.config.unclean_leader_election;
        self.rule = DurabilityRule {
            min_isr: topic.effective_min_isr(),
            elr_enabled: image.is_elr_enabled(),
        };
        self.check_state(image, state, report);
        let before = self.state.replace(Arc::clone(state));
        if restarted {
            self.forget_after(controller.id, state, report);
        } else if let Some(before) = &before {
            self.check_epochs(controller.id, before, state, report);
        }
        self.note_leadership(state, report);
        if before.is_some_and(|before| was_unclean(&before, state)) {
            let allowed = if self.unclean_election {
                Allowed::UncleanElection
            } else {
                Allowed::LastKnownLeader
            };
            self.lineages.fork(state.leader_epoch, Some(allowed));
        }
        self.losses.decided(state, self.rule);
    }

    fn check_state(&self, image: &MetadataImage, state: &PartitionState, report: &mut Report) {
        let mut breach = |breach| report.breach(&self.name, breach);
        for broker in state.isr.iter().chain(&state.elr).copied() {
            if !state.replicas.contains(&broker) {
                breach(Breach::MemberHoldsNoReplica { broker });
            }
        }
        if let Some(leader) = state.leader.filter(|leader| !state.isr.contains(leader)) {
            breach(Breach::LeaderOutsideIsr { leader });
        }
        // Without ELR the last member stays in the ISR, since nothing else would say who may lead again.
        let stays = !self.rule.elr_enabled && state.leader.is_none() && state.isr.len() == 1;
        for broker in state.isr.iter().copied() {
            if !image.is_active(broker) && !stays {
                breach(Breach::InactiveInIsr { broker });
            }
            if state.elr.contains(&broker) {
                breach(Breach::IsrMeetsElr { broker });
            }
        }
        let (isr, min_isr) = (state.isr.len(), self.rule.min_isr);
        if isr >= min_isr && !state.elr.is_empty() {
            breach(Breach::ElrBesideEnoughIsr {
                isr: isr as u32,
                min_isr: min_isr as u32,
            });
        }
    }

    fn check_epochs(
        &self,
        controller: NodeId,
        before: &PartitionState,
        state: &PartitionState,
        report: &mut Report,
    ) {
        if state.leader_epoch < before.leader_epoch {
            let breach = Breach::LeaderEpochWentBack {
                at: controller,
                from: before.leader_epoch,
                to: state.leader_epoch,
            };
            report.breach(&self.name, breach);
        }
        if state.partition_epoch < before.partition_epoch {
            let breach = Breach::PartitionEpochWentBack {
                from: before.partition_epoch,
                to: state.partition_epoch,
            };
            report.breach(&self.name, breach);
        }
    }

    /// A controller that starts again may have lost what it had not flushed, but nothing that anybody had heard of.
    fn forget_after(&mut self, controller: NodeId, state: &PartitionState, report: &mut Report) {
        self.lineages.forget_after(state.leader_epoch);
        let later = self.leaderships.split_off(&state.leader_epoch.next());
        let heard_of = |leadership: &Leadership| leadership.taken.is_some();
        if let Some((from, _)) = later.iter().rev().find(|(_, l)| heard_of(l)) {
            let breach = Breach::LeaderEpochWentBack {
                at: controller,
                from: *from,
                to: state.leader_epoch,
            };
            report.breach(&self.name, breach);
        }
    }

    fn note_leadership(&mut self, state: &PartitionState, report: &mut Report) {
        let epoch = state.leader_epoch;
        let leadership = self.leaderships.entry(epoch).or_default();
        let given = *leadership.given.get_or_insert(state.leader);
        let taken = leadership.taken.map(|(broker, _)| broker);
        let taken = taken.filter(|taken| state.leader != Some(*taken));
        let moved = state.leader.filter(|_| given != state.leader);
        for broker in taken.into_iter().chain(moved) {
            let leader = if moved.is_some() { given } else { state.leader };
            let breach = Breach::NotItsEpoch {
                broker,
                epoch,
                leader,
            };
            report.breach(&self.name, breach);
        }
    }
}

/// Whether the new leader was neither in sync nor eligible: it may lack what is committed.
fn was_unclean(before: &PartitionState, state: &PartitionState) -> bool {
    let elected = before.leader_epoch < state.leader_epoch;
    let Some(leader) = state.leader.filter(|_| elected) else {
        return false;
    };
    let was_candidate = before.isr.contains(&leader) || before.elr.contains(&leader);
    !was_candidate || state.leader_recovery_state == LeaderRecoveryState::Recovering
}
