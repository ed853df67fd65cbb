//! What labs do as soon as something has become so.

use engine::model::{Instant, LeaderEpoch, NodeId, Offset};
use engine::node::Note;
use lab::{MarkKind, Measure, Session, When, leader_log};
use serde_json::{Value, json};
use sim::Condition;

use crate::faults::{orders, problem, running, seconds, session};
use crate::measured;

/// The leader has appended record 7, and no follower has fetched it.
fn appended_but_not_fetched() -> Value {
    json!({ "all": [
        { "measure": { "log_end": { "topic": "orders" } }, "at_least": 8 },
        { "measure": { "fetched": { "topic": "orders" } }, "at_most": 7 }
    ] })
}

#[test]
fn when_the_leader_has_appended_record_7_and_no_follower_has_fetched_it_record_7_is_not_in_the_next_epoch()
 {
    let mut session = session(|file| {
        file["script"] = json!([{
            "when": appended_but_not_fetched(),
            "do": { "crash": "leader of orders-0" },
            "for_ms": 12_000
        }]);
        // With one try for each record, what the leader alone has is not sent again.
        file["clients"]["producer-1"]["config"]["retries"] = 0.into();
        file["clients"]["producer-1"]["config"]["enable.idempotence"] = false.into();
    });
    let mut struck = None;
    while struck.is_none() {
        let before = session.world().clone();
        let step = session.step().expect("the run goes on");
        if running(&before).contains(&1) && !running(session.world()).contains(&1) {
            struck = Some((step.at, before));
        }
    }
    let (at, before) = struck.unwrap();
    let leader = leader_log(&before, &orders()).expect("somebody led");
    assert_eq!(leader.log().log_end_offset(), Offset(8));
    assert_eq!(running(session.world()), [2, 3, 4]);
    let fetched = json!({ "fetched": { "topic": "orders" } });
    assert_eq!(
        measured(&session, fetched.clone()),
        7,
        "record 7 died with its leader"
    );
    assert!(at < seconds(7), "the tenth record is sent later");

    session.advance(Instant(at.0 + 10_000_000));
    let leader = leader_log(session.world(), &orders()).expect("a follower has taken over");
    assert!(leader.leader_epoch() > LeaderEpoch(0));
    assert_eq!(
        leader.log().end_offset_for(LeaderEpoch(0)).end_offset,
        Offset(7),
        "the new leader has nothing of record 7"
    );

    session.advance(Instant(at.0 + 30_000_000));
    assert_eq!(
        running(session.world()),
        [1, 2, 3, 4],
        "it was mended by itself"
    );
    let truncated = session.marks().iter().any(|mark| {
        let note = Note::Truncated {
            partition: orders(),
            from: Offset(8),
            to: Offset(7),
        };
        mark.node == Some(NodeId(1)) && mark.kind == MarkKind::Note(note)
    });
    assert!(truncated, "and what only it had is thrown away");
}

#[test]
fn a_condition_that_never_holds_does_nothing() {
    let mut session = session(|file| {
        file["script"] = json!([{
            "when": { "all": [
                { "measure": { "log_end": { "topic": "orders" } }, "at_least": 8 },
                { "not": { "measure": { "running": "leader of orders-0" }, "at_least": 1 } }
            ] },
            "do": { "crash": "broker-4" }
        }]);
    });
    session.advance(seconds(20));
    assert_eq!(running(session.world()), [1, 2, 3, 4]);
}

#[test]
fn a_scripted_condition_waits_for_its_time_too() {
    let struck = |at_ms: u64| {
        let mut session = session(|file| {
            file["script"] = json!([{
                "at_ms": at_ms,
                "when": { "any": [
                    { "measure": { "log_end": { "topic": "orders" } }, "at_least": 3 },
                    { "measure": { "in_sync": { "topic": "orders" } }, "at_least": 9 }
                ] },
                "do": { "pause": "broker-4" }
            }]);
        });
        while session.step().is_some_and(|step| step.at < seconds(30)) {
            let slot = session.world().slot(NodeId(4)).unwrap();
            if slot.life() == sim::Life::Paused {
                break;
            }
        }
        session.world().now()
    };
    let at_once = struck(0);
    assert!((seconds(3)..seconds(4)).contains(&at_once), "{at_once}");
    let later = struck(9_000);
    assert!((seconds(9)..seconds(10)).contains(&later), "{later}");
}

#[test]
fn what_a_condition_does_replays_to_the_same_digest() {
    let mut session = session(|file| {
        file["script"] = json!([{
            "when": appended_but_not_fetched(),
            "do": { "crash": "leader of orders-0" },
            "for_ms": 5_000,
            "repeat": { "every_ms": 3_000, "times": 3 }
        }]);
    });
    session.advance(seconds(30));
    let digest = session.world().digest();
    assert!(session.journal().is_empty(), "it follows from the lab");
    session.seek(seconds(3));
    session.seek(seconds(30));
    assert_eq!(session.world().digest(), digest);
    let again = Session::import(&session.export()).unwrap();
    assert_eq!(again.world().digest(), digest);
}

#[test]
fn what_is_wrong_with_a_condition_is_told_where_it_is_said() {
    for (when, told) in [
        (
            json!({ "mesure": { "log_end": { "topic": "orders" } }, "at_least": 1 }),
            "must have one of all, any, not, measure; did you mean \"measure\"?",
        ),
        (
            json!({ "measure": { "log_ent": { "topic": "orders" } }, "at_least": 1 }),
            "script[0].when.measure.log_ent: must be one of printed,",
        ),
        (
            json!({ "all": [{ "not": { "measure": { "fetched": { "topic": "order" } }, "at_most": 1 } }] }),
            "script[0].when.all[0].not.measure.fetched.topic: there is no topic \"order\"; did you mean \"orders\"?",
        ),
        (
            json!({ "any": [{ "measure": { "running": "brokr-1" }, "at_most": 0 }] }),
            "script[0].when.any[0].measure.running: there is no node \"brokr-1\"; did you mean \"broker-1\"?",
        ),
        (
            json!({ "measure": { "in_flight": { "api": "Produc", "to": "leader of orders-7" } }, "at_least": 1 }),
            "script[0].when.measure.in_flight.api: there is no API \"Produc\"; did you mean \"Produce\"?",
        ),
        (
            json!({ "measure": { "log_end": { "topic": "orders", "on": "follower of orders-9" } }, "at_least": 1 }),
            "topic \"orders\" has partitions 0 to 0",
        ),
        (
            json!({ "measure": { "log_end": { "topic": "orders" } } }),
            "script[0].when: needs at_least, at_most, or both",
        ),
        (json!({ "all": [] }), "script[0].when.all"),
        (json!(7), "script[0].when = 7: must be"),
    ] {
        let problem = problem(&json!({ "when": when, "do": { "crash": "broker-1" } }));
        assert!(problem.contains(told), "{when}: {problem}");
        assert!(!problem.contains("needs at_ms"), "{when}: {problem}");
    }
}

/// A standing order looks only after steps that may have changed what it names: none may be overlooked.
#[test]
fn a_measure_changes_only_in_steps_that_concern_it() {
    let place = json!({ "topic": "orders" });
    let on = |role: &str| json!({ "topic": "orders", "on": role });
    let whens: Vec<(Measure, When)> = [
        json!({ "log_end": place }),
        json!({ "log_end": on("follower of orders-0") }),
        json!({ "log_end": on("broker-3") }),
        json!({ "fetched": place }),
        json!({ "high_watermark": place }),
        json!({ "last_stable_offset": place }),
        json!({ "stored": place }),
        json!({ "log_start": place }),
        json!({ "segments": place }),
        json!({ "leader": place }),
        json!({ "leader_epoch": place }),
        json!({ "in_sync": place }),
        json!({ "running": "leader of orders-0" }),
        json!({ "running": "consumer-1" }),
        json!({ "in_flight": { "api": "Fetch" } }),
        json!({ "sent": "producer-1" }),
        json!({ "acknowledged": "producer-1" }),
        json!({ "sent_to": "producer-1" }),
        json!({ "printed": "consumer-1" }),
        json!({ "printed_total": "consumer-1" }),
        json!({ "first_printed": "consumer-1" }),
        json!({ "last_printed": "consumer-1" }),
        json!({ "processed": "consumer-1" }),
        json!({ "assigned": "consumer-1" }),
        json!({ "position": { "client": "consumer-1", "topic": "orders" } }),
        json!({ "reads_from": { "client": "consumer-1", "topic": "orders" } }),
        json!({ "consumed": "readers" }),
        json!({ "members": "readers" }),
        json!({ "stable": "readers" }),
        json!({ "generation": "readers" }),
        json!({ "rebalances": "readers" }),
        json!({ "committed": { "group": "readers", "topic": "orders" } }),
        json!({ "lag": { "group": "readers", "topic": "orders" } }),
    ]
    .into_iter()
    .map(|measure| {
        let when = json!({ "measure": measure, "at_least": 0 });
        let measure = serde_json::from_value(measure).unwrap();
        (measure, serde_json::from_value(when).unwrap())
    })
    .collect();
    let mut session = session(|file| {
        file["clients"]["consumer-1"]["config"]["group.id"] = "readers".into();
        file["cluster"]["config"]["offsets.topic.replication.factor"] = 3.into();
        file["script"] = json!([
            { "at_ms": 6_000, "do": { "power_cut": "leader of orders-0" }, "for_ms": 4_000 },
            { "at_ms": 12_000, "do": { "crash": "zone b" }, "for_ms": 3_000 },
            { "at_ms": 16_500, "do": { "close": "broker-2" }, "for_ms": 4_000 }
        ]);
    });
    let mut before: Vec<i64> = whens
        .iter()
        .map(|(one, _)| one.of(session.world()))
        .collect();
    let mut changed = vec![0; whens.len()];
    while let Some(step) = session.step().filter(|step| step.at < seconds(30)) {
        for (index, (measure, when)) in whens.iter().enumerate() {
            let now = measure.of(session.world());
            if now != before[index] {
                assert!(
                    when.concerns(&step, session.world()),
                    "{measure:?} went from {} to {now} in {step:?}",
                    before[index]
                );
                changed[index] += 1;
                before[index] = now;
            }
        }
    }
    let still: Vec<&Measure> = whens
        .iter()
        .zip(&changed)
        .filter(|(_, changed)| **changed == 0)
        .map(|((measure, _), _)| measure)
        .collect();
    assert!(still.is_empty(), "nothing was shown of {still:?}");
}
