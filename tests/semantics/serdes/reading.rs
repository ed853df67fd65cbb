//! From bytes to what an application means.

use engine::app::processor::{OnDeserializationError, Output};
use engine::client::producer::ProducerSetup;
use engine::model::NodeId;
use sim::Fault;

use super::{
    READER, RIDE, RIDE_WITH_TIP, bytes, dead_letters, reader, reading, rides, send, serdes, stored,
    writer, writing,
};
use crate::cluster::{Cluster, PRODUCER, REGISTRY};

fn both(written: (&str, Option<&str>), read: (&str, Option<&str>)) -> Cluster {
    let writer = writer(serdes(None, written.1), &[("value.serializer", written.0)]);
    let reader = reader(
        serdes(None, read.1),
        &[("value.deserializer", read.0)],
        OnDeserializationError::Stop,
    );
    let mut kafka = rides(1)
        .with(PRODUCER, "producer", writer)
        .with(NodeId(READER), "reader", reading(reader))
        .start();
    kafka.until_ms(5_000);
    kafka
}

#[test]
fn what_was_written_is_read_again() {
    let cases = [
        ("string", None, "string", "hi"),
        ("json", None, "json", "{\"a\":1}"),
        ("long", None, "long", "-258"),
        ("avro", Some(RIDE), "avro", "{\"id\":3}"),
        ("kafka-avro", Some(RIDE), "kafka-avro", "{\"id\":3}"),
    ];
    for (writer, schema, deserializer, value) in cases {
        let reader = schema.filter(|_| deserializer == "avro");
        let mut kafka = both((writer, schema), (deserializer, reader));
        send(&mut kafka, None, Some(value));
        kafka.run_ms(1_000);
        assert_eq!(stored(&kafka), [value], "{writer}");
    }
}

#[test]
fn a_reader_sees_the_writer_s_record_as_its_own_schema_has_it() {
    let mut kafka = both(
        ("kafka-avro", Some(RIDE)),
        ("kafka-avro", Some(RIDE_WITH_TIP)),
    );
    send(&mut kafka, None, Some("{\"id\":3}"));
    kafka.run_ms(1_000);
    assert_eq!(stored(&kafka), ["{\"id\":3,\"tip\":5}"]);
}

#[test]
fn an_application_asks_the_registry_for_what_it_reads_and_for_what_it_writes() {
    let writer = writer(
        serdes(None, Some(RIDE)),
        &[("value.serializer", "kafka-avro")],
    );
    let mut translator = reader(
        serdes(None, None),
        &[("value.deserializer", "kafka-avro")],
        OnDeserializationError::Stop,
    );
    let OnDeserializationError::DeadLetter(mut output) = dead_letters() else {
        panic!("it writes to a topic");
    };
    output.topic = "tipped".into();
    output.producer = ProducerSetup {
        id: NodeId(READER),
        ..writing(
            serdes(None, Some(RIDE_WITH_TIP)),
            &[("value.serializer", "kafka-avro")],
        )
    };
    translator.output = Output::Topic(output);
    let mut kafka = rides(1)
        .topic("tipped", 1, 3, &[])
        .with(PRODUCER, "producer", writer)
        .with(NodeId(READER), "reader", reading(translator))
        .start();
    kafka.until_ms(5_000);
    for id in 1..=2 {
        send(&mut kafka, None, Some(&format!("{{\"id\":{id}}}")));
    }
    kafka.run_ms(5_000);
    // Each value behind the id of the second schema: a zig-zag number, and the tip that it has unless it is said.
    let expected = [[0, 0, 0, 0, 2, 2, 10], [0, 0, 0, 0, 2, 4, 10]];
    assert_eq!(bytes(&kafka, "tipped", 0), expected);
}

/// A name, a promotion, a symbol, a branch and a field that the reader has otherwise, and logical types.
#[test]
fn whatever_evolves_is_resolved_in_the_consumer() {
    let schema = |fields: &str| {
        format!(
            r#"{{"type":"record","name":"Ride","fields":[{fields},{{"name":"at","type":{{"type":"long","logicalType":"timestamp-millis"}}}},{{"name":"local","type":{{"type":"long","logicalType":"local-timestamp-millis"}}}},{{"name":"price","type":{{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}}}},{{"name":"uuid","type":{{"type":"string","logicalType":"uuid"}}}}]}}"#
        )
    };
    let writes = schema(
        r#"{"name":"id","type":"int"},{"name":"km","type":"float"},{"name":"size","type":{"type":"enum","name":"Size","symbols":["S","XL"]}},{"name":"note","type":"string"},{"name":"gone","type":["null","long"]}"#,
    );
    let reads = schema(
        r#"{"name":"number","aliases":["id"],"type":"long"},{"name":"km","type":"double"},{"name":"size","type":{"type":"enum","name":"Size","symbols":["S","L"],"default":"L"}},{"name":"note","type":["null","string"]},{"name":"day","type":{"type":"int","logicalType":"date"},"default":1}"#,
    );
    let mut kafka = both(("kafka-avro", Some(&writes)), ("kafka-avro", Some(&reads)));
    let rest = r#""at":"2021-10-01T12:00:00.000Z","local":"2021-10-01T12:00:00.000","price":"12.50","uuid":"123e4567-e89b-12d3-a456-426614174000"}"#;
    let sent = format!(r#"{{"id":7,"km":1.5,"size":"XL","note":"hi","gone":3,{rest}"#);
    send(&mut kafka, None, Some(&sent));
    kafka.run_ms(1_000);
    let read = format!(r#"{{"number":7,"km":1.5,"size":"L","note":"hi","day":"1970-01-02",{rest}"#);
    assert_eq!(stored(&kafka), [read]);
}

#[test]
fn a_schema_is_fetched_once() {
    let mut kafka = both(("kafka-avro", Some(RIDE)), ("kafka-avro", None));
    for id in 1..=4 {
        send(&mut kafka, None, Some(&format!("{{\"id\":{id}}}")));
    }
    kafka.run_ms(1_000);
    assert_eq!(stored(&kafka).len(), 4);
    // One call of the producer, and one of the consumer.
    assert_eq!(kafka.registry().answered(), 2);
    assert_eq!(kafka.consumer(READER).schemas_cached(), 1);
}

#[test]
fn while_a_poll_waits_for_the_registry_the_member_stays_in_its_group() {
    let mut kafka = both(("kafka-avro", Some(RIDE)), ("kafka-avro", None));
    // The way is cut, not the process: the connection opens to nobody.
    kafka.fault(Fault::Pause(REGISTRY));
    kafka.fault(Fault::Restart(PRODUCER));
    kafka.fault(Fault::Resume(REGISTRY));
    send(&mut kafka, None, Some("{\"id\":1}"));
    kafka.run_ms(500);
    kafka.fault(Fault::Crash(NodeId(READER)));
    kafka.fault(Fault::Restart(NodeId(READER)));
    kafka.fault(Fault::Pause(REGISTRY));
    send(&mut kafka, None, Some("{\"id\":2}"));
    kafka.run_ms(50_000);
    let member = kafka.consumer(READER).membership().expect("it has a group");
    assert!(member.generation > 0);
    assert!(kafka.consumer(READER).registry_asked().is_some());
    kafka.fault(Fault::Resume(REGISTRY)).run_ms(3_000);
    assert_eq!(
        stored(&kafka).last().map(String::as_str),
        Some("{\"id\":2}")
    );
}
