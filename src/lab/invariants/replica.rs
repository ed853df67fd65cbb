//! What holds of one replica, at every moment and from one to the next.

use engine::coordinator::group::OFFSETS_TOPIC;
use engine::model::Offset;

use super::partition::{Partition, Seen};
use super::report::Report;
use super::{Allowed, Breach, Loss, ReplicaView};

impl Partition {
    /// Looks at a replica; says whether more is committed than before.
    pub(super) fn look_at(&mut self, replica: &ReplicaView<'_>, report: &mut Report) -> bool {
        self.check_offsets(replica, report);
        let before = self.replicas.get(&replica.broker).copied();
        let same_process = before.filter(|seen| seen.incarnation == replica.incarnation);
        self.check_epoch(replica, same_process, report);
        let mut seen = self.see(replica, before);
        let mut advanced = false;
        if replica.leads {
            let led = same_process
                .filter(|seen| seen.leads && seen.leader_epoch == replica.state.leader_epoch);
            match led {
                Some(led) => self.check_high_watermark(replica, led, report),
                None => self.takes_over(replica, report),
            }
            self.note_deletion(replica, led, report);
            if let Some(lineage) = self.lineages.of_mut(replica.state.leader_epoch) {
                let from = lineage.log.end();
                let epoch = replica.state.leader_epoch;
                advanced = lineage.extend(epoch, replica.log, replica.high_watermark);
                if advanced && self.name.topic.as_str() == OFFSETS_TOPIC {
                    self.stored.take_in(lineage.log.batches_from(from));
                }
            }
        }
        self.check_cleaned(replica, before, report);
        self.compare_committed(replica, &mut seen, before, report);
        self.replicas.insert(replica.broker, seen);
        advanced
    }

    fn check_offsets(&self, replica: &ReplicaView<'_>, report: &mut Report) {
        let (log_start, log_end) = (replica.log.log_start_offset(), replica.log.log_end_offset());
        let (last_stable, high_watermark) = (replica.last_stable_offset, replica.high_watermark);
        if !(log_start <= last_stable && last_stable <= high_watermark && high_watermark <= log_end)
        {
            let breach = Breach::OffsetsOutOfOrder {
                broker: replica.broker,
                log_start,
                last_stable,
                high_watermark,
                log_end,
            };
            report.breach(&self.name, breach);
        }
    }

    fn check_epoch(
        &mut self,
        replica: &ReplicaView<'_>,
        before: Option<Seen>,
        report: &mut Report,
    ) {
        let (broker, epoch) = (replica.broker, replica.state.leader_epoch);
        if let Some(before) = before.filter(|before| epoch < before.leader_epoch) {
            let breach = Breach::LeaderEpochWentBack {
                at: broker,
                from: before.leader_epoch,
                to: epoch,
            };
            report.breach(&self.name, breach);
        }
        if !replica.leads {
            return;
        }
        let led = before.is_some_and(|before| before.leads && before.leader_epoch == epoch);
        let begun = self.state.as_ref().filter(|_| !led);
        let begun = begun.map(|state| state.leader_epoch);
        if let Some(begun) = begun.filter(|begun| *begun < epoch) {
            let breach = Breach::EpochNotBegun {
                broker,
                epoch,
                begun,
            };
            report.breach(&self.name, breach);
        }
        let leadership = self.leaderships.entry(epoch).or_default();
        let process = (broker, replica.incarnation);
        let taken = *leadership.taken.get_or_insert(process);
        let leader = leadership.given.unwrap_or(Some(taken.0));
        if taken.0 == broker && taken != process {
            report.breach(&self.name, Breach::LedAgain { broker, epoch });
        }
        if leader != Some(broker) {
            let breach = Breach::NotItsEpoch {
                broker,
                epoch,
                leader,
            };
            report.breach(&self.name, breach);
        }
    }

    fn check_high_watermark(&self, replica: &ReplicaView<'_>, led: Seen, report: &mut Report) {
        if replica.high_watermark < led.high_watermark {
            let breach = Breach::HighWatermarkWentBack {
                broker: replica.broker,
                epoch: replica.state.leader_epoch,
                from: led.high_watermark,
                to: replica.high_watermark,
            };
            report.breach(&self.name, breach);
        }
    }

    /// A new leader has what was committed before it, unless something allows that it has not.
    fn takes_over(&mut self, replica: &ReplicaView<'_>, report: &mut Report) {
        self.lineages.begin(replica.log.log_start_offset());
        let (leader, epoch) = (replica.broker, replica.state.leader_epoch);
        let Some(lineage) = self.lineages.of(epoch) else {
            return;
        };
        let committed = lineage.committed_before(epoch);
        let kept = lineage
            .log
            .first_difference(replica.log, Offset::ZERO, committed, self.compacts)
            .unwrap_or(committed)
            .min(replica.log.log_end_offset());
        let from = kept.max(lineage.log.start());
        let unsettled = lineage.unsettled.clone();
        if kept == committed {
            if let Some(lineage) = self.lineages.of_mut(epoch) {
                lineage.unsettled = None;
            }
            return;
        }
        let excuse = unsettled.or_else(|| self.losses.excuse(epoch, self.rule));
        match &excuse {
            Some(allowed) => {
                let loss = Loss::Committed {
                    leader,
                    epoch,
                    from,
                    to: committed,
                };
                report.finding(&self.name, loss, allowed.clone());
            }
            None => {
                let breach = Breach::LeaderIncomplete {
                    leader,
                    epoch,
                    from,
                    committed,
                };
                report.breach(&self.name, breach);
            }
        }
        self.lineages.lose(epoch, kept, excuse);
    }

    fn note_deletion(&mut self, replica: &ReplicaView<'_>, led: Option<Seen>, report: &mut Report) {
        let to = replica.log.log_start_offset();
        let Some(from) = led.map(|led| led.log_start).filter(|from| *from < to) else {
            return;
        };
        report.finding(&self.name, Loss::Deleted { from, to }, Allowed::Deletion);
        let others = self
            .replicas
            .iter()
            .filter(|(id, _)| **id != replica.broker);
        let starts = others.map(|(_, seen)| seen.log_start);
        self.lineages.trim(starts.fold(to, Offset::min));
    }

    /// What the cleaner removed may go; the leader's is told.
    fn check_cleaned(
        &mut self,
        replica: &ReplicaView<'_>,
        before: Option<Seen>,
        report: &mut Report,
    ) {
        let Some(to) = replica.log.cleaned_to() else {
            return;
        };
        if before.and_then(|seen| seen.cleaned_to) == Some(to) {
            return;
        }
        let Some(lineage) = self.lineages.of(replica.state.leader_epoch) else {
            return;
        };
        let to = to.min(lineage.log.end());
        if let Some(offset) = lineage.log.first_unduly_removed(replica.log, to) {
            let breach = Breach::CompactedAway {
                broker: replica.broker,
                offset,
            };
            report.breach(&self.name, breach);
        } else if replica.leads {
            report.finding(&self.name, Loss::Compacted { to }, Allowed::Compaction);
        }
    }

    /// What is to be remembered of a replica, and from where on it is to be compared again.
    fn see(&self, replica: &ReplicaView<'_>, before: Option<Seen>) -> Seen {
        let epoch = replica.state.leader_epoch;
        let mut seen = Seen {
            incarnation: replica.incarnation,
            leader_epoch: epoch,
            leads: replica.leads,
            high_watermark: replica.high_watermark,
            log_start: replica.log.log_start_offset(),
            cleaned_to: replica.log.cleaned_to(),
            compare_to: before.map_or(Offset::ZERO, |before| before.compare_to),
            compared: Offset::ZERO,
            compared_in: epoch,
        };
        if let Some(before) = before
            && before.incarnation == seen.incarnation
            && before.cleaned_to == seen.cleaned_to
        {
            seen.compared = before.compared.min(replica.log.log_end_offset());
            seen.compared_in = before.compared_in;
        }
        seen
    }
}
