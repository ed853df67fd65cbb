//! `partition.assignment.strategy`: the assignors that a consumer knows.

use super::definition::{Bounds, ConfigType};
use super::value::ConfigValue;

/// Who gets which partition, by one of Kafka's own rules (`org.apache.kafka.clients.consumer`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assignor {
    /// `RangeAssignor`: topic by topic, neighbouring partitions to neighbouring members.
    Range,
    /// `RoundRobinAssignor`: all partitions of all topics dealt out one by one.
    RoundRobin,
    /// `StickyAssignor`: even, and as much as before as can be.
    Sticky,
    /// `CooperativeStickyAssignor`: the same, but what moves is first given up, and given away a rebalance later (KIP-429).
    CooperativeSticky,
}

/// How a group rebalances (`ConsumerPartitionAssignor.RebalanceProtocol`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RebalanceProtocol {
    /// Every member gives up everything before it joins.
    Eager,
    /// Members keep what they have, and give up only what is to move.
    Cooperative,
}

impl Assignor {
    /// Every assignor with its class.
    const CLASSES: [(Self, &'static str); 4] = [
        (
            Self::Range,
            "org.apache.kafka.clients.consumer.RangeAssignor",
        ),
        (
            Self::RoundRobin,
            "org.apache.kafka.clients.consumer.RoundRobinAssignor",
        ),
        (
            Self::Sticky,
            "org.apache.kafka.clients.consumer.StickyAssignor",
        ),
        (
            Self::CooperativeSticky,
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
        ),
    ];

    /// Its name in the group protocol.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::RoundRobin => "roundrobin",
            Self::Sticky => "sticky",
            Self::CooperativeSticky => "cooperative-sticky",
        }
    }

    /// The most that it can do; all of them can also rebalance eagerly.
    #[must_use]
    pub const fn protocol(self) -> RebalanceProtocol {
        match self {
            Self::CooperativeSticky => RebalanceProtocol::Cooperative,
            Self::Range | Self::RoundRobin | Self::Sticky => RebalanceProtocol::Eager,
        }
    }

    fn class(self) -> &'static str {
        let (_, class) = Self::CLASSES[self as usize];
        class
    }
}

/// The assignors of one consumer, the liked one first; never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Assignors(Vec<Assignor>);

impl Assignors {
    /// The assignors in order.
    pub fn iter(&self) -> impl Iterator<Item = Assignor> {
        self.0.iter().copied()
    }

    /// The assignor of that name, if the consumer knows it.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Assignor> {
        self.iter().find(|assignor| assignor.name() == name)
    }

    /// The most that all of them can do (`ConsumerCoordinator`): one that is eager makes the member eager.
    #[must_use]
    pub fn protocol(&self) -> RebalanceProtocol {
        let least = self.iter().map(Assignor::protocol).min();
        least.unwrap_or(RebalanceProtocol::Eager)
    }
}

impl ConfigValue for Assignors {
    const TYPE: ConfigType = ConfigType::List;
    const WORDS: &'static [&'static str] = &[
        Assignor::CLASSES[0].1,
        Assignor::CLASSES[1].1,
        Assignor::CLASSES[2].1,
        Assignor::CLASSES[3].1,
    ];

    /// Without an assignor nobody could subscribe; one that comes twice counts once.
    fn parse(text: &str, _: Bounds) -> Option<Self> {
        let mut assignors = Vec::new();
        for class in text.split(',').map(str::trim) {
            let (assignor, _) = Assignor::CLASSES
                .iter()
                .find(|(_, known)| *known == class)?;
            if !assignors.contains(assignor) {
                assignors.push(*assignor);
            }
        }
        Some(Self(assignors))
    }

    fn show(&self) -> String {
        let classes: Vec<_> = self.iter().map(Assignor::class).collect();
        classes.join(",")
    }
}
