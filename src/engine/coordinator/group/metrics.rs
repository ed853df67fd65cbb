//! What the group coordinator counts (`GroupCoordinatorMetrics`), under Kafka's JMX names.

use super::{ConsumerGroupState, GroupCoordinator, GroupState};
use crate::metrics::{Meter, Report};
use crate::model::Instant;

/// What was counted since the process started.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupMetrics {
    /// Offsets that were committed.
    pub offset_commits: Meter,
    /// Offsets that expired.
    pub offset_expirations: Meter,
    /// Offsets that administrators deleted.
    pub offset_deletions: Meter,
    /// Generations that got their assignment.
    pub completed_rebalances: Meter,
    /// Epochs of consumer groups.
    pub consumer_group_rebalances: Meter,
}

impl Default for GroupMetrics {
    fn default() -> Self {
        let meter = Meter::new(Instant::ZERO);
        Self {
            offset_commits: meter,
            offset_expirations: meter,
            offset_deletions: meter,
            completed_rebalances: meter,
            consumer_group_rebalances: meter,
        }
    }
}

impl GroupCoordinator {
    /// Adds its metrics to a broker's.
    pub fn report(&self, now: Instant, report: &mut Report) {
        let bean =
            |name: &str| format!("kafka.coordinator.group:type=GroupMetadataManager,name={name}");
        let count = |state| self.groups().filter(|group| group.state() == state).count() as u64;
        let offsets = self.shards.values().map(|shard| shard.offsets.len());
        report.gauge(&bean("NumOffsets"), offsets.sum());
        report.gauge(&bean("NumGroups"), self.groups().count() as u64);
        for state in GroupState::ALL {
            report.gauge(&bean(&format!("NumGroups{}", state.name())), count(state));
        }
        for state in ConsumerGroupState::ALL {
            let groups = self
                .consumer_groups()
                .filter(|group| group.state() == state);
            let name = state.name().to_lowercase();
            let bean = format!(
                "kafka.server:type=group-coordinator-metrics,name=consumer-group-count,state={name}"
            );
            report.gauge(&bean, groups.count() as u64);
        }
        for (name, meter) in [
            ("offset-commit", &self.metrics.offset_commits),
            ("offset-expiration", &self.metrics.offset_expirations),
            ("offset-deletion", &self.metrics.offset_deletions),
            (
                "group-completed-rebalance",
                &self.metrics.completed_rebalances,
            ),
            (
                "consumer-group-rebalance",
                &self.metrics.consumer_group_rebalances,
            ),
        ] {
            let bean = format!("kafka.server:type=group-coordinator-metrics,name={name}");
            report.meter(&bean, meter, now);
        }
    }
}
