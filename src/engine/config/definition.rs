//! What a config is, and what can be wrong with one.

use thiserror::Error;

use super::unmodelled;

/// What a config belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// `ProducerConfig`.
    Producer,
    /// `ConsumerConfig`.
    Consumer,
    /// `KafkaConfig`.
    Broker,
    /// `TopicConfig`.
    Topic,
}

/// One modelled config.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Kafka's name.
    pub name: &'static str,
    /// Kafka's default, as Kafka writes it.
    pub default: &'static str,
    /// What it does, in a line.
    pub doc: &'static str,
    /// Which values are allowed.
    pub allowed: fn() -> String,
}

/// What is wrong with a config.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// Kafka has no config of this name here.
    #[error("Kafka has no {scope} config {name:?}{}", nearest.map(|n| format!("; did you mean {n:?}?")).unwrap_or_default())]
    Unknown {
        /// The name given.
        name: String,
        /// What it was given to.
        scope: Scope,
        /// The name that is most like it.
        nearest: Option<&'static str>,
    },
    /// Kafka has it, Logarium does not.
    #[error("{name:?} is a {scope} config of Kafka's that is not modelled")]
    NotModelled {
        /// The name given.
        name: String,
        /// What it was given to.
        scope: Scope,
    },
    /// The value is not allowed.
    #[error("{name} = {value:?} is not allowed: {allowed}")]
    Invalid {
        /// The config.
        name: &'static str,
        /// The value given.
        value: String,
        /// What is allowed.
        allowed: String,
    },
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Producer => "producer",
            Self::Consumer => "consumer",
            Self::Broker => "broker",
            Self::Topic => "topic",
        })
    }
}

/// A set of configs, all of them valid.
pub trait Configs: Default {
    /// What they belong to.
    const SCOPE: Scope;

    /// The modelled configs, by name.
    fn definitions() -> &'static [Definition];

    /// Sets the config at `index` of the definitions, or says what is allowed.
    ///
    /// # Errors
    /// When the value is not allowed.
    fn set_at(&mut self, index: usize, value: &str) -> Result<(), String>;

    /// The value of the config at `index` of the definitions, as Kafka writes it.
    fn get_at(&self, index: usize) -> String;

    /// Sets a config by its name.
    ///
    /// # Errors
    /// When the name is unknown or not modelled, or the value not allowed.
    fn set(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        let Some(index) = Self::definitions()
            .iter()
            .position(|definition| definition.name == name)
        else {
            return Err(refuse(Self::SCOPE, Self::definitions(), name));
        };
        self.set_at(index, value)
            .map_err(|allowed| ConfigError::Invalid {
                name: Self::definitions()[index].name,
                value: value.to_owned(),
                allowed,
            })
    }

    /// The value of a modelled config, as Kafka writes it.
    fn get(&self, name: &str) -> Option<String> {
        Self::definitions()
            .iter()
            .position(|definition| definition.name == name)
            .map(|index| self.get_at(index))
    }
}

fn refuse(scope: Scope, definitions: &'static [Definition], name: &str) -> ConfigError {
    let unmodelled = unmodelled::names(scope);
    if unmodelled.contains(&name) {
        return ConfigError::NotModelled {
            name: name.to_owned(),
            scope,
        };
    }
    // kafka-python writes `session_timeout_ms`, courses write `consumer.group.id`.
    let dotted = name.replace('_', ".").to_lowercase();
    let bare = dotted.strip_prefix(&format!("{scope}.")).unwrap_or(&dotted);
    let nearest = definitions
        .iter()
        .map(|definition| definition.name)
        .chain(unmodelled.iter().copied())
        .map(|known| (strsim::damerau_levenshtein(bare, known), known))
        .min()
        .filter(|(distance, known)| *distance <= known.len() / 3)
        .map(|(_, known)| known);
    ConfigError::Unknown {
        name: name.to_owned(),
        scope,
        nearest,
    }
}

/// Declares a struct of configs with its table.
macro_rules! configs {
    (
        $(#[$meta:meta])*
        pub struct $name:ident: $scope:ident {
            $($field:ident: $type:ty = $kafka:literal $default:literal $(in $range:expr)?; $doc:literal)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name {
            $(#[doc = concat!("`", $kafka, "`: ", $doc)] pub $field: $type,)*
        }

        impl $crate::config::Configs for $name {
            const SCOPE: $crate::config::Scope = $crate::config::Scope::$scope;

            fn definitions() -> &'static [$crate::config::Definition] {
                const TABLE: &[$crate::config::Definition] = &[$($crate::config::Definition {
                    name: $kafka,
                    default: $default,
                    doc: $doc,
                    allowed: || {
                        #[allow(unused_mut, unused_assignments)]
                        let mut range = None;
                        $(range = Some($range);)?
                        <$type as $crate::config::ConfigValue>::allowed(range)
                    },
                }),*];
                TABLE
            }

            fn set_at(&mut self, index: usize, value: &str) -> Result<(), String> {
                let mut at = 0..;
                $(if at.next() == Some(index) {
                    #[allow(unused_mut, unused_assignments)]
                    let mut range = None;
                    $(range = Some($range);)?
                    let parsed = <$type as $crate::config::ConfigValue>::parse(value, range.clone());
                    self.$field = parsed.ok_or_else(|| <$type as $crate::config::ConfigValue>::allowed(range))?;
                    return Ok(());
                })*
                Ok(())
            }

            fn get_at(&self, index: usize) -> String {
                let mut at = 0..;
                $(if at.next() == Some(index) {
                    return $crate::config::ConfigValue::show(&self.$field);
                })*
                String::new()
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self {
                    $($field: <$type as $crate::config::ConfigValue>::parse($default, None)
                        .expect("the table's own defaults are valid, which a test checks"),)*
                }
            }
        }
    };
}
pub(super) use configs;
