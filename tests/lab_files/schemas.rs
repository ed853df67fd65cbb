//! What lab files say of schemas, of the registry that keeps them, and of records that cannot be read.

use lab::Session;
use serde_json::{Value, json};

use crate::{act, bare, measured, run, told};

/// One broker, a registry, two versions of a schema, a producer that registers the first, and a consumer that reads as the
/// second.
fn file() -> Value {
    let mut file = bare();
    let ride = |more: Value| {
        let mut fields = vec![json!({ "name": "id", "type": "int" })];
        fields.extend(more.as_array().expect("a list").clone());
        json!({ "avro": { "type": "record", "name": "Ride", "fields": fields } })
    };
    file["topics"] = json!({ "rides": {}, "dead": {} });
    file["cluster"]["brokers"] = json!([{ "id": 1 }]);
    file["cluster"]["config"] = json!({ "offsets.topic.replication.factor": 1 });
    file["schemas"] = json!({
        "ride": ride(json!([])),
        "ride-2": ride(json!([{ "name": "tip", "type": "int", "default": 5 }])),
        "ride-3": ride(json!([{ "name": "tip", "type": "int" }])),
    });
    file["clients"] = json!({
        "registry": { "kind": "registry" },
        "producer": {
            "kind": "producer",
            "start_ms": 3_000,
            "config": { "value.serializer": "kafka-avro", "linger.ms": 0 },
            "value_schema": "ride",
            "source": { "topic": "rides", "every_ms": 100, "count": 3, "value": { "id": "{n}" } },
        },
        "consumer": {
            "kind": "consumer",
            "start_ms": 5_000,
            "config": { "group.id": "g", "auto.offset.reset": "earliest", "value.deserializer": "kafka-avro" },
            "subscribe": ["rides"],
            "value_schema": "ride-2",
            "application": { "writes_to": "store" },
        },
    });
    file["claim"] = "none".into();
    file
}

fn stored(session: &Session, client: &str) -> Vec<String> {
    let id = session.lab().node(client).expect("it is in the lab");
    let Some(sim::AnyNode::Consumer(node)) = session.world().slot(id).map(sim::Slot::node) else {
        panic!("{client} is no consumer");
    };
    let rows = node.store().rows();
    let values = rows.filter_map(|row| row.value.as_ref());
    values
        .map(|value| String::from_utf8_lossy(&value.bytes()).into_owned())
        .collect()
}

fn is_told(file: &Value, problems: &[&str]) {
    let told = told(file);
    for problem in problems {
        assert!(told.contains(problem), "{problem}\nis not in\n{told}");
    }
}

fn last(session: &Session) -> (i64, i64) {
    let status = measured(session, json!("registry_status"));
    (status, measured(session, json!("registry_error")))
}

#[test]
fn what_is_written_with_one_schema_is_read_as_another() {
    let session = run(&file(), 12);
    let all = [
        "{\"id\":0,\"tip\":5}",
        "{\"id\":1,\"tip\":5}",
        "{\"id\":2,\"tip\":5}",
    ];
    assert_eq!(stored(&session, "consumer"), all);
    let subject = |of: &str| measured(&session, json!({ of: "rides-value" }));
    assert_eq!((subject("versions"), subject("schema_id")), (1, 1));
}

#[test]
fn what_is_asked_of_the_registry_is_answered_and_marked() {
    let mut session = run(&file(), 6);
    let register =
        |schema: &str| json!({ "register_schema": { "subject": "rides-value", "schema": schema } });
    let test = json!({ "test_schema": { "subject": "rides-value", "schema": "ride-3" } });
    act(&mut session, test, 8);
    assert_eq!(last(&session), (200, 0));
    act(&mut session, register("ride-3"), 10);
    assert_eq!(last(&session), (409, 40901));
    act(&mut session, register("ride-2"), 12);
    assert_eq!(last(&session), (200, 0));
    assert_eq!(measured(&session, json!({ "versions": "rides-value" })), 2);
    act(
        &mut session,
        json!({ "set_compatibility": { "level": "SIDEWARD" } }),
        14,
    );
    assert_eq!(last(&session), (422, 42203));
    act(
        &mut session,
        json!({ "set_compatibility": { "subject": "rides-value", "level": "NONE" } }),
        16,
    );
    act(&mut session, register("ride-3"), 18);
    assert_eq!(measured(&session, json!({ "versions": "rides-value" })), 3);
    act(
        &mut session,
        json!({ "delete_schema": { "subject": "rides-value", "version": 2 } }),
        20,
    );
    assert_eq!(measured(&session, json!({ "versions": "rides-value" })), 2);
    let told = session.marks().iter();
    let told = told.filter(|mark| matches!(mark.kind, lab::MarkKind::Told(_)));
    assert_eq!(told.count(), 7);
    act(&mut session, json!({ "crash": "registry" }), 21);
    act(&mut session, register("ride"), 22);
    assert_eq!(last(&session), (0, 0));
    assert_eq!(measured(&session, json!({ "versions": "rides-value" })), -1);
}

#[test]
fn a_script_may_register_what_nobody_may_register_by_itself() {
    let mut file = file();
    file["clients"]["producer"]["config"]["auto.register.schemas"] = false.into();
    let without = run(&file, 12);
    assert_eq!(
        measured(&without, json!({ "unserializable": "producer" })),
        3
    );
    assert_eq!(
        measured(&without, json!({ "counted": { "count": "failed" } })),
        3
    );
    assert!(stored(&without, "consumer").is_empty());
    file["script"] = json!([{
        "at_ms": 2_000,
        "do": { "register_schema": { "subject": "rides-value", "schema": "ride" } },
    }]);
    let with = run(&file, 12);
    assert_eq!(measured(&with, json!({ "unserializable": "producer" })), 0);
    assert_eq!(stored(&with, "consumer").len(), 3);
}

#[test]
fn what_cannot_be_read_stops_an_application_or_is_skipped_or_put_aside() {
    let mut file = file();
    file["clients"]["producer"]["config"]["value.serializer"] = "json".into();
    file["clients"]["producer"]
        .as_object_mut()
        .expect("it is one")
        .remove("value_schema");
    let what = json!([
        ["stop", [3, 0, 0]],
        ["skip", [3, 3, 0]],
        [{ "dead_letter": { "topic": "dead" } }, [3, 0, 3]],
    ]);
    for case in what.as_array().expect("a list") {
        file["clients"]["consumer"]["application"]["on_deserialization_error"] = case[0].clone();
        let session = run(&file, 20);
        let of = |measure: &str| measured(&session, json!({ measure: "consumer" }));
        let met = if case[0] == "stop" { 1 } else { 3 };
        assert_eq!(of("undeserializable"), met, "{}", case[0]);
        let counts = [of("skipped"), of("dead_lettered")];
        assert_eq!(
            json!(counts),
            json!([case[1][1], case[1][2]]),
            "{}",
            case[0]
        );
        let dead = measured(&session, json!({ "log_end": { "topic": "dead" } }));
        assert_eq!(json!(dead), case[1][2]);
        // What was left out because somebody said so is not lost in silence.
        assert_eq!(measured(&session, json!("lost")), 0);
    }
}

#[test]
fn a_schema_that_does_not_hold_is_told_with_its_place() {
    let mut file = file();
    file["schemas"]["ride"]["avro"]["fields"][0]["type"] = "integer".into();
    is_told(&file, &["schemas.ride.avro.fields[0].type: "]);
}

#[test]
fn what_serializers_need_has_to_be_there() {
    let mut wrong = file();
    wrong["clients"]["producer"]["value_schema"] = "rode".into();
    is_told(
        &wrong,
        &["clients.producer.value_schema: there is no schema \"rode\"; did you mean \"ride\"?"],
    );
    let mut wrong = file();
    wrong["clients"]["producer"]
        .as_object_mut()
        .expect("it is one")
        .remove("value_schema");
    is_told(
        &wrong,
        &["clients.producer.value_schema: is missing: the value.serializer needs it"],
    );
    let mut wrong = file();
    wrong["clients"]
        .as_object_mut()
        .expect("it is one")
        .remove("registry");
    is_told(
        &wrong,
        &[
            "clients.producer.config[\"value.serializer\"] = \"kafka-avro\": needs a schema registry",
            "clients.consumer.config[\"value.deserializer\"] = \"kafka-avro\": needs a schema registry",
        ],
    );
    let mut wrong = file();
    wrong["clients"]["second"] = json!({ "kind": "registry" });
    is_told(&wrong, &["clients.second: is a second schema registry"]);
    let mut wrong = file();
    wrong["clients"]["producer"]["source"]["value"]["id"] = "x".into();
    is_told(&wrong, &[": is no value of its schema: id: "]);
    let mut wrong = file();
    wrong["clients"]["producer"]["config"]["value.serializer"] = "json".into();
    is_told(
        &wrong,
        &[
            "clients.producer.value_schema: needs the config value.serializer to be avro or kafka-avro",
        ],
    );
    let mut wrong = file();
    let dead = json!({ "dead_letter": { "topic": "deed", "config": { "transactional.id": "x" } } });
    wrong["clients"]["consumer"]["application"]["on_deserialization_error"] = dead;
    is_told(
        &wrong,
        &[
            "on_deserialization_error.dead_letter.topic: there is no topic \"deed\"; did you mean \"dead\"?",
            "dead_letter.config[\"transactional.id\"]: needs writes_to a topic",
        ],
    );
}

#[test]
fn schemas_refer_to_each_other_but_not_in_circles() {
    let mut wrong = file();
    wrong["schemas"] = json!({
        "customer": { "avro": { "type": "record", "name": "shop.Customer", "fields": [] } },
        "order": {
            "avro": { "type": "record", "name": "shop.Order", "fields": [{ "name": "by", "type": "shop.Customer" }] },
            "references": [{ "schema": "customer", "subject": "customer" }],
        },
    });
    wrong["clients"]
        .as_object_mut()
        .expect("it is one")
        .remove("producer");
    wrong["clients"]
        .as_object_mut()
        .expect("it is one")
        .remove("consumer");
    let register = |subject: &str, schema: &str| json!({ "register_schema": { "subject": subject, "schema": schema } });
    let mut session = run(&wrong, 3);
    act(&mut session, register("orders", "order"), 5);
    assert_eq!(last(&session), (422, 42201));
    act(&mut session, register("customer", "customer"), 7);
    act(&mut session, register("orders", "order"), 9);
    assert_eq!(last(&session), (200, 0));
    act(
        &mut session,
        json!({ "delete_schema": { "subject": "customer" } }),
        11,
    );
    assert_eq!(last(&session), (422, 42206));
    wrong["schemas"]["customer"]["references"] =
        json!([{ "schema": "order", "subject": "orders" }]);
    is_told(&wrong, &["refers to what refers to it"]);
}

#[test]
fn measures_and_actions_of_a_registry_need_one() {
    let mut wrong = file();
    wrong["clients"] = json!({});
    wrong["goals"] = json!([{ "measure": { "versions": "s" }, "at_least": 1 }]);
    wrong["script"] =
        json!([{ "at_ms": 1, "do": { "register_schema": { "subject": "s", "schema": "rid" } } }]);
    is_told(
        &wrong,
        &[
            "goals[0].measure.versions: needs a schema registry",
            "script[0].do.register_schema.schema: there is no schema \"rid\"",
        ],
    );
}
