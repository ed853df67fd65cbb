//! Links are TCP connections.

use engine::model::{Instant, NodeId};
use engine::node::ConnectionId;

use super::toy::{
    connected, fault, flight, list, network, order, pair, saw, saw_since, setup, tell,
};
use crate::{Cargo, Connected, Fault, Outcome, What, World};

#[test]
fn opening_costs_a_round_trip() {
    let mut world = World::new(setup(2, network(10, 0, 0), 1));
    world.run_until(Instant(1));
    tell(&mut world, 1, "open 2");
    world.run_until(Instant(100));
    assert_eq!(saw_since(&world, 2, 1), list(&[(11, "opened from 1")]));
    assert_eq!(saw_since(&world, 1, 1), list(&[(21, "opened to 2")]));
    let both = Connected {
        id: ConnectionId(1),
        opener: NodeId(1),
        acceptor: NodeId(2),
        opener_holds: true,
        acceptor_holds: true,
    };
    assert_eq!(world.connections().collect::<Vec<_>>(), [both]);
}

#[test]
fn opening_to_a_process_that_never_started_is_refused_after_a_round_trip() {
    let mut setup = setup(2, network(10, 0, 0), 1);
    setup.nodes[1].starts_at = None;
    let mut world = World::new(setup);
    world.run_until(Instant(1));
    tell(&mut world, 1, "open 2");
    world.run_until(Instant(100));
    assert_eq!(saw_since(&world, 1, 1), list(&[(21, "closed Refused")]));
    assert_eq!(world.connections().count(), 0);
}

#[test]
fn opening_to_oneself_or_to_nobody_is_refused() {
    for peer in [1, 99] {
        let mut world = World::new(setup(1, network(10, 5, 0), 1));
        world.run_until(Instant(1));
        tell(&mut world, 1, &format!("open {peer}"));
        world.run_until(Instant(100));
        let refused = saw_since(&world, 1, 1);
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].1, "closed Refused");
    }
}

#[test]
fn messages_arrive_in_order_under_jitter_and_none_is_lost() {
    let mut world = connected(2, network(10, 60, 0), 3);
    world.run_until(Instant(1_000));
    for number in 0..100 {
        tell(&mut world, 1, &format!("send 2 {number}"));
        world.run_until(Instant(1_000 + number));
    }
    world.run_until(Instant(10_000));
    let numbers: Vec<String> = saw_since(&world, 2, 1_000)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let sent: Vec<String> = (0..100).map(|number| format!("message {number}")).collect();
    assert_eq!(numbers, sent);
}

#[test]
fn jitter_delays_and_differs() {
    let mut world = connected(2, network(10, 60, 0), 3);
    let mut travelled = Vec::new();
    for start in (1_000..3_000).step_by(100) {
        world.run_until(Instant(start));
        tell(&mut world, 1, "send 2 1");
        world.run_until(Instant(start + 99));
        travelled.push(saw_since(&world, 2, start)[0].0 - start);
    }
    assert!(travelled.iter().all(|time| (10..=70).contains(time)));
    assert!(
        travelled.iter().any(|time| *time > travelled[0])
            || travelled.iter().any(|time| *time < travelled[0])
    );
}

#[test]
fn one_more_draw_on_one_link_leaves_the_other_links_draws_unchanged() {
    let run = |more: bool| {
        let mut world = connected(3, network(10, 60, 0), 3);
        world.run_until(Instant(1_000));
        tell(
            &mut world,
            1,
            if more {
                "send 2 1; send 2 2; send 3 3"
            } else {
                "send 2 1; send 3 3"
            },
        );
        world.run_until(Instant(2_000));
        saw_since(&world, 3, 1_000)
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn bandwidth_is_shared_by_what_travels_the_same_way() {
    // A heartbeat is 64 bytes: 64 µs at one byte per µs.
    let mut world = connected(3, network(10, 0, 1_000_000), 1);
    tell(&mut world, 1, "send 2 1; send 2 2; send 3 3");
    world.run_until(Instant(500));
    assert_eq!(
        saw(&world, 2),
        list(&[(174, "message 1"), (238, "message 2")])
    );
    assert_eq!(saw(&world, 3), list(&[(174, "message 3")]));
}

#[test]
fn what_takes_more_work_leaves_later_and_keeps_other_connections_waiting_for_nothing() {
    // 64 µs for each message at one byte per µs.
    let mut world = connected(2, network(10, 0, 1_000_000), 1);
    tell(&mut world, 1, "send 2 1 100; open 2 1");
    world.run_until(Instant(130));
    tell(&mut world, 1, "send 2 2; send 2 3");
    world.run_until(Instant(500));
    let seen = list(&[
        (110, "opened from 1"),
        (204, "message 2"),
        (274, "message 1"),
        (338, "message 3"),
    ]);
    assert_eq!(
        saw(&world, 2),
        seen,
        "between 194 and 200 there is no room for the third"
    );
}

#[test]
fn what_was_sent_first_on_a_connection_leaves_first_however_much_work_it_takes() {
    let mut world = pair();
    tell(
        &mut world,
        1,
        "busy 20; send 2 1 100; send 2 2; send 2 3 150",
    );
    world.step();
    let left: Vec<_> = world.flights().map(|flight| flight.sent).collect();
    assert_eq!(left, [Instant(220), Instant(220), Instant(270)]);
    world.run_until(Instant(500));
    let seen = list(&[(230, "message 1"), (230, "message 2"), (280, "message 3")]);
    assert_eq!(saw(&world, 2), seen);
}

#[test]
fn what_takes_more_work_dies_with_its_process() {
    let mut world = pair();
    tell(&mut world, 2, "send 1 1 50; send 1 2 150");
    world.run_until(Instant(170));
    fault(&mut world, Fault::Crash(NodeId(2)));
    world.run_until(Instant(500));
    let seen = list(&[(160, "message 1"), (180, "closed Reset")]);
    assert_eq!(saw(&world, 1), seen);
}

#[test]
fn closing_is_seen_behind_what_was_sent_and_discards_what_arrives_later() {
    let mut world = pair();
    tell(&mut world, 1, "send 2 1; close 2");
    tell(&mut world, 2, "send 1 2");
    world.run_until(Instant(200));
    assert_eq!(
        saw(&world, 2),
        list(&[(110, "message 1"), (110, "closed ClosedByPeer")])
    );
    assert_eq!(saw(&world, 1), []);
    assert_eq!(world.connections().count(), 0);
}

#[test]
fn sending_on_a_closed_connection_is_nothing() {
    let mut world = pair();
    tell(&mut world, 2, "close 1");
    world.run_until(Instant(105));
    // The other end does not know yet.
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(200));
    assert_eq!(saw(&world, 1), list(&[(110, "closed ClosedByPeer")]));
    assert_eq!(saw(&world, 2), []);
}

#[test]
fn a_flight_shows_where_it_comes_from_and_when_it_arrives() {
    let mut world = pair();
    tell(&mut world, 1, "send 2 7");
    let told = world.step().expect("the order");
    let flights: Vec<_> = world.flights().collect();
    assert_eq!(flights.len(), 1);
    let seen = flights[0];
    assert_eq!((seen.from, seen.to), (NodeId(1), NodeId(2)));
    assert_eq!(
        (seen.sent, seen.arrives),
        (Instant(100), Some(Instant(110)))
    );
    assert_eq!(seen.cause, told.id);
    assert!(matches!(seen.cargo, Cargo::Message(message) if message.correlation_id == 7));
}

#[test]
fn a_step_tells_its_cause() {
    let mut world = pair();
    tell(&mut world, 1, "send 2 7; note");
    let told = world.step().expect("the order");
    assert_eq!(
        told.cause.map(|cause| cause.0),
        Some(told.id.0 - 1),
        "the action is a step"
    );
    assert_eq!(told.notes.len(), 1);
    let id = flight(&world, 7);
    let arrived = world.step().expect("the message");
    assert_eq!(arrived.cause, Some(told.id));
    assert_eq!(
        (arrived.at, arrived.waited_since),
        (Instant(110), Instant(100))
    );
    assert_eq!(
        (arrived.node, &arrived.outcome),
        (Some(NodeId(2)), &Outcome::Handled)
    );
    assert!(
        matches!(arrived.what, What::Message { flight, from: NodeId(1), correlation_id: 7, size: 64, .. } if flight == id)
    );
}

#[test]
fn a_step_tells_each_partition_that_changed_once() {
    let mut world = pair();
    tell(&mut world, 1, "changed b; changed a; changed b; changed a");
    let step = world.step().expect("the order");
    let changed: Vec<_> = step.changed.iter().map(ToString::to_string).collect();
    assert_eq!(changed, ["a-0", "b-0"]);
}

#[test]
fn the_script_acts_at_its_times() {
    let mut setup = setup(2, network(10, 0, 0), 1);
    setup.script = vec![
        (Instant(50), order(1, "open 2").into()),
        (Instant(90), order(9, "open 2").into()),
    ];
    let mut world = World::new(setup);
    world.run_until(Instant(89));
    assert_eq!(saw_since(&world, 1, 1), list(&[(70, "opened to 2")]));
    let refused = world.step().expect("the second action");
    assert!(matches!(refused.outcome, Outcome::Refused(_)));
    assert_eq!(world.step(), None);
}
