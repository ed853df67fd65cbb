//! What is asked of the cluster, with Kafka's own tools.

use lab::{Action, AlterConfig, ElectLeaders, Lab, ResetOffsets};
use serde_json::json;

use crate::deeds::partitions;
use crate::quote::shell;
use crate::text::Lines;
use crate::topics::config;

pub(super) fn write(lab: &Lab, action: &Action, out: &mut Lines) {
    for command in commands(lab, action) {
        out.line(command);
    }
}

fn commands(lab: &Lab, action: &Action) -> Vec<String> {
    match action {
        Action::CreateTopic(wanted) => {
            let mut words = vec![format!(
                "kafka kafka-topics.sh --create --topic {}",
                shell(&wanted.topic)
            )];
            words.extend(
                wanted
                    .partitions
                    .map(|count| format!("--partitions {count}")),
            );
            let replicas = wanted.replication_factor;
            words.extend(replicas.map(|count| format!("--replication-factor {count}")));
            let configs = wanted.config.iter();
            words.extend(configs.map(|(name, value)| config(name, &value.to_string())));
            vec![words.join(" ")]
        }
        Action::DeleteTopic(topic) => {
            vec![format!(
                "kafka kafka-topics.sh --delete --topic {}",
                shell(topic)
            )]
        }
        Action::AddPartitions(wanted) => vec![format!(
            "kafka kafka-topics.sh --alter --topic {} --partitions {}",
            shell(&wanted.topic),
            wanted.partitions
        )],
        Action::AlterConfig(wanted) => vec![alter(lab, wanted)],
        Action::DeleteRecords(wanted) => {
            let record = json!({
                "partitions": [{
                    "topic": wanted.topic,
                    "partition": wanted.partition,
                    "offset": wanted.before.unwrap_or(-1),
                }],
                "version": 1,
            });
            vec![format!("delete_records {}", shell(&record.to_string()))]
        }
        Action::ResetOffsets(wanted) => vec![reset(wanted)],
        Action::ElectLeaders(wanted) => elect(lab, wanted),
        _ => vec![],
    }
}

fn alter(lab: &Lab, wanted: &AlterConfig) -> String {
    let entity = match (&wanted.topic, &wanted.broker) {
        (Some(topic), _) => format!("--entity-type topics --entity-name {}", shell(topic)),
        (None, Some(name)) => {
            let id = lab.node(name).map(|id| id.0).unwrap_or_default();
            format!("--entity-type brokers --entity-name {id}")
        }
        (None, None) => "--entity-type brokers --entity-default".to_owned(),
    };
    let mut words = vec![format!("kafka kafka-configs.sh --alter {entity}")];
    if !wanted.config.is_empty() {
        let set = wanted.config.iter();
        let set: Vec<String> = set
            .map(|(name, value)| added(name, &value.to_string()))
            .collect();
        words.push(format!("--add-config {}", shell(&set.join(","))));
    }
    if !wanted.delete.is_empty() {
        words.push(format!(
            "--delete-config {}",
            shell(&wanted.delete.join(","))
        ));
    }
    words.join(" ")
}

/// A list stands in brackets, lest its commas end it.
fn added(name: &str, value: &str) -> String {
    if value.contains(',') {
        format!("{name}=[{value}]")
    } else {
        format!("{name}={value}")
    }
}

fn reset(wanted: &ResetOffsets) -> String {
    let place = match wanted.partition {
        Some(partition) => format!("{}:{partition}", wanted.topic),
        None => wanted.topic.clone(),
    };
    format!(
        "kafka kafka-consumer-groups.sh --group {} --topic {} --reset-offsets --to-offset {} --execute",
        shell(&wanted.group),
        shell(&place),
        wanted.to
    )
}

/// The tool takes one partition, or all of the cluster's.
fn elect(lab: &Lab, wanted: &ElectLeaders) -> Vec<String> {
    let kind = if wanted.unclean {
        "unclean"
    } else {
        "preferred"
    };
    let tool = format!("kafka kafka-leader-election.sh --election-type {kind}");
    let Some(topic) = &wanted.topic else {
        return vec![format!("{tool} --all-topic-partitions")];
    };
    let all = match wanted.partition {
        Some(partition) => partition..partition + 1,
        None => 0..partitions(lab, topic),
    };
    all.map(|partition| format!("{tool} --topic {} --partition {partition}", shell(topic)))
        .collect()
}
