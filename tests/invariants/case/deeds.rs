//! What is done to a cluster and its clients.

use engine::client::ClientCommand;
use engine::client::admin::AdminCommand;
use engine::metadata::ConfigResource;
use engine::model::{Duration, LeaderEpoch, NodeId, Offset, TopicName, TopicPartition};
use engine::protocol::{
    AlterConfigOp, AlterableConfig, CommittedOffset, CreatePartitionsRequest,
    CreatePartitionsTopic, CreateTopicsRequest, DeleteRecordsRequest, DeleteTopicsRequest,
    ElectLeadersRequest, ElectionType, IncrementalAlterConfigsRequest, Request,
};
use sim::{Action, Fault};

use super::{ADMIN, CONTROLLER, Case, Mildness, creatable};
use crate::dice::Dice;

pub fn deed(dice: &mut Dice, case: &Case) -> Action {
    if dice.percent(12) {
        return question(dice, case);
    }
    if dice.percent(30) {
        return to_client(dice, case);
    }
    let brokers = case.brokers();
    let server = |dice: &mut Dice| {
        if dice.percent(12) {
            CONTROLLER
        } else {
            dice.one_of(&brokers)
        }
    };
    let outside = outside(case);
    let anybody = |dice: &mut Dice| {
        if dice.percent(25) {
            dice.one_of(&outside)
        } else {
            server(dice)
        }
    };
    let kinds = if case.mildness == Mildness::Anything {
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
            one_way: false,
        },
        8 => Fault::SlowDisk {
            node,
            times: dice.one_of(&[2, 50, 200]),
        },
        9 => Fault::SkewClock {
            node: anybody(dice),
            offset_ms: dice.within(0, 20_000) as i64 - 10_000,
        },
        10 => {
            return Action::Command {
                node: dice.one_of(&brokers),
                command: ClientCommand::Close,
            };
        }
        11 => Fault::DiskFull(dice.one_of(&brokers)),
        12 => Fault::DiskFreed(dice.one_of(&brokers)),
        13 => Fault::Wipe(dice.one_of(&brokers)),
        _ => Fault::PowerCut(node),
    })
}

/// Clients and sinks.
pub fn outside(case: &Case) -> Vec<NodeId> {
    let mut outside = case.clients();
    outside.extend(case.sinks.iter().map(|sink| sink.id));
    outside
}

/// Something happens to a client or a sink.
fn to_client(dice: &mut Dice, case: &Case) -> Action {
    let node = dice.one_of(&outside(case));
    Action::Fault(match dice.below(8) {
        0 | 1 => Fault::Crash(node),
        2 => Fault::Restart(node),
        3 | 4 => return Action::Start(node),
        5 => Fault::Pause(node),
        6 => Fault::Resume(node),
        _ => {
            return Action::Command {
                node,
                command: ClientCommand::Close,
            };
        }
    })
}

/// Something that an admin asks for.
fn question(dice: &mut Dice, case: &Case) -> Action {
    let topic = dice.one_of(&case.topics);
    let name = TopicName::from(topic.name);
    let number = dice.below(topic.partitions as u64) as i32;
    let partition = TopicPartition::new(&name, number);
    if dice.percent(25) {
        return Action::Command {
            node: ADMIN,
            command: ClientCommand::Administer(Box::new(about_group(dice, case, partition))),
        };
    }
    let kinds = if case.mildness == Mildness::Anything {
        6
    } else {
        3
    };
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

/// Something that an admin asks about a group; only what changes nothing where nothing may be lost.
fn about_group(dice: &mut Dice, case: &Case, partition: TopicPartition) -> AdminCommand {
    let group = dice.one_of(&["g", "h"]).into();
    let kinds = if case.mildness == Mildness::Anything {
        6
    } else {
        3
    };
    match dice.below(kinds) {
        0 => AdminCommand::ListGroups { states: Vec::new() },
        1 => AdminCommand::DescribeGroups(vec![group]),
        2 => AdminCommand::ListGroupOffsets {
            group,
            partitions: None,
        },
        3 => AdminCommand::DeleteGroups(vec![group]),
        4 => AdminCommand::DeleteGroupOffsets {
            group,
            partitions: vec![partition],
        },
        _ => {
            let committed = CommittedOffset {
                offset: Offset(dice.below(30) as i64),
                leader_epoch: LeaderEpoch::NONE,
                metadata: "".into(),
            };
            AdminCommand::AlterGroupOffsets {
                group,
                offsets: vec![(partition, committed)],
            }
        }
    }
}
