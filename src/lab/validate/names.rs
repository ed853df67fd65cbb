//! What names may look like.

use std::collections::BTreeSet;

use crate::lab::{ADMIN, CONTROLLER};
use crate::path::Path;
use crate::problem::{Problem, Problems};

/// Names of labs, steps and choices: they stand in links and headings.
pub(super) fn slug(name: &str, path: &Path, problems: &mut Problems) {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.chars().all(allowed) || name.starts_with('-') {
        let message = "must be made of small letters, digits and hyphens, and begin with no hyphen";
        problems.push(Problem::at(path, message).with(&name.into()));
    }
}

/// Names of topics, by Kafka's own rule (`org.apache.kafka.common.internals.Topic`).
pub(super) fn topic(name: &str, path: &Path, problems: &mut Problems) {
    const LENGTH_MAX: usize = 249;
    if !is_kafka_name(name) || name.len() > LENGTH_MAX || name == "." || name == ".." {
        let message =
            "a topic's name is made of letters, digits, `.`, `_` and `-`, at most 249 of them";
        problems.push(Problem::at(path, message));
    } else if name.starts_with("__") {
        problems.push(Problem::at(
            path,
            "names that begin with `__` are Kafka's own",
        ));
    }
}

/// Names of clients.
pub(super) fn client(name: &str, path: &Path, problems: &mut Problems) {
    const LENGTH_MAX: usize = 60;
    if !is_kafka_name(name) || name.len() > LENGTH_MAX {
        let message =
            "a client's name is made of letters, digits, `.`, `_` and `-`, at most 60 of them";
        problems.push(Problem::at(path, message));
    } else if [CONTROLLER, ADMIN].contains(&name) || name.starts_with("broker-") {
        problems.push(Problem::at(
            path,
            "this name is a node's already; brokers are called broker-1 and on",
        ));
    }
}

/// Names of schemas.
pub(super) fn schema(name: &str, path: &Path, problems: &mut Problems) {
    const LENGTH_MAX: usize = 60;
    if !is_kafka_name(name) || name.len() > LENGTH_MAX {
        let message =
            "a schema's name is made of letters, digits, `.`, `_` and `-`, at most 60 of them";
        problems.push(Problem::at(path, message));
    }
}

/// No name twice.
pub(super) fn unique<'a>(names: impl Iterator<Item = (Path, &'a str)>, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for (path, name) in names {
        if !seen.insert(name) {
            problems
                .push(Problem::at(&path, "is there twice; it must be unique").with(&name.into()));
        }
    }
}

fn is_kafka_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !name.is_empty() && name.chars().all(allowed)
}
