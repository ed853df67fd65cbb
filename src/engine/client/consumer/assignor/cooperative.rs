//! `CooperativeStickyAssignor`: what moves is given to nobody until the one that has it has given it up (KIP-429).

use std::collections::{BTreeMap, BTreeSet};

use super::sticky::{Solution, solve};
use super::{Assignments, Member, Owned, Topics};
use crate::model::TopicPartition;

/// As `sticky`, without the partitions that another member still has; its giving them up leads to another rebalance.
pub(super) fn cooperative_sticky(topics: &Topics, members: &[&Member]) -> Assignments {
    let owned = members
        .iter()
        .map(|member| Owned::by_subscription(&member.subscription));
    let mut solution = solve(topics, members, owned.collect());
    let transferring = match solution.transferring.take() {
        Some(transferring) => transferring,
        None => moving(&solution, members),
    };
    for (partition, member) in transferring {
        solution.assigned[member].retain(|p| *p != partition);
    }
    solution.by_member(members)
}

/// What a member gets that it did not have, and another loses (`computePartitionsTransferringOwnership`).
fn moving(solution: &Solution, members: &[&Member]) -> BTreeMap<TopicPartition, usize> {
    let mut added = BTreeMap::new();
    let mut revoked = BTreeSet::new();
    for (index, (member, assigned)) in members.iter().zip(&solution.assigned).enumerate() {
        let owned: BTreeSet<_> = member.subscription.owned.iter().collect();
        let now: BTreeSet<_> = assigned.iter().collect();
        added.extend(now.difference(&owned).map(|p| ((*p).clone(), index)));
        revoked.extend(owned.difference(&now).map(|p| (*p).clone()));
    }
    added.retain(|partition, _| revoked.contains(partition));
    added
}
