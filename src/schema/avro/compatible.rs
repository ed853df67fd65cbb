//! Whether a reader's schema can read what was written with another (`SchemaCompatibility` of Avro for Java 1.11).

use std::collections::BTreeMap;
use std::fmt;

use super::Schema;
use super::node::{Kind, Node, Record};
use super::resolve::{can_be_promoted, is_named_alike};

/// Why a reader's schema cannot read what was written with another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Incompatibility {
    /// The kind of reason.
    pub kind: IncompatibilityType,
    /// Where in the reader's schema, as a JSON pointer; `/` for the whole.
    pub path: String,
    /// What is the matter there, as Avro for Java has it.
    pub message: String,
}

/// The kinds of reasons (`SchemaIncompatibilityType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IncompatibilityType {
    /// Types of different names, and no alias says that they are one.
    NameMismatch,
    /// Fixed of different sizes.
    FixedSizeMismatch,
    /// The reader's enum lacks symbols of the writer's and has no default.
    MissingEnumSymbols,
    /// The reader has a field that the writer lacks, and no default for it.
    ReaderFieldMissingDefaultValue,
    /// One type cannot be read as the other.
    TypeMismatch,
    /// The reader's union has no branch for a type of the writer's.
    MissingUnionBranch,
}

impl IncompatibilityType {
    /// The name in Avro for Java, and in a registry's answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NameMismatch => "NAME_MISMATCH",
            Self::FixedSizeMismatch => "FIXED_SIZE_MISMATCH",
            Self::MissingEnumSymbols => "MISSING_ENUM_SYMBOLS",
            Self::ReaderFieldMissingDefaultValue => "READER_FIELD_MISSING_DEFAULT_VALUE",
            Self::TypeMismatch => "TYPE_MISMATCH",
            Self::MissingUnionBranch => "MISSING_UNION_BRANCH",
        }
    }
}

impl fmt::Display for Incompatibility {
    /// `TYPE at path: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: {}", self.kind.name(), self.path, self.message)
    }
}

/// Why `reader` cannot read what was written with `writer`: nothing if it can.
#[must_use]
pub fn can_read(reader: &Schema, writer: &Schema) -> Vec<Incompatibility> {
    Checker::default().below_root(reader.node(), writer.node())
}

/// Whether a record's fields can be had from another record, whatever their names are.
pub(super) fn fields_can_be_read(writer: Node<'_>, reader: Node<'_>) -> bool {
    match (reader.kind(), writer.kind()) {
        (Kind::Record(reader), Kind::Record(record)) => Checker::default()
            .fields(reader, (record, writer), &mut vec![String::new()])
            .is_empty(),
        _ => false,
    }
}

/// What was found of pairs of named types: `None` while it is being found, which counts as compatible.
#[derive(Default)]
struct Checker {
    known: BTreeMap<(String, String), Option<Vec<Incompatibility>>>,
}

/// The steps down from the root; the first is empty.
type Location = Vec<String>;

impl Checker {
    /// Paths begin anew below a union's branch.
    fn below_root(&mut self, reader: Node<'_>, writer: Node<'_>) -> Vec<Incompatibility> {
        self.pair("", reader, writer, &mut Location::new())
    }

    fn pair(
        &mut self,
        step: &str,
        reader: Node<'_>,
        writer: Node<'_>,
        at: &mut Location,
    ) -> Vec<Incompatibility> {
        at.push(step.to_owned());
        let names = reader.full_name().zip(writer.full_name());
        let found = match names {
            None => self.compare(reader, writer, at),
            Some(names) => match self.known.get(&names) {
                Some(known) => known.clone().unwrap_or_default(),
                None => {
                    self.known.insert(names.clone(), None);
                    let found = self.compare(reader, writer, at);
                    self.known.insert(names, Some(found.clone()));
                    found
                }
            },
        };
        at.pop();
        found
    }

    fn compare(
        &mut self,
        reader: Node<'_>,
        writer: Node<'_>,
        at: &mut Location,
    ) -> Vec<Incompatibility> {
        match (reader.kind(), writer.kind()) {
            (Kind::Array(reader), Kind::Array(writer)) => self.pair("items", reader, writer, at),
            (Kind::Map(reader), Kind::Map(writer)) => self.pair("values", reader, writer, at),
            (Kind::Fixed(own), Kind::Fixed(written)) => {
                let mut found = names(reader, writer, at);
                if own.size != written.size {
                    let message = format!("expected: {}, found: {}", written.size, own.size);
                    found.push(reason(
                        IncompatibilityType::FixedSizeMismatch,
                        at,
                        "size",
                        message,
                    ));
                }
                found
            }
            (Kind::Enum(own), Kind::Enum(written)) => {
                let mut found = names(reader, writer, at);
                let mut missing: Vec<&str> = written.symbols.iter().map(String::as_str).collect();
                missing.retain(|symbol| !own.symbols.iter().any(|known| known == symbol));
                missing.sort_unstable();
                if !missing.is_empty() && own.default.is_none() {
                    let message = format!("[{}]", missing.join(", "));
                    found.push(reason(
                        IncompatibilityType::MissingEnumSymbols,
                        at,
                        "symbols",
                        message,
                    ));
                }
                found
            }
            (Kind::Record(own), Kind::Record(written)) => {
                let mut found = names(reader, writer, at);
                found.extend(self.fields(own, (written, writer), at));
                found
            }
            (Kind::Union(_), Kind::Union(branches)) => {
                let mut found = Vec::new();
                for (index, branch) in branches.iter().enumerate() {
                    if !self.below_root(reader, *branch).is_empty() {
                        let kind = branch.kind().name().to_uppercase();
                        let message = format!("reader union lacking writer type: {kind}");
                        let step = index.to_string();
                        found.push(reason(
                            IncompatibilityType::MissingUnionBranch,
                            at,
                            &step,
                            message,
                        ));
                    }
                }
                found
            }
            (_, Kind::Union(branches)) => branches
                .iter()
                .flat_map(|branch| self.below_root(reader, *branch))
                .collect(),
            (Kind::Union(branches), written) => {
                if branches
                    .iter()
                    .any(|branch| self.below_root(*branch, writer).is_empty())
                {
                    return Vec::new();
                }
                let message = format!(
                    "reader union lacking writer type: {}",
                    written.name().to_uppercase()
                );
                vec![told(IncompatibilityType::MissingUnionBranch, at, message)]
            }
            (own, written)
                if own.name() == written.name() || can_be_promoted(written.name(), own.name()) =>
            {
                Vec::new()
            }
            (own, written) => vec![mismatch(&own, &written, at)],
        }
    }

    fn fields(
        &mut self,
        reader: Record<'_>,
        writer: (Record<'_>, Node<'_>),
        at: &mut Location,
    ) -> Vec<Incompatibility> {
        let mut found = Vec::new();
        at.push("fields".to_owned());
        for (index, field) in reader.fields().enumerate() {
            at.push(index.to_string());
            match super::resolve::writer_of(writer.0, field) {
                Some(written) => found.extend(self.pair("type", field.node(), written.node(), at)),
                None if field.default().is_some() => {}
                // The reference takes an enum's own default for the field's, and compares the enum with the record.
                None if matches!(field.node().kind(), Kind::Enum(own) if own.default.is_some()) => {
                    found.extend(self.pair("type", field.node(), writer.1, at));
                }
                None => {
                    let message = field.name().to_owned();
                    found.push(told(
                        IncompatibilityType::ReaderFieldMissingDefaultValue,
                        at,
                        message,
                    ));
                }
            }
            at.pop();
        }
        at.pop();
        found
    }
}

fn names(reader: Node<'_>, writer: Node<'_>, at: &mut Location) -> Vec<Incompatibility> {
    if is_named_alike(writer, reader) {
        return Vec::new();
    }
    let message = format!("expected: {}", writer.full_name().unwrap_or_default());
    vec![reason(
        IncompatibilityType::NameMismatch,
        at,
        "name",
        message,
    )]
}

fn mismatch(reader: &Kind<'_>, writer: &Kind<'_>, at: &Location) -> Incompatibility {
    let (reader, writer) = (reader.name().to_uppercase(), writer.name().to_uppercase());
    let message = format!("reader type: {reader} not compatible with writer type: {writer}");
    told(IncompatibilityType::TypeMismatch, at, message)
}

/// A reason one step below a place.
fn reason(
    kind: IncompatibilityType,
    at: &mut Location,
    step: &str,
    message: String,
) -> Incompatibility {
    at.push(step.to_owned());
    let reason = told(kind, at, message);
    at.pop();
    reason
}

fn told(kind: IncompatibilityType, at: &Location, message: String) -> Incompatibility {
    // Steps are names, numbers and words of a schema: none has a letter that a JSON pointer would have to escape.
    let path = format!("/{}", at[1..].join("/"));
    Incompatibility {
        kind,
        path,
        message,
    }
}
