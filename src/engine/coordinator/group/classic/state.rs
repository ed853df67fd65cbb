//! How far a group's generation is (`ClassicGroupState`).

/// The states of a classic group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupState {
    /// Nobody is in it; its offsets stay for `offsets.retention.minutes`. action: refuse whoever claims to be a member,
    /// take commits of whoever claims nothing. transition: a member joins -> `PreparingRebalance`; its last offset
    /// expires, or an administrator deletes it -> `Dead`.
    #[default]
    Empty,
    /// action: wait for every member to join, answer heartbeats with `REBALANCE_IN_PROGRESS`. transition: all have, or
    /// the time is over -> `CompletingRebalance`, or `Empty` when nobody is left.
    PreparingRebalance,
    /// action: wait for the leader's assignment. transition: it is committed -> `Stable`; a member joins with something
    /// new, leaves or dies -> `PreparingRebalance`.
    CompletingRebalance,
    /// action: answer heartbeats. transition: a member joins, leaves or dies, or the leader joins again ->
    /// `PreparingRebalance`.
    Stable,
    /// There is no such group, or its coordinator is elsewhere.
    Dead,
}

impl GroupState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Empty,
        Self::PreparingRebalance,
        Self::CompletingRebalance,
        Self::Stable,
        Self::Dead,
    ];

    /// Kafka's name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::PreparingRebalance => "PreparingRebalance",
            Self::CompletingRebalance => "CompletingRebalance",
            Self::Stable => "Stable",
            Self::Dead => "Dead",
        }
    }
}
