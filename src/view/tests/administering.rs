//! What a user is told of what was asked of the cluster: that it was asked, and then what came of it.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Action, Session, shelf};
use serde_json::{Value, json};
use view::inspector::{Figure, Inspector};
use view::saying::Saying;
use view::selection::Selection;
use view::stage::Stage;
use view::timeline::{Mark, Timeline, Tone};

/// Three brokers, and no topic yet.
fn cluster() -> Session {
    let lab = shelf::open("create-topic").expect("a built-in lab");
    let mut session = Session::new(Arc::new(lab));
    session.advance(Instant(5_000_000));
    session
}

fn ask(session: &mut Session, action: Value) {
    let action = Action::read(&action).expect("an action");
    session.act(action).expect("it can be asked");
    let later = session.playhead().0 + 3_000_000;
    session.advance(Instant(later));
}

/// The marks that are about what was asked.
fn told(session: &Session) -> Vec<(Tone, Saying)> {
    let marks = Timeline::of(session).marks.into_iter();
    let about = |mark: &Mark| {
        // The admin client starts when it is needed.
        let asked = mark.text.key.starts_with("did-") && mark.text.key != "did-start";
        asked || ["mark-done", "mark-answered"].contains(&mark.text.key)
    };
    let marks = marks.filter(|mark| mark.at >= 5_000_000).filter(about);
    marks.map(|mark| (mark.tone, mark.text)).collect()
}

fn admin(session: &Session) -> Selection {
    Selection::of_words("admin", session.lab()).expect("every lab has one")
}

fn fact(session: &Session, key: &str) -> Option<Figure> {
    let inspector = Inspector::of(session, &admin(session)).expect("it is there");
    let found = inspector
        .facts
        .into_iter()
        .find(|fact| fact.name.key == key);
    found.map(|fact| fact.value)
}

fn card(session: &Session) -> Vec<String> {
    let stage = Stage::of(session.world(), session.playhead());
    let outsiders = stage.outsiders.into_iter();
    let lines = outsiders.flat_map(|outsider| outsider.lines);
    lines.map(|line| line.text).collect()
}

#[test]
fn a_topic_that_kafka_refuses_is_told_as_asked_for_and_never_as_created() {
    let mut session = cluster();
    let four = json!({ "topic": "orders", "partitions": 2, "replication.factor": 4 });
    ask(&mut session, json!({ "create_topic": four }));
    let asked = Saying::new("did-create-topic").with("topic", "orders");
    let refused = Saying::new("mark-answered")
        .with("asked", "createTopics orders")
        .with("codes", "INVALID_REPLICATION_FACTOR");
    assert_eq!(told(&session), [(Tone::Mine, asked), (Tone::Bad, refused)]);
    let answer = Figure::Text("INVALID_REPLICATION_FACTOR".to_owned());
    assert_eq!(fact(&session, "fact-answer"), Some(answer));
    let why = fact(&session, "fact-reason");
    assert!(
        matches!(&why, Some(Figure::Text(why)) if why.contains("only 3 brokers are registered")),
        "{why:?}"
    );
    assert_eq!(
        card(&session),
        ["createTopics orders", "✕ INVALID_REPLICATION_FACTOR"]
    );
}

#[test]
fn what_was_done_is_told_as_done_when_the_answer_comes() {
    let mut session = cluster();
    let topic = json!({ "topic": "orders", "partitions": 2, "replication.factor": 3 });
    ask(&mut session, json!({ "create_topic": topic }));
    let asked = "createTopics orders";
    let (_, last) = told(&session).pop().expect("an answer");
    assert_eq!(last, Saying::new("mark-done").with("asked", asked));
    let done = Figure::Said(Saying::new("answer-done"));
    assert_eq!(fact(&session, "fact-answer"), Some(done));
    assert_eq!(card(&session), [asked, "✓"]);
}

#[test]
fn what_has_no_answer_yet_is_told_as_open() {
    let mut session = cluster();
    ask(&mut session, json!({ "elect_leaders": {} }));
    let crash = |node: &str| Action::Crash(node.to_owned());
    for broker in ["broker-1", "broker-2", "broker-3"] {
        session.act(crash(broker)).expect("it runs");
    }
    ask(
        &mut session,
        json!({ "create_topic": { "topic": "orders" } }),
    );
    let open = Figure::Text("createTopics orders".to_owned());
    assert_eq!(fact(&session, "fact-asked"), Some(open));
    assert_eq!(
        card(&session),
        ["electLeaders", "✓", "createTopics orders", "…"]
    );
}
