//! What is done to ways between nodes, and for a while.

use engine::model::{Duration, NodeId};
use sim::{Action, Fault, Likeness};

use super::deeds::outside;
use super::{CONTROLLER, Case};
use crate::dice::Dice;

pub fn deed(dice: &mut Dice, case: &Case) -> Action {
    let mut servers = case.brokers();
    servers.push(CONTROLLER);
    let mut anybody = outside(case);
    anybody.extend(&servers);
    let (a, b) = (dice.one_of(&anybody), dice.one_of(&servers));
    let one_way = dice.percent(50);
    let what = match dice.below(9) {
        0 | 1 => Action::Fault(Fault::Hold { a, b, one_way }),
        2 | 3 => Action::Fault(Fault::Flaky {
            a,
            b,
            one_way,
            lost: dice.one_of(&[1, 5, 50]),
            of: 100,
        }),
        4 => isolation(b, &anybody, one_way),
        5 => Action::Fault(Fault::Pause(b)),
        6 => Action::Fault(Fault::Crash(b)),
        7 => {
            return Action::Fault(Fault::Release {
                a,
                b,
                one_way,
                messages: dice.one_of(&[None, Some(1), Some(5)]),
            });
        }
        _ => {
            return Action::Fault(Fault::DropNext {
                from: a,
                to: b,
                like: Likeness {
                    api: None,
                    is_request: dice.one_of(&[None, Some(true), Some(false)]),
                },
            });
        }
    };
    if dice.percent(30) {
        return what;
    }
    Action::Passing {
        what: Box::new(what),
        lasts: Duration::from_millis(dice.within(10, 8_000) as i64),
    }
}

/// A node is cut off from everybody else.
fn isolation(node: NodeId, anybody: &[NodeId], one_way: bool) -> Action {
    let others = anybody.iter().filter(|other| **other != node);
    let cut = |other: &NodeId| {
        Action::Fault(Fault::Partition {
            a: node,
            b: *other,
            one_way,
        })
    };
    Action::Together(others.map(cut).collect())
}
