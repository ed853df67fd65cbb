//! Names and values that would end a quote, begin an expansion or break a line are read back as they were.

use lab::Lab;
use proptest::prelude::*;
use serde_json::json;

use crate::clients::{java_text, python_text};
use crate::file;
use crate::shell::commands;
use crate::syntax::{all, java, python, said};

/// A text of what means something to one of the languages, and of anything else.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just("\\".to_owned()),
        Just("$".to_owned()),
        Just("${x}".to_owned()),
        Just("`id`".to_owned()),
        Just("$(id)".to_owned()),
        Just("\n".to_owned()),
        Just("\r".to_owned()),
        Just("{n}".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("\\u000a".to_owned()),
        Just("*/".to_owned()),
        Just("#".to_owned()),
        Just(": ".to_owned()),
        Just("\u{2028}".to_owned()),
        Just("\u{85}".to_owned()),
        Just("ñ".to_owned()),
        Just("\u{1f980}".to_owned()),
        Just("\"\"\"".to_owned()),
        Just("EOF".to_owned()),
        Just("%s".to_owned()),
        Just("%".to_owned()),
        Just("\t".to_owned()),
        "[a-z ]{1,5}",
    ];
    // A key that is the number alone would be no text.
    proptest::collection::vec(pieces, 1..8).prop_map(|pieces| format!("k{}", pieces.concat()))
}

fn lab(texts: &[String]) -> Lab {
    let [group, rack, key, value] = texts else {
        panic!()
    };
    let file = json!({
        "format": 1,
        "id": "nasty",
        "cluster": { "brokers": [{ "id": 1, "rack": rack }], "config": { "offsets.topic.replication.factor": 1 } },
        "topics": { "t": {} },
        "clients": {
            "p": {
                "kind": "producer",
                "config": { "value.serializer": "json" },
                "source": { "topic": "t", "every_ms": 1, "count": 2, "key": key, "value": { "text": value } },
            },
            "c": { "kind": "consumer", "config": { "group.id": group }, "subscribe": ["t"] },
        },
        "script": [
            { "at_ms": 1, "do": { "send": { "client": "p", "topic": "t", "key": key, "value": value } } },
            { "at_ms": 2, "do": { "reset_offsets": { "group": group, "topic": "t", "to": 0 } } },
            { "at_ms": 3, "do": { "crash": format!("coordinator of {group}") } },
        ],
        "until_ms": 1000,
    });
    Lab::parse(&file.to_string(), &[]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_file_parses_and_says_what_the_lab_says(texts in proptest::collection::vec(nasty(), 4)) {
        let lab = lab(&texts);
        let [group, rack, key, value] = &texts[..] else { panic!() };
        let kit = real::kit(&lab);
        let compose = crate::compose::parsed(&lab);
        let configs = crate::compose::configs(&compose, "broker-1");
        prop_assert_eq!(&configs["broker.rack"], rack);

        let text = &file(&kit, "clients.py").text;
        let tree = python(text);
        let literals: Vec<String> = all(tree.root_node())
            .filter(|node| node.kind() == "string")
            .map(|node| python_text(said(node, text)))
            .collect();
        prop_assert!(literals.contains(group) && literals.contains(key) && literals.contains(value));

        let text = &file(&kit, "Clients.java").text;
        let tree = java(text);
        let literals: Vec<String> = all(tree.root_node())
            .filter(|node| node.kind() == "string_literal")
            .map(|node| java_text(said(node, text)))
            .collect();
        let sent = serde_json::Value::from(value.as_str()).to_string();
        prop_assert!(literals.contains(group) && literals.contains(key) && literals.contains(&sent));

        let commands = commands(&file(&kit, "faults.sh").text);
        let reset = commands.iter().find(|command| command.contains(&"--reset-offsets".to_owned())).unwrap();
        let after = reset.iter().skip_while(|word| *word != "--group").nth(1);
        prop_assert_eq!(after, Some(group));
    }
}
