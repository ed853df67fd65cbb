//! What labs can ask about batches, requests, bytes, timestamps and the page cache.

use lab::Session;
use serde_json::{Value, json};

use crate::{act, bare, measured, run, told};

/// Ten records of a kilobyte within five seconds, by a producer that lingers so long.
fn lingering(linger_ms: u32) -> Value {
    let mut file = bare();
    file["clients"]["producer-1"] = json!({
        "kind": "producer",
        "config": { "linger.ms": linger_ms },
        "start_ms": 1_000,
        "source": { "topic": "numtest", "every_ms": 500, "count": 10, "value_bytes": 1_000 },
    });
    file
}

fn on_broker(session: &Session, measure: &str) -> i64 {
    measured(
        session,
        json!({ (measure): { "on": "broker-1", "topic": "numtest" } }),
    )
}

fn produce_requests(session: &Session) -> i64 {
    measured(
        session,
        json!({ "requests": { "on": "broker-1", "api": "Produce" } }),
    )
}

#[test]
fn a_partition_is_hosted_by_the_brokers_that_run_and_have_read_of_it() {
    let mut session = run(&bare(), 1);
    let hosted = json!({ "hosted": { "topic": "numtest" } });
    let before = measured(&session, hosted.clone());
    act(&mut session, json!({ "crash": "broker-1" }), 2);
    let after = measured(&session, hosted);
    assert_eq!((before, after), (1, 0));
}

#[test]
fn a_producer_that_lingers_needs_fewer_batches_requests_and_bytes() {
    let (hasty, patient) = (run(&lingering(0), 30), run(&lingering(10_000), 30));
    for (session, batches) in [(&hasty, 10), (&patient, 1)] {
        assert_eq!(on_broker(session, "stored"), 10);
        assert_eq!(on_broker(session, "batches"), batches);
        assert_eq!(produce_requests(session), batches);
        assert!(on_broker(session, "bytes_in") > 10 * 1_000);
    }
    assert!(on_broker(&patient, "bytes_in") < on_broker(&hasty, "bytes_in"));
}

#[test]
fn records_of_a_clock_that_was_set_back_are_backdated_unless_the_broker_stamps_them() {
    for (stamped_by, backdated) in [("CreateTime", 5), ("LogAppendTime", 0)] {
        let mut file = bare();
        file["topics"]["numtest"]["config"] = json!({ "message.timestamp.type": stamped_by });
        let mut session = run(&file, 5);
        assert_eq!(on_broker(&session, "backdated"), 0);
        let at_first = on_broker(&session, "stored");
        let back = json!({ "skew_clock": { "node": "producer-1", "offset_ms": -3_600_000 } });
        act(&mut session, back, 20);
        assert_eq!((at_first, on_broker(&session, "stored")), (4, 10));
        assert_eq!(on_broker(&session, "backdated"), backdated, "{stamped_by}");
    }
}

#[test]
fn a_broker_without_a_page_cache_reads_from_its_disk() {
    let mut file = bare();
    let misses = |file: &Value| measured(&run(file, 20), json!({ "cache_misses": "broker-1" }));
    assert_eq!(misses(&file), 0);
    file["cluster"]["page_cache"] = json!(0);
    assert!(misses(&file) > 0);
}

#[test]
fn a_meter_of_what_is_not_there_is_told_where_it_is_named() {
    let mut file = bare();
    let goal = |measure: Value| json!({ "measure": measure, "at_least": 0 });
    file["goals"] = json!([
        goal(json!({ "batches": { "topic": "numtests" } })),
        goal(json!({ "backdated": { "topic": "numtest", "on": "broker-2" } })),
        goal(json!({ "requests": { "on": "broker-1", "api": "Produze" } })),
        goal(json!({ "bytes_in": { "on": "broker-2", "topic": "numtest" } })),
        goal(json!({ "cache_misses": "broker-2" })),
    ]);
    let told = told(&file);
    for problem in [
        "goals[0].measure.batches.topic: there is no topic \"numtests\"",
        "goals[1].measure.backdated.on: there is no broker \"broker-2\"",
        "goals[2].measure.requests.api: there is no API \"Produze\"; did you mean \"Produce\"?",
        "goals[3].measure.bytes_in.on: there is no broker \"broker-2\"",
        "goals[4].measure.cache_misses: there is no broker \"broker-2\"",
    ] {
        assert!(told.contains(problem), "{problem}\nis not in\n{told}");
    }
}
