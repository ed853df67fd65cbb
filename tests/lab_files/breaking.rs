//! Promises to break, and configurations under which the same attack breaks nothing.

use std::sync::Arc;

use engine::model::Instant;
use engine::protocol::ApiKey;
use lab::{Attack, Fixed, Lab, Learner, Session, Work, shelf};
use serde_json::{Value, json};
use sim::Cargo;
use view::lesson::Attempted;

use crate::{action, told};

/// Followers lag two seconds behind a leader that acknowledges what it alone has.
fn lagging() -> Value {
    let failover = shelf::labs()
        .iter()
        .find(|lab| lab.id == "failover")
        .expect("it is built in");
    let mut file: Value = serde_json::from_str(failover.json).unwrap();
    for list in ["goals", "wrong_turns"] {
        file[list] = json!([]);
    }
    file["steps"] = json!([
        {
            "id": "break-it",
            "kind": "break",
            "claim": "at-least-once",
            "attack": [{ "at_ms": 8_000, "do": { "crash": "leader of orders-0" } }]
        },
        {
            "id": "fix-it",
            "kind": "fix",
            "of": "break-it",
            "settings": [
                { "path": "clients.producer-1.config.acks", "values": ["0", "1", "all"] },
                { "path": "clients.producer-1.start_ms", "values": [1_000, null] }
            ],
            "solution": ["clients.producer-1.config.acks=all"],
            "goals": [{ "measure": { "acknowledged": "producer-1" }, "at_least": 1 }],
            "run_ms": 30_000
        }
    ]);
    file
}

/// Somebody at the first step.
fn begun() -> (Session, Learner) {
    let lab = Arc::new(Lab::parse(&lagging().to_string(), &[]).unwrap());
    let learner = Learner::new(&lab);
    (Session::new(lab), learner)
}

/// The same after the leader died with records that nobody else has.
fn broken() -> (Session, Learner) {
    let (mut session, mut learner) = begun();
    crash_the_leader(&mut session, &mut learner);
    (session, learner)
}

/// After eight seconds; and the learner goes on to the next step.
fn crash_the_leader(session: &mut Session, learner: &mut Learner) {
    session.advance(Instant(8_000_000));
    session
        .act(action(json!({ "crash": "leader of orders-0" })))
        .unwrap();
    assert!(!learner.observe(session), "nobody has missed anything yet");
    session.advance(Instant(40_000_000));
    assert!(learner.observe(session) && learner.next(session));
}

fn fixed(changes: &[&str]) -> (Fixed, Learner) {
    let (session, mut learner) = broken();
    let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
    (learner.fix(&session, &changes), learner)
}

#[test]
fn a_promise_is_broken_by_what_somebody_does_and_not_by_waiting() {
    let (mut session, mut learner) = begun();
    session.advance(Instant(40_000_000));
    assert!(!learner.observe(&session));
    broken();
}

#[test]
fn with_acks_all_the_same_attack_loses_nothing() {
    let (outcome, learner) = fixed(&["clients.producer-1.config.acks=all"]);
    let Fixed::Holds(replayed) = outcome else {
        panic!("{outcome:?}");
    };
    assert!(replayed.refused.is_empty() && learner.may_go_on());
    assert_eq!(
        replayed.session.journal()[0].at,
        Instant(8_000_000),
        "it was attacked in the same moment"
    );
}

#[test]
fn with_acks_1_the_same_attack_loses_records_again() {
    for changes in [&[][..], &["clients.producer-1.config.acks=1"]] {
        let (outcome, learner) = fixed(changes);
        assert!(matches!(outcome, Fixed::Broken(_)) && !learner.may_go_on());
    }
}

#[test]
fn an_attack_in_slices_comes_to_what_it_comes_to_in_one_go() {
    for (change, holds) in [("1", false), ("all", true)] {
        let changes = [format!("clients.producer-1.config.acks={change}")];
        let (session, learner) = broken();
        let in_one_go = learner.clone().fix(&session, &changes);
        for size in [1, 7, 400] {
            let mut learner = learner.clone();
            let mut trial = learner.attempt(&session, &changes).unwrap();
            let (mut slices, mut before) = (0, Instant::ZERO);
            while !trial.slice(size) {
                let (here, to) = trial.progress();
                assert!(before <= here && here <= to, "{here} of {to}");
                (slices, before) = (slices + 1, here);
            }
            let (Fixed::Holds(whole) | Fixed::Broken(whole)) = &in_one_go else {
                panic!("{in_one_go:?}");
            };
            assert!(slices >= whole.session.position().0 / u64::from(size));
            let in_slices = learner.judge(trial);
            assert_eq!(matches!(in_slices, Fixed::Holds(_)), holds);
            assert_eq!(learner.may_go_on(), holds);
            let (Fixed::Holds(sliced) | Fixed::Broken(sliced)) = &in_slices else {
                panic!("{in_slices:?}");
            };
            assert_eq!(sliced.session.export(), whole.session.export());
        }
    }
}

#[test]
fn what_is_tried_at_one_step_is_not_judged_at_another() {
    let (session, mut learner) = broken();
    let changes = ["clients.producer-1.config.acks=all".to_owned()];
    let trial = learner.attempt(&session, &changes).unwrap();
    let mut elsewhere = Learner::new(session.lab());
    assert!(matches!(elsewhere.judge(trial), Fixed::NotHere));
    assert!(!elsewhere.may_go_on());
}

#[test]
fn damage_that_shows_late_is_waited_for() {
    let mut file = lagging();
    // The first loss is certain when there is another leader, nine seconds after the crash.
    file["steps"][1]["run_ms"] = json!(1);
    let lab = Arc::new(Lab::parse(&file.to_string(), &[]).unwrap());
    let (mut learner, mut session) = (Learner::new(&lab), Session::new(lab));
    crash_the_leader(&mut session, &mut learner);
    assert!(matches!(learner.fix(&session, &[]), Fixed::Broken(_)));
}

#[test]
fn a_message_that_was_picked_out_is_lost_again_under_another_number() {
    let lab = Arc::new(shelf::open("retry-duplicate").unwrap());
    let step = |id: &str| lab.steps().iter().position(|step| step.id == id).unwrap();
    let (mut learner, mut session) = (Learner::new(&lab), Session::new(Arc::clone(&lab)));
    session.advance(Instant(5_000_000));
    learner.resume(&session, step("break-it"));
    let producer = lab.node("producer-1").unwrap();
    let answer = loop {
        session.step().unwrap();
        let mut flights = session.world().flights();
        let is_answer = |cargo: &Cargo| {
            matches!(cargo, Cargo::Message(message)
                if message.body.api_key() == ApiKey::Produce && !message.body.is_request())
        };
        if let Some(found) = flights.find(|found| found.to == producer && is_answer(found.cargo)) {
            break found.id.0;
        }
    };
    session
        .act(action(json!({ "drop": { "flight": answer } })))
        .unwrap();
    session.advance(Instant(8_000_000));
    assert!(learner.observe(&session));
    learner.resume(&session, step("fix-it"));
    assert!(matches!(learner.fix(&session, &[]), Fixed::Broken(_)));
    // A producer that is not idempotent asks for no id, so the same answer has another number.
    let acks = ["clients.producer-1.config.acks=1".to_owned()];
    assert!(matches!(learner.fix(&session, &acks), Fixed::Broken(_)));
    let idempotent = ["clients.producer-1.config[\"enable.idempotence\"]=true".to_owned()];
    let Fixed::Holds(replayed) = learner.fix(&session, &idempotent) else {
        panic!("an idempotent producer's repetition is recognised");
    };
    assert!(replayed.refused.is_empty(), "{:?}", replayed.refused);
    let lost = &replayed.session.journal()[0].action;
    assert_ne!(*lost, action(json!({ "drop": { "flight": answer } })));
}

#[test]
fn who_sends_nothing_has_fixed_nothing() {
    let (outcome, learner) = fixed(&["clients.producer-1.start_ms=null"]);
    assert!(matches!(outcome, Fixed::Missed(_, 0)) && !learner.may_go_on());
}

#[test]
fn only_what_is_offered_can_be_changed() {
    let (outcome, _) = fixed(&["clients.producer-1.config.retries=0"]);
    let Fixed::Wrong(problems) = outcome else {
        panic!("{outcome:?}");
    };
    let told = problems.to_string();
    assert!(
        told.contains("clients.producer-1.config.acks=all"),
        "{told}"
    );
}

#[test]
fn the_attack_of_an_earlier_visit_is_in_the_journal() {
    let (session, _) = broken();
    let mut learner = Learner::new(session.lab());
    learner.resume(&session, 1);
    let changes = ["clients.producer-1.config.acks=all".to_owned()];
    assert!(matches!(learner.fix(&session, &changes), Fixed::Holds(_)));
    let fresh = Session::new(Arc::clone(session.lab()));
    assert!(Attack::of(&fresh).is_empty());
    assert!(matches!(learner.fix(&fresh, &changes), Fixed::NotHere));
}

#[test]
fn what_is_wrong_with_such_steps_is_told() {
    let mut file = lagging();
    file["steps"][0]["claim"] = "none".into();
    file["steps"][0]["attack"][0]["repeat"] = json!({ "every_ms": 5, "times": 2 });
    file["steps"][1]["of"] = "brake-it".into();
    let problems = told(&file);
    for expected in [
        "steps[0].claim: promises nothing",
        "steps[0].attack[0].repeat: an attack does each thing once",
        "steps[1].of: there is no step \"brake-it\" of kind break before it; did you mean \"break-it\"?",
    ] {
        assert!(
            problems.contains(expected),
            "{expected} is not in {problems}"
        );
    }
}

#[test]
fn every_value_of_a_setting_must_leave_the_lab_valid() {
    let mut file = lagging();
    file["steps"][1]["settings"] = json!([
        { "path": "clients.producer-1.config.acks", "values": ["all", "most"] },
        { "path": "clients.producer-2.start_ms", "values": [1, 2] }
    ]);
    file["steps"][1]["solution"] = json!(["clients.producer-1.config.acks=1"]);
    let problems = told(&file);
    for expected in [
        "steps[1].settings[0].values[1] = \"most\"",
        "steps[1].settings[1].values[0] = 1",
        "steps[1].solution[0]",
    ] {
        assert!(
            problems.contains(expected),
            "{expected} is not in {problems}"
        );
    }
}

#[test]
fn a_value_that_is_valid_only_beside_another_may_be_offered() {
    let mut file = lagging();
    let idempotence = "clients.producer-1.config[\"enable.idempotence\"]";
    file["steps"][1]["settings"] = json!([
        { "path": "clients.producer-1.config.acks", "values": ["1", "all"] },
        { "path": "clients.producer-1.config.retries", "values": [0, 2_147_483_647] },
        { "path": idempotence, "values": [false, true] }
    ]);
    let change = |change: &str| format!("clients.producer-1.config{change}");
    let (all, many, idempotent) = (
        change(".acks=all"),
        change(".retries=2147483647"),
        format!("{idempotence}=true"),
    );
    file["steps"][1]["solution"] = json!([all, idempotent]);
    let lab = Lab::parse(&file.to_string(), &[]).unwrap();
    // Whatever was chosen of them, the lab is valid as it then is.
    for changes in [
        vec![
            change(".acks=1"),
            change(".retries=0"),
            format!("{idempotence}=false"),
        ],
        vec![all, many, idempotent.clone()],
    ] {
        lab.clone().set_all(&changes).unwrap();
    }
    let problems = lab.clone().set(&idempotent).unwrap_err().to_string();
    assert!(problems.contains("acks"), "{problems}");
    assert!(!problems.contains("steps"), "{problems}");
}

#[test]
fn what_could_not_be_done_again_is_told_with_the_reason() {
    let (mut session, mut learner) = begun();
    session.advance(Instant(5_000_000));
    let send = json!({ "client": "producer-1", "topic": "orders", "value": { "order": 99 } });
    session.act(action(json!({ "send": send }))).unwrap();
    crash_the_leader(&mut session, &mut learner);
    let lab = session.lab().clone();
    let mut attempt = |changes: &[String]| {
        let fixed = learner.fix(&session, changes);
        Attempted::of(&lab, 1, &fixed).attempt
    };
    assert_eq!(attempt(&[]).refused, []);
    let attempt = attempt(&["clients.producer-1.start_ms=null".to_owned()]);
    let [not_done] = &attempt.refused[..] else {
        panic!("{attempt:?}");
    };
    assert_eq!((not_done.at, not_done.what.key), (5_000_000, "do-send"));
    assert!(
        not_done.reason.contains("producer-1 is not running"),
        "{}",
        not_done.reason
    );
}
