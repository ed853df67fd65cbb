//! What breaks, and who notices when.

use engine::model::{Duration, Instant, NodeId};
use engine::node::Why;

use super::toy::{
    connected, fault, flight, list, network, pair, partition, repair, saw, saw_since, tell,
};
use crate::{Action, Cargo, Ending, Fault, Life, Refusal};

#[test]
fn a_crash_resets_connections_behind_what_was_sent() {
    let mut world = pair();
    tell(&mut world, 2, "send 1 1; send 1 2");
    world.step();
    fault(&mut world, Fault::Crash(NodeId(2)));
    world.run_until(Instant(200));
    assert_eq!(
        saw(&world, 1),
        list(&[
            (110, "message 1"),
            (110, "message 2"),
            (110, "closed Reset")
        ])
    );
    let life = world.slot(NodeId(2)).expect("it has a slot").life();
    assert_eq!(
        life,
        Life::Down {
            since: Instant(100),
            how: Ending::Crashed
        }
    );
    assert_eq!(world.connections().count(), 0);
}

#[test]
fn an_exit_closes_connections() {
    let mut world = pair();
    tell(&mut world, 2, "send 1 1; exit; send 1 2");
    world.run_until(Instant(200));
    assert_eq!(
        saw(&world, 1),
        list(&[(110, "message 1"), (110, "closed ClosedByPeer")])
    );
}

#[test]
fn what_a_process_is_still_at_work_on_dies_with_it() {
    let mut world = pair();
    tell(&mut world, 2, "busy 50; send 1 1");
    world.run_until(Instant(120));
    fault(&mut world, Fault::Crash(NodeId(2)));
    world.run_until(Instant(300));
    assert_eq!(saw(&world, 1), list(&[(130, "closed Reset")]));
}

#[test]
fn a_message_to_a_crashed_process_is_reset_once() {
    let mut world = pair();
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(105));
    fault(&mut world, Fault::Crash(NodeId(2)));
    world.run_until(Instant(300));
    assert_eq!(saw(&world, 1), list(&[(115, "closed Reset")]));
}

#[test]
fn a_power_cut_is_silent_until_the_host_boots_and_is_spoken_to() {
    let mut world = pair();
    fault(&mut world, Fault::PowerCut(NodeId(2)));
    world.run_until(Instant(1_000));
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(2_000));
    assert_eq!(saw(&world, 1), []);
    assert_eq!(
        world
            .flights()
            .filter(|flight| flight.arrives.is_none())
            .count(),
        1
    );
    fault(&mut world, Fault::Restart(NodeId(2)));
    world.run_until(Instant(3_000));
    assert_eq!(saw(&world, 1), list(&[(2_010, "closed Reset")]));
    assert_eq!(saw(&world, 2), list(&[(2_000, "booted 1 with []")]));
}

#[test]
fn an_idle_connection_to_a_host_that_lost_power_is_reset_at_the_next_send() {
    let mut world = pair();
    fault(&mut world, Fault::PowerCut(NodeId(2)));
    fault(&mut world, Fault::Restart(NodeId(2)));
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 1), []);
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(2_000));
    assert_eq!(saw(&world, 1), list(&[(1_020, "closed Reset")]));
}

#[test]
fn a_reset_does_not_overtake_what_was_sent_before_the_power_cut() {
    for seed in 0..40 {
        let mut world = connected(2, network(10, 80, 0), seed);
        world.run_until(Instant(1_000));
        tell(&mut world, 2, "send 1 1; send 1 2; send 1 3");
        tell(&mut world, 1, "send 2 4");
        world.run_until(Instant(1_000));
        fault(&mut world, Fault::PowerCut(NodeId(2)));
        fault(&mut world, Fault::Restart(NodeId(2)));
        world.run_until(Instant(2_000));
        let seen: Vec<String> = saw_since(&world, 1, 1_000)
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        assert_eq!(
            seen,
            ["message 1", "message 2", "message 3", "closed Reset"]
        );
    }
}

#[test]
fn opening_to_a_host_without_power_goes_on_when_it_boots() {
    let mut world = pair();
    fault(&mut world, Fault::PowerCut(NodeId(2)));
    tell(&mut world, 1, "open 2");
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 1), []);
    world.apply(Action::Start(NodeId(2))).expect("it is down");
    world.run_until(Instant(2_000));
    assert_eq!(
        saw(&world, 2),
        list(&[(1_000, "booted 1 with []"), (1_000, "opened from 1")])
    );
    assert_eq!(saw(&world, 1), list(&[(1_010, "opened to 2")]));
}

#[test]
fn a_partition_holds_up_and_a_repair_lets_go_on_in_order() {
    let mut world = pair();
    tell(&mut world, 1, "send 2 1");
    world.step();
    partition(&mut world, 1, 2, false);
    tell(&mut world, 2, "send 1 9");
    world.run_until(Instant(995));
    tell(&mut world, 1, "send 2 2");
    world.run_until(Instant(1_000));
    assert_eq!((saw(&world, 1), saw(&world, 2)), (vec![], vec![]));
    let held_up = flight(&world, 1);
    repair(&mut world, 1, 2);
    assert_eq!(flight(&world, 1), held_up, "it keeps its name");
    // Sent on a free way, but behind what was held up.
    tell(&mut world, 1, "send 2 3");
    world.run_until(Instant(2_000));
    let all = list(&[
        (1_010, "message 1"),
        (1_010, "message 2"),
        (1_010, "message 3"),
    ]);
    assert_eq!(saw(&world, 2), all);
    assert_eq!(saw(&world, 1), list(&[(1_010, "message 9")]));
}

#[test]
fn a_one_way_partition_holds_up_one_way() {
    let mut world = pair();
    partition(&mut world, 1, 2, true);
    assert_eq!(
        world.blocked().collect::<Vec<_>>(),
        [(NodeId(1), NodeId(2))]
    );
    tell(&mut world, 1, "send 2 1");
    tell(&mut world, 2, "send 1 2");
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 2), []);
    assert_eq!(saw(&world, 1), list(&[(110, "message 2")]));
}

#[test]
fn a_slow_way_takes_longer_both_ways_until_it_is_as_the_network_has_it() {
    let slow = |extra| Fault::Slow {
        a: NodeId(2),
        b: NodeId(1),
        extra: Duration(extra),
        one_way: false,
    };
    let mut world = connected(3, network(10, 0, 0), 1);
    fault(&mut world, slow(30));
    tell(&mut world, 1, "send 2 1; send 3 2");
    tell(&mut world, 2, "send 1 3");
    world.run_until(Instant(200));
    assert_eq!(saw(&world, 2), list(&[(140, "message 1")]));
    assert_eq!(saw(&world, 1), list(&[(140, "message 3")]));
    assert_eq!(saw(&world, 3), list(&[(110, "message 2")]));
    let slowed: Vec<_> = world.slowed().collect();
    let (there, back) = ((NodeId(1), NodeId(2)), (NodeId(2), NodeId(1)));
    assert_eq!(slowed, [(there, Duration(30)), (back, Duration(30))]);
    fault(&mut world, slow(0));
    tell(&mut world, 1, "send 2 4");
    world.run_until(Instant(300));
    assert_eq!(saw(&world, 2)[1], (210, "message 4".to_owned()));
}

#[test]
fn a_repair_makes_a_slow_way_fast_and_nothing_overtakes() {
    let mut world = pair();
    let slow = Fault::Slow {
        a: NodeId(1),
        b: NodeId(2),
        extra: Duration(500),
        one_way: false,
    };
    fault(&mut world, slow);
    tell(&mut world, 1, "send 2 1");
    world.step();
    repair(&mut world, 1, 2);
    tell(&mut world, 1, "send 2 2");
    world.run_until(Instant(1_000));
    let seen = list(&[(610, "message 1"), (610, "message 2")]);
    assert_eq!(saw(&world, 2), seen);
    assert_eq!(world.slowed().count(), 0);
}

#[test]
fn opening_across_a_partition_is_silence_until_the_repair() {
    let mut world = pair();
    partition(&mut world, 1, 2, false);
    tell(&mut world, 1, "open 2");
    world.run_until(Instant(1_000));
    repair(&mut world, 1, 2);
    world.run_until(Instant(2_000));
    assert_eq!(saw(&world, 2), list(&[(1_010, "opened from 1")]));
    assert_eq!(saw(&world, 1), list(&[(1_020, "opened to 2")]));
}

#[test]
fn a_crash_behind_a_partition_is_learnt_at_the_repair() {
    let mut world = pair();
    partition(&mut world, 1, 2, false);
    fault(&mut world, Fault::Crash(NodeId(2)));
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 1), []);
    repair(&mut world, 1, 2);
    world.run_until(Instant(2_000));
    assert_eq!(saw(&world, 1), list(&[(1_010, "closed Reset")]));
}

#[test]
fn what_a_host_without_power_could_not_send_is_lost() {
    let mut world = pair();
    partition(&mut world, 1, 2, false);
    tell(&mut world, 2, "send 1 1");
    world.run_until(Instant(200));
    fault(&mut world, Fault::PowerCut(NodeId(2)));
    repair(&mut world, 1, 2);
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 1), []);
}

#[test]
fn dropping_a_message_breaks_its_connection_at_both_ends() {
    let mut world = pair();
    tell(&mut world, 1, "send 2 1; send 2 2; send 2 3");
    world.run_until(Instant(104));
    let lost = flight(&world, 2);
    fault(&mut world, Fault::Drop(lost));
    world.run_until(Instant(200));
    assert_eq!(
        saw(&world, 2),
        list(&[(110, "message 1"), (110, "closed Reset")])
    );
    assert_eq!(saw(&world, 1), list(&[(114, "closed Reset")]));
    assert_eq!(world.connections().count(), 0);
}

#[test]
fn a_message_that_is_delayed_keeps_those_behind_it_waiting_and_nobody_else() {
    let mut world = pair();
    tell(&mut world, 1, "send 2 1; send 2 2; send 2 3");
    world.run_until(Instant(104));
    let late = flight(&world, 2);
    fault(
        &mut world,
        Fault::Delay {
            flight: late,
            by: Duration(500),
        },
    );
    world.run_until(Instant(300));
    tell(&mut world, 1, "send 2 4");
    tell(&mut world, 2, "send 1 5");
    world.run_until(Instant(1_000));
    let seen = [
        (110, "message 1"),
        (610, "message 2"),
        (610, "message 3"),
        (610, "message 4"),
    ];
    assert_eq!(saw(&world, 2), list(&seen));
    assert_eq!(saw(&world, 1), list(&[(310, "message 5")]));
}

#[test]
fn what_is_held_up_cannot_be_delayed() {
    let mut world = pair();
    partition(&mut world, 1, 2, true);
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(1_000));
    let held = flight(&world, 1);
    let delay = Fault::Delay {
        flight: held,
        by: Duration(500),
    };
    let refused = world.apply(Action::Fault(delay)).map(drop);
    assert_eq!(refused, Err(Refusal::NotMoving { flight: held }));
}

#[test]
fn dropping_a_request_leaves_its_sender_in_doubt_about_the_answer_too() {
    let mut world = pair();
    tell(&mut world, 2, "echo");
    world.step();
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(112));
    let answer = flight(&world, 101);
    fault(&mut world, Fault::Drop(answer));
    world.run_until(Instant(300));
    assert_eq!(
        saw(&world, 2),
        list(&[(110, "message 1"), (122, "closed Reset")])
    );
    assert_eq!(saw(&world, 1), list(&[(120, "closed Reset")]));
}

#[test]
fn dropping_a_message_that_is_held_up_is_learnt_by_its_receiver_at_the_repair() {
    let mut world = pair();
    partition(&mut world, 1, 2, true);
    tell(&mut world, 1, "send 2 1; send 2 2");
    world.run_until(Instant(1_000));
    let lost = flight(&world, 1);
    fault(&mut world, Fault::Drop(lost));
    let held_up: Vec<_> = world
        .flights()
        .filter(|flight| flight.arrives.is_none())
        .map(|flight| flight.cargo)
        .collect();
    assert_eq!(held_up, [&Cargo::Reset(Why::Reset)]);
    world.run_until(Instant(1_500));
    assert_eq!(saw(&world, 1), list(&[(1_010, "closed Reset")]));
    assert_eq!(saw(&world, 2), []);
    repair(&mut world, 1, 2);
    world.run_until(Instant(2_000));
    assert_eq!(saw(&world, 2), list(&[(1_510, "closed Reset")]));
}

#[test]
fn a_restart_is_a_new_incarnation() {
    let mut world = pair();
    fault(&mut world, Fault::Restart(NodeId(2)));
    world.run_until(Instant(200));
    assert_eq!(
        saw_since(&world, 2, 100),
        list(&[(100, "booted 1 with []")])
    );
    assert_eq!(
        world.slot(NodeId(2)).expect("it has a slot").incarnation(),
        1
    );
    assert_eq!(saw(&world, 1), list(&[(110, "closed Reset")]));
}

#[test]
fn a_step_names_what_was_lost_on_its_way() {
    let mut world = pair();
    tell(&mut world, 1, "send 2 1; send 2 2; send 2 3");
    world.run_until(Instant(104));
    let (before, dropped) = (world.clone(), flight(&world, 2));
    let step = world
        .apply(Action::Fault(Fault::Drop(dropped)))
        .expect("it is in flight");
    let lost: Vec<_> = step.lost.iter().map(|record| record.id).collect();
    assert_eq!(lost, [dropped, flight(&before, 3)]);
    let gone = &step.lost[0];
    assert_eq!((gone.from, gone.to), (NodeId(1), NodeId(2)));
    assert_eq!(
        (gone.sent, gone.arrives),
        (Instant(100), Some(Instant(110)))
    );
}

#[test]
fn a_power_cut_loses_what_its_host_could_not_send() {
    let mut world = pair();
    partition(&mut world, 1, 2, false);
    tell(&mut world, 2, "send 1 1");
    world.run_until(Instant(200));
    let held_up = flight(&world, 1);
    let step = world
        .apply(Action::Fault(Fault::PowerCut(NodeId(2))))
        .expect("it runs");
    let lost: Vec<_> = step.lost.iter().map(|record| record.id).collect();
    assert_eq!(lost, [held_up]);
}

#[test]
fn who_looks_knows_what_arrives_next() {
    let mut world = pair();
    assert!(world.arriving().is_none());
    tell(&mut world, 1, "send 2 1");
    world.step();
    let arriving = world.arriving().map(|flight| (flight.id, flight.arrives));
    assert_eq!(arriving, Some((flight(&world, 1), Some(Instant(110)))));
}
