//! Time travel: wherever one goes and however one gets there, the run is the same.

mod damaged;
mod linked;
mod orders;
mod samples;
mod saved;
mod twins;

use std::sync::Arc;

use engine::model::{Duration, Instant, StepId};
use lab::{Action, BranchId, Learner, MarkKind, Refused, Send, Session, shelf};
use proptest::prelude::*;
use serde_json::{Value, json};
use sim::{Digest, World};

fn session(id: &str) -> Session {
    Session::new(Arc::new(shelf::open(id).unwrap()))
}

fn at(seconds: u64) -> Instant {
    Instant(seconds * 1_000_000)
}

fn crash() -> Action {
    Action::Crash("consumer-1".to_owned())
}

fn restart() -> Action {
    Action::Restart("consumer-1".to_owned())
}

fn send(number: u32) -> Action {
    Action::Send(Send {
        client: "producer-1".to_owned(),
        topic: "numtest".to_owned(),
        partition: None,
        key: Value::Null,
        value: json!({ "number": number }),
    })
}

/// The digests of a run from its beginning, without any time travel: after each step.
fn straight(session: &Session) -> Vec<Digest> {
    let mut world = World::new(session.lab().setup());
    let mut digests = vec![world.digest()];
    let mut journal = session.journal().iter().peekable();
    loop {
        if let Some(entry) = journal.next_if(|entry| entry.step == world.steps()) {
            world.advance_clock(entry.at).unwrap();
            let (_, deed) = session.lab().resolve(entry.action.clone(), &world).unwrap();
            world.apply(deed).unwrap();
        } else if journal.peek().is_none()
            && world.next_at().is_none_or(|next| next > session.frontier())
        {
            return digests;
        } else {
            world.step();
        }
        digests.push(world.digest());
    }
}

#[test]
fn every_step_of_a_run_can_be_sought_and_is_the_same() {
    let mut session = session("commit");
    session.advance(at(6));
    session.act(crash()).unwrap();
    session.advance(at(8));
    session.act(restart()).unwrap();
    session.advance(at(20));
    let digests = straight(&session);
    let last = session.position().0;
    assert_eq!(last as usize + 1, digests.len());
    for step in (0..=last).rev().step_by(7).chain(0..=last) {
        session.seek_step(StepId(step));
        assert_eq!(
            session.world().digest(),
            digests[step as usize],
            "step {step}"
        );
    }
    assert_eq!(
        session.frontier(),
        at(20),
        "looking around moves no frontier"
    );
    assert_eq!(session.branches().len(), 1);
}

#[test]
fn the_playhead_can_stand_between_two_events() {
    let mut session = session("first-records");
    session.advance(Instant(5_500_123));
    assert_eq!(session.playhead(), Instant(5_500_123));
    assert!(session.world().now() < session.playhead());
    let digest = session.world().digest();
    session.advance(at(9));
    session.seek(Instant(5_500_123));
    assert_eq!(
        (session.playhead(), session.world().digest()),
        (Instant(5_500_123), digest)
    );
    session.act(crash()).unwrap();
    let entry = session.journal()[0].clone();
    assert_eq!(entry.at, Instant(5_500_123));
    assert_eq!(session.world().now(), Instant(5_500_123));
}

#[test]
fn acting_in_the_past_forks_and_the_old_future_stays() {
    let mut session = session("first-records");
    session.advance(at(12));
    session.act(restart()).unwrap();
    session.advance(at(15));
    let old = (
        session.world().digest(),
        session.journal().to_vec(),
        session.marks().to_vec(),
    );

    session.seek(at(5));
    session.act(crash()).unwrap();
    session.advance(at(15));
    assert_ne!(session.world().digest(), old.0);
    assert_eq!(session.journal().len(), 1);
    let branches = session.branches();
    assert_eq!(branches.len(), 2);
    assert_eq!(
        (
            branches[1].parent,
            branches[1].forked_at,
            branches[1].current
        ),
        (Some(BranchId(0)), at(5), true)
    );
    assert_eq!(branches[1].cause, Some(crash()));
    assert_eq!(
        (branches[0].until, branches[0].current, &branches[0].cause),
        (at(15), false, &None)
    );

    session.switch(BranchId(0));
    assert_eq!(session.playhead(), at(15));
    assert_eq!(
        (
            session.world().digest(),
            session.journal().to_vec(),
            session.marks().to_vec()
        ),
        old
    );
    session.seek(at(13));
    session.switch(BranchId(1));
    assert_eq!(session.playhead(), at(13));
    session.switch(BranchId(99));
    assert!(
        session.branches()[1].current,
        "there is no such branch to go to"
    );
}

#[test]
fn going_to_a_shorter_branch_shows_its_frontier() {
    let mut session = session("first-records");
    session.advance(at(10));
    session.seek(at(3));
    session.act(crash()).unwrap();
    session.switch(BranchId(0));
    session.advance(at(14));
    session.switch(BranchId(1));
    assert_eq!(session.playhead(), at(3));
    assert_eq!(session.position().0, session.journal()[0].step.0 + 1);
}

#[test]
fn acting_twice_at_one_moment_is_no_fork() {
    let mut session = session("first-records");
    session.advance(at(12));
    session.act(crash()).unwrap();
    session.act(Action::Start("consumer-1".to_owned())).unwrap();
    assert_eq!((session.branches().len(), session.journal().len()), (1, 2));
    session.advance(at(13));
    // A step that nobody has taken yet is no past.
    session.seek(session.frontier());
    session.act(send(10)).unwrap();
    assert_eq!(session.branches().len(), 1);
}

#[test]
fn what_cannot_be_done_changes_nothing() {
    let mut session = session("first-records");
    session.advance(at(12));
    session.seek(at(4));
    let before = (session.world().digest(), session.playhead());
    assert!(matches!(
        session.act(Action::Start("consumer-1".to_owned())),
        Err(Refused::NotNow { .. })
    ));
    let Err(Refused::Wrong(problem)) = session.act(Action::Crash("consumer1".to_owned())) else {
        panic!("there is no consumer1");
    };
    assert_eq!(
        problem.to_string(),
        "crash: there is no node \"consumer1\"; did you mean \"consumer-1\"?"
    );
    assert_eq!((session.world().digest(), session.playhead()), before);
    assert_eq!(
        (
            session.branches().len(),
            session.journal().len(),
            session.deeds()
        ),
        (1, 0, 0)
    );
}

#[test]
fn a_step_back_undoes_one_event() {
    let mut session = session("first-records");
    let digests: Vec<_> = (0..50)
        .map(|_| (session.position(), session.world().digest(), session.step()))
        .collect();
    for (position, digest, step) in digests.iter().rev() {
        assert!(session.step_back());
        assert_eq!(
            (session.position(), session.world().digest()),
            (*position, *digest)
        );
        assert_eq!(step.as_ref().map(|step| step.id), Some(*position));
    }
    assert!(!session.step_back());
    assert_eq!(session.playhead(), Instant::ZERO);
}

#[test]
fn a_long_way_is_gone_in_slices() {
    let mut session = session("commit");
    let mut most = 0;
    for seconds in 2..20 {
        session.advance(at(seconds));
        let digest = session.world().digest();
        session.seek(at(1));
        let mut slices = 0;
        while !session.seek_slice(at(seconds), 1).done {
            slices += 1;
            assert!(session.playhead() <= at(seconds));
        }
        most = most.max(slices);
        let arrived = (session.world().digest(), session.playhead());
        assert_eq!(arrived, (digest, at(seconds)));
    }
    assert!(most > 3, "{most}");
}

#[test]
fn a_run_is_held_at_the_step_that_reaches_a_goal() {
    let session = session("commit");
    let goal = Learner::new(session.lab())
        .goal(session.lab())
        .map(|(goal, _)| goal.clone())
        .expect("the lab begins with something to reach");
    let held_at = |slice| {
        let mut session = self::session("commit");
        loop {
            let reached = |session: &Session| goal.is_reached(session);
            let progress = session.seek_slice_until(at(60), slice, reached);
            if progress.done {
                assert!(progress.held && progress.at == session.playhead());
                return session;
            }
        }
    };
    let mut held = held_at(1);
    assert_eq!(held.position(), held_at(1_000).position());
    assert!(goal.holds(held.world()));
    held.step_back();
    assert!(!goal.holds(held.world()));
}

#[test]
fn the_timeline_is_told_once() {
    let mut session = session("first-records");
    session.advance(at(12));
    session.act(crash()).unwrap();
    session.advance(at(20));
    let (marks, density) = (
        session.marks().to_vec(),
        session.density(Instant::ZERO, at(21), 21),
    );
    assert_eq!(
        density.iter().map(|count| u64::from(*count)).sum::<u64>(),
        session.position().0
    );
    assert!(
        marks
            .iter()
            .any(|mark| mark.kind == MarkKind::Action(crash()))
    );
    assert!(
        marks
            .iter()
            .any(|mark| matches!(mark.kind, MarkKind::Ended(sim::Ending::Crashed)))
    );
    assert!(
        marks
            .iter()
            .filter(|mark| mark.kind == MarkKind::Started)
            .count()
            >= 4
    );
    session.seek(at(2));
    session.advance(at(20));
    assert_eq!(
        (session.marks(), session.density(Instant::ZERO, at(21), 21)),
        (&*marks, density)
    );
}

#[test]
fn the_last_steps_of_a_node_are_told_from_the_past() {
    let mut session = session("first-records");
    let mut taken = Vec::new();
    for _ in 0..250 {
        taken.extend(session.step());
    }
    let consumer = session.lab().node("consumer-1").unwrap();
    let mut mine: Vec<_> = taken
        .iter()
        .filter(|step| step.node == Some(consumer))
        .cloned()
        .collect();
    let recent = session.recent(consumer, 12);
    assert_eq!(recent, mine.split_off(mine.len() - 12));
    assert_eq!(session.recent(consumer, 10_000).len(), mine.len() + 12);
    assert_eq!(session.past(StepId(100)).as_ref(), taken.get(100));
    assert_eq!(session.past(StepId(100_000)), None);
}

/// What somebody may do with a session.
#[derive(Clone, Copy, Debug)]
enum Whim {
    Seek(u64),
    SeekStep(u64),
    Step,
    StepBack,
    Act(usize),
    Switch(usize),
}

fn follow(session: &mut Session, whim: Whim) {
    match whim {
        Whim::Seek(us) => session.seek(Instant(us)),
        Whim::SeekStep(step) => session.seek_step(StepId(step)),
        Whim::Step => drop(session.step()),
        Whim::StepBack => drop(session.step_back()),
        // What cannot be done now is refused, which is fine.
        Whim::Act(number) => drop(session.act(deed(number))),
        Whim::Switch(branch) => session.switch(BranchId(branch)),
    }
}

fn whims() -> impl Strategy<Value = Vec<Whim>> {
    let whim = prop_oneof![
        (0..25_000_000_u64).prop_map(Whim::Seek),
        (0..600_u64).prop_map(Whim::SeekStep),
        Just(Whim::Step),
        Just(Whim::StepBack),
        (0..8_usize).prop_map(Whim::Act),
        (0..6_usize).prop_map(Whim::Switch),
    ];
    prop::collection::vec(whim, 1..25)
}

fn deed(number: usize) -> Action {
    let name = |name: &str| name.to_owned();
    match number {
        0 => crash(),
        1 => restart(),
        2 => send(42),
        3 => Action::PowerCut(name("broker-1")),
        4 => Action::Restart(name("broker-1")),
        5 => Action::Close(name("consumer-1")),
        6 => Action::Pause(name("broker-1")),
        _ => Action::Resume(name("broker-1")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn wherever_somebody_goes_the_run_follows_from_its_journal(whims in whims(), id in 0..2_usize) {
        let mut session = session(shelf::labs()[id].id);
        for whim in whims {
            follow(&mut session, whim);
            prop_assert!(session.world().now() <= session.playhead());
            prop_assert!(session.playhead() <= session.frontier());
        }
        for branch in 0..session.branches().len() {
            session.switch(BranchId(branch));
            session.seek(session.frontier());
            let digests = straight(&session);
            prop_assert_eq!(session.position().0 as usize + 1, digests.len());
            prop_assert_eq!(session.world().digest(), digests[digests.len() - 1]);
            let restored = Session::import(&session.export()).map_err(|problems| TestCaseError::fail(problems.to_string()))?;
            prop_assert_eq!(restored.world().digest(), session.world().digest());
            prop_assert_eq!(restored.samples().all(), session.samples().all());
        }
    }

    #[test]
    fn no_text_makes_import_panic(text in "\\PC{0,200}", number in any::<i64>(), word in "[a-z-]{0,14}") {
        let _ = Session::import(&text);
        let file = json!({ "format": 1, "lab": { "id": "commit" }, "seed": 7, "playhead_us": number,
            "journal": [{ "step": number, "at_us": number, "do": { "crash": word } }, { "step": 1, "at_us": 5, "do": { (word.clone()): word } }],
            "frontier": { "step": number, "at_us": 1_000_000, "digest": word } });
        prop_assert!(Session::import(&file.to_string()).is_err());
    }
}

#[test]
fn a_long_run_keeps_few_checkpoints_and_is_still_sought_quickly() {
    let mut lab = shelf::open("first-records").unwrap();
    lab.set_all(&[
        "clients.producer-1.source.every_ms=5",
        "clients.producer-1.source.count=20000",
    ])
    .unwrap();
    let mut session = Session::new(Arc::new(lab));
    session.advance(Instant::ZERO + Duration::from_secs(110));
    let last = session.position().0;
    assert!(last > 30_000, "{last}");
    let digests = straight(&session);
    for step in [0, 1, 63, 64, 65, last / 3, last / 2, last - 1, last] {
        session.seek_step(StepId(step));
        assert_eq!(
            session.world().digest(),
            digests[step as usize],
            "step {step}"
        );
    }
}
