//! Versions of the format.

use serde_json::Value;

use crate::path::Path;
use crate::problem::Problem;

/// What turns each version into the next: the first entry makes 2 from 1.
const MIGRATIONS: &[fn(&mut Value)] = &[];

/// The version that this Logarium writes.
pub const FORMAT: u64 = 1 + MIGRATIONS.len() as u64;

/// Brings a file to the newest version of the format.
///
/// # Errors
/// When it says no version, or one that this Logarium does not know.
pub fn migrate(file: &mut Value) -> Result<(), Problem> {
    let path = Path::ROOT.key("format");
    let Some(found) = file.get("format") else {
        return Err(Problem::at(
            &path,
            format!("is missing; the newest is {FORMAT}"),
        ));
    };
    let Some(version) = found
        .as_u64()
        .filter(|version| (1..=FORMAT).contains(version))
    else {
        let newer = found.as_u64().is_some_and(|version| version > FORMAT);
        let hint = if newer {
            "; the file is from a newer Logarium"
        } else {
            ""
        };
        return Err(Problem::at(
            &path,
            format!("must be a whole number from 1 to {FORMAT}{hint}"),
        )
        .with(found));
    };
    for migration in MIGRATIONS.iter().skip(version as usize - 1) {
        migration(file);
    }
    file["format"] = FORMAT.into();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_version_that_is_not_known_is_told() {
        assert!(migrate(&mut json!({ "format": 1 })).is_ok());
        assert!(
            migrate(&mut json!({ "format": 99 }))
                .unwrap_err()
                .message
                .contains("newer Logarium")
        );
        for file in [
            json!({}),
            json!([]),
            json!({ "format": "1" }),
            json!({ "format": 0 }),
            json!({ "format": -1 }),
        ] {
            assert!(migrate(&mut file.clone()).is_err(), "{file}");
        }
    }
}
