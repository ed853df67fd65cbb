//! Fetching from the nearest replica (KIP-392, `RackAwareReplicaSelector`).

use super::{Broker, Replica, Role};
use crate::config::ReplicaSelector;
use crate::model::{BrokerId, Offset};
use crate::node::Now;
use crate::protocol::FetchRequest;

impl Broker {
    /// The in-sync follower in the consumer's rack that has most of the log, unless the leader is there itself, or
    /// nobody is.
    pub(super) fn preferred_read_replica(
        &self,
        now: Now,
        replica: &Replica,
        request: &FetchRequest,
        fetch_offset: Offset,
    ) -> Option<BrokerId> {
        let rack = request.rack.as_deref()?;
        let Role::Leader { followers, .. } = &replica.role else {
            return None;
        };
        if self.config.replica_selector != ReplicaSelector::RackAware {
            return None;
        }
        let in_rack = |id: BrokerId| {
            let broker = self.image.brokers.get(&id);
            broker.is_some_and(|broker| !broker.fenced && broker.rack.as_deref() == Some(rack))
        };
        if in_rack(self.setup.id) {
            return None;
        }
        let serves = |(id, follower): &(&BrokerId, &super::FollowerProgress)| {
            in_rack(**id)
                && replica.isr().contains(id)
                && follower.log_end_offset >= fetch_offset
                && follower.log_start_offset <= fetch_offset
        };
        followers
            .iter()
            .filter(serves)
            .max_by_key(|(id, follower)| {
                let behind = now.mono.since(follower.last_caught_up.unwrap_or_default());
                (follower.log_end_offset, std::cmp::Reverse(behind), **id)
            })
            .map(|(id, _)| *id)
    }
}
