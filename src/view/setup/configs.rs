//! Configs that are being edited, with what Kafka says of each.

use engine::config::{
    BrokerConfig, ConfigType, Configs as _, ConsumerConfig, Definition, ProducerConfig, Scope,
    TopicConfig,
};
use lab::Path;
use serde_json::{Map, Value};

/// The configs of a thing.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigForm {
    /// Those that are set, in the order in which they stand.
    pub set: Vec<ConfigField>,
    /// The names of the others.
    pub others: Vec<&'static str>,
}

/// One config that is set.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigField {
    /// Where it is.
    pub path: Path,
    /// Its name as it was typed.
    pub name: String,
    /// Its value as it was typed.
    pub value: String,
    /// What Kafka says of it; none if Kafka has no such config.
    pub known: Option<Known>,
}

/// What Kafka says of a config.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// What it does, in a line of English.
    pub doc: &'static str,
    /// What names that line among all configs: such as `topic-retention-ms`.
    pub key: String,
    /// Kafka's default.
    pub default: &'static str,
    /// What it takes.
    pub allowed: Allowed,
}

/// What a config takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Allowed {
    /// One of these words, or several with commas between them.
    Words(&'static [&'static str]),
    /// A number between these.
    Number(i64, i64),
    /// Any text.
    Text,
}

impl ConfigForm {
    /// The configs at `path` of somebody of this scope.
    #[must_use]
    pub fn of(scope: Scope, path: &Path, value: Option<&Value>) -> Self {
        let empty = Map::new();
        let set = value.and_then(Value::as_object).unwrap_or(&empty);
        let definitions = definitions(scope);
        let field = |(name, value): (&String, &Value)| ConfigField {
            path: path.key(name),
            name: name.clone(),
            value: value
                .as_str()
                .map_or_else(|| value.to_string(), ToOwned::to_owned),
            known: definitions
                .iter()
                .find(|known| known.name == name)
                .map(|known| self::known(scope, known)),
        };
        let others = definitions.iter().map(|known| known.name);
        Self {
            set: set.iter().map(field).collect(),
            others: others.filter(|name| !set.contains_key(*name)).collect(),
        }
    }

    /// Kafka's default of a config, to begin with.
    #[must_use]
    pub fn default_of(scope: Scope, name: &str) -> &'static str {
        let mut all = definitions(scope).iter();
        all.find(|known| known.name == name)
            .map_or("", |known| known.default)
    }
}

/// The key of what is said of a config.
#[must_use]
pub fn key(scope: Scope, name: &str) -> String {
    format!("{scope}-{}", name.replace(['.', '_'], "-"))
}

fn known(scope: Scope, definition: &Definition) -> Known {
    let allowed = match definition.config_type {
        ConfigType::Boolean => Allowed::Words(&["true", "false"]),
        ConfigType::Short | ConfigType::Int | ConfigType::Long | ConfigType::Double => {
            Allowed::Number(definition.bounds.least, definition.bounds.most)
        }
        _ if definition.words.is_empty() => Allowed::Text,
        _ => Allowed::Words(definition.words),
    };
    Known {
        doc: definition.doc,
        key: key(scope, definition.name),
        default: definition.default,
        allowed,
    }
}

fn definitions(scope: Scope) -> &'static [Definition] {
    match scope {
        Scope::Broker => BrokerConfig::definitions(),
        Scope::Topic => TopicConfig::definitions(),
        Scope::Producer => ProducerConfig::definitions(),
        Scope::Consumer => ConsumerConfig::definitions(),
        Scope::Admin => engine::config::AdminConfig::definitions(),
        Scope::Registry => engine::config::RegistryConfig::definitions(),
    }
}

/// Whose configs a part of a scenario has.
pub(super) fn scope(draft: &Value, path: &Path) -> Option<Scope> {
    let first = path.segments().first()?.to_string();
    match first.as_str() {
        "cluster" => Some(Scope::Broker),
        "topics" => Some(Scope::Topic),
        "clients" => match path.key("kind").get(draft)?.as_str()? {
            "producer" => Some(Scope::Producer),
            "consumer" => Some(Scope::Consumer),
            "registry" => Some(Scope::Registry),
            _ => None,
        },
        _ => None,
    }
}
