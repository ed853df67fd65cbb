//! What lab files say of clients: their applications, what they send, and what is outside Kafka.

use engine::model::NodeId;
use lab::{Lab, Session};
use serde_json::{Value, json};
use sim::AnyNode;

use crate::{act, bare, measured, run, told};

/// One broker, a topic of four partitions, ten records from a producer and a consumer in a group.
fn file() -> Value {
    let mut file = bare();
    file["topics"] = json!({ "t": { "partitions": 4 } });
    file["cluster"]["brokers"] = json!([{ "id": 1 }]);
    file["cluster"]["config"] = json!({ "offsets.topic.replication.factor": 1 });
    file["clients"] = json!({
        "producer": {
            "kind": "producer",
            "start_ms": 1_000,
            "config": { "value.serializer": "json", "linger.ms": 0 },
            "source": { "topic": "t", "every_ms": 100, "count": 10, "key": "k{n}", "value": { "number": "{n}" } },
        },
        "consumer": {
            "kind": "consumer",
            "start_ms": 2_000,
            "config": { "group.id": "g", "auto.offset.reset": "earliest", "enable.auto.commit": false },
            "subscribe": ["t"],
        },
    });
    file["claim"] = "none".into();
    file
}

fn is_told(file: &Value, problems: &[&str]) {
    let told = told(file);
    for problem in problems {
        assert!(told.contains(problem), "{problem}\nis not in\n{told}");
    }
}

fn committed(session: &Session) -> i64 {
    let of = |partition: i32| {
        let place = json!({ "group": "g", "topic": "t", "partition": partition });
        measured(session, json!({ "committed": place })).max(0)
    };
    (0..4).map(of).sum()
}

/// The records that a failing application leaves behind, after it was started again.
fn failing(commits: &str, after: &str) -> Session {
    let mut file = file();
    file["clients"]["consumer"]["start_ms"] = 5_000.into();
    file["clients"]["consumer"]["config"]["max.poll.records"] = 5.into();
    file["clients"]["consumer"]["config"]["session.timeout.ms"] = 6_000.into();
    file["clients"]["consumer"]["application"] = json!({
        "commits": commits,
        "fails": { "at": { "nth": 3 }, "after": after },
    });
    let mut session = run(&file, 12);
    act(&mut session, json!({ "start": "consumer" }), 30);
    session
}

#[test]
fn an_application_commits_when_its_lab_says() {
    for (commits, wanted) in [
        ("automatically", 0),
        ("after_poll", 10),
        ("after_record", 10),
    ] {
        let mut file = file();
        file["clients"]["consumer"]["application"] = json!({ "commits": commits });
        assert_eq!(committed(&run(&file, 10)), wanted, "{commits}");
    }
}

#[test]
fn what_a_crash_repeats_or_loses_follows_from_when_it_commits() {
    let of = |session: &Session| {
        (
            measured(session, json!({ "consumed": "g" })),
            measured(session, json!({ "repeated": "g" })),
        )
    };
    assert_eq!(
        of(&failing("after_poll", "process")),
        (13, 3),
        "at least once"
    );
    assert_eq!(
        of(&failing("after_record", "process")),
        (11, 1),
        "less to repeat"
    );
    assert_eq!(
        of(&failing("before_processing", "process")),
        (8, 0),
        "at most once"
    );
}

#[test]
fn a_poison_pill_is_met_at_every_start() {
    let mut file = file();
    file["topics"]["t"]["partitions"] = 1.into();
    file["clients"]["consumer"]["config"]["session.timeout.ms"] = 6_000.into();
    let record = json!({ "topic": "t", "offset": 3 });
    file["clients"]["consumer"]["application"] = json!({
        "commits": "after_record",
        "fails": { "at": { "record": record }, "after": "fetch", "how": "throw" },
    });
    let mut session = run(&file, 10);
    act(&mut session, json!({ "start": "consumer" }), 20);
    let slot = session
        .world()
        .slot(session.lab().node("consumer").unwrap());
    assert!(!slot.unwrap().life().is_running(), "it failed again");
    assert!(measured(&session, json!({ "consumed": "g" })) <= 3);
}

/// The same cluster whose consumer writes into a sink, and is restarted before it has committed anything.
fn sinking(keeps: &str, mode: &str) -> Session {
    let mut file = file();
    let client = &mut file["clients"]["consumer"];
    client["config"]["session.timeout.ms"] = 6_000.into();
    client["application"] = json!({ "writes_to": { "sink": { "name": "sink", "mode": mode } } });
    file["clients"]["sink"] = json!({ "kind": "sink", "keeps": keeps });
    let mut session = run(&file, 12);
    act(&mut session, json!({ "restart": "consumer" }), 30);
    session
}

#[test]
fn a_sink_keeps_what_an_application_writes_and_what_is_written_twice_depends_on_the_mode() {
    for (keeps, mode, rows, written) in [
        ("table", "blind", 10, 20),
        ("table", "by_key", 10, 10),
        ("file", "blind", 20, 20),
        ("file", "by_offset", 10, 10),
    ] {
        let session = sinking(keeps, mode);
        let of = |measure: &str| measured(&session, json!({ (measure): "sink" }));
        assert_eq!(
            (of("rows"), of("written")),
            (rows, written),
            "{keeps} {mode}"
        );
    }
}

#[test]
fn a_sink_that_does_not_flush_forgets_what_it_has_answered_for() {
    for (durable, rows) in [(true, 10), (false, 0)] {
        let mut file = file();
        file["clients"]["consumer"]["application"] =
            json!({ "writes_to": { "sink": { "name": "sink" } } });
        file["clients"]["sink"] = json!({ "kind": "sink", "keeps": "file", "durable": durable });
        let mut session = run(&file, 8);
        act(&mut session, json!({ "power_cut": "sink" }), 9);
        assert_eq!(measured(&session, json!({ "rows": "sink" })), -1);
        act(&mut session, json!({ "start": "sink" }), 10);
        let kept = measured(&session, json!({ "rows": "sink" }));
        assert!(
            if durable { kept == rows } else { kept < 10 },
            "{durable}: {kept}"
        );
    }
}

#[test]
fn a_store_of_its_own_lets_an_application_know_what_it_has_handled() {
    let mut file = file();
    let client = &mut file["clients"]["consumer"];
    client["config"]["session.timeout.ms"] = 6_000.into();
    client["application"] = json!({ "writes_to": "store", "deduplicates": "by_offset" });
    let mut session = run(&file, 12);
    act(&mut session, json!({ "restart": "consumer" }), 30);
    assert_eq!(measured(&session, json!({ "rows": "consumer" })), 10);
    assert_eq!(measured(&session, json!({ "processed": "consumer" })), 10);
}

#[test]
fn an_application_that_is_told_to_write_to_null_prints() {
    let mut file = file();
    let client = &mut file["clients"]["consumer"];
    client["application"] = json!({ "writes_to": null, "deduplicates": null });
    let session = run(&file, 12);
    assert_eq!(measured(&session, json!({ "printed": "consumer" })), 10);
}

/// How many records each partition holds.
fn stored(file: &Value) -> Vec<i64> {
    let session = run(file, 8);
    let of = |partition: i32| json!({ "stored": { "topic": "t", "partition": partition } });
    (0..4)
        .map(|partition| measured(&session, of(partition)))
        .collect()
}

#[test]
fn keys_are_taken_in_turn_and_a_rule_says_where_each_goes() {
    let mut file = file();
    let producer = &mut file["clients"]["producer"];
    producer["source"] = json!({
        "topic": "t", "every_ms": 100, "count": 10, "keys": ["a", "b", null], "value": "{n}",
    });
    producer["partitioner"] = json!({
        "rule": { "by_key": [{ "key": "a", "partition": 3 }, { "key": "b", "partition": 1 }], "otherwise": 0 },
    });
    assert_eq!(stored(&file), [3, 3, 0, 4]);
}

#[test]
fn librdkafka_hashes_keys_otherwise() {
    let mut file = file();
    file["clients"]["producer"]["source"]["key"] = "same".into();
    let java = stored(&file);
    file["clients"]["producer"]["partitioner"] = "consistent_random".into();
    let c = stored(&file);
    let all_in = |stored: &[i64]| stored.iter().position(|count| *count == 10);
    assert_eq!(
        all_in(&java),
        Some(usize::try_from(java_partition("same")).unwrap())
    );
    assert_eq!(
        all_in(&c),
        Some(usize::try_from(c_partition("same")).unwrap())
    );
    assert_ne!(java, c, "the two clients disagree about this key");
}

fn java_partition(key: &str) -> i32 {
    engine::client::producer::partition_for_key(key.as_bytes(), 4)
}

fn c_partition(key: &str) -> i32 {
    engine::client::producer::consistent_partition_for_key(key.as_bytes(), 4)
}

#[test]
fn values_can_be_listed_and_several_sent_at_a_tick() {
    let mut file = file();
    file["topics"]["t"]["partitions"] = 1.into();
    file["clients"]["producer"]["source"] = json!({
        "topic": "t", "every_ms": 60_000, "per_tick": 3, "values": ["one", { "n": "{n}" }, null],
    });
    let session = run(&file, 8);
    assert_eq!(measured(&session, json!({ "sent": "producer" })), 3);
    let read = lab::printed(session.world(), session.lab().node("consumer").unwrap());
    let text =
        |value: &engine::model::Payload| String::from_utf8_lossy(&value.bytes()).into_owned();
    let values: Vec<Option<String>> = read
        .iter()
        .map(|one| one.record.value.as_ref().map(text))
        .collect();
    assert_eq!(
        values,
        [
            Some("\"one\"".to_owned()),
            Some("{\"n\":1}".to_owned()),
            None
        ]
    );
}

#[test]
fn what_matters_only_by_its_size_is_not_written_out() {
    let mut file = file();
    file["clients"]["producer"]["source"] = json!({
        "topic": "t", "every_ms": 100, "count": 20, "value_bytes": 1_000,
    });
    assert_eq!(stored(&file).iter().sum::<i64>(), 20);
}

/// A sender, and two receivers of which one is slow.
fn direct() -> Value {
    let mut file = file();
    file["clients"] = json!({
        "sender": {
            "kind": "sender", "start_ms": 1_000, "to": ["quick", "slow"], "every_ms": 100, "count": 20,
            "synchronous": true,
        },
        "quick": { "kind": "receiver", "start_ms": 0 },
        "slow": { "kind": "receiver", "start_ms": 0, "process_ms": 1_000 },
    });
    file
}

#[test]
fn without_a_broker_the_slowest_receiver_sets_the_pace_unless_nobody_waits() {
    let processed = |file: &Value| {
        let session = run(file, 8);
        ["quick", "slow"].map(|name| measured(&session, json!({ "processed": name })))
    };
    let mut file = direct();
    let [quick, slow] = processed(&file);
    assert!(quick - slow <= 1 && quick < 10, "{quick} {slow}");
    file["clients"]["sender"]["synchronous"] = false.into();
    let [quick, slow] = processed(&file);
    assert!(quick == 20 && slow < 10, "{quick} {slow}");
}

#[test]
fn a_pushing_server_throws_away_what_a_slow_receiver_has_no_room_for() {
    let mut file = direct();
    file["clients"]["sender"]["to"] = json!(["pusher"]);
    file["clients"]["pusher"] = json!({
        "kind": "pusher", "to": ["quick", "slow"], "buffer": 2, "when_full": "drop_oldest",
    });
    let session = run(&file, 30);
    let of = |measure: &str, name: &str| measured(&session, json!({ (measure): name }));
    assert_eq!(of("sent", "sender"), 20);
    assert_eq!(of("processed", "quick"), 20);
    assert!(of("dropped", "pusher") > 0);
    assert_eq!(of("processed", "slow") + of("dropped", "pusher"), 20);
}

#[test]
fn what_is_outside_kafka_is_there_under_its_name() {
    let lab = Lab::parse(&direct().to_string(), &[]).unwrap();
    let setup = lab.setup();
    let node = |id: NodeId| setup.nodes.iter().find(|node| node.id == id).unwrap();
    let sender = node(lab.node("sender").unwrap());
    assert!(matches!(sender.node, AnyNode::Sender(_)) && sender.name.as_ref() == "sender");
}

#[test]
fn everything_that_is_wrong_with_an_application_is_told() {
    let mut file = file();
    let client = &mut file["clients"]["consumer"];
    client["config"] = json!({});
    client["application"] = json!({
        "commits": "after_pol",
        "writes_to": { "sink": { "name": "sinc" } },
        "fails": { "at": { "record": { "topic": "u", "offset": 1 } }, "after": "comit" },
    });
    file["clients"]["sink"] = json!({ "kind": "sink", "keeps": "tables" });
    is_told(
        &file,
        &[
            "clients.consumer.application.commits = \"after_pol\": ",
            "did you mean \"after_poll\"?",
            "clients.consumer.application.fails.after = \"comit\"",
            "clients.sink.keeps = \"tables\"",
        ],
    );
    file["clients"]["sink"]["keeps"] = "table".into();
    client_of(&mut file)["commits"] = "after_poll".into();
    client_of(&mut file)["fails"]["after"] = "process".into();
    is_told(
        &file,
        &[
            "clients.consumer.application.commits: needs the config group.id",
            "clients.consumer.application.writes_to.sink.name: there is no sink \"sinc\"; did you mean \"sink\"?",
            "clients.consumer.application.fails.at.record.topic: there is no topic \"u\"",
        ],
    );
}

fn client_of(file: &mut Value) -> &mut Value {
    &mut file["clients"]["consumer"]["application"]
}

#[test]
fn everything_that_is_wrong_with_a_source_is_told() {
    let mut file = file();
    let producer = &mut file["clients"]["producer"];
    producer["source"] = json!({
        "topic": "t", "every_ms": 100, "key": "a", "keys": ["b"], "value": 1, "value_bytes": 3,
    });
    producer["config"]["partitioner.class"] =
        json!("org.apache.kafka.clients.producer.RoundRobinPartitioner");
    producer["partitioner"] = json!({
        "rule": { "by_key": [{ "key": 7, "partition": 0 }, { "key": "a", "partition": 0 }, { "key": "a", "partition": 1 }] },
    });
    is_told(
        &file,
        &[
            "clients.producer.source: needs one of value, values and value_bytes",
            "clients.producer.source.count: is missing",
            "clients.producer.source.keys: cannot go with key",
            "clients.producer.source.value_bytes: cannot go with key or keys",
            "clients.producer.partitioner: cannot go with the config partitioner.class",
            "clients.producer.partitioner.rule.by_key[0].key = 7: the string serializer",
            "clients.producer.partitioner.rule.by_key[2].key = \"a\": is there twice",
        ],
    );
}

#[test]
fn whoever_is_outside_kafka_sends_to_whoever_takes_it() {
    let mut file = direct();
    file["clients"]["sender"]["to"] = json!(["quick", "sender", "slw"]);
    file["clients"]["pusher"] = json!({
        "kind": "pusher", "to": ["pusher"], "buffer": 1, "when_full": "block",
    });
    is_told(
        &file,
        &[
            "clients.sender.to[1]: there is no receiver or pusher \"sender\"",
            "clients.sender.to[2]: there is no receiver or pusher \"slw\"; did you mean \"slow\"?",
            "clients.pusher.to[0]: there is no receiver \"pusher\"",
        ],
    );
}
