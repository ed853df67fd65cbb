//! What lab files say of object container files, and of the bytes of records.

use lab::Session;
use serde_json::{Value, json};

use crate::{act, bare, measured, run, told};

/// Ten rides as JSON, and a consumer that puts four of them into a block.
fn file(application: &Value) -> Value {
    let mut file = bare();
    let fields = json!([{ "name": "id", "type": "int" }, { "name": "fare", "type": "float" }]);
    file["topics"] = json!({ "rides": {} });
    file["cluster"]["brokers"] = json!([{ "id": 1 }]);
    file["cluster"]["config"] = json!({ "offsets.topic.replication.factor": 1 });
    file["schemas"] =
        json!({ "ride": { "avro": { "type": "record", "name": "Ride", "fields": fields } } });
    file["clients"] = json!({
        "producer": {
            "kind": "producer",
            "start_ms": 1_000,
            "config": { "value.serializer": "json", "linger.ms": 0 },
            "source": { "topic": "rides", "every_ms": 100, "count": 10, "value": { "id": "{n}", "fare": 1.9 } },
        },
        "archive": {
            "kind": "consumer",
            "start_ms": 4_000,
            "config": {
                "group.id": "archive", "auto.offset.reset": "earliest", "enable.auto.commit": false,
                "session.timeout.ms": 6_000,
            },
            "subscribe": ["rides"],
            "application": application,
        },
    });
    file["claim"] = "none".into();
    file
}

fn archive(codec: &str, flushes: bool) -> Value {
    json!({
        "commits": "after_poll",
        "writes_to": { "container": { "schema": "ride", "codec": codec, "block_records": 4, "flushes": flushes } },
    })
}

/// Records and blocks of the file.
fn kept(session: &Session) -> (i64, i64) {
    let of = |measure: &str| measured(session, json!({ measure: "archive" }));
    (of("rows"), of("file_blocks"))
}

fn bytes(session: &Session) -> Vec<u8> {
    let id = session.lab().node("archive").expect("it is in the lab");
    let Some(sim::AnyNode::Consumer(node)) = session.world().slot(id).map(sim::Slot::node) else {
        panic!("it is no consumer");
    };
    let blocks = node.container().blocks();
    blocks.flat_map(|block| block.bytes.clone()).collect()
}

#[test]
fn what_does_not_fill_a_block_waits_in_memory() {
    let session = run(&file(&archive("null", false)), 8);
    assert_eq!(kept(&session), (8, 2));
    let (_, blocks) = schema::avro::container::outline(&bytes(&session)).expect("it is sound");
    assert_eq!(blocks.iter().map(|b| b.count).collect::<Vec<_>>(), [4, 4]);
    let size = measured(&session, json!({ "file_bytes": "archive" }));
    assert_eq!(
        size,
        i64::try_from(bytes(&session).len()).expect("it is small")
    );
}

#[test]
fn what_waits_is_gone_with_the_process_though_its_offsets_are_committed() {
    let mut session = run(&file(&archive("null", false)), 8);
    let committed = json!({ "committed": { "group": "archive", "topic": "rides" } });
    assert_eq!(measured(&session, committed), 10);
    act(&mut session, json!({ "restart": "archive" }), 20);
    assert_eq!(kept(&session), (8, 2));
}

#[test]
fn who_flushes_before_committing_loses_nothing() {
    let mut session = run(&file(&archive("deflate", true)), 8);
    assert_eq!(kept(&session), (10, 3));
    act(&mut session, json!({ "restart": "archive" }), 20);
    assert_eq!(kept(&session), (10, 3));
}

#[test]
fn closing_writes_the_last_block() {
    let mut session = run(&file(&archive("snappy", false)), 8);
    act(&mut session, json!({ "close": "archive" }), 9);
    act(&mut session, json!({ "start": "archive" }), 20);
    assert_eq!(kept(&session), (10, 3));
}

#[test]
fn the_size_of_a_record_and_what_it_says_can_be_measured() {
    let mut file = file(&json!({}));
    file["clients"]["producer"]["config"]["value.serializer"] = "avro".into();
    file["clients"]["producer"]["value_schema"] = "ride".into();
    file["clients"]["archive"]["config"]["value.deserializer"] = "avro".into();
    file["clients"]["archive"]["value_schema"] = "ride".into();
    let session = run(&file, 8);
    let of = |measure: Value| measured(&session, measure);
    // A zig-zag varint, and a float.
    assert_eq!(
        of(json!({ "value_bytes": { "topic": "rides", "offset": 3 } })),
        1 + 4
    );
    assert_eq!(of(json!({ "value_bytes": { "topic": "rides" } })), 1 + 4);
    assert_eq!(
        of(json!({ "value_bytes": { "topic": "rides", "offset": 10 } })),
        -1
    );
    assert_eq!(of(json!({ "key_bytes": { "topic": "rides" } })), -1);
    // The header of a batch, and ten values.
    assert!(of(json!({ "log_bytes": { "topic": "rides" } })) > 61 + 10 * 5);
    let with = |value: Value| json!({ "printed_with": { "client": "archive", "field": "fare", "value": value } });
    assert_eq!(of(with(json!(1.9))), 0);
    assert_eq!(of(with(json!(1.899_999_976_158_142))), 10);
}

#[test]
fn a_file_needs_a_schema_that_is_there_and_a_block_some_records() {
    let mut wrong = archive("zstandard", false);
    wrong["writes_to"]["container"]["schema"] = "rid".into();
    wrong["writes_to"]["container"]["block_records"] = 0.into();
    let told = told(&file(&wrong));
    for problem in [
        "\"null\", \"deflate\", \"snappy\"",
        "did you mean \"ride\"",
        "from 1 to 100000",
    ] {
        assert!(told.contains(problem), "{problem} is not in {told}");
    }
}
