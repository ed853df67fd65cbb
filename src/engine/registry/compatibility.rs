//! How the registry tells that schemas do not get on (`SchemaValidatorBuilder`, `Difference`).

use super::Level;
use super::record::StoredSchema;
use super::store::Store;
use crate::schemas::{Conflict, Definition, Reason, Schemas};

/// A schema is quoted up to here.
const SCHEMA_MAX: usize = 10 * 1_024;

/// Holds a new schema against earlier versions, the oldest first. Nothing if they get on.
pub(super) fn messages(
    schemas: Schemas,
    store: &Store,
    level: Level,
    new: &Definition,
    earlier: &[(i32, &StoredSchema)],
) -> Vec<String> {
    let definitions = earlier
        .iter()
        .map(|(_, stored)| store.definition(&stored.schema, true));
    let Ok(definitions) = definitions.collect::<Result<Vec<_>, _>>() else {
        return Vec::new();
    };
    let conflicts = schemas.0.conflicts(level, new, &definitions);
    let mut told = Vec::new();
    // Of both directions, the one in which the earlier version reads comes first; the version itself stands behind the last.
    for new_reads in [false, true] {
        let appends = new_reads || !level.new_reads();
        let of_direction = |conflict: &&Conflict| conflict.new_reads == new_reads;
        for conflict in conflicts.iter().filter(of_direction) {
            told.extend(
                conflict
                    .reasons
                    .iter()
                    .map(|reason| difference(reason, new_reads)),
            );
            if let Some((version, stored)) = earlier.get(conflict.version).filter(|_| appends) {
                told.push(format!("{{oldSchemaVersion: {version}}}"));
                told.push(quoted(&stored.schema.text));
            }
        }
    }
    if !told.is_empty() {
        let level = level.name();
        told.push(format!(
            "{{validateFields: 'false', compatibility: '{level}'}}"
        ));
    }
    told
}

fn quoted(schema: &str) -> String {
    match schema.char_indices().nth(SCHEMA_MAX) {
        None => format!("{{oldSchema: '{schema}'}}"),
        Some((end, _)) => format!("{{oldSchema: <truncated> '{}...'}}", &schema[..end]),
    }
}

fn difference(reason: &Reason, new_reads: bool) -> String {
    let Reason {
        kind,
        path,
        message,
    } = reason;
    let (reader, writer) = if new_reads {
        ("new", "old")
    } else {
        ("old", "new")
    };
    let description = match *kind {
        "FIXED_SIZE_MISMATCH" => format!(
            "The size of FIXED type field at path '{path}' in the {reader} schema does not match with the {writer} schema"
        ),
        "TYPE_MISMATCH" => format!(
            "The type (path '{path}') of a field in the {reader} schema does not match with the {writer} schema"
        ),
        "NAME_MISMATCH" => format!("The name of the schema has changed (path '{path}')"),
        "MISSING_ENUM_SYMBOLS" => format!(
            "The {reader} schema is missing enum symbols '{message}' at path '{path}' in the {writer} schema"
        ),
        "MISSING_UNION_BRANCH" => format!(
            "The {reader} schema is missing a type inside a union field at path '{path}' in the {writer} schema"
        ),
        "READER_FIELD_MISSING_DEFAULT_VALUE" => format!(
            "The field '{message}' at path '{path}' in the {reader} schema has no default value and is missing in the {writer} schema"
        ),
        _ => String::new(),
    };
    format!("{{errorType:'{kind}', description:'{description}', additionalInfo:'{message}'}}")
}
