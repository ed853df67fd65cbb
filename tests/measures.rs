//! What labs can ask about replicas, and how they say where replicas are.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Claim, Lab, Measure, Session, shelf, verdict};
use serde_json::{Value, json};

/// Three brokers that hold one partition together, the second preferred, and ten records in it.
fn file() -> Value {
    let mut file: Value = serde_json::from_str(shelf::labs()[1].json).unwrap();
    file["cluster"]["brokers"] = json!([{ "id": 1 }, { "id": 2 }, { "id": 3 }]);
    file["topics"]["numtest"] =
        json!({ "partitions": 1, "replication.factor": 3, "assignments": [[2, 3, 1]] });
    for list in ["goals", "wrong_turns"] {
        file[list] = json!([]);
    }
    file["steps"] = json!([{ "id": "read", "kind": "read" }]);
    file
}

fn run(file: &Value, seconds: u64) -> Session {
    let lab = Lab::parse(&file.to_string(), &[]).unwrap();
    let mut session = Session::new(Arc::new(lab));
    session.advance(Instant(seconds * 1_000_000));
    session
}

fn act(session: &mut Session, action: Value, seconds: u64) {
    session
        .act(serde_json::from_value(action).unwrap())
        .unwrap();
    session.advance(Instant(seconds * 1_000_000));
}

fn measured(session: &Session, measure: Value) -> i64 {
    let measure: Measure = serde_json::from_value(measure).unwrap();
    measure.of(session.world())
}

/// What is wrong with a lab, in one text.
fn told(file: &Value) -> String {
    let problems = Lab::parse(&file.to_string(), &[]).unwrap_err();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    told.join("\n")
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

#[test]
fn what_expired_before_a_slow_reader_came_is_counted_and_is_no_loss() {
    let mut session = Session::new(Arc::new(shelf::open("retention-time").unwrap()));
    session.advance(Instant(100_000_000));
    let judged = verdict(session.world(), Claim::AtLeastOnce);
    assert_eq!((judged.counts.expired, judged.counts.lost), (20, 0));
    assert!(judged.holds && judged.anomalies.is_empty());
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
