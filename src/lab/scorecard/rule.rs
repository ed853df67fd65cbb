//! What a topic's configuration allows to happen to its records.

use engine::config::TopicConfig;

/// What a topic's configuration has ever allowed to happen to records that were acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rule {
    /// Records may be deleted once a run is as old, in ms (`retention.ms`; 0 where `retention.bytes` is set).
    pub(super) expires_after_ms: Option<u64>,
    /// Records may make room for later ones with the same key (`cleanup.policy`).
    pub(super) compacts: bool,
    /// Tombstones may go once a run is as old, in ms (`delete.retention.ms`).
    pub(super) tombstones_after_ms: u64,
}

impl Rule {
    /// What a configuration allows.
    pub(super) fn of(config: &TopicConfig) -> Self {
        let is_sized = config.retention_bytes >= 0;
        let by_size = is_sized.then_some(0);
        let by_age = u64::try_from(config.retention_ms).ok();
        let deletes = config.cleanup_policy.deletes();
        Self {
            expires_after_ms: by_size.or(by_age).filter(|_| deletes),
            compacts: config.cleanup_policy.compacts(),
            tombstones_after_ms: config.delete_retention_ms.max(0).cast_unsigned(),
        }
    }

    /// The configuration has changed: what was allowed once, may have happened.
    pub(super) fn or(self, new: Self) -> Self {
        Self {
            expires_after_ms: match (self.expires_after_ms, new.expires_after_ms) {
                (Some(old), Some(new)) => Some(old.min(new)),
                (old, new) => old.or(new),
            },
            compacts: self.compacts || new.compacts,
            tombstones_after_ms: self.tombstones_after_ms.min(new.tombstones_after_ms),
        }
    }

    /// Whether anything can have expired so long after the begin of the run: nothing is older than that.
    pub(super) fn may_expire(&self, now_ms: u64) -> bool {
        self.expires_after_ms.is_some_and(|after| now_ms >= after)
    }
}
