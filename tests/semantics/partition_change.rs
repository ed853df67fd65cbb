//! What becomes of one partition: leader, ISR, ELR (`PartitionChangeBuilder`).

use engine::controller::{Election, PartitionChangeBuilder};
use engine::metadata::{LeaderRecoveryState, PartitionChange, PartitionState};
use engine::model::{LeaderEpoch, NodeId, PartitionEpoch, TopicId};

use crate::control::ids;

/// A partition on these brokers, in sync with these, led by this one.
fn state(replicas: &[u32], isr: &[u32], leader: u32) -> PartitionState {
    PartitionState {
        leader: (leader > 0).then_some(NodeId(leader)),
        leader_epoch: LeaderEpoch(100),
        partition_epoch: PartitionEpoch(200),
        ..PartitionState::new(TopicId(1), ids(replicas), ids(isr))
    }
}

fn no_change() -> PartitionChange {
    PartitionChange::of(TopicId(1), 0)
}

/// A change of a partition of which these brokers are dead, with eligible leader replicas and a minimum of in-sync ones.
fn change<'a>(
    state: &'a PartitionState,
    dead: &'static [u32],
    min_isr: usize,
) -> PartitionChangeBuilder<'a, impl Fn(NodeId) -> bool> {
    let alive = move |id: NodeId| !dead.contains(&id.0);
    PartitionChangeBuilder::new(state, 0, alive, min_isr).elr_enabled(true)
}

#[test]
fn the_leader_stays_while_it_is_in_sync_even_where_an_unclean_election_is_allowed() {
    let state = state(&[2, 1, 3], &[2, 1, 3], 1);
    for election in [Election::Online, Election::Unclean] {
        assert_eq!(change(&state, &[3], 2).election(election).build(), None);
    }
}

#[test]
fn the_preferred_leader_leads_when_it_is_asked_for_and_in_sync() {
    let balanced = state(&[2, 1, 3], &[2, 1, 3], 1);
    let elected = change(&balanced, &[3], 2)
        .election(Election::Preferred)
        .build();
    let expected = PartitionChange {
        leader: Some(Some(NodeId(2))),
        ..no_change()
    };
    assert_eq!(elected, Some(expected));
    let lagging = state(&[2, 1, 3], &[1, 3], 3);
    assert_eq!(
        change(&lagging, &[], 2)
            .election(Election::Preferred)
            .build(),
        None
    );
}

#[test]
fn the_first_replica_in_the_order_of_assignment_that_is_in_sync_and_alive_follows_the_leader() {
    let state = state(&[2, 1, 3], &[2, 1, 3], 1);
    let elected = change(&state, &[1], 2).target_isr(ids(&[3, 2])).build();
    let expected = PartitionChange {
        isr: Some(ids(&[3, 2])),
        leader: Some(Some(NodeId(2))),
        ..no_change()
    };
    assert_eq!(elected, Some(expected));
}

#[test]
fn a_smaller_or_larger_isr_is_a_new_partition_epoch_but_no_new_leader_epoch() {
    let before = state(&[2, 1, 3], &[2, 1], 1);
    for isr in [&[1][..], &[2, 1, 3]] {
        let change = change(&before, &[], 1).target_isr(ids(isr)).build();
        let after = before.after(&change.expect("the ISR changes"));
        assert_eq!(after.leader_epoch, LeaderEpoch(100));
        assert_eq!(after.partition_epoch, PartitionEpoch(201));
    }
}

#[test]
fn to_lose_the_leader_is_a_new_leader_epoch_and_so_is_to_find_it_again() {
    let before = state(&[1], &[1], 1);
    let lost = change(&before, &[1], 1).target_isr(ids(&[])).build();
    let without = before.after(&lost.expect("nobody leads"));
    assert_eq!(
        (without.leader, without.leader_epoch),
        (None, LeaderEpoch(101))
    );
    let found = change(&without, &[], 1).build();
    let again = without.after(&found.expect("somebody leads"));
    assert_eq!(
        (again.leader, again.leader_epoch),
        (Some(NodeId(1)), LeaderEpoch(102))
    );
}

#[test]
fn an_unclean_election_takes_any_replica_that_lives_and_says_that_it_recovers() {
    let before = state(&[2, 1, 3], &[3], 3);
    let dead = || {
        change(&before, &[3], 2)
            .elr_enabled(false)
            .target_isr(ids(&[3]))
    };
    let clean = dead().build().expect("the leader is gone");
    assert_eq!((clean.leader, clean.isr), (Some(None), None));
    let unclean = dead().election(Election::Unclean).build();
    let expected = PartitionChange {
        leader: Some(Some(NodeId(2))),
        isr: Some(ids(&[2])),
        leader_recovery_state: Some(LeaderRecoveryState::Recovering),
        ..no_change()
    };
    assert_eq!(unclean, Some(expected));
}

#[test]
fn an_unclean_election_forgets_who_was_eligible() {
    let before = PartitionState {
        elr: ids(&[3]),
        last_known_elr: ids(&[2]),
        ..state(&[2, 1, 3], &[], 0)
    };
    let unclean = change(&before, &[2, 3], 2)
        .election(Election::Unclean)
        .build();
    let after = before.after(&unclean.expect("1 is alive"));
    assert_eq!((after.leader, after.isr), (Some(NodeId(1)), ids(&[1])));
    assert!(after.elr.is_empty() && after.last_known_elr.is_empty());
}

#[test]
fn a_partition_that_recovers_already_does_not_begin_to_recover_again() {
    let before = PartitionState {
        leader_recovery_state: LeaderRecoveryState::Recovering,
        ..state(&[1, 2], &[1], 1)
    };
    let unclean = change(&before, &[1], 1)
        .elr_enabled(false)
        .target_isr(ids(&[]))
        .election(Election::Unclean)
        .build();
    let expected = PartitionChange {
        leader: Some(Some(NodeId(2))),
        isr: Some(ids(&[2])),
        ..no_change()
    };
    assert_eq!(unclean, Some(expected));
}

#[test]
fn a_leader_that_recovers_is_recovering_still_after_an_absence() {
    let before = PartitionState {
        leader_recovery_state: LeaderRecoveryState::Recovering,
        ..state(&[1, 2, 3], &[1], 1)
    };
    let gone = change(&before, &[1, 2, 3], 2)
        .elr_enabled(false)
        .target_isr(ids(&[]))
        .build();
    let without = before.after(&gone.expect("nobody leads"));
    assert_eq!((without.leader, &without.isr), (None, &ids(&[1])));
    let back = change(&without, &[], 2).elr_enabled(false).build();
    let after = without.after(&back.expect("1 leads again"));
    assert_eq!(after.leader_recovery_state, LeaderRecoveryState::Recovering);
}

#[test]
fn who_leaves_an_isr_that_is_below_the_minimum_stays_eligible() {
    let before = state(&[1, 2, 3, 4], &[1, 2, 3, 4], 1);
    let above = change(&before, &[3], 3).target_isr(ids(&[1, 2, 4])).build();
    assert_eq!(before.after(&above.expect("a change")).elr, ids(&[]));
    let below = change(&before, &[3], 3).target_isr(ids(&[1, 2])).build();
    assert_eq!(before.after(&below.expect("a change")).elr, ids(&[3, 4]));
}

#[test]
fn an_isr_that_has_the_minimum_again_ends_the_eligibility_of_others() {
    let before = PartitionState {
        elr: ids(&[3]),
        ..state(&[1, 2, 3, 4], &[1, 2], 1)
    };
    let joined = |isr| {
        before.after(
            &change(&before, &[], 3)
                .target_isr(ids(isr))
                .build()
                .unwrap(),
        )
    };
    assert_eq!(joined(&[1, 2, 4]).elr, ids(&[]));
    let below = PartitionState {
        isr: ids(&[1]),
        ..before.clone()
    };
    let change = change(&below, &[], 3).target_isr(ids(&[1, 4])).build();
    assert_eq!(below.after(&change.expect("4 joins")).elr, ids(&[3]));
}

#[test]
fn a_replica_that_was_not_shut_down_in_order_is_eligible_no_longer() {
    let before = PartitionState {
        elr: ids(&[2, 3]),
        ..state(&[1, 2, 3, 4], &[1], 1)
    };
    let change = change(&before, &[3], 3)
        .unclean_shutdown(Some(NodeId(3)))
        .build();
    assert_eq!(before.after(&change.expect("a change")).elr, ids(&[2]));
}

#[test]
fn with_an_empty_isr_an_eligible_replica_leads_and_the_leader_before_it_is_eligible() {
    let before = PartitionState {
        elr: ids(&[3]),
        ..state(&[1, 2, 3, 4], &[1], 1)
    };
    let elected = change(&before, &[1], 3).target_isr(ids(&[])).build();
    let expected = PartitionChange {
        isr: Some(ids(&[3])),
        elr: Some(ids(&[1])),
        leader: Some(Some(NodeId(3))),
        ..no_change()
    };
    assert_eq!(elected, Some(expected));
}

#[test]
fn an_eligible_replica_does_not_lead_while_somebody_is_in_sync() {
    let before = PartitionState {
        elr: ids(&[3]),
        ..state(&[1, 2, 3], &[1, 2], 1)
    };
    let elected = change(&before, &[1, 2], 3)
        .build()
        .expect("the leader is dead");
    assert_eq!(elected.leader, Some(None));
}

#[test]
fn the_isr_may_become_empty_and_then_the_last_leader_is_remembered() {
    let before = state(&[1, 2, 3, 4], &[1, 2, 3, 4], 1);
    let gone = change(&before, &[1, 2, 3, 4], 3)
        .target_isr(ids(&[]))
        .build();
    let expected = PartitionChange {
        isr: Some(ids(&[])),
        elr: Some(ids(&[1, 2, 3, 4])),
        last_known_elr: Some(ids(&[1])),
        leader: Some(None),
        ..no_change()
    };
    assert_eq!(gone, Some(expected));
}

#[test]
fn without_elr_the_last_in_sync_replica_stays_in_the_isr() {
    let before = state(&[1, 2, 3], &[1], 1);
    let gone = change(&before, &[1], 1)
        .elr_enabled(false)
        .target_isr(ids(&[]))
        .build();
    let expected = PartitionChange {
        leader: Some(None),
        ..no_change()
    };
    assert_eq!(gone, Some(expected));
}

#[test]
fn with_isr_and_elr_empty_the_last_leader_leads_again_and_recovers() {
    let before = PartitionState {
        last_known_elr: ids(&[1]),
        ..state(&[1, 2, 3, 4], &[], 0)
    };
    let elected = change(&before, &[], 3).build();
    let expected = PartitionChange {
        isr: Some(ids(&[1])),
        last_known_elr: Some(ids(&[])),
        leader: Some(Some(NodeId(1))),
        leader_recovery_state: Some(LeaderRecoveryState::Recovering),
        ..no_change()
    };
    assert_eq!(elected, Some(expected));
    assert_eq!(change(&before, &[1], 3).build(), None, "it is not alive");
}

#[test]
fn the_last_leader_does_not_lead_again_while_somebody_is_eligible() {
    let before = PartitionState {
        elr: ids(&[3]),
        last_known_elr: ids(&[1]),
        ..state(&[1, 2, 3, 4], &[], 0)
    };
    assert_eq!(change(&before, &[3], 3).build(), None);
}
