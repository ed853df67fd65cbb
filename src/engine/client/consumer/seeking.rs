//! `seek()`, `pause()`, `resume()` and their like.

use super::Consumer;
use super::commits::Offsets;
use super::positions::{FetchPosition, ResetStrategy};
use crate::client::{Observation, PositionedBy};
use crate::model::{LeaderEpoch, Offset, TopicPartition};
use crate::node::{Effects, Now};

/// What an application may ask of its consumer between polls. A partition that is not assigned is left alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConsumerCommand {
    /// `seek()`, `seekToBeginning()`, `seekToEnd()`: read on from elsewhere.
    Seek(TopicPartition, SeekTo),
    /// `pause()`: polls return nothing of these, and nothing more is fetched; what was fetched is kept.
    Pause(Vec<TopicPartition>),
    /// `resume()`.
    Resume(Vec<TopicPartition>),
    /// `commitAsync()` of these offsets, or of all positions.
    Commit(Option<Offsets>),
}

/// Where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SeekTo {
    /// The log start offset.
    Beginning,
    /// The high watermark.
    End,
    /// There; whether anything is there, the next fetch says.
    Offset(Offset),
}

impl Consumer {
    /// Does what the application asks for; returns at once.
    pub fn command(&mut self, now: Now, command: &ConsumerCommand, effects: &mut Effects) {
        match command {
            ConsumerCommand::Seek(partition, to) => self.seek(partition, *to, effects),
            ConsumerCommand::Pause(partitions) => self.set_paused(partitions, true),
            ConsumerCommand::Resume(partitions) => self.set_paused(partitions, false),
            ConsumerCommand::Commit(offsets) => self.commit_async(now, offsets.clone(), effects),
        }
    }

    fn seek(&mut self, partition: &TopicPartition, to: SeekTo, effects: &mut Effects) {
        let leader = self.metadata.leader(partition);
        let Some(state) = self.positions.get_mut(partition) else {
            return;
        };
        match to {
            SeekTo::Beginning => state.reset(ResetStrategy::Earliest),
            SeekTo::End => state.reset(ResetStrategy::Latest),
            SeekTo::Offset(offset) => {
                state.seek(FetchPosition {
                    offset,
                    offset_epoch: LeaderEpoch::NONE,
                    leader,
                });
                effects.observe(Observation::Positioned {
                    partition: partition.clone(),
                    offset,
                    by: PositionedBy::Seek,
                });
            }
        }
    }

    fn set_paused(&mut self, partitions: &[TopicPartition], paused: bool) {
        for partition in partitions {
            if let Some(state) = self.positions.get_mut(partition) {
                state.paused = paused;
            }
        }
    }
}
