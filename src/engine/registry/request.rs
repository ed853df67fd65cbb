//! What a schema registry can be asked: one call of its REST API each.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Value, json};

/// A call of the registry's REST API.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RegistryRequest {
    /// `POST /subjects/{subject}/versions`: make this the subject's newest version.
    Register {
        /// The subject.
        subject: Arc<str>,
        /// The schema.
        schema: SchemaEntity,
    },
    /// `POST /subjects/{subject}`: is this one of the subject's versions?
    LookUp {
        /// The subject.
        subject: Arc<str>,
        /// The schema.
        schema: SchemaEntity,
        /// Whether deleted versions count.
        deleted: bool,
    },
    /// `POST /compatibility/subjects/{subject}/versions[/{version}]`: could this be registered?
    Test {
        /// The subject.
        subject: Arc<str>,
        /// The version to hold it against; `None` is those that the level asks for.
        version: Option<VersionId>,
        /// The schema.
        schema: SchemaEntity,
        /// Whether to say why not.
        verbose: bool,
    },
    /// `GET /subjects`.
    Subjects {
        /// Whether deleted subjects count.
        deleted: bool,
    },
    /// `GET /subjects/{subject}/versions`.
    Versions {
        /// The subject.
        subject: Arc<str>,
        /// Whether deleted versions count.
        deleted: bool,
    },
    /// `GET /subjects/{subject}/versions/{version}`.
    Version {
        /// The subject.
        subject: Arc<str>,
        /// Which.
        version: VersionId,
        /// Whether it may be a deleted one.
        deleted: bool,
    },
    /// `GET /subjects/{subject}/versions/{version}/referencedby`.
    ReferencedBy {
        /// The subject.
        subject: Arc<str>,
        /// Which of its versions.
        version: VersionId,
    },
    /// `GET /schemas/ids/{id}`.
    Schema(i32),
    /// `GET /schemas/ids/{id}/versions`.
    VersionsOf(i32),
    /// `DELETE /subjects/{subject}`.
    DeleteSubject {
        /// The subject.
        subject: Arc<str>,
        /// Whether what is deleted already is to be forgotten.
        permanent: bool,
    },
    /// `DELETE /subjects/{subject}/versions/{version}`.
    DeleteVersion {
        /// The subject.
        subject: Arc<str>,
        /// Which of its versions.
        version: VersionId,
        /// Whether what is deleted already is to be forgotten.
        permanent: bool,
    },
    /// `GET /config[/{subject}]`.
    Config {
        /// Of which subject; `None` is of all.
        subject: Option<Arc<str>>,
        /// Whether what holds for all is the answer where the subject has nothing of its own.
        default_to_global: bool,
    },
    /// `PUT /config[/{subject}]`.
    SetConfig {
        /// Of which subject; `None` is of all.
        subject: Option<Arc<str>>,
        /// The level, as somebody wrote it.
        level: Arc<str>,
    },
    /// `DELETE /config[/{subject}]`.
    DeleteConfig {
        /// Of which subject; `None` is of all.
        subject: Option<Arc<str>>,
    },
}

/// A schema as a request has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaEntity {
    /// Its text.
    pub text: Arc<str>,
    /// The versions of subjects whose types it names.
    pub references: Vec<Reference>,
}

/// A version of a subject that a schema refers to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The name by which the schema knows it: for Avro the full name of a type.
    pub name: Arc<str>,
    /// The subject.
    pub subject: Arc<str>,
    /// The version; -1 is the latest.
    pub version: i32,
}

/// A version as a request names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VersionId {
    /// `latest`, or -1.
    Latest,
    /// This one; only those from 1 on are valid.
    Number(i32),
}

impl SchemaEntity {
    /// A schema that refers to nothing.
    #[must_use]
    pub fn alone(text: &str) -> Self {
        Self {
            text: text.into(),
            references: Vec::new(),
        }
    }

    /// The fields of a JSON body that says it.
    pub(super) fn json(&self) -> Value {
        let mut body = json!({ "schema": &*self.text });
        if !self.references.is_empty() {
            body["references"] = references(&self.references);
        }
        body
    }
}

/// References as JSON.
pub(super) fn references(references: &[Reference]) -> Value {
    let json = references.iter().map(|reference| {
        json!({
            "name": &*reference.name,
            "subject": &*reference.subject,
            "version": reference.version,
        })
    });
    json.collect()
}

impl VersionId {
    fn path(self) -> String {
        match self {
            Self::Latest | Self::Number(-1) => "latest".to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }
}

impl RegistryRequest {
    /// Its first line: the method and the path.
    #[must_use]
    pub fn line(&self) -> String {
        let flag = |name: &str, on: bool| {
            if on {
                format!("?{name}=true")
            } else {
                String::new()
            }
        };
        let of = |subject: &Option<Arc<str>>| match subject {
            Some(subject) => format!("/config/{}", escaped(subject)),
            None => "/config".to_owned(),
        };
        match self {
            Self::Register { subject, .. } => {
                format!("POST /subjects/{}/versions", escaped(subject))
            }
            Self::LookUp {
                subject, deleted, ..
            } => format!(
                "POST /subjects/{}{}",
                escaped(subject),
                flag("deleted", *deleted)
            ),
            Self::Test {
                subject,
                version,
                verbose,
                ..
            } => {
                let version = version.map(|version| format!("/{}", version.path()));
                format!(
                    "POST /compatibility/subjects/{}/versions{}{}",
                    escaped(subject),
                    version.unwrap_or_default(),
                    flag("verbose", *verbose)
                )
            }
            Self::Subjects { deleted } => format!("GET /subjects{}", flag("deleted", *deleted)),
            Self::Versions { subject, deleted } => format!(
                "GET /subjects/{}/versions{}",
                escaped(subject),
                flag("deleted", *deleted)
            ),
            Self::Version {
                subject,
                version,
                deleted,
            } => format!(
                "GET /subjects/{}/versions/{}{}",
                escaped(subject),
                version.path(),
                flag("deleted", *deleted)
            ),
            Self::ReferencedBy { subject, version } => format!(
                "GET /subjects/{}/versions/{}/referencedby",
                escaped(subject),
                version.path()
            ),
            Self::Schema(id) => format!("GET /schemas/ids/{id}"),
            Self::VersionsOf(id) => format!("GET /schemas/ids/{id}/versions"),
            Self::DeleteSubject { subject, permanent } => format!(
                "DELETE /subjects/{}{}",
                escaped(subject),
                flag("permanent", *permanent)
            ),
            Self::DeleteVersion {
                subject,
                version,
                permanent,
            } => format!(
                "DELETE /subjects/{}/versions/{}{}",
                escaped(subject),
                version.path(),
                flag("permanent", *permanent)
            ),
            Self::Config {
                subject,
                default_to_global,
            } => format!(
                "GET {}{}",
                of(subject),
                flag("defaultToGlobal", *default_to_global)
            ),
            Self::SetConfig { subject, .. } => format!("PUT {}", of(subject)),
            Self::DeleteConfig { subject } => format!("DELETE {}", of(subject)),
        }
    }

    /// Its JSON body, if it has one.
    #[must_use]
    pub fn body(&self) -> Option<String> {
        match self {
            Self::Register { schema, .. }
            | Self::LookUp { schema, .. }
            | Self::Test { schema, .. } => Some(schema.json().to_string()),
            Self::SetConfig { level, .. } => Some(json!({ "compatibility": &**level }).to_string()),
            _ => None,
        }
    }

    /// Its bytes.
    pub(crate) fn size(&self) -> u64 {
        (self.line().len() + self.body().map_or(0, |body| body.len())) as u64
    }

    /// Whether it changes something, if it is granted.
    #[must_use]
    pub const fn is_write(&self) -> bool {
        matches!(
            self,
            Self::Register { .. }
                | Self::DeleteSubject { .. }
                | Self::DeleteVersion { .. }
                | Self::SetConfig { .. }
                | Self::DeleteConfig { .. }
        )
    }
}

/// A subject as a part of a path: what a path cannot hold as pairs of hexadecimal digits.
fn escaped(subject: &str) -> String {
    let mut path = String::with_capacity(subject.len());
    for byte in subject.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:@!$&'()*+,;=".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // Writing into a text cannot fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_known_by_its_line() {
        let version = RegistryRequest::Version {
            subject: "rides/é-value".into(),
            version: VersionId::Latest,
            deleted: true,
        };
        assert_eq!(
            version.line(),
            "GET /subjects/rides%2F%C3%A9-value/versions/latest?deleted=true"
        );
        assert_eq!(version.body(), None);
        let level = RegistryRequest::SetConfig {
            subject: None,
            level: "FULL".into(),
        };
        assert_eq!(level.line(), "PUT /config");
        assert_eq!(level.body().as_deref(), Some(r#"{"compatibility":"FULL"}"#));
    }

    #[test]
    fn a_schema_is_text_within_json() {
        let register = RegistryRequest::Register {
            subject: "s".into(),
            schema: SchemaEntity {
                text: "\"int\"".into(),
                references: vec![Reference {
                    name: "a.B".into(),
                    subject: "b".into(),
                    version: 1,
                }],
            },
        };
        assert_eq!(register.line(), "POST /subjects/s/versions");
        assert_eq!(
            register.body().as_deref(),
            Some(r#"{"schema":"\"int\"","references":[{"name":"a.B","subject":"b","version":1}]}"#)
        );
    }
}
