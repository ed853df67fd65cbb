//! From values to bytes.

use super::Schema;
use super::node::{Kind, Node};
use super::value::Value;
use crate::place::Problem;

/// Writes a value.
///
/// # Errors
/// When it is no value of the schema: where, and what is allowed there.
pub fn encode(schema: &Schema, value: &Value) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    encode_onto(schema, value, &mut bytes)?;
    Ok(bytes)
}

/// Writes a value behind others. After an error, part of it may be there.
pub(super) fn encode_onto(
    schema: &Schema,
    value: &Value,
    bytes: &mut Vec<u8>,
) -> Result<(), Problem> {
    write(schema.node(), value, bytes).map_err(Misfit::problem)
}

/// A value that does not fit, found from the inside out.
struct Misfit {
    steps: Vec<String>,
    message: String,
}

impl Misfit {
    fn within(mut self, step: String) -> Self {
        self.steps.push(step);
        self
    }

    fn problem(mut self) -> Problem {
        self.steps.reverse();
        let path = self.steps.concat();
        Problem::at(path.trim_start_matches('.'), self.message)
    }
}

fn write(node: Node<'_>, value: &Value, bytes: &mut Vec<u8>) -> Result<(), Misfit> {
    match (node.kind(), value) {
        (Kind::Null, Value::Null) => {}
        (Kind::Boolean, Value::Boolean(value)) => bytes.push(u8::from(*value)),
        (Kind::Int, Value::Int(number)) => zig_zag((*number).into(), bytes),
        (Kind::Long, Value::Long(number)) => zig_zag(*number, bytes),
        (Kind::Float, Value::Float(number)) => bytes.extend(number.to_le_bytes()),
        (Kind::Double, Value::Double(number)) => bytes.extend(number.to_le_bytes()),
        (Kind::Bytes, Value::Bytes(content)) => counted(content, bytes),
        (Kind::String, Value::String(text)) => counted(text.as_bytes(), bytes),
        (Kind::Fixed(fixed), Value::Fixed(content)) if fixed.size == content.len() => {
            bytes.extend(content);
        }
        (Kind::Enum(schema), Value::Enum(index, symbol))
            if schema.symbols.get(*index as usize) == Some(symbol) =>
        {
            zig_zag((*index).into(), bytes);
        }
        (Kind::Union(branches), Value::Union(index, value))
            if (*index as usize) < branches.len() =>
        {
            zig_zag((*index).into(), bytes);
            write(branches[*index as usize], value, bytes)?;
        }
        (Kind::Array(node), Value::Array(items)) => {
            if !items.is_empty() {
                count(items.len(), bytes);
            }
            for (index, item) in items.iter().enumerate() {
                write(node, item, bytes).map_err(|misfit| misfit.within(format!("[{index}]")))?;
            }
            count(0, bytes);
        }
        (Kind::Map(node), Value::Map(entries)) => {
            if !entries.is_empty() {
                count(entries.len(), bytes);
            }
            for (key, value) in entries {
                counted(key.as_bytes(), bytes);
                write(node, value, bytes).map_err(|misfit| misfit.within(format!("[{key:?}]")))?;
            }
            count(0, bytes);
        }
        (Kind::Record(record), Value::Record(fields)) if record.fields().len() == fields.len() => {
            for (field, (name, value)) in record.fields().zip(fields) {
                if field.name() != name {
                    return Err(unfit(node, value));
                }
                write(field.node(), value, bytes)
                    .map_err(|misfit| misfit.within(format!(".{name}")))?;
            }
        }
        _ => return Err(unfit(node, value)),
    }
    Ok(())
}

fn unfit(node: Node<'_>, value: &Value) -> Misfit {
    let message = format!("this is no {}: {value:?}", node.type_name());
    Misfit {
        steps: Vec::new(),
        message,
    }
}

fn counted(content: &[u8], bytes: &mut Vec<u8>) {
    count(content.len(), bytes);
    bytes.extend(content);
}

fn count(count: usize, bytes: &mut Vec<u8>) {
    zig_zag(i64::try_from(count).expect("memory holds fewer"), bytes);
}

/// A number as zig-zag in groups of seven bits.
pub(super) fn zig_zag(number: i64, bytes: &mut Vec<u8>) {
    let mut bits = ((number << 1) ^ (number >> 63)).cast_unsigned();
    while bits > 0x7f {
        bytes.push((bits & 0x7f) as u8 | 0x80);
        bits >>= 7;
    }
    bytes.push(bits as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_field_is_among_the_bytes() {
        let event = Schema::parse(
            r#"{"type":"record","name":"Event","namespace":"sample.avro","fields":[
                {"name":"key","type":"string"},{"name":"value","type":"string"},{"name":"timestamp","type":"long"}]}"#,
        )
        .unwrap();
        let value = Value::Record(vec![
            ("key".to_owned(), Value::String("k".to_owned())),
            ("value".to_owned(), Value::String("año".to_owned())),
            ("timestamp".to_owned(), Value::Long(330)),
        ]);
        let bytes = encode(&event, &value).unwrap();
        assert_eq!(
            bytes,
            [0x02, b'k', 0x08, b'a', 0xc3, 0xb1, b'o', 0x94, 0x05]
        );
    }

    #[test]
    fn a_value_that_does_not_fit_is_told_with_its_place() {
        let schema = Schema::parse(
            r#"{"type":"record","name":"R","fields":[{"name":"list","type":{"type":"array","items":"int"}}]}"#,
        )
        .unwrap();
        let value = Value::Record(vec![(
            "list".to_owned(),
            Value::Array(vec![Value::Int(1), Value::Long(2)]),
        )]);
        let problem = encode(&schema, &value).unwrap_err();
        assert_eq!(problem.to_string(), "list[1]: this is no int: Long(2)");
    }
}
