//! What the registry answers, and what it writes before it does (`SubjectVersionsResource` and its like,
//! `KafkaSchemaRegistry`).

use std::sync::Arc;

use super::error;
use super::record::{StoreRecord, StoredSchema};
use super::request::{RegistryRequest, SchemaEntity, VersionId};
use super::response::{RegistryError, RegistryResponse, SubjectVersion};
use super::store::Store;
use super::{Level, compatibility};
use crate::schemas::{Definition, Schemas};

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Decision {
    /// To be written one after the other; the answer waits for the last.
    pub records: Vec<StoreRecord>,
    /// The answer, once they are.
    pub answer: RegistryResponse,
}

type Decided<T> = Result<T, RegistryError>;

/// Whoever decides.
pub(super) struct Decider<'r> {
    pub store: &'r Store,
    pub schemas: Schemas,
    /// The level where none was set.
    pub default: Level,
    /// The largest id that was ever given.
    pub id_max: i32,
}

impl Decider<'_> {
    /// Decides about a request.
    pub fn decide(&self, request: &RegistryRequest) -> Decision {
        let decided = match request {
            RegistryRequest::Register { subject, schema } => self.register(subject, schema),
            RegistryRequest::DeleteSubject { subject, permanent } => {
                self.delete_subject(subject, *permanent)
            }
            RegistryRequest::DeleteVersion {
                subject,
                version,
                permanent,
            } => self.delete_version(subject, *version, *permanent),
            RegistryRequest::SetConfig { subject, level } => set_level(subject.clone(), level),
            RegistryRequest::DeleteConfig { subject } => self.delete_level(subject.clone()),
            reading => self.read(reading).map(said),
        };
        decided.unwrap_or_else(|error| said(RegistryResponse::Error(error)))
    }

    /// Answers what changes nothing.
    fn read(&self, request: &RegistryRequest) -> Decided<RegistryResponse> {
        match request {
            RegistryRequest::LookUp {
                subject,
                schema,
                deleted,
            } => self.look_up(subject, schema, *deleted),
            RegistryRequest::Test {
                subject,
                version,
                schema,
                verbose,
            } => self.test(subject, *version, schema, *verbose),
            RegistryRequest::Subjects { deleted } => {
                let subjects = self.store.subjects(*deleted).cloned();
                Ok(RegistryResponse::Subjects(subjects.collect()))
            }
            RegistryRequest::Versions { subject, deleted } => {
                let versions = self.store.versions(subject, *deleted);
                let versions: Vec<i32> = versions.map(|(version, _)| version).collect();
                if versions.is_empty() {
                    return Err(error::subject_not_found(subject));
                }
                Ok(RegistryResponse::Numbers(versions))
            }
            RegistryRequest::Version {
                subject,
                version,
                deleted,
            } => {
                let (version, stored) = self.version(subject, *version, *deleted)?;
                Ok(found(subject, version, stored))
            }
            RegistryRequest::ReferencedBy { subject, version } => {
                let (version, _) = self.version(subject, *version, true)?;
                let ids = self.store.referenced_by(subject, version, false);
                Ok(RegistryResponse::Numbers(ids))
            }
            RegistryRequest::Schema(id) => {
                let schema = self.store.schema(*id).cloned();
                let schema = schema.ok_or_else(|| error::id_not_found(*id))?;
                Ok(RegistryResponse::Schema(schema))
            }
            RegistryRequest::VersionsOf(id) => {
                if self.store.schema(*id).is_none() {
                    return Err(error::schema_not_found());
                }
                let versions = self.store.versions_of(*id);
                let alive = versions.filter(|(.., stored)| !stored.deleted);
                let named = alive.map(|(subject, version, _)| (Arc::clone(subject), version));
                Ok(RegistryResponse::VersionsOf(named.collect()))
            }
            RegistryRequest::Config {
                subject,
                default_to_global,
            } => match (subject, self.store.level(subject.as_deref())) {
                (_, Some(level)) => Ok(RegistryResponse::Level(Some(level))),
                (Some(subject), None) if !default_to_global => {
                    Err(error::level_not_configured(subject))
                }
                _ => Ok(RegistryResponse::Level(Some(self.level(None)))),
            },
            _ => Err(error::store("this changes something")),
        }
    }

    /// The level that counts for a subject.
    fn level(&self, subject: Option<&str>) -> Level {
        let own = subject.and_then(|subject| self.store.level(Some(subject)));
        own.or_else(|| self.store.level(None))
            .unwrap_or(self.default)
    }

    /// A version that there has to be.
    fn version(
        &self,
        subject: &str,
        version: VersionId,
        deleted: bool,
    ) -> Decided<(i32, &StoredSchema)> {
        let number = valid(version)?;
        let found = self.store.version(subject, version, deleted);
        found.ok_or_else(|| {
            if self.store.has(subject, deleted) {
                error::version_not_found(number)
            } else {
                error::subject_not_found(subject)
            }
        })
    }

    /// Reads a schema that somebody sends: its text as it is kept, and with what it refers to.
    fn canonical(&self, schema: &SchemaEntity) -> Decided<(SchemaEntity, Definition)> {
        let refused = |details: String| {
            let details = format!("Invalid schema of type AVRO, details: {details}");
            error::invalid_schema(&details)
        };
        let mut schema = schema.clone();
        if schema.text.trim().is_empty() {
            return Err(error::invalid_schema("Empty schema"));
        }
        for reference in &mut schema.references {
            let latest = self
                .store
                .version(&reference.subject, VersionId::Latest, false);
            if let Some((version, _)) = latest.filter(|_| reference.version == -1) {
                reference.version = version;
            }
        }
        let definition = self.store.definition(&schema, false).map_err(refused)?;
        let known = self.schemas.0.read(&definition).map_err(|reason| {
            let text = &schema.text;
            refused(format!(
                "Invalid schema {text} of type AVRO, details: {reason}"
            ))
        })?;
        schema.text = known.text.into();
        let definition = Definition {
            text: Arc::clone(&schema.text),
            ..definition
        };
        Ok((schema, definition))
    }

    /// The version of a subject that has this schema.
    fn same(
        &self,
        subject: &str,
        schema: &SchemaEntity,
        deleted: bool,
    ) -> Option<(i32, &StoredSchema)> {
        let versions = self.store.versions(subject, deleted);
        versions.rev().find(|(_, stored)| stored.schema == *schema)
    }

    fn register(&self, subject: &Arc<str>, schema: &SchemaEntity) -> Decided<Decision> {
        let (schema, definition) = self.canonical(schema)?;
        if let Some((version, stored)) = self.same(subject, &schema, false) {
            let id = stored.id;
            return Ok(said(RegistryResponse::Registered { id, version }));
        }
        let earlier: Vec<_> = self.store.versions(subject, false).collect();
        let level = self.level(Some(subject));
        let messages =
            compatibility::messages(self.schemas, self.store, level, &definition, &earlier);
        if !messages.is_empty() {
            return Err(error::incompatible(subject, &messages));
        }
        let known = self.store.versions(subject, true);
        let version = known.map(|(version, _)| version + 1).max().unwrap_or(1);
        let id = self.store.id_of(&schema).unwrap_or(self.id_max + 1);
        // What has the same schema and is deleted gives way, unless somebody refers to it.
        let deleted = self.store.versions(subject, true);
        let gives_way = deleted.filter(|(number, stored)| {
            stored.deleted
                && stored.id == id
                && self.store.referenced_by(subject, *number, true).is_empty()
        });
        let mut records: Vec<StoreRecord> = gives_way
            .map(|(number, _)| forget(subject, number))
            .collect();
        records.push(StoreRecord::Schema {
            subject: Arc::clone(subject),
            version,
            value: Some(StoredSchema {
                id,
                schema,
                deleted: false,
            }),
        });
        let answer = RegistryResponse::Registered { id, version };
        Ok(Decision { records, answer })
    }

    fn look_up(
        &self,
        subject: &Arc<str>,
        schema: &SchemaEntity,
        deleted: bool,
    ) -> Decided<RegistryResponse> {
        let (schema, _) = self.canonical(schema)?;
        match self.same(subject, &schema, deleted) {
            Some((version, stored)) => Ok(found(subject, version, stored)),
            None if self.store.has(subject, deleted) => Err(error::schema_not_found()),
            None => Err(error::subject_not_found(subject)),
        }
    }

    fn test(
        &self,
        subject: &str,
        version: Option<VersionId>,
        schema: &SchemaEntity,
        verbose: bool,
    ) -> Decided<RegistryResponse> {
        let earlier = match version {
            None => self.store.versions(subject, false).collect(),
            Some(version) => {
                let number = valid(version)?;
                match self.store.version(subject, version, false) {
                    Some(found) => vec![found],
                    None if number == -1 => Vec::new(),
                    None => return Err(error::version_not_found(number)),
                }
            }
        };
        let messages = match self.canonical(schema) {
            Ok((_, new)) => {
                let level = self.level(Some(subject));
                compatibility::messages(self.schemas, self.store, level, &new, &earlier)
            }
            Err(invalid) if verbose => vec![invalid.message],
            Err(invalid) => return Err(invalid),
        };
        Ok(RegistryResponse::Compatible {
            is_compatible: messages.is_empty(),
            messages: verbose.then_some(messages),
        })
    }

    fn delete_version(
        &self,
        subject: &Arc<str>,
        version: VersionId,
        permanent: bool,
    ) -> Decided<Decision> {
        let (number, stored) = self.version(subject, version, true)?;
        if stored.deleted && !permanent {
            return Err(error::version_soft_deleted(subject, number));
        }
        if !self
            .store
            .referenced_by(subject, number, permanent)
            .is_empty()
        {
            return Err(error::reference_exists(subject, number));
        }
        let answer = RegistryResponse::Number(number);
        if !permanent {
            let record = StoreRecord::Schema {
                subject: Arc::clone(subject),
                version: number,
                value: Some(StoredSchema {
                    deleted: true,
                    ..stored.clone()
                }),
            };
            let records = vec![record];
            return Ok(Decision { records, answer });
        }
        if !stored.deleted {
            return Err(error::version_not_soft_deleted(subject, number));
        }
        let mut records = vec![forget(subject, number)];
        if self.store.versions(subject, true).count() == 1 {
            records.extend(self.forget_level(subject));
        }
        Ok(Decision { records, answer })
    }

    fn delete_subject(&self, subject: &Arc<str>, permanent: bool) -> Decided<Decision> {
        if !self.store.has(subject, true) {
            return Err(error::subject_not_found(subject));
        }
        if !permanent && !self.store.has(subject, false) {
            return Err(error::subject_soft_deleted(subject));
        }
        let mut versions = Vec::new();
        for (version, stored) in self.store.versions(subject, permanent) {
            let mut referring = self.store.referring(subject, version, permanent);
            if referring.any(|(from, _)| from != subject) {
                return Err(error::reference_exists(subject, version));
            }
            if permanent && !stored.deleted {
                return Err(error::subject_not_soft_deleted(subject));
            }
            versions.push(version);
        }
        let records = if permanent {
            let forgotten = versions
                .iter()
                .rev()
                .map(|version| forget(subject, *version));
            forgotten.chain(self.forget_level(subject)).collect()
        } else {
            vec![StoreRecord::DeleteSubject {
                subject: Arc::clone(subject),
                version: versions.last().copied().unwrap_or(0),
            }]
        };
        let answer = RegistryResponse::Numbers(versions);
        Ok(Decision { records, answer })
    }

    fn forget_level(&self, subject: &Arc<str>) -> Option<StoreRecord> {
        self.store
            .level(Some(subject))
            .map(|_| StoreRecord::Config {
                subject: Some(Arc::clone(subject)),
                level: None,
            })
    }

    fn delete_level(&self, subject: Option<Arc<str>>) -> Decided<Decision> {
        let set = self.store.level(subject.as_deref());
        let before = match (&subject, set) {
            (Some(subject), None) => return Err(error::subject_not_found(subject)),
            (_, set) => set.unwrap_or(self.default),
        };
        let level = None;
        Ok(Decision {
            records: vec![StoreRecord::Config { subject, level }],
            answer: RegistryResponse::Level(Some(before)),
        })
    }
}

fn set_level(subject: Option<Arc<str>>, level: &str) -> Decided<Decision> {
    let level = Level::named(level).ok_or_else(error::invalid_level)?;
    Ok(Decision {
        records: vec![StoreRecord::Config {
            subject,
            level: Some(level),
        }],
        answer: RegistryResponse::LevelSet(level),
    })
}

fn said(answer: RegistryResponse) -> Decision {
    let records = Vec::new();
    Decision { records, answer }
}

fn forget(subject: &Arc<str>, version: i32) -> StoreRecord {
    StoreRecord::Schema {
        subject: Arc::clone(subject),
        version,
        value: None,
    }
}

fn found(subject: &Arc<str>, version: i32, stored: &StoredSchema) -> RegistryResponse {
    RegistryResponse::Version(SubjectVersion {
        subject: Arc::clone(subject),
        version,
        id: stored.id,
        schema: stored.schema.clone(),
    })
}

/// The number of a version as messages have it; -1 is the latest.
fn valid(version: VersionId) -> Decided<i32> {
    match version {
        VersionId::Latest | VersionId::Number(-1) => Ok(-1),
        VersionId::Number(number) if number >= 1 => Ok(number),
        VersionId::Number(number) => Err(error::invalid_version(number)),
    }
}
