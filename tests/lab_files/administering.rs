//! What labs and learners have the admin client do.

use std::sync::Arc;

use engine::model::{Instant, NodeId, TopicName};
use lab::{Answer, Lab, Learner, Session};
use serde_json::{Value, json};
use sim::{Life, World};

use crate::{action, bare, measured, run};

/// Three brokers, a topic on all of them with ten records, and a group that reads it for some seconds.
fn file() -> Value {
    let mut file = bare();
    file["cluster"]["brokers"] = json!([{ "id": 1 }, { "id": 2 }, { "id": 3 }]);
    file["topics"] = json!({ "t": { "replication.factor": 3 } });
    file["clients"] = json!({
        "producer": {
            "kind": "producer",
            "start_ms": 5_000,
            "source": { "topic": "t", "every_ms": 100, "count": 10, "value": "value {n}" },
        },
        "consumer": {
            "kind": "consumer",
            "start_ms": 5_000,
            "config": { "group.id": "g", "auto.offset.reset": "earliest" },
            "subscribe": ["t"],
        },
    });
    file["claim"] = "none".into();
    file
}

/// Does something, and runs on for so many seconds.
fn go_on(session: &mut Session, what: Value, seconds: u64) {
    session.act(action(what)).unwrap();
    let to = Instant(session.playhead().0 + seconds * 1_000_000);
    session.advance(to);
}

fn partitions(world: &World, topic: &str) -> Option<usize> {
    let topics = &world.metadata()?.topics;
    Some(topics.get(&TopicName::from(topic))?.partitions.len())
}

/// What is wrong with a lab whose script wants this.
fn problem(action: &Value) -> String {
    let mut file = file();
    file["script"] = json!([{ "at_ms": 1, "do": action }]);
    let problems = Lab::parse(&file.to_string(), &[]).unwrap_err();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    told.join("\n")
}

fn admin(session: &Session) -> Life {
    let admin = session.world().slot(session.lab().admin());
    admin.unwrap().life()
}

#[test]
fn a_topic_is_created_grows_and_is_deleted() {
    let mut session = run(&file(), 10);
    let topic = json!({ "topic": "u", "partitions": 2, "config": { "retention.ms": 1000 } });
    go_on(&mut session, json!({ "create_topic": topic }), 2);
    assert_eq!(partitions(session.world(), "u"), Some(2));
    let config = |session: &Session| {
        let topics = &session.world().metadata().unwrap().topics;
        let topic = topics.get(&TopicName::from("u")).unwrap();
        topic.configured.get("retention.ms").cloned()
    };
    assert_eq!(config(&session).as_deref(), Some("1000"));
    let more = json!({ "topic": "u", "partitions": 5 });
    go_on(&mut session, json!({ "add_partitions": more }), 2);
    assert_eq!(partitions(session.world(), "u"), Some(5));
    let change = json!({ "topic": "u", "config": { "retention.ms": "2000" } });
    go_on(&mut session, json!({ "alter_config": change }), 2);
    assert_eq!(config(&session).as_deref(), Some("2000"));
    let change = json!({ "topic": "u", "delete": ["retention.ms"] });
    go_on(&mut session, json!({ "alter_config": change }), 2);
    assert_eq!(config(&session), None);
    go_on(&mut session, json!({ "delete_topic": "u" }), 2);
    assert_eq!(partitions(session.world(), "u"), None);
}

#[test]
fn what_was_created_can_be_sent_to_and_spoken_of() {
    let mut session = run(&file(), 10);
    let record = json!({ "client": "producer", "topic": "u", "partition": 1, "value": "a" });
    let send = json!({ "send": record });
    let too_early = session.act(action(send.clone()));
    assert!(too_early.is_err(), "there is no such topic yet");
    let topic = json!({ "topic": "u", "partitions": 2 });
    go_on(&mut session, json!({ "create_topic": topic }), 2);
    go_on(&mut session, send, 2);
    let stored = json!({ "stored": { "topic": "u", "partition": 1 } });
    assert_eq!(measured(&session, stored), 1);
    go_on(&mut session, json!({ "crash": "leader of u-1" }), 1);
}

#[test]
fn the_admin_client_starts_when_it_is_needed_and_again_after_it_was_killed() {
    let mut session = run(&file(), 10);
    assert_eq!(admin(&session), Life::NeverStarted);
    let grow = |partitions: i32| {
        let more = json!({ "topic": "t", "partitions": partitions });
        json!({ "add_partitions": more })
    };
    go_on(&mut session, grow(2), 2);
    assert_eq!(admin(&session), Life::Up);
    go_on(&mut session, json!({ "crash": "admin" }), 1);
    go_on(&mut session, grow(3), 2);
    assert_eq!(partitions(session.world(), "t"), Some(3));
    let again = Session::import(&session.export()).unwrap();
    assert_eq!(again.world().digest(), session.world().digest());
}

#[test]
fn nothing_is_started_for_what_is_wrong() {
    let mut session = run(&file(), 10);
    let wrong = json!({ "add_partitions": { "topic": "u", "partitions": 2 } });
    assert!(session.act(action(wrong)).is_err());
    assert_eq!(admin(&session), Life::NeverStarted);
    assert!(session.journal().is_empty());
}

#[test]
fn a_script_and_its_goals_can_speak_of_topics_that_it_makes() {
    let record = json!({ "client": "producer", "topic": "u", "partition": 2, "value": "a" });
    let mut file = file();
    file["script"] = json!([
        { "at_ms": 6_000, "do": { "create_topic": { "topic": "u", "partitions": 3 } } },
        { "at_ms": 8_000, "do": { "send": record } },
        { "at_ms": 9_000, "do": { "add_partitions": { "topic": "t", "partitions": 4 } } },
    ]);
    let stored = |topic: &str, partition: i32| json!({ "stored": { "topic": topic, "partition": partition } });
    file["goals"] = json!([
        { "measure": stored("u", 2), "at_least": 1 },
        { "measure": stored("t", 3), "at_least": 0 },
    ]);
    file["clients"]["late"] = json!({ "kind": "consumer", "subscribe": ["u"] });
    let session = run(&file, 12);
    assert_eq!(measured(&session, stored("u", 2)), 1);
    assert_eq!(measured(&session, stored("t", 3)), 0);
}

#[test]
fn records_are_deleted_before_an_offset_or_all() {
    let mut session = run(&file(), 10);
    let start = json!({ "log_start": { "topic": "t" } });
    let some = json!({ "topic": "t", "before": 4 });
    go_on(&mut session, json!({ "delete_records": some }), 2);
    assert_eq!(measured(&session, start.clone()), 4);
    go_on(
        &mut session,
        json!({ "delete_records": { "topic": "t" } }),
        2,
    );
    assert_eq!(measured(&session, start), 10);
}

#[test]
fn the_offsets_of_a_group_are_reset_when_it_has_no_members() {
    let mut session = run(&file(), 15);
    let reset = json!({ "reset_offsets": { "group": "g", "topic": "t", "to": 3 } });
    let committed = json!({ "committed": { "group": "g", "topic": "t" } });
    go_on(&mut session, reset.clone(), 2);
    assert_eq!(measured(&session, committed.clone()), 10, "it has a member");
    go_on(&mut session, json!({ "close": "consumer" }), 2);
    go_on(&mut session, reset, 2);
    assert_eq!(measured(&session, committed), 3);
    go_on(&mut session, json!({ "start": "consumer" }), 8);
    assert_eq!(measured(&session, json!({ "printed": "consumer" })), 7);
}

#[test]
fn preferred_leaders_are_elected_when_somebody_asks() {
    let mut file = file();
    file["topics"]["t"]["assignments"] = json!([[2, 3, 1]]);
    file["cluster"]["config"]["auto.leader.rebalance.enable"] = false.into();
    let mut session = run(&file, 10);
    go_on(&mut session, json!({ "restart": "broker-2" }), 20);
    let leader = json!({ "leader": { "topic": "t" } });
    assert_eq!(measured(&session, leader.clone()), 3);
    let one = json!({ "topic": "t", "partition": 0 });
    go_on(&mut session, json!({ "elect_leaders": one }), 2);
    assert_eq!(measured(&session, leader), 2);
}

#[test]
fn a_broker_gets_a_config_of_its_own() {
    let mut session = run(&file(), 10);
    let change = json!({ "broker": "broker-2", "config": { "message.max.bytes": 2000 } });
    go_on(&mut session, json!({ "alter_config": change }), 2);
    let of = |id: u32| {
        let mut brokers = lab::brokers(session.world());
        let broker = brokers.find(|broker| broker.setup().id == NodeId(id));
        engine::config::Configs::get(broker.unwrap().config(), "message.max.bytes").unwrap()
    };
    assert_eq!(of(2), "2000");
    assert_ne!(of(1), "2000");
}

#[test]
fn a_step_can_ask_for_it_and_a_question_can_begin_with_it() {
    let mut file = file();
    let create = json!({ "create_topic": { "topic": "u", "partitions": 3 } });
    file["steps"] = json!([
        {
            "id": "guess",
            "kind": "predict",
            "measure": { "log_end": { "topic": "u", "partition": 2 } },
            "after": [create],
            "run_ms": 3_000,
            "choices": [{ "id": "none", "value": -1 }, { "id": "empty", "value": 0 }],
        },
        { "id": "make", "kind": "do", "action": create },
    ]);
    let mut session = run(&file, 10);
    let lab = Arc::clone(session.lab());
    let mut learner = Learner::new(&lab);
    assert_eq!(learner.answer(&session, "empty"), Answer::Right);
    assert_eq!(
        admin(&session),
        Life::NeverStarted,
        "a question changes nothing"
    );
    assert!(learner.next(&session));
    let fewer = json!({ "topic": "u", "partitions": 2 });
    go_on(&mut session, json!({ "create_topic": fewer }), 1);
    assert!(!learner.observe(&session), "three were asked for");

    let mut session = run(&file, 10);
    let mut learner = Learner::new(&lab);
    learner.resume(&session, 1);
    let more = json!({ "topic": "u", "partitions": 3, "replication.factor": 2 });
    go_on(&mut session, json!({ "create_topic": more }), 1);
    assert!(learner.observe(&session), "what else is said does no harm");
}

#[test]
fn what_it_is_told_wrongly_is_told_where() {
    for (action, wanted) in [
        (
            json!({ "delete_topic": "tt" }),
            "script[0].do.delete_topic: there is no topic \"tt\"; did you mean \"t\"?",
        ),
        (
            json!({ "create_topic": { "topic": "u", "config": { "retention.msec": 1 } } }),
            "script[0].do.create_topic.config[\"retention.msec\"]: Kafka has no topic config",
        ),
        (
            json!({ "alter_config": { "topic": "t", "config": { "retention.ms": "long" } } }),
            "script[0].do.alter_config.config[\"retention.ms\"]:",
        ),
        (
            json!({ "alter_config": { "topic": "t" } }),
            "script[0].do.alter_config: needs config, delete, or both",
        ),
        (
            json!({ "alter_config": { "broker": "broker-4", "delete": ["message.max.bytes"] } }),
            "script[0].do.alter_config.broker: there is no broker \"broker-4\"",
        ),
        (
            json!({ "alter_config": { "broker": "broker-1", "topic": "t" } }),
            "script[0].do.alter_config.broker: cannot go with topic",
        ),
        (
            json!({ "delete_records": { "topic": "t", "partition": 1 } }),
            "script[0].do.delete_records.partition = 1: topic \"t\" has partitions 0 to 0",
        ),
        (
            json!({ "reset_offsets": { "group": "gg", "topic": "t", "to": 0 } }),
            "script[0].do.reset_offsets.group: no consumer has the group.id \"gg\"; did you mean \"g\"?",
        ),
        (
            json!({ "elect_leaders": { "partition": 0 } }),
            "script[0].do.elect_leaders.partition: needs topic",
        ),
    ] {
        let told = problem(&action);
        assert!(told.contains(wanted), "{wanted}\nis not in\n{told}");
    }
}

#[test]
fn no_client_can_have_the_name_of_the_admin_client() {
    let mut file = file();
    file["clients"]["admin"] = json!({ "kind": "consumer", "subscribe": ["t"] });
    let problems = Lab::parse(&file.to_string(), &[]).unwrap_err();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(
        told.join("\n")
            .contains("clients.admin: this name is a node's already")
    );
}
