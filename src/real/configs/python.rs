//! kafka-python, 3.0: `KafkaProducer.DEFAULT_CONFIG` and `KafkaConsumer.DEFAULT_CONFIG`.

use super::{Mapped, Whose};
use crate::quote::python;
use crate::reason::Reason;

/// What a producer can be given: Kafka's names, with underscores.
const PRODUCER: [&str; 15] = [
    "acks",
    "batch.size",
    "compression.type",
    "delivery.timeout.ms",
    "enable.idempotence",
    "linger.ms",
    "max.block.ms",
    "max.in.flight.requests.per.connection",
    "max.request.size",
    "metadata.max.age.ms",
    "reconnect.backoff.max.ms",
    "reconnect.backoff.ms",
    "request.timeout.ms",
    "retries",
    "retry.backoff.ms",
];

/// And what it can be given for transactions.
const TRANSACTIONAL: [&str; 2] = ["transaction.timeout.ms", "transactional.id"];

/// What a consumer can be given.
const CONSUMER: [&str; 23] = [
    "allow.auto.create.topics",
    "auto.commit.interval.ms",
    "auto.offset.reset",
    "check.crcs",
    "client.rack",
    "enable.auto.commit",
    "fetch.max.bytes",
    "fetch.max.wait.ms",
    "fetch.min.bytes",
    "group.id",
    "group.instance.id",
    "heartbeat.interval.ms",
    "isolation.level",
    "max.partition.fetch.bytes",
    "max.poll.interval.ms",
    "max.poll.records",
    "metadata.max.age.ms",
    "partition.assignment.strategy",
    "reconnect.backoff.max.ms",
    "reconnect.backoff.ms",
    "request.timeout.ms",
    "retry.backoff.ms",
    "session.timeout.ms",
];

/// Its assignors, by Kafka's classes.
pub(crate) const ASSIGNORS: [(&str, &str); 4] = [
    (
        "org.apache.kafka.clients.consumer.RangeAssignor",
        "RangePartitionAssignor",
    ),
    (
        "org.apache.kafka.clients.consumer.RoundRobinAssignor",
        "RoundRobinPartitionAssignor",
    ),
    (
        "org.apache.kafka.clients.consumer.StickyAssignor",
        "StickyPartitionAssignor",
    ),
    (
        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
        "CooperativeStickyAssignor",
    ),
];

/// What kafka-python makes of a config.
pub(crate) fn kafka_python(whose: Whose, name: &str, value: &str) -> Mapped {
    let is_known = match whose {
        Whose::Producer => PRODUCER.contains(&name) || TRANSACTIONAL.contains(&name),
        Whose::Consumer => CONSUMER.contains(&name),
    };
    match (name, value) {
        ("key.serializer" | "value.serializer", _) => return serializer(name, value),
        // It knows no other protocol.
        ("group.protocol", "classic") => return Mapped::Already,
        _ if !is_known => return Mapped::Missing(Reason::NoSuchConfig),
        ("auto.offset.reset", value) if !["earliest", "latest"].contains(&value) => {
            return Mapped::Missing(Reason::NoSuchValue);
        }
        _ => {}
    }
    let literal = match (name, value) {
        ("partition.assignment.strategy", classes) => match assignors(classes) {
            Some(list) => list,
            None => return Mapped::Missing(Reason::NoSuchValue),
        },
        ("compression.type", "none")
        | ("group.id" | "group.instance.id" | "transactional.id", "") => "None".to_owned(),
        ("group.id" | "group.instance.id" | "transactional.id" | "client.rack", text) => {
            python(text)
        }
        (_, "true") => "True".to_owned(),
        (_, "false") => "False".to_owned(),
        (_, number) if number.parse::<i64>().is_ok() => number.to_owned(),
        (_, text) => python(text),
    };
    Mapped::to(name.replace('.', "_"), literal)
}

/// What turns text into bytes.
pub(crate) const TEXT: &str = "DefaultSerializer()";

/// What turns JSON into bytes: a class beside the clients.
const JSON: &str = "Json()";

fn serializer(name: &str, value: &str) -> Mapped {
    let class = if value == "json" { JSON } else { TEXT };
    Mapped::to(name.replace('.', "_"), class)
}

/// It refuses to mix those that take everything away first with one that does not.
fn assignors(classes: &str) -> Option<String> {
    let names = classes.split(',').map(|class| {
        let known = ASSIGNORS.iter().find(|(kafka, _)| *kafka == class.trim());
        known.map(|(_, name)| *name)
    });
    let names = names.collect::<Option<Vec<&str>>>()?;
    let is_mixed = names.len() > 1 && names.contains(&"CooperativeStickyAssignor");
    (!is_mixed).then(|| format!("[{}]", names.join(", ")))
}
