//! Brokers and their configs.

use std::collections::BTreeSet;

use engine::broker::DEFAULT_PAGE_CACHE;
use engine::model::NodeId;
use sim::DiskSetup;

use super::configs;
use super::draft::Draft;
use crate::lab::{Broker, Lab, broker_name};
use crate::path::Path;
use crate::problem::{Problem, Problems};

pub(super) fn check(draft: &Draft, lab: &mut Lab, problems: &mut Problems) {
    let Some(cluster) = &draft.cluster else {
        return;
    };
    let path = Path::ROOT.key("cluster");
    let mut ids = BTreeSet::new();
    for (index, broker) in cluster.brokers.iter().enumerate() {
        if !ids.insert(broker.id) {
            let path = path.key("brokers").index(index).key("id");
            problems.push(
                Problem::at(&path, "is there twice; it must be unique").with(&broker.id.into()),
            );
        }
    }
    (lab.broker_config, _) = configs::read(&cluster.config, &path.key("config"), problems);
    let replicas = i64::from(lab.broker_config.offsets_topic_replication_factor);
    let brokers = cluster.brokers.len();
    if usize::try_from(replicas).is_ok_and(|replicas| replicas > brokers) && reads_in_groups(draft)
    {
        let message = format!(
            "is {replicas} unless it is set, and there {}: __consumer_offsets could not be created, and groups could not work",
            if brokers == 1 {
                "is 1 broker".to_owned()
            } else {
                format!("are {brokers} brokers")
            },
        );
        problems.push(Problem::at(
            &path.key("config").key("offsets.topic.replication.factor"),
            message,
        ));
    }
    let disk = cluster.disk.over(DiskSetup::default());
    for (index, broker) in cluster.brokers.iter().enumerate() {
        let path = path.key("brokers").index(index).key("config");
        let common = lab.broker_config.clone();
        let (config, _) = configs::read_over(common, &broker.config, &path, problems);
        lab.brokers.push(Broker {
            id: NodeId(broker.id),
            name: broker_name(broker.id).into(),
            rack: broker.rack.as_deref().map(Into::into),
            config,
            disk: broker.disk.over(disk),
            page_cache: broker
                .page_cache
                .or(cluster.page_cache)
                .unwrap_or(DEFAULT_PAGE_CACHE),
        });
    }
}

fn reads_in_groups(draft: &Draft) -> bool {
    draft.clients.values().flatten().any(|client| {
        matches!(client, crate::file::ClientFile::Consumer(consumer) if consumer.config.contains_key("group.id"))
    })
}
