//! Kits held against the tools that are to read them: Python, bash and shellcheck. Whoever has them not, is told so.

mod tools;

use std::fs;
use std::path::PathBuf;

use engine::client::producer::consistent_partition_for_key;
use engine::model::Payload;
use lab::{Action, ClientKind, Lab, Path, StepKind, shelf};
use serde_json::{Value, json};
use tools::{bash, python, run, shellcheck};

/// All labs that are built in, one that has everything, and one whose texts would end quotes and begin expansions.
fn labs() -> Vec<Lab> {
    let built_in = shelf::labs().iter().map(|lab| shelf::open(lab.id).unwrap());
    let everything = include_str!("../../src/real/tests/kits/everything.json");
    built_in
        .chain([Lab::parse(everything, &[]).unwrap(), nasty()])
        .collect()
}

/// A lab whose texts mean something to each of the languages.
fn nasty() -> Lab {
    const NASTY: &str = "\"'\\ ${x} `id` $(id) \n\r {n} { } \\u000a */ # : \u{2028}\u{85} ñ \u{1f980} %s \"\"\" \t\\";
    // A key that is the number alone would be no text.
    let lines = NASTY.split(' ').chain([NASTY]);
    let lines: Vec<String> = lines.map(|text| format!("k{text}")).collect();
    let sends = lines.iter().map(|text| {
        json!({ "at_ms": 1, "do": { "send": { "client": "p", "topic": "t", "key": text, "value": [text] } } })
    });
    let mut script: Vec<Value> = sends.collect();
    script.push(
        json!({ "at_ms": 2, "do": { "reset_offsets": { "group": NASTY, "topic": "t", "to": 0 } } }),
    );
    let file = json!({
        "format": 1,
        "id": "nasty",
        "cluster": {
            "brokers": [{ "id": 1, "rack": NASTY }],
            "config": { "offsets.topic.replication.factor": 1 },
        },
        "topics": { "t": {} },
        "clients": {
            "p": {
                "kind": "producer",
                "config": { "value.serializer": "json" },
                "source": { "topic": "t", "every_ms": 1, "count": 40, "keys": lines, "value": { "{n}": NASTY } },
            },
            "c": { "kind": "consumer", "config": { "group.id": NASTY }, "subscribe": ["t"] },
        },
        "script": script,
        "until_ms": 1000,
    });
    Lab::parse(&file.to_string(), &[]).unwrap()
}

/// Writes the kit of a lab into a folder of its own.
fn written(lab: &Lab, test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("real")
        .join(test)
        .join(lab.id());
    fs::create_dir_all(&folder).unwrap();
    for file in real::kit(lab).files {
        fs::write(folder.join(file.name), file.text).unwrap();
    }
    folder
}

#[test]
fn every_script_is_clean_under_shellcheck() {
    for lab in labs() {
        let folder = written(&lab, "shellcheck");
        let scripts = ["topics.sh", "faults.sh", "kcat.sh", "console.sh"];
        run(shellcheck().current_dir(folder).args(scripts));
    }
}

#[test]
fn every_client_compiles_in_python() {
    for lab in labs() {
        let folder = written(&lab, "compile");
        run(python()
            .current_dir(folder)
            .args(["-m", "py_compile", "clients.py"]));
    }
}

fn hexadecimal(payload: Option<&Payload>) -> Value {
    let Some(payload) = payload else {
        return Value::Null;
    };
    let digits: String = payload
        .bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    digits.into()
}

/// What clients in Python send.
fn sent(lab: &Lab, client: &str, test: &str) -> Value {
    let folder = written(lab, test);
    let fake = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/real/fake_kafka.py");
    let output = run(python()
        .arg(fake)
        .arg(folder.join("clients.py"))
        .arg(client));
    serde_json::from_str(&output).unwrap()
}

/// Whether a client is not written at all, which is told.
fn is_left_out(lab: &Lab, client: &str) -> bool {
    let path = Path::ROOT.key("clients").key(client);
    let mut missing = real::kit(lab).missing.into_iter();
    missing.any(|missing| missing.what.path == path && missing.file == "clients.py")
}

#[test]
fn python_clients_send_the_records_of_the_source_byte_by_byte() {
    for lab in labs() {
        for client in lab.clients() {
            let ClientKind::Producer {
                source: Some(source),
                ..
            } = &client.kind
            else {
                continue;
            };
            if is_left_out(&lab, &client.name) {
                continue;
            }
            let sent = sent(&lab, &client.name, "records");
            let mut sent = sent["scheduled"].as_array().unwrap().iter();
            for position in 0..source.len() {
                let record = source.record(position).unwrap();
                for topic in &source.topics {
                    let found = sent
                        .next()
                        .unwrap_or_else(|| panic!("{position} of {}", client.name));
                    if let engine::app::SourceRecords::Bulk { value_len, .. } = source.records {
                        assert_eq!(found[3].as_str().unwrap().len(), value_len as usize * 2);
                        continue;
                    }
                    let expected = json!([
                        topic.as_str(),
                        found[1],
                        hexadecimal(record.key.as_ref()),
                        hexadecimal(record.value.as_ref()),
                    ]);
                    assert_eq!(
                        *found,
                        expected,
                        "{position} of {} in {}",
                        client.name,
                        lab.id()
                    );
                }
            }
            assert_eq!(sent.next(), None);
        }
    }
}

#[test]
fn a_rule_of_the_application_s_own_chooses_partitions_and_so_does_librdkafka_s() {
    let everything = include_str!("../../src/real/tests/kits/everything.json");
    let mut lab = Lab::parse(everything, &[]).unwrap();
    let partitions = |lab: &Lab| {
        let sent = sent(lab, "ruled", "partitions");
        let sent = sent["scheduled"].as_array().unwrap().iter();
        sent.take(3)
            .map(|record| record[1].clone())
            .collect::<Vec<Value>>()
    };
    assert_eq!(partitions(&lab), [json!(2), json!(1), json!(2)], "a, b, a");
    lab.set("clients.ruled.partitioner=\"consistent_random\"")
        .unwrap();
    let of = |key: &str| json!(consistent_partition_for_key(key.as_bytes(), 3));
    assert_eq!(partitions(&lab), [of("a"), of("b"), of("a")]);
}

#[test]
fn a_record_that_is_sent_by_hand_is_the_one_of_the_lab() {
    let lab = nasty();
    let sent = sent(&lab, "p", "by-hand");
    let actions = lab.script().iter().map(|entry| &entry.action);
    let steps = lab.steps().iter().filter_map(|step| match &step.kind {
        StepKind::Do(action) => Some(action),
        _ => None,
    });
    let sends = actions.chain(steps).filter_map(|action| match action {
        Action::Send(send) => Some(send),
        _ => None,
    });
    let mut distinct: Vec<&lab::Send> = Vec::new();
    for send in sends {
        if !distinct.contains(&send) {
            distinct.push(send);
        }
    }
    for (number, send) in (1..).zip(distinct) {
        let key: Payload = send.key.as_str().unwrap().into();
        let value: Payload = send.value.to_string().as_str().into();
        let expected = json!([[
            send.topic,
            null,
            hexadecimal(Some(&key)),
            hexadecimal(Some(&value))
        ]]);
        assert_eq!(sent["by_hand"][format!("send-{number}")], expected);
    }
}

#[test]
fn a_word_of_a_script_is_read_by_bash_as_it_was() {
    let lab = nasty();
    let folder = written(&lab, "bash");
    let kafka = "docker() { printf '%s\\0' \"$@\"; }\n";
    fs::write(folder.join("before.sh"), kafka).unwrap();
    let number = lab.script().len();
    let output = run(bash()
        .current_dir(&folder)
        .env("BASH_ENV", "before.sh")
        .args(["faults.sh", &format!("script {number}")]));
    let words: Vec<&str> = output.split('\0').collect();
    let at = words.iter().position(|word| *word == "--group").unwrap();
    let Action::ResetOffsets(asked) = &lab.script()[number - 1].action else {
        panic!()
    };
    assert_eq!(words[at + 1], asked.group);
}

#[test]
fn kcat_is_given_the_records_of_the_source() {
    // Of the topics to which a record goes, one is asked.
    const BEFORE: &str = "
kcat() { if [[ $* == *'-t other'* || $* != *client.id=plain* ]]; then cat; else cat > first; fi; }
sleep() { :; }
";
    let everything = include_str!("../../src/real/tests/kits/everything.json");
    let lab = Lab::parse(everything, &[]).unwrap();
    let folder = written(&lab, "kcat");
    fs::write(folder.join("before.sh"), BEFORE).unwrap();
    let read = |client: &str| {
        run(bash()
            .current_dir(&folder)
            .env("BASH_ENV", "before.sh")
            .args(["kcat.sh", &format!("client {client}")]))
    };
    let expected: String = (0..10)
        .map(|n| format!("key-{n}\u{1f}{{\"number\":{n},\"text\":\"it is {n}\"}}\n"))
        .collect();
    assert_eq!(read("plain"), expected);
    assert_eq!(read("rdkafka"), format!("{}\n", "x".repeat(100)).repeat(10));
}
