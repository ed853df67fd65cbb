//! Every built-in lab can be solved, in each language, and every wrong turn fails its step.

use std::sync::Arc;

use engine::model::{Duration, Instant};
use lab::invariants::Invariants;
use lab::{
    Action, Answer, Breaking, Fixed, Fixing, Lab, Learner, Prediction, Session, Status, StepDef,
    StepKind, WrongTurn, shelf,
};
use proptest::prelude::*;
use serde_json::Value;
use sim::Condition;

const SEEDS: [u64; 3] = [1, 7, 4_294_967_291];

#[test]
fn every_lab_is_solved_by_doing_what_its_steps_say() {
    for built_in in shelf::labs() {
        for seed in SEEDS {
            for pace in [Pace::Restful, Pace::Hurried] {
                let lab = shelf::open(built_in.id).unwrap().with_seed(seed);
                let mut walk = Walk::new(lab, pace);
                walk.go_to_the_end();
                assert!(walk.learner.finished(), "{} seed {seed}", built_in.id);
            }
        }
    }
}

#[test]
fn every_wrong_turn_fails_its_step() {
    for built_in in shelf::labs() {
        let turns = shelf::open(built_in.id).unwrap().wrong_turns().to_vec();
        assert!(!turns.is_empty(), "{} has no wrong turn", built_in.id);
        for turn in turns {
            for seed in SEEDS {
                let mut lab = shelf::open(built_in.id).unwrap().with_seed(seed);
                lab.set_all(&turn.set).unwrap();
                assert_fails(lab, &turn);
            }
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
fn every_run_without_anybody_acting_reaches_its_goals_and_keeps_its_claim() {
    for built_in in shelf::labs() {
        for seed in SEEDS {
            let lab = shelf::open(built_in.id).unwrap().with_seed(seed);
            let report = lab::run(lab, &lab::Options::default()).unwrap();
            assert_eq!(report.status, 0, "{} seed {seed}: {report:#?}", built_in.id);
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

/// How soon somebody goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// The run goes on a little whenever something is done or has come about.
    Restful,
    /// Whatever comes next is done at the very step at which the run is held.
    Hurried,
}

/// Somebody who does what the steps say.
struct Walk {
    session: Session,
    learner: Learner,
    pace: Pace,
}

impl Walk {
    fn new(lab: Lab, pace: Pace) -> Self {
        let lab = Arc::new(lab);
        Self {
            learner: Learner::new(&lab),
            session: Session::new(lab),
            pace,
        }
    }

    fn go_to_the_end(&mut self) {
        while self.take_step() {}
    }

    fn go_to_step(&mut self, id: &str) {
        while self.step().id != id {
            assert!(self.take_step(), "there is a step {id}");
        }
    }

    fn step(&self) -> StepDef {
        self.session.lab().steps()[self.learner.current()].clone()
    }

    /// Does the current step and goes to the next; `false` at the end.
    fn take_step(&mut self) -> bool {
        let step = self.step();
        match &step.kind {
            StepKind::Read => {}
            StepKind::Do(action) => {
                assert!(
                    !self.learner.observe(&self.session),
                    "{} is done before it is begun",
                    step.id
                );
                self.act(action);
                assert!(
                    self.learner.observe(&self.session),
                    "{} is not done by doing it",
                    step.id
                );
                // A reader's eye rests here: what was done takes its effect.
                if self.pace == Pace::Restful {
                    self.run_on(Duration::from_secs(8));
                }
            }
            StepKind::Reach { within, .. } => {
                assert!(
                    self.reached(*within),
                    "{} is not reached within {within}",
                    step.id
                );
            }
            StepKind::Predict(question) => self.answer(&step, question),
            StepKind::Break(breaking) => self.attack(&step, breaking),
            StepKind::Fix(fixing) => self.fix(&step, fixing),
        }
        self.learner.next(&self.session)
    }

    fn answer(&mut self, step: &StepDef, question: &Prediction) {
        let digest = self.session.world().digest();
        let value = question.outcome(&self.session).unwrap();
        let right: Vec<_> = question
            .choices
            .iter()
            .filter(|choice| choice.value == value)
            .collect();
        assert_eq!(
            right.len(),
            1,
            "{}: the engine says {value}; the choices are {:?}",
            step.id,
            question.choices
        );
        for wrong in question
            .choices
            .iter()
            .filter(|choice| choice.value != value)
        {
            assert_eq!(
                self.learner.answer(&self.session, &wrong.id),
                Answer::Wrong,
                "{} {}",
                step.id,
                wrong.id
            );
            assert!(!self.learner.may_go_on());
        }
        assert_eq!(
            self.learner.answer(&self.session, &right[0].id),
            Answer::Right,
            "{}",
            step.id
        );
        assert_eq!(
            self.learner.tried(self.learner.current()).len(),
            question.choices.len()
        );
        assert_eq!(
            self.session.world().digest(),
            digest,
            "a question leaves the run as it is"
        );
    }

    fn attack(&mut self, step: &StepDef, breaking: &Breaking) {
        let begun = self.session.playhead();
        for entry in &breaking.attack {
            let (from, until) = (
                begun + entry.at.since(Instant::ZERO),
                begun + breaking.within,
            );
            self.session.advance(from.max(self.session.playhead()));
            let is_so = |session: &Session| {
                let when = entry.when.as_ref();
                when.is_none_or(|when| when.holds(session.world()))
            };
            while !is_so(&self.session) && self.session.playhead() < until {
                self.session.step();
            }
            assert!(!self.learner.observe(&self.session), "{}", step.id);
            self.session.act(entry.action.clone()).unwrap();
        }
        assert!(
            self.reached(breaking.within),
            "{} is not broken by its attack",
            step.id
        );
    }

    /// As it is, the attack breaks the promise again; with the solution it does not.
    fn fix(&mut self, step: &StepDef, fixing: &Fixing) {
        let unchanged = self.learner.fix(&self.session, &[]);
        assert!(matches!(unchanged, Fixed::Broken(_)), "{}", step.id);
        assert!(!self.learner.may_go_on());
        let solved = self.learner.fix(&self.session, &fixing.solution);
        assert!(matches!(solved, Fixed::Holds(_)), "{}: {solved:?}", step.id);
    }

    /// Acts as soon as it can be done: whoever was asked to close may still be about to.
    fn act(&mut self, action: &Action) {
        let until = self.session.playhead() + Duration::from_secs(8);
        while let Err(refused) = self.session.act(action.clone()) {
            assert!(self.session.playhead() < until, "{refused}");
            self.session.step();
        }
    }

    fn run_on(&mut self, time: Duration) {
        self.session.advance(self.session.playhead() + time);
    }

    fn reached(&mut self, within: Duration) -> bool {
        let until = self.session.playhead() + within;
        while self.session.playhead() < until {
            if self.learner.observe(&self.session) {
                return true;
            }
            match self.pace {
                Pace::Restful => self.run_on(Duration::from_millis(50)),
                Pace::Hurried => drop(self.session.step()),
            }
        }
        self.learner.observe(&self.session)
    }
}

fn assert_fails(lab: Lab, turn: &WrongTurn) {
    let mut walk = Walk::new(lab, Pace::Restful);
    walk.go_to_step(&turn.fails);
    for action in &turn.actions {
        walk.session.act(action.clone()).unwrap();
    }
    let within = match walk.step().kind {
        StepKind::Reach { within, .. } => within,
        StepKind::Break(breaking) => breaking.within,
        _ => Duration::from_secs(5),
    };
    assert!(
        !walk.reached(within),
        "wrong turn {} reaches step {}",
        turn.id,
        turn.fails
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
