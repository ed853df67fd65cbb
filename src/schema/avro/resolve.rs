//! From the writer's schema to the reader's (`Resolver` of Avro for Java): what a consumer makes of a record that was
//! written with another schema than its own.

use super::Schema;
use super::json;
use super::names::short;
use super::node::{Field, Kind, Node, Record};
use super::value::Value;
use crate::place::Problem;

/// A value in the reader's schema, and what became of it on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// The value.
    pub value: Value,
    /// What is not as it was written.
    pub notes: Vec<Note>,
}

/// Something that is not as it was written. Paths are the reader's, but of what it leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The writer has no such field: the reader's default stands there.
    Default {
        /// The field.
        path: String,
    },
    /// The reader has no such field: what was written is left out.
    LeftOut {
        /// The field.
        path: String,
    },
    /// A field of another name, which the reader has as an alias.
    Renamed {
        /// The field.
        path: String,
        /// Its name in the writer's schema.
        from: String,
    },
    /// A number, or text, of a wider type.
    Promoted {
        /// Of what.
        path: String,
        /// The writer's type.
        from: &'static str,
        /// The reader's.
        to: &'static str,
    },
    /// A symbol that the reader does not know: its default stands there.
    SymbolDefault {
        /// Of what.
        path: String,
        /// The symbol that was written.
        from: String,
    },
}

/// Makes of a value that was written with one schema a value of another.
///
/// # Errors
/// When the reader cannot make anything of it: where, and why. What no value stands for is no obstacle, so this can
/// succeed where the schemas as such are incompatible.
pub fn resolve(writer: &Schema, reader: &Schema, value: &Value) -> Result<Resolved, Problem> {
    let mut resolver = Resolver { notes: Vec::new() };
    let value = resolver.value(writer.node(), reader.node(), value, "")?;
    Ok(Resolved {
        value,
        notes: resolver.notes,
    })
}

struct Resolver {
    notes: Vec<Note>,
}

impl Resolver {
    fn value(
        &mut self,
        writer: Node<'_>,
        reader: Node<'_>,
        value: &Value,
        path: &str,
    ) -> Result<Value, Problem> {
        match (writer.kind(), reader.kind(), value) {
            (Kind::Union(branches), _, Value::Union(index, value)) => {
                self.value(branches[*index as usize], reader, value, path)
            }
            (_, Kind::Union(branches), value) => {
                let index =
                    matching(writer, &branches).ok_or_else(|| unlike(writer, reader, path))?;
                let value = self.value(writer, branches[index], value, path)?;
                Ok(Value::Union(
                    u32::try_from(index).unwrap_or(u32::MAX),
                    Box::new(value),
                ))
            }
            (Kind::Array(writer), Kind::Array(reader), Value::Array(items)) => {
                let items = items.iter().enumerate();
                let items = items.map(|(index, item)| {
                    self.value(writer, reader, item, &format!("{path}[{index}]"))
                });
                items.collect::<Result<_, _>>().map(Value::Array)
            }
            (Kind::Map(writer), Kind::Map(reader), Value::Map(entries)) => {
                let entries = entries.iter().map(|(key, value)| {
                    let value = self.value(writer, reader, value, &format!("{path}[{key:?}]"))?;
                    Ok((key.clone(), value))
                });
                entries.collect::<Result<_, _>>().map(Value::Map)
            }
            (Kind::Record(from), Kind::Record(to), Value::Record(fields)) => {
                self.record(from, to, fields, path).map(Value::Record)
            }
            (Kind::Enum(_), Kind::Enum(known), Value::Enum(_, symbol))
                if is_named_alike(writer, reader) =>
            {
                let place =
                    |symbol: &String| known.symbols.iter().position(|known| known == symbol);
                let found = place(symbol).map(|index| (index, symbol.clone()));
                let chosen = found.or_else(|| {
                    let default = known.default.as_ref()?;
                    self.notes.push(Note::SymbolDefault {
                        path: path.to_owned(),
                        from: symbol.clone(),
                    });
                    Some((place(default)?, default.clone()))
                });
                let (index, symbol) = chosen.ok_or_else(|| {
                    let known = known.symbols.join(", ");
                    Problem::at(path, format!("the reader's enum has no symbol {symbol} and no default; it has {known}"))
                })?;
                Ok(Value::Enum(
                    u32::try_from(index).unwrap_or(u32::MAX),
                    symbol,
                ))
            }
            (Kind::Fixed(from), Kind::Fixed(to), Value::Fixed(_))
                if is_named_alike(writer, reader) && from.size == to.size =>
            {
                Ok(value.clone())
            }
            (from, to, value) => {
                let (from, to) = (from.name(), to.name());
                if from == to && !matches!(value, Value::Enum(..) | Value::Fixed(_)) {
                    return Ok(value.clone());
                }
                let promoted = promoted(value, to).ok_or_else(|| unlike(writer, reader, path))?;
                let promoted = promoted.map_err(|reason| Problem::at(path, reason))?;
                self.notes.push(Note::Promoted {
                    path: path.to_owned(),
                    from,
                    to,
                });
                Ok(promoted)
            }
        }
    }

    fn record(
        &mut self,
        from: Record<'_>,
        to: Record<'_>,
        values: &[(String, Value)],
        path: &str,
    ) -> Result<Vec<(String, Value)>, Problem> {
        let below = |name: &str| match path {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        for field in from
            .fields()
            .filter(|field| reader_of(to, *field).is_none())
        {
            self.notes.push(Note::LeftOut {
                path: below(field.name()),
            });
        }
        let fields = to.fields().map(|field| {
            let path = below(field.name());
            let value = match writer_of(from, field) {
                Some(written) => {
                    if written.name() != field.name() {
                        self.notes.push(Note::Renamed {
                            path: path.clone(),
                            from: written.name().to_owned(),
                        });
                    }
                    let value = values.iter().find(|(name, _)| name == written.name());
                    let value = value.map_or(&Value::Null, |(_, value)| value);
                    self.value(written.node(), field.node(), value, &path)?
                }
                None => {
                    let default = json::default(field).ok_or_else(|| {
                        Problem::at(
                            path.as_str(),
                            "the writer has no such field, and the reader has no default for it",
                        )
                    })?;
                    self.notes.push(Note::Default { path });
                    default
                }
            };
            Ok((field.name().to_owned(), value))
        });
        fields.collect()
    }
}

/// The writer's field that a reader's field is read from: of its name, or of one of its aliases.
pub(super) fn writer_of<'s>(writer: Record<'s>, field: Field<'_>) -> Option<Field<'s>> {
    let aliases = field.aliases().iter().map(String::as_str);
    std::iter::once(field.name())
        .chain(aliases)
        .find_map(|name| writer.field(name))
}

/// The reader's field that a writer's field is read into.
fn reader_of<'s>(reader: Record<'s>, field: Field<'_>) -> Option<Field<'s>> {
    let by_alias = |candidate: &Field<'_>| {
        candidate
            .aliases()
            .iter()
            .any(|alias| alias == field.name())
    };
    reader
        .field(field.name())
        .or_else(|| reader.fields().find(by_alias))
}

/// Whether named types are one for the reader: by their names without namespaces, or by an alias of the reader's.
pub(super) fn is_named_alike(writer: Node<'_>, reader: Node<'_>) -> bool {
    let (Some(writer), Some(name)) = (writer.full_name(), reader.full_name()) else {
        return false;
    };
    short(&writer) == short(&name) || reader.aliases().contains(&writer)
}

/// The branch of the reader's union that takes a writer's type: the same type and name, then the same structure, then one
/// that it can be promoted to.
fn matching(writer: Node<'_>, branches: &[Node<'_>]) -> Option<usize> {
    let kind = writer.kind().name();
    let mut alike = None;
    for (index, branch) in branches
        .iter()
        .enumerate()
        .filter(|(_, branch)| branch.kind().name() == kind)
    {
        let Some(name) = writer.full_name() else {
            return Some(index);
        };
        if branch.full_name().as_ref() == Some(&name) || branch.aliases().contains(&name) {
            return Some(index);
        }
        if kind == "record" && super::compatible::fields_can_be_read(writer, *branch) {
            let same_name = branch
                .full_name()
                .is_some_and(|branch| short(&branch) == short(&name));
            if alike.is_none() || same_name {
                alike = Some(index);
            }
        }
    }
    alike.or_else(|| {
        branches
            .iter()
            .position(|branch| can_be_promoted(kind, branch.kind().name()))
    })
}

/// Whether one type can be read as another (the specification's Schema Resolution).
pub(super) fn can_be_promoted(from: &str, to: &str) -> bool {
    matches!(
        (from, to),
        ("int", "long" | "float" | "double")
            | ("long", "float" | "double")
            | ("float", "double")
            | ("string", "bytes")
            | ("bytes", "string")
    )
}

/// The value in a wider type; `None` when there is no way.
fn promoted(value: &Value, to: &str) -> Option<Result<Value, String>> {
    Some(Ok(match (value, to) {
        (Value::Int(number), "long") => Value::Long((*number).into()),
        (Value::Int(number), "float") => Value::Float(*number as f32),
        (Value::Int(number), "double") => Value::Double((*number).into()),
        (Value::Long(number), "float") => Value::Float(*number as f32),
        (Value::Long(number), "double") => Value::Double(*number as f64),
        (Value::Float(number), "double") => Value::Double((*number).into()),
        (Value::String(text), "bytes") => Value::Bytes(text.clone().into_bytes()),
        (Value::Bytes(bytes), "string") => match String::from_utf8(bytes.clone()) {
            Ok(text) => Value::String(text),
            Err(_) => {
                return Some(Err(
                    "these bytes are no UTF-8, so they are no string".to_owned()
                ));
            }
        },
        _ => return None,
    }))
}

fn unlike(writer: Node<'_>, reader: Node<'_>, path: &str) -> Problem {
    Problem::at(
        path,
        format!(
            "found {}, expecting {}",
            writer.type_name(),
            expected(reader)
        ),
    )
}

fn expected(reader: Node<'_>) -> String {
    match reader.kind() {
        Kind::Union(branches) => {
            let names: Vec<String> = branches.iter().map(|branch| branch.type_name()).collect();
            format!("one of {}", names.join(", "))
        }
        _ => reader.type_name(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::avro::{from_json, to_plain};

    fn read(
        writer: &str,
        reader: &str,
        value: &serde_json::Value,
    ) -> Result<(serde_json::Value, Vec<Note>), Problem> {
        let (writer, reader) = (
            Schema::parse(writer).unwrap(),
            Schema::parse(reader).unwrap(),
        );
        let value = from_json(&writer, value).unwrap();
        let resolved = resolve(&writer, &reader, &value)?;
        Ok((to_plain(&reader, &resolved.value), resolved.notes))
    }

    fn record(fields: &str) -> String {
        format!(r#"{{"type":"record","name":"R","fields":[{fields}]}}"#)
    }

    #[test]
    fn the_readers_fields_come_in_the_readers_order_with_its_defaults_and_its_names() {
        let writer = record(
            r#"{"name":"a","type":"int"},{"name":"b","type":"string"},{"name":"gone","type":"int"}"#,
        );
        let reader = record(
            r#"{"name":"text","aliases":["b"],"type":"string"},{"name":"new","type":"int","default":7},{"name":"a","type":"double"}"#,
        );
        let (value, notes) = read(&writer, &reader, &json!({"a": 1, "b": "x", "gone": 3})).unwrap();
        assert_eq!(value.to_string(), r#"{"text":"x","new":7,"a":1.0}"#);
        assert_eq!(
            notes,
            [
                Note::LeftOut {
                    path: "gone".into()
                },
                Note::Renamed {
                    path: "text".into(),
                    from: "b".into()
                },
                Note::Default { path: "new".into() },
                Note::Promoted {
                    path: "a".into(),
                    from: "int",
                    to: "double"
                },
            ]
        );
    }

    #[test]
    fn a_field_without_default_that_nobody_wrote_cannot_be_read() {
        let (writer, reader) = (record(""), record(r#"{"name":"a","type":"int"}"#));
        let problem = read(&writer, &reader, &json!({})).unwrap_err();
        assert!(
            problem
                .to_string()
                .starts_with("a: the writer has no such field"),
            "{problem}"
        );
    }

    #[test]
    fn a_union_is_read_by_the_branch_that_was_written() {
        let (value, _) = read(
            "[\"null\",\"int\"]",
            "[\"string\",\"long\",\"null\"]",
            &json!(5),
        )
        .unwrap();
        assert_eq!(value, json!(5));
        let (value, _) = read("[\"null\",\"int\"]", "\"long\"", &json!(5)).unwrap();
        assert_eq!(value, json!(5));
        let problem = read("[\"null\",\"int\"]", "\"long\"", &json!(null)).unwrap_err();
        assert_eq!(problem.to_string(), "found null, expecting long");
    }

    #[test]
    fn a_symbol_that_the_reader_does_not_know_becomes_its_default() {
        let writer = r#"{"type":"enum","name":"E","symbols":["A","B"]}"#;
        let with = r#"{"type":"enum","name":"E","symbols":["X","A"],"default":"X"}"#;
        assert_eq!(read(writer, with, &json!("B")).unwrap().0, json!("X"));
        assert_eq!(read(writer, with, &json!("A")).unwrap().0, json!("A"));
        let without = r#"{"type":"enum","name":"E","symbols":["X","A"]}"#;
        assert!(
            read(writer, without, &json!("B"))
                .unwrap_err()
                .message
                .contains("no symbol B")
        );
    }

    #[test]
    fn an_int_is_never_read_as_a_string() {
        assert_eq!(
            read("\"int\"", "\"string\"", &json!(1))
                .unwrap_err()
                .to_string(),
            "found int, expecting string"
        );
    }
}
