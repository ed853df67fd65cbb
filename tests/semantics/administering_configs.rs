//! The admin client on configs.

use crate::administering::{code, one, tank};
use crate::cluster::Cluster;
use engine::client::admin::{AdminAnswer, AdminCommand};
use engine::metadata::ConfigResource;
use engine::model::NodeId;
use engine::protocol::{AlterConfigOp, AlterableConfig, ConfigSource, ErrorCode};

fn configs_of(
    kafka: &mut Cluster,
    resource: ConfigResource,
) -> Vec<(String, String, ConfigSource)> {
    let command = AdminCommand::DescribeConfigs {
        resources: vec![resource],
        include_synonyms: false,
    };
    match one(kafka, command) {
        Ok(AdminAnswer::Configs(configs)) => configs
            .into_iter()
            .map(|config| (config.name, config.value, config.source))
            .collect(),
        other => panic!("no configs: {other:?}"),
    }
}

fn config(kafka: &mut Cluster, resource: ConfigResource, name: &str) -> (String, ConfigSource) {
    let all = configs_of(kafka, resource);
    let found = all.into_iter().find(|(known, _, _)| known == name);
    let (_, value, source) = found.expect("the config is modelled");
    (value, source)
}

pub fn alter(kafka: &mut Cluster, resource: ConfigResource, name: &str, value: &str) -> ErrorCode {
    let change = AlterableConfig {
        name: name.to_owned(),
        operation: AlterConfigOp::Set,
        value: Some(value.to_owned()),
    };
    let command = AdminCommand::AlterConfigs {
        resources: vec![(resource, vec![change])],
        validate_only: false,
    };
    code(&one(kafka, command))
}

#[test]
fn a_described_config_says_where_its_value_comes_from() {
    let mut kafka = tank().broker_config(&[("num.io.threads", "4")]).start();
    kafka.until_ms(2_000);
    let topic = || ConfigResource::Topic("t".into());
    let broker = || ConfigResource::Broker(Some(NodeId(2)));
    let day = "604800000".to_owned();
    assert_eq!(
        config(&mut kafka, topic(), "retention.ms"),
        (day, ConfigSource::DefaultConfig)
    );
    assert_eq!(
        config(&mut kafka, broker(), "num.io.threads"),
        ("4".to_owned(), ConfigSource::StaticBrokerConfig)
    );
    let all = ConfigResource::Broker(None);
    alter(&mut kafka, all, "log.retention.ms", "5000");
    assert_eq!(
        config(&mut kafka, topic(), "retention.ms"),
        ("5000".to_owned(), ConfigSource::DynamicDefaultBrokerConfig)
    );
    alter(&mut kafka, broker(), "num.io.threads", "6");
    assert_eq!(
        config(&mut kafka, broker(), "num.io.threads"),
        ("6".to_owned(), ConfigSource::DynamicBrokerConfig)
    );
    alter(&mut kafka, topic(), "retention.ms", "1000");
    assert_eq!(
        config(&mut kafka, topic(), "retention.ms"),
        ("1000".to_owned(), ConfigSource::DynamicTopicConfig)
    );
}

#[test]
fn of_all_brokers_only_the_configs_are_known_that_were_set_for_all() {
    let mut kafka = tank().start();
    kafka.until_ms(2_000);
    let all = || ConfigResource::Broker(None);
    let of_elr = "min.insync.replicas";
    assert_eq!(
        configs_of(&mut kafka, all()),
        [(
            of_elr.to_owned(),
            "1".to_owned(),
            ConfigSource::DynamicDefaultBrokerConfig
        )],
        "a cluster with eligible leader replicas begins with it"
    );
    alter(&mut kafka, all(), "log.retention.ms", "5000");
    let names: Vec<String> = configs_of(&mut kafka, all())
        .into_iter()
        .map(|(name, _, _)| name)
        .collect();
    assert_eq!(names, ["log.retention.ms", of_elr]);
}

#[test]
fn what_would_count_otherwise_is_told_on_request_in_the_order_in_which_it_counts() {
    let mut kafka = tank().start();
    kafka.until_ms(2_000);
    let topic = ConfigResource::Topic("t".into());
    alter(&mut kafka, topic.clone(), "retention.ms", "1000");
    let all = ConfigResource::Broker(None);
    alter(&mut kafka, all, "log.retention.ms", "5000");
    let command = AdminCommand::DescribeConfigs {
        resources: vec![topic],
        include_synonyms: true,
    };
    let Ok(AdminAnswer::Configs(configs)) = one(&mut kafka, command) else {
        panic!("no configs");
    };
    let retention = configs.iter().find(|config| config.name == "retention.ms");
    let synonyms = &retention.expect("it is modelled").synonyms;
    let said: Vec<(&str, &str)> = synonyms
        .iter()
        .map(|synonym| (&*synonym.name, &*synonym.value))
        .collect();
    assert_eq!(
        said,
        [
            ("retention.ms", "1000"),
            ("log.retention.ms", "5000"),
            ("log.retention.hours", "168")
        ]
    );
}

#[test]
fn a_config_that_is_not_allowed_is_refused_with_a_reason() {
    let mut kafka = tank().start();
    kafka.until_ms(2_000);
    let change = AlterableConfig {
        name: "retention.mss".to_owned(),
        operation: AlterConfigOp::Set,
        value: Some("1".to_owned()),
    };
    let command = AdminCommand::AlterConfigs {
        resources: vec![(ConfigResource::Topic("t".into()), vec![change])],
        validate_only: false,
    };
    let why = one(&mut kafka, command).expect_err("there is no such config");
    assert_eq!(why.error, ErrorCode::InvalidConfig);
    assert!(why.message.contains("retention.ms"), "{}", why.message);
}
