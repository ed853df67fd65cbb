//! The registry's own producer and reader (`KafkaStore`, `KafkaStoreReaderThread`): a record counts once the reader has
//! read it back.

use std::collections::VecDeque;

use super::RegistrySetup;
use super::record::StoreRecord;
use crate::client::consumer::{Consumer, ConsumerSetup, Returned};
use crate::client::producer::{Partitioning, Producer, ProducerSetup};
use crate::client::serdes::Serdes;
use crate::client::{ClientCommand, Observation};
use crate::config::{ConsumerConfig, OffsetReset, ProducerConfig};
use crate::metadata::NEWEST_TRANSACTION_VERSION;
use crate::model::{Duration, Offset, TopicName, TopicPartition};
use crate::node::{Effect, Effects, Input, Lane, Now};

/// The connections of its producer, beside those of its reader.
const PRODUCER: Lane = Lane(2);

/// How far a registry has written and read its topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LogState {
    /// The offset that it reads next.
    pub position: Offset,
    /// Where the record lies that it waits to read back, once a broker has said so.
    pub awaited: Option<Offset>,
}

/// The registry's topic as it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Log {
    topic: TopicName,
    producer: Box<Producer>,
    reader: Box<Consumer>,
    /// Whether the reader has begun.
    is_reading: bool,
    position: Offset,
    put: Option<Put>,
    /// Records that the producer was told and has not been let go on with.
    unsent: bool,
    /// Sends so far.
    sent: u64,
}

/// The record that is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Put {
    number: u64,
    at: Option<Offset>,
    failed: bool,
}

impl Log {
    pub fn new(setup: &RegistrySetup) -> Self {
        let topic = TopicName::from(setup.config.topic());
        let producer = ProducerSetup {
            id: setup.id,
            bootstrap: setup.bootstrap.clone(),
            config: ProducerConfig {
                linger: Duration::ZERO,
                ..ProducerConfig::default()
            },
            partitioning: Partitioning::Configured,
            source: None,
            transaction_version: NEWEST_TRANSACTION_VERSION,
            serdes: Serdes::default(),
        };
        let reader = ConsumerSetup {
            id: setup.id,
            name: setup.name.clone(),
            bootstrap: setup.bootstrap.clone(),
            config: ConsumerConfig {
                auto_offset_reset: OffsetReset::Earliest,
                allow_auto_create_topics: false,
                ..ConsumerConfig::default()
            },
            topics: Vec::new(),
            pattern: None,
            assigned: vec![TopicPartition::new(&topic, 0)],
            serdes: Serdes::default(),
        };
        Self {
            producer: Box::new(Producer::new(producer).on_lane(PRODUCER)),
            reader: Box::new(Consumer::new(reader)),
            topic,
            is_reading: false,
            position: Offset::ZERO,
            put: None,
            unsent: false,
            sent: 0,
        }
    }

    pub const fn state(&self) -> LogState {
        LogState {
            position: self.position,
            awaited: match self.put {
                Some(put) => put.at,
                None => None,
            },
        }
    }

    /// Takes in what happened.
    pub fn take_in(&mut self, now: Now, input: &Input, effects: &mut Effects) {
        self.unseen(effects, |log, effects| {
            log.producer.take_in(now, input, effects);
            log.reader.handle(now, input, effects);
        });
    }

    /// Writes a record; [`Log::outcome`] says what becomes of it.
    pub fn put(&mut self, record: &StoreRecord) {
        self.producer.command(&ClientCommand::Send {
            topic: self.topic.clone(),
            partition: Some(0),
            key: Some(record.key()),
            value: record.value(),
        });
        self.put = Some(Put {
            number: self.sent,
            at: None,
            failed: false,
        });
        self.sent += 1;
        self.unsent = true;
    }

    /// What becomes of the record that is being written matters no more.
    pub const fn give_up(&mut self) {
        self.put = None;
    }

    pub const fn has_unsent(&self) -> bool {
        self.unsent
    }

    /// Lets both clients go on; answers what was read.
    pub fn advance(&mut self, now: Now, effects: &mut Effects) -> Vec<StoreRecord> {
        self.unsent = false;
        let mut read = VecDeque::new();
        self.unseen(effects, |log, effects| {
            log.producer.advance(now, effects);
            if !log.is_reading {
                log.is_reading = true;
                log.reader.poll(effects);
            }
            while let Some(returned) = log.reader.advance(now, effects) {
                if let Returned::Records(polled) = returned {
                    for polled in polled {
                        log.position = polled.position;
                        read.extend(polled.records.iter().filter_map(|at| {
                            let record = &at.record;
                            StoreRecord::read(record.key.as_ref(), record.value.as_ref())
                        }));
                    }
                }
                log.reader.poll(effects);
            }
        });
        read.into()
    }

    /// What became of the record that is being written, once: it was read back, or could not be written.
    pub fn outcome(&mut self) -> Option<Result<(), ()>> {
        let put = self.put?;
        let outcome = match put.at {
            _ if put.failed => Err(()),
            Some(at) if at < self.position => Ok(()),
            _ => return None,
        };
        self.put = None;
        Some(outcome)
    }

    /// The registry is no application whose history is judged: what its clients see is for itself alone.
    fn unseen(&mut self, effects: &mut Effects, acts: impl FnOnce(&mut Self, &mut Effects)) {
        let mut own = Effects::default();
        acts(self, &mut own);
        for effect in own.drain() {
            match effect {
                Effect::Observe(observation) => self.saw(&observation),
                other => effects.push(other),
            }
        }
    }

    fn saw(&mut self, observation: &Observation) {
        let Some(put) = &mut self.put else {
            return;
        };
        match observation {
            Observation::Acknowledged {
                numbers,
                base_offset,
                ..
            } if numbers.contains(&put.number) => {
                let place = put.number - numbers.start;
                put.at = Some(base_offset.plus(i64::try_from(place).unwrap_or(0)));
            }
            Observation::Failed { numbers, .. } if numbers.contains(&put.number) => {
                put.failed = true;
            }
            _ => {}
        }
    }
}
