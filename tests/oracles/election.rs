//! Elections as `PartitionChangeBuilderTest` has them.

use engine::controller::{Election, PartitionChangeBuilder};
use engine::metadata::{LeaderRecoveryState, PartitionState};
use engine::model::{LeaderEpoch, NodeId, PartitionEpoch, TopicId};
use serde_json::{Value, json};

use crate::{agree, list, vectors};

#[test]
fn partition_election_json() {
    let Some(file) = vectors("partition_election.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in list(&file, "cases") {
        // The cases do not say what the field of the last known ELR holds: the last leader, as Kafka 4 has it, or all
        // former members, as some of the tests behind them do.
        let [last_leader, members] = [true, false].map(|last_leader| outcome(case, last_leader));
        let agrees = |found: &Value| {
            let expected = case["expect"].as_object().into_iter().flatten();
            expected
                .into_iter()
                .all(|(key, value)| found[key] == *value)
        };
        if !agrees(&last_leader) && !agrees(&members) {
            wrong.push(format!(
                "{}: {last_leader}, not {}",
                case["name"], case["expect"]
            ));
        }
    }
    agree(&wrong);
}

/// What becomes of a case's partition.
fn outcome(case: &Value, use_last_known_leader: bool) -> Value {
    let before = before(case);
    let dead = ids(&case["dead"]);
    let alive = |id: NodeId| !dead.contains(&id);
    let min_isr = case["min_isr"].as_u64().unwrap_or(2) as usize;
    let election = match case["election"].as_str() {
        Some("preferred") => Election::Preferred,
        Some("unclean") => Election::Unclean,
        _ => Election::Online,
    };
    let mut builder = PartitionChangeBuilder::new(&before, 0, alive, min_isr)
        .election(election)
        .elr_enabled(case["elr_enabled"] == true)
        .use_last_known_leader(use_last_known_leader)
        .unclean_shutdown(ids(&case["unclean_shutdown"]).first().copied());
    if case["target_isr"].is_array() {
        builder = builder.target_isr(ids(&case["target_isr"]));
    }
    let unclean = builder.elect_leader().unclean;
    let after = match builder.build() {
        Some(change) => before.after(&change),
        None => before.clone(),
    };
    let show = |ids: &[NodeId]| ids.iter().map(|id| id.0).collect::<Vec<_>>();
    json!({
        "leader": after.leader.map_or(-1, |id| i64::from(id.0)),
        "unclean": unclean,
        "isr": show(&after.isr),
        "elr": show(&after.elr),
        "last_known_elr": show(&after.last_known_elr),
        "recovery_state": match after.leader_recovery_state {
            LeaderRecoveryState::Recovered => "RECOVERED",
            LeaderRecoveryState::Recovering => "RECOVERING",
        },
        "leader_epoch_bump": after.leader_epoch != before.leader_epoch,
        "no_change": after == before,
    })
}

/// The state before: all replicas in sync and the first of them leading, where nothing else is said.
fn before(case: &Value) -> PartitionState {
    let replicas = ids(&case["replicas"]);
    let isr = if case["isr"].is_array() {
        ids(&case["isr"])
    } else {
        replicas.clone()
    };
    let new = PartitionState::new(TopicId(1), replicas, isr);
    PartitionState {
        leader: match case["leader"].as_i64() {
            Some(id) => u32::try_from(id).ok().map(NodeId),
            None => new.leader,
        },
        elr: ids(&case["elr"]),
        last_known_elr: ids(&case["last_known_elr"]),
        leader_recovery_state: match case["recovery_state"].as_str() {
            Some("RECOVERING") => LeaderRecoveryState::Recovering,
            _ => LeaderRecoveryState::Recovered,
        },
        leader_epoch: LeaderEpoch(100),
        partition_epoch: PartitionEpoch(200),
        ..new
    }
}

/// A list of broker ids, or a single one.
fn ids(value: &Value) -> Vec<NodeId> {
    let listed = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    let numbers = listed.iter().filter_map(Value::as_u64);
    numbers.map(|id| NodeId(id as u32)).collect()
}
