//! What a poll returns of what was fetched (`FetchCollector`).

use super::Consumer;
use super::calls::Polled;
use super::fetch_buffer::CompletedFetch;
use super::positions::{FetchPosition, PartitionState};
use crate::model::TopicPartition;
use crate::node::{Effects, Now};
use crate::protocol::{ErrorCode, IsolationLevel};

/// What an answer about a partition leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Its records can be returned.
    Ready,
    /// The position is another one by now: a seek, a reset or another assignment came between.
    Stale,
    /// Somebody else may lead.
    AskMetadata,
    /// The replica nearby does not have the offset: the leader decides.
    LeavePreferred,
    /// The leader does not have it either.
    Reset,
    /// The same is asked again.
    Again,
    /// The application is told.
    Throw(ErrorCode),
}

impl Consumer {
    /// At most `max.poll.records` from what was fetched; the positions move past them. What belongs to paused partitions
    /// stays for later. An error is thrown only when there is nothing to return before it.
    pub(super) fn collect(&mut self, now: Now, effects: &mut Effects) -> Vec<Polled> {
        let mut room = self.setup.config.max_poll_records as usize;
        let mut polled = Vec::new();
        let mut paused = Vec::new();
        while room > 0 {
            let Some(mut fetch) = self.buffer.take() else {
                break;
            };
            if !fetch.is_initialized {
                let fate = self.fate(&fetch);
                if matches!(fate, Fate::Throw(_)) && !polled.is_empty() {
                    self.buffer.put_back(fetch);
                    break;
                }
                self.initialize(now, &mut fetch, fate, effects);
                if self.thrown.is_some() {
                    break;
                }
                if fate != Fate::Ready {
                    continue;
                }
            }
            if fetch.is_consumed() {
                continue;
            }
            if self.is_paused(&fetch.partition) {
                paused.push(fetch);
                continue;
            }
            let (readable, poison) = self.readable(&fetch, room);
            if let (0, Some(poison), true) = (readable.len(), &poison, self.is_at(&fetch)) {
                // Whatever is before it is returned first (KIP-334).
                if polled.is_empty() {
                    self.poison = Some(poison.clone());
                }
                self.buffer.put_back(fetch);
                break;
            }
            let most = poison.as_ref().map_or(room, |_| readable.len().max(1));
            let Some(mut taken) = self.take_records(&mut fetch, most) else {
                self.move_to_end(&fetch.partition);
                continue;
            };
            taken.deserialized = readable;
            room -= taken.records.len();
            polled.push(taken);
            if poison.is_some() {
                self.buffer.put_back(fetch);
                break;
            }
            if fetch.is_consumed() {
                self.move_to_end(&fetch.partition);
            } else {
                self.buffer.put_back(fetch);
            }
        }
        for fetch in paused {
            self.buffer.push(fetch);
        }
        polled
    }

    /// `initialize`, `handleInitializeErrors`.
    fn fate(&self, fetch: &CompletedFetch) -> Fate {
        let state = self.positions.get(&fetch.partition);
        let Some((state, position)) = state.and_then(|s| Some((s, s.valid_position()?))) else {
            return Fate::Stale;
        };
        match fetch.error {
            ErrorCode::None if position.offset == fetch.next_offset => Fate::Ready,
            ErrorCode::None => Fate::Stale,
            ErrorCode::OffsetOutOfRange if state.preferred.is_some() => Fate::LeavePreferred,
            ErrorCode::OffsetOutOfRange if position.offset != fetch.next_offset => Fate::Stale,
            ErrorCode::OffsetOutOfRange if self.default_reset().is_some() => Fate::Reset,
            ErrorCode::NotLeaderOrFollower
            | ErrorCode::ReplicaNotAvailable
            | ErrorCode::KafkaStorageError
            | ErrorCode::FencedLeaderEpoch
            | ErrorCode::OffsetNotAvailable
            | ErrorCode::UnknownTopicOrPartition
            | ErrorCode::UnknownTopicId
            | ErrorCode::InconsistentTopicId => Fate::AskMetadata,
            ErrorCode::UnknownLeaderEpoch | ErrorCode::UnknownServerError => Fate::Again,
            error => Fate::Throw(error),
        }
    }

    fn initialize(
        &mut self,
        now: Now,
        fetch: &mut CompletedFetch,
        fate: Fate,
        effects: &mut Effects,
    ) {
        fetch.is_initialized = true;
        if fetch.error != ErrorCode::None {
            self.move_to_end(&fetch.partition);
        }
        match fate {
            Fate::Ready => self.learn(now, fetch),
            Fate::Stale | Fate::Again => {}
            Fate::AskMetadata => {
                self.metadata.request_update();
                self.forget_preferred(&fetch.partition);
            }
            Fate::LeavePreferred => self.forget_preferred(&fetch.partition),
            Fate::Reset => {
                self.reset_by_default(&fetch.partition);
            }
            Fate::Throw(error) => self.throw(error, &[&fetch.partition], effects),
        }
    }

    /// `handleInitializeSuccess`: what the answer says beside its records.
    fn learn(&mut self, now: Now, fetch: &CompletedFetch) {
        let isolation = self.setup.config.isolation;
        let until = now.mono + self.setup.config.metadata_max_age;
        let Some(state) = self.positions.get_mut(&fetch.partition) else {
            return;
        };
        let readable_end = match isolation {
            IsolationLevel::ReadUncommitted => fetch.high_watermark,
            IsolationLevel::ReadCommitted => fetch.last_stable_offset,
        };
        state.readable_end = Some(readable_end).filter(|offset| offset.0 >= 0);
        state.high_watermark = Some(fetch.high_watermark).filter(|offset| offset.0 >= 0);
        state.log_start_offset = Some(fetch.log_start_offset).filter(|offset| offset.0 >= 0);
        if let Some(replica) = fetch.preferred_read_replica {
            state.preferred = Some((replica, until));
        }
    }

    /// `fetchRecords`: nothing when the position has moved elsewhere since, or when the partition is about to go.
    fn take_records(&mut self, fetch: &mut CompletedFetch, room: usize) -> Option<Polled> {
        let state = self.positions.get_mut(&fetch.partition)?;
        let position = state.valid_position()?;
        if position.offset != fetch.next_offset || state.pending_revocation {
            return None;
        }
        let records = fetch.take(room);
        self.delivered += records.len() as u64;
        state.position = Some(FetchPosition {
            offset: fetch.next_offset,
            offset_epoch: fetch.last_epoch,
            ..position
        });
        Some(Polled {
            partition: fetch.partition.clone(),
            records,
            position: fetch.next_offset,
            deserialized: Vec::new(),
        })
    }

    fn is_paused(&self, partition: &TopicPartition) -> bool {
        let state = self.positions.get(partition);
        state.is_some_and(|state: &PartitionState| state.paused)
    }

    /// Goes back to the leader.
    pub(super) fn forget_preferred(&mut self, partition: &TopicPartition) {
        if let Some(state) = self.positions.get_mut(partition) {
            state.preferred = None;
        }
    }
}
