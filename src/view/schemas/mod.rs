//! The schema workbench: two schemas side by side, at which levels they get on, and what becomes of a record that one of
//! them wrote.

mod examples;
mod passage;

pub use examples::{EXAMPLES, Example};
pub use passage::{Passage, Read, Written};

use schema::Problems;
use schema::avro::{Incompatibility, Level, Schema, conflicts};
use serde::Serialize;

/// Two schemas and a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Workbench {
    /// The earlier schema: what records were written with.
    pub old: Side,
    /// The new one: what reads them.
    pub new: Side,
    /// Every level, and whether it lets the new schema in; empty while a schema is broken.
    pub levels: Vec<Verdict>,
    /// What becomes of the record; none while the earlier schema is broken.
    pub passage: Option<Passage>,
}

/// One of the schemas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Side {
    /// It holds.
    Whole {
        /// The full name of a record, enum or fixed.
        name: Option<String>,
        /// What of it matters for reading.
        canonical: String,
        /// CRC-64-AVRO of that.
        fingerprint: String,
    },
    /// It does not.
    Broken(Vec<Told>),
}

/// What is wrong somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Where; empty for the whole.
    pub place: String,
    /// What, and what is allowed.
    pub message: String,
}

/// What a level says of the new schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The level's name.
    pub level: &'static str,
    /// The reasons against it; none: it may be registered.
    pub reasons: Vec<Reason>,
}

/// A reason against a new schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Whether the new schema is what cannot read; otherwise the earlier one is.
    pub new_reads: bool,
    /// The kind of reason, as the registry has it.
    pub kind: &'static str,
    /// Where in the schema that reads.
    pub path: String,
    /// What is the matter.
    pub message: String,
}

impl Workbench {
    /// Looks at what was typed: an earlier schema, a new one, and a record as JSON.
    #[must_use]
    pub fn of(old: &str, new: &str, record: &str) -> Self {
        let (old, new) = (Schema::parse(old), Schema::parse(new));
        let levels = match (&old, &new) {
            (Ok(old), Ok(new)) => Level::ALL.map(|level| verdict(level, old, new)).into(),
            _ => Vec::new(),
        };
        let passage = old
            .as_ref()
            .ok()
            .map(|old| Passage::of(record, old, new.as_ref().ok()));
        Self {
            old: side(&old),
            new: side(&new),
            levels,
            passage,
        }
    }
}

fn side(schema: &Result<Schema, Problems>) -> Side {
    match schema {
        Ok(schema) => Side::Whole {
            name: schema.name(),
            canonical: schema.canonical(),
            fingerprint: schema.fingerprint(),
        },
        Err(problems) => Side::Broken(problems.0.iter().map(Told::from).collect()),
    }
}

fn verdict(level: Level, old: &Schema, new: &Schema) -> Verdict {
    let conflicts = conflicts(level, new, std::slice::from_ref(old));
    let reasons = conflicts.into_iter().flat_map(|conflict| {
        let told = move |reason: Incompatibility| Reason {
            new_reads: conflict.new_reads,
            kind: reason.kind.name(),
            path: reason.path,
            message: reason.message,
        };
        conflict.reasons.into_iter().map(told)
    });
    Verdict {
        level: level.name(),
        reasons: reasons.collect(),
    }
}

impl From<&schema::Problem> for Told {
    fn from(problem: &schema::Problem) -> Self {
        Self {
            place: problem.place.clone(),
            message: problem.message.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str =
        r#"{"type":"record","name":"Ride","fields":[{"name":"payment_type","type":"int"}]}"#;
    const NEW: &str =
        r#"{"type":"record","name":"Ride","fields":[{"name":"payment_type","type":"string"}]}"#;

    #[test]
    fn each_level_says_what_it_has_against_a_schema() {
        let workbench = Workbench::of(OLD, NEW, "");
        let told: Vec<_> = workbench
            .levels
            .iter()
            .map(|verdict| (verdict.level, verdict.reasons.len()))
            .collect();
        assert_eq!(
            told,
            [
                ("NONE", 0),
                ("BACKWARD", 1),
                ("BACKWARD_TRANSITIVE", 1),
                ("FORWARD", 1),
                ("FORWARD_TRANSITIVE", 1),
                ("FULL", 2),
                ("FULL_TRANSITIVE", 2),
            ]
        );
        let reason = &workbench.levels[1].reasons[0];
        assert_eq!(
            (reason.kind, reason.path.as_str(), reason.new_reads),
            ("TYPE_MISMATCH", "/fields/0/type", true)
        );
    }

    #[test]
    fn a_broken_schema_is_told_and_the_other_one_still_holds() {
        let workbench = Workbench::of(OLD, "{\"type\":\"recrd\"}", "{\"payment_type\":1}");
        assert!(matches!(workbench.old, Side::Whole { .. }));
        let Side::Broken(told) = &workbench.new else {
            panic!("{:?}", workbench.new);
        };
        assert_eq!(told[0].place, "/type");
        assert_eq!(workbench.levels, []);
        assert!(
            workbench
                .passage
                .is_some_and(|passage| passage.written.is_ok())
        );
    }
}
