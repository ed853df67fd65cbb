//! Stages of any size, for tests of the layout.

use crate::clock::Time;
use crate::saying::Saying;
use crate::stage::{
    Broker, Cell, Consumer, Fate, Head, Life, Line, Link, Outsider, Place, Producer, Reader, Stage,
    Stamp, Strip,
};

fn head(id: u32, name: String) -> Head {
    Head {
        id,
        name,
        rack: None,
        life: Life::Up,
        timers: Vec::new(),
    }
}

/// A leader's strip with `records` records, those below `high_watermark` committed.
pub(super) fn strip(records: i64, high_watermark: i64) -> Strip {
    let cell = |offset| Cell {
        offset,
        epoch: 0,
        committed: offset < high_watermark,
        fate: Fate::Kept,
        producer: None,
        stamp: Stamp {
            at: Time::Length(0),
            by: "CreateTime",
        },
        value: format!(r#"{{"number": {offset}}}"#),
    };
    Strip {
        topic: "numtest".into(),
        partition: 0,
        internal: false,
        leader: true,
        in_sync: true,
        leader_epoch: 0,
        log_start: 0,
        log_end: records,
        high_watermark,
        last_stable_offset: high_watermark,
        segments: Vec::new(),
        cells: ((records - Strip::CELLS_MAX as i64).max(0)..records)
            .map(cell)
            .collect(),
        readers: vec![Reader {
            name: "consumer-1".into(),
            position: high_watermark,
        }],
        bookmarks: Vec::new(),
    }
}

/// Brokers with one partition each, and as many producers as consumers in a group.
pub(super) fn stage(brokers: u32, clients: u32, records: i64) -> Stage {
    let producer = |i| Producer {
        head: head(100 + i, format!("producer-{i}")),
        acks: "all".into(),
        transaction: None,
        sent: 0,
        acknowledged: 0,
        lines: Vec::new(),
    };
    let consumer = |i| Consumer {
        head: head(200 + i, format!("consumer-{i}")),
        group: Some("billing".into()),
        done: Saying::new("stage-printed").with("count", 1),
        lines: vec![Line {
            offset: Some(0),
            text: "{}".into(),
        }],
        assignment: vec![Place {
            partition: "numtest-0".into(),
            position: Some(1),
            committed: None,
        }],
        transaction: None,
    };
    let outsider = |i| Outsider {
        head: head(300 + i, format!("sink-{i}")),
        kind: Saying::new("kind-sink"),
        fact: Saying::new("stage-kept"),
        lines: Vec::new(),
    };
    let ids = (1..=clients).flat_map(|i| [100 + i, 200 + i]);
    let links = ids.chain([900]).flat_map(|a| {
        (1..=brokers).map(move |b| Link {
            a,
            b,
            live: true,
            cut: false,
        })
    });
    Stage {
        brokers: (1..=brokers)
            .map(|i| Broker {
                head: head(i, format!("broker-{i}")),
                strips: vec![strip(records, records)],
            })
            .collect(),
        controllers: vec![head(900, "controller".into())],
        producers: (1..=clients).map(producer).collect(),
        consumers: (1..=clients).map(consumer).collect(),
        outsiders: (1..clients).map(outsider).collect(),
        links: links.collect(),
    }
}
