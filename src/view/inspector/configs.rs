//! A node's configs by Kafka's names.

use engine::config::{Configs, Scope};
use sim::{AnyNode, Slot};

use super::{Config, Owner};
use crate::setup::config_key;

/// The configs that a node runs with, those that differ from Kafka's defaults first.
pub(super) fn of(slot: &Slot) -> Vec<Config> {
    match slot.node() {
        AnyNode::Broker(broker) => {
            let owner = Owner::Broker(slot.name().to_string());
            all(Scope::Broker, broker.config(), Some(&owner))
        }
        AnyNode::Controller(controller) => all(Scope::Broker, &controller.setup().config, None),
        AnyNode::Producer(producer) => all(Scope::Producer, &producer.setup().config, None),
        AnyNode::Consumer(node) => all(Scope::Consumer, &node.consumer().setup().config, None),
        AnyNode::Admin(admin) => all(Scope::Admin, &admin.setup().config, None),
        AnyNode::Registry(registry) => all(Scope::Registry, &registry.setup().config, None),
        AnyNode::Sink(_) | AnyNode::Sender(_) | AnyNode::Receiver(_) | AnyNode::Pusher(_) => {
            Vec::new()
        }
    }
}

/// Every config of a set, which belongs to things of this scope; `owner`: whose they are, if some may change.
pub(super) fn all<C: Configs>(scope: Scope, configs: &C, owner: Option<&Owner>) -> Vec<Config> {
    let config = |(index, definition): (usize, &engine::config::Definition)| Config {
        name: definition.name,
        key: config_key(scope, definition.name),
        value: configs.get_at(index),
        default: definition.default,
        doc: definition.doc,
        owner: owner
            .filter(|owner| owner.may_change(definition.update_mode))
            .cloned(),
    };
    set_first(C::definitions().iter().enumerate().map(config).collect())
}

fn set_first(configs: Vec<Config>) -> Vec<Config> {
    let (mut set, rest): (Vec<Config>, Vec<Config>) = configs.into_iter().partition(Config::is_set);
    set.extend(rest);
    set
}
