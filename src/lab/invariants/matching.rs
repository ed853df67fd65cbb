//! Replicas held against what is committed.

use engine::metadata::BrokerRegistration;
use engine::model::{BrokerId, LeaderEpoch, Offset};

use super::partition::{Partition, Seen};
use super::report::Report;
use super::{Breach, Cluster, ReplicaView};

/// The registrations of brokers as the controller has them.
pub(super) type Registrations = imbl::OrdMap<BrokerId, BrokerRegistration>;

impl Partition {
    /// Log matching below the high watermark of a replica.
    pub(super) fn compare_committed(
        &self,
        replica: &ReplicaView<'_>,
        seen: &mut Seen,
        before: Option<Seen>,
        report: &mut Report,
    ) {
        let epoch = replica.state.leader_epoch;
        let Some(lineage) = self.lineages.of(epoch).filter(|l| l.unsettled.is_none()) else {
            return;
        };
        let (committed, high_watermark) = (lineage.log.end(), replica.high_watermark);
        // Who has not yet truncated what an earlier lineage committed, believes in it still.
        let earlier = |offset| {
            let log = self.lineages.newest_first();
            log.filter(|older| older.first_epoch < lineage.first_epoch)
                .any(|older| offset <= older.log.end())
        };
        if !before.is_some_and(|before| seen.believes_the_same(&before)) {
            seen.compare_to = high_watermark.min(committed);
            if high_watermark > committed && !earlier(high_watermark) {
                let breach = Breach::HighWatermarkUnheardOf {
                    broker: replica.broker,
                    high_watermark,
                    committed,
                };
                report.breach(&self.name, breach);
            }
        }
        let to = seen.compare_to.min(committed);
        let Some(offset) = self.compare(replica, seen, epoch, to) else {
            return;
        };
        let written_before = replica
            .log
            .batches_from(offset)
            .next()
            .is_some_and(|batch| batch.leader_epoch < lineage.first_epoch);
        if replica.leads || !(written_before && earlier(offset.plus(1))) {
            let broker = replica.broker;
            report.breach(&self.name, Breach::LogsDiffer { broker, offset });
        }
    }

    /// Leader-candidate completeness: of all members of ISR and ELR, or of one of them.
    pub(super) fn check_candidates(
        &mut self,
        cluster: &impl Cluster,
        registrations: &Registrations,
        only: Option<BrokerId>,
        report: &mut Report,
    ) {
        let Some(state) = self.state.clone() else {
            return;
        };
        let Some(lineage) = self.lineages.of(state.leader_epoch) else {
            return;
        };
        if lineage.unsettled.is_some() {
            return;
        }
        let committed = lineage.log.end();
        for member in state.isr.iter().chain(&state.elr).copied() {
            if only.is_some_and(|only| only != member) {
                continue;
            }
            let is_registered = cluster.broker(member).is_some_and(|broker| {
                let registration = registrations.get(&member);
                registration.is_some_and(|registration| registration.epoch == broker.epoch)
            });
            let replica = cluster
                .replica(member, &self.name)
                .filter(|replica| is_registered && replica.state.topic_id == state.topic_id);
            let Some(replica) = replica else { continue };
            let log_end = replica.log.log_end_offset();
            if log_end < committed {
                let breach = Breach::CandidateIncomplete {
                    broker: member,
                    log_end,
                    committed,
                };
                report.breach(&self.name, breach);
            }
            let Some(mut seen) = self.replicas.get(&member).copied() else {
                continue;
            };
            let to = log_end.min(committed);
            if let Some(offset) = self.compare(&replica, &mut seen, state.leader_epoch, to) {
                let broker = member;
                report.breach(&self.name, Breach::LogsDiffer { broker, offset });
            }
            self.replicas.insert(member, seen);
        }
    }

    /// Compares what is new since the last time with what is committed in the lineage of `epoch`, up to `to`. Answers
    /// where they differ.
    fn compare(
        &self,
        replica: &ReplicaView<'_>,
        seen: &mut Seen,
        epoch: LeaderEpoch,
        to: Offset,
    ) -> Option<Offset> {
        if let Some(parting) = self.lineages.parting(seen.compared_in, epoch) {
            seen.compared = seen.compared.min(parting);
        }
        seen.compared_in = epoch;
        let to = to.min(replica.log.log_end_offset());
        if seen.compared >= to {
            return None;
        }
        let log = &self.lineages.of(epoch)?.log;
        let difference = log.first_difference(replica.log, seen.compared, to, self.compacts);
        seen.compared = difference.unwrap_or(to);
        difference
    }
}
