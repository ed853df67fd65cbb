//! Without a broker: direct links, and a server that pushes.

use engine::app::direct::{Receiver, ReceiverSetup, Sender, SenderSetup, SenderTally};
use engine::app::push::{Buffer, Pusher, PusherSetup, WhenFull};
use engine::client::Observation;
use engine::model::NodeId;
use sim::{Action, AnyNode, Fault, World};

use crate::cluster::ms;
use crate::outside::{node, run, setup};

const PUSHER: NodeId = NodeId(9);
const SENDERS: [u32; 2] = [11, 12];
const RECEIVERS: [u32; 2] = [21, 22];

/// Two senders of ten items each, one every 10 ms, to `to`; and two receivers that take so many ms for each.
fn nodes(to: &[u32], synchronous: bool, process_ms: [i64; 2]) -> Vec<sim::NodeSetup> {
    let senders = SENDERS.iter().map(|id| {
        let sender = Sender::new(SenderSetup {
            id: NodeId(*id),
            to: to.iter().copied().map(NodeId).collect(),
            every: ms(10),
            count: 10,
            value_len: 100,
            synchronous,
            timeout: ms(1_000),
            reconnect_backoff: ms(100),
        });
        node(NodeId(*id), AnyNode::Sender(Box::new(sender)))
    });
    let receivers = RECEIVERS.iter().zip(process_ms).map(|(id, process_ms)| {
        let receiver = Receiver::new(ReceiverSetup {
            id: NodeId(*id),
            process_time: ms(process_ms),
        });
        node(NodeId(*id), AnyNode::Receiver(Box::new(receiver)))
    });
    senders.chain(receivers).collect()
}

fn direct(synchronous: bool, process_ms: [i64; 2]) -> World {
    World::new(setup(nodes(&RECEIVERS, synchronous, process_ms)))
}

/// The senders send to a server that pushes to the receivers, with room for four items each.
fn pushing(when_full: WhenFull, process_ms: [i64; 2]) -> World {
    let pusher = Pusher::new(PusherSetup {
        id: PUSHER,
        to: RECEIVERS.iter().copied().map(NodeId).collect(),
        buffer: 4,
        when_full,
        window: 1,
        timeout: ms(60_000),
        reconnect_backoff: ms(100),
    });
    let mut nodes = nodes(&[PUSHER.0], true, process_ms);
    nodes.push(node(PUSHER, AnyNode::Pusher(Box::new(pusher))));
    World::new(setup(nodes))
}

fn sender(world: &World, id: u32) -> &Sender {
    match world.slot(NodeId(id)).map(sim::Slot::node) {
        Some(AnyNode::Sender(sender)) => sender,
        _ => panic!("no sender {id}"),
    }
}

fn received(world: &World, id: u32) -> u64 {
    match world.slot(NodeId(id)).map(sim::Slot::node) {
        Some(AnyNode::Receiver(receiver)) => receiver.received(),
        _ => panic!("no receiver {id}"),
    }
}

fn pusher(world: &World) -> &Pusher {
    match world.slot(PUSHER).map(sim::Slot::node) {
        Some(AnyNode::Pusher(pusher)) => pusher,
        _ => panic!("no pusher"),
    }
}

fn buffer(world: &World, to: u32) -> &Buffer {
    pusher(world).buffer(NodeId(to)).expect("it has one")
}

fn fault(world: &mut World, fault: Fault) {
    world.apply(Action::Fault(fault)).expect("it is possible");
}

fn seen(world: &World, by: u32, wanted: impl Fn(&Observation) -> bool) -> u64 {
    let of = world
        .history()
        .iter()
        .filter(|entry| entry.node == NodeId(by) && wanted(&entry.observation));
    of.count() as u64
}

fn lost(peer: u32) -> impl Fn(&Observation) -> bool {
    move |observation| *observation == Observation::PeerLost(NodeId(peer))
}

#[test]
fn every_sender_reaches_every_receiver() {
    for synchronous in [true, false] {
        let mut world = direct(synchronous, [1, 1]);
        run(&mut world, 1_000);
        assert_eq!([received(&world, 21), received(&world, 22)], [20, 20]);
        let answered = if synchronous { 20 } else { 0 };
        let tally = SenderTally {
            sent: 20,
            answered,
            failed: 0,
            unknown: 0,
        };
        assert_eq!(sender(&world, 11).tally(), tally);
        let observed = |observation: &Observation| matches!(observation, Observation::DirectReceived { from, .. } if from.0 == 12);
        assert_eq!(seen(&world, 21, observed), 10);
    }
}

#[test]
fn the_slowest_receiver_sets_the_pace_of_a_synchronous_sender() {
    let mut world = direct(true, [1, 50]);
    run(&mut world, 150);
    assert!(sender(&world, 11).held_up() >= 8);
    assert!(
        received(&world, 21) <= received(&world, 22) + 2,
        "the fast one gets no more than the slow one"
    );
    let mut world = direct(false, [1, 50]);
    run(&mut world, 150);
    assert_eq!(sender(&world, 11).held_up(), 0);
    assert_eq!(received(&world, 21), 20);
    assert!(received(&world, 22) < 5, "the rest waits in its socket");
}

#[test]
fn a_dead_receiver_stops_a_synchronous_sender_for_all_until_it_is_back() {
    let mut world = direct(true, [1, 1]);
    run(&mut world, 55);
    fault(&mut world, Fault::Crash(NodeId(22)));
    run(&mut world, 1_000);
    let before = received(&world, 21);
    assert!(before < 20);
    assert_eq!(seen(&world, 11, lost(22)), 1, "the sender learns of it");
    fault(&mut world, Fault::Restart(NodeId(22)));
    run(&mut world, 1_000);
    assert_eq!(received(&world, 21), 20);
}

#[test]
fn an_asynchronous_sender_loses_what_it_sends_to_the_dead() {
    let mut world = direct(false, [1, 1]);
    run(&mut world, 55);
    fault(&mut world, Fault::Crash(NodeId(22)));
    run(&mut world, 1_000);
    let before = received(&world, 21);
    assert_eq!(before, 20, "the others do not notice");
    let tally = sender(&world, 11).tally();
    assert!(tally.failed >= 4, "{tally:?}");
    let failed = |observation: &Observation| {
        matches!(
            observation,
            Observation::DirectFailed {
                maybe_received: false,
                ..
            }
        )
    };
    assert_eq!(seen(&world, 11, failed), tally.failed);
    fault(&mut world, Fault::Restart(NodeId(22)));
    run(&mut world, 1_000);
    assert_eq!(received(&world, 22), 0, "nobody kept it for later");
}

#[test]
fn nobody_but_who_waits_for_an_answer_notices_a_host_that_went_dark() {
    for (synchronous, notices) in [(true, true), (false, false)] {
        let mut world = direct(synchronous, [1, 1]);
        run(&mut world, 55);
        fault(&mut world, Fault::PowerCut(NodeId(22)));
        run(&mut world, 3_000);
        let noticed = seen(&world, 11, lost(22)) > 0;
        assert_eq!(noticed, notices, "synchronous: {synchronous}");
        let tally = sender(&world, 11).tally();
        assert_eq!(tally.unknown > 0, notices);
        assert_eq!(tally.failed, 0, "what went into the dark counts as sent");
    }
}

#[test]
fn a_receiver_learns_that_a_process_died_but_not_that_a_host_went_dark() {
    let mut world = direct(true, [1, 1]);
    run(&mut world, 55);
    fault(&mut world, Fault::Crash(NodeId(11)));
    fault(&mut world, Fault::PowerCut(NodeId(12)));
    run(&mut world, 3_000);
    assert_eq!(seen(&world, 21, lost(11)), 1);
    assert_eq!(seen(&world, 21, lost(12)), 0);
}

#[test]
fn a_server_pushes_everything_to_receivers_that_keep_up() {
    for when_full in [WhenFull::DropNewest, WhenFull::DropOldest, WhenFull::Block] {
        let mut world = pushing(when_full, [1, 1]);
        run(&mut world, 1_000);
        assert_eq!([received(&world, 21), received(&world, 22)], [20, 20]);
        assert_eq!(buffer(&world, 22).dropped, 0);
    }
}

#[test]
fn a_slow_receiver_drowns_where_a_server_pushes() {
    for when_full in [WhenFull::DropNewest, WhenFull::DropOldest] {
        let mut world = pushing(when_full, [1, 50]);
        run(&mut world, 3_000);
        assert_eq!(received(&world, 21), 20, "the fast one is not held up");
        let slow = buffer(&world, 22);
        assert!(slow.dropped >= 8, "{slow:?}");
        assert_eq!(
            received(&world, 22) + slow.dropped,
            pusher(&world).received()
        );
        let dropped = |observation: &Observation| matches!(observation, Observation::PushDropped { to, .. } if to.0 == 22);
        assert_eq!(seen(&world, PUSHER.0, dropped), slow.dropped);
        assert_eq!(sender(&world, 11).tally().answered, 10, "it never knows");
    }
}

#[test]
fn a_full_buffer_loses_the_newest_or_the_oldest() {
    for (when_full, is_kept) in [(WhenFull::DropNewest, false), (WhenFull::DropOldest, true)] {
        let mut world = pushing(when_full, [1, 50]);
        run(&mut world, 3_000);
        let last = |observation: &Observation| {
            matches!(observation, Observation::DirectReceived { number: 9, .. })
        };
        let both = seen(&world, 22, last) == 2;
        assert_eq!(both, is_kept, "{when_full:?}");
    }
}

#[test]
fn a_server_that_may_drop_nothing_makes_everybody_as_slow_as_the_slowest() {
    let mut world = pushing(WhenFull::Block, [1, 50]);
    run(&mut world, 300);
    assert!(received(&world, 21) < 15, "{}", received(&world, 21));
    assert!(sender(&world, 11).held_up() > 0);
    assert!(pusher(&world).blocked() > 0);
    run(&mut world, 3_000);
    assert_eq!([received(&world, 21), received(&world, 22)], [20, 20]);
    assert_eq!(buffer(&world, 22).dropped, 0);
}

#[test]
fn a_buffer_never_holds_more_than_it_may() {
    for when_full in [WhenFull::DropNewest, WhenFull::DropOldest, WhenFull::Block] {
        let mut world = pushing(when_full, [1, 50]);
        let mut most = 0;
        for _ in 0..200 {
            run(&mut world, 5);
            most = most.max(buffer(&world, 22).waiting());
        }
        assert_eq!(most, 4, "{when_full:?}");
    }
}

#[test]
fn what_a_pushing_server_holds_dies_with_it() {
    let mut world = pushing(WhenFull::DropOldest, [1, 50]);
    run(&mut world, 105);
    let waiting = buffer(&world, 22).waiting();
    assert!(waiting >= 3);
    let before = received(&world, 22);
    fault(&mut world, Fault::Restart(PUSHER));
    run(&mut world, 5_000);
    assert_eq!(buffer(&world, 22).waiting(), 0);
    let after = received(&world, 22);
    let pushed = buffer(&world, 22).pushed;
    assert!(after <= before + 1 + pushed, "nothing of it came later");
}

#[test]
fn what_was_on_its_way_to_a_receiver_that_died_is_not_pushed_again() {
    let mut world = pushing(WhenFull::DropOldest, [1, 50]);
    run(&mut world, 60);
    fault(&mut world, Fault::Restart(NodeId(22)));
    run(&mut world, 5_000);
    let slow = buffer(&world, 22);
    assert_eq!(slow.unknown, 1);
    assert_eq!(slow.delivered + slow.unknown, slow.pushed);
    assert_eq!(slow.pushed + slow.dropped, pusher(&world).received());
}
