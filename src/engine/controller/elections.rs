//! Elections that somebody asks for, and those that come round by the clock (KIP-460, `PeriodicTask`s of the
//! `QuorumController`).

use super::{Controller, ControllerTimer, Election};
use crate::metadata::{MetadataRecord, PartitionChange};
use crate::model::{Duration, TopicPartition};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    ApiError, ElectLeadersRequest, ElectLeadersResponse, ElectionType, ErrorCode,
};

/// `unclean.leader.election.interval.ms`, which is internal.
const UNCLEAN_ELECTION_INTERVAL: Duration = Duration::from_secs(5 * 60);

impl Controller {
    /// ElectLeaders: of all partitions, those are left out that need no election.
    pub(super) fn elect_leaders(
        &mut self,
        now: Now,
        reply: Reply,
        request: &ElectLeadersRequest,
        effects: &mut Effects,
    ) {
        let all = || {
            self.image
                .partitions()
                .map(|(partition, _)| partition)
                .collect()
        };
        let wanted = request.partitions.clone().unwrap_or_else(all);
        let (mut records, mut partitions) = (Vec::new(), Vec::new());
        for partition in wanted {
            let result = self
                .elect_leader(&partition, request.election_type)
                .map(|change| records.push(MetadataRecord::PartitionChange(change)));
            let needless = matches!(&result, Err(why) if why.error == ErrorCode::ElectionNotNeeded);
            if request.partitions.is_some() || !needless {
                partitions.push((partition, result));
            }
        }
        let response = ElectLeadersResponse { partitions };
        self.write(now, &records, [(reply, response.into())], effects);
    }

    /// Starts the clocks of the elections that nobody asks for.
    pub(super) fn schedule_elections(&self, effects: &mut Effects) {
        if self.setup.config.auto_leader_rebalance {
            self.balance_leaders_later(effects);
        }
        effects.set_timer(ControllerTimer::UncleanElection, UNCLEAN_ELECTION_INTERVAL);
    }

    /// Gives partitions back to their preferred leaders (`auto.leader.rebalance.enable`).
    pub(super) fn balance_leaders(&mut self, now: Now, effects: &mut Effects) {
        let records = self.partition_changes(
            |state| !state.has_preferred_leader(),
            |topic, number, state| {
                self.change(topic, number, state, |id| self.image.is_active(id))
                    .election(Election::Preferred)
            },
        );
        self.write(now, &records, [], effects);
        self.balance_leaders_later(effects);
    }

    fn balance_leaders_later(&self, effects: &mut Effects) {
        let seconds = self.setup.config.leader_imbalance_check_interval_seconds;
        let interval = Duration::from_millis(seconds.saturating_mul(1000));
        effects.set_timer(ControllerTimer::LeaderImbalance, interval);
    }

    /// Elects leaders that are not in sync where the topic's `unclean.leader.election.enable` allows it. A topic that
    /// allows it only now waits until this comes round, unless somebody asks for an election.
    pub(super) fn elect_unclean_leaders(&mut self, now: Now, effects: &mut Effects) {
        let mut records = Vec::new();
        for (partition, _) in self.image.partitions() {
            let config = self.image.topic_config(&partition.topic);
            if config.is_some_and(|config| config.unclean_leader_election)
                && let Ok(change) = self.elect_leader(&partition, ElectionType::Unclean)
            {
                records.push(MetadataRecord::PartitionChange(change));
            }
        }
        self.write(now, &records, [], effects);
        effects.set_timer(ControllerTimer::UncleanElection, UNCLEAN_ELECTION_INTERVAL);
    }

    fn elect_leader(
        &self,
        partition: &TopicPartition,
        election_type: ElectionType,
    ) -> Result<PartitionChange, ApiError> {
        let found = self
            .image
            .topics
            .get(&partition.topic)
            .and_then(|topic| Some((topic, topic.partition(partition.partition)?)));
        let Some((topic, state)) = found else {
            let message = format!("there is no partition {partition}");
            return Err(ApiError::new(ErrorCode::UnknownTopicOrPartition, message));
        };
        let (needless, election, failed) = match election_type {
            ElectionType::Preferred => (
                state.has_preferred_leader(),
                Election::Preferred,
                ErrorCode::PreferredLeaderNotAvailable,
            ),
            ElectionType::Unclean => (
                state.leader.is_some(),
                Election::Unclean,
                ErrorCode::EligibleLeadersNotAvailable,
            ),
        };
        if needless {
            return Err(ErrorCode::ElectionNotNeeded.into());
        }
        self.change(topic, partition.partition, state, |id| {
            self.image.is_active(id)
        })
        .election(election)
        .build()
        .ok_or_else(|| failed.into())
    }
}
