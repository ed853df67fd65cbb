//! What must hold in every cluster after every step, as Kafka's specifications have it.
//!
//! Other than the judges of labs, invariants look into brokers: they prove the engine, and a lab's verdict does not rest
//! on them. [`Invariants::after`] looks only at what a step touched; [`Invariants::sweep`] looks at everything, and both
//! say the same. What a configuration or a fault legitimately gives up is a [`Finding`], not a [`Violation`].
//!
//! The rules are those of Kafka's own tests and models: `RaftEventSimulationTest`, the TLA+ of KIP-966 and of
//! kafka-specification (leader completeness, leader-candidate completeness, log matching, consistent read).

mod clients;
mod cluster;
mod committed;
mod control;
mod finding;
mod groups;
mod lineage;
mod losses;
mod matching;
mod partition;
mod reconciled;
mod replica;
mod report;
mod settled;
mod stored;
mod violation;

use std::collections::BTreeMap;

use engine::coordinator::group::OFFSETS_TOPIC;
use engine::model::{BrokerEpoch, BrokerId, NodeId, Offset, StepId, TopicPartition};
use sim::{Fault, Outcome, Step, What};

pub use cluster::{BrokerView, Cluster, ControllerView, MemberView, ReplicaView};
use control::Control;
pub use finding::{Allowed, Finding, Loss};
use groups::Groups;
use partition::{Key, Partition};
pub use reconciled::{Disagreement, reconciled};
use report::Report;
pub use settled::{Unrest, settled};
pub use violation::{Breach, Violation};

/// What was ever served, and what therefore must hold.
#[derive(Clone, Debug, Default)]
pub struct Invariants {
    brokers: BTreeMap<BrokerId, (u32, BrokerEpoch)>,
    control: Control,
    controller: Option<NodeId>,
    groups: Groups,
    partitions: BTreeMap<Key, Partition>,
    /// The lives of partitions by their name, the last one last.
    names: BTreeMap<TopicPartition, Vec<Key>>,
    history_read: usize,
    /// The first step that was looked at: what was stored before it may have been cleaned away.
    began: Option<StepId>,
    /// How many findings `groups` knows of.
    findings_read: usize,
    report: Report,
}

impl Invariants {
    /// Nothing was seen yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks at what `step`, the last one, may have changed: the partitions that its node named, and what is new in the
    /// history. Answers what does not hold and was not told before.
    pub fn after(&mut self, cluster: &impl Cluster, step: &Step) -> Vec<Violation> {
        self.hear(step);
        self.report.step = step.id;
        if let Some(node) = step.node {
            if let Some(broker) = cluster.broker(node) {
                self.look_at_broker(cluster, &broker, &step.changed);
                self.look_at_groups(cluster, &broker);
            } else if let Some(controller) = cluster.controller()
                && controller.id == node
            {
                for key in self.look_at_controller(&controller, false) {
                    self.check_candidates(cluster, key, None);
                }
            }
        }
        self.read_history(cluster);
        self.report.take()
    }

    /// Looks at everything. Answers what does not hold and was not told before.
    pub fn sweep(&mut self, cluster: &impl Cluster) -> Vec<Violation> {
        self.report.step = cluster.last_step();
        if let Some(controller) = cluster.controller() {
            self.look_at_controller(&controller, true);
        }
        for seen in self
            .partitions
            .values_mut()
            .flat_map(|p| p.replicas.values_mut())
        {
            seen.compared = Offset::ZERO;
        }
        // Leaders first: followers are held against what leaders have committed.
        for leads in [true, false] {
            for broker in cluster.brokers() {
                self.brokers
                    .insert(broker.id, (broker.incarnation, broker.epoch));
                for replica in cluster.replicas(broker.id) {
                    if replica.leads == leads {
                        self.look_at_replica(&replica);
                    }
                }
            }
        }
        let keys: Vec<Key> = self.partitions.keys().copied().collect();
        for key in keys {
            self.check_candidates(cluster, key, None);
        }
        for broker in cluster.brokers() {
            self.look_at_groups(cluster, &broker);
        }
        self.read_history(cluster);
        self.report.take()
    }

    /// Takes note of what somebody broke in a step: it can explain what is lost. [`Self::after`] does so itself; who only
    /// ever sweeps says it here.
    pub fn hear(&mut self, step: &Step) {
        self.report.step = step.id;
        self.began.get_or_insert(step.id);
        if let (What::Action(action), Outcome::Handled) = (&step.what, &step.outcome) {
            for fault in action.faults() {
                self.hear_of(fault);
            }
        }
    }

    fn hear_of(&mut self, fault: &Fault) {
        let (node, wiped) = match fault {
            Fault::PowerCut(node) => (*node, false),
            Fault::Wipe(node) => (*node, true),
            _ => return,
        };
        if wiped && self.controller == Some(node) {
            self.forget_everything(node);
            return;
        }
        for partition in self.partitions.values_mut() {
            if let Some(state) = &partition.state
                && state.replicas.contains(&node)
            {
                let in_isr = state.isr.contains(&node);
                partition.losses.note(node, wiped, in_isr);
            }
        }
    }

    /// What was given up so far, as configurations and faults allow.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.report.findings
    }

    /// A cluster whose controller's disk was emptied begins anew.
    fn forget_everything(&mut self, controller: NodeId) {
        for partition in self.partitions.values() {
            let allowed = Allowed::Wipes(vec![controller]);
            self.report
                .finding(&partition.name, Loss::Metadata, allowed);
        }
        *self = Self {
            history_read: self.history_read,
            findings_read: self.findings_read,
            report: std::mem::take(&mut self.report),
            ..Self::default()
        };
    }

    /// Looks at the partitions that a broker named, or at all of them when it has started or registered anew.
    fn look_at_broker(
        &mut self,
        cluster: &impl Cluster,
        broker: &BrokerView<'_>,
        changed: &[TopicPartition],
    ) {
        let process = (broker.incarnation, broker.epoch);
        if self.brokers.insert(broker.id, process) == Some(process) {
            for partition in changed {
                if let Some(replica) = cluster.replica(broker.id, partition) {
                    self.look_at_changed(cluster, &replica);
                }
            }
        } else {
            for replica in cluster.replicas(broker.id) {
                self.look_at_changed(cluster, &replica);
            }
        }
    }

    /// Looks at what a broker coordinates. Where `__consumer_offsets` has lost something, as is allowed, groups have too.
    fn look_at_groups(&mut self, cluster: &impl Cluster, broker: &BrokerView<'_>) {
        let new = self.report.findings.get(self.findings_read..);
        let lost = |finding: &Finding| {
            matches!(finding.loss, Loss::Committed { .. } | Loss::Metadata)
                && finding.partition.topic.as_str() == OFFSETS_TOPIC
        };
        if new.unwrap_or_default().iter().any(lost) {
            self.groups.forget();
        }
        self.findings_read = self.report.findings.len();
        self.groups.look_at(cluster, broker, &mut self.report);
    }

    /// Looks at a replica, and at whoever may have to have more because of it.
    fn look_at_changed(&mut self, cluster: &impl Cluster, replica: &ReplicaView<'_>) {
        let advanced = self.look_at_replica(replica);
        let key = (replica.state.topic_id, replica.log.partition().partition);
        let only = (!advanced).then_some(replica.broker);
        self.check_candidates(cluster, key, only);
    }

    /// Says whether more is committed than before.
    fn look_at_replica(&mut self, replica: &ReplicaView<'_>) -> bool {
        let name = replica.log.partition();
        let key = (replica.state.topic_id, name.partition);
        let partition = entry(&mut self.partitions, &mut self.names, key, name);
        partition.look_at(replica, &mut self.report)
    }

    /// Answers the partitions about which something was decided.
    fn look_at_controller(
        &mut self,
        controller: &ControllerView<'_>,
        everything: bool,
    ) -> Vec<Key> {
        self.controller = Some(controller.id);
        let decided = self.control.compare(controller, everything);
        for topic in &decided.deleted {
            for number in (0..).zip(&topic.partitions).map(|(number, _)| number) {
                if let Some(partition) = self.partitions.get_mut(&(topic.id, number)) {
                    partition.state = None;
                }
            }
        }
        let mut keys = Vec::with_capacity(decided.partitions.len());
        for name in &decided.partitions {
            let found = controller.image.topics.get(&name.topic);
            let Some(topic) = found else { continue };
            let Some(state) = topic.partition(name.partition) else {
                continue;
            };
            let key = (topic.id, name.partition);
            let partition = entry(&mut self.partitions, &mut self.names, key, name);
            let report = &mut self.report;
            partition.decided(controller, topic, state, decided.restarted, report);
            keys.push(key);
        }
        keys
    }

    fn check_candidates(&mut self, cluster: &impl Cluster, key: Key, only: Option<BrokerId>) {
        if let Some(partition) = self.partitions.get_mut(&key) {
            let registrations = &self.control.registrations;
            partition.check_candidates(cluster, registrations, only, &mut self.report);
        }
    }
}

fn entry<'a>(
    partitions: &'a mut BTreeMap<Key, Partition>,
    names: &mut BTreeMap<TopicPartition, Vec<Key>>,
    key: Key,
    name: &TopicPartition,
) -> &'a mut Partition {
    partitions.entry(key).or_insert_with(|| {
        names.entry(name.clone()).or_default().push(key);
        Partition::new(name.clone())
    })
}
