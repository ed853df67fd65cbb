//! Brokers and their configs.

use std::collections::BTreeSet;

use engine::broker::DEFAULT_PAGE_CACHE;
use engine::model::NodeId;
use sim::DiskSetup;

use super::configs;
use super::draft::Draft;
use crate::file::{ClientFile, ConfigFile, OutputFile};
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
    lab.transaction_version = cluster.features.transaction_version;
    transaction_log(draft, lab, &path.key("config"), problems);
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

/// What `__transaction_state` needs, where somebody makes transactions.
fn transaction_log(draft: &Draft, lab: &Lab, path: &Path, problems: &mut Problems) {
    let config = &lab.broker_config;
    let brokers = draft
        .cluster
        .as_ref()
        .map_or(0, |cluster| cluster.brokers.len());
    let needs = [
        (
            "transaction.state.log.replication.factor",
            i64::from(config.transaction_state_log_replication_factor),
        ),
        (
            "transaction.state.log.min.isr",
            i64::from(config.transaction_state_log_min_isr),
        ),
    ];
    for (name, needed) in needs {
        if usize::try_from(needed).is_ok_and(|needed| needed > brokers) && makes_transactions(draft)
        {
            let message = format!(
                "is {needed}, and there are fewer brokers ({brokers}): __transaction_state could not be written, and no \
                 transaction could begin"
            );
            problems.push(Problem::at(&path.key(name), message));
        }
    }
}

fn makes_transactions(draft: &Draft) -> bool {
    let is_set = |config: &ConfigFile| config.contains_key("transactional.id");
    draft.clients.values().flatten().any(|client| match client {
        ClientFile::Producer(producer) => is_set(&producer.config),
        ClientFile::Consumer(consumer) => {
            let application = consumer.application.as_ref();
            let output = application.and_then(|application| application.writes_to.as_ref());
            matches!(output, Some(OutputFile::Topic(topic)) if is_set(&topic.config))
        }
        _ => false,
    })
}

fn reads_in_groups(draft: &Draft) -> bool {
    draft.clients.values().flatten().any(|client| {
        matches!(client, ClientFile::Consumer(consumer) if consumer.config.contains_key("group.id"))
    })
}
