//! Every built-in lab can be solved, in each language, and every wrong turn fails its step.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use lab::invariants::Invariants;
use lab::{
    Action, Answer, Choice, Evidence, Lab, Learner, Pace, Prediction, Session, Status, StepKind,
    Track, Walk, shelf,
};
use proptest::prelude::*;
use serde_json::Value;

/// The seeds with which every lab is solved: three, and twenty with `--long`. A lab whose lesson depends on luck is broken.
fn seeds() -> Vec<u64> {
    let long = std::env::var_os("LOGARIUM_LONG").is_some();
    let more = if long { 100..117 } else { 0..0 };
    [1, 7, 4_294_967_291].into_iter().chain(more).collect()
}

#[test]
fn every_lab_is_solved_by_its_steps_and_missed_by_its_wrong_turns() {
    let seeds = seeds();
    of_every_lab(|lab| {
        assert!(!lab.wrong_turns().is_empty(), "{}", lab.id());
        if let Err(problems) = lab::prove(lab, &seeds) {
            panic!("{}:\n{problems}", lab.id());
        }
    });
}

/// Every lab, as many at once as there are cores.
fn of_every_lab(test: impl Fn(&Lab) + Sync) {
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, Into::into);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(lab) = shelf::labs().get(next.fetch_add(1, Ordering::Relaxed)) {
                    test(&shelf::open(lab.id).unwrap());
                }
            });
        }
    });
}

/// What a fault does, and what undoes one: there is something to break in every lab, and something to mend.
fn breaks(action: &Action) -> bool {
    use Action as A;
    match action {
        A::Passing(passing) => breaks(&passing.action),
        // Whatever comes next is let in.
        A::SetCompatibility(of) => of.level == "NONE",
        action => matches!(
            action,
            A::Crash(_)
                | A::PowerCut(_)
                | A::Pause(_)
                | A::Wipe(_)
                | A::Close(_)
                | A::DiskFull(_)
                | A::SlowDisk(_)
                | A::Partition(_)
                | A::Slow(_)
                | A::Hold(_)
                | A::Flaky(_)
                | A::DropNext(_)
                | A::Drop(_)
                | A::Delay(_)
                | A::SkewClock(_)
                | A::Fail(_)
                | A::Restart(_)
                | A::DeleteRecords(_)
                | A::DeleteTopic(_)
                | A::DeleteSchema(_)
        ),
    }
}

fn mends(action: &Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::Start(_)
            | A::Restart(_)
            | A::Resume(_)
            | A::Heal(_)
            | A::Repair(_)
            | A::Release(_)
            | A::DiskFreed(_)
            | A::AlterConfig(_)
            | A::ElectLeaders(_)
            | A::ResetOffsets(_)
            | A::AddPartitions(_)
    )
}

#[test]
fn every_lab_has_something_to_predict_to_do_to_break_to_mend_and_to_take_away() {
    for built_in in shelf::labs() {
        let lab = shelf::open(built_in.id).unwrap();
        let has =
            |found: &dyn Fn(&StepKind) -> bool| lab.steps().iter().any(|step| found(&step.kind));
        let is_done = |wanted: fn(&Action) -> bool| move |kind: &StepKind| matches!(kind, StepKind::Do(action) if wanted(action));
        let predicts = |kind: &StepKind| matches!(kind, StepKind::Predict(_));
        assert!(
            lab.steps()
                .iter()
                .filter(|step| predicts(&step.kind))
                .count()
                >= 2,
            "{}",
            lab.id()
        );
        assert!(
            has(&|kind| matches!(kind, StepKind::Do(_) | StepKind::Break(_))),
            "{}",
            lab.id()
        );
        let is_broken = has(&|kind| matches!(kind, StepKind::Break(_))) || has(&is_done(breaks));
        assert!(is_broken, "{}: there is nothing to break", lab.id());
        let is_mended = has(&|kind| matches!(kind, StepKind::Fix(_))) || has(&is_done(mends));
        assert!(is_mended, "{}: there is nothing to mend", lab.id());
        let last = lab.steps().last().unwrap();
        assert_eq!(
            last.kind,
            StepKind::Read,
            "{}: what one takes away comes last",
            lab.id()
        );
    }
}

#[test]
fn every_lab_says_how_long_it_takes_what_it_builds_on_and_what_to_talk_about() {
    let ids: Vec<&str> = shelf::labs().iter().map(|lab| lab.id).collect();
    for (place, built_in) in shelf::labs().iter().enumerate() {
        let lab = shelf::open(built_in.id).unwrap();
        let minutes = lab.minutes().unwrap_or_default();
        assert!(
            (5..=15).contains(&minutes),
            "{}: {minutes} minutes",
            lab.id()
        );
        for needed in lab.needs() {
            let comes_before = ids[..place].contains(&needed.as_str());
            assert!(
                comes_before,
                "{} needs {needed}, which does not come before it",
                lab.id()
            );
        }
        for language in lab.languages() {
            let questions = lab
                .prose(language)
                .discussion()
                .map_or("", |section| &section.body);
            let questions = questions.lines().filter(|line| line.starts_with("- "));
            assert!(
                questions.count() >= 3,
                "{} {language}: questions to discuss",
                lab.id()
            );
        }
    }
}

#[test]
fn there_are_labs_in_every_track_up_to_schemas() {
    let tracks: BTreeSet<Track> = shelf::labs()
        .iter()
        .map(|lab| shelf::open(lab.id).unwrap().track())
        .collect();
    let wanted = [
        Track::WhyALog,
        Track::Records,
        Track::Partitions,
        Track::Groups,
        Track::Writes,
        Track::Reads,
        Track::Replication,
        Track::Log,
        Track::Schemas,
    ];
    assert!(
        wanted.iter().all(|track| tracks.contains(track)),
        "{tracks:?}"
    );
    assert!(shelf::labs().len() >= 36);
}

#[test]
fn every_answer_is_contradicted_or_borne_out_by_an_event_of_the_run_or_by_nothing_happening() {
    for built_in in shelf::labs() {
        let lab = Arc::new(shelf::open(built_in.id).unwrap());
        let mut walk = Walk::new(&lab, Pace::Restful);
        for step in lab.steps() {
            if let StepKind::Predict(question) = &step.kind {
                let right = question.outcome(walk.session()).unwrap();
                for choice in &question.choices {
                    decided(question, choice, right, walk.session());
                }
            }
            walk.take_step().unwrap();
        }
    }
}

/// What contradicts a choice, or bears it out, is shown right after it, and is what it says.
fn decided(question: &Prediction, choice: &Choice, right: i64, session: &Session) {
    let Evidence {
        session: shown,
        value,
        event,
        until,
    } = question.evidence(session, choice).unwrap();
    assert_eq!(value, right, "{}", choice.id);
    let measured = |shown: &Session| question.measure.since(session, shown);
    match event {
        None => assert_eq!((measured(&shown), shown.playhead()), (right, until)),
        Some(event) => {
            assert_eq!(shown.position(), event.step.next());
            assert_eq!(measured(&shown), event.to, "{}", choice.id);
            let mut before = shown.clone();
            before.step_back();
            assert_eq!(measured(&before), event.from, "{}", choice.id);
            // What is right is not refuted by having been left before.
            let is_refuted = choice.value != right && event.from == choice.value;
            assert!(is_refuted || event.to == right, "{}", choice.id);
        }
    }
}

#[test]
fn every_built_in_lab_speaks_both_languages() {
    for built_in in shelf::labs() {
        let lab = shelf::open(built_in.id).unwrap();
        assert_eq!(lab.languages().collect::<Vec<_>>(), ["en", "es"]);
        assert_ne!(lab.prose("en"), lab.prose("es"), "{}", built_in.id);
        for language in ["en", "es"] {
            let prose = lab.prose(language);
            assert!(prose.summary.len() > 40);
            let is_plain = !prose.summary.contains(['`', '*', '_']);
            assert!(is_plain, "{}: a summary is shown as it is", built_in.id);
            for step in lab.steps() {
                assert!(
                    prose.section(&step.id).body.len() > 40,
                    "{} {language} {}",
                    built_in.id,
                    step.id
                );
            }
        }
    }
}

#[test]
fn what_must_hold_in_kafka_holds_after_every_step_of_every_lab() {
    for built_in in shelf::labs() {
        let lab = Arc::new(shelf::open(built_in.id).unwrap());
        let mut session = Session::new(Arc::clone(&lab));
        let mut invariants = Invariants::new();
        while session
            .world()
            .next_at()
            .is_some_and(|next| next <= lab.until())
        {
            let step = session.step().expect("there is a next event");
            let violations = invariants.after(session.world(), &step);
            assert_eq!(violations, [], "{}", built_in.id);
        }
        assert_eq!(invariants.sweep(session.world()), [], "{}", built_in.id);
    }
}

#[test]
fn a_learner_cannot_skip_a_step_or_choose_what_is_not_there() {
    let lab = Arc::new(shelf::open("first-records").unwrap());
    let session = Session::new(Arc::clone(&lab));
    let mut learner = Learner::new(&lab);
    assert!(!learner.observe(&session) && !learner.next(&session));
    assert_eq!(learner.answer(&session, "all"), Answer::NoSuchChoice);
    assert_eq!(
        (learner.status(0), learner.status(1)),
        (Status::Current, Status::Ahead)
    );

    learner.resume(&session, 1);
    assert_eq!(learner.answer(&session, "nonsense"), Answer::NoSuchChoice);
    // Nothing runs yet that could be started again, but Kafka's restart is a start then: nothing is printed.
    assert!(matches!(
        learner.answer(&session, "all"),
        Answer::Wrong | Answer::OffPath(_) | Answer::NotNow(_)
    ));
    assert!(!learner.may_go_on());
    learner.resume(&session, usize::MAX);
    assert_eq!(
        learner.status(lab.steps().len() - 1),
        Status::Done,
        "the last step is to be read"
    );
}

/// Values that make trouble.
fn nasty() -> impl Strategy<Value = Value> {
    let words = [
        "",
        "0",
        "-1",
        "1",
        "true",
        "all",
        "consumer-1",
        "broker-1",
        "controller",
        "leader of numtest-0",
        "coordinator of numtest-group",
        "numtest",
        "{n}",
        "\u{0}",
        "日本",
    ];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec![
            0_u64,
            1,
            2,
            5,
            999,
            10_000,
            u64::from(u32::MAX),
            u64::MAX
        ])
        .prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(words.to_vec()).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(serde_json::json!([])),
        Just(serde_json::json!({})),
        Just(serde_json::json!([1, "a", {}])),
        prop::sample::select(words.to_vec()).prop_map(|word| serde_json::json!({ (word): word })),
    ]
}

/// Every place of a document, as JSON pointers.
fn places(value: &Value, place: &str, found: &mut Vec<String>) {
    found.push(place.to_owned());
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                places(
                    value,
                    &format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                places(value, &format!("{place}/{index}"), found);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_parsing_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,200}") {
        let _ = Lab::parse(&String::from_utf8_lossy(&bytes), &[]);
        let _ = Lab::parse(&text, &[("en", &text)]);
        let commit = shelf::find("commit").unwrap();
        let _ = Lab::parse(commit.json, &[("en", &text), ("es", commit.prose[1].1)]);
        let _ = lab::run_json(&text, &text);
    }

    #[test]
    fn whatever_is_put_anywhere_is_refused_or_runs(
        id in 0..shelf::labs().len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), nasty()), 1..4),
    ) {
        let built_in = shelf::labs()[id];
        let mut file: Value = serde_json::from_str(built_in.json).unwrap();
        for (index, value) in changes {
            let mut found = Vec::new();
            places(&file, "", &mut found);
            let place = index.get(&found);
            *file.pointer_mut(place).unwrap() = value;
        }
        match Lab::parse(&file.to_string(), built_in.prose) {
            Ok(lab) => {
                prop_assert!(lab::fingerprint(&lab, Some(500)).step.0 <= 500);
                let again = Lab::parse(&lab.source().to_string(), built_in.prose).unwrap();
                prop_assert_eq!(&again, &lab, "a lab is what its source says");
            }
            Err(problems) => prop_assert!(!problems.is_empty()),
        }
    }

    #[test]
    fn no_change_makes_set_panic(path in "[a-z0-9.\\[\\]\"=-]{0,30}", value in nasty(), index in any::<prop::sample::Index>()) {
        let mut lab = shelf::open("commit").unwrap();
        let before = lab.clone();
        let known = ["clients.consumer-1.start_ms", "clients.producer-1.source", "steps[0]", "topics", "cluster.brokers[0]"];
        for change in [path.clone(), format!("{path}={value}"), format!("{}={value}", index.get(&known))] {
            if lab.set(&change).is_err() {
                prop_assert_eq!(&lab, &before, "what is refused changes nothing");
            } else {
                lab = before.clone();
            }
        }
    }
}
