//! What the controller measures (`QuorumControllerMetrics`, `ControllerStats`), under Kafka's JMX names.

use super::Controller;
use crate::metadata::PartitionState;
use crate::metrics::{Histogram, Meter, Metric, Report};
use crate::model::{Instant, Offset};
use crate::node::ElectedFrom;

/// What was counted since the process started.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ControllerMetrics {
    elections: Meter,
    from_eligible_replicas: Meter,
    unclean_elections: Meter,
    /// From the decision until it is committed.
    election_time: Histogram,
    /// When each election was decided that is not committed yet, and the metadata offset of its record.
    deciding: Vec<(Offset, Instant)>,
}

impl ControllerMetrics {
    pub fn new(now: Instant) -> Self {
        Self {
            elections: Meter::new(now),
            from_eligible_replicas: Meter::new(now),
            unclean_elections: Meter::new(now),
            election_time: Histogram::default(),
            deciding: Vec::new(),
        }
    }

    /// A leader was elected by the record at this offset.
    pub fn elected(&mut self, now: Instant, at: Offset, from: ElectedFrom) {
        self.elections.mark(now, 1);
        match from {
            ElectedFrom::Isr => {}
            ElectedFrom::Elr => self.from_eligible_replicas.mark(now, 1),
            ElectedFrom::LastKnownLeader | ElectedFrom::Unclean => {
                self.unclean_elections.mark(now, 1);
            }
        }
        self.deciding.push((at, now));
    }

    /// Everything before this offset is committed.
    pub fn committed(&mut self, now: Instant, high_watermark: Offset) {
        let done = self.deciding.extract_if(.., |(at, _)| *at < high_watermark);
        for (_, decided) in done {
            self.election_time.record(now.since(decided).0);
        }
    }
}

impl Controller {
    /// `OfflinePartitionsCount`: how many partitions have no leader.
    #[must_use]
    pub fn offline_partitions(&self) -> u64 {
        self.partitions_where(|state| state.leader.is_none())
    }

    fn partitions_where(&self, counts: impl Fn(&PartitionState) -> bool) -> u64 {
        let partitions = self.image.partitions();
        partitions.filter(|(_, state)| counts(state)).count() as u64
    }

    /// Its metrics now.
    #[must_use]
    pub fn metrics(&self, now: Instant) -> Vec<Metric> {
        let mut report = Report::default();
        let image = &self.image;
        let unfenced = image.unfenced_brokers().count() as u64;
        for (name, value) in [
            ("ActiveControllerCount", 1),
            ("ActiveBrokerCount", unfenced),
            ("FencedBrokerCount", image.brokers.len() as u64 - unfenced),
            ("GlobalTopicCount", image.topics.len() as u64),
            ("GlobalPartitionCount", self.partitions_where(|_| true)),
            ("OfflinePartitionsCount", self.offline_partitions()),
            (
                "PreferredReplicaImbalanceCount",
                self.partitions_where(|state| !state.has_preferred_leader()),
            ),
        ] {
            let bean = format!("kafka.controller:type=KafkaController,name={name}");
            report.gauge(&bean, value);
        }
        let stats = |name: &str| format!("kafka.controller:type=ControllerStats,name={name}");
        let metrics = &self.metrics;
        report.meter(
            &stats("LeaderElectionRateAndTimeMs"),
            &metrics.elections,
            now,
        );
        report.spread(
            &stats("LeaderElectionRateAndTimeMs"),
            &metrics.election_time,
        );
        report.meter(
            &stats("ElectionFromEligibleLeaderReplicasPerSec"),
            &metrics.from_eligible_replicas,
            now,
        );
        report.meter(
            &stats("UncleanLeaderElectionsPerSec"),
            &metrics.unclean_elections,
            now,
        );
        report.into_metrics()
    }
}
