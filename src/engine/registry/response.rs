//! What a schema registry answers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Level;
use super::request::{SchemaEntity, references};

/// An answer of the registry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RegistryResponse {
    /// The id of a schema that is registered.
    Registered {
        /// Its id.
        id: i32,
        /// Its version under the subject.
        version: i32,
    },
    /// A version of a subject.
    Version(SubjectVersion),
    /// The schema of an id.
    Schema(SchemaEntity),
    /// The versions that have an id.
    VersionsOf(Vec<(Arc<str>, i32)>),
    /// Names of subjects.
    Subjects(Vec<Arc<str>>),
    /// Versions, or ids.
    Numbers(Vec<i32>),
    /// The version that was deleted.
    Number(i32),
    /// Whether a schema could be registered.
    Compatible {
        /// Whether it could.
        is_compatible: bool,
        /// Why not, if somebody asked for that.
        messages: Option<Vec<String>>,
    },
    /// A level that was asked for, or taken back; `None` where none was.
    Level(Option<Level>),
    /// A level that was set.
    LevelSet(Level),
    /// It cannot be done.
    Error(RegistryError),
}

/// A version of a subject.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SubjectVersion {
    /// The subject.
    pub subject: Arc<str>,
    /// The version.
    pub version: i32,
    /// The id of its schema.
    pub id: i32,
    /// The schema.
    pub schema: SchemaEntity,
}

/// Why something cannot be done (`ErrorMessage`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RegistryError {
    /// The status of HTTP.
    pub status: u16,
    /// The registry's own number for it.
    pub error_code: i32,
    /// What is the matter.
    pub message: String,
}

impl RegistryResponse {
    /// The status of HTTP.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Error(error) => error.status,
            _ => 200,
        }
    }

    /// The error, if it is one.
    #[must_use]
    pub const fn error(&self) -> Option<&RegistryError> {
        match self {
            Self::Error(error) => Some(error),
            _ => None,
        }
    }

    /// Its JSON body.
    #[must_use]
    pub fn body(&self) -> String {
        self.json().to_string()
    }

    fn json(&self) -> Value {
        match self {
            Self::Registered { id, .. } => json!({ "id": id }),
            Self::Version(found) => {
                let mut body = json!({
                    "subject": &*found.subject,
                    "version": found.version,
                    "id": found.id,
                });
                put(&mut body, &found.schema);
                body
            }
            Self::Schema(schema) => {
                let mut body = json!({});
                put(&mut body, schema);
                body
            }
            Self::VersionsOf(versions) => versions
                .iter()
                .map(|(subject, version)| json!({ "subject": &**subject, "version": version }))
                .collect(),
            Self::Subjects(subjects) => subjects.iter().map(|subject| json!(&**subject)).collect(),
            Self::Numbers(numbers) => json!(numbers),
            Self::Number(number) => json!(number),
            Self::Compatible {
                is_compatible,
                messages,
            } => {
                let mut body = json!({ "is_compatible": is_compatible });
                if let Some(messages) = messages.as_ref().filter(|messages| !messages.is_empty()) {
                    body["messages"] = json!(messages);
                }
                body
            }
            Self::Level(Some(level)) => json!({ "compatibilityLevel": level.name() }),
            Self::Level(None) => json!({}),
            Self::LevelSet(level) => json!({ "compatibility": level.name() }),
            Self::Error(error) => {
                json!({ "error_code": error.error_code, "message": error.message })
            }
        }
    }

    /// Its bytes.
    pub(crate) fn size(&self) -> u64 {
        self.body().len() as u64
    }
}

fn put(body: &mut Value, schema: &SchemaEntity) {
    if !schema.references.is_empty() {
        body["references"] = references(&schema.references);
    }
    body["schema"] = json!(&*schema.text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_a_status_and_a_body() {
        let found = RegistryResponse::Version(SubjectVersion {
            subject: "s".into(),
            version: 2,
            id: 7,
            schema: SchemaEntity::alone("\"int\""),
        });
        assert_eq!(found.status(), 200);
        assert_eq!(
            found.body(),
            r#"{"subject":"s","version":2,"id":7,"schema":"\"int\""}"#
        );
        let level = RegistryResponse::Level(Some(Level::FullTransitive));
        assert_eq!(level.body(), r#"{"compatibilityLevel":"FULL_TRANSITIVE"}"#);
        let error = RegistryResponse::Error(super::super::error::schema_not_found());
        assert_eq!(error.status(), 404);
        assert_eq!(
            error.body(),
            r#"{"error_code":40403,"message":"Schema not found"}"#
        );
    }
}
