//! What labs can ask about replicas, and how they say where replicas are.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Claim, Lab, Measure, Session, shelf};
use serde_json::{Value, json};

use crate::{act, bare, measured, run, told};

/// Three brokers that hold one partition together, the second preferred, and ten records in it.
fn file() -> Value {
    let mut file = bare();
    file["cluster"]["brokers"] = json!([{ "id": 1 }, { "id": 2 }, { "id": 3 }]);
    file["topics"]["numtest"] =
        json!({ "partitions": 1, "replication.factor": 3, "assignments": [[2, 3, 1]] });
    file
}

#[test]
fn the_first_of_an_assignment_leads() {
    let session = run(&file(), 15);
    assert_eq!(
        measured(&session, json!({ "leader": { "topic": "numtest" } })),
        2
    );
    assert_eq!(
        measured(&session, json!({ "leader_epoch": { "topic": "numtest" } })),
        0
    );
    assert_eq!(
        measured(&session, json!({ "in_sync": { "topic": "numtest" } })),
        3
    );
}

#[test]
fn only_the_leader_takes_records_from_producers_and_all_hold_them() {
    let session = run(&file(), 15);
    for (broker, taken) in [("broker-1", 0), ("broker-2", 10), ("broker-3", 0)] {
        let on = json!({ "on": broker, "topic": "numtest" });
        assert_eq!(
            measured(&session, json!({ "messages_in": on })),
            taken,
            "{broker}"
        );
        for measure in ["stored", "log_end", "high_watermark"] {
            assert_eq!(
                measured(&session, json!({ (measure): on })),
                10,
                "{measure} {broker}"
            );
        }
        assert_eq!(measured(&session, json!({ "log_start": on })), 0);
        assert_eq!(measured(&session, json!({ "segments": on })), 1);
    }
}

#[test]
fn an_open_transaction_holds_the_last_stable_offset_below_the_high_watermark() {
    let mut file = file();
    let transacting = json!({ "transactional.id": "id", "value.serializer": "json" });
    file["clients"]["producer-2"] =
        json!({ "kind": "producer", "config": transacting, "start_ms": 1_000 });
    let mut session = run(&file, 15);
    let call = |call: &str| json!({ "transact": { "client": "producer-2", "call": call } });
    act(&mut session, call("init"), 16);
    act(&mut session, call("begin"), 17);
    let send = json!({ "client": "producer-2", "topic": "numtest", "value": { "number": 10 } });
    act(&mut session, json!({ "send": send }), 18);
    for broker in ["broker-1", "broker-2", "broker-3"] {
        let on = json!({ "on": broker, "topic": "numtest" });
        let stable = measured(&session, json!({ "last_stable_offset": on }));
        let high_watermark = measured(&session, json!({ "high_watermark": on }));
        assert_eq!((stable, high_watermark), (10, 11), "{broker}");
    }
    act(&mut session, call("commit"), 19);
    let stable = json!({ "last_stable_offset": { "topic": "numtest" } });
    assert_eq!(measured(&session, stable), 12, "behind the marker");
}

#[test]
fn a_replica_whose_broker_is_down_measures_nothing() {
    let mut session = run(&file(), 15);
    act(&mut session, json!({ "crash": "broker-3" }), 16);
    let on = json!({ "topic": "numtest", "on": "broker-3" });
    assert_eq!(measured(&session, json!({ "log_end": on })), -1);
    assert_eq!(
        measured(&session, json!({ "log_end": { "topic": "numtest" } })),
        10
    );
}

#[test]
fn a_broker_that_closes_hands_its_leadership_over_and_ends() {
    let mut session = run(&file(), 15);
    act(&mut session, json!({ "close": "leader of numtest-0" }), 18);
    assert_eq!(
        measured(&session, json!({ "leader": { "topic": "numtest" } })),
        3
    );
    assert_eq!(
        measured(&session, json!({ "leader_epoch": { "topic": "numtest" } })),
        1
    );
    assert!(
        !session
            .world()
            .slot(engine::model::NodeId(2))
            .unwrap()
            .life()
            .is_running()
    );
}

/// The same cluster with four partitions, and two members of a group that reads them.
fn group() -> Value {
    let mut file = file();
    file["topics"]["numtest"] = json!({ "partitions": 4, "replication.factor": 1 });
    file["cluster"]["config"]["group.initial.rebalance.delay.ms"] = 0.into();
    file["clients"]["producer-1"]["source"]["key"] = json!("key-{n}");
    let mut consumer = file["clients"]["consumer-1"].clone();
    consumer["start_ms"] = 8_000.into();
    consumer["config"] = json!({
        "group.id": "g",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": false,
        "session.timeout.ms": 6_000,
    });
    consumer["process_ms"] = 10.into();
    file["clients"]["consumer-1"] = consumer.clone();
    consumer["start_ms"] = Value::Null;
    file["clients"]["consumer-2"] = consumer;
    file
}

/// The answer to a question about a measure.
fn answer(session: &Session, before: &Session, measure: Value) -> i64 {
    let measure: Measure = serde_json::from_value(measure).unwrap();
    measure.since(before, session)
}

#[test]
fn a_group_measures_what_its_coordinator_knows_and_what_its_members_did() {
    let session = run(&group(), 14);
    for (measure, value) in [
        (json!({ "assigned": "consumer-1" }), 4),
        (json!({ "assigned": "consumer-2" }), 0),
        (json!({ "members": "g" }), 1),
        (json!({ "generation": "g" }), 1),
        (json!({ "processed": "consumer-1" }), 10),
        (json!({ "consumed": "g" }), 10),
        (json!({ "repeated": "g" }), 0),
        (json!({ "lag": { "group": "g", "topic": "numtest" } }), -1),
    ] {
        assert_eq!(measured(&session, measure.clone()), value, "{measure}");
    }
}

#[test]
fn a_member_that_comes_makes_a_generation_and_takes_its_part() {
    let mut session = run(&group(), 14);
    let before = session.clone();
    act(&mut session, json!({ "start": "consumer-2" }), 20);
    for (measure, value) in [
        (json!({ "assigned": "consumer-1" }), 2),
        (json!({ "assigned": "consumer-2" }), 2),
        (json!({ "members": "g" }), 2),
        (json!({ "generation": "g" }), 2),
        (json!({ "rebalances": "g" }), 1),
    ] {
        let answered = answer(&session, &before, measure.clone());
        assert_eq!(answered, value, "{measure}");
    }
    act(&mut session, json!({ "crash": "coordinator of g" }), 21);
    assert_eq!(measured(&session, json!({ "generation": "g" })), -1);
    let rebalances = json!({ "rebalances": "g" });
    assert_eq!(answer(&session, &before, rebalances), 1, "the members know");
}

#[test]
fn what_was_not_committed_is_processed_again_and_counts_from_the_question_on() {
    let mut session = run(&group(), 14);
    let before = session.clone();
    act(&mut session, json!({ "restart": "consumer-1" }), 30);
    let processed = json!({ "processed": "consumer-1" });
    assert_eq!(measured(&session, processed.clone()), 20);
    for measure in [
        processed,
        json!({ "consumed": "g" }),
        json!({ "repeated": "g" }),
    ] {
        assert_eq!(answer(&session, &before, measure.clone()), 10, "{measure}");
    }
}

#[test]
fn lag_is_from_what_is_committed_to_the_high_watermark() {
    let mut file = group();
    file["clients"]["consumer-1"]["config"]["enable.auto.commit"] = true.into();
    let mut session = run(&file, 20);
    let lag = json!({ "lag": { "group": "g", "topic": "numtest" } });
    assert_eq!(measured(&session, lag.clone()), 0);
    act(&mut session, json!({ "close": "consumer-1" }), 21);
    let send = json!({ "client": "producer-1", "topic": "numtest", "partition": 2, "value": { "number": 10 } });
    act(&mut session, json!({ "send": send }), 22);
    act(&mut session, json!({ "send": send }), 23);
    assert_eq!(measured(&session, lag), 2);
    assert_eq!(measured(&session, json!({ "sent_to": "producer-1" })), 2);
}

#[test]
fn records_without_keys_can_all_be_in_one_partition_and_a_key_says_where() {
    let mut file = group();
    let spread = json!({ "spread": { "topic": "numtest" } });
    assert_eq!(measured(&run(&file, 14), spread.clone()), 4);
    file["clients"]["producer-1"]["source"]["key"] = json!("always");
    let session = run(&file, 14);
    assert_eq!(measured(&session, spread), 1);
    let to = measured(&session, json!({ "sent_to": "producer-1" }));
    let in_there = json!({ "stored": { "topic": "numtest", "partition": to } });
    assert_eq!(measured(&session, in_there), 10);
    assert_eq!(
        measured(&run(&file, 0), json!({ "sent_to": "producer-1" })),
        -1
    );
}

#[test]
fn what_expired_before_a_slow_reader_came_is_counted_and_is_no_loss() {
    let mut session = Session::new(Arc::new(shelf::open("retention-time").unwrap()));
    session.advance(Instant(100_000_000));
    let judged = session.scorecard().verdict(Claim::AtLeastOnce);
    assert_eq!((judged.counts.expired, judged.counts.lost), (20, 0));
    assert!(judged.holds && judged.reasons.is_empty());
    assert_eq!(measured(&session, json!("expired")), 20);
    assert_eq!(measured(&session, json!({ "keeps": "at-least-once" })), 1);
}

#[test]
fn what_a_reader_skips_by_starting_at_the_end_is_a_loss() {
    let mut lab = shelf::open("retention-time").unwrap();
    lab.set("clients.consumer-2.config[\"auto.offset.reset\"]=latest")
        .unwrap();
    let mut session = Session::new(Arc::new(lab));
    session.advance(Instant(100_000_000));
    assert_eq!(measured(&session, json!("expired")), 0);
    assert_eq!(measured(&session, json!({ "keeps": "at-least-once" })), 0);
}

#[test]
fn what_a_measure_names_wrongly_is_told_where_it_is_named() {
    let mut file = file();
    let on = json!({ "topic": "numtest", "on": "broker-4" });
    file["goals"] = json!([
        { "measure": { "log_start": on }, "at_least": 0 },
        { "measure": { "leader": { "topic": "numtests" } }, "at_least": 0 },
        { "measure": { "in_sync": { "topic": "numtest", "partition": 1 } }, "at_least": 0 },
        { "measure": { "reads_from": { "client": "consumer-2", "topic": "numtest" } }, "at_least": 0 },
        { "measure": { "messages_in": on }, "at_least": 0 },
    ]);
    let told = told(&file);
    for problem in [
        "goals[0].measure.log_start.on: there is no broker \"broker-4\"; did you mean \"broker-1\"?",
        "goals[1].measure.leader.topic: there is no topic \"numtests\"; did you mean \"numtest\"?",
        "goals[2].measure.in_sync.partition = 1: topic \"numtest\" has partitions 0 to 0",
        "goals[3].measure.reads_from.client: there is no consumer \"consumer-2\"; did you mean \"consumer-1\"?",
        "goals[4].measure.messages_in.on: there is no broker \"broker-4\"",
    ] {
        assert!(told.contains(problem), "{problem}\nis not in\n{told}");
    }
}

#[test]
fn a_measure_of_a_group_or_an_application_is_told_what_there_is_not() {
    let mut file = group();
    let goal = |measure: Value| json!({ "measure": measure, "at_least": 0 });
    file["goals"] = json!([
        goal(json!({ "members": "gg" })),
        goal(json!({ "lag": { "group": "h", "topic": "numtests" } })),
        goal(json!({ "processed": "producer-1" })),
        goal(json!({ "sent_to": "consumer-1" })),
        goal(json!({ "written": "consumer-1" })),
        goal(json!({ "spread": { "topic": "nums" } })),
        goal(json!({ "dropped": "consumer-1" })),
    ]);
    let told = told(&file);
    for problem in [
        "goals[0].measure.members: no consumer has the group.id \"gg\"; did you mean \"g\"?",
        "goals[1].measure.lag.group: no consumer has the group.id \"h\"",
        "goals[1].measure.lag.topic: there is no topic \"numtests\"; did you mean \"numtest\"?",
        "goals[2].measure.processed: there is no consumer or receiver \"producer-1\"",
        "goals[3].measure.sent_to: there is no producer \"consumer-1\"",
        "goals[4].measure.written: there is no sink, or consumer that writes to a store or a container file, \"consumer-1\"",
        "goals[5].measure.spread.topic: there is no topic \"nums\"",
        "goals[6].measure.dropped: there is no pusher \"consumer-1\"",
    ] {
        assert!(told.contains(problem), "{problem}\nis not in\n{told}");
    }
}

#[test]
fn an_assignment_must_fit_the_counts_and_the_brokers() {
    let mut file = file();
    file["topics"]["numtest"]["assignments"] = json!([[1, 1, 4], [1, 2]]);
    let told = told(&file);
    for problem in [
        "topics.numtest.assignments: must be one list for each partition, and partitions is 1",
        "topics.numtest.assignments[0][1] = 1: is there twice",
        "topics.numtest.assignments[0][2]: there is no broker 4",
        "topics.numtest.assignments[1]: must name as many brokers as replication.factor says, which is 3",
    ] {
        assert!(told.contains(problem), "{problem}\nis not in\n{told}");
    }
}

#[test]
fn kafka_s_own_topics_are_known_with_as_many_partitions_as_their_broker_makes() {
    let wanted = |topic: &str, partition: i32| {
        let mut file = file();
        let in_sync = json!({ "in_sync": { "topic": topic, "partition": partition } });
        file["goals"] = json!([{ "measure": in_sync, "at_least": 1 }]);
        file["cluster"]["config"]["transaction.state.log.num.partitions"] = json!(4);
        file
    };
    for (topic, last) in [("__consumer_offsets", 49), ("__transaction_state", 3)] {
        let known = Lab::parse(&wanted(topic, last).to_string(), &[]);
        assert!(known.is_ok(), "{topic}: {known:?}");
        let told = told(&wanted(topic, last + 1));
        let problem = format!("topic \"{topic}\" has partitions 0 to {last}");
        assert!(told.contains(&problem), "{told}");
    }
}
