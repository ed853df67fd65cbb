//! What Apache's own classes do, as data: the engine agrees with every case of what it models so far.
//!
//! The folder is named by `LOGARIUM_VECTORS`, `../shared/vectors` by default. Where it does not exist, each test says
//! that it was skipped.

#[path = "oracles/assignors.rs"]
mod assignors;
#[path = "oracles/avro.rs"]
mod avro;
#[path = "oracles/cleaner.rs"]
mod cleaner;
#[path = "oracles/election.rs"]
mod election;
#[path = "oracles/histories.rs"]
mod histories;
#[path = "oracles/isr.rs"]
mod isr;
#[path = "oracles/log.rs"]
mod log;
#[path = "oracles/transactions.rs"]
mod transactions;
#[path = "oracles/uniform.rs"]
mod uniform;

use std::fs;
use std::path::PathBuf;

use engine::client::producer::{murmur2, partition_for_key};
use engine::config::{
    AdminConfig, BrokerConfig, CONFLUENT, ConfigError, Configs, ConsumerConfig, Definition,
    ProducerConfig, TopicConfig,
};
use engine::coordinator::partition_for;
use engine::protocol::{ApiKey, ErrorCode};
use serde_json::{Map, Value};
use tank::{lone_broker, lone_transactions, partition};

fn vectors(file: &str) -> Option<Value> {
    let default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = std::env::var_os("LOGARIUM_VECTORS").map_or_else(default, PathBuf::from);
    let path = folder.join(file);
    match fs::read_to_string(&path) {
        Ok(text) => Some(serde_json::from_str(&text).expect("the vectors are JSON")),
        Err(_) => {
            println!("skipped: there is no {}", path.display());
            None
        }
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn agree(disagreements: &[String]) {
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.filter_map(byte).collect()
}

#[test]
fn murmur2_json() {
    let Some(file) = vectors("murmur2.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in list(&file, "vectors") {
        let key = bytes(case["hex"].as_str().unwrap_or_default());
        if case["murmur2"] != murmur2(&key) {
            wrong.push(format!("{case}: murmur2 is {}", murmur2(&key)));
        }
        for (count, partition) in case["partitions"].as_object().into_iter().flatten() {
            let found = partition_for_key(&key, count.parse().expect("a number"));
            if *partition != found {
                wrong.push(format!("{} of {count}: {found}", case["hex"]));
            }
        }
    }
    agree(&wrong);
}

#[test]
fn coordinator_partition_json() {
    let Some(file) = vectors("coordinator_partition.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in list(&file, "vectors") {
        let id = case["id"].as_str().unwrap_or_default();
        for (key, count) in [("p50", 50), ("p3", 3)] {
            if case[key] != partition_for(id, count) {
                wrong.push(format!("{id:?} of {count}: {}", partition_for(id, count)));
            }
        }
    }
    agree(&wrong);
}

#[test]
fn error_codes_json() {
    let Some(file) = vectors("error_codes_4.3.0.json") else {
        return;
    };
    let cases = file.as_array().expect("a list");
    assert_eq!(cases.len(), ErrorCode::ALL.len());
    let mut wrong = Vec::new();
    for (case, code) in cases.iter().zip(ErrorCode::ALL) {
        let same = case["code"] == code.code()
            && case["name"] == code.name()
            && case["retriable"] == code.is_retriable()
            && case["refresh_metadata"] == code.refreshes_metadata();
        if !same {
            wrong.push(format!("{case}: {code}"));
        }
    }
    agree(&wrong);
}

#[test]
fn api_keys_json() {
    let Some(file) = vectors("api_keys_4.3.0.json") else {
        return;
    };
    let cases = file.as_array().expect("a list");
    let modelled = [
        ApiKey::Produce,
        ApiKey::Fetch,
        ApiKey::ListOffsets,
        ApiKey::Metadata,
        ApiKey::OffsetCommit,
        ApiKey::OffsetFetch,
        ApiKey::FindCoordinator,
        ApiKey::JoinGroup,
        ApiKey::Heartbeat,
        ApiKey::LeaveGroup,
        ApiKey::SyncGroup,
        ApiKey::CreateTopics,
        ApiKey::DeleteTopics,
        ApiKey::InitProducerId,
        ApiKey::AddPartitionsToTxn,
        ApiKey::AddOffsetsToTxn,
        ApiKey::EndTxn,
        ApiKey::WriteTxnMarkers,
        ApiKey::TxnOffsetCommit,
        ApiKey::DescribeConfigs,
        ApiKey::CreatePartitions,
        ApiKey::ElectLeaders,
        ApiKey::IncrementalAlterConfigs,
        ApiKey::AlterPartition,
        ApiKey::DescribeCluster,
        ApiKey::BrokerRegistration,
        ApiKey::BrokerHeartbeat,
        ApiKey::UnregisterBroker,
        ApiKey::AllocateProducerIds,
        ApiKey::ConsumerGroupHeartbeat,
        ApiKey::DescribeTopicPartitions,
    ];
    for api in modelled {
        let found = cases.iter().find(|case| case["key"] == api as i16);
        assert_eq!(
            found.map(|case| &case["name"]),
            Some(&Value::from(api.name()))
        );
    }
}

/// Every name is known; every modelled config has Kafka's type, default, valid values and update mode.
fn check_configs<C: Configs>(known: &Map<String, Value>) {
    let mut wrong = Vec::new();
    for (name, case) in known {
        let change = case["since_4x_change"].as_str().unwrap_or_default();
        if change.starts_with("new in 4.4") || change.contains("removed in") {
            continue;
        }
        match C::definition(name) {
            Ok(definition) => check_config::<C>(definition, case, &mut wrong),
            Err(ConfigError::NotModelled { .. }) => {}
            Err(error) => wrong.push(format!("{name} is neither modelled nor known: {error}")),
        }
    }
    for definition in C::definitions() {
        if !known.contains_key(definition.name) && !CONFLUENT.contains(&definition.name) {
            wrong.push(format!("Kafka has no {}", definition.name));
        }
    }
    agree(&wrong);
}

fn check_config<C: Configs>(definition: &Definition, case: &Value, wrong: &mut Vec<String>) {
    let name = definition.name;
    let mut differ = |what: &str, found: &str, expected: &str| {
        if found != expected {
            wrong.push(format!("{name}: {what} is {found:?}, not {expected:?}"));
        }
    };
    let required = case["default"] == "<required>";
    let default = match &case["default"] {
        // A list of classes is shown as Java shows one, and written as a property is.
        Value::String(text) if text.starts_with("[class ") => {
            let classes = text.trim_matches(['[', ']']).split(", ");
            let names = classes.map(|class| class.trim_start_matches("class "));
            names.collect::<Vec<_>>().join(",")
        }
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    if !required {
        differ("the default", definition.default, &default);
        let value = C::default().get(name).unwrap_or_default();
        differ("the value at first", &value, &default);
    }
    let config_type = definition.config_type.to_string();
    differ(
        "the type",
        &config_type,
        case["type"].as_str().unwrap_or_default(),
    );
    if let Some(dynamic) = case["dynamic"].as_str() {
        differ(
            "the update mode",
            &definition.update_mode.to_string(),
            dynamic,
        );
    }
    let shown = case["valid"].as_str().unwrap_or_default();
    let (valid, invalid) = values(&config_type, shown);
    for value in valid {
        let mut config = C::default();
        match config.set(name, &value) {
            // Of the words for `acks`, `-1` is another one for `all`.
            Ok(()) if name == "acks" => {}
            Ok(()) => differ(
                "what was set",
                &config.get(name).unwrap_or_default(),
                &value,
            ),
            Err(error) => differ(shown, &error.to_string(), "valid"),
        }
    }
    for value in invalid {
        if C::default().set(name, &value).is_ok() {
            differ(shown, &format!("{value} is taken"), "invalid");
        }
    }
}

/// Values that Kafka takes and values that it refuses, by type and by what its documentation shows, such as
/// `[0,...,1]`, `[1,...]` or `[compact, delete]`.
fn values(config_type: &str, shown: &str) -> (Vec<String>, Vec<String>) {
    let inside = shown.trim_start_matches('[').trim_end_matches(']');
    if let Some(most) = match config_type {
        "SHORT" => Some(i128::from(i16::MAX)),
        "INT" => Some(i128::from(i32::MAX)),
        "LONG" => Some(i128::from(i64::MAX)),
        _ => None,
    } {
        let mut ends = inside.split(",...").map(|end| end.trim_start_matches(','));
        let least: Option<i128> = ends.next().and_then(|end| end.parse().ok());
        let most = ends.next().and_then(|end| end.parse().ok()).unwrap_or(most);
        let refused = [least.map(|least| least - 1), Some(most + 1)];
        return (
            vec![least.unwrap_or(1).to_string(), most.to_string()],
            refused
                .into_iter()
                .flatten()
                .map(|number| number.to_string())
                .collect(),
        );
    }
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    match config_type {
        "BOOLEAN" => (texts(&["true", "false"]), texts(&["yes", ""])),
        "DOUBLE" if shown == "[0,...,1]" => {
            (texts(&["0.0", "0.25", "1.0"]), texts(&["-0.1", "1.1", "x"]))
        }
        // A pattern such as by_duration:PnDTnHnMn.nS is no word.
        _ if shown.starts_with('[') => {
            let words = inside.split(", ").filter(|word| !word.contains(':'));
            (words.map(str::to_owned).collect(), texts(&["no such word"]))
        }
        _ => (vec![], vec![]),
    }
}

fn configs<C: Configs>(file: &str) {
    if let Some(file) = vectors(file) {
        let known = file.get("configs").unwrap_or(&file);
        check_configs::<C>(known.as_object().expect("configs by name"));
    }
}

#[test]
fn producer_config_json() {
    configs::<ProducerConfig>("producer_config_4.3.0.json");
}

#[test]
fn consumer_config_json() {
    configs::<ConsumerConfig>("consumer_config_4.3.0.json");
}

#[test]
fn admin_config_json() {
    configs::<AdminConfig>("admin_config_4.3.0.json");
}

#[test]
fn broker_config_json() {
    configs::<BrokerConfig>("broker_config.json");
}

#[test]
fn topic_config_json() {
    configs::<TopicConfig>("topic_config.json");
}
