//! What `ProducerConfig` refuses, and what gives way.

use engine::config::{ConfigError, Configs, ProducerConfig};

fn config(values: &[(&str, &str)]) -> ProducerConfig {
    let mut config = ProducerConfig::default();
    for (name, value) in values {
        config.set(name, value).expect("it is fine alone");
    }
    config
}

/// The configs that are refused when exactly these are set.
fn refused(values: &[(&str, &str)]) -> Vec<&'static str> {
    let is_set = |name: &str| values.iter().any(|(set, _)| *set == name);
    let contradictions = config(values).contradictions(is_set);
    let names = contradictions.into_iter().map(|error| match error {
        ConfigError::Contradiction { name, .. } => name,
        other => panic!("{other}"),
    });
    names.collect()
}

const EXPLICIT: (&str, &str) = ("enable.idempotence", "true");
const CONTRADICTIONS: [(&str, &str); 4] = [
    ("acks", "1"),
    ("acks", "0"),
    ("retries", "0"),
    ("max.in.flight.requests.per.connection", "6"),
];

#[test]
fn explicit_idempotence_is_refused_with_what_contradicts_it() {
    for contradiction in CONTRADICTIONS {
        assert_eq!(refused(&[EXPLICIT, contradiction]), [contradiction.0]);
    }
    assert_eq!(
        refused(&[EXPLICIT, ("acks", "-1"), ("retries", "1")]),
        [""; 0]
    );
}

#[test]
fn idempotence_by_default_gives_way_silently() {
    assert!(config(&[]).is_idempotent());
    for contradiction in CONTRADICTIONS {
        assert_eq!(refused(&[contradiction]), [""; 0]);
        assert!(!config(&[contradiction]).is_idempotent());
    }
}

#[test]
fn an_explicit_delivery_timeout_covers_linger_and_one_request() {
    let timeouts = [("linger.ms", "10"), ("request.timeout.ms", "1000")];
    let with = |ms| [timeouts[0], timeouts[1], ("delivery.timeout.ms", ms)];
    assert_eq!(refused(&with("1010")), [""; 0]);
    assert_eq!(refused(&with("1009")), ["delivery.timeout.ms"]);
    assert_eq!(refused(&[("request.timeout.ms", "200000")]), [""; 0]);
}

#[test]
fn a_partitioner_class_of_ones_own_is_not_to_be_had_by_name() {
    let mut config = ProducerConfig::default();
    assert!(config.set("partitioner.class", "com.example.Mine").is_err());
}
