//! Records that a consumer cannot read (KIP-334).

use engine::app::processor::{OnDeserializationError, ProcessorSetup};
use engine::client::Observation;
use engine::client::serdes::Part;
use engine::model::{NodeId, Offset};
use engine::protocol::ErrorCode;
use sim::{Fault, Life};

use super::{
    READER, RIDE, bytes, dead_letters, reader, reading, rides, send, serdes, stored, text, writer,
};
use crate::cluster::{Cluster, PRODUCER, REGISTRY, partition};

/// Two numbers, something that is none, and two more; the reader starts when all are there.
fn kafka(setup: ProcessorSetup) -> Cluster {
    let mut builder = rides(1).topic("dead", 1, 3, &[]).with(
        PRODUCER,
        "producer",
        writer(serdes(None, None), &[]),
    );
    builder.node(NodeId(READER), "reader", reading(setup), None);
    let mut kafka = builder.start();
    kafka.until_ms(3_000);
    for value in ["1.......", "2.......", "poison", "4.......", "5......."] {
        send(&mut kafka, Some("k"), Some(value));
    }
    kafka.start(READER);
    kafka.run_ms(4_000);
    kafka
}

fn longs(on_error: OnDeserializationError) -> ProcessorSetup {
    reader(
        serdes(None, None),
        &[("value.deserializer", "long")],
        on_error,
    )
}

fn long(text: &str) -> String {
    let bytes = <[u8; 8]>::try_from(text.as_bytes()).expect("eight bytes");
    i64::from_be_bytes(bytes).to_string()
}

/// The offsets at which polls threw, and what was put aside where.
fn met(kafka: &Cluster) -> (Vec<i64>, Vec<(i64, Option<String>)>) {
    let (mut thrown, mut aside) = (Vec::new(), Vec::new());
    for entry in kafka.history() {
        match &entry.observation {
            Observation::Undeserializable { offset, part, .. } => {
                assert_eq!(*part, Part::Value);
                thrown.push(offset.0);
            }
            Observation::PutAside { offset, to, .. } => {
                aside.push((offset.0, to.as_ref().map(ToString::to_string)));
            }
            _ => {}
        }
    }
    (thrown, aside)
}

#[test]
fn what_is_before_a_poison_record_is_returned_first_and_then_the_exception_ends_the_application() {
    let kafka = kafka(longs(OnDeserializationError::Stop));
    assert_eq!(
        crate::apps::processed(&kafka, READER),
        ["1.......", "2......."]
    );
    assert_eq!(met(&kafka), (vec![2], vec![]));
    let life = kafka.world.slot(NodeId(READER)).map(sim::Slot::life);
    assert_eq!(life.map(Life::is_running), Some(false));
    let mut committed = kafka
        .history()
        .filter_map(|entry| match &entry.observation {
            Observation::Committed(offsets) => Some(offsets.clone()),
            _ => None,
        });
    let here = vec![(partition("rides", 0), Offset(2))];
    assert_eq!(committed.next(), Some(here));
}

#[test]
fn whoever_starts_again_meets_the_poison_record_again() {
    let mut kafka = kafka(longs(OnDeserializationError::Stop));
    for _ in 0..2 {
        kafka.start(READER);
        kafka.run_ms(4_000);
    }
    assert_eq!(met(&kafka), (vec![2, 2, 2], vec![]));
    let life = kafka.world.slot(NodeId(READER)).map(sim::Slot::life);
    assert!(life.is_some_and(|life| !life.is_running()), "{life:?}");
}

#[test]
fn a_poison_record_that_is_skipped_is_told_and_all_others_are_processed() {
    let kafka = kafka(longs(OnDeserializationError::Skip));
    let all = ["1.......", "2.......", "4.......", "5......."].map(long);
    assert_eq!(stored(&kafka), all);
    assert_eq!(met(&kafka), (vec![2], vec![(2, None)]));
    assert_eq!(kafka.processor(READER).put_aside(), 1);
}

#[test]
fn a_dead_letter_has_the_bytes_as_they_were_and_headers_that_say_why() {
    let kafka = kafka(longs(dead_letters()));
    let all = ["1.......", "2.......", "4.......", "5......."].map(long);
    assert_eq!(stored(&kafka), all);
    assert_eq!(met(&kafka), (vec![2], vec![(2, Some("dead".to_owned()))]));
    assert_eq!(bytes(&kafka, "dead", 0), [b"poison"]);
    let leader = kafka.leads("dead", 0);
    let batches = kafka.replica(leader, "dead", 0).log().batches();
    let mut letters = batches.map(|batch| {
        batch
            .records()
            .next()
            .map(|(_, record)| record.into_owned())
    });
    let letter = letters.next_back().flatten().expect("a letter");
    assert_eq!(letter.key.as_ref().map(text).as_deref(), Some("k"));
    let headers = letter.headers.iter();
    let headers: Vec<_> = headers
        .map(|header| {
            let value = header.value.as_ref().map(text).unwrap_or_default();
            (&*header.key, value)
        })
        .collect();
    assert_eq!(headers[0], ("errors.topic", "rides".to_owned()));
    assert_eq!(headers[1], ("errors.partition", "0".to_owned()));
    assert_eq!(headers[2], ("errors.offset", "2".to_owned()));
    assert_eq!(
        headers[4].1,
        "Error deserializing VALUE for partition rides-0 at offset 2. If needed, please seek past the record to continue consumption. Size of data received by LongDeserializer is not 8"
    );
}

#[test]
fn bytes_without_an_id_and_ids_that_nobody_has_given_are_poison_too() {
    for value in ["no magic", "\u{0}\u{0}", "\u{0}\u{0}\u{0}\u{0}\u{9}x"] {
        let avro = [("value.deserializer", "kafka-avro")];
        let setup = reader(serdes(None, None), &avro, OnDeserializationError::Skip);
        let mut builder = rides(1).with(PRODUCER, "producer", writer(serdes(None, None), &[]));
        let starts_at = Some(engine::model::Instant::ZERO);
        builder.node(NodeId(READER), "reader", reading(setup), starts_at);
        let mut kafka = builder.start();
        kafka.until_ms(3_000);
        send(&mut kafka, None, Some(value));
        kafka.run_ms(3_000);
        assert_eq!(met(&kafka), (vec![0], vec![(0, None)]), "{value:?}");
    }
}

/// What the registry cannot say now, it may say later: the position has not moved, and the exception goes away.
#[test]
fn a_registry_that_is_down_makes_poison_of_records_that_it_is_not_for_good() {
    let avro = [("value.deserializer", "kafka-avro"), ("max.retries", "1")];
    let setup = reader(serdes(None, None), &avro, OnDeserializationError::Stop);
    let node = writer(
        serdes(None, Some(RIDE)),
        &[("value.serializer", "kafka-avro")],
    );
    let mut builder = rides(1).with(PRODUCER, "producer", node);
    builder.node(NodeId(READER), "reader", reading(setup), None);
    let mut kafka = builder.start();
    kafka.until_ms(3_000);
    send(&mut kafka, None, Some("{\"id\":1}"));
    kafka.fault(Fault::Crash(REGISTRY));
    kafka.start(READER).run_ms(8_000);
    assert_eq!(met(&kafka).0, [0]);
    assert!(stored(&kafka).is_empty());
    kafka.fault(Fault::Restart(REGISTRY)).run_ms(2_000);
    kafka.start(READER).run_ms(4_000);
    assert_eq!(stored(&kafka), ["{\"id\":1}"]);
}

#[test]
fn a_dead_letter_that_cannot_be_sent_stops_the_application_before_the_record() {
    let mut setup = longs(dead_letters());
    if let OnDeserializationError::DeadLetter(to) = &mut setup.on_deserialization_error {
        to.topic = "no/where".into();
        to.producer.config.max_block = crate::cluster::ms(1_000);
    }
    let kafka = kafka(setup);
    assert_eq!(met(&kafka), (vec![2], vec![]));
    let failed = kafka.history().any(|entry| {
        matches!(entry.observation, Observation::Failed { error, .. } if error == ErrorCode::RequestTimedOut)
    });
    assert!(failed);
    let life = kafka.world.slot(NodeId(READER)).map(sim::Slot::life);
    assert_eq!(life.map(Life::is_running), Some(false));
}
