//! librdkafka, 2.x (`CONFIGURATION.md`), which kcat is made of.

use super::{Mapped, Whose};
use crate::reason::Reason;

/// Configs that have Kafka's names and values.
const SAME: [&str; 31] = [
    "acks",
    "allow.auto.create.topics",
    "auto.commit.interval.ms",
    "auto.offset.reset",
    "batch.size",
    "check.crcs",
    "client.rack",
    "compression.type",
    "delivery.timeout.ms",
    "enable.auto.commit",
    "enable.idempotence",
    "fetch.max.bytes",
    "fetch.min.bytes",
    "group.id",
    "group.instance.id",
    "group.protocol",
    "group.remote.assignor",
    "heartbeat.interval.ms",
    "isolation.level",
    "linger.ms",
    "max.in.flight.requests.per.connection",
    "max.partition.fetch.bytes",
    "max.poll.interval.ms",
    "metadata.max.age.ms",
    "reconnect.backoff.max.ms",
    "reconnect.backoff.ms",
    "retries",
    "retry.backoff.max.ms",
    "retry.backoff.ms",
    "session.timeout.ms",
    "socket.connection.setup.timeout.ms",
];

/// And those that are a producer's alone.
const PRODUCER: [&str; 2] = ["transaction.timeout.ms", "transactional.id"];

/// What librdkafka makes of a config.
pub(crate) fn librdkafka(whose: Whose, name: &str, value: &str) -> Mapped {
    match name {
        // It reads and writes bytes; what they say is the command's.
        "key.serializer" | "value.serializer" => Mapped::Already,
        "metadata.recovery.strategy" | "metadata.recovery.rebootstrap.trigger.ms" => {
            Mapped::to(name, value)
        }
        "fetch.max.wait.ms" => Mapped::to("fetch.wait.max.ms", value),
        "max.request.size" => Mapped::to("message.max.bytes", value),
        // A produce request has a timeout of its own; every other one has the socket's.
        "request.timeout.ms" if whose == Whose::Producer => Mapped::to(name, value),
        "request.timeout.ms" => Mapped::to("socket.timeout.ms", value),
        "partition.assignment.strategy" => assignors(value),
        "auto.offset.reset" if !["earliest", "latest"].contains(&value) => {
            Mapped::Missing(Reason::NoSuchValue)
        }
        _ if SAME.contains(&name) => Mapped::to(name, value),
        _ if whose == Whose::Producer && PRODUCER.contains(&name) => Mapped::to(name, value),
        _ => Mapped::Missing(Reason::NoSuchConfig),
    }
}

/// By its own names; it has no `StickyAssignor` of the older kind.
fn assignors(classes: &str) -> Mapped {
    let names = classes
        .split(',')
        .map(|class| match class.trim().rsplit('.').next() {
            Some("RangeAssignor") => Some("range"),
            Some("RoundRobinAssignor") => Some("roundrobin"),
            Some("CooperativeStickyAssignor") => Some("cooperative-sticky"),
            _ => None,
        });
    match names.collect::<Option<Vec<&str>>>() {
        // It refuses to mix those that take everything away first with one that does not.
        Some(names) if names.len() > 1 && names.contains(&"cooperative-sticky") => {
            Mapped::Missing(Reason::NoSuchValue)
        }
        Some(names) => Mapped::to("partition.assignment.strategy", names.join(",")),
        None => Mapped::Missing(Reason::NoSuchValue),
    }
}
