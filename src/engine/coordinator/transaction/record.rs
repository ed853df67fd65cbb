//! The records of `__transaction_state`, as Kafka's bytes (`TransactionLogKey`, `TransactionLogValue`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::TransactionState;
use crate::log::Record;
use crate::model::{Duration, Payload, Timestamp, TopicName, TopicPartition};
use crate::protocol::wire::{Reader, Writer};

/// A record of `__transaction_state`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TransactionRecord {
    /// `transactional.id`.
    pub transactional_id: Arc<str>,
    /// What is known of it; `None` is a tombstone.
    pub value: Option<TransactionValue>,
}

/// What is known of a transactional id (`TxnTransitMetadata`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TransactionValue {
    /// How far its transaction is.
    pub state: TransactionState,
    /// Its producer.
    pub producer_id: i64,
    /// The producer id of the transaction before, -1 for none.
    pub previous_producer_id: i64,
    /// The producer id that its producer goes on with after this transaction, since the epochs of this one are used up; or
    /// -1.
    pub next_producer_id: i64,
    /// The epoch of its producer, -1 before the first.
    pub producer_epoch: i16,
    /// The epoch before, by which a question that is asked again is known; -1 for none. Not in the record: who coordinates
    /// from then on does not know it.
    pub last_producer_epoch: i16,
    /// `transaction.timeout.ms`.
    pub timeout: Duration,
    /// The partitions of its transaction that have no marker yet.
    pub partitions: BTreeSet<TopicPartition>,
    /// When its transaction began.
    pub start: Option<Timestamp>,
    /// When this became so.
    pub last_update: Timestamp,
    /// The transaction version that its producer speaks, or whoever ended the transaction in its place.
    pub client_transaction_version: i16,
}

const KEY: i16 = 0;
/// The first version with tagged fields, which a cluster of transaction version 1 or above writes.
const VALUE: i16 = 1;
/// No time, and no producer id.
const NONE: i64 = -1;
const PREVIOUS_PRODUCER_ID: u32 = 0;
const NEXT_PRODUCER_ID: u32 = 1;
const CLIENT_TRANSACTION_VERSION: u32 = 2;

impl TransactionRecord {
    /// As a record of the log.
    #[must_use]
    pub fn encode(&self, now: Timestamp) -> Record {
        let mut key = Writer::default();
        key.i16(KEY);
        key.string(&self.transactional_id);
        let value = self.value.as_ref().map(TransactionValue::encode);
        Record::new(now, Some(key.into_payload()), value)
    }

    /// Reads a record; `None` when it is none of these.
    #[must_use]
    pub fn decode(record: &Record) -> Option<Self> {
        let key = record.key.as_ref()?.bytes();
        let mut key = Reader::new(&key);
        (key.i16()? == KEY).then_some(())?;
        let value = match &record.value {
            None => None,
            Some(value) => Some(TransactionValue::decode(&value.bytes())?),
        };
        Some(Self {
            transactional_id: key.string()?.into(),
            value,
        })
    }
}

impl TransactionValue {
    fn encode(&self) -> Payload {
        let mut to = Writer::default();
        to.i16(VALUE);
        to.i64(self.producer_id);
        to.i16(self.producer_epoch);
        to.i32(self.timeout.as_millis() as i32);
        to.i8(self.state.id());
        self.encode_partitions(&mut to);
        to.i64(self.last_update.0);
        to.i64(self.start.map_or(NONE, |start| start.0));
        let mut tagged = Vec::new();
        for (tag, id) in [
            (PREVIOUS_PRODUCER_ID, self.previous_producer_id),
            (NEXT_PRODUCER_ID, self.next_producer_id),
        ] {
            if id != NONE {
                let mut field = Writer::default();
                field.i64(id);
                tagged.push((tag, field));
            }
        }
        if self.client_transaction_version != 0 {
            let mut field = Writer::default();
            field.i16(self.client_transaction_version);
            tagged.push((CLIENT_TRANSACTION_VERSION, field));
        }
        to.tagged_fields(&tagged);
        to.into_payload()
    }

    fn encode_partitions(&self, to: &mut Writer) {
        if self.state == TransactionState::Empty {
            // The length of an array that is null.
            return to.unsigned_varint(0);
        }
        let mut topics: BTreeMap<&TopicName, Vec<i32>> = BTreeMap::new();
        for place in &self.partitions {
            topics
                .entry(&place.topic)
                .or_default()
                .push(place.partition);
        }
        to.compact_array(topics.len());
        for (topic, partitions) in topics {
            to.compact_string(topic.as_str());
            to.compact_array(partitions.len());
            for partition in partitions {
                to.i32(partition);
            }
            to.tagged_fields(&[]);
        }
    }

    fn decode(value: &[u8]) -> Option<Self> {
        let mut from = Reader::new(value);
        (from.i16()? == VALUE).then_some(())?;
        let producer_id = from.i64()?;
        let producer_epoch = from.i16()?;
        let timeout = Duration::from_millis(i64::from(from.i32()?));
        let state = TransactionState::of(from.i8()?)?;
        let partitions = if state == TransactionState::Empty {
            from.unsigned_varint()?;
            BTreeSet::new()
        } else {
            decode_partitions(&mut from)?
        };
        let mut value = Self {
            state,
            producer_id,
            previous_producer_id: NONE,
            next_producer_id: NONE,
            producer_epoch,
            last_producer_epoch: -1,
            timeout,
            partitions,
            last_update: Timestamp(from.i64()?),
            start: Some(Timestamp(from.i64()?)).filter(|start| start.0 != NONE),
            client_transaction_version: 0,
        };
        for (tag, mut field) in from.tagged_fields()? {
            match tag {
                PREVIOUS_PRODUCER_ID => value.previous_producer_id = field.i64()?,
                NEXT_PRODUCER_ID => value.next_producer_id = field.i64()?,
                CLIENT_TRANSACTION_VERSION => value.client_transaction_version = field.i16()?,
                _ => {}
            }
        }
        Some(value)
    }
}

fn decode_partitions(from: &mut Reader<'_>) -> Option<BTreeSet<TopicPartition>> {
    let mut partitions = BTreeSet::new();
    for _ in 0..from.compact_array()? {
        let topic = TopicName::from(from.compact_string()?);
        for _ in 0..from.compact_array()? {
            partitions.insert(TopicPartition::new(&topic, from.i32()?));
        }
        from.tagged_fields()?;
    }
    Some(partitions)
}
