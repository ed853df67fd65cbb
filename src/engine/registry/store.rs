//! What the registry knows: what the records of `_schemas` made of it, and nothing else.

use std::sync::Arc;

use imbl::OrdMap;

use super::Level;
use super::record::{StoreRecord, StoredSchema};
use super::request::{Reference, SchemaEntity, VersionId};
use crate::schemas::Definition;

/// References within references: no deeper than this, so that nothing goes round in circles.
const DEPTH_MAX: u32 = 50;

/// What the registry knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Store {
    subjects: OrdMap<Arc<str>, OrdMap<i32, StoredSchema>>,
    levels: OrdMap<Option<Arc<str>>, Level>,
    id_max: i32,
}

impl Store {
    /// Takes in a record.
    pub fn apply(&mut self, record: &StoreRecord) {
        match record {
            StoreRecord::Schema {
                subject,
                version,
                value: Some(value),
            } => {
                // Two schemas under one id would be two meanings of the same bytes.
                let is_other = |known: &SchemaEntity| known.text != value.schema.text;
                if self.schema(value.id).is_some_and(is_other) {
                    return;
                }
                self.id_max = self.id_max.max(value.id);
                let versions = self.subjects.entry(Arc::clone(subject)).or_default();
                versions.insert(*version, value.clone());
            }
            StoreRecord::Schema {
                subject,
                version,
                value: None,
            } => {
                if let Some(versions) = self.subjects.get_mut(subject) {
                    versions.remove(version);
                    if versions.is_empty() {
                        self.subjects.remove(subject);
                    }
                }
            }
            StoreRecord::Config { subject, level } => {
                match level {
                    Some(level) => self.levels.insert(subject.clone(), *level),
                    None => self.levels.remove(subject),
                };
            }
            StoreRecord::DeleteSubject { subject, version } => {
                if let Some(versions) = self.subjects.get_mut(subject) {
                    let until: Vec<i32> = versions.range(..=*version).map(|(at, _)| *at).collect();
                    for at in until {
                        if let Some(stored) = versions.get_mut(&at) {
                            stored.deleted = true;
                        }
                    }
                }
            }
            StoreRecord::Noop => {}
        }
    }

    /// The subjects in order.
    pub fn subjects(&self, deleted: bool) -> impl Iterator<Item = &Arc<str>> {
        let subjects = self.subjects.iter();
        let alive = subjects.filter(move |(_, versions)| {
            deleted || versions.values().any(|version| !version.deleted)
        });
        alive.map(|(subject, _)| subject)
    }

    /// Whether a subject has a version.
    #[must_use]
    pub fn has(&self, subject: &str, deleted: bool) -> bool {
        self.versions(subject, deleted).next().is_some()
    }

    /// The versions of a subject, the oldest first.
    pub fn versions(
        &self,
        subject: &str,
        deleted: bool,
    ) -> impl DoubleEndedIterator<Item = (i32, &StoredSchema)> {
        let versions = self.subjects.get(subject).into_iter();
        let versions = versions.flat_map(|versions| versions.iter());
        let versions = versions.map(|(version, stored)| (*version, stored));
        versions.filter(move |(_, stored)| deleted || !stored.deleted)
    }

    /// One version of a subject.
    #[must_use]
    pub fn version(
        &self,
        subject: &str,
        version: VersionId,
        deleted: bool,
    ) -> Option<(i32, &StoredSchema)> {
        match version {
            VersionId::Latest | VersionId::Number(-1) => {
                self.versions(subject, deleted).next_back()
            }
            VersionId::Number(number) => {
                let stored = self.subjects.get(subject)?.get(&number)?;
                (deleted || !stored.deleted).then_some((number, stored))
            }
        }
    }

    /// The schema of an id. What is deleted keeps its id until it is forgotten.
    #[must_use]
    pub fn schema(&self, id: i32) -> Option<&SchemaEntity> {
        let mut all = self.subjects.values().flat_map(OrdMap::values);
        all.find(|stored| stored.id == id)
            .map(|stored| &stored.schema)
    }

    /// The versions that have an id.
    pub fn versions_of(&self, id: i32) -> impl Iterator<Item = (&Arc<str>, i32, &StoredSchema)> {
        let all = self.subjects.iter().flat_map(|(subject, versions)| {
            let versions = versions.iter();
            versions.map(move |(version, stored)| (subject, *version, stored))
        });
        all.filter(move |(.., stored)| stored.id == id)
    }

    /// The id that a schema has under whatever subject.
    #[must_use]
    pub fn id_of(&self, schema: &SchemaEntity) -> Option<i32> {
        let mut all = self.subjects.values().flat_map(OrdMap::values);
        all.find(|stored| stored.schema == *schema)
            .map(|stored| stored.id)
    }

    /// The largest id that was ever given, as far as the records tell.
    #[must_use]
    pub const fn id_max(&self) -> i32 {
        self.id_max
    }

    /// The level that was set, of a subject or of all.
    #[must_use]
    pub fn level(&self, subject: Option<&str>) -> Option<Level> {
        self.levels.get(&subject.map(Arc::from)).copied()
    }

    /// The levels that were set.
    pub fn levels(&self) -> impl Iterator<Item = (Option<&str>, Level)> {
        self.levels
            .iter()
            .map(|(subject, level)| (subject.as_deref(), *level))
    }

    /// The ids of the schemas that refer to a version, in order.
    #[must_use]
    pub fn referenced_by(&self, subject: &str, version: i32, deleted: bool) -> Vec<i32> {
        let mut ids: Vec<i32> = self
            .referring(subject, version, deleted)
            .map(|(_, id)| id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The subjects and ids of schemas that refer to a version.
    pub fn referring(
        &self,
        subject: &str,
        version: i32,
        deleted: bool,
    ) -> impl Iterator<Item = (&Arc<str>, i32)> {
        let refers = move |reference: &Reference| {
            *reference.subject == *subject && reference.version == version
        };
        self.subjects
            .iter()
            .flat_map(|(subject, versions)| versions.values().map(move |stored| (subject, stored)))
            .filter(move |(_, stored)| deleted || !stored.deleted)
            .filter(move |(_, stored)| stored.schema.references.iter().any(refers))
            .map(|(subject, stored)| (subject, stored.id))
    }

    /// A schema with the texts that it refers to, those first that others refer to. A new one cannot refer to what is
    /// deleted.
    ///
    /// # Errors
    /// When it refers to what is not there: to what.
    pub fn definition(&self, schema: &SchemaEntity, deleted: bool) -> Result<Definition, String> {
        let mut references = Vec::new();
        self.collect(&schema.references, deleted, 0, &mut references)?;
        Ok(Definition {
            text: Arc::clone(&schema.text),
            references,
        })
    }

    fn collect(
        &self,
        references: &[Reference],
        deleted: bool,
        depth: u32,
        found: &mut Vec<Arc<str>>,
    ) -> Result<(), String> {
        for reference in references {
            let Reference {
                subject, version, ..
            } = reference;
            let stored = self.version(subject, VersionId::Number(*version), deleted);
            let Some((_, stored)) = stored.filter(|_| depth < DEPTH_MAX) else {
                return Err(format!(
                    "No schema reference found for subject \"{subject}\" and version {version}"
                ));
            };
            self.collect(&stored.schema.references, deleted, depth + 1, found)?;
            if !found.contains(&stored.schema.text) {
                found.push(Arc::clone(&stored.schema.text));
            }
        }
        Ok(())
    }
}
