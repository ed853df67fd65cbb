//! Which reads the operating system serves from memory.

use engine::log::{Record, RecordBatch};
use engine::model::{NodeId, Payload, Timestamp};
use engine::node::{Effect, Input};
use engine::protocol::Response;

use crate::lone_broker::{CLIENT, LoneBroker};

const BROKER: NodeId = NodeId(1);
/// Bytes of each batch here.
const BATCH: u64 = 100;

/// A leader whose host has so much memory, after so many batches.
fn written(page_cache: u64, batches: u64) -> LoneBroker {
    let mut kafka = LoneBroker::started(BROKER, |setup| setup.page_cache = page_cache);
    kafka.lead(&[BROKER], &[BROKER], 1);
    let batch = |len: u32| {
        let value = Payload::from(vec![b'x'; len as usize]);
        RecordBatch::new(
            -1,
            -1,
            -1,
            vec![Record::new(Timestamp(1), None, Some(value))],
        )
    };
    let batch = (0..)
        .map(batch)
        .find(|batch| u64::from(batch.size()) >= BATCH);
    let batch = batch.expect("a value that is long enough");
    assert_eq!(u64::from(batch.size()), BATCH);
    for _ in 0..batches {
        kafka.produce(batch.clone(), 1);
    }
    kafka
}

/// Whether a consumer that reads the batch at `offset` has to wait for the disk.
fn is_cold(kafka: &mut LoneBroker, offset: i64) -> bool {
    let mut request = kafka.fetch_request(offset);
    request.partitions[0].max_bytes = 1;
    kafka.effects.clear();
    let answer = kafka.ask(CLIENT, request);
    let read = kafka.effects.iter().find_map(|effect| match effect {
        Effect::Read(bytes, ticket) => Some((*bytes, *ticket)),
        _ => None,
    });
    let Some((bytes, ticket)) = read else {
        assert!(matches!(answer, Some(Response::Fetch(_))));
        return false;
    };
    assert_eq!(bytes, BATCH);
    assert_eq!(answer, None, "not before the disk has read it");
    let before = kafka.answers.len();
    kafka.give(Input::DiskDone(ticket));
    assert_eq!(kafka.answers.len(), before + 1);
    true
}

#[test]
fn what_was_written_last_is_in_memory_up_to_its_size() {
    let mut kafka = written(64 * BATCH, 64);
    assert!(!is_cold(&mut kafka, 0));
    let mut kafka = written(64 * BATCH, 65);
    assert!(!is_cold(&mut kafka, 1));
    assert!(is_cold(&mut kafka, 0));
}

#[test]
fn what_a_late_reader_loads_pushes_other_pages_out() {
    let mut kafka = written(64 * BATCH, 65);
    assert!(is_cold(&mut kafka, 0));
    assert!(is_cold(&mut kafka, 1), "it was in memory until then");
    assert!(!is_cold(&mut kafka, 64));
}

#[test]
fn memory_is_told_in_64_parts_and_a_part_that_is_not_whole_is_cold() {
    let mut kafka = written(128 * BATCH, 131);
    assert!(!is_cold(&mut kafka, 4));
    assert!(is_cold(&mut kafka, 3));
}
