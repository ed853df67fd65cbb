//! `compose.yaml`, read by somebody else's YAML parser and by the image's rule of names.

use std::collections::BTreeMap;

use engine::config::Configs as _;
use lab::Lab;
use yaml_rust2::{Yaml, YamlLoader};

use crate::clients::is_left_out;
use crate::{everything, file, labs};

pub(crate) fn parsed(lab: &Lab) -> Yaml {
    let kit = real::kit(lab);
    let text = &file(&kit, "compose.yaml").text;
    let mut documents =
        YamlLoader::load_from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

/// What a compose file says, where `$$` stands for `$`.
fn said(value: &Yaml) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value:?} is no text"))
        .replace("$$", "$")
}

/// The configs of a service, as the image makes a properties file of its environment and Kafka reads that.
pub(crate) fn configs(compose: &Yaml, service: &str) -> BTreeMap<String, String> {
    let environment = compose["services"][service]["environment"]
        .as_hash()
        .unwrap();
    let variables = environment
        .iter()
        .map(|(name, value)| (said(name), said(value)));
    let configs = variables.filter_map(|(name, value)| {
        let name = name.strip_prefix("KAFKA_")?.to_lowercase();
        let name = name
            .replace('_', ".")
            .replace("...", "-")
            .replace("..", "_");
        Some((name, loaded(&value)))
    });
    configs.collect()
}

/// What `Properties.load` makes of a value.
fn loaded(value: &str) -> String {
    assert!(
        !value.contains(['\n', '\r']),
        "{value:?} would end its line"
    );
    assert!(
        value.is_ascii() && !value.starts_with(' '),
        "{value:?} would not be read as it is"
    );
    let mut units = Vec::new();
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            units.push(c as u16);
            continue;
        }
        match rest.next().unwrap() {
            'n' => units.push(u16::from(b'\n')),
            'u' => {
                let digits: String = rest.by_ref().take(4).collect();
                units.push(u16::from_str_radix(&digits, 16).unwrap());
            }
            c => units.push(c as u16),
        }
    }
    String::from_utf16(&units).unwrap()
}

#[test]
fn every_broker_has_the_configs_that_the_lab_sets_and_only_those() {
    const OF_THE_CLUSTER: [&str; 10] = [
        "advertised.listeners",
        "broker.rack",
        "controller.listener.names",
        "controller.quorum.voters",
        "inter.broker.listener.name",
        "listener.security.protocol.map",
        "listeners",
        "log.dirs",
        "node.id",
        "process.roles",
    ];
    for lab in labs() {
        let compose = parsed(&lab);
        for (index, broker) in lab.brokers().iter().enumerate() {
            let configs = configs(&compose, &broker.name);
            assert_eq!(configs["node.id"], broker.id.0.to_string());
            assert_eq!(configs["process.roles"], "broker");
            assert_eq!(
                configs.get("broker.rack").map(String::as_str),
                broker.rack.as_deref()
            );
            let cluster = &lab.source()["cluster"];
            let of = |configs: &serde_json::Value| configs.as_object().cloned().unwrap_or_default();
            let mut expected = of(&cluster["config"]);
            expected.extend(of(&cluster["brokers"][index]["config"]));
            let set: BTreeMap<String, String> = expected
                .keys()
                .map(|name| (name.clone(), broker.config.get(name).unwrap()))
                .collect();
            let mut found = configs.clone();
            found.retain(|name, _| !OF_THE_CLUSTER.contains(&&**name));
            assert_eq!(found, set, "{} of {}", broker.name, lab.id());
        }
    }
}

#[test]
fn the_controller_is_alone_and_goes_by_what_the_brokers_have_in_common() {
    for lab in labs() {
        let compose = parsed(&lab);
        let configs = configs(&compose, "controller");
        assert_eq!(configs["process.roles"], "controller");
        assert!(
            !configs.contains_key("advertised.listeners"),
            "the image refuses it"
        );
        let common = lab.source()["cluster"]["config"].as_object().unwrap();
        assert!(
            common.keys().all(|name| configs.contains_key(name)),
            "{}",
            lab.id()
        );
        let voters = format!("{}@controller:9093", configs["node.id"]);
        assert_eq!(configs["controller.quorum.voters"], voters);
    }
}

#[test]
fn brokers_have_ports_of_their_own_on_the_host() {
    let compose = parsed(&everything());
    let ports = |service: &str| said(&compose["services"][service]["ports"][0]);
    assert_eq!(ports("broker-1"), "19092:19092");
    assert_eq!(ports("broker-2"), "19093:19093");
    let listeners = &configs(&compose, "broker-2")["advertised.listeners"];
    assert_eq!(
        listeners,
        "INSIDE://broker-2:9092,OUTSIDE://localhost:19093"
    );
}

#[test]
fn each_of_kafkas_clients_is_a_service_that_starts_when_it_is_asked_for() {
    for lab in labs() {
        let compose = parsed(&lab);
        let kit = real::kit(&lab);
        for client in lab.clients() {
            let service = &compose["services"][&*client.name];
            let is_written = !is_left_out(&kit, client, "clients.py");
            if is_written && ["producer", "consumer"].contains(&client.kind.name()) {
                assert_eq!(said(&service["profiles"][0]), "clients");
                assert_eq!(said(&service["command"][3]), &*client.name);
            } else {
                assert!(
                    service.is_badvalue(),
                    "there is no Kafka in {}, or it is not written",
                    client.name
                );
            }
        }
    }
}
