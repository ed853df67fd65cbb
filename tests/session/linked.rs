//! Runs as links: whatever was done comes back, and what cannot is told.

use engine::model::Instant;
use lab::link::{self, Opened, View};
use lab::{Action, LossKind, Session, shelf};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

use super::{at, crash, follow, restart, send, session, whims};

fn opened(link: &str) -> Opened {
    link::open(link).unwrap_or_else(|problems| panic!("{link}: {problems}"))
}

fn kinds(opened: &Opened) -> Vec<LossKind> {
    opened.losses.iter().map(|loss| loss.kind).collect()
}

/// What a link has to bring back.
fn told(session: &Session) -> impl PartialEq + std::fmt::Debug + use<> {
    let journal = session.journal().iter();
    let journal: Vec<_> = journal
        .map(|entry| (entry.step, entry.at, entry.action.clone()))
        .collect();
    let here = (
        session.playhead(),
        session.position(),
        session.world().digest(),
    );
    (session.lab().clone(), journal, here, session.reached())
}

fn ended() -> Session {
    let mut session = session("first-records");
    session.advance(at(11));
    session.act(crash()).unwrap();
    session.advance(Instant(12_500_000));
    session.act(restart()).unwrap();
    session.advance(at(16));
    session.seek(at(14));
    session
}

#[test]
fn a_short_run_has_a_link_that_can_be_read() {
    let session = ended();
    let view = View {
        select: Some("broker-1".to_owned()),
        ..View::default()
    };
    let link = link::to(&session, &view);
    assert!(link.starts_with("#/lab/first-records?check="), "{link}");
    for part in [
        "&seed=7&at=14s&do=11s:crash:consumer-1;12.5s:restart:consumer-1&until=16s&digest=",
        "&select=broker-1&engine=0.1.0",
    ] {
        assert!(link.contains(part), "{part} is not in {link}");
    }
    let opened = opened(&format!("https://host/some/path{link}"));
    assert_eq!(opened.losses, []);
    assert_eq!(told(&opened.session), told(&session));
    assert_eq!(opened.view, view);
    assert_eq!(link::to(&opened.session, &view), link);
}

#[test]
fn a_long_run_and_one_of_a_changed_lab_are_packed() {
    let mut long = session("first-records");
    for second in 4..24 {
        long.advance(at(second));
        long.act(send(u32::try_from(second).unwrap())).unwrap();
    }
    let mut lab = shelf::open("first-records").unwrap();
    lab.set("clients.producer-1.source.count=3").unwrap();
    let mut changed = Session::new(Arc::new(lab));
    changed.advance(at(9));
    for session in [long, changed] {
        let link = link::to(&session, &View::default());
        assert!(link.starts_with("#/run/1."), "{link}");
        assert!(link.len() < 3_000, "{}", link.len());
        let opened = opened(&link);
        assert_eq!(opened.losses, []);
        assert_eq!(told(&opened.session), told(&session));
    }
}

#[test]
fn a_moment_between_two_events_of_one_instant_comes_back() {
    let mut session = session("first-records");
    session.advance(at(4));
    let mut crowded = 0;
    for _ in 0..60 {
        session.step();
        let opened = opened(&link::to(&session, &View::default()));
        assert_eq!(opened.losses, []);
        assert_eq!(told(&opened.session), told(&session));
        let next = session.world().next_at();
        crowded += usize::from(next == Some(session.playhead()));
    }
    assert!(crowded > 0, "no two events are at one instant");
}

#[test]
fn a_link_can_be_written_by_hand() {
    let opened = opened("#/lab/first-records?at=13s&do=11s:crash:consumer-1;12s:start:consumer-1");
    assert_eq!(opened.losses, []);
    let mut by_hand = session("first-records");
    by_hand.advance(at(11));
    by_hand.act(crash()).unwrap();
    by_hand.advance(at(12));
    by_hand.act(Action::Start("consumer-1".to_owned())).unwrap();
    by_hand.advance(at(13));
    assert_eq!(told(&opened.session), told(&by_hand));
    let lab = self::opened("#/lab/first-records");
    assert_eq!(
        (lab.losses.len(), lab.session.playhead()),
        (0, Instant::ZERO)
    );
}

#[test]
fn every_entry_that_cannot_be_restored_is_told_and_the_others_are() {
    let deeds = [
        "1s:restart:consumer1",
        "2s:crush:consumer-1",
        "nonsense",
        "11s:start:consumer-1",
        "12s:crash:consumer-1",
        "5s:crash:consumer-1",
        "13s@7:start:consumer-1",
        "90s:crash:consumer-1",
    ];
    let link = format!("#/lab/first-records?do={}&until=20s", deeds.join(";"));
    let opened = opened(&link);
    let told: Vec<_> = opened
        .losses
        .iter()
        .map(|loss| (loss.kind, loss.problem.path.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (LossKind::Unreadable, "journal[1]"),
            (LossKind::Unreadable, "journal[2]"),
            (LossKind::Refused, "journal[0]"),
            (LossKind::Refused, "journal[3]"),
            (LossKind::OutOfOrder, "journal[5]"),
            (LossKind::AfterEnd, "journal[7]"),
            (LossKind::Shifted, "journal[6]"),
        ]
    );
    for (place, loss) in [(1, 0), (0, 2), (3, 3)] {
        let problem = &opened.losses[loss].problem;
        assert_eq!(problem.value, Some(format!("{:?}", deeds[place])));
    }
    assert!(
        opened.losses[2]
            .to_string()
            .contains("did you mean \"consumer-1\"?")
    );
    assert!(
        opened.losses[3]
            .to_string()
            .contains("consumer-1 runs already")
    );
    let done: Vec<_> = opened
        .session
        .journal()
        .iter()
        .map(|entry| entry.action.clone())
        .collect();
    assert_eq!(done, [crash(), Action::Start("consumer-1".to_owned())]);
    assert_eq!(opened.session.frontier(), at(20));
}

#[test]
fn a_run_that_comes_out_otherwise_is_told_with_both_digests() {
    let session = ended();
    let link = link::to(&session, &View::default());
    let digest = session.reached().digest.to_string();
    let without_check = format!("#/lab/first-records?{}", link.split_once('&').unwrap().1);
    assert_eq!(kinds(&opened(&without_check)), []);

    let other = without_check.replace(&digest, "00000000deadbeef");
    let opened = opened(&other);
    assert_eq!(kinds(&opened), [LossKind::Digest]);
    let message = opened.losses[0].to_string();
    assert!(
        message.contains(&digest) && message.contains("00000000deadbeef"),
        "{message}"
    );

    for (engine, age) in [("0.0.9", "older"), ("0.2.0", "newer"), ("x", "another")] {
        let made_by = |link: &str| link.replace("engine=0.1.0", &format!("engine={engine}"));
        assert_eq!(
            kinds(&self::opened(&made_by(&without_check))),
            [],
            "it plays the same"
        );
        let opened = self::opened(&made_by(&other));
        assert_eq!(kinds(&opened), [LossKind::Engine, LossKind::Digest]);
        let message = opened.losses[0].to_string();
        assert!(
            message.contains(age) && message.contains(engine),
            "{message}"
        );
    }
}

#[test]
fn a_lab_that_is_not_there_gives_way_to_the_nearest_or_is_refused_by_name() {
    let near = opened("#/lab/first-recods?at=3s");
    assert_eq!(near.session.lab().id(), "first-records");
    assert_eq!(kinds(&near), [LossKind::Lab, LossKind::Lab]);
    let problems = link::open("#/lab/no-such-lab?at=3s&speeed=1")
        .unwrap_err()
        .to_string();
    for expected in ["there is no lab \"no-such-lab\"", "did you mean \"speed\"?"] {
        assert!(problems.contains(expected), "{problems}");
    }
}

#[test]
fn what_is_wrong_in_a_packed_link_is_told_by_its_field_and_the_run_is_restored() {
    let session = ended();
    let good: Value = serde_json::from_str(&session.export()).unwrap();
    for (field, value, kind) in [
        ("format", json!(2), LossKind::Format),
        ("notes", json!("x"), LossKind::Unreadable),
        ("engine", json!(7), LossKind::Unreadable),
        ("playhead_step", json!(1), LossKind::Playhead),
        ("playhead_us", json!(17_000_000), LossKind::Playhead),
        ("view", json!({ "tab": 7 }), LossKind::View),
        ("view", json!({ "tub": "x" }), LossKind::View),
        ("view", json!("x"), LossKind::View),
    ] {
        let mut file = good.clone();
        file[field] = value;
        let opened = opened(&link::pack(&file.to_string()));
        assert_eq!(opened.losses[0].kind, kind, "{field}");
        let path = &opened.losses[0].problem.path;
        assert!(path.contains(field.trim_end_matches("_step")), "{path}");
        assert_eq!(opened.session.reached(), session.reached(), "{field}");
    }

    let mut other_step = good.clone();
    other_step["journal"][0]["step"] = json!(7);
    let opened = opened(&link::pack(&other_step.to_string()));
    assert_eq!(kinds(&opened), [LossKind::Shifted]);
    assert_eq!(
        told(&opened.session),
        told(&session),
        "its time says it too"
    );

    let mut no_lab = good;
    no_lab["lab"] = json!({ "source": { "id": "first-records", "seed": 7 } });
    let opened = self::opened(&link::pack(&no_lab.to_string()));
    assert!(kinds(&opened).iter().all(|kind| *kind == LossKind::Lab));
    assert!(
        opened
            .losses
            .last()
            .unwrap()
            .to_string()
            .contains("stands in for it")
    );
    assert_eq!(told(&opened.session), told(&session));
}

#[test]
fn what_is_shown_is_never_after_the_end() {
    let opened = opened("#/lab/first-records?at=30s&until=20s&tub=events&seed=-3");
    assert_eq!(
        kinds(&opened),
        [
            LossKind::Unreadable,
            LossKind::Unreadable,
            LossKind::Playhead
        ]
    );
    assert_eq!(opened.session.playhead(), at(20));
    assert!(
        opened.losses[0]
            .to_string()
            .contains("did you mean \"tab\"?")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_session_comes_back_from_its_link(whims in whims(), id in 0..2_usize) {
        let mut session = session(shelf::labs()[id].id);
        for whim in whims {
            follow(&mut session, whim);
        }
        for packed in [false, true] {
            let link = if packed { link::pack(&session.export()) } else { link::to(&session, &View::default()) };
            let opened = link::open(&link).map_err(|problems| TestCaseError::fail(problems.to_string()))?;
            prop_assert_eq!(&opened.losses, &[], "{}", link);
            prop_assert_eq!(told(&opened.session), told(&session), "{}", link);
        }
    }
}
