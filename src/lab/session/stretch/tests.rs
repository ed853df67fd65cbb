//! Stretches of real runs of the built-in labs.

use std::sync::Arc;

use sim::{Cargo, Ending};

use super::*;
use crate::action::{Action, Flight};
use crate::shelf;

const MANY: u64 = 100_000;

fn run(lab: &str, seconds: u64) -> Session {
    let mut session = Session::new(Arc::new(shelf::open(lab).expect("a built-in lab")));
    session.seek(Instant(seconds * 1_000_000));
    session
}

fn named<'a>(stretch: &'a Stretch, name: &str) -> Vec<&'a Travel> {
    let is = |travel: &&Travel| matches!(&travel.record.cargo, Cargo::Message(message) if message.body.name() == name);
    stretch.travels.iter().filter(is).collect()
}

#[test]
fn a_stretch_tells_what_arrived_in_the_words_of_its_steps() {
    let session = run("first-records", 8);
    let stretch = session.stretch(Instant(3_000_000), Instant(6_000_000), MANY);
    assert!(!stretch.shortened && stretch.travels.len() > 10);
    for travel in &stretch.travels {
        let Fate::Arrived(at, step) = travel.fate else {
            continue;
        };
        let past = session.past(step).expect("a step of this run");
        assert_eq!((past.at, past.node), (at, Some(travel.record.to)));
        assert_eq!(past.waited_since, travel.record.sent);
        assert_eq!(past.cause, Some(travel.record.cause));
        assert!(Instant(3_000_000) <= at && at <= Instant(6_000_000));
    }
}

#[test]
fn neighbouring_stretches_tell_everything_once() {
    let session = run("commit", 9);
    let arrived = |from: u64, to: u64| {
        let stretch = session.stretch(Instant(from), Instant(to), MANY);
        let arrived = |travel: &Travel| match travel.fate {
            Fate::Arrived(_, step) => Some(step),
            _ => None,
        };
        let mut steps: Vec<StepId> = stretch.travels.iter().filter_map(arrived).collect();
        steps.sort_unstable();
        steps
    };
    let mut parts = arrived(0, 4_000_000);
    parts.extend(arrived(4_000_001, 9_000_000));
    assert_eq!(parts, arrived(0, 9_000_000));
}

#[test]
fn what_is_on_its_way_at_the_end_is_told_as_such() {
    let mut session = run("first-records", 2);
    while session.world().flights().next().is_none() {
        session.step().expect("something happens");
    }
    let stretch = session.stretch(Instant::ZERO, session.playhead(), MANY);
    let under_way = stretch
        .travels
        .iter()
        .filter(|travel| travel.fate == Fate::UnderWay);
    assert_eq!(under_way.count(), session.world().flights().count());
}

#[test]
fn a_message_that_was_dropped_is_lost_at_the_step_that_dropped_it() {
    let mut session = run("first-records", 2);
    let flight = loop {
        session.step().expect("something happens");
        let mut flights = session.world().flights();
        let produce = flights.find(|flight| matches!(flight.cargo, Cargo::Message(message) if message.body.name() == "Produce"));
        if let Some(produce) = produce {
            break produce.id;
        }
    };
    let drop = Action::Drop(Flight { flight: flight.0 });
    let (at, step) = (session.playhead(), session.position());
    session.act(drop).expect("it can be dropped");
    session.seek(Instant(6_000_000));
    let stretch = session.stretch(Instant(1_000_000), Instant(6_000_000), MANY);
    let lost = stretch
        .travels
        .iter()
        .find(|travel| travel.record.id == flight);
    assert_eq!(lost.map(|travel| travel.fate), Some(Fate::Lost(at, step)));
    assert!(named(&stretch, "Produce").len() > 2, "it was sent again");
}

#[test]
fn a_crash_turns_a_node_and_so_does_its_start() {
    let mut session = run("first-records", 3);
    let node = session.lab().node("broker-1").expect("a node of the lab");
    session
        .act(Action::Crash("broker-1".into()))
        .expect("it runs");
    session.seek(Instant(4_000_000));
    session
        .act(Action::Start("broker-1".into()))
        .expect("it is down");
    session.seek(Instant(5_000_000));
    let stretch = session.stretch(Instant(2_000_000), Instant(5_000_000), MANY);
    let turns = stretch.turns.iter().filter(|turn| turn.node == node);
    let turns: Vec<_> = turns.map(|turn| (turn.at, turn.life)).collect();
    let down = Life::Down {
        since: Instant(3_000_000),
        how: Ending::Crashed,
    };
    assert_eq!(
        turns,
        [
            (Instant(2_000_000), Life::Up),
            (Instant(3_000_000), down),
            (Instant(4_000_000), Life::Up)
        ]
    );
}

#[test]
fn of_more_steps_than_are_played_again_the_last_ones_are_told() {
    let session = run("first-records", 15);
    let whole = session.stretch(Instant::ZERO, session.playhead(), MANY);
    let short = session.stretch(Instant::ZERO, session.playhead(), 100);
    assert!(short.shortened && short.from > Instant::ZERO);
    assert!(!short.travels.is_empty() && short.travels.len() <= 100);
    let last = |stretch: &Stretch| stretch.travels.last().cloned();
    assert_eq!(last(&short), last(&whole));
}

#[test]
fn a_stretch_of_nothing_is_empty() {
    let session = Session::new(Arc::new(shelf::open("first-records").expect("built in")));
    let stretch = session.stretch(Instant(5), Instant(9_000_000), MANY);
    assert_eq!((stretch.from, stretch.to), (Instant::ZERO, Instant::ZERO));
    assert!(stretch.travels.is_empty());
}

#[test]
fn what_waits_at_the_end_of_a_cut_way_is_held_up_since_it_came_there() {
    let mut session = run("first-records", 3);
    let cut = Action::Partition(crate::action::Cut {
        from: "producer-1".to_owned(),
        to: "broker-1".to_owned(),
        one_way: true,
    });
    session.act(cut).expect("it is whole");
    session.seek(Instant(6_000_000));
    let stretch = session.stretch(Instant(3_000_000), Instant(6_000_000), MANY);
    let waiting = session.world().flights();
    let waiting = waiting.filter(|flight| flight.arrives.is_none()).count();
    let since = |travel: &Travel| match travel.fate {
        Fate::HeldUp(since) => Some(since > travel.record.sent && since < stretch.to),
        _ => None,
    };
    let held_up: Vec<bool> = stretch.travels.iter().filter_map(since).collect();
    assert!(waiting > 0 && held_up == vec![true; waiting]);
}
