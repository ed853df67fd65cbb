//! A cluster that is fine, and what is noticed when it is shown otherwise.

use std::sync::Arc;

use engine::app::processor::{Commits, Guarantee, Output};
use engine::client::Observation;
use engine::coordinator::group::{GroupRecord, Shard};
use engine::log::RecordBatch;
use engine::metadata::{MetadataImage, PartitionState};
use engine::model::{Instant, NodeId, Offset, StepId, TopicName, TopicPartition};
use lab::invariants::{Breach, Cluster, Invariants};
use sim::{Outcome, Step, What, World};

use crate::case::{CONTROLLER, Case, Consumer, Mildness, Producer, Topic};
use crate::lying::{Lying, Shown};

pub const LEADER: NodeId = NodeId(1);
pub const FOLLOWER: NodeId = NodeId(2);

/// Three brokers that have replicated some records of one partition, and are watched from the beginning.
pub struct Scene {
    pub world: World,
    pub invariants: Invariants,
    pub partition: TopicPartition,
}

pub fn scene() -> Scene {
    scene_of("delete")
}

pub fn scene_of(policy: &str) -> Scene {
    watched(&case(policy, &[None]))
}

/// Two consumers of a group besides, of which one has nothing to do.
pub fn scene_of_group() -> Scene {
    watched(&case("delete", &[Some("g"), Some("g")]))
}

fn case(policy: &str, groups: &[Option<&str>]) -> Case {
    let consumer = |group: &Option<&str>| {
        let mut config = vec![("auto.offset.reset", "earliest".to_owned())];
        config.extend(group.map(|group| ("group.id", group.to_owned())));
        config.extend(group.map(|_| ("auto.commit.interval.ms", "500".to_owned())));
        Consumer {
            topics: vec!["t"],
            starts_ms: 500,
            config,
            process_ms: 0,
            guarantee: Guarantee {
                commits: Commits::Automatically,
                deduplicates: None,
            },
            output: Output::Printed,
        }
    };
    Case {
        seed: 7,
        mildness: Mildness::KeepsEverything,
        racks: vec![None; 3],
        broker_config: vec![("log.cleaner.enable", "false".to_owned())],
        topics: vec![Topic {
            name: "t",
            partitions: 1,
            replicas: 3,
            config: vec![
                ("min.insync.replicas", "2".to_owned()),
                ("cleanup.policy", policy.to_owned()),
            ],
        }],
        producers: vec![Producer {
            topic: "t",
            config: vec![("linger.ms", "0".to_owned())],
            every_ms: 50,
            per_tick: 1,
            records: 30,
            value_len: 10,
            keys: 4,
        }],
        consumers: groups.iter().map(consumer).collect(),
        sinks: Vec::new(),
        jitter_ms: 0,
        deeds: Vec::new(),
    }
}

fn watched(case: &Case) -> Scene {
    let mut scene = Scene {
        world: case.world(),
        invariants: Invariants::new(),
        partition: TopicPartition::new(&TopicName::from("t"), 0),
    };
    while scene.world.now() < Instant(9_000_000) {
        let step = scene.world.step().expect("brokers always have to do");
        assert_eq!(scene.invariants.after(&scene.world, &step), []);
    }
    let state = scene.state();
    assert_eq!((state.leader, state.isr.len()), (Some(LEADER), 3));
    assert_eq!(scene.shown(LEADER).high_watermark, Offset(30));
    scene
}

impl Scene {
    pub fn state(&self) -> PartitionState {
        self.shown(LEADER).state
    }

    pub fn shown(&self, broker: NodeId) -> Shown {
        Shown::of(&self.world, broker, &self.partition)
    }

    pub fn batches(&self) -> Vec<RecordBatch> {
        self.shown(LEADER).log.batches().cloned().collect()
    }

    /// What is noticed when a broker shows this, by looking at a step of the broker's and by looking at everything.
    pub fn shows(&self, broker: NodeId, shown: Shown) -> Vec<Breach> {
        let mut lying = Lying::about(&self.world);
        lying
            .replicas
            .insert((broker, self.partition.clone()), shown);
        self.notice(&lying, broker)
    }

    /// The same when the controller has decided this.
    pub fn decides(&self, change: impl FnOnce(&mut PartitionState)) -> Vec<Breach> {
        self.has_image(|image| {
            let mut topic = (*image.topics[&self.partition.topic]).clone();
            let mut state = (*topic.partitions[0]).clone();
            change(&mut state);
            topic.partitions[0] = Arc::new(state);
            image
                .topics
                .insert(self.partition.topic.clone(), Arc::new(topic));
        })
    }

    pub fn has_image(&self, change: impl FnOnce(&mut MetadataImage)) -> Vec<Breach> {
        let mut lying = Lying::about(&self.world);
        let mut image = self.world.controller().expect("it runs").image.clone();
        change(&mut image);
        lying.image = Some(image);
        self.notice(&lying, CONTROLLER)
    }

    /// The same when an application saw something else than its last such observation.
    pub fn sees(&self, change: impl Fn(&mut Observation) -> bool) -> Vec<Breach> {
        let mut entry = self
            .world
            .history()
            .iter()
            .rev()
            .cloned()
            .find_map(|mut entry| change(&mut entry.observation).then_some(entry));
        let mut lying = Lying::about(&self.world);
        let mut history = self.world.history().clone();
        history.extend(entry.take());
        lying.history = Some(history);
        self.notice(&lying, FOLLOWER)
    }

    /// Who coordinates the group, and what it knows.
    pub fn coordinator(&self) -> (NodeId, Shard) {
        let brokers = self.world.brokers().map(|broker| broker.id);
        let mut found = brokers.flat_map(|broker| {
            let shards = self.world.shards(broker);
            shards.map(move |shard| (broker, shard))
        });
        let found = found.find(|(_, shard)| shard.group("g").is_some());
        let (broker, shard) = found.expect("somebody coordinates the group");
        (broker, shard.clone())
    }

    /// The same when the coordinator knows this besides.
    pub fn coordinator_hears(&self, record: &GroupRecord) -> Vec<Breach> {
        let (broker, mut shard) = self.coordinator();
        shard.replay(record, Offset(0), None);
        let mut lying = Lying::about(&self.world);
        lying.shards.insert((broker, shard.partition()), shard);
        self.notice(&lying, broker)
    }

    pub fn notice(&self, lying: &Lying<'_>, node: NodeId) -> Vec<Breach> {
        let step = self.step(node, What::Booted);
        let after = self.invariants.clone().after(lying, &step);
        let mut sweeping = self.invariants.clone();
        sweeping.hear(&step);
        let sweep = sweeping.sweep(lying);
        assert_eq!(after, sweep, "a step and a sweep say the same");
        after
            .into_iter()
            .map(|violation| violation.breach)
            .collect()
    }

    pub fn step(&self, node: NodeId, what: What) -> Step {
        Step {
            id: StepId(self.world.steps().0 - 1),
            at: self.world.now(),
            node: Some(node),
            what,
            outcome: Outcome::Handled,
            cause: None,
            waited_since: self.world.now(),
            notes: Vec::new(),
            lost: Vec::new(),
            changed: vec![self.partition.clone()],
        }
    }
}
