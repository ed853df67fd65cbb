//! `topics.sh`, read back.

use std::collections::BTreeMap;

use lab::Lab;

use crate::shell::commands;
use crate::{everything, file, labs};

/// What `kafka-topics.sh --create` is told of a topic: an option's values, in order.
pub(crate) fn created(lab: &Lab) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let kit = real::kit(lab);
    let mut topics = BTreeMap::new();
    for command in commands(&file(&kit, "topics.sh").text) {
        if !command.iter().any(|word| word == "--create") {
            continue;
        }
        let mut options: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let words = command
            .iter()
            .skip_while(|word| *word != "--if-not-exists")
            .skip(1);
        let words: Vec<&String> = words.collect();
        for pair in words.chunks(2) {
            options
                .entry(pair[0].clone())
                .or_default()
                .push(pair[1].clone());
        }
        topics.insert(options["--topic"][0].clone(), options);
    }
    topics
}

#[test]
fn every_topic_is_created_with_the_partitions_replicas_and_configs_of_the_lab() {
    for lab in labs() {
        let created = created(&lab);
        assert_eq!(created.len(), lab.topics().len(), "{}", lab.id());
        for topic in lab.topics() {
            let options = &created[topic.name.as_str()];
            let configs = options.get("--config").into_iter().flatten();
            let configs: BTreeMap<String, String> = configs
                .map(|config| config.split_once('=').unwrap())
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            assert_eq!(
                configs,
                topic.set,
                "{} of {}",
                topic.name.as_str(),
                lab.id()
            );
            if topic.assignments.is_empty() {
                assert_eq!(options["--partitions"], [topic.partitions.to_string()]);
                assert_eq!(
                    options["--replication-factor"],
                    [topic.replication_factor.to_string()]
                );
            } else {
                let assigned = options["--replica-assignment"][0].split(',');
                let assigned: Vec<Vec<u32>> = assigned
                    .map(|replicas| replicas.split(':').map(|id| id.parse().unwrap()).collect())
                    .collect();
                let expected = topic.assignments.iter();
                let expected: Vec<Vec<u32>> = expected
                    .map(|replicas| replicas.iter().map(|id| id.0).collect())
                    .collect();
                assert_eq!(assigned, expected);
            }
        }
    }
}

#[test]
fn an_older_level_of_a_feature_is_set_and_the_newest_is_there_already() {
    let mut lab = everything();
    for (level, said) in [(0, "disable"), (1, "downgrade"), (2, "")] {
        lab.set(&format!(
            "cluster.features[\"transaction.version\"]={level}"
        ))
        .unwrap();
        let kit = real::kit(&lab);
        let commands = commands(&file(&kit, "topics.sh").text);
        let features = commands
            .iter()
            .find(|command| command.contains(&"kafka-features.sh".to_owned()));
        let verb = features.map_or("", |command| command[2].as_str());
        assert_eq!(verb, said, "{level}");
    }
}
