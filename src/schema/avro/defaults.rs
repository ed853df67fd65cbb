//! Which default a field may have (`Schema.isValidDefault` of Avro for Java).

use serde_json::Value as Json;

use super::check::Known;
use super::names::full;

/// Whether a default fits a schema, which was checked, in a namespace; the error says what would.
pub(super) fn fits(
    schema: &Json,
    namespace: &str,
    default: &Json,
    known: &Known,
) -> Result<(), String> {
    let refused = |allowed: &str| {
        Err(format!(
            "{default} does not fit the field's type: it must be {allowed}"
        ))
    };
    let held = |holds: bool, allowed: &str| if holds { Ok(()) } else { refused(allowed) };
    match schema {
        Json::Array(branches) => {
            let any = branches
                .iter()
                .any(|branch| fits(branch, namespace, default, known).is_ok());
            held(any, "a value of one of the union's branches")
        }
        Json::String(name) => match name.as_str() {
            "null" => held(default.is_null(), "null"),
            "boolean" => held(default.is_boolean(), "true or false"),
            "int" => {
                let fits = default
                    .as_i64()
                    .is_some_and(|number| i32::try_from(number).is_ok());
                held(fits, "a whole number of 32 bits")
            }
            "long" => held(default.is_i64(), "a whole number of 64 bits"),
            "float" | "double" => held(default.is_number(), "a number"),
            "string" => held(default.is_string(), "text in quotes"),
            "bytes" => held(
                is_bytes(default),
                "text in quotes, a letter up to \\u00ff for each byte",
            ),
            name => match known
                .get(&full(name, namespace))
                .or_else(|| known.get(name))
            {
                Some(defined) => fits(&defined.json, &defined.namespace, default, known),
                None => Ok(()),
            },
        },
        Json::Object(object) => match object.get("type").and_then(Json::as_str) {
            Some("array") => {
                let Some(items) = default.as_array() else {
                    return refused("a list");
                };
                let inner = object.get("items").unwrap_or(&Json::Null);
                items
                    .iter()
                    .try_for_each(|item| fits(inner, namespace, item, known))
            }
            Some("map") => {
                let Some(entries) = default.as_object() else {
                    return refused("an object");
                };
                let inner = object.get("values").unwrap_or(&Json::Null);
                entries
                    .values()
                    .try_for_each(|value| fits(inner, namespace, value, known))
            }
            Some("enum") => {
                let symbols = object.get("symbols").and_then(Json::as_array);
                held(
                    symbols.is_some_and(|symbols| symbols.contains(default)),
                    "one of the symbols",
                )
            }
            Some("fixed") => {
                let size = object
                    .get("size")
                    .and_then(Json::as_u64)
                    .unwrap_or_default();
                let long = default.as_str().map(|text| text.chars().count() as u64);
                held(
                    is_bytes(default) && long == Some(size),
                    &format!("text of {size} letters up to \\u00ff"),
                )
            }
            Some("record" | "error") => record(object, namespace, default, known),
            Some(name) => fits(&Json::String(name.to_owned()), namespace, default, known),
            None => fits(
                object.get("type").unwrap_or(&Json::Null),
                namespace,
                default,
                known,
            ),
        },
        _ => Ok(()),
    }
}

fn record(
    object: &serde_json::Map<String, Json>,
    namespace: &str,
    default: &Json,
    known: &Known,
) -> Result<(), String> {
    let Some(given) = default.as_object() else {
        return Err(format!(
            "{default} does not fit the field's type: it must be an object with the record's fields"
        ));
    };
    let name = object
        .get("name")
        .and_then(Json::as_str)
        .unwrap_or_default();
    let said = object
        .get("namespace")
        .and_then(Json::as_str)
        .unwrap_or(namespace);
    let name = full(name, said);
    let own = super::names::namespace(&name);
    for field in object
        .get("fields")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
    {
        let name = field.get("name").and_then(Json::as_str).unwrap_or_default();
        match given.get(name).or_else(|| field.get("default")) {
            Some(value) => fits(field.get("type").unwrap_or(&Json::Null), own, value, known)?,
            None => {
                return Err(format!(
                    "{default} lacks the field {name}, which has no default"
                ));
            }
        }
    }
    Ok(())
}

/// Whether JSON is bytes as Avro writes them: each letter is a byte.
fn is_bytes(json: &Json) -> bool {
    json.as_str()
        .is_some_and(|text| text.chars().all(|letter| u32::from(letter) <= 0xff))
}
