//! Producers, consumers that are alone, and sinks.

use engine::app::processor::{Commits, Guarantee, Output};
use engine::app::sink::{SinkKind, SinkSetup};
use engine::model::NodeId;

use super::{Consumer, Producer, Set, Topic, set};
use crate::dice::Dice;

pub fn producer(dice: &mut Dice, topics: &[Topic]) -> Producer {
    let acks = dice.one_of(&["all", "all", "all", "1", "0"]);
    let idempotent = acks == "all" && dice.percent(60);
    let mut config = set(&[
        ("request.timeout.ms", "2000"),
        ("metadata.max.age.ms", "5000"),
        ("max.block.ms", "5000"),
        ("acks", acks),
        (
            "enable.idempotence",
            if idempotent { "true" } else { "false" },
        ),
    ]);
    let patience = dice.one_of(&["2500", "20000", "20000"]);
    config.push(("delivery.timeout.ms", patience.to_owned()));
    config.push(("linger.ms", dice.one_of(&["0", "5", "50"]).to_owned()));
    config.push(("batch.size", dice.one_of(&["200", "16384"]).to_owned()));
    config.push((
        "max.in.flight.requests.per.connection",
        dice.one_of(&["1", "5"]).to_owned(),
    ));
    if dice.percent(20) {
        config.push(("buffer.memory", "45000".to_owned()));
    }
    Producer {
        topic: dice.one_of(topics).name,
        config,
        every_ms: dice.within(20, 200) as i64,
        per_tick: dice.within(1, 3) as u32,
        records: dice.within(20, 200) as u32,
        value_len: dice.one_of(&[8, 100, 100, 20_000]),
        keys: dice.one_of(&[0, 1, 5, 40]),
    }
}

/// What every consumer has that is to notice soon what happens.
pub fn consumer_config(dice: &mut Dice) -> Set {
    let mut config = set(&[
        ("request.timeout.ms", "3000"),
        ("session.timeout.ms", "6000"),
        ("heartbeat.interval.ms", "1000"),
        ("default.api.timeout.ms", "8000"),
        ("metadata.max.age.ms", "5000"),
    ]);
    if dice.percent(40) {
        config.push(("client.rack", dice.one_of(&["r1", "r2"]).to_owned()));
    }
    config
}

/// A consumer without a group.
pub fn loner(dice: &mut Dice, topics: &[Topic]) -> Consumer {
    let mut config = consumer_config(dice);
    let reset = dice.one_of(&["earliest", "latest"]);
    config.push(("auto.offset.reset", reset.to_owned()));
    config.push(("max.poll.records", dice.one_of(&["3", "500"]).to_owned()));
    Consumer {
        topics: vec![dice.one_of(topics).name],
        starts_ms: dice.within(500, 8_000),
        config,
        process_ms: dice.one_of(&[0, 0, 20]),
        guarantee: Guarantee {
            commits: Commits::Automatically,
            deduplicates: None,
        },
        output: Output::Printed,
    }
}

/// Sinks from 5000 on.
pub fn sinks(dice: &mut Dice) -> Vec<SinkSetup> {
    let sink = |id| SinkSetup {
        id: NodeId(id),
        kind: dice.one_of(&[SinkKind::File, SinkKind::Table]),
        durable: dice.percent(50),
    };
    (5000..5002).map(sink).collect()
}
