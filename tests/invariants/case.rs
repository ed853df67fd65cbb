//! A case: a cluster, its clients, and what is done to it.

mod brokers;
mod clients;
mod deeds;
mod groups;
mod ways;

use engine::app::processor::{Guarantee, Output};
use engine::app::sink::SinkSetup;
use engine::client::ClientCommand;
use engine::model::NodeId;
use engine::protocol::{CreatableTopic, Request};
use sim::Action;

use crate::dice::Dice;

pub const CONTROLLER: NodeId = NodeId(1000);
pub const ADMIN: NodeId = NodeId(4000);

pub type Set = Vec<(&'static str, String)>;

/// A whole case. Its `Debug` is what a named test is made from.
#[derive(Clone, Debug)]
pub struct Case {
    pub seed: u64,
    pub mildness: Mildness,
    pub racks: Vec<Option<&'static str>>,
    pub broker_config: Set,
    pub topics: Vec<Topic>,
    pub producers: Vec<Producer>,
    pub consumers: Vec<Consumer>,
    pub sinks: Vec<SinkSetup>,
    pub jitter_ms: i64,
    /// Actions, each with the time since the one before, in ms.
    pub deeds: Vec<(u64, Action)>,
}

#[derive(Clone, Debug)]
pub struct Topic {
    pub name: &'static str,
    pub partitions: i32,
    pub replicas: i16,
    pub config: Set,
}

#[derive(Clone, Debug)]
pub struct Producer {
    pub topic: &'static str,
    pub config: Set,
    pub every_ms: i64,
    pub per_tick: u32,
    pub records: u32,
    pub value_len: u32,
    /// How many different keys; none for records without.
    pub keys: u32,
}

/// A consumer and the application on it.
#[derive(Clone, Debug)]
pub struct Consumer {
    pub topics: Vec<&'static str>,
    pub starts_ms: u64,
    pub config: Set,
    pub process_ms: i64,
    pub guarantee: Guarantee,
    pub output: Output,
}

/// What kinds of faults a case may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mildness {
    /// No disk loses anything and nobody but preferred leaders is elected by hand: nothing may be lost at all.
    KeepsEverything,
    /// Anything.
    Anything,
}

/// Tells the dice of the ways from those of the rest.
const WAYS: u64 = 0x7761_7973;

const NAMES: [&str; 3] = ["a", "b", "c"];

pub fn set(values: &[(&'static str, &str)]) -> Set {
    let owned = values
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    owned.collect()
}

impl Case {
    /// The case of a seed.
    pub fn of(seed: u64, mildness: Mildness) -> Self {
        let dice = &mut Dice::new(seed);
        let brokers = dice.within(1, 5);
        let racked = dice.percent(40);
        let racks = (0..brokers)
            .map(|_| racked.then(|| dice.one_of(&["r1", "r2", "r3"])))
            .collect();
        let topics: Vec<Topic> = (0..dice.within(1, 3))
            .map(|place| brokers::topic(dice, NAMES[place as usize], brokers, mildness))
            .collect();
        let mut case = Self {
            seed,
            mildness,
            racks,
            broker_config: brokers::config(dice, brokers),
            producers: (0..dice.within(1, 3))
                .map(|_| clients::producer(dice, &topics))
                .collect(),
            consumers: Vec::new(),
            sinks: clients::sinks(dice),
            topics,
            jitter_ms: dice.one_of(&[0, 1, 1, 20]),
            deeds: Vec::new(),
        };
        if dice.percent(30) {
            case.consumers.push(clients::loner(dice, &case.topics));
        }
        let groups = ["g", "h"].into_iter().zip(&case.sinks);
        for (id, sink) in groups.take(dice.one_of(&[0, 1, 1, 2])) {
            let members = groups::group(dice, id, &case.topics, sink.id);
            case.consumers.extend(members);
        }
        let waits: Vec<u64> = (0..dice.within(0, 14))
            .map(|_| dice.within(0, 3_000))
            .collect();
        case.deeds = waits
            .into_iter()
            .map(|wait| (wait, deeds::deed(dice, &case)))
            .collect();
        // Dice of their own, so that the rest of the case is what it was without them.
        let dice = &mut Dice::new(seed ^ WAYS);
        for _ in 0..dice.within(0, 6) {
            let place = dice.below(case.deeds.len() as u64 + 1) as usize;
            let deed = (dice.within(0, 1_500), ways::deed(dice, &case));
            case.deeds.insert(place, deed);
        }
        case
    }

    /// Of a topic that was deleted and came back with fewer partitions, sticky assignors take for there what was owned,
    /// and in the end have one partition too many to give.
    pub fn may_confuse_assignors(&self) -> bool {
        let deletes = |(_, action): &(u64, Action)| match action {
            Action::Command {
                command: ClientCommand::Ask { request, .. },
                ..
            } => matches!(**request, Request::DeleteTopics(_)),
            _ => false,
        };
        let is_sticky = |consumer: &Consumer| {
            let strategy = consumer.config("partition.assignment.strategy");
            strategy.is_some_and(|names| names.contains("Sticky"))
        };
        self.deeds.iter().any(deletes) && self.consumers.iter().any(is_sticky)
    }

    pub fn brokers(&self) -> Vec<NodeId> {
        (1..).take(self.racks.len()).map(NodeId).collect()
    }

    /// Producers from 2000 on, consumers from 3000 on.
    pub fn clients(&self) -> Vec<NodeId> {
        let producers = (2000..).take(self.producers.len());
        let consumers = (3000..).take(self.consumers.len());
        producers.chain(consumers).map(NodeId).collect()
    }
}

impl Consumer {
    /// Whether polls come often enough for `max.poll.interval.ms`, however much they bring, and all is done in the end.
    pub fn keeps_up(&self) -> bool {
        self.process_ms <= 30
    }

    pub fn config(&self, name: &str) -> Option<&str> {
        let set = self.config.iter().find(|(set, _)| *set == name);
        set.map(|(_, value)| value.as_str())
    }
}

pub fn creatable(topic: &Topic) -> CreatableTopic {
    let owned = |(name, value): &(&str, String)| ((*name).to_owned(), value.clone());
    CreatableTopic {
        name: topic.name.into(),
        num_partitions: topic.partitions,
        replication_factor: topic.replicas,
        assignments: Vec::new(),
        configs: topic.config.iter().map(owned).collect(),
    }
}
