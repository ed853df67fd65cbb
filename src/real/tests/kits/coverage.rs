//! Nothing of a lab is left out in silence: whatever is changed in its file changes a file of the kit, or is told.

use lab::{Lab, Path, Segment, scenario};
use real::Kit;
use serde_json::{Value, json};

use crate::{everything, labs};

/// What a lab says of learners and of verdicts: no cluster has it.
const NOT_OF_THE_CLUSTER: [&str; 11] = [
    "$schema",
    "format",
    "title",
    "track",
    "languages",
    "minutes",
    "needs",
    "claim",
    "until_ms",
    "goals",
    "explore",
];

/// And of steps.
const NOT_OF_A_DEED: [&str; 12] = [
    "kind",
    "measure",
    "run_ms",
    "choices",
    "claim",
    "within_ms",
    "goal",
    "of",
    "settings",
    "solution",
    "goals",
    "id",
];

/// Words that lab files have, by which a text can be changed into another that is allowed as well.
const WORDS: [&str; 37] = [
    "broker-2",
    "broker-3",
    "all",
    "1",
    "0",
    "latest",
    "earliest",
    "gzip",
    "none",
    "string",
    "json",
    "classic",
    "consumer",
    "automatically",
    "after_poll",
    "after_record",
    "before_processing",
    "by_key",
    "by_offset",
    "blind",
    "file",
    "table",
    "crash",
    "throw",
    "fetch",
    "process",
    "write",
    "response",
    "Fetch",
    "init",
    "commit",
    "copies",
    "orders",
    "printers",
    "plain",
    "drop_oldest",
    "read_uncommitted",
];

fn leaves(value: &Value, path: &Path, found: &mut Vec<(Path, Value)>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                leaves(value, &path.key(key), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                leaves(value, &path.index(index), found);
            }
        }
        Value::Null => {}
        leaf => found.push((path.clone(), leaf.clone())),
    }
}

fn is_of_the_cluster(path: &Path) -> bool {
    let keys: Vec<&str> = path
        .segments()
        .iter()
        .map(|segment| match segment {
            Segment::Key(key) => key.as_str(),
            Segment::Index(_) => "",
        })
        .collect();
    match keys[..] {
        [first, ..] if NOT_OF_THE_CLUSTER.contains(&first) => false,
        ["steps", _, field, ..] => !NOT_OF_A_DEED.contains(&field),
        // The kind of a client is all that it says.
        ["wrong_turns", ..] | ["clients", _, "kind"] => false,
        _ => true,
    }
}

/// Whether a kit tells of a place, or of what it is in.
fn tells(kit: &Kit, path: &Path) -> bool {
    kit.missing
        .iter()
        .any(|missing| path.segments().starts_with(missing.what.path.segments()))
}

/// Other values for a leaf.
fn others(path: &Path, leaf: &Value) -> Vec<Value> {
    match leaf {
        Value::Bool(flag) => vec![json!(!flag)],
        Value::Number(number) => {
            let number = number.as_i64().unwrap();
            [number + 1, number - 1, number * 2, 3, 2, 1]
                .into_iter()
                .map(Value::from)
                .collect()
        }
        _ if path.to_string() == "id" => vec![json!("another-lab")],
        Value::String(text) => {
            let longer = [json!(format!("{text}x")), json!(format!("x{text}"))];
            WORDS
                .into_iter()
                .filter(|word| word != text)
                .map(Value::from)
                .chain(longer)
                .collect()
        }
        _ => vec![],
    }
}

#[test]
fn whatever_is_changed_in_a_lab_changes_its_kit_or_is_told() {
    let lab = everything();
    let kit = real::kit(&lab);
    let mut found = Vec::new();
    leaves(lab.source(), &Path::ROOT, &mut found);
    let mut silent = Vec::new();
    for (path, leaf) in found.iter().filter(|(path, _)| is_of_the_cluster(path)) {
        let changed = others(path, leaf).into_iter().filter(|other| other != leaf);
        let mut changed = changed.filter_map(|other| {
            let mut lab = lab.clone();
            lab.set(&format!("{path}={other}")).ok().map(|()| lab)
        });
        let is_said = match changed.next() {
            Some(first) => {
                let mut all = [first].into_iter().chain(changed);
                all.any(|changed| real::kit(&changed).files != kit.files)
            }
            // What cannot be anything else by itself is at least there.
            None => {
                let text = leaf
                    .as_str()
                    .map_or_else(|| leaf.to_string(), str::to_owned);
                kit.files.iter().any(|file| file.text.contains(&text))
            }
        };
        if !is_said && !tells(&kit, path) {
            silent.push(format!("{path}={leaf}"));
        }
    }
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn every_deed_of_a_lab_is_a_command_or_is_told() {
    let templates = scenario::templates().iter();
    let templates = templates.map(|template| Lab::parse(&template.open().text(), &[]).unwrap());
    for lab in labs().into_iter().chain(templates) {
        let kit = real::kit(&lab);
        let faults = &kit
            .files
            .iter()
            .find(|file| file.name == "faults.sh")
            .unwrap()
            .text;
        for (index, entry) in lab.script().iter().enumerate() {
            let path = Path::ROOT.key("script").index(index).key("do");
            check(
                &kit,
                &path,
                faults,
                &format!("script_{}() {{", index + 1),
                &entry.action,
            );
        }
        for client in lab.clients() {
            let files = ["clients.py", "Clients.java", "compose.yaml", "faults.sh"];
            let is_there = |name: &&str| {
                let file = kit.files.iter().find(|file| file.name == *name).unwrap();
                file.text.contains(&*client.name)
            };
            let path = Path::ROOT.key("clients").key(&client.name);
            assert!(
                tells(&kit, &path) || files[..3].iter().all(is_there),
                "{path} of {}",
                lab.id()
            );
        }
    }
}

fn check(kit: &Kit, path: &Path, faults: &str, function: &str, action: &lab::Action) {
    let body = faults
        .split(function)
        .nth(1)
        .unwrap()
        .split("\n}")
        .next()
        .unwrap();
    let is_done = body
        .lines()
        .any(|line| !line.is_empty() && !line.trim_start().starts_with('#') && line.trim() != ":");
    let is_told = kit.missing.iter().any(|missing| missing.what.path == *path);
    assert!(is_done != is_told, "{path}: {action:?}\n{body}");
}

#[test]
fn the_lab_that_has_everything_has_every_action_and_every_reason() {
    let schema: Value = serde_json::from_str(&lab::schema()).unwrap();
    let actions = schema["$defs"]["Action"]["oneOf"].as_array().unwrap();
    let text = everything().source().to_string();
    for action in actions {
        let name = action["required"][0].as_str().unwrap();
        assert!(text.contains(&format!("\"{name}\":")), "{name}");
    }
    let kit = real::kit(&everything());
    for reason in real::Reason::ALL {
        assert!(
            kit.missing.iter().any(|missing| missing.why == reason),
            "{reason:?}"
        );
    }
}

#[test]
fn whoever_reads_or_writes_other_bytes_than_text_is_told_to_be_missing() {
    let mut source = everything().source().clone();
    source["clients"]["plain"]["value_schema"] = "ride".into();
    source["clients"]["plain"]["config"]["value.serializer"] = "kafka-avro".into();
    source["clients"]["plain"]["source"]["value"] = json!({ "id": "{n}" });
    source["clients"]["sharer"]["application"]["on_deserialization_error"] = "skip".into();
    source["steps"] = json!([{ "id": "read", "kind": "read" }]);
    source["script"] = json!([{ "at_ms": 1, "do": { "crash": "plain" } }]);
    let lab = Lab::parse(&source.to_string(), &[]).expect("it is valid");
    let kit = real::kit(&lab);
    for client in ["plain", "sharer", "registry"] {
        let path = Path::ROOT.key("clients").key(client);
        let told = kit
            .missing
            .iter()
            .filter(|missing| missing.what.path == path && missing.why == real::Reason::NoSchemas);
        assert!(told.count() >= 4, "{client}");
    }
    assert!(tells(&kit, &Path::ROOT.key("schemas")));
    let script = Path::ROOT.key("script").index(0);
    assert!(tells(&kit, &script.key("do")) || tells(&kit, &script));
}
