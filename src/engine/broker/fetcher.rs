//! A broker as a follower: it fetches from the leaders of its partitions (`ReplicaFetcherThread`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Broker, BrokerTimer, Context, Replica};
use crate::config::TopicConfig;
use crate::log::Io;
use crate::model::{BrokerId, LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effects, Note, Now};
use crate::protocol::{
    DivergingEpoch, ErrorCode, FetchPartition, FetchRequest, FetchedPartition, Response,
};

/// The state of fetching from one leader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Fetcher {
    /// A fetch failed a short time ago.
    pub backing_off: bool,
}

impl Broker {
    /// Keeps one fetch under way to every leader.
    pub(super) fn follow_leaders(&mut self, now: Now, effects: &mut Effects) {
        let leaders: BTreeSet<BrokerId> = self.followed().map(|(_, leader, _)| leader).collect();
        for leader in leaders {
            let fetching = |context: &Context| matches!(context, Context::ReplicaFetch { .. });
            if self.fetchers.entry(leader).or_default().backing_off
                || !self.image.is_active(leader)
                || !self.network.ready(leader, effects)
                || self
                    .network
                    .in_flight(leader)
                    .any(|request| fetching(&request.context))
            {
                continue;
            }
            let config = &self.setup.config;
            let wanted = self.followed().filter(|(_, of, _)| *of == leader).map(
                |(partition, _, replica)| FetchPartition {
                    partition: partition.clone(),
                    current_leader_epoch: replica.leader_epoch(),
                    fetch_offset: replica.log.log_end_offset(),
                    last_fetched_epoch: replica.log.last_epoch(),
                    max_bytes: config.replica_fetch_max_bytes,
                },
            );
            let partitions: Vec<_> = wanted.collect();
            let context = Context::ReplicaFetch {
                partitions: partitions
                    .iter()
                    .map(|p| (p.partition.clone(), p.fetch_offset))
                    .collect(),
            };
            let request = FetchRequest {
                replica: Some((self.setup.id, self.lifecycle.epoch)),
                max_wait_ms: config.replica_fetch_wait_max.as_millis() as i32,
                min_bytes: 1,
                max_bytes: config.replica_fetch_response_max_bytes,
                partitions,
            };
            self.network.send(now, leader, request, context, effects);
        }
    }

    fn followed(&self) -> impl Iterator<Item = (&TopicPartition, BrokerId, &Replica)> {
        self.partitions()
            .filter(|(_, replica)| !replica.is_leader())
            .filter_map(|(partition, replica)| {
                replica
                    .leader()
                    .filter(|leader| *leader != self.setup.id)
                    .map(|leader| (partition, leader, replica))
            })
    }

    pub(super) fn replica_fetched(
        &mut self,
        now: Now,
        leader: BrokerId,
        asked: &[(TopicPartition, Offset)],
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(Response::Fetch(response)) = response else {
            self.back_off(leader, effects);
            return;
        };
        let asked: BTreeMap<&TopicPartition, Offset> =
            asked.iter().map(|(p, offset)| (p, *offset)).collect();
        for fetched in &response.partitions {
            let config = self.topic_config(&fetched.partition);
            let Self {
                replicas, tickets, ..
            } = self;
            let Some(replica) = replicas.get_mut(&fetched.partition).map(Arc::make_mut) else {
                continue;
            };
            let io = &mut Io { effects, tickets };
            let stale = replica.is_leader()
                || replica.leader() != Some(leader)
                || asked.get(&fetched.partition) != Some(&replica.log.log_end_offset());
            if stale {
                continue;
            }
            match (fetched.error, fetched.diverging_epoch) {
                (ErrorCode::None, Some(diverging)) => {
                    truncate(now, replica, diverging, &config, io);
                }
                (ErrorCode::None, None) => append(now, replica, fetched, &config, io),
                _ => self.back_off(leader, effects),
            }
            self.complete_delayed(now, &fetched.partition, effects);
        }
    }

    fn back_off(&mut self, leader: BrokerId, effects: &mut Effects) {
        self.fetchers.entry(leader).or_default().backing_off = true;
        effects.set_timer(
            BrokerTimer::FetchBackoff(leader),
            self.setup.config.replica_fetch_backoff,
        );
    }
}

fn append(
    now: Now,
    replica: &mut Replica,
    fetched: &FetchedPartition,
    config: &TopicConfig,
    io: &mut Io<'_>,
) {
    for batch in &fetched.batches {
        replica
            .log
            .append_as_follower(now, batch.clone(), config, io);
    }
    replica.high_watermark = replica
        .high_watermark
        .max(fetched.high_watermark)
        .min(replica.log.log_end_offset());
    replica
        .log
        .on_high_watermark_updated(replica.high_watermark);
}

/// Throws away what the leader does not have: everything after the point where the two logs part (KIP-595).
fn truncate(
    now: Now,
    replica: &mut Replica,
    diverging: DivergingEpoch,
    config: &TopicConfig,
    io: &mut Io<'_>,
) {
    let own = replica.log.end_offset_for(diverging.epoch);
    let to = if own.epoch == LeaderEpoch::NONE {
        diverging.end_offset
    } else {
        own.end_offset.min(diverging.end_offset)
    };
    let from = replica.log.log_end_offset();
    replica.log.truncate_to(now, to, config, io);
    let to = replica.log.log_end_offset();
    replica.high_watermark = replica.high_watermark.min(to);
    io.effects.note(Note::Truncated {
        partition: replica.log.partition().clone(),
        from,
        to,
    });
}
