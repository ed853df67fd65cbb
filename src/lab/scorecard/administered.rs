//! What admin clients were told that they have done: it can excuse that records are missing.

use engine::client::Observation;
use engine::client::admin::{AdminAnswer, AdminCommand, Outcome, Resource};
use engine::model::{Offset, TopicName, TopicPartition};
use engine::protocol::CommittedOffset;
use sim::World;

use super::Scorecard;
use super::keys::Keys;
use super::places::Life;
use super::reader::Reader;
use super::reading::Jump;
use super::take::{acknowledged, unsigned};
use super::topics::is_done;

impl Scorecard {
    /// A command has come to its end.
    pub(super) fn administered(
        &mut self,
        world: &World,
        command: &AdminCommand,
        outcomes: &[Outcome],
    ) {
        if self.topics.administered(command, outcomes) {
            self.follow_rules(world);
        }
        match command {
            AdminCommand::DeleteRecords(wanted) => {
                for (place, before) in deleted(wanted, outcomes) {
                    self.partition(place).delete_before(unsigned(before));
                }
            }
            AdminCommand::DeleteTopics(topics) => {
                for topic in topics {
                    if is_done(outcomes, &Resource::Topic(topic.clone())) {
                        self.delete_topic(topic);
                    }
                }
            }
            AdminCommand::AlterGroupOffsets { group, offsets } => {
                let reader = Reader::Group(group.clone());
                for (place, to) in altered(offsets, outcomes) {
                    self.partition(place)
                        .position(unsigned(to), Jump::Wanted, &reader);
                }
            }
            _ => {}
        }
    }

    fn delete_topic(&mut self, topic: &TopicName) {
        let now_ms = self.now_ms();
        let known = self.partitions.keys();
        let places: Vec<TopicPartition> = known
            .filter(|place| place.topic == *topic)
            .cloned()
            .collect();
        for place in places {
            self.partition(&place).delete(now_ms);
        }
    }

    /// Configurations have changed.
    fn follow_rules(&mut self, world: &World) {
        let places: Vec<TopicPartition> = self.partitions.keys().cloned().collect();
        for place in places {
            let rule = self.topics.rule(&place.topic);
            let known = self.partition(&place);
            let compacted = known.rule.compacts;
            known.rule = known.rule.or(rule);
            if known.rule.compacts && !compacted {
                let keys = self.keys_of(world, &place);
                self.partition(&place).keys = keys;
            }
        }
    }

    /// The keys of a partition that was not compacted until now.
    fn keys_of(&self, world: &World, place: &TopicPartition) -> Keys {
        let mut keys = Keys::default();
        for entry in world.history().iter().take(self.seen) {
            let life = Life::of(entry);
            match &entry.observation {
                Observation::Sent {
                    numbers,
                    partition,
                    key: Some(key),
                    is_tombstone,
                } if partition == place => keys.sent(life, numbers, key, *is_tombstone),
                Observation::Acknowledged {
                    numbers,
                    partition,
                    base_offset,
                } if partition == place && *base_offset >= Offset::ZERO => {
                    keys.acknowledged(&acknowledged(life, numbers, *base_offset));
                }
                _ => {}
            }
        }
        keys
    }
}

/// Before which offsets records were deleted. No broker's word counts for more than was asked for.
fn deleted<'a>(
    wanted: &'a [(TopicPartition, Offset)],
    outcomes: &'a [Outcome],
) -> impl Iterator<Item = (&'a TopicPartition, Offset)> {
    wanted.iter().filter_map(|(place, before)| {
        let about = Resource::Partition(place.clone());
        let answers = outcomes.iter().filter(|(resource, _)| *resource == about);
        let mut low = answers.filter_map(|(_, outcome)| match outcome {
            Ok(AdminAnswer::LowWatermark(low)) => Some(*low),
            _ => None,
        });
        let low = low.next()?;
        let to_the_end = *before < Offset::ZERO;
        Some((place, if to_the_end { low } else { *before }))
    })
}

/// To where a group's offsets were moved.
fn altered<'a>(
    wanted: &'a [(TopicPartition, CommittedOffset)],
    outcomes: &'a [Outcome],
) -> impl Iterator<Item = (&'a TopicPartition, Offset)> {
    let answers = outcomes.iter().filter_map(|(_, outcome)| match outcome {
        Ok(AdminAnswer::OffsetsAltered(places)) => Some(places),
        _ => None,
    });
    let places = answers.flatten().filter(|(_, done)| done.is_ok());
    places.filter_map(move |(place, _)| {
        let (_, to) = wanted.iter().find(|(partition, _)| partition == place)?;
        Some((place, to.offset))
    })
}
