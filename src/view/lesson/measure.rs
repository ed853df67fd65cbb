//! What is measured, in words.

use engine::model::NodeId;
use lab::{CountedName, FlightsName, Lab, Measure, RecordName, ReplicaName};

use crate::counts;
use crate::saying::Saying;

/// What a measure's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// How much or how many of something, or an offset.
    Amount,
    /// Which broker.
    Broker,
    /// Whether it is so.
    YesOrNo,
}

impl Kind {
    /// Of a measure.
    pub(crate) const fn of(measure: &Measure) -> Self {
        match measure {
            Measure::Leader(_) | Measure::ReadsFrom(_) => Self::Broker,
            Measure::Running(_) | Measure::Stable(_) | Measure::Keeps(_) => Self::YesOrNo,
            _ => Self::Amount,
        }
    }
}

/// A value of a measure.
pub(crate) fn figure(measure: &Measure, lab: &Lab, value: i64) -> Saying {
    let plain = || value.to_string();
    let broker = |value: u32| {
        lab.name(NodeId(value))
            .map_or_else(plain, ToOwned::to_owned)
    };
    let said = match (Kind::of(measure), u32::try_from(value)) {
        (Kind::YesOrNo, Ok(0)) => return Saying::new("figure-no"),
        (Kind::YesOrNo, _) => return Saying::new("figure-yes"),
        (Kind::Broker, Err(_)) => return Saying::new("figure-nobody"),
        (Kind::Broker, Ok(id)) => broker(id),
        (Kind::Amount, _) => plain(),
    };
    Saying::new("figure").with("value", said)
}

/// A measure as a goal names it.
pub(crate) fn measure(measure: &Measure) -> Saying {
    let of = |key: &'static str, client: &String| Saying::new(key).with("client", client);
    let by = |key: &'static str, group: &String| Saying::new(key).with("group", group);
    let place = |saying: Saying, topic: &String, partition: i32| {
        saying.with("partition", format!("{topic}-{partition}"))
    };
    match measure {
        Measure::Printed(client) => of("measure-printed", client),
        Measure::PrintedTotal(client) => of("measure-printed-total", client),
        Measure::FirstPrinted(client) => of("measure-first-printed", client),
        Measure::LastPrinted(client) => of("measure-last-printed", client),
        Measure::Sent(client) => of("measure-sent", client),
        Measure::Acknowledged(client) => of("measure-acknowledged", client),
        Measure::SentTo(client) => of("measure-sent-to", client),
        Measure::Processed(client) => of("measure-processed", client),
        Measure::Assigned(client) => of("measure-assigned", client),
        Measure::Consumed(group) => by("measure-consumed", group),
        Measure::Repeated(group) => by("measure-repeated", group),
        Measure::Members(group) => by("measure-members", group),
        Measure::Stable(group) => by("measure-stable", group),
        Measure::Generation(group) => by("measure-generation", group),
        Measure::Rebalances(group) => by("measure-rebalances", group),
        Measure::Lag(of) => by("measure-lag", &of.group).with("topic", &of.topic),
        Measure::Spread(of) => Saying::new("measure-spread").with("topic", &of.topic),
        Measure::Dropped(client) => of("measure-dropped", client),
        Measure::Rows(sink) => Saying::new("measure-rows").with("sink", sink),
        Measure::Written(sink) => Saying::new("measure-written").with("sink", sink),
        Measure::Leader(of) => place(Saying::new("measure-leader"), &of.topic, of.partition),
        Measure::LeaderEpoch(of) => {
            place(Saying::new("measure-leader-epoch"), &of.topic, of.partition)
        }
        Measure::InSync(of) => place(Saying::new("measure-in-sync"), &of.topic, of.partition),
        Measure::Hosted(of) => place(Saying::new("measure-hosted"), &of.topic, of.partition),
        Measure::LogStart(of) => replica(Saying::new("measure-log-start"), of),
        Measure::HighWatermark(of) => replica(Saying::new("measure-high-watermark"), of),
        Measure::LastStableOffset(of) => replica(Saying::new("measure-last-stable-offset"), of),
        Measure::Fetched(of) => place(Saying::new("measure-fetched"), &of.topic, of.partition),
        Measure::Running(node) => Saying::new("measure-running").with("node", node),
        Measure::InFlight(of) => in_flight(of),
        Measure::LogEnd(of) => replica(Saying::new("measure-log-end"), of),
        Measure::Stored(of) => replica(Saying::new("measure-stored"), of),
        Measure::Segments(of) => replica(Saying::new("measure-segments"), of),
        Measure::Batches(of) => replica(Saying::new("measure-batches"), of),
        Measure::Backdated(of) => replica(Saying::new("measure-backdated"), of),
        Measure::KeyBytes(of) => record(Saying::new("measure-key-bytes"), of),
        Measure::ValueBytes(of) => record(Saying::new("measure-value-bytes"), of),
        Measure::LogBytes(of) => replica(Saying::new("measure-log-bytes"), of),
        Measure::PrintedWith(of) => Saying::new("measure-printed-with")
            .with("client", &of.client)
            .with("field", &of.field)
            .with("value", of.value.to_string()),
        Measure::FileBytes(client) => of("measure-file-bytes", client),
        Measure::FileBlocks(client) => of("measure-file-blocks", client),
        Measure::Versions(subject) => Saying::new("measure-versions").with("subject", subject),
        Measure::SchemaId(subject) => Saying::new("measure-schema-id").with("subject", subject),
        Measure::RegistryStatus => Saying::new("measure-registry-status"),
        Measure::RegistryError => Saying::new("measure-registry-error"),
        Measure::Unserializable(client) => {
            Saying::new("measure-unserializable").with("client", client)
        }
        Measure::Undeserializable(client) => {
            Saying::new("measure-undeserializable").with("client", client)
        }
        Measure::Skipped(client) => Saying::new("measure-skipped").with("client", client),
        Measure::DeadLettered(client) => {
            Saying::new("measure-dead-lettered").with("client", client)
        }
        Measure::CacheMisses(broker) => Saying::new("measure-cache-misses").with("broker", broker),
        Measure::Requests(of) => Saying::new("measure-requests")
            .with("api", &of.api)
            .with("broker", &of.on),
        Measure::BytesIn(of) => Saying::new("measure-bytes-in")
            .with("topic", &of.topic)
            .with("broker", &of.on),
        Measure::MessagesIn(of) => Saying::new("measure-messages-in")
            .with("topic", &of.topic)
            .with("broker", &of.on),
        Measure::Committed(of) => {
            let saying = Saying::new("measure-committed").with("group", &of.group);
            place(saying, &of.topic, of.partition)
        }
        Measure::Position(of) => {
            let saying = Saying::new("measure-position").with("client", &of.client);
            place(saying, &of.topic, of.partition)
        }
        Measure::ReadsFrom(of) => {
            let saying = Saying::new("measure-reads-from").with("client", &of.client);
            place(saying, &of.topic, of.partition)
        }
        Measure::Lost => Saying::new("measure-lost"),
        Measure::Duplicated => Saying::new("measure-duplicated"),
        Measure::Expired => Saying::new("measure-expired"),
        Measure::Counted(of) => counted(of),
        Measure::Keeps(claim) => Saying::new("measure-keeps").with("claim", claim),
    }
}

/// A number of the scorecard, and of what, as far as it is said.
fn counted(of: &CountedName) -> Saying {
    let count = Saying::new(counts::name(of.count));
    let place = of.topic.as_ref().map(|topic| match of.partition {
        Some(partition) => format!("{topic}-{partition}"),
        None => topic.clone(),
    });
    let whose: Vec<String> = [of.producer.clone(), of.group.clone(), place]
        .into_iter()
        .flatten()
        .collect();
    if whose.is_empty() {
        return count;
    }
    Saying::new("measure-counted")
        .part("count", count)
        .with("of", whose.join(", "))
}

/// Messages on their way, as far as it is said which.
fn in_flight(of: &FlightsName) -> Saying {
    let end = |name: &Option<String>| match name {
        Some(name) => Saying::new("somebody").with("name", name),
        None => Saying::new("anybody"),
    };
    Saying::new("measure-in-flight")
        .with("api", of.api.as_deref().unwrap_or("*"))
        .part("from", end(&of.from))
        .part("to", end(&of.to))
}

/// The newest record goes by its partition.
fn record(saying: Saying, of: &RecordName) -> Saying {
    let partition = format!("{}-{}", of.topic, of.partition);
    let which = match of.offset {
        None => Saying::new("record-newest").with("partition", partition),
        Some(offset) => Saying::new("record-at")
            .with("partition", partition)
            .with("offset", offset.to_string()),
    };
    saying.part("record", which)
}

/// The leader's replica goes without saying.
fn replica(saying: Saying, of: &ReplicaName) -> Saying {
    let partition = format!("{}-{}", of.topic, of.partition);
    let whose = match &of.on {
        None => Saying::new("replica-leader").with("partition", partition),
        Some(broker) => Saying::new("replica-on")
            .with("partition", partition)
            .with("broker", broker),
    };
    saying.part("replica", whose)
}
