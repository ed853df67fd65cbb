//! Groups of consumers: what the members have in common, and what each has of its own.

use engine::app::processor::{Commits, Deduplicates, Guarantee, Output, SinkOutput};
use engine::app::sink::{SinkClientSetup, WriteMode};
use engine::model::{Duration, NodeId};

use super::clients::consumer_config;
use super::{Consumer, Topic, set};
use crate::dice::Dice;

/// Every two of these have one in common.
const STRATEGIES: [&str; 6] = [
    "RangeAssignor",
    "RoundRobinAssignor",
    "StickyAssignor",
    "CooperativeStickyAssignor",
    "RangeAssignor,CooperativeStickyAssignor",
    "StickyAssignor,RoundRobinAssignor",
];

/// A group writes to a sink of its own, if to any.
pub fn group(dice: &mut Dice, id: &str, topics: &[Topic], sink: NodeId) -> Vec<Consumer> {
    let strategy = strategy(dice.one_of(&STRATEGIES));
    let (reset, is_static) = (
        dice.one_of(&["earliest", "earliest", "latest"]),
        dice.percent(25),
    );
    let (guarantee, output) = application(dice, sink);
    let subscribed: Vec<&'static str> = topics.iter().map(|topic| topic.name).collect();
    let (alike, some_are_slow) = (dice.percent(70), dice.percent(8));
    let members = dice.one_of(&[1, 2, 2, 3, 4]);
    let member = |place| {
        let mut config = consumer_config(dice);
        config.extend(set(&[
            ("group.id", id),
            ("auto.offset.reset", reset),
            ("partition.assignment.strategy", &strategy),
        ]));
        if guarantee.commits == Commits::Automatically {
            let interval = dice.one_of(&["300", "5000"]);
            config.push(("auto.commit.interval.ms", interval.to_owned()));
        } else {
            config.push(("enable.auto.commit", "false".to_owned()));
        }
        if is_static {
            config.push(("group.instance.id", format!("{id}-{place}")));
        }
        let too_slow = some_are_slow && dice.percent(50);
        let pace = if too_slow {
            TOO_SLOW
        } else {
            dice.one_of(&PACES)
        };
        let (records, process_ms) = pace;
        config.push(("max.poll.records", records.to_owned()));
        // A member whose coordinator went dark while it joined hears of it five seconds after this: nothing else is said
        // on that connection.
        let interval = dice.one_of(&["4000", "10000", "20000"]);
        config.push(("max.poll.interval.ms", interval.to_owned()));
        let mut topics = subscribed.clone();
        if !alike && topics.len() > 1 {
            topics.remove(dice.below(topics.len() as u64) as usize);
        }
        Consumer {
            topics,
            starts_ms: dice.within(500, 8_000),
            config,
            process_ms,
            guarantee,
            output: output.clone(),
        }
    };
    (0..members).map(member).collect()
}

/// `max.poll.records`, and how long the application takes for each.
const PACES: [(&str, i64); 5] = [("500", 0), ("500", 0), ("500", 0), ("3", 0), ("20", 30)];
/// A poll of so many takes longer than the shortest `max.poll.interval.ms`.
const TOO_SLOW: (&str, i64) = ("10", 500);

fn strategy(assignors: &str) -> String {
    let classes = assignors
        .split(',')
        .map(|name| format!("org.apache.kafka.clients.consumer.{name}"));
    classes.collect::<Vec<_>>().join(",")
}

fn application(dice: &mut Dice, sink: NodeId) -> (Guarantee, Output) {
    let commits = dice.one_of(&[
        Commits::Automatically,
        Commits::Automatically,
        Commits::AfterPoll,
        Commits::AfterRecord,
        Commits::BeforeProcessing,
    ]);
    let deduplicates = dice.one_of(&[
        None,
        None,
        Some(Deduplicates::ByOffset),
        Some(Deduplicates::ByKey),
    ]);
    let output = match dice.below(5) {
        0 => Output::Store,
        1 | 2 => Output::Sink(SinkOutput {
            client: SinkClientSetup {
                sink,
                request_timeout: Duration::from_secs(2),
                reconnect_backoff: Duration::from_millis(100),
                retry: dice.percent(60),
            },
            mode: dice.one_of(&[WriteMode::Blind, WriteMode::ByKey, WriteMode::ByOffset]),
        }),
        _ => Output::Printed,
    };
    let guarantee = Guarantee {
        commits,
        deduplicates,
    };
    (guarantee, output)
}
