//! Measures of bytes, and of what they say.

use engine::app::processor::{Container, Processor};
use engine::log::{Record, RecordBatch};
use engine::model::{Offset, Payload};
use serde_json::Value;
use sim::{AnyNode, World};

use super::read::{count, running};
use super::{PrintedWithName, RecordName};
use crate::history::{node_named, printed_since_start};
use crate::logs::leader_log;

/// The length of a part of a record in the log of its partition's leader.
pub(super) fn of_record(
    world: &World,
    name: &RecordName,
    part: impl Fn(&Record) -> Option<&Payload>,
) -> i64 {
    let Some(replica) = leader_log(world, &name.place()) else {
        return -1;
    };
    let record = match name.offset {
        Some(offset) => {
            let batch = replica.log().batches_from(Offset(offset)).next();
            let mut records = batch.into_iter().flat_map(RecordBatch::records);
            records.find(|(at, _)| at.0 == offset)
        }
        None => {
            let own = replica.log().batches().rev().find(|b| !b.is_control());
            own.and_then(|batch| batch.records().next_back())
        }
    };
    let length = record.and_then(|(_, record)| part(&record).map(Payload::len));
    length.map_or(-1, |length| i64::try_from(length).unwrap_or(i64::MAX))
}

pub(super) fn printed_with(world: &World, name: &PrintedWithName) -> i64 {
    let Some(id) = node_named(world, &name.client) else {
        return 0;
    };
    let pointer: String = name
        .field
        .split('.')
        .map(|step| format!("/{step}"))
        .collect();
    let has = |value: &Payload| {
        let said: Option<Value> = serde_json::from_slice(&value.bytes()).ok();
        said.is_some_and(|said| {
            is_same(said.pointer(&pointer).unwrap_or(&Value::Null), &name.value)
        })
    };
    let printed = printed_since_start(world, id);
    count(
        printed
            .iter()
            .filter(|one| one.value().is_some_and(has))
            .count(),
    )
}

/// Whether two values say the same: of a number it does not matter how it is written, 0 or 0.0.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.to_bits() == other.to_bits(),
        _ => one == other,
    }
}

/// Something about the object container file of a running consumer.
pub(super) fn of_file(world: &World, name: &str, read: impl Fn(&Container) -> u64) -> i64 {
    match running(world, name) {
        Some(AnyNode::Consumer(node)) => {
            i64::try_from(read(Processor::container(node))).unwrap_or(i64::MAX)
        }
        _ => -1,
    }
}
