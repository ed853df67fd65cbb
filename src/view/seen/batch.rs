//! A batch of a partition, with its records.

use engine::log::{Record, RecordBatch};
use engine::model::{NodeId, Offset, Payload, TopicName, TopicPartition};
use lab::Session;
use sim::{AnyNode, Slot};

use super::readers::Known;
use super::{RecordBytes, Seen, Ways};
use crate::hex::{self, sizes};
use crate::saying::Saying;
use crate::stage::batches_on_disk;

/// The batch with the record before `before`, or the newest, as a broker has it.
pub(super) fn of(
    session: &Session,
    node: NodeId,
    (topic, partition): (&str, i32),
    before: Option<i64>,
    from: usize,
) -> Option<Seen> {
    let slot = session.world().slot(node)?;
    let place = TopicPartition::new(&TopicName::from(topic), partition);
    let Some(found) = found(newest_first(slot, &place)?, before) else {
        return Some(Seen {
            title: Saying::new("seen-no-batch").with("partition", &place),
            hex: hex::Hex::of(&[], &[], None, 0),
            records: Vec::new(),
            ways: None,
        });
    };
    let known = Known::of(session);
    let by_id = |id: u32| known.schema(id);
    let readers = |half, bytes: &[u8]| known.reader(&by_id, &place.topic, half, bytes);
    let batch = found.batch;
    Some(Seen {
        title: Saying::new("seen-batch")
            .with("partition", &place)
            .with("broker", slot.name())
            .with("first", batch.base_offset)
            .with("last", batch.last_offset()),
        hex: hex::batch(batch, &readers, from),
        records: batch
            .records()
            .take(RECORDS_MAX)
            .map(|(offset, record)| taken(offset, &record, &place.topic, &known))
            .collect(),
        ways: Some(found.ways),
    })
}

/// A batch, and the ways from it.
struct Found<'w> {
    batch: &'w RecordBatch,
    ways: Ways,
}

/// The newest batch that begins before an offset; the oldest, if none does.
fn found<'w>(
    newest_first: impl Iterator<Item = &'w RecordBatch>,
    before: Option<i64>,
) -> Option<Found<'w>> {
    let before = before.unwrap_or(i64::MAX);
    let (mut later, mut passed) = (None, 0_u32);
    let mut batches = newest_first.peekable();
    while let Some(batch) = batches.next() {
        if batch.base_offset.0 < before || batches.peek().is_none() {
            let earlier = batches.peek().map(|_| batch.base_offset.0);
            return Some(Found {
                batch,
                ways: Ways { earlier, later },
            });
        }
        // The newest one is followed while the log grows.
        later = Some((passed > 0).then(|| batch.last_offset().0 + 1));
        passed += 1;
    }
    None
}

/// How many records are measured.
const RECORDS_MAX: usize = 50;

/// The batches of a replica, or of its disk where no process has them.
fn newest_first<'w>(
    slot: &'w Slot,
    place: &TopicPartition,
) -> Option<Box<dyn Iterator<Item = &'w RecordBatch> + 'w>> {
    let running = match slot.node() {
        AnyNode::Broker(broker) if slot.life().is_running() => Some(broker.replica(place)?),
        _ => None,
    };
    Some(match running {
        Some(replica) => Box::new(replica.log().batches().rev()),
        None => Box::new(batches_on_disk(slot, place)),
    })
}

fn taken(offset: Offset, record: &Record, topic: &TopicName, known: &Known<'_>) -> RecordBytes {
    let value = record.value.as_ref().map(Payload::bytes);
    let found = value.as_ref().and_then(|bytes| known.value(topic, bytes));
    let sizes = found.and_then(|(schema, value)| sizes(&schema, &value));
    RecordBytes {
        offset: offset.0,
        key: record.key.as_ref().map(Payload::len),
        value: value.map(|bytes| bytes.len()),
        json: sizes.map(|sizes| sizes.json),
        avro: sizes.map(|sizes| sizes.avro),
        with_id: sizes.map(|sizes| sizes.with_id),
    }
}
