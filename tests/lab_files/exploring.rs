//! What labs say of what an explorer may try.

use engine::model::Instant;
use lab::Lab;
use serde_json::{Value, json};

use crate::{bare, told};

fn file(explore: &Value) -> Value {
    let mut file = bare();
    file["cluster"]["brokers"] = json!([{ "id": 1, "rack": "a" }, { "id": 2, "rack": "b" }]);
    file["topics"] = json!({ "orders": { "replication.factor": 2 } });
    file["clients"] = json!({ "producer-1": { "kind": "producer" } });
    file["until_ms"] = 20_000.into();
    file["explore"] = explore.clone();
    file
}

/// What is wrong with a single fault.
fn problem(fault: &Value) -> String {
    told(&file(&json!({ "faults": [fault] })))
}

fn for_ms() -> Value {
    json!({ "at_least": 100, "at_most": 2000 })
}

#[test]
fn what_is_not_said_has_a_default() {
    let faults = json!([
        { "do": { "crash": "any broker" }, "for_ms": for_ms() },
        { "do": { "power_cut": "rack a" }, "for_ms": for_ms(), "weight": 3, "at_most": 2 }
    ]);
    let file = file(&json!({ "faults": faults }));
    let lab = Lab::parse(&file.to_string(), &[]).unwrap();
    let plan = lab.plan();
    assert_eq!(plan.between, Instant::ZERO..=Instant(10_000_000));
    assert_eq!((plan.count.clone(), plan.at_once), (1..=4, 2));
    let [crash, cut] = &plan.choices[..] else {
        panic!("two faults are declared")
    };
    assert_eq!((&*crash.verb, &*cut.verb), ("crash", "power_cut"));
    assert_eq!(
        (crash.weight, crash.at_most, crash.at_once),
        (1, u32::MAX, u32::MAX)
    );
    assert_eq!(
        (cut.weight, cut.at_most, cut.at_once),
        (3, 2, 1),
        "one power cut at once"
    );
}

#[test]
fn a_lab_that_declares_nothing_can_be_explored() {
    let mut file = file(&Value::Null);
    file.as_object_mut().unwrap().remove("explore");
    let lab = Lab::parse(&file.to_string(), &[]).unwrap();
    let verbs: Vec<&str> = lab
        .plan()
        .choices
        .iter()
        .map(|choice| &*choice.verb)
        .collect();
    for verb in [
        "crash",
        "power_cut",
        "pause",
        "partition",
        "drop_next",
        "slow",
        "skew_clock",
    ] {
        assert!(verbs.contains(&verb), "{verb}");
    }
    assert!(*lab.plan().between.end() <= Instant(10_000_000));
    assert!(!lab.source().as_object().unwrap().contains_key("explore"));
}

#[test]
fn what_breaks_must_mend_itself() {
    let needed = problem(&json!({ "do": { "crash": "any broker" } }));
    assert!(
        needed.starts_with("explore.faults[0].for_ms: is needed"),
        "{needed}"
    );
    let wiped = problem(&json!({ "do": { "wipe": "any broker" } }));
    assert!(
        wiped.starts_with("explore.faults[0].do: does not mend itself"),
        "{wiped}"
    );
    let drop = json!({ "drop_next": { "from": "any node", "to": "any broker" } });
    let long = problem(&json!({ "do": drop, "for_ms": for_ms() }));
    assert!(
        long.starts_with("explore.faults[0].for_ms: must be left out"),
        "{long}"
    );
    let late =
        json!({ "do": { "pause": "broker-1" }, "for_ms": { "at_least": 1, "at_most": 15_000 } });
    let late = problem(&late);
    assert!(
        late.contains("would last until 25000 ms, and the run ends at 20000 ms"),
        "{late}"
    );
}

#[test]
fn who_is_struck_must_be_there() {
    for (name, expected) in [
        (
            "any brokr",
            "explore.faults[0].do: there is no \"any brokr\"; did you mean \"any broker\"?",
        ),
        (
            "any consumer",
            "explore.faults[0].do: there is nobody that \"any consumer\" could be",
        ),
        (
            "broker-7",
            "explore.faults[0].do.crash: there is no node \"broker-7\"",
        ),
        (
            "leader of order-0",
            "explore.faults[0].do.crash: there is no topic \"order\"; did you mean \"orders\"?",
        ),
    ] {
        let told = problem(&json!({ "do": { "crash": name }, "for_ms": for_ms() }));
        assert!(told.starts_with(expected), "{told}");
    }
    let alone = json!({ "partition": { "from": "broker-1", "to": "broker-1" } });
    let alone = problem(&json!({ "do": alone, "for_ms": for_ms() }));
    assert!(
        alone.contains("there is no link from \"broker-1\" to itself"),
        "{alone}"
    );
}

#[test]
fn bounds_are_in_order() {
    let fault = json!({ "do": { "crash": "broker-1" }, "for_ms": { "at_least": 9, "at_most": 8 } });
    let told = problem(&fault);
    assert_eq!(
        told,
        "explore.faults[0].for_ms.at_least = 9: must be at most at_most, which is 8"
    );
    let faults = json!([{ "do": { "crash": "broker-1" }, "for_ms": for_ms() }]);
    let with = |field: &str, value: Value| {
        let mut explore = json!({ "faults": faults.clone() });
        explore[field] = value;
        crate::told(&file(&explore))
    };
    assert_eq!(
        with("count", json!({ "at_least": 5, "at_most": 4 })),
        "explore.count.at_least = 5: must be at most at_most, which is 4"
    );
    assert_eq!(
        with("from_ms", 11_000.into()),
        "explore.from_ms = 11000: must be at most to_ms, which is 10000"
    );
    assert_eq!(
        with("to_ms", 21_000.into()),
        "explore.to_ms = 21000: must be at most until_ms, which is 20000"
    );
}
