//! Ways that are held, flaky or cut for a while, and what befalls several nodes at once.

use engine::model::{Duration, Instant, NodeId};
use engine::protocol::ApiKey;

use super::toy::{
    Toy, connected, fault, flight, list, network, order, pair, partition, repair, saw, setup, tell,
};
use crate::{Action, Fault, Life, Likeness, Outcome, Refusal, Target, What, World};

const ONE: NodeId = NodeId(1);
const TWO: NodeId = NodeId(2);

const HOLD: Fault = Fault::Hold {
    a: ONE,
    b: TWO,
    one_way: false,
};

const fn release(messages: Option<u32>) -> Fault {
    Fault::Release {
        a: ONE,
        b: TWO,
        one_way: false,
        messages,
    }
}

const fn flaky(lost: u32, of: u32) -> Fault {
    Fault::Flaky {
        a: ONE,
        b: TWO,
        one_way: true,
        lost,
        of,
    }
}

fn passing(fault: Fault, lasts: u64) -> Action {
    Action::Passing {
        what: Box::new(Action::Fault(fault)),
        lasts: Duration(lasts),
    }
}

fn life(world: &World<Toy>, node: u32) -> Life {
    world.slot(NodeId(node)).expect("it has a slot").life()
}

/// How many of so many messages get from 1 to 2, each on a connection of its own.
fn arrived(seed: u64, ratio: Fault, messages: usize) -> usize {
    let mut world = connected(2, network(10, 0, 0), seed);
    fault(&mut world, ratio);
    for number in 0..messages {
        world.run_until(Instant(1_000 * (number as u64 + 1)));
        tell(&mut world, 1, "open 2");
        world.run_until(Instant(1_000 * (number as u64 + 1) + 500));
        tell(&mut world, 1, &format!("send 2 {number}"));
    }
    while world.step().is_some() {}
    let seen = saw(&world, 2);
    let messages = seen.iter().filter(|(_, text)| text.starts_with("message"));
    messages.count()
}

#[test]
fn a_held_message_goes_on_in_its_order_when_it_is_released() {
    let mut world = pair();
    tell(&mut world, 1, "send 2 1; send 2 2");
    world.run_until(Instant(104));
    fault(&mut world, HOLD);
    assert_eq!(
        world
            .flights()
            .filter(|flight| flight.arrives.is_none())
            .count(),
        2,
        "it stands still at once, wherever it is"
    );
    world.run_until(Instant(150));
    tell(&mut world, 1, "send 2 3");
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 2), []);
    fault(&mut world, release(None));
    tell(&mut world, 1, "send 2 4");
    world.run_until(Instant(2_000));
    let seen: Vec<String> = saw(&world, 2).into_iter().map(|(_, text)| text).collect();
    assert_eq!(seen, ["message 1", "message 2", "message 3", "message 4"]);
    assert_eq!(saw(&world, 1), [], "no connection was broken");
    assert_eq!(world.held().count(), 0);
}

#[test]
fn held_messages_are_let_go_one_by_one() {
    let mut world = pair();
    fault(&mut world, HOLD);
    tell(&mut world, 1, "send 2 1; send 2 2; send 2 3");
    world.run_until(Instant(1_000));
    fault(&mut world, release(Some(1)));
    world.run_until(Instant(2_000));
    assert_eq!(saw(&world, 2), list(&[(1_010, "message 1")]));
    fault(&mut world, release(Some(2)));
    tell(&mut world, 1, "send 2 4");
    world.run_until(Instant(3_000));
    let seen = [
        (1_010, "message 1"),
        (2_010, "message 2"),
        (2_010, "message 3"),
    ];
    assert_eq!(saw(&world, 2), list(&seen));
    assert_eq!(world.held().count(), 2, "the way is held on");
}

#[test]
fn a_way_that_is_cut_and_held_is_free_when_neither_is_so() {
    let mut world = pair();
    partition(&mut world, 1, 2, false);
    fault(&mut world, HOLD);
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(500));
    fault(&mut world, release(None));
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 2), []);
    let heal = Fault::Heal {
        a: ONE,
        b: TWO,
        one_way: false,
    };
    fault(&mut world, heal);
    world.run_until(Instant(1_500));
    assert_eq!(saw(&world, 2), list(&[(1_010, "message 1")]));
}

#[test]
fn a_flaky_way_loses_about_as_many_messages_as_its_ratio_says() {
    let lost = |seed, ratio| 300 - arrived(seed, ratio, 300);
    assert_eq!(lost(1, flaky(0, 5)), 0);
    assert_eq!(lost(1, flaky(5, 5)), 300);
    for seed in 0..8 {
        let lost = lost(seed, flaky(1, 5));
        assert!((35..=85).contains(&lost), "{lost} of 300 under seed {seed}");
    }
    assert_ne!(lost(1, flaky(1, 5)), lost(2, flaky(1, 5)));
}

#[test]
fn a_message_that_a_flaky_way_loses_breaks_its_connection() {
    let mut world = pair();
    fault(&mut world, flaky(1, 1));
    tell(&mut world, 1, "send 2 1; send 2 2");
    tell(&mut world, 2, "send 1 3");
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 2), list(&[(110, "closed Reset")]));
    let seen = list(&[(110, "message 3"), (120, "closed Reset")]);
    assert_eq!(saw(&world, 1), seen, "the other way is as it was");
}

#[test]
fn the_next_message_that_is_like_this_is_lost_and_no_other() {
    let mut world = pair();
    let drop_next = |is_request| Fault::DropNext {
        from: ONE,
        to: TWO,
        like: Likeness {
            api: Some(ApiKey::Heartbeat),
            is_request: Some(is_request),
        },
    };
    let fetch = Fault::DropNext {
        from: ONE,
        to: TWO,
        like: Likeness {
            api: Some(ApiKey::Fetch),
            is_request: None,
        },
    };
    fault(&mut world, fetch);
    fault(&mut world, drop_next(false));
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(150));
    assert_eq!(
        saw(&world, 2),
        list(&[(110, "message 1")]),
        "it is a request, and no fetch"
    );
    fault(&mut world, drop_next(true));
    tell(&mut world, 1, "send 2 2");
    world.run_until(Instant(200));
    tell(&mut world, 1, "open 2");
    world.run_until(Instant(300));
    tell(&mut world, 1, "send 2 3");
    world.run_until(Instant(400));
    let seen = [
        (110, "message 1"),
        (160, "closed Reset"),
        (210, "opened from 1"),
        (310, "message 3"),
    ];
    assert_eq!(saw(&world, 2), list(&seen));
}

#[test]
fn a_slow_way_can_be_slow_one_way_only() {
    let mut world = pair();
    let slow = Fault::Slow {
        a: ONE,
        b: TWO,
        extra: Duration(30),
        one_way: true,
    };
    fault(&mut world, slow);
    tell(&mut world, 1, "send 2 1");
    tell(&mut world, 2, "send 1 2");
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 2), list(&[(140, "message 1")]));
    assert_eq!(saw(&world, 1), list(&[(110, "message 2")]));
}

#[test]
fn a_partition_heals_by_itself_after_its_time_and_leaves_the_way_as_slow_as_it_was() {
    let mut world = pair();
    let slow = Fault::Slow {
        a: ONE,
        b: TWO,
        extra: Duration(30),
        one_way: false,
    };
    fault(&mut world, slow);
    let cut = Fault::Partition {
        a: ONE,
        b: TWO,
        one_way: false,
    };
    world.apply(passing(cut, 400)).expect("it can be");
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(499));
    assert_eq!(world.blocked().count(), 2);
    let step = world.step().expect("the mending");
    let heal = Fault::Heal {
        a: ONE,
        b: TWO,
        one_way: false,
    };
    assert_eq!((step.at, step.outcome), (Instant(500), Outcome::Handled));
    assert_eq!(step.what, What::Action(Action::Fault(heal)));
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 2), list(&[(540, "message 1")]));
    assert_eq!(world.slowed().count(), 2);
}

#[test]
fn everything_that_breaks_for_a_while_is_mended_by_itself() {
    let (a, b, one_way) = (ONE, TWO, false);
    for broken in [
        Fault::Crash(ONE),
        Fault::PowerCut(ONE),
        Fault::Pause(ONE),
        Fault::DiskFull(ONE),
        Fault::SlowDisk {
            node: ONE,
            times: 9,
        },
        Fault::SkewClock {
            node: ONE,
            offset_ms: 70,
        },
        Fault::Partition { a, b, one_way },
        HOLD,
        flaky(1, 2),
        Fault::Slow {
            a,
            b,
            extra: Duration(5),
            one_way,
        },
    ] {
        let mut world = pair();
        world.apply(passing(broken, 50)).expect("it can be");
        world.run_until(Instant(1_000));
        let slot = world.slot(ONE).expect("it has a slot");
        assert_eq!(slot.life(), Life::Up, "{broken:?}");
        assert_eq!(
            (slot.disk().is_filled(), slot.disk().slowness()),
            (false, 1)
        );
        assert_eq!(slot.clock_offset_ms(), 0);
        let ways = (world.blocked().count(), world.held().count());
        assert_eq!(
            (ways, world.flaky().count(), world.slowed().count()),
            ((0, 0), 0, 0)
        );
    }
}

#[test]
fn what_befalls_several_befalls_those_that_it_can() {
    let mut world = connected(3, network(10, 0, 0), 1);
    fault(&mut world, Fault::Crash(TWO));
    let both: Action<Target> = Action::Fault(Fault::Crash(Target::Nodes([ONE, TWO].into())));
    let action = world.resolve(&both).expect("they are there");
    let step = world.apply(action.clone()).expect("one can be crashed");
    let done = Action::Together(vec![Action::Fault(Fault::Crash(ONE))]);
    assert_eq!(
        step.what,
        What::Action(done),
        "what is told is what was done"
    );
    assert!(!life(&world, 1).is_running() && life(&world, 3).is_running());
    assert_eq!(world.apply(action), Err(Refusal::NotRunning(ONE)));
}

#[test]
fn a_node_is_cut_off_from_everybody_else() {
    let mut world = connected(4, network(10, 0, 0), 1);
    let isolate = Action::Fault(Fault::Partition {
        a: Target::Node(TWO),
        b: Target::Others,
        one_way: true,
    });
    let action = world.resolve(&isolate).expect("there are others");
    world.apply(action).expect("nothing is cut");
    let cut: Vec<_> = world.blocked().map(|(a, b)| (a.0, b.0)).collect();
    assert_eq!(cut, [(2, 1), (2, 3), (2, 4)]);
}

#[test]
fn a_group_is_cut_off_from_the_rest_and_not_within_itself_until_its_time_is_over() {
    let mut setup = setup(4, network(10, 0, 0), 1);
    let cut = Action::Fault(Fault::Partition {
        a: Target::Nodes([ONE, TWO].into()),
        b: Target::Others,
        one_way: false,
    });
    let passing = Action::Passing {
        what: Box::new(cut),
        lasts: Duration(300),
    };
    setup.script = vec![
        (Instant(50), order(1, "open 2").into()),
        (Instant(100), passing),
    ];
    let mut world = World::new(setup);
    world.run_until(Instant(399));
    assert_eq!(world.blocked().count(), 8);
    assert!(
        !world
            .blocked()
            .any(|way| way == (ONE, TWO) || way == (TWO, ONE))
    );
    world.run_until(Instant(400));
    assert_eq!(world.blocked().count(), 0);
}

#[test]
fn a_held_message_can_be_dropped() {
    let mut world = pair();
    fault(&mut world, HOLD);
    tell(&mut world, 1, "send 2 1; send 2 2");
    world.run_until(Instant(500));
    let lost = flight(&world, 2);
    fault(&mut world, Fault::Drop(lost));
    fault(&mut world, release(None));
    world.run_until(Instant(1_000));
    let seen = list(&[(510, "message 1"), (510, "closed Reset")]);
    assert_eq!(saw(&world, 2), seen);
}

#[test]
fn a_repair_ends_everything_that_is_wrong_with_a_way() {
    let mut world = pair();
    let drop_next = Fault::DropNext {
        from: ONE,
        to: TWO,
        like: Likeness::default(),
    };
    for wrong in [HOLD, flaky(1, 1), drop_next] {
        fault(&mut world, wrong);
        repair(&mut world, 2, 1);
    }
    partition(&mut world, 1, 2, true);
    fault(&mut world, HOLD);
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(500));
    repair(&mut world, 1, 2);
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 2), list(&[(510, "message 1")]));
}

#[test]
fn what_a_process_is_still_at_work_on_dies_with_it_though_its_way_is_held() {
    let mut world = pair();
    tell(&mut world, 2, "busy 50; send 1 1");
    world.run_until(Instant(120));
    fault(&mut world, HOLD);
    fault(&mut world, Fault::Crash(TWO));
    world.run_until(Instant(300));
    fault(&mut world, release(None));
    world.run_until(Instant(500));
    assert_eq!(saw(&world, 1), list(&[(310, "closed Reset")]));
}

#[test]
fn what_is_held_stays_so_when_its_host_has_power_again() {
    let mut world = pair();
    fault(&mut world, HOLD);
    tell(&mut world, 1, "open 2");
    world.run_until(Instant(500));
    fault(&mut world, Fault::PowerCut(TWO));
    fault(&mut world, release(Some(1)));
    world.run_until(Instant(600));
    world.apply(Action::Start(TWO)).expect("it is down");
    world.run_until(Instant(700));
    let seen = list(&[(600, "booted 1 with []"), (600, "opened from 1")]);
    assert_eq!(
        saw(&world, 2),
        seen,
        "what was let go waited for the host only"
    );
    tell(&mut world, 1, "open 2");
    world.run_until(Instant(1_000));
    assert_eq!(saw(&world, 2), seen);
    assert_eq!(saw(&world, 1), [], "the answer is held");
}

#[test]
fn a_mending_is_moot_when_somebody_was_faster() {
    let mut world = pair();
    world
        .apply(passing(Fault::Pause(TWO), 50))
        .expect("it runs");
    fault(&mut world, Fault::Resume(TWO));
    let mending = std::iter::from_fn(|| world.step()).find(|step| step.at == Instant(150));
    let mending = mending.expect("it comes nevertheless");
    assert_eq!(mending.outcome, Outcome::Moot);
    assert_eq!(life(&world, 2), Life::Up);
}
