//! What a config is.

use std::fmt;

/// What a config belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// `ProducerConfig`.
    Producer,
    /// `ConsumerConfig`.
    Consumer,
    /// `AdminClientConfig`.
    Admin,
    /// `KafkaConfig`.
    Broker,
    /// `TopicConfig`.
    Topic,
    /// `SchemaRegistryConfig`, of Confluent's registry.
    Registry,
}

/// Kafka's `ConfigDef.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConfigType {
    /// true or false.
    Boolean,
    /// A text.
    String,
    /// A whole number of 16 bits.
    Short,
    /// A whole number of 32 bits.
    Int,
    /// A whole number of 64 bits.
    Long,
    /// A number.
    Double,
    /// Words with commas between them.
    List,
    /// The name of a class.
    Class,
}

/// Where a config may change, as Kafka's documentation calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UpdateMode {
    /// Only by a restart.
    ReadOnly,
    /// For a single broker, while it runs.
    PerBroker,
    /// For a single broker or as the default of all, while they run.
    ClusterWide,
    /// For a topic, at any time.
    Topic,
}

/// The numbers that a config takes, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// The smallest.
    pub least: i64,
    /// The largest.
    pub most: i64,
}

/// One modelled config.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Kafka's name.
    pub name: &'static str,
    /// Kafka's type.
    pub config_type: ConfigType,
    /// Kafka's default, as Kafka writes it; empty where Kafka has null.
    pub default: &'static str,
    /// The numbers that it takes.
    pub bounds: Bounds,
    /// The words that it takes; none where any text will do or none at all.
    pub words: &'static [&'static str],
    /// Where it may change.
    pub update_mode: UpdateMode,
    /// What it does, in a line.
    pub doc: &'static str,
}

impl Definition {
    /// Says which values are allowed.
    #[must_use]
    pub fn allowed(&self) -> String {
        let Bounds { least, most } = self.bounds;
        match self.config_type {
            ConfigType::Boolean => "true or false".to_owned(),
            ConfigType::Short | ConfigType::Int | ConfigType::Long => {
                format!("a whole number{} from {least} to {most}", self.unit())
            }
            ConfigType::Double => format!("a number from {least} to {most}"),
            ConfigType::List => format!("a list of {}", self.words.join(", ")),
            ConfigType::String | ConfigType::Class if self.words.is_empty() => {
                "any text".to_owned()
            }
            ConfigType::String | ConfigType::Class => format!("one of {}", self.words.join(", ")),
        }
    }

    /// What is allowed, and which of the words was probably meant.
    #[must_use]
    pub fn allowed_instead(&self, value: &str) -> String {
        let written = value.split(',').map(str::trim);
        let wrong = written.filter(|word| !self.words.contains(word));
        let distances = wrong.flat_map(|wrong| {
            let words = self.words.iter();
            words.map(move |word| (strsim::damerau_levenshtein(wrong, word), *word))
        });
        let nearest = distances.min().filter(|(far, word)| *far <= word.len() / 3);
        match nearest {
            Some((_, word)) => format!("{}; did you mean {word:?}?", self.allowed()),
            None => self.allowed(),
        }
    }

    /// Kafka's names end in the unit.
    fn unit(&self) -> &'static str {
        match self.name.rsplit('.').next() {
            Some("ms") => " of milliseconds",
            Some("seconds") => " of seconds",
            Some("minutes") => " of minutes",
            Some("hours") => " of hours",
            Some("bytes") => " of bytes",
            _ => "",
        }
    }
}

impl Bounds {
    /// Every number there is.
    pub const ALL: Self = Self {
        least: i64::MIN,
        most: i64::MAX,
    };

    /// The numbers that a type can hold, from the one end that a table gives to the other.
    pub(super) const fn of(config_type: ConfigType, least: &[i64], most: &[i64]) -> Self {
        let widest = match config_type {
            ConfigType::Short => Self::new(i16::MIN as i64, i16::MAX as i64),
            ConfigType::Int => Self::new(i32::MIN as i64, i32::MAX as i64),
            _ => Self::ALL,
        };
        Self {
            least: if let [least] = least {
                *least
            } else {
                widest.least
            },
            most: if let [most] = most {
                *most
            } else {
                widest.most
            },
        }
    }

    const fn new(least: i64, most: i64) -> Self {
        Self { least, most }
    }

    /// Whether a number lies between the ends.
    #[must_use]
    pub const fn contain(self, number: i64) -> bool {
        self.least <= number && number <= self.most
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Producer => "producer",
            Self::Consumer => "consumer",
            Self::Admin => "admin",
            Self::Broker => "broker",
            Self::Topic => "topic",
            Self::Registry => "registry",
        })
    }
}

impl fmt::Display for ConfigType {
    /// As Kafka's `ConfigDef` names it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Boolean => "BOOLEAN",
            Self::String => "STRING",
            Self::Short => "SHORT",
            Self::Int => "INT",
            Self::Long => "LONG",
            Self::Double => "DOUBLE",
            Self::List => "LIST",
            Self::Class => "CLASS",
        })
    }
}

impl fmt::Display for UpdateMode {
    /// As Kafka's documentation writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ReadOnly => "read-only",
            Self::PerBroker => "per-broker",
            Self::ClusterWide => "cluster-wide",
            Self::Topic => "topic",
        })
    }
}
