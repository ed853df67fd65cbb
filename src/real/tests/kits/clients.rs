//! The configs in `clients.py` and `Clients.java`, read back.

use std::collections::BTreeMap;

use engine::config::{Configs as _, ConsumerConfig, ProducerConfig};
use lab::{Client, Lab, Path};
use real::Kit;

use crate::syntax::{all, java, python, said};
use crate::{file, labs};

type Configs = BTreeMap<String, String>;

/// The configs of each client that a client's function makes in Python: of its consumer or producer, and of the producer
/// that its application has.
fn in_python(kit: &Kit, client: &Client) -> BTreeMap<String, Configs> {
    let text = &file(kit, "clients.py").text;
    let tree = python(text);
    let mut made = BTreeMap::new();
    let functions = all(tree.root_node()).filter(|node| node.kind() == "function_definition");
    let mut functions = functions.filter(|node| {
        let name = said(node.child_by_field_name("name").unwrap(), text);
        name.starts_with("client_") && name.ends_with(&format!("_{}", client.id.0))
    });
    let Some(function) = functions.next() else {
        return made;
    };
    for call in all(function).filter(|node| node.kind() == "call") {
        let class = said(call.child_by_field_name("function").unwrap(), text);
        if class != "KafkaProducer" && class != "KafkaConsumer" {
            continue;
        }
        let arguments = call.child_by_field_name("arguments").unwrap();
        let arguments = (0..arguments.named_child_count())
            .filter_map(|index| arguments.named_child(index.try_into().unwrap()))
            .filter(|node| node.kind() == "keyword_argument");
        let configs = arguments.map(|argument| {
            let part = |field| said(argument.child_by_field_name(field).unwrap(), text);
            (part("name").replace('_', "."), part("value").to_owned())
        });
        made.insert(class.to_owned(), configs.collect());
    }
    made
}

/// The same in Java, by the variable that has the properties.
fn in_java(kit: &Kit, client: &Client) -> BTreeMap<String, Configs> {
    let text = &file(kit, "Clients.java").text;
    let tree = java(text);
    let mut made: BTreeMap<String, Configs> = BTreeMap::new();
    let methods = all(tree.root_node()).filter(|node| node.kind() == "method_declaration");
    for method in methods {
        let name = said(method.child_by_field_name("name").unwrap(), text);
        if !name.starts_with("client_") || !name.ends_with(&format!("_{}", client.id.0)) {
            continue;
        }
        for call in all(method).filter(|node| node.kind() == "method_invocation") {
            let part = |field| call.child_by_field_name(field).map(|node| said(node, text));
            let (Some(object @ ("config" | "output")), Some("put")) =
                (part("object"), part("name"))
            else {
                continue;
            };
            let arguments = call.child_by_field_name("arguments").unwrap();
            let values: Vec<&str> = (0..arguments.named_child_count())
                .map(|index| {
                    said(
                        arguments.named_child(index.try_into().unwrap()).unwrap(),
                        text,
                    )
                })
                .collect();
            made.entry(object.to_owned())
                .or_default()
                .insert(java_text(values[0]), java_text(values[1]));
        }
    }
    made
}

/// A literal of Java; what is none is as it is.
pub(crate) fn java_text(literal: &str) -> String {
    let Some(inner) = literal
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return literal.to_owned();
    };
    let (mut units, mut rest) = (Vec::new(), inner.chars());
    while let Some(c) = rest.next() {
        if c != '\\' {
            let mut buffer = [0; 2];
            units.extend_from_slice(c.encode_utf16(&mut buffer));
            continue;
        }
        match rest.next().unwrap() {
            'n' => units.push(u16::from(b'\n')),
            'r' => units.push(u16::from(b'\r')),
            'u' => {
                let digits: String = rest.by_ref().take(4).collect();
                units.push(u16::from_str_radix(&digits, 16).unwrap());
            }
            c => units.push(c as u16),
        }
    }
    String::from_utf16(&units).unwrap()
}

/// A literal of Python; what is none is as it is.
pub(crate) fn python_text(literal: &str) -> String {
    let Some(inner) = literal
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return literal.to_owned();
    };
    let (mut text, mut rest) = (String::new(), inner.chars());
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match rest.next().unwrap() {
            'n' => text.push('\n'),
            'U' => {
                let digits: String = rest.by_ref().take(8).collect();
                text.push(char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap());
            }
            c => text.push(c),
        }
    }
    text
}

/// What Kafka would call a value that kafka-python is given.
fn kafkas(name: &str, literal: &str) -> String {
    match (name, literal) {
        ("key.serializer" | "value.serializer", "Json()") => "json".to_owned(),
        ("key.serializer" | "value.serializer", "DefaultSerializer()") => "string".to_owned(),
        ("compression.type", "None") => "none".to_owned(),
        ("partition.assignment.strategy", list) => {
            let names = list
                .trim_matches(['[', ']'])
                .split(", ")
                .map(|name| match name {
                    "RangePartitionAssignor" => "RangeAssignor",
                    "RoundRobinPartitionAssignor" => "RoundRobinAssignor",
                    "StickyPartitionAssignor" => "StickyAssignor",
                    other => other,
                });
            let names: Vec<String> = names
                .map(|name| format!("org.apache.kafka.clients.consumer.{name}"))
                .collect();
            names.join(",")
        }
        (_, "True") => "true".to_owned(),
        (_, "False") => "false".to_owned(),
        (_, literal) => python_text(literal),
    }
}

/// What each client of a lab is told: by the class that is made, the configs that the lab sets, and their place.
fn expected(lab: &Lab, client: &Client) -> Vec<(&'static str, &'static str, Path, Configs)> {
    let path = Path::ROOT.key("clients").key(&client.name);
    let class = match client.kind.name() {
        "producer" => "KafkaProducer",
        "consumer" => "KafkaConsumer",
        _ => return vec![],
    };
    let mut all = vec![(class, "config", path.key("config"), client.set.clone())];
    let output = path
        .key("application")
        .key("writes_to")
        .key("topic")
        .key("config");
    if let Some(set) = output
        .get(lab.source())
        .and_then(serde_json::Value::as_object)
    {
        let mut config = ProducerConfig::default();
        let set = set.iter().map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            config.set(name, &text).unwrap();
            (name.clone(), config.get(name).unwrap())
        });
        all.push(("KafkaProducer", "output", output, set.collect()));
    }
    all
}

fn is_missing(kit: &Kit, path: &Path, file: &str) -> bool {
    kit.missing
        .iter()
        .any(|missing| missing.what.path == *path && missing.file == file)
}

/// Whether a client is not written at all, which is told.
pub(crate) fn is_left_out(kit: &Kit, client: &Client, file: &str) -> bool {
    is_missing(kit, &Path::ROOT.key("clients").key(&client.name), file)
}

#[test]
fn python_clients_have_the_configs_of_the_lab_or_it_is_told() {
    for lab in labs() {
        let kit = real::kit(&lab);
        for client in lab.clients() {
            if is_left_out(&kit, client, "clients.py") {
                continue;
            }
            let made = in_python(&kit, client);
            for (class, _, path, set) in expected(&lab, client) {
                for (name, value) in &set {
                    let found = made[class].get(name).map(|literal| kafkas(name, literal));
                    let is_told = is_missing(&kit, &path.key(name), "clients.py")
                        // It knows no other, and says so.
                        || (name == "group.protocol" && value == "classic");
                    match found {
                        Some(found) if found == *value => {}
                        _ => assert!(is_told, "{name} of {} in {}", client.name, lab.id()),
                    }
                }
            }
        }
    }
}

#[test]
fn what_python_clients_have_besides_are_kafkas_own_defaults() {
    for lab in labs() {
        let kit = real::kit(&lab);
        for client in lab.clients() {
            if is_left_out(&kit, client, "clients.py") {
                continue;
            }
            let made = in_python(&kit, client);
            for (class, _, _, set) in expected(&lab, client) {
                let others = made[class].iter().filter(|(name, _)| {
                    !set.contains_key(*name)
                        && !["bootstrap.servers", "client.id", "partitioner"]
                            .contains(&name.as_str())
                });
                for (name, literal) in others {
                    let default = match class {
                        "KafkaProducer" => ProducerConfig::default().get(name).unwrap(),
                        _ => ConsumerConfig::default().get(name).unwrap(),
                    };
                    // Of the assignors it can have the first alone.
                    let first = default.split(',').next().unwrap();
                    assert_eq!(kafkas(name, literal), first, "{name} of {}", client.name);
                }
            }
        }
    }
}

#[test]
fn java_clients_have_the_configs_of_the_lab_and_no_others() {
    const OF_THE_CLIENT: [&str; 4] = [
        "bootstrap.servers",
        "client.id",
        "key.deserializer",
        "value.deserializer",
    ];
    for lab in labs() {
        let kit = real::kit(&lab);
        for client in lab.clients() {
            if is_left_out(&kit, client, "Clients.java") {
                continue;
            }
            let made = in_java(&kit, client);
            for (_, variable, _, set) in expected(&lab, client) {
                let is_serializer = |name: &str| name.ends_with(".serializer");
                let mut found = made[variable].clone();
                for name in ["key.serializer", "value.serializer"] {
                    let class = found.remove(name);
                    let class = class.as_deref().and_then(|class| class.rsplit('.').next());
                    let expected = match (client.kind.name(), variable) {
                        ("producer", _) => Some("StringSerializer"),
                        (_, "output") => Some("ByteArraySerializer"),
                        _ => None,
                    };
                    assert_eq!(class, expected, "{name} of {}", client.name);
                }
                found.retain(|name, _| !OF_THE_CLIENT.contains(&name.as_str()));
                let set: Configs = set
                    .into_iter()
                    .filter(|(name, _)| !is_serializer(name))
                    .collect();
                assert_eq!(found, set, "{} of {}", client.name, lab.id());
            }
        }
    }
}
