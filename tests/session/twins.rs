//! The same lab, seed and deeds under two configurations.

use engine::client::Observation;
use engine::model::Instant;
use lab::{Action, BranchId, Comparison, Count, Session, Twin};

use super::{at, session};

const ALL: [&str; 2] = [
    "clients.producer-1.config.acks=all",
    "clients.producer-2.config.acks=all",
];

fn caught_up(first: &Session, changes: &[&str]) -> Twin {
    let mut twin = Twin::of(first, changes).expect("it can be configured so");
    catch_up(&mut twin, first);
    twin
}

fn catch_up(twin: &mut Twin, first: &Session) {
    while !twin.follow(first, 500).done {}
    assert_eq!(twin.session().playhead(), first.playhead());
}

/// Lost under `acks=1`: the leader dies before any follower has the records that it has acknowledged.
fn attacked() -> Session {
    let mut session = session("acks-1");
    session.advance(at(10));
    session
        .act(Action::Crash("leader of payments-0".to_owned()))
        .unwrap();
    session.advance(at(40));
    session
}

#[test]
fn what_acks_1_loses_acks_all_keeps_at_the_same_moment() {
    let first = attacked();
    let twin = caught_up(&first, &ALL);
    let comparison = Comparison::of(&first, twin.session());
    assert!(!comparison.first.holds && comparison.second.holds);
    let lost = comparison
        .counts()
        .find(|(count, ..)| *count == Count::Lost);
    let (_, first_lost, second_lost) = lost.expect("it is counted");
    assert!(first_lost > 0 && second_lost == 0);
    assert!(!comparison.is_same());
}

#[test]
fn equal_configurations_differ_in_nothing() {
    let first = attacked();
    let twin = caught_up(&first, &["clients.producer-1.config.acks=1"]);
    assert_eq!(twin.session().world().digest(), first.world().digest());
    assert!(Comparison::of(&first, twin.session()).is_same());
    let mut nothing = Twin::of(&first, &[] as &[&str]).expect("nothing is changed");
    catch_up(&mut nothing, &first);
    assert_eq!(nothing.session().world().digest(), first.world().digest());
}

#[test]
fn the_dice_of_one_run_do_not_move_those_of_the_other() {
    let first = {
        let mut first = session("acks-1");
        first.advance(at(20));
        first
    };
    // One client less, and all that it draws: the others send and are answered at the very same moments.
    let twin = caught_up(&first, &["clients.consumer-1.start_ms=null"]);
    let answered = |session: &Session| -> Vec<Instant> {
        let mine = session.lab().node("producer-1");
        let entries = session.world().history().iter();
        let answered = entries.filter(|entry| {
            Some(entry.node) == mine
                && matches!(entry.observation, Observation::Acknowledged { .. })
        });
        answered.map(|entry| entry.at).collect()
    };
    assert!(answered(&first).len() > 100);
    assert_eq!(answered(&first), answered(twin.session()));
}

#[test]
fn wherever_the_first_goes_its_twin_goes_too() {
    let mut first = attacked();
    let mut twin = caught_up(&first, &ALL);
    let late = twin.session().world().digest();
    for moment in [at(3), at(10), at(25), at(0), at(40)] {
        first.seek(moment);
        catch_up(&mut twin, &first);
    }
    assert_eq!(twin.session().world().digest(), late);
    // Just before the deed, and just after it, at one and the same moment.
    first.seek(at(10));
    let crashed = |twin: &Twin| twin.session().journal()[0].step < twin.session().position();
    catch_up(&mut twin, &first);
    assert!(crashed(&twin));
    first.step_back();
    while !twin.follow(&first, 500).done {}
    assert!(!crashed(&twin));
}

#[test]
fn a_twin_goes_to_other_branches_and_back() {
    let mut first = attacked();
    let mut twin = caught_up(&first, &ALL);
    let crashed = twin.session().world().digest();
    first.seek(at(5));
    first.act(Action::Pause("broker-2".to_owned())).unwrap();
    first.advance(at(20));
    catch_up(&mut twin, &first);
    let straight = caught_up(&first, &ALL);
    assert_eq!(
        twin.session().world().digest(),
        straight.session().world().digest()
    );
    first.switch(BranchId(0));
    first.seek(at(40));
    catch_up(&mut twin, &first);
    assert_eq!(twin.session().world().digest(), crashed);
}

#[test]
fn what_cannot_be_done_to_the_twin_is_told_from_then_on() {
    let mut first = session("acks-1");
    first.advance(at(5));
    first.act(Action::Crash("consumer-1".to_owned())).unwrap();
    first.advance(at(8));
    let mut twin = caught_up(&first, &["clients.consumer-1.start_ms=null"]);
    let told: Vec<_> = twin.not_done().cloned().collect();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].0, &told[0].1),
        (at(5), &Action::Crash("consumer-1".to_owned()))
    );
    first.seek(at(4));
    catch_up(&mut twin, &first);
    assert_eq!(twin.not_done().count(), 0);
}

#[test]
fn what_is_wrong_with_a_change_is_told_by_its_place() {
    let first = session("acks-1");
    let problems = Twin::of(&first, &["clients.producer-9.config.acks=all"]).unwrap_err();
    let text = problems.to_string();
    assert!(text.contains("did you mean \"producer-1\"?"), "{text}");
}
