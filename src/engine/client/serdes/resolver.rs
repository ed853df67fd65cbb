//! From a schema of the registry to one that can be read: what it refers to is fetched, once.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::registry::{Reference, RegistryRequest, SchemaEntity, SubjectVersion, VersionId};
use crate::schemas::Definition;

/// References within references: no deeper than this.
const DEPTH_MAX: u32 = 50;

/// Versions that schemas refer to, as far as they were fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Resolver {
    versions: BTreeMap<(Arc<str>, i32), SchemaEntity>,
}

impl Resolver {
    /// Remembers a version.
    pub fn learn(&mut self, found: &SubjectVersion) {
        let place = (Arc::clone(&found.subject), found.version);
        self.versions.insert(place, found.schema.clone());
    }

    /// A schema with the texts that it refers to.
    ///
    /// # Errors
    /// When one of them was not fetched yet: how to ask for it.
    pub fn definition(&self, schema: &SchemaEntity) -> Result<Definition, RegistryRequest> {
        let mut references = Vec::new();
        self.collect(&schema.references, 0, &mut references)?;
        Ok(Definition {
            text: Arc::clone(&schema.text),
            references,
        })
    }

    fn collect(
        &self,
        references: &[Reference],
        depth: u32,
        found: &mut Vec<Arc<str>>,
    ) -> Result<(), RegistryRequest> {
        for reference in references.iter().filter(|_| depth < DEPTH_MAX) {
            let place = (Arc::clone(&reference.subject), reference.version);
            let Some(schema) = self.versions.get(&place) else {
                return Err(RegistryRequest::Version {
                    subject: place.0,
                    version: VersionId::Number(place.1),
                    deleted: true,
                });
            };
            self.collect(&schema.references, depth + 1, found)?;
            if !found.contains(&schema.text) {
                found.push(Arc::clone(&schema.text));
            }
        }
        Ok(())
    }
}
