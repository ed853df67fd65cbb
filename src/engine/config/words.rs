//! The configs of brokers and topics whose values are words.

use super::definition::{Bounds, ConfigType};
use super::value::{ConfigValue, choice};
use crate::log::Compression;

/// `cleanup.policy`: what becomes of old segments. Kafka takes a list; these are the lists that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CleanupPolicy {
    /// They are deleted.
    Delete,
    /// They are compacted.
    Compact,
    /// Both.
    CompactDelete,
    /// Both, written the other way round.
    DeleteCompact,
    /// Neither: they stay for ever (KIP-1161).
    Keep,
}

impl CleanupPolicy {
    /// Whether the log is compacted.
    #[must_use]
    pub const fn compacts(self) -> bool {
        matches!(
            self,
            Self::Compact | Self::CompactDelete | Self::DeleteCompact
        )
    }

    /// Whether segments are deleted by age and size.
    #[must_use]
    pub const fn deletes(self) -> bool {
        matches!(
            self,
            Self::Delete | Self::CompactDelete | Self::DeleteCompact
        )
    }
}

impl ConfigValue for CleanupPolicy {
    const TYPE: ConfigType = ConfigType::List;
    const WORDS: &'static [&'static str] = &["compact", "delete"];

    /// A word that comes twice counts once (`ConfigDef.parseValue`).
    fn parse(text: &str, _: Bounds) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self::Keep);
        }
        let mut words: Vec<&str> = Vec::new();
        for word in text.split(',').map(str::trim) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        match words[..] {
            ["delete"] => Some(Self::Delete),
            ["compact"] => Some(Self::Compact),
            ["compact", "delete"] => Some(Self::CompactDelete),
            ["delete", "compact"] => Some(Self::DeleteCompact),
            _ => None,
        }
    }

    fn show(&self) -> String {
        let words = match self {
            Self::Delete => "delete",
            Self::Compact => "compact",
            Self::CompactDelete => "compact,delete",
            Self::DeleteCompact => "delete,compact",
            Self::Keep => "",
        };
        words.to_owned()
    }
}

choice! {
    /// `compression.type` of a topic.
    pub enum CompressionType {
        /// As the producer sent it.
        Producer = "producer",
        /// None at all.
        Uncompressed = "uncompressed",
        /// gzip.
        Gzip = "gzip",
        /// Snappy.
        Snappy = "snappy",
        /// LZ4.
        Lz4 = "lz4",
        /// Zstandard.
        Zstd = "zstd",
    }
}

/// `compression.type` of a producer.
impl ConfigValue for Compression {
    const TYPE: ConfigType = ConfigType::String;
    const WORDS: &'static [&'static str] = &["none", "gzip", "snappy", "lz4", "zstd"];

    fn parse(text: &str, _: Bounds) -> Option<Self> {
        let place = Self::WORDS.iter().position(|word| *word == text.trim())?;
        Self::ALL.get(place).copied()
    }

    fn show(&self) -> String {
        Self::WORDS[*self as usize].to_owned()
    }
}

choice! {
    /// `partitioner.class`: who chooses partitions. Kafka takes any class; this is its own.
    pub enum PartitionerClass {
        /// None is set: the hash of the key, and without a key the built-in partitioner.
        Unset = "",
        /// Each partition in turn, whatever the key.
        RoundRobin = "org.apache.kafka.clients.producer.RoundRobinPartitioner",
    }
}

choice! {
    /// `message.timestamp.type`.
    pub enum TimestampType {
        /// The producer sets timestamps.
        CreateTime = "CreateTime",
        /// The broker sets them on append.
        LogAppendTime = "LogAppendTime",
    }
}

choice! {
    /// `replica.selector.class`: which replica a consumer is sent to (KIP-392). Kafka takes any class; these are its own.
    pub enum ReplicaSelector {
        /// None is set: the leader.
        Unset = "",
        /// The leader.
        Leader = "org.apache.kafka.common.replica.LeaderSelector",
        /// A replica in the consumer's rack if there is one, else the leader.
        RackAware = "org.apache.kafka.common.replica.RackAwareReplicaSelector",
    }
}

/// Declares an enum of words that Kafka takes in either case, and writes in small letters.
macro_rules! caseless {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl ConfigValue for $name {
            const TYPE: ConfigType = ConfigType::String;
            const WORDS: &'static [&'static str] = &[$($word),*];

            fn parse(text: &str, _: Bounds) -> Option<Self> {
                match text.trim().to_ascii_lowercase().as_str() {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn show(&self) -> String {
                match self { $(Self::$variant => $word.to_owned()),* }
            }
        }
    };
}

caseless! {
    /// `group.protocol`: how members of a group share the work.
    pub enum GroupProtocol {
        /// They join generation by generation, and one of them gives out the partitions.
        Classic = "classic",
        /// The coordinator leads each of them to what it shall have (KIP-848).
        Consumer = "consumer",
    }
}

caseless! {
    /// `group.consumer.migration.policy`: which groups change their protocol while members are at work.
    pub enum MigrationPolicy {
        /// None.
        Disabled = "disabled",
        /// Consumer groups whose last member of that protocol leaves become classic.
        Downgrade = "downgrade",
        /// Classic groups that a member of the consumer protocol joins become consumer groups.
        Upgrade = "upgrade",
        /// Both.
        Bidirectional = "bidirectional",
    }
}

impl MigrationPolicy {
    /// Whether classic groups become consumer groups.
    #[must_use]
    pub const fn upgrades(self) -> bool {
        matches!(self, Self::Upgrade | Self::Bidirectional)
    }

    /// Whether consumer groups become classic groups.
    #[must_use]
    pub const fn downgrades(self) -> bool {
        matches!(self, Self::Downgrade | Self::Bidirectional)
    }
}
