//! The space-time diagram of real runs of the built-in labs.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::model::{Instant, StepId};
use lab::{Action, Session, shelf};
use view::flights::{self, Way};
use view::saying::Saying;
use view::scene::text;
use view::spacetime::{Arrow, Diagram, End, Label, Layout, Options, Range, Tip, Traffic, layout};
use view::stage::Life;
use view::timeline::Tone;

fn run(lab: &str, seconds: u64) -> Session {
    let mut session = Session::new(Arc::new(shelf::open(lab).expect("a built-in lab")));
    session.seek(Instant(seconds * 1_000_000));
    session
}

fn between(from: u64, to: u64) -> Options {
    Options {
        range: Range::Between(from, to),
        ..Options::default()
    }
}

fn everything() -> Options {
    let mut options = between(0, u64::MAX);
    options.traffic.extend(Traffic::ALL);
    options
}

/// A sentence by its key, and what goes into it.
fn say(saying: &Saying) -> String {
    let parts = saying.parts.iter().map(|(_, part)| say(part));
    let args = saying.args.iter().map(|(_, value)| value.clone());
    let inside: Vec<String> = parts.chain(args).collect();
    format!("{} {}", saying.key, inside.join(" "))
        .trim()
        .to_owned()
}

fn drawn(diagram: &Diagram) -> Layout {
    layout(diagram, 900.0, &say)
}

/// A run in which everything happened that a diagram can show: a message is lost, others are held up, a broker crashes
/// and starts again, crashes once more with a message on its way to it, and some are on their way at the end.
fn eventful() -> Session {
    let mut session = run("failover", 7);
    session.advance(Instant(7_010_000));
    let produce = flights::flights(session.world())
        .into_iter()
        .find(|flight| flight.name == "Produce")
        .expect("one is sent every 200 ms");
    let drop = Action::Drop(lab::Flight { flight: produce.id });
    session.act(drop).expect("it is on its way");
    session.seek(Instant(8_000_000));
    let cut = Action::Partition(lab::Cut {
        from: "producer-1".to_owned(),
        to: "broker-1".to_owned(),
        one_way: true,
    });
    session.act(cut).expect("it is whole");
    session.seek(Instant(9_000_000));
    session
        .act(Action::Crash("broker-3".into()))
        .expect("it runs");
    session.seek(Instant(9_500_000));
    session
        .act(Action::Start("broker-3".into()))
        .expect("it is down");
    let comes = |flight: &flights::Flight| flight.to == 3 && flight.way != Way::Handshake;
    while !flights::flights(session.world()).iter().any(comes) {
        session.step().expect("something happens");
    }
    session
        .act(Action::Crash("broker-3".into()))
        .expect("it runs");
    session.seek(Instant(10_205_000));
    while flights::flights(session.world()).is_empty() {
        session.step().expect("something happens");
    }
    session
}

#[test]
fn every_arrow_is_between_two_lanes_and_its_ends_agree_with_their_steps() {
    let session = eventful();
    let diagram = Diagram::of(&session, &everything());
    assert!(diagram.arrows.len() > 100);
    for arrow in &diagram.arrows {
        let flight = &arrow.flight;
        for end in [flight.from, flight.to] {
            assert!(diagram.lanes.iter().any(|lane| lane.node == end));
        }
        let sent = session.past(StepId(arrow.cause)).expect("a step");
        // The reset in the place of a lost message is on its way since that message was.
        if flight.way != Way::Handshake {
            assert!(sent.at.0 <= flight.sent, "it leaves when it is ready");
        }
        let Some(moment) = arrow.end.moment() else {
            continue;
        };
        let step = session.past(StepId(moment.step)).expect("a step");
        assert_eq!(step.at.0, moment.at);
        if matches!(arrow.end, End::Arrived(_)) {
            assert_eq!(step.node.map(|node| node.0), Some(flight.to));
            assert_eq!(step.waited_since.0, flight.sent);
        }
    }
}

#[test]
fn only_what_arrived_has_a_head_at_a_lane() {
    let diagram = Diagram::of(&eventful(), &everything());
    let layout = drawn(&diagram);
    let mut seen = BTreeSet::new();
    for (line, arrow) in layout.arrows.iter().zip(&diagram.arrows) {
        let lane = diagram
            .lanes
            .iter()
            .position(|lane| lane.node == arrow.flight.to)
            .expect("a lane");
        let far = (layout.lanes[lane].x - line.x2).abs();
        seen.insert(line.tip.key());
        match arrow.end {
            End::Arrived(_) => assert!(far == 0.0 && line.tip == Tip::Head),
            _ => assert!(far >= 10.0 && line.tip != Tip::Head, "{arrow:?}"),
        }
        assert!(line.y1 <= line.y2, "time runs downwards");
        assert!(line.y1 >= 0.0 && line.y2 <= layout.height);
    }
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        ["bar", "bars", "cross", "head", "ring"],
        "the run has all of them"
    );
}

#[test]
fn what_somebody_dropped_is_marked_where_it_was_on_its_way() {
    let diagram = Diagram::of(&eventful(), &between(6_900_000, 7_300_000));
    let drop = diagram
        .events
        .iter()
        .find(|event| event.text.key == "did-drop");
    let name = |node: &u32| diagram.name(*node).to_owned();
    let lanes: Vec<String> = drop.expect("it was done").lanes.iter().map(name).collect();
    assert_eq!(lanes, ["broker-1", "producer-1"]);
}

#[test]
fn a_node_rests_from_its_crash_to_its_start() {
    let diagram = Diagram::of(&eventful(), &between(8_500_000, 10_100_000));
    let broker = diagram.lanes.iter().find(|lane| lane.name == "broker-3");
    let rests = &broker.expect("something is done to it").rests;
    assert_eq!(rests.len(), 2);
    assert_eq!((rests[0].from, rests[0].to), (9_000_000, 9_500_000));
    assert_eq!(rests[0].life, Life::Crashed);
    let marks: Vec<_> = diagram
        .events
        .iter()
        .map(|event| (event.text.key, event.tone))
        .collect();
    assert_eq!(
        marks[..2],
        [("did-crash", Tone::Mine), ("did-start", Tone::Mine)]
    );
}

#[test]
fn chatter_is_left_out_until_somebody_asks_for_it() {
    let session = run("acks-1", 6);
    let told = Diagram::of(&session, &Options::default());
    let kinds: BTreeSet<Traffic> = told.arrows.iter().map(|arrow| arrow.traffic).collect();
    assert!(kinds.iter().all(|traffic| traffic.tells()));
    assert!(kinds.contains(&Traffic::Produce) && kinds.contains(&Traffic::Replication));
    for chatter in [Traffic::Polling, Traffic::Heartbeat] {
        let options = Options {
            traffic: [chatter].into_iter().collect(),
            ..Options::default()
        };
        let only = Diagram::of(&session, &options);
        assert!(!only.arrows.is_empty(), "{chatter:?}");
        assert!(only.arrows.iter().all(|arrow| arrow.traffic == chatter));
    }
}

#[test]
fn a_fetch_that_brought_records_is_shown_with_its_question() {
    let diagram = Diagram::of(&run("first-records", 5), &between(2_000_000, 3_000_000));
    let fetches = diagram
        .arrows
        .iter()
        .filter(|arrow| arrow.traffic == Traffic::Fetch);
    let told: Vec<_> = fetches
        .map(|arrow| (arrow.flight.way, arrow.detail.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Way::Request, "numtest-0 from 0"),
            (Way::Response, "numtest-0: 2 records, HW 2")
        ]
    );
}

#[test]
fn whoever_is_hidden_has_no_lane_and_nothing_to_say() {
    let session = eventful();
    let hidden = session.lab().node("broker-1").expect("a node").0;
    let mut options = everything();
    options.hidden.insert(hidden);
    let diagram = Diagram::of(&session, &options);
    assert!(!diagram.arrows.is_empty());
    assert!(diagram.lanes.iter().all(|lane| lane.node != hidden));
    let concerns = |arrow: &Arrow| [arrow.flight.from, arrow.flight.to].contains(&hidden);
    assert!(!diagram.arrows.iter().any(concerns));
    let offered = diagram.nodes.iter().find(|choice| choice.node == hidden);
    assert_eq!(offered.map(|choice| choice.shown), Some(false));
}

#[test]
fn lanes_stand_as_on_the_stage() {
    let diagram = Diagram::of(&run("acks-1", 6), &everything());
    let names: Vec<&str> = diagram.lanes.iter().map(|lane| &*lane.name).collect();
    let order = [
        "producer-1",
        "broker-1",
        "broker-3",
        "controller",
        "consumer-1",
    ]
    .map(|name| names.iter().position(|known| *known == name));
    assert!(
        order.iter().all(Option::is_some) && order.is_sorted(),
        "{names:?}"
    );
}

#[test]
fn of_more_than_can_be_read_the_last_is_drawn() {
    let session = run("leader", 12);
    let diagram = Diagram::of(&session, &everything());
    assert!(diagram.shortened && diagram.from > 0);
    assert!(diagram.arrows.len() <= Diagram::ARROWS_MAX);
    assert!(diagram.events.len() <= Diagram::EVENTS_MAX);
    let begins = |arrow: &Arrow| arrow.end.moment().is_none_or(|end| end.at >= diagram.from);
    assert!(diagram.arrows.iter().all(begins));
    let mut short = everything();
    short.range = Range::Between(diagram.from, u64::MAX);
    assert_eq!(
        Diagram::of(&session, &short).arrows.last(),
        diagram.arrows.last()
    );
}

#[test]
fn up_to_the_playhead_it_shows_what_has_happened_and_no_more() {
    let mut session = run("first-records", 9);
    session.seek(Instant(3_000_000));
    let straight = run("first-records", 3);
    let options = Options::default();
    assert_eq!(
        Diagram::of(&session, &options),
        Diagram::of(&straight, &options)
    );
    let all = Options {
        range: Range::Last(3_000_000),
        ..everything()
    };
    for _ in 0..20 {
        assert!(session.step_back());
        let taken = session.position().0;
        let diagram = Diagram::of(&session, &all);
        let steps = diagram.arrows.iter().filter_map(|arrow| arrow.end.moment());
        assert!(steps.map(|end| end.step).all(|step| step < taken));
        assert!(diagram.events.iter().all(|event| event.step < taken));
    }
}

#[test]
fn labels_cover_no_other_label() {
    let diagram = Diagram::of(&eventful(), &between(6_900_000, 10_000_000));
    for width in [390.0, 900.0, 1_600.0] {
        let layout = layout(&diagram, width, &say);
        let arrows = layout.arrows.iter().filter_map(|line| line.label.as_ref());
        let spots = layout.spots.iter().filter_map(|spot| spot.label.as_ref());
        let labels: Vec<_> = arrows.chain(spots).collect();
        assert!(labels.len() > 10);
        let ends = |label: &Label| label.x + text::width(&label.text, text::SMALL);
        for (index, one) in labels.iter().enumerate() {
            assert!(one.x >= 0.0 && ends(one) <= layout.width);
            for other in &labels[index + 1..] {
                let beside = ends(one) <= other.x || ends(other) <= one.x;
                assert!(
                    beside || (one.y - other.y).abs() >= text::SMALL,
                    "{one:?} and {other:?}"
                );
            }
        }
        let mut gaps = layout.lanes.windows(2).map(|pair| pair[1].x - pair[0].x);
        assert!(gaps.all(|gap| gap >= 100.0), "a wide drawing, not a crowd");
    }
}

#[test]
fn marks_of_one_moment_at_one_node_are_one_sign() {
    let diagram = Diagram::of(&run("leader", 3), &everything());
    let layout = drawn(&diagram);
    let told: usize = layout.spots.iter().map(|spot| spot.events.len()).sum();
    assert!(told == diagram.events.len() && told > layout.spots.len());
    let places = layout
        .spots
        .iter()
        .map(|spot| format!("{} {:?}", spot.y, spot.xs));
    let different: BTreeSet<String> = places.collect();
    assert_eq!(different.len(), layout.spots.len());
}

#[test]
fn a_run_that_has_not_begun_gives_an_empty_diagram() {
    let diagram = Diagram::of(&run("first-records", 0), &Options::default());
    assert!(diagram.arrows.is_empty() && !diagram.nodes.is_empty());
    assert!(drawn(&diagram).height > 0.0);
    well_formed(&diagram.svg("empty", &say));
}

#[test]
fn mermaid_text_tells_the_run() {
    let diagram = Diagram::of(&eventful(), &between(7_000_000, 8_010_000));
    let expected = r#"sequenceDiagram
    title Failover#59; #35;1 (7.000 s – 8.010 s)
    participant n1002 as producer-1
    participant n1 as broker-1
    participant n2 as broker-2
    participant n3 as broker-3
    n1--)n3: Fetch orders-0: 27 records, HW 0 · 6.289 s, diagram-tip-ring
    n1--)n2: Fetch orders-0: 27 records, HW 0 · 6.294 s, diagram-tip-ring
    n1002-xn1: Produce orders-0: {"order":30} (acks=1) · 7.005 s, diagram-tip-cross
    Note over n1002,n1: did-drop · 7.010 s
    n1002->>n1: Produce orders-0: {"order":30} (acks=1) · 7.169 s → 7.189 s
    n1-->>n1002: Produce orders-0: offset 30 · 7.190 s → 7.210 s
    n1002->>n1: Produce orders-0: {"order":31} (acks=1) · 7.205 s → 7.228 s
    n1-->>n1002: Produce orders-0: offset 31 · 7.228 s → 7.250 s
    n1002->>n1: Produce orders-0: {"order":32} (acks=1) · 7.405 s → 7.425 s
    n1-->>n1002: Produce orders-0: offset 32 · 7.425 s → 7.446 s
    n1002->>n1: Produce orders-0: {"order":33} (acks=1) · 7.605 s → 7.626 s
    n1-->>n1002: Produce orders-0: offset 33 · 7.626 s → 7.649 s
    n1002->>n1: Produce orders-0: {"order":34} (acks=1) · 7.805 s → 7.826 s
    n1-->>n1002: Produce orders-0: offset 34 · 7.826 s → 7.846 s
    Note over n1002,n1: did-partition-one-way producer-1 broker-1 · 8.000 s
    n1002-)n1: Produce orders-0: {"order":35} (acks=1) · 8.005 s, diagram-tip-ring
"#;
    assert_eq!(diagram.mermaid("Failover; #1", &say), expected);
}

#[test]
fn a_picture_is_well_formed_whatever_its_nodes_are_called() {
    let mut diagram = Diagram::of(&eventful(), &between(7_000_000, 8_010_000));
    for name in ["<b>&amp;\"'", "]]>--", "\u{0}\u{8}e\u{fffe}nd;", "日本 {x}"] {
        for lane in &mut diagram.lanes {
            lane.name = name.to_owned();
        }
        for choice in &mut diagram.nodes {
            choice.name = name.to_owned();
        }
        diagram.arrows[0].detail = name.to_owned();
        let svg = diagram.svg(name, &say);
        well_formed(&svg);
        assert!(!svg.contains("]]>") && !svg.chars().any(|c| c.is_control() && c != '\n'));
    }
}

/// Every tag is closed in its order, every attribute is quoted, and `&` begins one of XML's own five entities.
fn well_formed(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in xml.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        assert!(tag.matches('"').count() % 2 == 0, "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{tag}");
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("a name"));
        }
        for entity in format!("{tag}{text}").split('&').skip(1) {
            let known = ["amp;", "lt;", "gt;", "quot;", "apos;"];
            assert!(
                known.iter().any(|known| entity.starts_with(known)),
                "&{entity}"
            );
        }
    }
    assert!(open.is_empty(), "{open:?}");
}
