//! The schemas of a lab, and which clients need them.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::client::serdes::{ClientSchema, Part, Serdes};
use engine::config::{DeserializerName, SerializerName};
use engine::registry::{Reference, SchemaEntity};
use engine::schemas::Definition;

use super::draft::Draft;
use super::names;
use crate::file::{ReferenceFile, SchemaFile};
use crate::lab::Lab;
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::{Problem, Problems};

/// Reads every schema, those first that others refer to.
pub(super) fn check(draft: &Draft, lab: &mut Lab, problems: &mut Problems) {
    let root = Path::ROOT.key("schemas");
    let mut reader = Reader {
        draft,
        open: BTreeSet::new(),
        done: BTreeSet::new(),
        lab,
        problems,
    };
    for name in draft.schemas.keys() {
        names::schema(name, &root.key(name), reader.problems);
        reader.read(name);
    }
}

struct Reader<'a> {
    draft: &'a Draft,
    /// Those that are being read, each for the one before.
    open: BTreeSet<String>,
    done: BTreeSet<String>,
    lab: &'a mut Lab,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn read(&mut self, name: &str) {
        let Some(Some(file)) = self.draft.schemas.get(name) else {
            return;
        };
        if !self.done.insert(name.to_owned()) {
            return;
        }
        self.open.insert(name.to_owned());
        let path = Path::ROOT.key("schemas").key(name);
        if let Some(schema) = self.schema(file, &path) {
            self.lab.schemas.insert(name.to_owned(), schema);
        }
        self.open.remove(name);
    }

    fn schema(&mut self, file: &SchemaFile, path: &Path) -> Option<ClientSchema> {
        let mut references = Vec::new();
        let mut texts: Vec<Arc<str>> = Vec::new();
        for (index, reference) in file.references.iter().enumerate() {
            let path = path.key("references").index(index);
            let known = self.referred(reference, &path)?;
            references.push(Reference {
                name: known
                    .name
                    .clone()
                    .unwrap_or_else(|| reference.schema.as_str().into()),
                subject: reference.subject.as_str().into(),
                version: reference.version,
            });
            let definition = known.definition.clone();
            for text in definition.references.into_iter().chain([definition.text]) {
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
        }
        let path = path.key("avro");
        let definition = Definition {
            text: file.avro.to_string().into(),
            references: texts,
        };
        match schema::read_schema(&definition) {
            Ok(known) => {
                let text: Arc<str> = known.text.into();
                Some(ClientSchema {
                    entity: SchemaEntity {
                        text: Arc::clone(&text),
                        references,
                    },
                    definition: Definition { text, ..definition },
                    name: known.name.map(Into::into),
                })
            }
            Err(found) => {
                for problem in found.0 {
                    let place = below(&path, &problem.place);
                    self.problems.push(Problem::at(&place, problem.message));
                }
                None
            }
        }
    }

    fn referred(&mut self, reference: &ReferenceFile, path: &Path) -> Option<ClientSchema> {
        let name = &reference.schema;
        let path = path.key("schema");
        if self.open.contains(name) {
            let message = "refers to what refers to it, so neither could be registered first";
            self.problems
                .push(Problem::at(&path, message).with(&name.as_str().into()));
            return None;
        }
        if !self.draft.schemas.contains_key(name) {
            self.problems.push(unknown(self.draft, name, &path));
            return None;
        }
        self.read(name);
        self.lab.schemas.get(name).cloned()
    }
}

/// A place in a schema, as a JSON pointer, below the path of the schema.
fn below(path: &Path, pointer: &str) -> Path {
    let steps = pointer.split('/').filter(|step| !step.is_empty());
    steps.fold(path.clone(), |path, step| match step.parse::<usize>() {
        Ok(index) => path.index(index),
        Err(_) => path.key(&step.replace("~1", "/").replace("~0", "~")),
    })
}

fn unknown(draft: &Draft, name: &str, path: &Path) -> Problem {
    let hint = suggestion(name, draft.schemas.keys().map(String::as_str));
    Problem::at(path, format!("there is no schema {name:?}{hint}"))
}

/// What a client says of its schemas.
pub(super) struct Said<'a> {
    pub key: &'a Option<String>,
    pub value: &'a Option<String>,
}

impl Said<'_> {
    fn of(&self, part: Part) -> (&'static str, &'static str, Option<&str>) {
        match part {
            Part::Key => ("key_schema", "key", self.key.as_deref()),
            Part::Value => ("value_schema", "value", self.value.as_deref()),
        }
    }
}

/// What the serializers of a client need: schemas, and a registry for those that ask one.
pub(super) fn serializers(
    draft: &Draft,
    lab: &Lab,
    said: &Said<'_>,
    names: [SerializerName; 2],
    path: &Path,
    problems: &mut Problems,
) -> Serdes {
    let needs = names.map(|name| Needs {
        config: "serializer",
        schema: matches!(name, SerializerName::Avro | SerializerName::KafkaAvro),
        takes_schema: matches!(name, SerializerName::Avro | SerializerName::KafkaAvro),
        registry: name == SerializerName::KafkaAvro,
    });
    serdes(draft, lab, said, needs, path, problems)
}

/// The same of deserializers; those that ask a registry do without a schema.
pub(super) fn deserializers(
    draft: &Draft,
    lab: &Lab,
    said: &Said<'_>,
    names: [DeserializerName; 2],
    path: &Path,
    problems: &mut Problems,
) -> Serdes {
    let needs = names.map(|name| Needs {
        config: "deserializer",
        schema: name == DeserializerName::Avro,
        takes_schema: matches!(name, DeserializerName::Avro | DeserializerName::KafkaAvro),
        registry: name == DeserializerName::KafkaAvro,
    });
    serdes(draft, lab, said, needs, path, problems)
}

/// A schema by its name. One that is not sound has been told already.
pub(super) fn named(
    draft: &Draft,
    lab: &Lab,
    name: &str,
    path: &Path,
    problems: &mut Problems,
) -> Option<ClientSchema> {
    if !draft.schemas.contains_key(name) {
        problems.push(unknown(draft, name, path));
    }
    lab.schemas.get(name).cloned()
}

struct Needs {
    config: &'static str,
    schema: bool,
    takes_schema: bool,
    registry: bool,
}

fn serdes(
    draft: &Draft,
    lab: &Lab,
    said: &Said<'_>,
    needs: [Needs; 2],
    path: &Path,
    problems: &mut Problems,
) -> Serdes {
    let mut serdes = Serdes {
        schemas: schema::schemas(),
        registry: draft.registry(),
        key: None,
        value: None,
    };
    for (part, needs) in Part::ALL.into_iter().zip(needs) {
        let (field, name, schema) = said.of(part);
        let config = format!("{name}.{}", needs.config);
        let config_path = path.key("config").key(&config);
        let is_sound = draft.clients.values().all(Option::is_some);
        if needs.registry && serdes.registry.is_none() && is_sound {
            let message = "needs a schema registry: a client of kind registry";
            problems.push(Problem::at(&config_path, message).with(&"kafka-avro".into()));
        }
        let path = path.key(field);
        let found = schema.and_then(|schema| named(draft, lab, schema, &path, problems));
        if needs.schema && schema.is_none() {
            problems.push(Problem::at(
                &path,
                format!("is missing: the {config} needs it; name one of schemas"),
            ));
        }
        if schema.is_some() && !needs.takes_schema {
            let message = format!("needs the config {config} to be avro or kafka-avro");
            problems.push(Problem::at(&path, message));
        }
        match part {
            Part::Key => serdes.key = found,
            Part::Value => serdes.value = found,
        }
    }
    serdes
}
