//! Configs: names, values, what a topic takes from its brokers, and what may change while a broker runs.

use engine::config::{
    BrokerConfig, BrokerLevel, ConfigError, Configs, ProducerConfig, TopicConfig, synonyms,
};

use crate::cluster::set;

const LONG_MAX: &str = "9223372036854775807";

fn broker(values: &[(&str, &str)]) -> BrokerConfig {
    let mut config = BrokerConfig::default();
    set(&mut config, values);
    config
}

fn refusal(result: Result<impl Sized, ConfigError>) -> String {
    result.err().expect("it is refused").to_string()
}

#[test]
fn a_config_that_kafka_does_not_have_is_refused_with_the_nearest_name() {
    let message = refusal(TopicConfig::default().set("retention_ms", "1"));
    assert_eq!(
        message,
        "Kafka has no topic config \"retention_ms\"; did you mean \"retention.ms\"?"
    );
    let message = refusal(BrokerConfig::default().set("log.retention.msec", "1"));
    assert!(
        message.ends_with("did you mean \"log.retention.ms\"?"),
        "{message}"
    );
}

#[test]
fn a_config_that_is_not_modelled_is_refused_as_such() {
    for name in ["remote.log.storage.system.enable", "num.replica.fetchers"] {
        let refused = BrokerConfig::default().set(name, "1");
        assert!(
            matches!(refused, Err(ConfigError::NotModelled { .. })),
            "{name}"
        );
    }
}

#[test]
fn a_value_that_is_not_allowed_is_refused_with_what_is() {
    let message = refusal(TopicConfig::default().set("segment.bytes", "1048575"));
    assert_eq!(
        message,
        "segment.bytes = \"1048575\" is not allowed: a whole number of bytes from 1048576 to 2147483647"
    );
    let message = refusal(BrokerConfig::default().set("log.roll.hours", "0"));
    assert!(
        message.ends_with("a whole number of hours from 1 to 2147483647"),
        "{message}"
    );
    let message = refusal(TopicConfig::default().set("min.cleanable.dirty.ratio", "1.5"));
    assert!(message.ends_with("a number from 0 to 1"), "{message}");
    let message = refusal(TopicConfig::default().set("cleanup.policy", "compact,compress"));
    assert!(message.ends_with("a list of compact, delete"), "{message}");
}

#[test]
fn a_refused_value_changes_nothing() {
    let mut config = TopicConfig::default();
    assert!(config.set("retention.ms", "-2").is_err());
    assert_eq!(config, TopicConfig::default());
}

#[test]
fn the_longest_time_is_shown_as_it_was_set() {
    let mut producer = ProducerConfig::default();
    set(&mut producer, &[("linger.ms", LONG_MAX)]);
    assert_eq!(producer.get("linger.ms").as_deref(), Some(LONG_MAX));
    let broker = broker(&[("log.retention.ms", LONG_MAX)]);
    assert_eq!(broker.get("log.retention.ms").as_deref(), Some(LONG_MAX));
}

#[test]
fn null_is_a_default_that_nobody_can_set() {
    let mut config = BrokerConfig::default();
    assert_eq!(config.get("log.retention.ms").as_deref(), Some(""));
    assert!(config.set("log.retention.ms", "").is_err());
    assert!(config.set("log.retention.minutes", "null").is_err());
}

#[test]
fn a_cleanup_policy_is_a_list_in_any_order_in_which_a_word_counts_once() {
    let mut config = TopicConfig::default();
    for (given, shown, deletes, compacts) in [
        ("delete", "delete", true, false),
        ("compact", "compact", false, true),
        ("compact,delete", "compact,delete", true, true),
        ("delete , compact", "delete,compact", true, true),
        ("compact,compact", "compact", false, true),
        ("delete,compact,delete", "delete,compact", true, true),
        ("", "", false, false),
    ] {
        set(&mut config, &[("cleanup.policy", given)]);
        assert_eq!(
            config.get("cleanup.policy").as_deref(),
            Some(shown),
            "{given}"
        );
        assert_eq!(config.cleanup_policy.deletes(), deletes, "{given}");
        assert_eq!(config.cleanup_policy.compacts(), compacts, "{given}");
    }
    for refused in ["Delete", "compact;delete", "compact,", ",", "none"] {
        assert!(config.set("cleanup.policy", refused).is_err(), "{refused}");
    }
}

#[test]
fn kafkas_defaults_of_brokers_and_of_topics_agree() {
    let from_broker = TopicConfig::from_broker(&BrokerConfig::default());
    assert_eq!(from_broker, TopicConfig::default());
}

#[test]
fn every_topic_config_takes_what_its_brokers_say() {
    for definition in TopicConfig::definitions() {
        let first = synonyms(definition.name).first().expect("it has a synonym");
        let value = match definition.default {
            "true" => "false",
            "false" => "true",
            "delete" => "compact",
            "producer" => "zstd",
            "CreateTime" => "LogAppendTime",
            "0.5" => "0.25",
            _ => "1048577",
        };
        let topic = TopicConfig::from_broker(&broker(&[(first.name, value)]));
        assert_eq!(
            topic.get(definition.name).as_deref(),
            Some(value),
            "{}",
            first.name
        );
        let others = TopicConfig::definitions()
            .iter()
            .filter(|other| other.name != definition.name);
        for other in others {
            assert_eq!(
                topic.get(other.name).as_deref(),
                Some(other.default),
                "{}",
                first.name
            );
        }
    }
}

#[test]
fn a_topic_config_has_the_synonyms_of_kafka_in_kafkas_order() {
    let names = |topic_config| -> Vec<&str> {
        synonyms(topic_config)
            .iter()
            .map(|synonym| synonym.name)
            .collect()
    };
    assert_eq!(
        names("retention.ms"),
        [
            "log.retention.ms",
            "log.retention.minutes",
            "log.retention.hours"
        ]
    );
    assert_eq!(names("segment.ms"), ["log.roll.ms", "log.roll.hours"]);
    assert_eq!(names("max.message.bytes"), ["message.max.bytes"]);
    assert_eq!(names("no.such.config"), [""; 0]);
}

#[test]
fn a_topics_own_config_comes_before_its_brokers() {
    let broker = broker(&[
        ("log.segment.bytes", "2097152"),
        ("message.max.bytes", "5000"),
    ]);
    let topic = TopicConfig::effective(&broker, [("max.message.bytes", "9000")]);
    assert_eq!(topic.max_message_bytes, 9000);
    assert_eq!(topic.segment_bytes, 2_097_152);
}

#[test]
fn of_the_retention_times_ms_comes_before_minutes_and_minutes_before_hours() {
    let retention =
        |values: &[(&str, &str)]| TopicConfig::from_broker(&broker(values)).retention_ms;
    let hours = ("log.retention.hours", "2");
    let minutes = ("log.retention.minutes", "3");
    let ms = ("log.retention.ms", "4");
    assert_eq!(retention(&[hours]), 7_200_000);
    assert_eq!(retention(&[minutes, hours]), 180_000);
    assert_eq!(retention(&[hours, ms, minutes]), 4);
}

#[test]
fn it_can_be_told_which_broker_config_speaks_for_a_topic_config() {
    let told = |values: &[(&str, &str)], name| TopicConfig::falls_back_to(&broker(values), name);
    assert_eq!(told(&[], "retention.ms"), Some("log.retention.hours"));
    let minutes = [("log.retention.minutes", "3")];
    assert_eq!(
        told(&minutes, "retention.ms"),
        Some("log.retention.minutes")
    );
    assert_eq!(
        told(&[], "flush.ms"),
        Some("log.flush.scheduler.interval.ms")
    );
    assert_eq!(told(&[], "no.such.config"), None);
}

#[test]
fn a_negative_retention_time_is_without_limit_and_none_is_zero() {
    for name in [
        "log.retention.ms",
        "log.retention.minutes",
        "log.retention.hours",
    ] {
        let endless = broker(&[(name, "-7")]);
        assert_eq!(endless.validate(), Ok(()));
        assert_eq!(
            TopicConfig::from_broker(&endless).retention_ms,
            -1,
            "{name}"
        );
        let message = refusal(broker(&[(name, "0")]).validate());
        assert!(
            message.starts_with(&format!("{name} = \"0\" is not allowed")),
            "{message}"
        );
    }
    let overruled = broker(&[("log.retention.hours", "0"), ("log.retention.ms", "1")]);
    assert_eq!(overruled.validate(), Ok(()));
}

#[test]
fn segments_roll_by_ms_if_set_and_else_by_hours() {
    let hours = [("log.roll.hours", "1"), ("log.roll.jitter.hours", "2")];
    let topic = TopicConfig::from_broker(&broker(&hours));
    assert_eq!(
        (topic.segment_ms, topic.segment_jitter_ms),
        (3_600_000, 7_200_000)
    );
    let both = [
        hours[0],
        hours[1],
        ("log.roll.ms", "5"),
        ("log.roll.jitter.ms", "6"),
    ];
    let topic = TopicConfig::from_broker(&broker(&both));
    assert_eq!((topic.segment_ms, topic.segment_jitter_ms), (5, 6));
}

#[test]
fn logs_are_flushed_as_often_as_the_scheduler_looks_unless_a_time_is_set() {
    let scheduler = ("log.flush.scheduler.interval.ms", "3000");
    assert_eq!(
        TopicConfig::from_broker(&broker(&[scheduler])).flush_ms,
        3000
    );
    let both = broker(&[scheduler, ("log.flush.interval.ms", "1000")]);
    assert_eq!(TopicConfig::from_broker(&both).flush_ms, 1000);
}

#[test]
fn a_broker_config_that_no_topic_may_have_is_refused_by_its_own_name() {
    for (name, value) in [
        ("log.roll.ms", "0"),
        ("log.roll.jitter.ms", "-1"),
        ("log.flush.interval.ms", "-1"),
        ("log.flush.scheduler.interval.ms", "-1"),
    ] {
        let config = broker(&[(name, value)]);
        let message = refusal(config.validate());
        assert!(
            message.starts_with(&format!("{name} = {value:?} is not allowed")),
            "{message}"
        );
    }
}

#[test]
fn the_least_compaction_lag_is_at_most_the_greatest() {
    let brokers = [
        ("log.cleaner.min.compaction.lag.ms", "11"),
        ("log.cleaner.max.compaction.lag.ms", "10"),
    ];
    assert_eq!(
        refusal(broker(&brokers).validate()),
        "log.cleaner.min.compaction.lag.ms = 11 is more than log.cleaner.max.compaction.lag.ms = 10"
    );
    let topics = [
        ("min.compaction.lag.ms", "11"),
        ("max.compaction.lag.ms", "10"),
    ];
    let message = refusal(TopicConfig::checked(&BrokerConfig::default(), topics));
    assert_eq!(
        message,
        "min.compaction.lag.ms = 11 is more than max.compaction.lag.ms = 10"
    );
    let equal = [
        ("min.compaction.lag.ms", "10"),
        ("max.compaction.lag.ms", "10"),
    ];
    assert!(TopicConfig::checked(&BrokerConfig::default(), equal).is_ok());
}

#[test]
fn a_topics_config_is_checked_against_what_its_brokers_say() {
    let broker = broker(&[("log.cleaner.max.compaction.lag.ms", "10")]);
    let message = refusal(TopicConfig::checked(
        &broker,
        [("min.compaction.lag.ms", "11")],
    ));
    assert_eq!(
        message,
        "min.compaction.lag.ms = 11 is more than max.compaction.lag.ms = 10"
    );
    assert!(TopicConfig::checked(&broker, [("min.compaction.lag", "1")]).is_err());
    assert!(TopicConfig::checked(&broker, [("min.compaction.lag.ms", "-1")]).is_err());
}

#[test]
fn a_followers_fetch_waits_no_longer_than_its_socket_and_its_place_in_the_isr_allow() {
    let wait = ("replica.fetch.wait.max.ms", "501");
    let socket = broker(&[wait, ("replica.socket.timeout.ms", "500")]);
    assert_eq!(
        refusal(socket.validate()),
        "replica.fetch.wait.max.ms = 501 is more than replica.socket.timeout.ms = 500"
    );
    let lag = broker(&[wait, ("replica.lag.time.max.ms", "500")]);
    assert_eq!(
        refusal(lag.validate()),
        "replica.fetch.wait.max.ms = 501 is more than replica.lag.time.max.ms = 500"
    );
    let enough = broker(&[wait, ("replica.lag.time.max.ms", "501")]);
    assert_eq!(enough.validate(), Ok(()));
}

#[test]
fn what_is_said_of_one_broker_comes_before_what_is_said_of_all_and_that_before_its_file() {
    let file = broker(&[("message.max.bytes", "1"), ("log.retention.ms", "1")]);
    let with = |cluster: &[(&'static str, &'static str)], own: &[(&'static str, &'static str)]| {
        file.with(cluster.iter().copied(), own.iter().copied())
            .expect("they fit together")
    };
    assert_eq!(with(&[], &[]), file);
    let all = [("message.max.bytes", "2"), ("log.retention.ms", "2")];
    let config = with(&all, &[("message.max.bytes", "3")]);
    assert_eq!(config.message_max_bytes, 3);
    assert_eq!(config.log_retention_ms, Some(2));
}

#[test]
fn a_broker_takes_nothing_while_it_runs_that_is_read_only_or_not_allowed() {
    let file = BrokerConfig::default();
    let own = [
        ("log.retention.hours", "1"),
        ("message.max.bytes", "-1"),
        ("nonsense", "1"),
    ];
    assert_eq!(file.with([], own), Ok(file.clone()));
    assert_eq!(file.with(own, []), Ok(file));
}

#[test]
fn a_broker_does_not_take_configs_that_contradict_each_other() {
    let file = broker(&[("log.cleaner.max.compaction.lag.ms", "10")]);
    assert!(
        file.with([("log.cleaner.min.compaction.lag.ms", "11")], [])
            .is_err()
    );
    let fits = file.with(
        [("log.cleaner.min.compaction.lag.ms", "11")],
        [("log.cleaner.min.compaction.lag.ms", "9")],
    );
    assert_eq!(
        fits.map(|config| config.log_cleaner_min_compaction_lag_ms),
        Ok(9)
    );
}

#[test]
fn a_read_only_config_of_a_broker_cannot_be_altered() {
    for level in [BrokerLevel::Cluster, BrokerLevel::Broker] {
        let config = BrokerConfig::default();
        assert_eq!(
            config.check_update(level, [("log.retention.ms", "1")]),
            Ok(())
        );
        assert_eq!(
            refusal(config.check_update(level, [("log.retention.hours", "1")])),
            "log.retention.hours is read-only: only a restart of the broker changes it"
        );
        assert!(
            config
                .check_update(level, [("log.retention.ms", "0")])
                .is_err()
        );
        assert!(
            config
                .check_update(level, [("log.retention.ms", "x")])
                .is_err()
        );
        assert!(
            config
                .check_update(level, [("log.retention", "1")])
                .is_err()
        );
    }
}

#[test]
fn a_pool_of_threads_at_most_doubles_or_halves_at_a_time() {
    let config = broker(&[("num.io.threads", "5"), ("num.network.threads", "3")]);
    let refused = |name, count| {
        config
            .check_update(BrokerLevel::Broker, [(name, count)])
            .is_err()
    };
    for (name, least, most) in [
        ("num.io.threads", "2", "10"),
        ("num.network.threads", "1", "6"),
    ] {
        assert!(!refused(name, least), "{name}");
        assert!(!refused(name, most), "{name}");
    }
    assert!(refused("num.io.threads", "1"));
    assert!(refused("num.io.threads", "11"));
    assert!(refused("num.network.threads", "7"));
}
