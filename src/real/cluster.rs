//! The lab's brokers as services, and the configs that the lab sets on them.

use std::collections::{BTreeMap, BTreeSet};

use engine::config::Configs as _;
use lab::{Broker, CONTROLLER, Lab};
use serde_json::Value;

/// The official image, of the version that the engine follows.
pub(crate) const IMAGE: &str = "apache/kafka:4.3.0";

/// The service in which Kafka's own tools are run: it is what the lab's admin client is.
pub(crate) const ADMIN: &str = lab::ADMIN;

/// The port of a broker within the network.
pub(crate) const INSIDE: u32 = 9092;

/// The port of the controller.
pub(crate) const CONTROLLER_PORT: u32 = 9093;

/// The port on which the host reaches a broker: each has its own.
pub(crate) const fn outside(broker: &Broker) -> u32 {
    const BEFORE_FIRST: u32 = 19_091;
    BEFORE_FIRST + broker.id.0
}

/// `bootstrap.servers` for whoever is in the network.
pub(crate) fn bootstrap_inside(lab: &Lab) -> String {
    let brokers = lab.brokers().iter();
    let all: Vec<String> = brokers
        .map(|broker| format!("{}:{INSIDE}", broker.name))
        .collect();
    all.join(",")
}

/// `bootstrap.servers` for whoever is on the host.
pub(crate) fn bootstrap_outside(lab: &Lab) -> String {
    let brokers = lab.brokers().iter();
    let all: Vec<String> = brokers
        .map(|broker| format!("localhost:{}", outside(broker)))
        .collect();
    all.join(",")
}

/// The names of the services of the cluster, the controller first.
pub(crate) fn services(lab: &Lab) -> impl Iterator<Item = &str> {
    let brokers = lab.brokers().iter().map(|broker| &*broker.name);
    [CONTROLLER].into_iter().chain(brokers)
}

/// The configs that the lab sets on a broker, as Kafka writes them.
pub(crate) fn broker_configs(lab: &Lab, index: usize, broker: &Broker) -> BTreeMap<String, String> {
    let cluster = &lab.source()["cluster"];
    let own = names(&cluster["brokers"][index]["config"]);
    let names = names(&cluster["config"])
        .into_iter()
        .chain(own)
        .collect::<BTreeSet<_>>();
    let names = names.into_iter();
    names
        .filter_map(|name| Some((name.to_owned(), broker.config.get(name)?)))
        .collect()
}

/// The configs that the lab sets on all brokers, which the controller goes by.
pub(crate) fn common_configs(lab: &Lab) -> BTreeMap<String, String> {
    let mut config = engine::config::BrokerConfig::default();
    let set = lab.source()["cluster"]["config"].as_object();
    let mut common = BTreeMap::new();
    for (name, value) in set.into_iter().flatten() {
        // A lab that exists has no config that Kafka would not take.
        if config.set(name, &as_text(value)).is_ok() {
            common.insert(name.clone(), config.get(name).unwrap_or_default());
        }
    }
    common
}

fn names(configs: &Value) -> Vec<&str> {
    let fields = configs.as_object().into_iter().flatten();
    fields.map(|(name, _)| name.as_str()).collect()
}

/// A value of a config as text.
fn as_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
