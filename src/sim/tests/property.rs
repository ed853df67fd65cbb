//! Whatever breaks: order holds, time runs forward, nothing panics.

use std::collections::BTreeMap;

use engine::model::{Duration, Instant, NodeId};
use engine::node::ConnectionId;
use proptest::prelude::*;

use super::toy::{Toy, connected, network, order};
use crate::{Action, Fault, FlightId, Likeness, Outcome, Step, What, World};

/// What is done, and how long is waited before.
#[derive(Clone, Debug)]
enum Deed {
    Act(Action),
    DropOne(usize),
}

fn action() -> impl Strategy<Value = Deed> {
    let node = || (1_u32..=3).prop_map(NodeId);
    let text = prop_oneof![
        (1_u32..=3, 0..100, 0..60).prop_map(|(peer, number, after)| format!(
            "send {peer} {number} {after}; send {peer} {}",
            number + 1
        )),
        (1_u32..=3, 0..100)
            .prop_map(|(peer, number)| format!("send {peer} {number}; send {peer} {}", number + 1)),
        (1_u32..=4).prop_map(|peer| format!("open {peer}")),
        (0_u64..80).prop_map(|time| format!("busy {time}; service {}; echo", time / 4)),
        (0_u64..50, 0_u64..50).prop_map(|(least, more)| format!("timer {least} {}", least + more)),
        Just("append 1; append 2; flush 1; append 3".to_owned()),
        Just("trim 1; truncate 2; replace 4".to_owned()),
        Just("append 5; swap 0 1 6 7; read 30 2; append 8".to_owned()),
        Just("exit".to_owned()),
    ];
    prop_oneof![
        8 => (1_u32..=3, text).prop_map(|(node, text)| Deed::Act(order(node, &text))),
        2 => node().prop_map(|node| Deed::Act(Action::Start(node))),
        1 => node().prop_map(|node| Deed::Act(Action::Fault(Fault::Crash(node)))),
        1 => node().prop_map(|node| Deed::Act(Action::Fault(Fault::PowerCut(node)))),
        1 => node().prop_map(|node| Deed::Act(Action::Fault(Fault::Restart(node)))),
        1 => node().prop_map(|node| Deed::Act(Action::Fault(Fault::Pause(node)))),
        2 => node().prop_map(|node| Deed::Act(Action::Fault(Fault::Resume(node)))),
        1 => (node(), node(), any::<bool>())
            .prop_map(|(a, b, one_way)| Deed::Act(Action::Fault(Fault::Partition { a, b, one_way }))),
        2 => (node(), node()).prop_map(|(a, b)| Deed::Act(Action::Fault(Fault::Repair { a, b }))),
        1 => any::<usize>().prop_map(Deed::DropOne),
        2 => way_fault().prop_map(|fault| Deed::Act(Action::Fault(fault))),
        1 => (way_fault(), 0_u64..300).prop_map(|(fault, lasts)| Deed::Act(Action::Passing {
            what: Box::new(Action::Fault(fault)),
            lasts: Duration(lasts),
        })),
        1 => (node(), 0_u32..9)
            .prop_map(|(node, times)| Deed::Act(Action::Fault(Fault::SlowDisk { node, times }))),
        1 => node().prop_map(|node| Deed::Act(Action::Fault(Fault::Wipe(node)))),
        1 => node().prop_map(|node| Deed::Act(Action::Fault(Fault::DiskFull(node)))),
        1 => node().prop_map(|node| Deed::Act(Action::Fault(Fault::DiskFreed(node)))),
    ]
}

fn way_fault() -> impl Strategy<Value = Fault> {
    let node = || (1_u32..=3).prop_map(NodeId);
    (node(), node(), any::<bool>(), 0_u32..100).prop_flat_map(|(a, b, one_way, n)| {
        prop_oneof![
            Just(Fault::Slow {
                a,
                b,
                extra: Duration(n.into()),
                one_way
            }),
            Just(Fault::Partition { a, b, one_way }),
            Just(Fault::Heal { a, b, one_way }),
            Just(Fault::Hold { a, b, one_way }),
            Just(Fault::Release {
                a,
                b,
                one_way,
                messages: n.checked_sub(50)
            }),
            Just(Fault::Flaky {
                a,
                b,
                one_way,
                lost: n,
                of: 200
            }),
            Just(Fault::DropNext {
                from: a,
                to: b,
                like: Likeness::default()
            }),
        ]
    })
}

/// Checks what holds after every step.
#[derive(Default)]
struct Judge {
    at: Instant,
    /// The last flight that arrived in each direction of each connection.
    last: BTreeMap<(ConnectionId, NodeId), FlightId>,
    /// The ends that a process was told are gone.
    closed: BTreeMap<(ConnectionId, NodeId), ()>,
}

impl Judge {
    fn see(&mut self, step: &Step) {
        assert!(step.at >= self.at, "time runs forward");
        assert!(
            step.waited_since <= step.at,
            "nothing arrives before it was sent"
        );
        self.at = step.at;
        let Some(node) = step.node.filter(|_| step.outcome == Outcome::Handled) else {
            return;
        };
        match step.what {
            What::Message {
                flight, connection, ..
            } => {
                let before = self.last.insert((connection, node), flight);
                assert!(
                    before < Some(flight),
                    "what was sent first, is handled first"
                );
                assert!(
                    !self.closed.contains_key(&(connection, node)),
                    "nothing comes from a closed connection"
                );
            }
            What::Closed { connection, .. } => {
                let again = self.closed.insert((connection, node), ());
                assert_eq!(again, None, "a connection is closed once");
            }
            _ => {}
        }
    }
}

fn act(world: &mut World<Toy>, deed: &Deed) {
    let action = match deed {
        Deed::Act(action) => action.clone(),
        Deed::DropOne(any) => {
            let flights: Vec<FlightId> = world.flights().map(|flight| flight.id).collect();
            let Some(place) = any.checked_rem(flights.len()) else {
                return;
            };
            Action::Fault(Fault::Drop(flights[place]))
        }
    };
    // Much of it cannot be, and is refused.
    let _ = world.apply(action);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_holds_whatever_breaks(
        deeds in prop::collection::vec((0_u64..60, action()), 1..80),
        seed in any::<u64>(),
        jitter in 0_u64..40,
        bandwidth in prop_oneof![Just(0), Just(2_000_000_u64)],
    ) {
        let mut world = connected(3, network(10, jitter, bandwidth), seed);
        world.run_until(Instant(500));
        let (mut judge, mut middle) = (Judge::default(), None);
        let mut until = world.now();
        for (place, (wait, deed)) in deeds.iter().enumerate() {
            until.0 += wait;
            while world.next_at().is_some_and(|next| next <= until) {
                judge.see(&world.step().expect("it is due"));
            }
            world.advance_clock(until).expect("nothing is due before");
            act(&mut world, deed);
            if place == deeds.len() / 2 {
                middle = Some((place, world.clone()));
            }
        }
        while let Some(step) = world.step() {
            judge.see(&step);
        }

        let (place, mut again) = middle.expect("there is a middle");
        let mut until = again.now();
        for (wait, deed) in &deeds[place + 1..] {
            until.0 += wait;
            again.run_until(until);
            act(&mut again, deed);
        }
        while again.step().is_some() {}
        prop_assert_eq!(again.digest(), world.digest());
        prop_assert_eq!(again.state_digest(), world.state_digest());
    }
}
