//! From what an application means to bytes.

use engine::client::SendFailure;
use engine::client::producer::{BlockedOn, partition_for_key};
use sim::{AnyNode, Fault};

use super::{RIDE, RIDE_WITH_TIP, bytes, failures, register, rides, send, serdes, writer};
use crate::cluster::{Cluster, PRODUCER, REGISTRY};

const AVRO: (&str, &str) = ("value.serializer", "kafka-avro");

fn with(value: Option<&str>, configs: &[(&str, &str)]) -> Cluster {
    let node = writer(serdes(None, value), configs);
    let mut kafka = rides(1).with(PRODUCER, "producer", node).start();
    kafka.until_ms(3_000);
    kafka
}

#[test]
fn each_serializer_writes_its_own_bytes() {
    let cases: [(&str, Option<&str>, &str, &[u8]); 5] = [
        ("string", None, "hi", b"hi"),
        ("json", None, "{\"a\":1}", b"{\"a\":1}"),
        ("long", None, "258", &[0, 0, 0, 0, 0, 0, 1, 2]),
        ("avro", Some(RIDE), "{\"id\":3}", &[6]),
        ("kafka-avro", Some(RIDE), "{\"id\":3}", &[0, 0, 0, 0, 1, 6]),
    ];
    for (name, schema, value, expected) in cases {
        let mut kafka = with(schema, &[("value.serializer", name)]);
        send(&mut kafka, None, Some(value));
        assert_eq!(bytes(&kafka, "rides", 0), [expected], "{name}");
    }
}

#[test]
fn a_null_stays_a_null() {
    let mut kafka = with(Some(RIDE), &[AVRO]);
    send(&mut kafka, Some("k"), None);
    assert_eq!(failures(&kafka), []);
    assert_eq!(kafka.registry().store().subjects(true).count(), 0);
}

#[test]
fn what_a_serializer_cannot_write_never_leaves() {
    let cases = [
        ("failing", None, "x"),
        ("long", None, "ten"),
        ("avro", Some(RIDE), "{\"id\":\"x\"}"),
        ("kafka-avro", Some(RIDE), "{\"id\":\"x\"}"),
    ];
    for (name, schema, value) in cases {
        let mut kafka = with(schema, &[("value.serializer", name)]);
        send(&mut kafka, None, Some(value));
        let failures = failures(&kafka);
        assert_eq!(failures[0].0, SendFailure::Serialization, "{name}");
        assert_eq!(failures[0].0.exception(), Some("SerializationException"));
        assert!(bytes(&kafka, "rides", 0).is_empty(), "{name}");
    }
}

#[test]
fn the_schema_is_registered_once_and_its_id_remembered() {
    let mut kafka = with(Some(RIDE), &[AVRO]);
    for id in 1..=3 {
        send(&mut kafka, None, Some(&format!("{{\"id\":{id}}}")));
    }
    assert_eq!(kafka.registry().answered(), 1);
    let store = kafka.registry().store();
    let subjects: Vec<_> = store.subjects(false).map(|name| &**name).collect();
    assert_eq!(subjects, ["rides-value"]);
    assert_eq!(bytes(&kafka, "rides", 0).len(), 3);
}

#[test]
fn the_strategy_says_under_which_subject() {
    for (strategy, expected) in [
        ("TopicNameStrategy", "rides-value"),
        ("RecordNameStrategy", "taxi.Ride"),
        ("TopicRecordNameStrategy", "rides-taxi.Ride"),
    ] {
        let mut kafka = with(
            Some(RIDE),
            &[AVRO, ("value.subject.name.strategy", strategy)],
        );
        send(&mut kafka, None, Some("{\"id\":1}"));
        assert!(kafka.registry().store().has(expected, false), "{strategy}");
    }
    let strategy = ("value.subject.name.strategy", "RecordNameStrategy");
    let mut kafka = with(Some("\"int\""), &[AVRO, strategy]);
    send(&mut kafka, None, Some("1"));
    assert!(
        failures(&kafka)[0]
            .1
            .contains("must only be a record schema")
    );
}

#[test]
fn without_registration_a_schema_that_nobody_has_registered_is_40403_or_40401() {
    let mut kafka = with(Some(RIDE), &[AVRO, ("auto.register.schemas", "false")]);
    send(&mut kafka, None, Some("{\"id\":1}"));
    assert!(
        failures(&kafka)[0]
            .1
            .ends_with("Subject 'rides-value' not found.; error code: 40401")
    );
    register(&mut kafka, "rides-value", RIDE_WITH_TIP);
    send(&mut kafka, None, Some("{\"id\":1}"));
    let (why, reason) = &failures(&kafka)[1];
    assert_eq!(*why, SendFailure::Serialization);
    assert!(
        reason.starts_with("Error retrieving Avro schema")
            && reason.ends_with("Schema not found; error code: 40403"),
        "{reason}"
    );
    register(&mut kafka, "rides-value", RIDE);
    send(&mut kafka, None, Some("{\"id\":1}"));
    assert_eq!(bytes(&kafka, "rides", 0), [[0, 0, 0, 0, 2, 2]]);
}

#[test]
fn with_the_latest_version_a_value_is_written_as_the_subject_has_it() {
    let configs = [
        AVRO,
        ("auto.register.schemas", "false"),
        ("use.latest.version", "true"),
    ];
    let mut kafka = with(Some(RIDE), &configs);
    register(&mut kafka, "rides-value", RIDE_WITH_TIP);
    send(&mut kafka, None, Some("{\"id\":1}"));
    assert_eq!(bytes(&kafka, "rides", 0), [[0, 0, 0, 0, 1, 2, 10]]);
}

#[test]
fn an_incompatible_schema_is_told_with_the_error_code() {
    let mut kafka = with(Some("\"string\""), &[AVRO]);
    register(&mut kafka, "rides-value", "\"int\"");
    send(&mut kafka, None, Some("\"x\""));
    let (why, reason) = &failures(&kafka)[0];
    assert_eq!(*why, SendFailure::Serialization);
    assert!(reason.starts_with(
        "Error registering Avro schema\"string\": Schema being registered is incompatible"
    ));
    assert!(reason.ends_with("error code: 40901"), "{reason}");
}

/// The registry is down: three more tries, each after a longer wait, while `send()` blocks; then it throws.
#[test]
fn without_the_registry_a_send_blocks_and_then_comes_to_nothing() {
    let mut kafka = with(Some(RIDE), &[AVRO]);
    kafka.fault(Fault::Crash(REGISTRY));
    send(&mut kafka, None, Some("{\"id\":1}"));
    let blocked = match kafka.world.slot(PRODUCER).map(sim::Slot::node) {
        Some(AnyNode::Producer(producer)) => producer.blocked().map(|(on, _)| on),
        _ => None,
    };
    assert_eq!(blocked, Some(BlockedOn::Registry));
    assert_eq!(failures(&kafka), []);
    kafka.run_ms(8_000);
    let (why, reason) = &failures(&kafka)[0];
    assert_eq!(*why, SendFailure::Serialization);
    assert!(reason.contains("cannot be reached"), "{reason}");
    // What it knows, it knows without the registry.
    kafka.fault(Fault::Restart(REGISTRY)).run_ms(2_000);
    send(&mut kafka, None, Some("{\"id\":1}"));
    kafka.fault(Fault::Crash(REGISTRY));
    send(&mut kafka, None, Some("{\"id\":2}"));
    assert_eq!(bytes(&kafka, "rides", 0).len(), 2);
}

#[test]
fn a_registry_that_comes_back_in_time_is_asked_again() {
    let mut kafka = with(Some(RIDE), &[AVRO, ("max.retries", "10")]);
    kafka.fault(Fault::Crash(REGISTRY));
    send(&mut kafka, None, Some("{\"id\":1}"));
    kafka.fault(Fault::Restart(REGISTRY));
    kafka.run_ms(10_000);
    assert_eq!(failures(&kafka), []);
    assert_eq!(bytes(&kafka, "rides", 0).len(), 1);
}

#[test]
fn an_avro_key_is_placed_by_its_bytes_with_the_id_before_them() {
    let configs = [("key.serializer", "kafka-avro")];
    let node = writer(serdes(Some("\"int\""), None), &configs);
    let mut kafka = rides(4).with(PRODUCER, "producer", node).start();
    kafka.until_ms(3_000);
    for key in 0..8_u8 {
        send(&mut kafka, Some(&key.to_string()), Some(&key.to_string()));
        let bytes = [0, 0, 0, 0, 1, 2 * key];
        let partition = partition_for_key(&bytes, 4);
        let there = super::bytes(&kafka, "rides", partition);
        assert!(there.contains(&key.to_string().into_bytes()), "{key}");
    }
    assert!(kafka.registry().store().has("rides-key", false));
}
