//! `faults.sh`: what is done when, to whom, and what is told instead.

use lab::Lab;
use real::{Kit, Reason};
use serde_json::{Value, json};

use crate::file;

/// The kit of a lab of two brokers in which this happens.
fn kit(script: &Value) -> Kit {
    let file = json!({
        "format": 1,
        "id": "faults",
        "cluster": {
            "brokers": [{ "id": 1, "rack": "a" }, { "id": 2, "rack": "b" }],
            "config": { "offsets.topic.replication.factor": 2 },
            "network": { "latency_ms": 10, "jitter_ms": 2 },
        },
        "topics": { "t": { "partitions": 2, "replication.factor": 2 } },
        "clients": {
            "p": { "kind": "producer", "start_ms": 500, "source": { "topic": "t", "every_ms": 1, "count": 1, "value": "v" } },
            "c": { "kind": "consumer", "config": { "group.id": "g" }, "subscribe": ["t"] },
        },
        "script": script,
        "until_ms": 60000,
    });
    real::kit(&Lab::parse(&file.to_string(), &[]).unwrap_or_else(|problems| panic!("{problems}")))
}

/// What a function of the script does, line by line.
fn function(kit: &Kit, name: &str) -> Vec<String> {
    let text = &file(kit, "faults.sh").text;
    let body = text.split(&format!("\n{name}() {{\n")).nth(1).unwrap();
    let lines = body.split("\n}").next().unwrap().lines();
    lines.map(|line| line.trim().to_owned()).collect()
}

/// What the first entry of a script does.
fn does(action: &Value) -> Vec<String> {
    let kit = kit(&json!([{ "at_ms": 1000, "do": action }]));
    function(&kit, "script_1").into_iter().skip(1).collect()
}

#[test]
fn who_has_a_role_is_found_once_and_mended_by_the_same_name() {
    let kit = kit(&json!([{ "at_ms": 2500, "do": { "crash": "leader of t-1" }, "for_ms": 1500 }]));
    assert_eq!(
        function(&kit, "script_1"),
        [
            "# At 2.5 s.",
            "one=$(leader_of t 1)",
            "crash_node \"$one\"",
            "sleep 1.5",
            "start_node \"$one\""
        ]
    );
}

#[test]
fn a_cut_from_everyone_else_is_one_for_each_way() {
    let cut = does(&json!({ "partition": { "from": "broker-1", "to": "everyone else" } }));
    let expected = [
        "for to in $(everyone_but broker-1); do",
        "cut_way broker-1 \"$to\"",
        "done",
    ];
    assert_eq!(cut, expected);
}

#[test]
fn a_slow_way_takes_what_the_network_takes_and_more() {
    let slow = does(&json!({ "slow": { "from": "p", "to": "broker-1", "extra_ms": 40 } }));
    assert_eq!(
        slow,
        ["delay_way p broker-1 50 2", "delay_way broker-1 p 50 2"]
    );
    let one_way = does(
        &json!({ "slow": { "from": "p", "to": "broker-1", "extra_ms": 40, "one_way": true } }),
    );
    assert_eq!(one_way, ["delay_way p broker-1 50 2"]);
}

#[test]
fn what_is_done_to_a_place_is_done_to_all_that_are_in_it() {
    assert_eq!(does(&json!({ "pause": "rack b" })), ["pause_node broker-2"]);
}

#[test]
fn what_only_one_direction_would_lose_is_told_instead() {
    let kit = kit(&json!([
        { "at_ms": 1, "do": { "partition": { "from": "p", "to": "broker-1", "one_way": true } } },
        { "at_ms": 1, "do": { "drop_next": { "from": "p", "to": "broker-1", "api": "Produce" } } },
        { "at_ms": 1, "do": { "power_cut": "broker-1" } },
    ]));
    let told = kit
        .missing
        .iter()
        .filter(|missing| missing.what.path.to_string().starts_with("script"));
    let told: Vec<(String, Reason)> = told
        .map(|missing| (missing.what.path.to_string(), missing.why))
        .collect();
    let expected = [
        ("script[0].do", Reason::OneWay),
        ("script[1].do", Reason::OneMessage),
        ("script[2].do", Reason::PowerCut),
    ];
    assert_eq!(told, expected.map(|(path, why)| (path.to_owned(), why)));
    assert!(
        function(&kit, "script_1").contains(&":".to_owned()),
        "nothing is done"
    );
}

#[test]
fn clients_start_and_the_script_acts_at_their_times() {
    let kit = kit(&json!([
        { "at_ms": 2000, "do": { "start": "c" }, "repeat": { "every_ms": 1000, "times": 2 } },
        { "when": { "measure": { "acknowledged": "p" }, "at_least": 1 }, "do": { "close": "c" } },
    ]));
    let run = function(&kit, "run");
    let timed = run.iter().skip_while(|line| !line.starts_with("sleep"));
    let timed: Vec<&str> = timed.map(String::as_str).collect();
    assert_eq!(
        timed,
        [
            "sleep 0.5",
            "start_node p &",
            "sleep 1.5",
            "script_1 &",
            "sleep 1",
            "script_1 &",
            "wait"
        ]
    );
    let by_hand = kit
        .missing
        .iter()
        .find(|missing| missing.why == Reason::ByHand)
        .unwrap();
    assert_eq!(by_hand.what.path.to_string(), "script[1].when");
}

#[test]
fn the_admin_client_s_deeds_are_those_of_kafkas_own_tools() {
    for (action, command) in [
        (
            json!({ "elect_leaders": { "topic": "t", "unclean": true } }),
            "kafka kafka-leader-election.sh --election-type unclean --topic t --partition 0",
        ),
        (
            json!({ "alter_config": { "broker": "broker-2", "config": { "num.io.threads": 2 } } }),
            "kafka kafka-configs.sh --alter --entity-type brokers --entity-name 2 --add-config num.io.threads=2",
        ),
        (
            json!({ "alter_config": { "topic": "t", "config": { "cleanup.policy": "compact,delete" } } }),
            "kafka kafka-configs.sh --alter --entity-type topics --entity-name t --add-config 'cleanup.policy=[compact,delete]'",
        ),
        (
            json!({ "reset_offsets": { "group": "g", "topic": "t", "partition": 1, "to": 3 } }),
            "kafka kafka-consumer-groups.sh --group g --topic t:1 --reset-offsets --to-offset 3 --execute",
        ),
        (
            json!({ "delete_records": { "topic": "t", "before": 3 } }),
            "delete_records '{\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"offset\":3}],\"version\":1}'",
        ),
    ] {
        assert_eq!(does(&action)[0], command);
    }
}
