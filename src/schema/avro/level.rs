//! What a subject promises its readers and writers (Confluent's `CompatibilityLevel` and `CompatibilityChecker`).

use super::Schema;
use super::compatible::{Incompatibility, can_read};

/// How a new version of a schema has to get on with the earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No way at all.
    None,
    /// The new schema can read what was written with the latest: readers go first.
    #[default]
    Backward,
    /// The new schema can read what was written with any.
    BackwardTransitive,
    /// The latest schema can read what is written with the new one: writers go first.
    Forward,
    /// Every earlier schema can.
    ForwardTransitive,
    /// Both ways with the latest: anybody goes first.
    Full,
    /// Both ways with all.
    FullTransitive,
}

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

impl Level {
    /// Every level, in the order of this type.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Backward,
        Self::BackwardTransitive,
        Self::Forward,
        Self::ForwardTransitive,
        Self::Full,
        Self::FullTransitive,
    ];

    /// The name in the registry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Backward => "BACKWARD",
            Self::BackwardTransitive => "BACKWARD_TRANSITIVE",
            Self::Forward => "FORWARD",
            Self::ForwardTransitive => "FORWARD_TRANSITIVE",
            Self::Full => "FULL",
            Self::FullTransitive => "FULL_TRANSITIVE",
        }
    }

    /// The level of a name, in capitals or not, as the registry reads it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|level| level.name().eq_ignore_ascii_case(name))
    }

    /// Whether all earlier versions matter rather than the latest alone.
    #[must_use]
    pub const fn is_transitive(self) -> bool {
        matches!(
            self,
            Self::BackwardTransitive | Self::ForwardTransitive | Self::FullTransitive
        )
    }

    /// Whether the new schema has to read what is there.
    #[must_use]
    pub const fn new_reads(self) -> bool {
        matches!(
            self,
            Self::Backward | Self::BackwardTransitive | Self::Full | Self::FullTransitive
        )
    }

    /// Whether what is there has to read the new schema's records.
    #[must_use]
    pub const fn old_reads(self) -> bool {
        matches!(
            self,
            Self::Forward | Self::ForwardTransitive | Self::Full | Self::FullTransitive
        )
    }

    /// Holds a new schema against earlier versions, the oldest first: the latest version that it does not get on with,
    /// in both directions where the level asks for both. Nothing if it may be registered.
    #[must_use]
    pub fn check(self, new: &Schema, history: &[Schema]) -> Vec<Conflict> {
        let looked_at = if self.is_transitive() {
            history.len()
        } else {
            1
        };
        let latest_first = history.iter().enumerate().rev().take(looked_at);
        let conflicts = latest_first.map(|(version, old)| {
            let ways = [
                (self.new_reads(), true, new, old),
                (self.old_reads(), false, old, new),
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
        assert_eq!(Level::Backward.check(&third, &history), []);
        let conflicts = Level::BackwardTransitive.check(&third, &history);
        assert_eq!(conflicts[0].version, 0);
        assert_eq!(conflicts[0].reasons[0].path, "/fields/1");
        assert_eq!(Level::None.check(&third, &history), []);
    }

    #[test]
    fn a_type_that_changes_is_refused_both_ways() {
        let conflicts = Level::Full.check(&ride("string", ""), &[ride("int", "")]);
        let told: Vec<_> = conflicts
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

    #[test]
    fn a_level_is_known_by_its_name() {
        assert_eq!(Level::named("full_transitive"), Some(Level::FullTransitive));
        assert_eq!(Level::named("SIDEWARD"), None);
    }
}
