//! `close()`: commit, leave, go (`ConsumerCoordinator.close`, `AbstractCoordinator.close`).

use super::{Consumer, Context, PollState, Returned};
use crate::model::{Duration, Instant};
use crate::node::{Effects, Now};

/// How long `close()` tries (`ConsumerUtils.DEFAULT_CLOSE_TIMEOUT_MS`).
const CLOSE_TIMEOUT: Duration = Duration::from_secs(30);

impl Consumer {
    /// Calls `close()`: with `enable.auto.commit` it commits all positions first, whatever became of the records. It
    /// returns when [`Consumer::advance`] says so.
    pub fn close(&mut self, now: Now) {
        if self.closing {
            return;
        }
        self.closing = true;
        self.poll = PollState::Closing;
        self.sync_commit = None;
        if self.commits_automatically() {
            let consumed = self.all_consumed();
            self.begin_sync_commit(now, consumed, CLOSE_TIMEOUT);
        }
        self.close_until = Some(now.mono + CLOSE_TIMEOUT);
    }

    /// Whether `close()` was called.
    #[must_use]
    pub const fn is_closing(&self) -> bool {
        self.closing
    }

    pub(super) fn drive_close(&mut self, now: Now, effects: &mut Effects) -> Option<Returned> {
        let is_late = now.mono >= self.close_until?;
        // What the commit came to does not matter: there is nobody to tell.
        self.sync_commit_outcome(now, effects);
        if !is_late && (self.sync_commit.is_some() || !self.queued_commits.is_empty()) {
            return None;
        }
        // Whoever has left is in no group, and says nothing a second time.
        self.leave(now, effects);
        let waits = self
            .coordinator_network
            .all_in_flight()
            .any(|(_, request)| {
                matches!(
                    request.context,
                    Context::OffsetCommit { .. } | Context::LeaveGroup
                )
            });
        if waits && !is_late {
            return None;
        }
        self.network.close_all(effects);
        self.coordinator_network.close_all(effects);
        self.deserializing.close(effects);
        self.poll = PollState::Closed;
        Some(Returned::Closed)
    }

    /// When `close()` has to be looked at again; its own end is never over, or it would have returned.
    pub(super) fn close_wakes(&self, now: Now) -> Option<Instant> {
        let deadline = self.close_until;
        let wakes = deadline.into_iter().chain(self.sync_commit_wakes(now));
        wakes.min()
    }
}
