//! The vectors of compaction. Every pass looks at the whole log, up to the active segment.

use std::collections::BTreeMap;

use engine::log::{ControlRecordType, ProducerStateManager, RecordBatch};
use serde_json::{Value, json};

use crate::partition::{self, Partition, marker, partition, record};
use crate::{agree, list, vectors};

#[test]
fn log_cleaner_json() {
    let Some(file) = vectors("log_cleaner.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in list(&file, "cases") {
        for found in check(case) {
            wrong.push(format!("{}: {found}", case["test"]));
        }
    }
    agree(&wrong);
}

/// Takes the parts of a case in the order in which they stand.
fn check(case: &Value) -> Vec<String> {
    let mut compaction = Compaction::new();
    let mut wrong = Vec::new();
    if let Some(offset) = case["tombstone_offset"].as_i64() {
        for before in 0..offset {
            compaction.append(&json!({"o": before, "k": 0}));
        }
        compaction.append(&json!({"o": offset, "k": 0, "v": null}));
    }
    for (part, expected) in case.as_object().into_iter().flatten() {
        match part.as_str() {
            "log" | "then_append" => {
                for entry in expected.as_array().into_iter().flatten() {
                    compaction.append(entry);
                }
                continue;
            }
            part if part.contains("after_horizon") => compaction.pass_horizon(),
            part if part.starts_with("pass") || part.starts_with("after") => {}
            "two_pass" => {
                compaction.clean();
                compaction.pass_horizon();
            }
            _ => continue,
        }
        let passes = part.strip_prefix("after_pass").map_or(1, |pass| {
            let digit = pass.chars().next().and_then(|digit| digit.to_digit(10));
            digit.unwrap_or(1).saturating_sub(compaction.passes)
        });
        for _ in 0..passes {
            compaction.clean();
        }
        if let Some(expected) = expected.as_str() {
            let offset = case["tombstone_offset"].clone();
            let offsets = compaction.show("offsets");
            let kept = offsets
                .as_array()
                .is_some_and(|kept| kept.contains(&offset));
            if kept != (expected == "retained") {
                wrong.push(format!("{part}: the offsets are {offsets}"));
            }
        }
        for (key, expected) in expected.as_object().into_iter().flatten() {
            let found = compaction.show(key);
            if found != *expected {
                wrong.push(format!("{part}: {key} is {found}, not {expected}"));
            }
        }
    }
    wrong
}

/// A log that is compacted again and again.
struct Compaction {
    partition: Partition,
    passes: u32,
    sequences: BTreeMap<i64, i32>,
}

impl Compaction {
    fn new() -> Self {
        Self {
            partition: partition(),
            passes: 0,
            sequences: BTreeMap::new(),
        }
    }

    /// One record `k` or marker at offset `o`, of the idempotent producer `pid` or in a transaction of producer `txn`.
    fn append(&mut self, entry: &Value) {
        let number = |key: &str| entry[key].as_i64();
        let transactional = number("txn").is_some();
        let producer = number("txn").or(number("pid"));
        let batch = if let Some(kind) = entry["marker"].as_str() {
            let control_type = match kind {
                "abort" => ControlRecordType::Abort,
                _ => ControlRecordType::Commit,
            };
            marker(control_type, producer.unwrap_or(1), 0, 0)
        } else {
            let key = entry["k"].to_string();
            let tombstone = entry.get("v").is_some_and(Value::is_null);
            let record = if tombstone {
                partition::tombstone(&key)
            } else {
                record(&key, 0)
            };
            let next = self.sequences.entry(producer.unwrap_or(-1)).or_default();
            let sequence = number("seq").map_or(*next, |sequence| sequence as i32);
            *next = sequence + 1;
            let (epoch, sequence) = if producer.is_some() {
                (0, sequence)
            } else {
                (-1, -1)
            };
            RecordBatch::new(producer.unwrap_or(-1), epoch, sequence, vec![record])
        };
        let batch = if transactional {
            batch.transactional()
        } else {
            batch
        };
        assert!(
            self.partition
                .follow(&batch, number("o").unwrap_or_default())
        );
    }

    fn pass_horizon(&mut self) {
        let horizon = self.partition.config.delete_retention_ms;
        self.partition.wait_ms(horizon + 1);
    }

    fn clean(&mut self) {
        self.partition.compact();
        self.passes += 1;
    }

    fn show(&self, key: &str) -> Value {
        let batches = || self.partition.log.batches();
        let number = |key: &String| key.parse::<i64>().ok();
        match key {
            "keys" => {
                let keys = self.partition.keys();
                keys.iter().filter_map(number).collect::<Vec<_>>().into()
            }
            "offsets" => self.partition.offsets().into(),
            "batch_last_offsets" => {
                let last = batches().map(|batch| batch.last_offset().0);
                last.collect::<Vec<i64>>().into()
            }
            "last_seq" => {
                let mut producers = ProducerStateManager::default();
                for batch in batches() {
                    producers.update(batch);
                }
                let entries = producers.entries();
                let last =
                    entries.map(|(id, entry)| (id.to_string(), json!(entry.last_sequence())));
                Value::Object(last.collect())
            }
            _ => "this is not known".into(),
        }
    }
}
