//! Whether a new version of a schema gets on with the earlier ones (Confluent's `CompatibilityChecker`).

pub use engine::registry::Level;

use super::Schema;
use super::compatible::{Incompatibility, can_read};

/// An earlier version that a new schema does not get on with, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The place of the version among the earlier ones, from 0.
    pub version: usize,
    /// Whether the new schema is what reads; otherwise the earlier one is.
    pub new_reads: bool,
    /// The reasons.
    pub reasons: Vec<Incompatibility>,
}

/// Holds a new schema against earlier versions, the oldest first: the latest version that it does not get on with, in both
/// directions where the level asks for both. Nothing if it may be registered.
#[must_use]
pub fn conflicts(level: Level, new: &Schema, history: &[Schema]) -> Vec<Conflict> {
    let looked_at = if level.is_transitive() {
        history.len()
    } else {
        1
    };
    let latest_first = history.iter().enumerate().rev().take(looked_at);
    let conflicts = latest_first.map(|(version, old)| {
        let ways = [
            (level.new_reads(), true, new, old),
            (level.old_reads(), false, old, new),
        ];
        let asked = ways.into_iter().filter(|(asked, ..)| *asked);
        let conflicts = asked.map(|(_, new_reads, reader, writer)| Conflict {
            version,
            new_reads,
            reasons: can_read(reader, writer),
        });
        conflicts
            .filter(|conflict| !conflict.reasons.is_empty())
            .collect::<Vec<_>>()
    });
    conflicts
        .into_iter()
        .find(|conflicts| !conflicts.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ride(payment: &str, more: &str) -> Schema {
        let text = format!(
            r#"{{"type":"record","name":"Ride","fields":[{{"name":"payment_type","type":"{payment}"}}{more}]}}"#
        );
        Schema::parse(&text).unwrap()
    }

    #[test]
    fn only_a_transitive_level_looks_at_more_than_the_latest_version() {
        let field = |default: &str| format!(r#",{{"name":"tip","type":"int"{default}}}"#);
        let (first, second) = (ride("int", ""), ride("int", &field(",\"default\":0")));
        let third = ride("int", &field(""));
        let history = [first, second];
        assert_eq!(conflicts(Level::Backward, &third, &history), []);
        let found = conflicts(Level::BackwardTransitive, &third, &history);
        assert_eq!(found[0].version, 0);
        assert_eq!(found[0].reasons[0].path, "/fields/1");
        assert_eq!(conflicts(Level::None, &third, &history), []);
    }

    #[test]
    fn a_type_that_changes_is_refused_both_ways() {
        let found = conflicts(Level::Full, &ride("string", ""), &[ride("int", "")]);
        let told: Vec<_> = found
            .iter()
            .map(|conflict| (conflict.new_reads, conflict.reasons[0].to_string()))
            .collect();
        assert_eq!(
            told,
            [
                (
                    true,
                    "TYPE_MISMATCH at /fields/0/type: reader type: STRING not compatible with writer type: INT".to_owned()
                ),
                (
                    false,
                    "TYPE_MISMATCH at /fields/0/type: reader type: INT not compatible with writer type: STRING".to_owned()
                ),
            ]
        );
    }
}
