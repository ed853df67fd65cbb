//! Kafka's messages as bytes, held against `kafka-protocol`, whose messages are generated from Kafka's own definitions.

mod anatomy;
mod debug;
mod messages;
mod newer;
mod oracle;
mod registry;
mod runs;
mod said;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use engine::log::{Compressed, Compression};
use engine::model::TopicId;
use engine::protocol::layout::{Envelope, Layout, layout, newest, version};
use engine::protocol::{ApiKey, Body, Request};
use serde_json::Value;

/// A message and, for an answer, what was asked.
pub struct Case {
    /// What is said.
    pub message: Body,
    /// What was asked, if that is known.
    pub asked: Option<Request>,
}

impl Case {
    /// The version of its API.
    pub fn version(&self) -> i16 {
        match (&self.message, &self.asked) {
            (Body::Request(request), _) | (_, Some(request)) => version(request),
            (message, None) => newest(message.api_key()),
        }
    }

    /// Its bytes and their parts.
    pub fn layout(&self) -> Layout {
        let envelope = Envelope {
            client_id: Some("someone"),
            asked: self.asked.as_ref(),
            topic_id: &|topic| Some(TopicId(1_000 + topic.as_str().len() as i64)),
            ..Envelope::new(0x0102_0304)
        };
        let layout = layout(&self.message, &envelope).expect("nothing is compressed");
        layout.expect("it is a message of Kafka's")
    }
}

fn name(case: &Case) -> String {
    let kind = if case.message.is_request() {
        "request"
    } else {
        "response"
    };
    format!("{} {kind} {}", case.message.name(), case.version())
}

#[test]
fn every_message_is_read_by_somebody_else_and_written_to_the_same_bytes() {
    for case in messages::all() {
        oracle::agree(&name(&case), &case);
    }
}

#[test]
fn every_byte_of_every_message_lies_in_exactly_one_part() {
    for case in messages::all() {
        anatomy::check(&name(&case), &case.layout());
    }
}

#[test]
fn every_api_has_a_request_and_a_response_among_the_messages() {
    let all = messages::all();
    let seen: BTreeSet<(ApiKey, bool)> = all
        .iter()
        .map(|case| (case.message.api_key(), case.message.is_request()))
        .collect();
    for api in ApiKey::ALL.iter().filter(|api| **api != ApiKey::Outside) {
        for is_request in [true, false] {
            assert!(seen.contains(&(*api, is_request)), "{api:?}, {is_request}");
        }
    }
}

#[test]
fn a_compressed_batch_has_no_bytes_and_so_has_its_message() {
    for codec in Compression::ALL {
        let refused = (codec != Compression::None).then_some(Compressed(codec));
        for message in messages::compressed(codec) {
            let found = layout(&message, &Envelope::new(1));
            assert_eq!(found.err(), refused, "{message:?}");
        }
    }
}

#[test]
fn every_version_is_one_that_kafka_speaks() {
    let default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors");
    let folder = std::env::var_os("LOGARIUM_VECTORS").map_or_else(default, PathBuf::from);
    let Ok(text) = fs::read_to_string(folder.join("api_keys_4.3.0.json")) else {
        return println!("skipped: there are no vectors in {}", folder.display());
    };
    let known: Vec<Value> = serde_json::from_str(&text).expect("the vectors are JSON");
    for api in ApiKey::ALL.iter().filter(|api| **api != ApiKey::Outside) {
        let kafka = known.iter().find(|it| it["key"] == *api as i16);
        let kafka = kafka.unwrap_or_else(|| panic!("{api:?} is none of Kafka's"));
        let bound = |name: &str| kafka[name].as_i64().expect("it is a number");
        let spoken = bound("min")..=bound("max_stable");
        let chosen = i64::from(newest(*api));
        assert!(spoken.contains(&chosen), "{api:?}: {chosen}, {spoken:?}");
    }
}
