//! Random histories of logs that are right: one operation after the other, and all is read in the end.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::language::line;

const KEYS: [&str; 3] = ["x", "y", "z"];
/// Who reads everything in the end, and nothing before.
const LAST_READER: i64 = 99;

/// What clients did.
#[derive(Clone, Debug)]
pub struct Clean {
    ops: Vec<Op>,
    logs: BTreeMap<String, Vec<Stored>>,
}

#[derive(Clone, Debug)]
struct Op {
    process: i64,
    kind: &'static str,
    f: &'static str,
    /// Key, offset and value.
    sent: Vec<(String, Option<u64>, i64)>,
    read: BTreeMap<String, Vec<(u64, i64)>>,
}

#[derive(Clone, Debug)]
struct Stored {
    offset: u64,
    value: i64,
    acknowledged: bool,
}

/// Any history of logs that are right.
pub fn clean() -> impl Strategy<Value = Clean> {
    let deed = (0_i64..4, 0_u8..8, 0_usize..3, 1_usize..5);
    prop::collection::vec(deed, 1..40).prop_map(|deeds| {
        let mut clean = Clean {
            ops: Vec::new(),
            logs: BTreeMap::new(),
        };
        let mut positions = BTreeMap::new();
        let mut value = 0;
        for (process, what, key, count) in deeds {
            clean.act(process, what, KEYS[key], count, &mut value, &mut positions);
        }
        for key in KEYS {
            let read = clean.poll(LAST_READER, key, usize::MAX, &mut positions);
            clean.ops.push(Op {
                read,
                ..Op::of(LAST_READER, "ok", "poll")
            });
        }
        clean
    })
}

type Positions = BTreeMap<(i64, String), usize>;

impl Op {
    fn of(process: i64, kind: &'static str, f: &'static str) -> Self {
        Self {
            process,
            kind,
            f,
            sent: Vec::new(),
            read: BTreeMap::new(),
        }
    }
}

impl Clean {
    /// An offset behind all.
    pub const BEHIND: i64 = 1_000_000;

    fn act(
        &mut self,
        process: i64,
        what: u8,
        key: &str,
        count: usize,
        value: &mut i64,
        positions: &mut Positions,
    ) {
        let (kind, f) = match what {
            0..=2 => ("ok", "send"),
            3 => ("fail", "send"),
            4 => ("info", "send"),
            5 => ("ok", "txn"),
            _ => ("ok", "poll"),
        };
        let mut op = Op::of(process, kind, f);
        if f != "send" {
            op.read = self.poll(process, key, count, positions);
        }
        if f != "poll" {
            // Of the sends of which nobody knows, the longer ones are stored.
            let stored = kind == "ok" || (kind == "info" && count > 2);
            for _ in 0..count {
                *value += 1;
                let offset = stored.then(|| self.store(key, *value, kind == "ok"));
                op.sent
                    .push((key.to_owned(), offset.filter(|_| kind == "ok"), *value));
            }
        }
        self.ops.push(op);
    }

    fn store(&mut self, key: &str, value: i64, acknowledged: bool) -> u64 {
        let log = self.logs.entry(key.to_owned()).or_default();
        // Some offsets are never used.
        let gap = if value % 5 == 0 { 3 } else { 1 };
        let offset = log.last().map_or(0, |last| last.offset + gap);
        log.push(Stored {
            offset,
            value,
            acknowledged,
        });
        offset
    }

    fn poll(
        &self,
        process: i64,
        key: &str,
        count: usize,
        positions: &mut Positions,
    ) -> BTreeMap<String, Vec<(u64, i64)>> {
        let position = positions.entry((process, key.to_owned())).or_default();
        let log = self.logs.get(key).map_or(&[][..], Vec::as_slice);
        let list = log[*position..].iter().take(count);
        let read: Vec<(u64, i64)> = list.map(|stored| (stored.offset, stored.value)).collect();
        *position += read.len();
        BTreeMap::from([(key.to_owned(), read)])
    }

    /// A record that was acknowledged, and is not the last of its log.
    pub fn acknowledged_before_the_last(
        &self,
        which: &prop::sample::Index,
    ) -> Option<(String, i64)> {
        let all: Vec<(String, i64)> = self
            .logs
            .iter()
            .flat_map(|(key, log)| {
                let before = &log[..log.len().saturating_sub(1)];
                let acknowledged = before.iter().filter(|stored| stored.acknowledged);
                acknowledged.map(move |stored| (key.clone(), stored.value))
            })
            .collect();
        (!all.is_empty()).then(|| which.get(&all).clone())
    }

    /// Takes a record out of what was read, by all or by one.
    pub fn forget_reads(&mut self, key: &str, value: i64, by: Option<i64>) {
        let ops = self.ops.iter_mut();
        for op in ops.filter(|op| by.is_none_or(|by| by == op.process)) {
            if let Some(read) = op.read.get_mut(key) {
                read.retain(|(_, known)| *known != value);
            }
        }
    }

    /// Lets a client but the last reader skip a record between two others; which one.
    pub fn skip_one(&mut self, which: &prop::sample::Index) -> Option<(String, i64)> {
        let mut read: BTreeMap<(i64, String), Vec<i64>> = BTreeMap::new();
        for op in self.ops.iter().filter(|op| op.process != LAST_READER) {
            for (key, list) in &op.read {
                let all = read.entry((op.process, key.clone())).or_default();
                all.extend(list.iter().map(|(_, value)| *value));
            }
        }
        let inner = read.into_iter().flat_map(|((process, key), all)| {
            let inner: Vec<i64> = all.windows(3).map(|three| three[1]).collect();
            inner
                .into_iter()
                .map(move |value| (process, key.clone(), value))
        });
        let inner: Vec<(i64, String, i64)> = inner.collect();
        if inner.is_empty() {
            return None;
        }
        let (process, key, value) = which.get(&inner).clone();
        self.forget_reads(&key, value, Some(process));
        Some((key, value))
    }

    /// The lines of the history.
    pub fn lines(&self) -> Vec<Value> {
        self.ops.iter().flat_map(Op::lines).collect()
    }
}

impl Op {
    /// That it began, and how it ended.
    fn lines(&self) -> [Value; 2] {
        let begun = self
            .sent
            .iter()
            .map(|(key, _, value)| json!(["send", key, value]));
        let sent = self.sent.iter().map(|(key, offset, value)| match offset {
            Some(offset) => json!(["send", key, [offset, value]]),
            None => json!(["send", key, value]),
        });
        let polls = usize::from(self.f != "send");
        let asked = std::iter::repeat_n(json!(["poll"]), polls);
        let read = std::iter::repeat_n(json!(["poll", self.read]), polls);
        [
            line(self.process, "invoke", self.f, begun.chain(asked).collect()),
            line(self.process, self.kind, self.f, sent.chain(read).collect()),
        ]
    }
}
