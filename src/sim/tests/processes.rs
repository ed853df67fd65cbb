//! Service time, timers, pauses and clocks.

use engine::model::{Instant, NodeId, Timestamp};

use super::toy::{TIMER, fault, list, pair, saw, tell};
use crate::{Fault, Outcome};

#[test]
fn service_time_makes_queues() {
    let mut world = pair();
    tell(&mut world, 2, "service 50; echo");
    tell(&mut world, 1, "send 2 1; send 2 2; send 2 3");
    world.run_until(Instant(1_000));
    let handled = list(&[(110, "message 1"), (160, "message 2"), (210, "message 3")]);
    assert_eq!(saw(&world, 2), handled);
    let answered = list(&[
        (170, "message 101"),
        (220, "message 102"),
        (270, "message 103"),
    ]);
    assert_eq!(saw(&world, 1), answered);
}

#[test]
fn what_waits_is_a_step_when_it_comes_and_a_step_when_it_is_handled() {
    let mut world = pair();
    tell(&mut world, 2, "busy 50");
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(109));
    let queued = world.step().expect("the arrival");
    assert_eq!(
        (queued.at, &queued.outcome),
        (Instant(110), &Outcome::Queued)
    );
    assert_eq!(world.slot(NodeId(2)).expect("it has a slot").waiting(), 1);
    let handled = world.step().expect("the turn");
    assert_eq!(
        (handled.at, &handled.outcome),
        (Instant(150), &Outcome::Handled)
    );
    assert_eq!(
        (handled.what, handled.cause, handled.waited_since),
        (queued.what, queued.cause, queued.waited_since)
    );
}

#[test]
fn timers_run_from_the_end_of_the_service_time() {
    let mut world = pair();
    tell(&mut world, 1, "busy 50; timer 10 10");
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 1), list(&[(160, "timeout")]));
}

#[test]
fn setting_a_timer_again_replaces_it() {
    let mut world = pair();
    tell(&mut world, 1, "timer 20 20");
    world.run_until(Instant(110));
    tell(&mut world, 1, "timer 30 30");
    world.step();
    let slot = world.slot(NodeId(1)).expect("it has a slot");
    assert_eq!(
        slot.timers().collect::<Vec<_>>(),
        [(&TIMER, Instant(110), Instant(140))]
    );
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 1), list(&[(140, "timeout")]));
}

#[test]
fn a_cancelled_timer_does_not_run_out() {
    let mut world = pair();
    tell(&mut world, 1, "timer 20 20; timer2 20 20");
    world.run_until(Instant(110));
    tell(&mut world, 1, "cancel");
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 1), list(&[(120, "timeout2")]));
    assert_eq!(world.pending(), 0);
}

#[test]
fn a_timer_that_ran_out_unseen_can_still_be_cancelled() {
    let mut world = pair();
    tell(&mut world, 1, "timer 20 20; busy 10");
    world.run_until(Instant(115));
    tell(&mut world, 1, "busy 100");
    tell(&mut world, 1, "cancel");
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 1), []);
}

#[test]
fn a_timer_runs_out_within_its_range_and_not_always_at_the_same_moment() {
    let mut world = pair();
    for start in (1_000..2_000).step_by(100) {
        world.run_until(Instant(start));
        tell(&mut world, 1, "timer 10 60");
    }
    world.run_until(Instant(2_000));
    let waits: Vec<u64> = saw(&world, 1).into_iter().map(|(at, _)| at % 100).collect();
    assert_eq!(waits.len(), 10);
    assert!(waits.iter().all(|wait| (10..=60).contains(wait)));
    assert!(waits.iter().any(|wait| *wait != waits[0]));
}

#[test]
fn a_crash_ends_timers_and_what_waits() {
    let mut world = pair();
    tell(&mut world, 2, "timer 50 50; append 1; flush 1; busy 20");
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(115));
    fault(&mut world, Fault::Crash(NodeId(2)));
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 2), []);
    assert_eq!(
        world
            .slot(NodeId(2))
            .expect("it has a slot")
            .timers()
            .count(),
        0
    );
}

#[test]
fn a_paused_process_handles_nothing_and_keeps_its_connections() {
    let mut world = pair();
    tell(&mut world, 2, "timer 50 50");
    world.step();
    fault(&mut world, Fault::Pause(NodeId(2)));
    tell(&mut world, 1, "send 2 1; open 2");
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 2), []);
    assert_eq!(
        saw(&world, 1),
        list(&[(120, "opened to 2")]),
        "the host accepts for it"
    );
    fault(&mut world, Fault::Resume(NodeId(2)));
    world.run_until(Instant(2_000));
    let late = list(&[
        (1_000, "message 1"),
        (1_000, "opened from 1"),
        (1_000, "timeout"),
    ]);
    assert_eq!(saw(&world, 2), late);
}

#[test]
fn a_busy_process_that_is_paused_goes_on_where_it_was() {
    let mut world = pair();
    tell(&mut world, 2, "busy 50");
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(120));
    fault(&mut world, Fault::Pause(NodeId(2)));
    world.run_until(Instant(130));
    fault(&mut world, Fault::Resume(NodeId(2)));
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 2), list(&[(150, "message 1")]));
}

#[test]
fn a_skewed_clock_moves_the_wall_clock_alone() {
    let mut world = pair();
    tell(&mut world, 1, "timer 5000 5000");
    world.step();
    fault(
        &mut world,
        Fault::SkewClock {
            node: NodeId(1),
            offset_ms: -30,
        },
    );
    assert_eq!(world.wall(NodeId(1)), Some(Timestamp(970)));
    assert_eq!(world.wall(NodeId(2)), Some(Timestamp(1_000)));
    world.run_until(Instant(10_000));
    assert_eq!(saw(&world, 1), list(&[(5_100, "timeout")]));
    assert_eq!(world.wall(NodeId(1)), Some(Timestamp(980)));
}
