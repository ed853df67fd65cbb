//! Asking for records ahead of the polls that return them (`AbstractFetch`).

use std::collections::{BTreeMap, BTreeSet};

use super::fetch_buffer::CompletedFetch;
use super::positions::{FetchPosition, PartitionState};
use super::{Consumer, Context};
use crate::model::{BrokerId, Instant, LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{ErrorCode, FetchPartition, FetchRequest, FetchedPartition, Response};

impl Consumer {
    /// `sendFetches`: asks every broker from which nothing is awaited and nothing waits for a poll.
    pub(super) fn send_fetches(&mut self, now: Now, effects: &mut Effects) {
        for (broker, partitions) in self.prepare_fetches(now, effects) {
            let config = &self.setup.config;
            let asked = |p: &FetchPartition| (p.partition.clone(), p.fetch_offset);
            let context = Context::Fetch {
                partitions: partitions.iter().map(asked).collect(),
            };
            let request = FetchRequest {
                replica: None,
                max_wait_ms: config.fetch_max_wait.as_millis() as i32,
                min_bytes: config.fetch_min_bytes,
                max_bytes: config.fetch_max_bytes,
                isolation: config.isolation,
                rack: config.client_rack.clone(),
                partitions,
            };
            self.network.send(now, broker, request, context, effects);
        }
    }

    /// `prepareFetchRequests`: in the order of the partitions' turns, so that all get theirs though answers are limited.
    fn prepare_fetches(
        &mut self,
        now: Now,
        effects: &mut Effects,
    ) -> BTreeMap<BrokerId, Vec<FetchPartition>> {
        let buffered: BTreeSet<&TopicPartition> = self.buffer.partitions().collect();
        let of_buffered = |partition: &&TopicPartition| self.positions.get(*partition);
        // A broker that has given what no poll has returned yet is not asked for more of other partitions (KAFKA-17182).
        let mut skipped: BTreeSet<BrokerId> = buffered
            .iter()
            .filter_map(of_buffered)
            .filter(|state| state.is_fetchable())
            .filter_map(|state| self.read_replica(state, now.mono))
            .collect();
        let fetching = self.network.all_in_flight();
        let fetching =
            fetching.filter(|(_, request)| matches!(request.context, Context::Fetch { .. }));
        skipped.extend(fetching.map(|(broker, _)| broker));
        let mut wanted: Vec<_> = self
            .positions
            .iter()
            .filter(|(partition, state)| state.is_fetchable() && !buffered.contains(partition))
            .collect();
        wanted.sort_by_key(|(_, state)| state.turn);
        let mut requests: BTreeMap<BrokerId, Vec<FetchPartition>> = BTreeMap::new();
        let mut is_leaderless = false;
        for (partition, state) in wanted {
            let Some(broker) = self.read_replica(state, now.mono) else {
                is_leaderless = true;
                continue;
            };
            if !skipped.contains(&broker)
                && let Some(position) = state.valid_position()
            {
                let asked = self.ask_for(partition, position);
                requests.entry(broker).or_default().push(asked);
            }
        }
        if is_leaderless {
            self.metadata.request_update();
        }
        requests.retain(|broker, _| self.network.ready(*broker, effects));
        requests
    }

    fn ask_for(&self, partition: &TopicPartition, position: FetchPosition) -> FetchPartition {
        FetchPartition {
            partition: partition.clone(),
            current_leader_epoch: position
                .leader
                .map_or(LeaderEpoch::NONE, |(_, epoch)| epoch),
            fetch_offset: position.offset,
            log_start_offset: Offset::NONE,
            last_fetched_epoch: LeaderEpoch::NONE,
            max_bytes: self.setup.config.max_partition_fetch_bytes,
        }
    }

    /// `selectReadReplica`: the replica nearby that the leader named, as long as it lives, or else the leader.
    pub(super) fn read_replica(&self, state: &PartitionState, now: Instant) -> Option<BrokerId> {
        let preferred = state.preferred_at(now);
        let leader = || Some(state.position?.leader?.0);
        preferred
            .filter(|replica| self.metadata.is_online(*replica))
            .or_else(leader)
    }

    /// Keeps what came for the next poll to look at.
    pub(super) fn fetched(
        &mut self,
        asked: &[(TopicPartition, Offset)],
        response: Option<&Response>,
    ) {
        let Some(Response::Fetch(response)) = response else {
            self.metadata.request_update();
            for (partition, _) in asked {
                self.forget_preferred(partition);
            }
            return;
        };
        let asked: BTreeMap<_, _> = asked.iter().map(|(place, at)| (place, *at)).collect();
        for fetched in &response.partitions {
            if let Some(offset) = asked.get(&fetched.partition) {
                self.learn_leader(fetched);
                let isolation = self.setup.config.isolation;
                let completed = CompletedFetch::new(fetched, *offset, isolation);
                self.buffer.push(completed);
            }
        }
    }

    /// Whoever refuses because it does not lead names the leader (KIP-951): no need to ask for metadata first.
    fn learn_leader(&mut self, fetched: &FetchedPartition) {
        let is_moved = matches!(
            fetched.error,
            ErrorCode::NotLeaderOrFollower | ErrorCode::FencedLeaderEpoch
        );
        if let Some((leader, epoch)) = fetched.current_leader.filter(|_| is_moved) {
            self.metadata
                .update_leader(&fetched.partition, leader, epoch);
        }
    }
}
