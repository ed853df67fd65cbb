//! What a subject promises its readers and writers (Confluent's `CompatibilityLevel`).

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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_known_by_its_name() {
        assert_eq!(Level::named("full_transitive"), Some(Level::FullTransitive));
        assert_eq!(Level::named("forwards"), None);
    }

    #[test]
    fn a_subject_is_backward_compatible_unless_told_otherwise() {
        assert_eq!(Level::default().name(), "BACKWARD");
    }
}
