//! What cannot be is refused, with what can, and changes nothing.

use engine::model::{Duration, Instant, NodeId};

use super::toy::{Toy, fault, order, pair, partition};
use crate::{Action, Fault, FlightId, Refusal, World};

fn refused(world: &mut World<Toy>, action: Action) -> String {
    let (digest, state) = (world.digest(), world.state_digest());
    let refusal = world.apply(action).expect_err("it cannot be");
    assert_eq!((world.digest(), world.state_digest()), (digest, state));
    refusal.to_string()
}

#[test]
fn refusals_say_what_is_wrong_and_what_is_allowed() {
    let mut world = pair();
    let (one, two, nine) = (NodeId(1), NodeId(2), NodeId(9));
    let text = refused(&mut world, Action::Fault(Fault::Crash(nine)));
    assert_eq!(text, "there is no node 9; the nodes are 1, 2");
    let text = refused(&mut world, Action::Start(one));
    assert_eq!(
        text,
        "node 1 runs already; crash, power_cut or restart it instead"
    );
    let text = refused(&mut world, Action::Fault(Fault::Resume(one)));
    assert_eq!(
        text,
        "node 1 is not paused; only a paused node can be resumed"
    );
    let text = refused(&mut world, Action::Fault(Fault::Drop(FlightId(77))));
    assert_eq!(
        text,
        "no message 77 is in flight; only a request or response on its way can be dropped"
    );
    let text = refused(
        &mut world,
        Action::Fault(Fault::Partition {
            a: one,
            b: one,
            one_way: false,
        }),
    );
    assert_eq!(
        text,
        "there is no link from node 1 to itself; name two different nodes"
    );
    let text = refused(&mut world, Action::Fault(Fault::Repair { a: one, b: two }));
    assert_eq!(
        text,
        "nothing is wrong between nodes 1 and 2; there is nothing to repair"
    );

    partition(&mut world, 1, 2, true);
    let again = Action::Fault(Fault::Partition {
        a: one,
        b: two,
        one_way: true,
    });
    assert_eq!(
        refused(&mut world, again),
        "nodes 1 and 2 are partitioned already; repair them first"
    );
    partition(&mut world, 1, 2, false);

    fault(&mut world, Fault::Pause(one));
    let text = refused(&mut world, Action::Fault(Fault::Pause(one)));
    assert_eq!(text, "node 1 is paused already; resume it first");

    fault(&mut world, Fault::Crash(two));
    for action in [
        Action::Fault(Fault::Crash(two)),
        Action::Fault(Fault::Pause(two)),
        order(2, "nothing"),
    ] {
        assert_eq!(
            refused(&mut world, action),
            "node 2 is not running; start it first"
        );
    }
    fault(&mut world, Fault::PowerCut(two));
    let text = refused(&mut world, Action::Fault(Fault::PowerCut(two)));
    assert_eq!(text, "node 2 is powered off already; start it first");
}

#[test]
fn a_disk_is_wiped_when_nobody_uses_it_and_freed_when_it_was_filled() {
    let mut world = pair();
    let (one, two) = (NodeId(1), NodeId(2));
    let wipe = || Action::Fault(Fault::Wipe(one));
    let running = "node 1 is running; crash it or cut its power before its disk is wiped";
    assert_eq!(refused(&mut world, wipe()), running);
    fault(&mut world, Fault::Pause(one));
    assert_eq!(refused(&mut world, wipe()), running);
    for down in [Fault::Crash(one), Fault::PowerCut(one)] {
        fault(&mut world, down);
        assert_eq!(world.check(&wipe()), Ok(()));
    }

    let freed = || Action::Fault(Fault::DiskFreed(two));
    let text = "the disk of node 2 was not filled; there is nothing to free";
    assert_eq!(refused(&mut world, freed()), text);
    fault(&mut world, Fault::DiskFull(two));
    let text = refused(&mut world, Action::Fault(Fault::DiskFull(two)));
    assert_eq!(text, "the disk of node 2 is full already; free it first");
    assert!(world.apply(freed()).is_ok());

    let stopped = Fault::SlowDisk {
        node: two,
        times: 0,
    };
    let text = "the disk of node 2 cannot take 0 times as long; 1 is as fast as it is";
    assert_eq!(refused(&mut world, Action::Fault(stopped)), text);
    let itself = Fault::Slow {
        a: two,
        b: two,
        extra: Duration(1),
        one_way: false,
    };
    let text = "there is no link from node 2 to itself; name two different nodes";
    assert_eq!(refused(&mut world, Action::Fault(itself)), text);
}

#[test]
fn a_way_is_mended_of_what_is_wrong_with_it_only() {
    let mut world = pair();
    let (a, b) = (NodeId(1), NodeId(2));
    let one_way = false;
    for (wrong, text) in [
        (
            Fault::Heal { a, b, one_way },
            "nodes 1 and 2 are not partitioned; there is nothing to heal",
        ),
        (
            Fault::Release {
                a,
                b,
                one_way,
                messages: None,
            },
            "nothing between nodes 1 and 2 is held; there is nothing to release",
        ),
        (
            Fault::Flaky {
                a,
                b,
                one_way,
                lost: 3,
                of: 2,
            },
            "3 of 2 messages cannot be lost; at least 0 of 1 are, and at most all",
        ),
        (
            Fault::Flaky {
                a,
                b,
                one_way,
                lost: 0,
                of: 0,
            },
            "0 of 0 messages cannot be lost; at least 0 of 1 are, and at most all",
        ),
    ] {
        assert_eq!(refused(&mut world, Action::Fault(wrong)), text);
    }
    let hold = Fault::Hold { a, b, one_way };
    fault(&mut world, hold);
    let text = "what is between nodes 1 and 2 is held already; release it first";
    assert_eq!(refused(&mut world, Action::Fault(hold)), text);
}

#[test]
fn only_what_can_be_mended_can_be_for_a_while() {
    let mut world = pair();
    let passing = |action: Action| Action::Passing {
        what: Box::new(action),
        lasts: Duration(5),
    };
    let restart = Action::Fault(Fault::Restart(NodeId(1)));
    let text = "this is over at once; only what can be mended can be for a while";
    assert_eq!(refused(&mut world, passing(restart)), text);
    let crash = Action::Fault(Fault::Crash(NodeId(1)));
    assert_eq!(refused(&mut world, passing(passing(crash))), text);
    let nobody = Action::Together(Vec::new());
    let text = "there is nobody that this is about";
    assert_eq!(refused(&mut world, nobody), text);
}

#[test]
fn a_process_that_never_started_is_started_not_restarted() {
    let mut setup = super::toy::setup(1, super::toy::network(10, 0, 0), 1);
    setup.nodes[0].starts_at = None;
    let mut world = World::new(setup);
    for fault in [
        Fault::Restart(NodeId(1)),
        Fault::PowerCut(NodeId(1)),
        Fault::Wipe(NodeId(1)),
    ] {
        assert_eq!(
            refused(&mut world, Action::Fault(fault)),
            "node 1 was never started; start it first"
        );
    }
    assert!(world.apply(Action::Start(NodeId(1))).is_ok());
}

#[test]
fn the_clock_moves_only_forward_and_not_past_the_next_event() {
    let mut world = pair();
    assert_eq!(world.advance_clock(Instant(150)), Ok(()));
    assert_eq!(world.now(), Instant(150));
    let back = Refusal::Backwards {
        now: Instant(150),
        to: Instant(140),
    };
    assert_eq!(world.advance_clock(Instant(140)), Err(back));
    super::toy::tell(&mut world, 1, "timer 50 50");
    world.step();
    let past = Refusal::PastNextEvent {
        next: Instant(200),
        to: Instant(201),
    };
    assert_eq!(world.advance_clock(Instant(201)), Err(past));
    assert_eq!(world.advance_clock(Instant(200)), Ok(()));
}
