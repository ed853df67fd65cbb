//! Rows of a file on their way into a topic.

use serde_json::{Map, Value, json};

use super::Scenario;
use crate::template;

/// Rows that a scenario has room for.
const ROWS_MAX: usize = 10_000;
/// Bytes of JSON that they may come to.
const BYTES_MAX: usize = 512 * 1024;
/// Ticks in which they are sent.
const TICKS: usize = 200;

/// The first rows of a file, as many as a scenario has room for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FirstRows {
    rows: Vec<Value>,
    bytes: usize,
}

/// What becomes of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Production<'a> {
    /// What the scenario is called.
    pub title: &'a str,
    /// The topic that they go to.
    pub topic: &'a str,
    /// The field that is their key, as text; none: no keys.
    pub key: Option<&'a str>,
    /// The schema that they are of, in Avro's JSON.
    pub schema: &'a Value,
}

impl FirstRows {
    /// Takes one more; `false`: there is no room, and it was not taken.
    pub fn take(&mut self, row: Value) -> bool {
        let bytes = self.bytes + row.to_string().len();
        let fits = self.rows.len() < ROWS_MAX && bytes <= BYTES_MAX;
        if fits {
            self.bytes = bytes;
            self.rows.push(row);
        }
        fits
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The fields of the first row.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let first = self.rows.first().and_then(Value::as_object);
        first.into_iter().flat_map(Map::keys).map(String::as_str)
    }

    /// A broker, a schema registry, a producer that sends the rows, and a consumer that reads them.
    #[must_use]
    pub fn produced(&self, of: &Production<'_>) -> Scenario {
        let values: Value = self.rows.iter().cloned().map(template::of).collect();
        let mut source = json!({
            "topic": of.topic,
            "every_ms": 100,
            "per_tick": self.rows.len().div_ceil(TICKS).max(1),
            "values": values,
        });
        if let Some(key) = of.key {
            let keys = self.rows.iter().map(|row| match row.get(key) {
                None | Some(Value::Null) => Value::Null,
                Some(Value::String(text)) => template::of(text.as_str().into()),
                Some(other) => other.to_string().into(),
            });
            source["keys"] = keys.collect();
        }
        let mut draft = Scenario::blank().draft;
        draft["title"] = of.title.into();
        draft["topics"] = json!({ of.topic: { "partitions": 3, "replication.factor": 1 } });
        draft["schemas"] = json!({ "row": { "avro": of.schema } });
        draft["clients"] = json!({
            "registry": { "kind": "registry" },
            "producer": {
                "kind": "producer",
                "config": { "value.serializer": "kafka-avro", "linger.ms": 20 },
                "value_schema": "row",
                "start_ms": 2_000,
                "source": source,
            },
            "consumer": {
                "kind": "consumer",
                "config": { "group.id": "readers", "auto.offset.reset": "earliest", "value.deserializer": "kafka-avro" },
                "start_ms": 2_500,
                "subscribe": [of.topic],
            },
        });
        Scenario::of_draft(draft)
    }
}
