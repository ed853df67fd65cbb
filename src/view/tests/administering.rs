//! What a user is told of what was asked of the cluster: that it was asked, and then what came of it.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Action, Session, shelf};
use serde_json::{Value, json};
use view::close_up::CloseUp;
use view::inspector::{Figure, Inspector};
use view::menu::Menu;
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

fn ask(session: &mut Session, action: &Value) {
    let action = Action::read(action).expect("an action");
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
    ask(&mut session, &json!({ "create_topic": four }));
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
    ask(&mut session, &json!({ "create_topic": topic }));
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
    ask(&mut session, &json!({ "elect_leaders": {} }));
    let crash = |node: &str| Action::Crash(node.to_owned());
    for broker in ["broker-1", "broker-2", "broker-3"] {
        session.act(crash(broker)).expect("it runs");
    }
    ask(
        &mut session,
        &json!({ "create_topic": { "topic": "orders" } }),
    );
    let open = Figure::Text("createTopics orders".to_owned());
    assert_eq!(fact(&session, "fact-asked"), Some(open));
    assert_eq!(
        card(&session),
        ["electLeaders", "✓", "createTopics orders", "…"]
    );
}

/// The labels of what can be asked of the cluster about a thing, and what can be done to it, by their keys.
fn offered(session: &Session, selection: &Selection) -> (Vec<&'static str>, Vec<Value>) {
    let menu = Menu::of(session, selection).expect("it is there");
    let asks = menu.asks.iter().map(|ask| ask.text.key);
    let deeds = menu.items.iter().map(|item| json!(item.action));
    (asks.collect(), deeds.collect())
}

fn selected(session: &Session, words: &str) -> Selection {
    Selection::of_words(words, session.lab()).expect(words)
}

#[test]
fn what_administrators_do_is_offered_where_they_look_for_it() {
    let lab = shelf::open("spread").expect("a built-in lab");
    let mut session = Session::new(Arc::new(lab));
    session.advance(Instant(8_000_000));
    for node in ["broker-1", "controller", "admin"] {
        let (asks, _) = offered(&session, &selected(&session, node));
        assert_eq!(asks, ["ask-create-topic"], "{node}");
    }
    let all = json!({ "elect_leaders": {} });
    let of_controller = offered(&session, &selected(&session, "controller")).1;
    assert!(of_controller.contains(&all));
    let strip = selected(&session, "orders-0 on broker-1");
    let (asks, deeds) = offered(&session, &strip);
    assert_eq!(
        asks,
        [
            "ask-add-partitions",
            "ask-delete-records",
            "ask-elect-leaders"
        ]
    );
    assert!(deeds.contains(&json!({ "delete_topic": "orders" })));
    let inspector = Inspector::of(&session, &strip).expect("it is there");
    assert_eq!(inspector.asks.len(), 3, "by the keyboard too");
    let group = Selection::Group {
        group: "g".to_owned(),
    };
    assert_eq!(offered(&session, &group).0, ["ask-reset-offsets"]);
    assert!(offered(&session, &selected(&session, "shop")).0.is_empty());
}

#[test]
fn a_topic_that_grows_is_offered_one_partition_more_than_it_has() {
    let mut session = cluster();
    let topic = json!({ "topic": "orders", "partitions": 2 });
    ask(&mut session, &json!({ "create_topic": topic }));
    let topics = Menu::of_topics(&session);
    let names: Vec<&str> = topics.iter().map(|menu| &*menu.name).collect();
    assert_eq!(names, ["orders"]);
    let more = topics[0].asks[0].draft.action().expect("it is filled in");
    let wanted = json!({ "add_partitions": { "topic": "orders", "partitions": 3 } });
    assert_eq!(json!(more), wanted);
    let draft = topics[0].asks[0].draft.clone();
    draft.ask(&mut session).expect("it can be asked");
}

#[test]
fn what_befalls_a_rack_is_in_the_menu_of_each_of_its_brokers() {
    let lab = shelf::open("spread").expect("a built-in lab");
    let mut session = Session::new(Arc::new(lab));
    session.advance(Instant(8_000_000));
    let of_racks = |session: &Session, verb: &str| {
        let deeds = offered(session, &selected(session, "broker-1")).1;
        deeds.contains(&json!({ verb: "rack a" }))
    };
    for verb in ["crash", "power_cut", "restart"] {
        assert!(of_racks(&session, verb), "{verb}");
    }
    assert!(!of_racks(&session, "start"), "they run");
    session
        .act(Action::PowerCut("rack a".to_owned()))
        .expect("they run");
    assert!(of_racks(&session, "start") && !of_racks(&session, "crash"));
}

#[test]
fn a_rack_of_one_broker_is_no_more_than_that_broker() {
    let lab = shelf::open("failover").expect("a built-in lab");
    let mut session = Session::new(Arc::new(lab));
    session.advance(Instant(8_000_000));
    let deeds = offered(&session, &selected(&session, "broker-1")).1;
    let of_rack = |deed: &Value| deed.to_string().contains("rack ");
    assert!(!deeds.iter().any(of_rack), "{deeds:?}");
}

#[test]
fn a_broker_that_runs_says_what_kcat_would_print() {
    let mut session = cluster();
    let topic = json!({ "topic": "orders", "partitions": 1, "replication.factor": 3 });
    ask(&mut session, &json!({ "create_topic": topic }));
    let text = |session: &Session| {
        let broker = Inspector::of(session, &selected(session, "broker-2"));
        broker.expect("it is there").kcat
    };
    let printed = text(&session).expect("it runs");
    assert!(
        printed.starts_with("Metadata from broker 2\n 3 brokers\n"),
        "{printed}"
    );
    assert!(
        printed.contains("topic \"orders\", 1 partition\n    partition 0, leader "),
        "{printed}"
    );
    session
        .act(Action::Crash("broker-2".to_owned()))
        .expect("it runs");
    assert_eq!(text(&session), None);
}

#[test]
fn a_record_s_timestamp_says_whose_clock_was_wrong() {
    let lab = shelf::open("order").expect("a built-in lab");
    let mut session = Session::new(Arc::new(lab));
    session.advance(Instant(15_000_000));
    let skew = |node: &str| json!({ "skew_clock": { "node": node, "offset_ms": -3_600_000 } });
    let send = json!({ "client": "van", "topic": "journal", "value": { "order": 0, "step": "s" } });
    let alter =
        json!({ "topic": "journal", "config": { "message.timestamp.type": "LogAppendTime" } });
    ask(&mut session, &skew("van"));
    ask(&mut session, &json!({ "send": send }));
    ask(&mut session, &json!({ "alter_config": alter }));
    ask(&mut session, &json!({ "send": send }));
    let strip = selected(&session, "journal-0 on broker-1");
    let Some(CloseUp::Partition(up)) = CloseUp::of(&session, &strip, None) else {
        panic!("the partition is there");
    };
    let stamps = up.columns.iter().rev().filter_map(|column| column.stamp);
    let last: Vec<String> = stamps
        .take(2)
        .map(|stamp| format!("{} {}", stamp.by, stamp.at))
        .collect();
    let hours = |text: &str| text.split([' ', ':']).nth(1).map(str::to_owned);
    assert!(
        last[0].starts_with("LogAppendTime") && last[1].starts_with("CreateTime"),
        "{last:?}"
    );
    assert_ne!(hours(&last[0]), hours(&last[1]), "{last:?}");
    let fact = |node: &str| {
        let inspector = Inspector::of(&session, &selected(&session, node)).expect("it is there");
        let mut facts = inspector.facts.into_iter();
        facts.find(|fact| fact.name.key == "fact-wall-clock")
    };
    let shown = |node: &str| match fact(node).expect("every node has a clock").value {
        Figure::Time(time) => time.to_string(),
        other => panic!("{other:?}"),
    };
    let hour = |node: &str| shown(node).split(':').next().map(str::to_owned);
    assert_ne!(hour("van"), hour("broker-1"));
}
