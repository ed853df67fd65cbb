//! The records of `_schemas`: keys and values are JSON (`SchemaRegistrySerializer`), and a null value takes its key back.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Level;
use super::request::{Reference, SchemaEntity, references};
use crate::model::Payload;

/// What one record says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StoreRecord {
    /// A version of a subject; `None`: it is forgotten.
    Schema {
        /// The subject.
        subject: Arc<str>,
        /// The version.
        version: i32,
        /// What is known of it.
        value: Option<StoredSchema>,
    },
    /// The level of a subject, or of all; `None`: it has none.
    Config {
        /// The subject; `None` is all.
        subject: Option<Arc<str>>,
        /// The level.
        level: Option<Level>,
    },
    /// All versions of a subject up to this one are deleted.
    DeleteSubject {
        /// The subject.
        subject: Arc<str>,
        /// The last version.
        version: i32,
    },
    /// Nothing: whoever reads it knows that it has read everything before it.
    Noop,
}

/// What is known of a version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoredSchema {
    /// The id of its schema.
    pub id: i32,
    /// The schema.
    pub schema: SchemaEntity,
    /// Whether it is deleted, though not forgotten.
    pub deleted: bool,
}

impl StoreRecord {
    /// The bytes of its key.
    #[must_use]
    pub fn key(&self) -> Payload {
        let key = match self {
            Self::Schema {
                subject, version, ..
            } => {
                json!({ "keytype": "SCHEMA", "subject": &**subject, "version": version, "magic": 1 })
            }
            Self::Config {
                subject: Some(subject),
                ..
            } => json!({ "keytype": "CONFIG", "subject": &**subject, "magic": 0 }),
            Self::Config { subject: None, .. } => json!({ "keytype": "CONFIG", "magic": 0 }),
            Self::DeleteSubject { subject, .. } => {
                json!({ "keytype": "DELETE_SUBJECT", "subject": &**subject, "magic": 0 })
            }
            Self::Noop => json!({ "keytype": "NOOP", "magic": 0 }),
        };
        key.to_string().as_str().into()
    }

    /// The bytes of its value.
    #[must_use]
    pub fn value(&self) -> Option<Payload> {
        let value = match self {
            Self::Schema {
                subject,
                version,
                value: Some(stored),
            } => {
                let mut value =
                    json!({ "subject": &**subject, "version": version, "id": stored.id });
                if !stored.schema.references.is_empty() {
                    value["references"] = references(&stored.schema.references);
                }
                value["schema"] = json!(&*stored.schema.text);
                value["deleted"] = json!(stored.deleted);
                value
            }
            Self::Config {
                subject,
                level: Some(level),
            } => {
                let mut value = json!({});
                if let Some(subject) = subject {
                    value["subject"] = json!(&**subject);
                }
                value["compatibilityLevel"] = json!(level.name());
                value
            }
            Self::DeleteSubject { subject, version } => {
                json!({ "subject": &**subject, "version": version })
            }
            Self::Schema { value: None, .. } | Self::Config { level: None, .. } | Self::Noop => {
                return None;
            }
        };
        Some(value.to_string().as_str().into())
    }

    /// What a record's bytes say; nothing where they are none of these, as after somebody else wrote into the topic.
    #[must_use]
    pub fn read(key: Option<&Payload>, value: Option<&Payload>) -> Option<Self> {
        let json = |payload: &Payload| serde_json::from_slice::<Value>(&payload.bytes()).ok();
        let key = json(key?)?;
        let value = match value {
            Some(value) => Some(json(value)?),
            None => None,
        };
        let subject = || key["subject"].as_str().map(Arc::from);
        match key["keytype"].as_str()? {
            "SCHEMA" => Some(Self::Schema {
                subject: subject()?,
                version: number(&key["version"])?,
                value: match value {
                    Some(value) => Some(stored(&value)?),
                    None => None,
                },
            }),
            "CONFIG" => Some(Self::Config {
                subject: subject(),
                level: match value {
                    Some(value) => Some(Level::named(value["compatibilityLevel"].as_str()?)?),
                    None => None,
                },
            }),
            "DELETE_SUBJECT" => Some(Self::DeleteSubject {
                subject: subject()?,
                version: number(&value?["version"])?,
            }),
            "NOOP" => Some(Self::Noop),
            _ => None,
        }
    }
}

fn number(value: &Value) -> Option<i32> {
    i32::try_from(value.as_i64()?).ok()
}

fn stored(value: &Value) -> Option<StoredSchema> {
    let named = |value: &Value| value.as_str().map(Arc::from);
    let references = value["references"].as_array().into_iter().flatten();
    let references = references.map(|reference| {
        Some(Reference {
            name: named(&reference["name"])?,
            subject: named(&reference["subject"])?,
            version: number(&reference["version"])?,
        })
    });
    Some(StoredSchema {
        id: number(&value["id"])?,
        schema: SchemaEntity {
            text: named(&value["schema"])?,
            references: references.collect::<Option<_>>()?,
        },
        deleted: value["deleted"].as_bool().unwrap_or(false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(payload: &Payload) -> String {
        String::from_utf8_lossy(&payload.bytes()).into_owned()
    }

    fn schema(value: Option<StoredSchema>) -> StoreRecord {
        StoreRecord::Schema {
            subject: "rides-value".into(),
            version: 3,
            value,
        }
    }

    fn value() -> StoredSchema {
        StoredSchema {
            id: 5,
            schema: SchemaEntity {
                text: "\"int\"".into(),
                references: vec![Reference {
                    name: "a.B".into(),
                    subject: "b".into(),
                    version: 1,
                }],
            },
            deleted: false,
        }
    }

    #[test]
    fn a_record_is_what_confluent_s_registry_writes() {
        let record = schema(Some(value()));
        assert_eq!(
            text(&record.key()),
            r#"{"keytype":"SCHEMA","subject":"rides-value","version":3,"magic":1}"#
        );
        assert_eq!(
            record.value().as_ref().map(text).as_deref(),
            Some(
                r#"{"subject":"rides-value","version":3,"id":5,"references":[{"name":"a.B","subject":"b","version":1}],"schema":"\"int\"","deleted":false}"#
            )
        );
        let level = StoreRecord::Config {
            subject: None,
            level: Some(Level::Full),
        };
        assert_eq!(text(&level.key()), r#"{"keytype":"CONFIG","magic":0}"#);
        assert_eq!(
            level.value().as_ref().map(text).as_deref(),
            Some(r#"{"compatibilityLevel":"FULL"}"#)
        );
    }

    #[test]
    fn what_is_written_can_be_read() {
        let subject: Arc<str> = "s".into();
        let records = [
            schema(Some(value())),
            schema(None),
            StoreRecord::Config {
                subject: Some(Arc::clone(&subject)),
                level: Some(Level::None),
            },
            StoreRecord::Config {
                subject: None,
                level: None,
            },
            StoreRecord::DeleteSubject {
                subject,
                version: 2,
            },
            StoreRecord::Noop,
        ];
        for record in records {
            let read = StoreRecord::read(Some(&record.key()), record.value().as_ref());
            assert_eq!(read, Some(record));
        }
    }

    #[test]
    fn what_somebody_else_wrote_says_nothing() {
        let key = Payload::from("hello");
        assert_eq!(StoreRecord::read(Some(&key), None), None);
        assert_eq!(StoreRecord::read(None, None), None);
    }
}
