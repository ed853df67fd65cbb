//! What is asked of the schema registry, as the world knows it.

use engine::client::ClientCommand;
use engine::registry::{RegistryRequest, SchemaEntity, VersionId};
use sim::{Action as Deed, Target};

use super::Lab;
use super::role::Scope;
use crate::action::{Action, DeleteSchema, RegisterSchema, SetCompatibility, TestSchema};
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::Problem;

impl Lab {
    /// The names of its schemas.
    pub fn schemas(&self) -> impl Iterator<Item = &str> + Clone {
        self.schemas.keys().map(String::as_str)
    }

    fn schema(&self, name: &str, path: &Path) -> Result<SchemaEntity, Problem> {
        let schema = self.schemas.get(name).map(|schema| schema.entity.clone());
        schema.ok_or_else(|| {
            let hint = suggestion(name, self.schemas());
            Problem::at(path, format!("there is no schema {name:?}{hint}"))
        })
    }
}

impl Scope<'_> {
    /// The admin client's call of the schema registry. Whatever that refuses is left to it, but there has to be one, and
    /// schemas must be there.
    pub(super) fn ask_registry(
        &self,
        action: &Action,
        path: &Path,
    ) -> Result<Deed<Target>, Problem> {
        let request = match action {
            Action::RegisterSchema(RegisterSchema { subject, schema }) => {
                let path = path.key("register_schema").key("schema");
                RegistryRequest::Register {
                    subject: subject.as_str().into(),
                    schema: self.lab.schema(schema, &path)?,
                }
            }
            Action::TestSchema(TestSchema {
                subject,
                schema,
                version,
            }) => {
                let path = path.key("test_schema").key("schema");
                RegistryRequest::Test {
                    subject: subject.as_str().into(),
                    version: version.map(VersionId::Number),
                    schema: self.lab.schema(schema, &path)?,
                    verbose: true,
                }
            }
            Action::SetCompatibility(SetCompatibility { subject, level }) => {
                RegistryRequest::SetConfig {
                    subject: subject.as_deref().map(Into::into),
                    level: level.as_str().into(),
                }
            }
            Action::DeleteSchema(DeleteSchema {
                subject,
                version,
                permanent,
            }) => {
                let (subject, permanent) = (subject.as_str().into(), *permanent);
                match version {
                    None => RegistryRequest::DeleteSubject { subject, permanent },
                    Some(version) => RegistryRequest::DeleteVersion {
                        subject,
                        version: VersionId::Number(*version),
                        permanent,
                    },
                }
            }
            _ => return Err(Problem::at(path, "is nothing for the schema registry")),
        };
        if self.lab.registry().is_none() {
            let message = "needs a schema registry: a client of kind registry";
            return Err(Problem::at(path, message));
        }
        Ok(Deed::Command {
            node: Target::Node(self.lab.admin()),
            command: ClientCommand::AskRegistry(Box::new(request)),
        })
    }
}
