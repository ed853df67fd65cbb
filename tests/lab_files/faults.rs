//! What labs say of faults on racks, zones and everyone else, and for a while.

use std::sync::Arc;

use engine::model::{Instant, NodeId, TopicName, TopicPartition};
use lab::{Lab, MarkKind, Session, shelf};
use serde_json::{Value, json};
use sim::World;

use crate::{action, bare, measured, told};

/// Four brokers in two racks that hold one partition together; records of one producer; a consumer in rack b.
fn file() -> Value {
    let mut file = bare();
    file["cluster"]["brokers"] = json!([
        { "id": 1, "rack": "a" }, { "id": 2, "rack": "a" },
        { "id": 3, "rack": "b" }, { "id": 4, "rack": "b" }
    ]);
    file["cluster"]["network"] = json!({ "latency_ms": 5 });
    file["topics"] = json!({ "orders": { "replication.factor": 3, "assignments": [[1, 2, 3]] } });
    file["clients"] = json!({
        "producer-1": {
            "kind": "producer",
            "config": { "acks": "1", "value.serializer": "json", "linger.ms": 0 },
            "start_ms": 2000,
            "source": { "topic": "orders", "every_ms": 500, "count": 20, "value": { "order": "{n}" } }
        },
        "consumer-1": {
            "kind": "consumer",
            "config": { "auto.offset.reset": "earliest", "client.rack": "b" },
            "start_ms": 2000,
            "subscribe": ["orders"]
        }
    });
    file
}

pub fn session(change: impl FnOnce(&mut Value)) -> Session {
    let mut file = file();
    change(&mut file);
    let lab = Lab::parse(&file.to_string(), &[]).unwrap();
    Session::new(Arc::new(lab))
}

pub fn seconds(seconds: u64) -> Instant {
    Instant(seconds * 1_000_000)
}

pub fn orders() -> TopicPartition {
    TopicPartition::new(&TopicName::from("orders"), 0)
}

/// What is wrong with a lab whose script has this entry.
pub fn problem(entry: &Value) -> String {
    let mut file = file();
    file["script"] = json!([entry]);
    told(&file)
}

fn cut(world: &World) -> Vec<(u32, u32)> {
    world.blocked().map(|(a, b)| (a.0, b.0)).collect()
}

pub fn running(world: &World) -> Vec<u32> {
    let brokers = world.slots().filter(|slot| slot.id().0 < 1_000);
    let running = brokers.filter(|slot| slot.life().is_running());
    running.map(|slot| slot.id().0).collect()
}

#[test]
fn a_partition_of_a_rack_mends_itself_after_its_time() {
    let mut session = session(|file| {
        file["script"] = json!([{
            "at_ms": 1_000,
            "do": { "partition": { "from": "rack a", "to": "rack b" } },
            "for_ms": 3_000
        }]);
    });
    session.advance(seconds(1));
    let ways = [
        (1, 3),
        (1, 4),
        (2, 3),
        (2, 4),
        (3, 1),
        (3, 2),
        (4, 1),
        (4, 2),
    ];
    assert_eq!(cut(session.world()), ways);
    session.advance(Instant(3_999_999));
    assert_eq!(cut(session.world()), ways);
    session.advance(seconds(4));
    assert_eq!(cut(session.world()), []);
    let marks: Vec<u64> = session
        .marks()
        .iter()
        .filter(|mark| matches!(mark.kind, MarkKind::Script(_)))
        .map(|mark| mark.at.0)
        .collect();
    assert_eq!(
        marks,
        [1_000_000, 4_000_000],
        "both are on the timeline, once each"
    );
}

#[test]
fn a_zone_is_its_brokers_and_the_clients_that_read_from_them() {
    let mut session = session(|_| {});
    let consumer = session.lab().node("consumer-1").unwrap().0;
    session.advance(seconds(3));
    let act = action(json!({ "passing": { "do": { "crash": "zone b" }, "for_ms": 2_000 } }));
    session.act(act.clone()).unwrap();
    assert_eq!(
        session.journal()[0].action,
        act,
        "a rack's name stays in the journal"
    );
    let is_up = |session: &Session, node| {
        session
            .world()
            .slot(NodeId(node))
            .unwrap()
            .life()
            .is_running()
    };
    assert_eq!(running(session.world()), [1, 2]);
    assert!(!is_up(&session, consumer));
    session.advance(seconds(5));
    assert_eq!(running(session.world()), [1, 2, 3, 4]);
    assert!(is_up(&session, consumer));
    let again = Session::import(&session.export()).unwrap();
    assert_eq!(again.world().digest(), session.world().digest());

    let rack = json!({ "crash": "rack b" });
    session.act(action(rack)).unwrap();
    assert!(is_up(&session, consumer), "a rack has no clients");
}

#[test]
fn a_leader_is_cut_off_from_everyone_else_and_loses_its_partition() {
    let mut session = session(|_| {});
    session.advance(seconds(3));
    let isolate = json!({ "partition": { "from": "leader of orders-0", "to": "everyone else" } });
    session.act(action(isolate)).unwrap();
    let journalled = json!({ "partition": { "from": "broker-1", "to": "everyone else" } });
    assert_eq!(session.journal()[0].action, action(journalled));
    session.advance(seconds(20));
    let leader = json!({ "leader": { "topic": "orders" } });
    assert_eq!(measured(&session, leader), 2, "its session has expired");
}

#[test]
fn the_next_produce_answer_can_be_dropped_and_the_producer_sends_again() {
    let mut session = session(|file| {
        file["clients"]["producer-1"]["config"]["enable.idempotence"] = false.into();
        let producer = json!({ "from": "leader of orders-0", "to": "producer-1", "api": "Produce", "is": "response" });
        file["script"] = json!([{ "at_ms": 4_000, "do": { "drop_next": producer } }]);
    });
    session.advance(seconds(20));
    let log_end = json!({ "log_end": { "topic": "orders" } });
    let sent = json!({ "sent": "producer-1" });
    assert_eq!(measured(&session, sent), 20);
    assert_eq!(
        measured(&session, log_end),
        21,
        "without idempotence it is there twice"
    );
}

#[test]
fn held_messages_are_counted_and_go_on_one_by_one() {
    let mut session = session(|_| {});
    session.advance(seconds(3));
    let hold = json!({ "hold": { "from": "producer-1", "to": "broker-1", "one_way": true } });
    session.act(action(hold)).unwrap();
    session.advance(seconds(6));
    let log_end = || json!({ "log_end": { "topic": "orders" } });
    let in_flight = || json!({ "in_flight": { "from": "producer-1", "to": "leader of orders-0", "api": "Produce", "is": "request" } });
    let (before, held) = (
        measured(&session, log_end()),
        measured(&session, in_flight()),
    );
    assert!(
        held >= 5,
        "up to five requests wait on a connection: {held}"
    );
    let one = json!({ "release": { "from": "producer-1", "to": "broker-1", "one_way": true, "messages": 1 } });
    session.act(action(one)).unwrap();
    session.advance(Instant(6_100_000));
    assert_eq!(measured(&session, log_end()), before + 1);
}

#[test]
fn what_is_repeated_is_done_so_often() {
    let mut session = session(|file| {
        file["script"] = json!([{
            "at_ms": 1_000,
            "do": { "pause": "broker-4" },
            "for_ms": 500,
            "repeat": { "every_ms": 2_000, "times": 3 }
        }]);
    });
    session.advance(seconds(30));
    let scripted = session.marks().iter();
    let at: Vec<u64> = scripted
        .filter(|mark| matches!(mark.kind, MarkKind::Script(_)))
        .map(|mark| mark.at.0 / 1_000)
        .collect();
    assert_eq!(at, [1_000, 1_500, 3_000, 3_500, 5_000, 5_500]);
}

#[test]
fn a_fault_for_a_while_can_be_asked_of_the_learner() {
    let passing =
        |ms: u64| json!({ "passing": { "do": { "pause": "leader of orders-0" }, "for_ms": ms } });
    let session = session(|file| {
        file["steps"] = json!([{ "id": "pause", "kind": "do", "action": passing(1_000) }]);
    });
    let done = |act: Value| {
        let mut session = session.clone();
        let mut learner = lab::Learner::new(session.lab());
        session.advance(seconds(3));
        session.act(action(act)).unwrap();
        learner.observe(&session)
    };
    assert!(done(passing(1_000)));
    assert!(done(
        json!({ "passing": { "do": { "pause": "broker-1" }, "for_ms": 1_000 } })
    ));
    assert!(!done(passing(2_000)) && !done(json!({ "pause": "broker-1" })));
}

#[test]
fn what_is_wrong_with_a_fault_is_told_where_it_is_said() {
    let at = |action: Value| json!({ "at_ms": 1, "do": action });
    let way = |from: &str, to: &str| json!({ "from": from, "to": to });
    for (entry, told) in [
        (
            at(json!({ "crash": "rack c" })),
            "script[0].do.crash: there is no rack \"c\"; did you mean \"a\"?",
        ),
        (
            at(json!({ "hold": way("zone elsewhere", "broker-1") })),
            "script[0].do.hold.from: there is no zone \"elsewhere\"; there is a, b",
        ),
        (
            at(json!({ "crash": "everyone else" })),
            "script[0].do.crash = \"everyone else\": is one end of a way only",
        ),
        (
            at(json!({ "heal": way("rack a", "rack a") })),
            "there is no link from \"rack a\" to itself",
        ),
        (
            at(json!({ "flaky": { "from": "broker-1", "to": "broker-2", "lost": 3, "of": 2 } })),
            "script[0].do.flaky.lost = 3: must be at most of, which is 2",
        ),
        (
            at(json!({ "flaky": { "from": "broker-1", "to": "broker-2", "lost": 0, "of": 0 } })),
            "script[0].do.flaky.of = 0: must be from 1 to 1000000",
        ),
        (
            at(json!({ "slow": { "from": "broker-1", "to": "broker-2", "extra_ms": -1 } })),
            "script[0].do.slow.extra_ms = -1: must be",
        ),
        (
            at(json!({ "drop_next": { "from": "broker-1", "to": "broker-2", "api": "Fecth" } })),
            "script[0].do.drop_next.api: there is no API \"Fecth\"; did you mean \"Fetch\"?",
        ),
        (
            at(json!({ "drop_next": way("rack a", "broker-4") })),
            "script[0].do.drop_next.from: must be one node",
        ),
        (
            at(json!({ "passing": { "do": { "restart": "broker-1" }, "for_ms": 5 } })),
            "script[0].do.passing.do: is over at once",
        ),
        (
            at(json!({ "passing": { "do": { "crash": "broker-9" }, "for_ms": 5 } })),
            "script[0].do.passing.do.crash: there is no node \"broker-9\"",
        ),
        (
            json!({ "at_ms": 1, "do": { "wipe": "broker-1" }, "for_ms": 5 }),
            "script[0].for_ms: is over at once",
        ),
        (
            json!({ "at_ms": 1, "do": { "crash": "broker-1" }, "for_ms": -5 }),
            "script[0].for_ms = -5: must be",
        ),
        (
            json!({ "at_ms": 1, "do": { "crash": "broker-1" }, "for_ms": 90_000_000_000_u64 }),
            "script[0].for_ms = 90000000000: must be from 1 to 86400000",
        ),
        (
            json!({ "do": { "crash": "broker-1" } }),
            "script[0]: needs at_ms, when, or both",
        ),
        (
            json!({ "at_ms": 1, "do": { "crash": "broker-1" }, "repeat": { "every_ms": 1, "times": 101 } }),
            "script[0].repeat.times = 101: must be from 1 to 100",
        ),
    ] {
        let problem = problem(&entry);
        assert!(problem.contains(told), "{entry}: {problem}");
    }
}

#[test]
fn a_group_is_stable_once_its_members_have_their_partitions() {
    let mut session = session(|file| {
        file["clients"]["consumer-1"]["config"]["group.id"] = "readers".into();
        file["cluster"]["config"]["offsets.topic.replication.factor"] = 3.into();
    });
    let stable = || json!({ "stable": "readers" });
    session.advance(seconds(1));
    assert_eq!(measured(&session, stable()), 0);
    session.advance(seconds(15));
    assert_eq!(measured(&session, stable()), 1);
}

#[test]
fn a_message_that_is_delayed_in_a_session_is_delayed_again_from_its_link() {
    let mut session = Session::new(Arc::new(shelf::open("acks-all").unwrap()));
    session.seek(Instant(12_000_000));
    while session
        .world()
        .flights()
        .all(|flight| flight.arrives.is_none())
    {
        session.step();
    }
    let flying = session
        .world()
        .flights()
        .find(|flight| flight.arrives.is_some() && matches!(flight.cargo, sim::Cargo::Message(_)));
    let Some(flight) = flying.map(|flight| (flight.id, flight.arrives)) else {
        panic!("nothing flies at 12 s")
    };
    let delay = json!({ "delay": { "flight": flight.0.0, "by_ms": 500 } });
    session.act(serde_json::from_value(delay).unwrap()).unwrap();
    let late = session.world().flights().find(|other| other.id == flight.0);
    let later = flight.1.map(|at| Instant(at.0 + 500_000));
    assert_eq!(late.map(|late| late.arrives), Some(later));
    session.seek(Instant(14_000_000));
    let link = lab::link::to(&session, &lab::link::View::default());
    let opened = lab::link::open(&link).unwrap();
    assert_eq!(opened.losses, []);
    assert_eq!(opened.session.world().digest(), session.world().digest());
}
