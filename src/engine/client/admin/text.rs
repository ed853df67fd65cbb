//! The cluster as text, in the manner of `kcat -L`: what one broker tells its clients, who may all be told different
//! things, and not what the controller knows.

use std::fmt::Write as _;

use crate::model::BrokerId;
use crate::protocol::{ErrorCode, MetadataPartition, MetadataResponse};

/// Shows what a broker said of the cluster: its brokers, topics and partitions.
#[must_use]
pub fn cluster_text(from: BrokerId, metadata: &MetadataResponse) -> String {
    let mut text = format!("Metadata from broker {from}\n");
    // Writing into a text cannot fail.
    let _ = write_cluster(&mut text, metadata);
    text
}

fn write_cluster(text: &mut String, metadata: &MetadataResponse) -> std::fmt::Result {
    let count = counted(metadata.brokers.len(), "broker");
    writeln!(text, " {count}")?;
    for broker in &metadata.brokers {
        let is_controller = metadata.controller == Some(*broker);
        let mark = if is_controller { " (controller)" } else { "" };
        writeln!(text, "  broker {broker}{mark}")?;
    }
    writeln!(text, " {}", counted(metadata.topics.len(), "topic"))?;
    for topic in &metadata.topics {
        let count = counted(topic.partitions.len(), "partition");
        let error = error(topic.error);
        writeln!(text, "  topic \"{}\", {count}{error}", topic.name)?;
        for partition in &topic.partitions {
            write_partition(text, partition)?;
        }
    }
    Ok(())
}

/// A partition without a leader has Kafka's -1, and an error that says so.
fn write_partition(text: &mut String, partition: &MetadataPartition) -> std::fmt::Result {
    let MetadataPartition {
        partition: number,
        leader,
        replicas,
        isr,
        ..
    } = partition;
    let (leader, error) = match leader {
        Some(leader) => (leader.to_string(), String::new()),
        None => ("-1".to_owned(), error(ErrorCode::LeaderNotAvailable)),
    };
    let (replicas, isr) = (joined(replicas), joined(isr));
    writeln!(
        text,
        "    partition {number}, leader {leader}, replicas {replicas}, isrs {isr}{error}"
    )
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn error(code: ErrorCode) -> String {
    match code {
        ErrorCode::None => String::new(),
        code => format!(", {}", code.name()),
    }
}

fn joined(brokers: &[BrokerId]) -> String {
    let brokers: Vec<String> = brokers.iter().map(ToString::to_string).collect();
    if brokers.is_empty() {
        return "none".to_owned();
    }
    brokers.join(",")
}
