//! A case: a cluster, its clients, and what is done to it.

use engine::client::ClientCommand;
use engine::metadata::ConfigResource;
use engine::model::{Duration, NodeId, Offset, TopicName, TopicPartition};
use engine::protocol::{
    AlterConfigOp, AlterableConfig, CreatableTopic, CreatePartitionsRequest, CreatePartitionsTopic,
    CreateTopicsRequest, DeleteRecordsRequest, DeleteTopicsRequest, ElectLeadersRequest,
    ElectionType, IncrementalAlterConfigsRequest, Request,
};
use sim::{Action, Fault};

use crate::dice::Dice;

pub const CONTROLLER: NodeId = NodeId(1000);
pub const ADMIN: NodeId = NodeId(4000);

type Set = Vec<(&'static str, String)>;

/// A whole case. Its `Debug` is what a named test is made from.
#[derive(Clone, Debug)]
pub struct Case {
    pub seed: u64,
    pub racks: Vec<Option<&'static str>>,
    pub broker_config: Set,
    pub topics: Vec<Topic>,
    pub producers: Vec<Producer>,
    pub consumers: Vec<Consumer>,
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

#[derive(Clone, Debug)]
pub struct Consumer {
    pub topic: &'static str,
    pub starts_ms: u64,
    pub config: Set,
}

/// What kinds of faults a case may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mildness {
    /// No disk loses anything and nobody but preferred leaders is elected by hand: nothing may be lost at all.
    KeepsEverything,
    /// Anything.
    Anything,
}

const NAMES: [&str; 3] = ["a", "b", "c"];

fn set(values: &[(&'static str, &str)]) -> Set {
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
            .map(|place| topic(dice, NAMES[place as usize], brokers, mildness))
            .collect();
        let producers = (0..dice.within(1, 3))
            .map(|_| producer(dice, &topics))
            .collect();
        let consumers = (0..dice.within(0, 3))
            .map(|_| consumer(dice, &topics))
            .collect();
        let deeds = (0..dice.within(0, 14))
            .map(|_| {
                (
                    dice.within(0, 3_000),
                    deed(dice, brokers, &topics, mildness),
                )
            })
            .collect();
        Self {
            seed,
            racks,
            broker_config: broker_config(dice, brokers),
            topics,
            producers,
            consumers,
            jitter_ms: dice.one_of(&[0, 1, 1, 20]),
            deeds,
        }
    }
}

fn broker_config(dice: &mut Dice, brokers: u64) -> Set {
    let mut config = set(&[
        ("replica.lag.time.max.ms", "4000"),
        ("broker.session.timeout.ms", "3000"),
        ("broker.heartbeat.interval.ms", "500"),
        ("log.retention.check.interval.ms", "2000"),
        ("log.cleaner.backoff.ms", "1500"),
        ("log.segment.delete.delay.ms", "1000"),
        ("offsets.topic.num.partitions", "2"),
    ]);
    let replicas = brokers.min(3).to_string();
    config.push(("offsets.topic.replication.factor", replicas));
    let more = [
        ("leader.imbalance.check.interval.seconds", "5"),
        ("auto.leader.rebalance.enable", "false"),
        ("log.flush.interval.messages", "5"),
        (
            "replica.selector.class",
            "org.apache.kafka.common.replica.RackAwareReplicaSelector",
        ),
        ("replica.fetch.wait.max.ms", "100"),
        ("controlled.shutdown.enable", "false"),
        ("replica.high.watermark.checkpoint.interval.ms", "500"),
    ];
    for one in more {
        if dice.percent(30) {
            config.extend(set(&[one]));
        }
    }
    config
}

fn topic(dice: &mut Dice, name: &'static str, brokers: u64, mildness: Mildness) -> Topic {
    let replicas = dice.within(1, brokers.min(3));
    let mut config = vec![("min.insync.replicas", dice.within(1, 3).to_string())];
    if dice.percent(50) {
        config.push((
            "segment.ms",
            dice.one_of(&["300", "1000", "4000"]).to_owned(),
        ));
    }
    if dice.percent(30) {
        config.push(("segment.bytes", "1048576".to_owned()));
    }
    if dice.percent(30) {
        config.push(("message.timestamp.type", "LogAppendTime".to_owned()));
    }
    let policy = dice.one_of(&["delete", "delete", "compact", "compact,delete", ""]);
    config.push(("cleanup.policy", policy.to_owned()));
    if dice.percent(40) {
        config.push((
            "retention.ms",
            dice.one_of(&["1000", "5000", "20000"]).to_owned(),
        ));
    }
    if dice.percent(20) {
        config.push(("retention.bytes", "1500000".to_owned()));
    }
    if policy.contains("compact") {
        config.push((
            "min.cleanable.dirty.ratio",
            dice.one_of(&["0.01", "0.5"]).to_owned(),
        ));
        config.push((
            "delete.retention.ms",
            dice.one_of(&["0", "2000"]).to_owned(),
        ));
    }
    if mildness == Mildness::Anything && dice.percent(25) {
        config.push(("unclean.leader.election.enable", "true".to_owned()));
    }
    Topic {
        name,
        partitions: dice.within(1, 4) as i32,
        replicas: replicas as i16,
        config,
    }
}

fn producer(dice: &mut Dice, topics: &[Topic]) -> Producer {
    let acks = dice.one_of(&["all", "all", "all", "1", "0"]);
    let idempotent = acks == "all" && dice.percent(60);
    let mut config = set(&[
        ("request.timeout.ms", "2000"),
        ("delivery.timeout.ms", "20000"),
        ("acks", acks),
        (
            "enable.idempotence",
            if idempotent { "true" } else { "false" },
        ),
    ]);
    config.push(("linger.ms", dice.one_of(&["0", "5", "50"]).to_owned()));
    config.push(("batch.size", dice.one_of(&["200", "16384"]).to_owned()));
    config.push((
        "max.in.flight.requests.per.connection",
        dice.one_of(&["1", "5"]).to_owned(),
    ));
    Producer {
        topic: dice.one_of(topics).name,
        config,
        every_ms: dice.within(20, 200) as i64,
        per_tick: dice.within(1, 3) as u32,
        records: dice.within(20, 200) as u32,
        value_len: dice.one_of(&[8, 100, 100, 20_000]),
        keys: dice.one_of(&[1, 5, 40]),
    }
}

fn consumer(dice: &mut Dice, topics: &[Topic]) -> Consumer {
    let mut config = set(&[
        ("request.timeout.ms", "3000"),
        ("session.timeout.ms", "6000"),
    ]);
    config.push((
        "auto.offset.reset",
        dice.one_of(&["earliest", "latest"]).to_owned(),
    ));
    if dice.percent(60) {
        config.push(("group.id", dice.one_of(&["g", "h"]).to_owned()));
    }
    if dice.percent(40) {
        config.push(("client.rack", dice.one_of(&["r1", "r2"]).to_owned()));
    }
    config.push(("max.poll.records", dice.one_of(&["3", "500"]).to_owned()));
    Consumer {
        topic: dice.one_of(topics).name,
        starts_ms: dice.within(500, 8_000),
        config,
    }
}

fn deed(dice: &mut Dice, brokers: u64, topics: &[Topic], mildness: Mildness) -> Action {
    if dice.percent(15) {
        return question(dice, topics, mildness);
    }
    let broker = |dice: &mut Dice| NodeId(dice.within(1, brokers) as u32);
    let server = |dice: &mut Dice| {
        if dice.percent(12) {
            CONTROLLER
        } else {
            broker(dice)
        }
    };
    let anybody = |dice: &mut Dice| {
        if dice.percent(15) {
            NodeId(2000)
        } else {
            server(dice)
        }
    };
    let kinds = if mildness == Mildness::Anything {
        15
    } else {
        11
    };
    let (a, b) = (anybody(dice), server(dice));
    let node = server(dice);
    Action::Fault(match dice.below(kinds) {
        0 => Fault::Crash(node),
        1 => Fault::Restart(node),
        2 => return Action::Start(node),
        3 => Fault::Pause(node),
        4 => Fault::Resume(node),
        5 => Fault::Partition {
            a,
            b,
            one_way: dice.percent(50),
        },
        6 => Fault::Repair { a, b },
        7 => Fault::Slow {
            a,
            b,
            extra: Duration::from_millis(dice.within(5, 800) as i64),
        },
        8 => Fault::SlowDisk {
            node,
            times: dice.one_of(&[2, 50, 1_000]),
        },
        9 => Fault::SkewClock {
            node: anybody(dice),
            offset_ms: dice.within(0, 20_000) as i64 - 10_000,
        },
        10 => {
            return Action::Command {
                node: broker(dice),
                command: ClientCommand::Close,
            };
        }
        11 => Fault::DiskFull(broker(dice)),
        12 => Fault::DiskFreed(broker(dice)),
        13 => Fault::Wipe(broker(dice)),
        _ => Fault::PowerCut(node),
    })
}

/// Something that an admin asks for.
fn question(dice: &mut Dice, topics: &[Topic], mildness: Mildness) -> Action {
    let topic = dice.one_of(topics);
    let name = TopicName::from(topic.name);
    let number = dice.below(topic.partitions as u64) as i32;
    let partition = TopicPartition::new(&name, number);
    let kinds = if mildness == Mildness::Anything { 6 } else { 3 };
    let request: Request = match dice.below(kinds) {
        0 => ElectLeadersRequest {
            election_type: ElectionType::Preferred,
            partitions: None,
        }
        .into(),
        1 => CreatePartitionsRequest {
            topics: vec![CreatePartitionsTopic {
                name,
                count: topic.partitions + 1,
                assignments: None,
            }],
            validate_only: false,
        }
        .into(),
        2 => IncrementalAlterConfigsRequest {
            resources: vec![(
                ConfigResource::Topic(name),
                vec![AlterableConfig {
                    name: "segment.ms".to_owned(),
                    operation: AlterConfigOp::Set,
                    value: Some("500".to_owned()),
                }],
            )],
            validate_only: false,
        }
        .into(),
        3 => ElectLeadersRequest {
            election_type: ElectionType::Unclean,
            partitions: Some(vec![partition]),
        }
        .into(),
        4 => DeleteRecordsRequest {
            partitions: vec![(partition, Offset(dice.below(60) as i64 - 1))],
            timeout_ms: 2_000,
        }
        .into(),
        _ if dice.percent(50) => DeleteTopicsRequest { topics: vec![name] }.into(),
        _ => CreateTopicsRequest {
            topics: vec![creatable(&topic)],
            validate_only: false,
        }
        .into(),
    };
    let request = Box::new(request);
    Action::Command {
        node: ADMIN,
        command: ClientCommand::Ask { to: None, request },
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
