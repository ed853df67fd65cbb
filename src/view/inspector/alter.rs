//! Configs that change while the cluster runs: `kafka-configs --alter`.

use engine::config::UpdateMode;
use lab::{Action, Problems};
use serde::Serialize;
use serde_json::json;

/// Whose config may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Owner {
    /// A topic's.
    Topic(String),
    /// A broker's alone.
    Broker(String),
}

impl Owner {
    /// Whether a config of this owner may change while the cluster runs, by Kafka's update mode.
    pub(super) const fn may_change(&self, mode: UpdateMode) -> bool {
        match mode {
            UpdateMode::ReadOnly => false,
            UpdateMode::PerBroker | UpdateMode::ClusterWide => matches!(self, Self::Broker(_)),
            UpdateMode::Topic => matches!(self, Self::Topic(_)),
        }
    }
}

/// A change that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alteration {
    /// Whose config.
    pub owner: Owner,
    /// Kafka's name.
    pub name: String,
    /// Its value as typed; `None`: it loses the one that it has, and what lies below counts again.
    pub value: Option<String>,
}

impl Alteration {
    /// The action that it means.
    ///
    /// # Errors
    /// When it is none.
    pub fn action(&self) -> Result<Action, Problems> {
        let (whose, owner) = match &self.owner {
            Owner::Topic(topic) => ("topic", topic),
            Owner::Broker(broker) => ("broker", broker),
        };
        let change = match &self.value {
            Some(value) => json!({ whose: owner, "config": { &*self.name: value.trim() } }),
            None => json!({ whose: owner, "delete": [self.name] }),
        };
        Action::read(&json!({ "alter_config": change }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_set_and_taken_back_as_lab_files_say_it() {
        let change = |owner: Owner, value: Option<&str>| {
            let name = "retention.ms".to_owned();
            let value = value.map(str::to_owned);
            let wanted = Alteration { owner, name, value };
            json!(wanted.action().expect("an action"))
        };
        let topic = Owner::Topic("orders".to_owned());
        assert_eq!(
            change(topic, Some(" 1000 ")),
            json!({ "alter_config": { "topic": "orders", "config": { "retention.ms": "1000" } } })
        );
        assert_eq!(
            change(Owner::Broker("broker-2".to_owned()), None),
            json!({ "alter_config": { "broker": "broker-2", "delete": ["retention.ms"] } })
        );
    }

    #[test]
    fn only_what_kafka_lets_change_is_offered() {
        let (topic, broker) = (Owner::Topic(String::new()), Owner::Broker(String::new()));
        for (mode, of_topic, of_broker) in [
            (UpdateMode::ReadOnly, false, false),
            (UpdateMode::PerBroker, false, true),
            (UpdateMode::ClusterWide, false, true),
            (UpdateMode::Topic, true, false),
        ] {
            assert_eq!(topic.may_change(mode), of_topic, "{mode:?}");
            assert_eq!(broker.may_change(mode), of_broker, "{mode:?}");
        }
    }
}
