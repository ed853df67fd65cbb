//! Topics and their configs.

use std::collections::BTreeSet;

use engine::model::{NodeId, TopicName, gather};

use super::draft::Draft;
use super::{configs, names};
use crate::file::TopicFile;
use crate::lab::{Lab, Topic};
use crate::path::Path;
use crate::problem::{Problem, Problems};

/// What one topic may have, as the schema says it.
const PARTITIONS_MAX: u32 = 10_000;

/// Replicas of all partitions together: more would only be slow.
const REPLICAS_MAX: u64 = 30_000;

pub(super) fn check(draft: &Draft, lab: &mut Lab, problems: &mut Problems) {
    let all = Path::ROOT.key("topics");
    let mut replicas = 0;
    for (name, topic) in &draft.topics {
        let path = all.key(name);
        names::topic(name, &path, problems);
        let Some(topic) = topic else { continue };
        // Out of bounds alone has been told by the schema.
        replicas +=
            u64::from(topic.partitions.min(PARTITIONS_MAX)) * u64::from(topic.replication_factor);
        let brokers = draft.cluster.as_ref().map(|cluster| cluster.brokers.len());
        if let Some(brokers) =
            brokers.filter(|brokers| topic.replication_factor as usize > *brokers)
        {
            let message = format!(
                "must be at most {brokers}: there are no more brokers, and no two replicas on one"
            );
            let path = path.key("replication.factor");
            problems.push(Problem::at(&path, message).with(&topic.replication_factor.into()));
        }
        let assignments = assignments(draft, topic, &path, problems);
        let (config, set) = configs::read(&topic.config, &path.key("config"), problems);
        lab.topics.push(Topic {
            name: TopicName::from(name.as_str()),
            partitions: i32::try_from(topic.partitions).unwrap_or(i32::MAX),
            replication_factor: i16::try_from(topic.replication_factor).unwrap_or(i16::MAX),
            assignments,
            config,
            set,
        });
    }
    if replicas > REPLICAS_MAX {
        let message =
            format!("have {replicas} replicas in all; at most {REPLICAS_MAX} are allowed");
        problems.push(Problem::at(&all, message));
    }
}

/// The brokers of each partition, where the lab says them: as Kafka would take them, and as the counts beside them say.
fn assignments(
    draft: &Draft,
    topic: &TopicFile,
    path: &Path,
    problems: &mut Problems,
) -> Vec<Vec<NodeId>> {
    let path = path.key("assignments");
    let (given, wanted) = (topic.assignments.len(), topic.partitions as usize);
    if given != 0 && given != wanted {
        let message = format!("must be one list for each partition, and partitions is {wanted}");
        problems.push(Problem::at(&path, message));
    }
    let known: Option<BTreeSet<u32>> = draft
        .cluster
        .as_ref()
        .map(|cluster| gather(cluster.brokers.iter().map(|broker| broker.id)));
    for (index, replicas) in topic.assignments.iter().enumerate() {
        let path = path.index(index);
        let wanted = topic.replication_factor;
        if replicas.len() != wanted as usize {
            let message =
                format!("must name as many brokers as replication.factor says, which is {wanted}");
            problems.push(Problem::at(&path, message));
        }
        let mut seen = BTreeSet::new();
        for (index, id) in replicas.iter().enumerate() {
            let path = path.index(index);
            if known.as_ref().is_some_and(|known| !known.contains(id)) {
                problems.push(Problem::at(&path, format!("there is no broker {id}")));
            }
            if !seen.insert(*id) {
                let message = "is there twice; no two replicas are on one broker";
                problems.push(Problem::at(&path, message).with(&(*id).into()));
            }
        }
    }
    let replicas = topic.assignments.iter();
    replicas
        .map(|replicas| replicas.iter().copied().map(NodeId).collect())
        .collect()
}
