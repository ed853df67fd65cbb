//! What many messages speak of: brokers, topics, errors, records.

use super::Pen;
use crate::log::{RecordBatch, dissect_batch};
use crate::model::{BrokerId, Encoding, Part, TopicName, TopicPartition};
use crate::protocol::{ApiError, ErrorCode};

/// The port of every broker.
const PORT: i32 = 9_092;

impl Pen<'_> {
    /// The id of a topic that is known by its name.
    pub fn topic_id(&mut self, topic: &TopicName) {
        let id = (self.envelope.topic_id)(topic);
        self.uuid("topicId", id.map_or(0, |id| id.0.cast_unsigned()));
    }

    /// Batches of records of a topic, one behind the other.
    pub fn records<'b>(
        &mut self,
        name: &str,
        topic: &TopicName,
        batches: impl IntoIterator<Item = &'b RecordBatch>,
    ) {
        let mut encoded = Vec::new();
        for batch in batches {
            match batch.encode() {
                Ok(bytes) => encoded.push((bytes, batch.is_control())),
                Err(compressed) => self.compressed = Some(compressed),
            }
        }
        self.length(name, encoded.iter().map(|(bytes, _)| bytes.len()).sum());
        if encoded.is_empty() {
            return self.leaf(name, &[], Encoding::Bytes, "");
        }
        self.group(name, |pen| {
            for (place, (bytes, is_control)) in encoded.iter().enumerate() {
                let start = pen.layout.bytes.len();
                pen.batch(&format!("{name}.batches[{place}]"), bytes);
                if !is_control {
                    let whole = start..pen.layout.bytes.len();
                    pen.layout.batches.push((topic.clone(), whole));
                }
            }
        });
    }

    fn batch(&mut self, name: &str, bytes: &[u8]) {
        // What was encoded a moment ago can be read; if not, it is bytes for all that.
        let Ok(parts) = dissect_batch(bytes) else {
            return self.leaf(name, bytes, Encoding::Bytes, "");
        };
        let start = self.layout.bytes.len();
        let outer = self.named(name);
        self.layout.bytes.extend(bytes);
        self.layout.parts.extend(parts.into_iter().map(|part| {
            let inner = part.path.strip_prefix("batch").unwrap_or(&part.path);
            Part {
                path: format!("{outer}{inner}"),
                start: start + part.start,
                end: start + part.end,
                depth: self.depth + part.depth,
                ..part
            }
        }));
    }

    /// The id of a broker; -1 where there is none.
    pub fn broker(&mut self, name: &str, broker: Option<BrokerId>) {
        self.int32(name, broker.map_or(-1, |id| id.0.cast_signed()));
    }

    /// The ids of brokers.
    pub fn brokers<'b>(
        &mut self,
        name: &'static str,
        brokers: impl IntoIterator<Item = &'b BrokerId>,
    ) {
        self.int32s(name, brokers.into_iter().map(|id| id.0.cast_signed()));
    }

    /// Where a broker listens; nothing and -1 where there is none.
    pub fn endpoint(&mut self, broker: Option<BrokerId>) {
        let host = broker.map(|id| format!("broker-{id}"));
        self.string("host", &host.unwrap_or_default());
        self.int32("port", broker.map_or(-1, |_| PORT));
    }

    /// An error code.
    pub fn error(&mut self, name: &str, error: ErrorCode) {
        self.int16_for(name, error as i16, error.name());
    }

    /// The error code of a result, and what there is to say about it.
    pub fn outcome<T>(&mut self, result: &Result<T, ApiError>) {
        let error = result.as_ref().err();
        self.error("errorCode", error.map_or(ErrorCode::None, |it| it.error));
        let message = error.map(|it| it.message.as_str());
        self.nullable_string("errorMessage", message.filter(|said| !said.is_empty()));
    }

    /// Nobody is throttled: quotas are not modelled.
    pub fn not_throttled(&mut self) {
        self.int32("throttleTimeMs", 0);
    }
}

/// Items by topic, each topic where it comes first: the engine's messages list partitions, and Kafka's nest them.
pub fn by_topic<'t, T>(
    items: &'t [T],
    place: impl Fn(&'t T) -> &'t TopicPartition,
) -> Vec<(&'t TopicName, Vec<&'t T>)> {
    let mut topics: Vec<(&TopicName, Vec<&T>)> = Vec::new();
    for item in items {
        let topic = &place(item).topic;
        match topics.iter_mut().find(|(known, _)| *known == topic) {
            Some((_, found)) => found.push(item),
            None => topics.push((topic, vec![item])),
        }
    }
    topics
}
