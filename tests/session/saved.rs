//! A session in a file, and files that are none.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Replay, Session, Work, shelf};
use serde_json::{Value, json};

use super::{at, crash, restart, send, session};

#[test]
fn a_session_survives_its_file() {
    let mut session = session("first-records");
    session.advance(at(11));
    session.act(crash()).unwrap();
    session.act(restart()).unwrap();
    session.advance(Instant(12_345_678));
    session.act(send(10)).unwrap();
    session.advance(at(16));
    let end = session.world().digest();
    session.seek(at(14));

    let text = session.export();
    assert!(
        text.len() < 1_000,
        "a built-in lab is told by its id: {text}"
    );
    let mut restored = Session::import(&text).unwrap();
    assert_eq!((restored.playhead(), restored.frontier()), (at(14), at(16)));
    assert_eq!(restored.world().digest(), session.world().digest());
    assert_eq!(restored.journal(), session.journal());
    assert_eq!(restored.export(), text);
    restored.seek(at(16));
    assert_eq!(restored.world().digest(), end);
}

#[test]
fn a_changed_lab_travels_with_its_session() {
    let mut lab = shelf::open("first-records").unwrap();
    lab.set("clients.consumer-1.config[\"auto.offset.reset\"]=latest")
        .unwrap();
    let mut session = Session::new(Arc::new(lab.with_seed(99)));
    session.advance(at(20));
    let restored = Session::import(&session.export()).unwrap();
    assert_eq!(restored.lab(), session.lab(), "prose and all");
    assert_eq!(restored.world().digest(), session.world().digest());
}

#[test]
fn a_journal_that_is_not_this_run_is_refused_with_its_reasons() {
    let mut session = session("first-records");
    session.advance(at(11));
    session.act(crash()).unwrap();
    session.advance(at(12));
    session.act(restart()).unwrap();
    session.advance(at(13));
    let good: Value = serde_json::from_str(&session.export()).unwrap();
    let spoilt = |pointer: &str, value: Value| {
        let mut file = good.clone();
        *file.pointer_mut(pointer).unwrap() = value;
        Session::import(&file.to_string())
            .map(|_| ())
            .unwrap_err()
            .to_string()
    };
    assert!(spoilt("/lab/id", json!("first-record")).contains("did you mean \"first-records\"?"));
    assert!(spoilt("/lab/id", json!("commit")).contains("journal[0]"));
    assert!(spoilt("/lab", json!(7)).contains("lab = 7"));
    let reason = spoilt("/seed", json!(8));
    assert!(
        reason.contains("journal[0]") || reason.contains("of another engine"),
        "{reason}"
    );
    assert!(spoilt("/seed", json!(-1)).contains("seed = -1: must be a whole number"));
    assert!(spoilt("/format", json!(2)).contains("format = 2"));
    assert!(spoilt("/journal", json!({})).contains("journal = {}: must be a list"));
    assert!(
        spoilt("/journal/0/do", json!({ "crash": "consumer1" }))
            .contains("did you mean \"consumer-1\"?")
    );
    assert!(spoilt("/journal/0/do", json!({ "kill": "consumer-1" })).contains("journal[0]"));
    assert!(spoilt("/journal/0/step", json!(1_000_000)).contains("journal[0]"));
    assert!(spoilt("/journal/1/step", json!(3)).contains("journal[1]"));
    assert!(spoilt("/journal/0/at_us", json!(1)).contains("consumer-1 is not running"));
    assert!(spoilt("/journal/1/at_us", json!(1)).contains("must come after the entry before it"));
    assert!(spoilt("/journal/1/at_us", json!(14_000_000)).contains("after the end of the run"));
    assert!(spoilt("/frontier/digest", json!(7)).contains("frontier.digest = 7: must be text"));
    assert!(spoilt("/engine", json!(null)).contains("engine = null: must be text"));
    assert!(spoilt("/frontier", json!({ "stop": 1 })).contains("frontier.stop = 1: there is no"));
    assert!(spoilt("/frontier/digest", json!("0000000000000000")).contains("of another engine"));
    assert!(spoilt("/frontier/step", json!(u64::MAX)).contains("frontier.step"));
    let both = spoilt("/journal/0", json!({ "step": "x", "at_us": 1, "do": 7 }));
    assert!(both.contains("journal[0]"), "{both}");
    assert!(
        Session::import("")
            .unwrap_err()
            .to_string()
            .contains("not JSON")
    );
    assert!(Session::import("[]").is_err());
}

#[test]
fn a_run_restored_in_slices_is_the_run_restored_in_one_go() {
    let mut session = session("first-records");
    session.advance(at(11));
    session.act(crash()).unwrap();
    session.advance(at(12));
    session.act(restart()).unwrap();
    session.advance(at(16));
    session.seek(at(14));
    let text = session.export();
    for size in [1, 7, 400] {
        let mut replay = Replay::of_file(&text).unwrap();
        let (mut slices, mut before) = (0, Instant::ZERO);
        while !replay.slice(size) {
            let (here, to) = replay.progress();
            assert!(before <= here && here <= to, "{here} of {to}");
            (slices, before) = (slices + 1, here);
        }
        assert!(slices * u64::from(size) <= session.reached().step.0 + slices);
        let (restored, losses) = replay.finish();
        assert_eq!(losses, []);
        assert_eq!(restored.export(), text, "in slices of {size}");
    }
}

#[test]
fn what_was_done_in_one_lab_is_done_at_the_same_times_in_another_and_the_rest_is_told() {
    let mut session = session("first-records");
    session.advance(at(11));
    session.act(crash()).unwrap();
    session.advance(at(12));
    session.act(restart()).unwrap();
    session.advance(at(16));
    session.seek(at(14));
    let mut other = shelf::open("first-records").unwrap();
    other
        .set("clients.consumer-1.config[\"auto.offset.reset\"]=latest")
        .unwrap();
    let (moved, losses) = Replay::in_lab(&session, other).finish();
    assert_eq!(losses, []);
    let times = |session: &Session| -> Vec<(Instant, lab::Action)> {
        let entries = session.journal().iter();
        entries.map(|e| (e.at, e.action.clone())).collect()
    };
    assert_eq!(times(&moved), times(&session));
    assert_eq!(moved.playhead(), at(14));

    let mut without = shelf::open("first-records").unwrap();
    without.set("clients.consumer-1.start_ms=null").unwrap();
    let (moved, losses) = Replay::in_lab(&session, without).finish();
    let told: Vec<&str> = losses
        .iter()
        .map(|loss| loss.problem.path.as_str())
        .collect();
    assert_eq!(
        told,
        ["journal[0]", "journal[1]"],
        "who was never started can neither be crashed nor restarted"
    );
    assert_eq!(moved.journal(), []);
}
