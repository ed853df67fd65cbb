//! Options that scripts hand over as a JSON object.

use serde_json::Value;

use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::{Problem, Problems};

/// Hands each option that is given to `take`, which answers what is allowed where one is wrong. Empty text is none, and
/// null leaves an option as it is.
///
/// # Errors
/// Everything that is wrong, with its place.
pub fn read(
    text: &str,
    known: &[&str],
    mut take: impl FnMut(&str, &Value) -> Result<(), String>,
) -> Result<(), Problems> {
    if text.trim().is_empty() {
        return Ok(());
    }
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Problem::of("options", format!("are not JSON: {error}")))?;
    let Value::Object(fields) = value else {
        return Err(Problem::of("options", "must be a JSON object").into());
    };
    let mut problems = Problems::default();
    for (key, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        let path = Path::ROOT.key(key);
        if !known.contains(&key.as_str()) {
            let hint = suggestion(key, known.iter().copied());
            problems.push(Problem::at(
                &path,
                format!("there is no option {key:?}{hint}"),
            ));
        } else if let Err(allowed) = take(key, value) {
            problems.push(Problem::at(&path, allowed).with(value));
        }
    }
    problems.or(())
}
