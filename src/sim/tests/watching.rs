//! Standing orders: what is done as soon as something has become so.

use std::sync::Arc;

use engine::model::{Duration, Instant, NodeId};

use super::toy::{Toy, list, network, order, saw_since, setup};
use crate::{Action, Condition, Fault, Outcome, Step, Target, Watch, What, World};

/// A node has seen so much.
#[derive(Debug)]
struct Saw {
    node: NodeId,
    times: usize,
}

impl Condition<Toy> for Saw {
    fn concerns(&self, step: &Step, _: &World<Toy>) -> bool {
        step.node == Some(self.node)
    }

    fn holds(&self, world: &World<Toy>) -> bool {
        let history = world.history().iter();
        history.filter(|entry| entry.node == self.node).count() >= self.times
    }
}

fn watched(watch: Watch<Toy>) -> World<Toy> {
    let mut setup = setup(2, network(10, 0, 0), 1);
    setup.script = vec![
        (Instant(50), order(1, "open 2").into()),
        (
            Instant(100),
            order(1, "send 2 1; send 2 2; send 2 3").into(),
        ),
    ];
    setup.watches = vec![watch];
    World::new(setup)
}

fn pause(node: u32) -> Action<Target> {
    Action::Fault(Fault::Pause(Target::Node(NodeId(node))))
}

/// As soon as node 2 has seen so much: it is booted, connected, and gets three messages.
fn once(times: usize, action: Action<Target>) -> Watch<Toy> {
    Watch {
        when: Arc::new(Saw {
            node: NodeId(2),
            times,
        }),
        action,
        not_before: Instant::ZERO,
        times: 1,
        every: Duration::ZERO,
    }
}

#[test]
fn what_is_to_be_done_then_is_done_before_anything_else_of_that_instant() {
    let mut world = watched(once(3, pause(2)));
    world.run_until(Instant(1_000));
    let seen = [(60, "opened from 1"), (110, "message 1")];
    assert_eq!(saw_since(&world, 2, 1), list(&seen));
}

#[test]
fn it_is_done_once_and_is_a_step_like_any_other() {
    let mut world = watched(once(3, pause(2)));
    let mut acts = Vec::new();
    while world.now() < Instant(1_000) {
        assert!(world.next_at().is_none_or(|next| next >= world.now()));
        let Some(step) = world.step() else { break };
        if let What::Action(Action::Fault(_)) = step.what {
            acts.push((step.at, step.outcome));
        }
    }
    assert_eq!(acts, [(Instant(110), Outcome::Handled)]);
}

#[test]
fn what_cannot_be_then_is_refused() {
    let nobody = Action::Fault(Fault::Resume(Target::Node(NodeId(2))));
    let mut world = watched(once(3, nobody));
    let steps = std::iter::from_fn(|| world.step());
    let refused = steps.filter(|step| matches!(step.outcome, Outcome::Refused(_)));
    assert_eq!(refused.count(), 1);
}

#[test]
fn nothing_is_done_before_its_time() {
    let watch = Watch {
        not_before: Instant(111),
        ..once(1, pause(2))
    };
    let mut world = watched(watch);
    world.run_until(Instant(1_000));
    let paused = world.slot(NodeId(2)).map(crate::Slot::life);
    assert_eq!(
        paused,
        Some(crate::Life::Up),
        "it sees nothing after 110 µs"
    );
}

#[test]
fn what_has_been_so_for_long_is_noticed_when_its_time_has_come() {
    let mut setup = setup(2, network(10, 0, 0), 1);
    let later = order(1, "timer 500 500");
    setup.script = vec![(Instant(100), later.into())];
    setup.watches = vec![Watch {
        not_before: Instant(300),
        ..once(1, pause(2))
    }];
    let mut world = World::new(setup);
    let paused = |world: &World<Toy>| world.slot(NodeId(2)).map(crate::Slot::life);
    world.run_until(Instant(599));
    assert_eq!(paused(&world), Some(crate::Life::Up));
    world.run_until(Instant(600));
    assert_eq!(paused(&world), Some(crate::Life::Paused));
}

#[test]
fn it_is_done_again_as_often_and_as_seldom_as_it_is_said() {
    let again = |times, every| Watch {
        times,
        every: Duration(every),
        ..once(3, order(1, "send 2 9").into())
    };
    let nines = |watch| {
        let mut world = watched(watch);
        world.run_until(Instant(1_000));
        let seen = saw_since(&world, 2, 1).into_iter();
        let nines = seen.filter(|(_, text)| text == "message 9");
        nines.map(|(at, _)| at).collect::<Vec<u64>>()
    };
    assert_eq!(nines(again(1, 5)), [120]);
    assert_eq!(nines(again(3, 5)), [120, 130, 140]);
    assert_eq!(
        nines(again(9, 15)),
        [120],
        "nothing is seen after that time"
    );
}

#[test]
fn a_run_with_standing_orders_is_the_same_again() {
    let run = || {
        let mut world = watched(once(3, pause(2)));
        world.run_until(Instant(105));
        let mut copy = world.clone();
        world.run_until(Instant(1_000));
        copy.run_until(Instant(1_000));
        assert_eq!(copy.state_digest(), world.state_digest());
        world.digest()
    };
    assert_eq!(run(), run());
}
