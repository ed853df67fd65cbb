//! `topics.sh`: the lab's topics, as `kafka-topics.sh` creates them.

use lab::{Lab, Topic};

use crate::quote::shell;
use crate::script::kafka;
use crate::text::Lines;
use crate::{KitFile, Syntax};

pub(crate) const NAME: &str = "topics.sh";

/// The newest level of `transaction.version`, which a new cluster has.
const NEWEST_TRANSACTION_VERSION: i64 = 2;

pub(crate) fn file(lab: &Lab) -> KitFile {
    let mut out = Lines::indented_by(2);
    out.line("#!/usr/bin/env bash")
        .line("# The topics that exist from the start, and the levels of features.")
        .line("set -euo pipefail")
        .line("cd \"$(dirname \"$0\")\"")
        .line("");
    kafka(lab, &mut out);
    out.line("# Until the cluster answers.")
        .line("until kafka kafka-broker-api-versions.sh > /dev/null 2>&1; do sleep 1; done")
        .line("");
    features(lab, &mut out);
    for topic in lab.topics() {
        create(topic, &mut out);
    }
    KitFile {
        name: NAME,
        syntax: Syntax::Shell,
        text: out.finish(),
    }
}

fn features(lab: &Lab, out: &mut Lines) {
    let level = &lab.source()["cluster"]["features"]["transaction.version"];
    match level.as_i64() {
        None => {}
        Some(0) => {
            out.line("kafka kafka-features.sh disable --feature transaction.version");
        }
        Some(level) if level < NEWEST_TRANSACTION_VERSION => {
            out.line(format!(
                "kafka kafka-features.sh downgrade --feature transaction.version={level}"
            ));
        }
        Some(level) => {
            out.line(format!(
                "# transaction.version is {level}, as in every new cluster."
            ));
        }
    }
}

fn create(topic: &Topic, out: &mut Lines) {
    let mut words = vec![
        "kafka kafka-topics.sh --create --if-not-exists".to_owned(),
        format!("--topic {}", shell(topic.name.as_str())),
    ];
    if topic.assignments.is_empty() {
        words.push(format!("--partitions {}", topic.partitions));
        words.push(format!("--replication-factor {}", topic.replication_factor));
    } else {
        let partitions = topic.assignments.iter().map(|replicas| {
            let ids: Vec<String> = replicas.iter().map(|id| id.0.to_string()).collect();
            ids.join(":")
        });
        let partitions: Vec<String> = partitions.collect();
        words.push(format!("--replica-assignment {}", partitions.join(",")));
    }
    words.extend(topic.set.iter().map(|(name, value)| config(name, value)));
    out.line(words.join(" \\\n  "));
}

/// One config of a topic that is created.
pub(crate) fn config(name: &str, value: &str) -> String {
    format!("--config {}", shell(&format!("{name}={value}")))
}
