//! Every built-in lab can be solved, in each language, and every wrong turn fails its step.

use std::sync::Arc;

use lab::invariants::Invariants;
use lab::{
    Answer, Choice, Contradiction, Lab, Learner, Pace, Prediction, Session, Status, StepKind, Walk,
    shelf,
};
use proptest::prelude::*;
use serde_json::Value;

/// What chance follows from in every run of the tests; those of `--long` come after.
const SEEDS: [u64; 3] = [1, 7, 4_294_967_291];

#[test]
fn every_lab_is_solved_by_its_steps_and_missed_by_its_wrong_turns() {
    for built_in in shelf::labs() {
        let lab = shelf::open(built_in.id).unwrap();
        assert!(!lab.wrong_turns().is_empty(), "{}", built_in.id);
        if let Err(problems) = lab::prove(&lab, &SEEDS) {
            panic!("{}:\n{problems}", built_in.id);
        }
    }
}

#[test]
#[ignore = "takes minutes: --long"]
fn no_lesson_depends_on_luck() {
    let seeds: Vec<u64> = (100..120).collect();
    for built_in in shelf::labs() {
        let lab = shelf::open(built_in.id).unwrap();
        if let Err(problems) = lab::prove(&lab, &seeds) {
            panic!("{}:\n{problems}", built_in.id);
        }
    }
}

#[test]
fn every_wrong_answer_is_contradicted_by_an_event_of_the_run_or_by_nothing_happening() {
    for built_in in shelf::labs() {
        let lab = Arc::new(shelf::open(built_in.id).unwrap());
        let mut walk = Walk::new(&lab, Pace::Restful);
        for step in lab.steps() {
            if let StepKind::Predict(question) = &step.kind {
                let right = question.outcome(walk.session()).unwrap();
                for choice in &question.choices {
                    contradicted(question, choice, right, walk.session());
                }
            }
            walk.take_step().unwrap();
        }
    }
}

/// What contradicts a choice is shown right after it, and is what it says.
fn contradicted(question: &Prediction, choice: &Choice, right: i64, session: &Session) {
    let found = question.contradiction(session, choice).unwrap();
    let Some(Contradiction {
        session: shown,
        value,
        event,
        until,
    }) = found
    else {
        assert_eq!(choice.value, right, "{}", choice.id);
        return;
    };
    assert_eq!(value, right, "{}", choice.id);
    assert_ne!(choice.value, right, "{}", choice.id);
    let measured = |shown: &Session| question.measure.since(session, shown);
    match event {
        None => assert_eq!((measured(&shown), shown.playhead()), (right, until)),
        Some(event) => {
            assert_eq!(shown.position(), event.step.next());
            assert_eq!(measured(&shown), event.to, "{}", choice.id);
            let mut before = shown.clone();
            before.step_back();
            assert_eq!(measured(&before), event.from, "{}", choice.id);
            assert!(
                event.from == choice.value || event.to == right,
                "{}",
                choice.id
            );
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
        let commit = shelf::labs()[1];
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
