//! What a screen is told at a fixed moment, word for word: a change shows here before anybody sees it on a screen.
//! `INSTA_UPDATE=always cargo test -p view --test snapshots` takes them anew.

use std::fmt::Write as _;
use std::sync::Arc;

use engine::model::Instant;
use insta::assert_snapshot;
use lab::{Action, Session, shelf};
use serde::Serialize;
use view::charts::Charts;
use view::close_up::CloseUp;
use view::flights;
use view::inspector::Inspector;
use view::menu::Menu;
use view::palette;
use view::saying::Saying;
use view::scene::Scene;
use view::scorecard::Card;
use view::selection::Selection;
use view::spacetime::{Diagram, Options, Range};
use view::stage::{Cell, Stage, Strip};
use view::timeline::Timeline;

/// The lab `failover`, in which the leader of the only partition crashed twelve seconds ago: another one has
/// taken its place.
fn failover() -> Session {
    let mut session = Session::new(Arc::new(shelf::open("failover").expect("a built-in lab")));
    session.seek(Instant(10_000_000));
    let crash = Action::Crash("leader of orders-0".into());
    session.act(crash).expect("somebody leads");
    session.seek(Instant(22_000_000));
    session
}

fn selected(session: &Session, words: &str) -> Selection {
    Selection::of_words(words, session.lab()).expect(words)
}

fn stage(session: &Session) -> Stage {
    Stage::of(session.world(), session.playhead())
}

/// A line of JSON for each thing, below a heading.
fn rows<T: Serialize>(heading: &str, things: &[T]) -> String {
    let mut text = format!("{heading}\n");
    for thing in things {
        let line = serde_json::to_string(thing).expect("it can be written");
        writeln!(text, "  {line}").expect("text takes everything");
    }
    text
}

/// A sentence by its key, and what goes into it.
fn say(saying: &Saying) -> String {
    let args = saying
        .args
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let times = saying
        .times
        .iter()
        .map(|(name, time)| format!("{name}={time}"));
    let parts = saying
        .parts
        .iter()
        .map(|(name, part)| format!("{name}=({})", say(part)));
    let inside: Vec<String> = args.chain(times).chain(parts).collect();
    format!("{} {}", saying.key, inside.join(" "))
        .trim()
        .to_owned()
}

#[test]
fn the_stage_s_geometry() {
    let scene = Scene::of(&stage(&failover()), 900.0, 600.0);
    let mut text = format!("{} x {}\n", scene.width, scene.height);
    for card in &scene.cards {
        let strips: Vec<_> = card.strips.iter().map(|strip| strip.rect).collect();
        text += &rows(
            &format!("{:?} {}: {:?}", card.kind, card.id, card.rect),
            &strips,
        );
    }
    text += &rows("groups", &scene.groups);
    text += &rows("racks", &scene.racks);
    text += &rows("roads", &scene.roads);
    assert_snapshot!(text);
}

#[test]
fn the_partition_strips() {
    let cell = |cell: &Cell| {
        let state = if cell.committed { "" } else { "?" };
        format!("{}{state}/{}", cell.offset, cell.epoch)
    };
    let strip = |strip: &Strip| {
        let last = &strip.cells[strip.cells.len().saturating_sub(6)..];
        format!(
            "  {} leader={} in_sync={} epoch={} start={} HW={} LSO={} end={}, last: {}\n",
            strip.name(),
            strip.leader,
            strip.in_sync,
            strip.leader_epoch,
            strip.log_start,
            strip.high_watermark,
            strip.last_stable_offset,
            strip.log_end,
            last.iter().map(cell).collect::<Vec<_>>().join(" "),
        )
    };
    let mut text = String::new();
    for broker in stage(&failover()).brokers {
        let (name, life) = (&broker.head.name, broker.head.life);
        writeln!(text, "{name}: {life:?}").expect("text takes everything");
        text.extend(broker.strips.iter().map(strip));
    }
    assert_snapshot!(text);
}

#[test]
fn what_clients_show_and_how_far_they_are() {
    let stage = stage(&failover());
    let text = rows("producers", &stage.producers) + &rows("consumers", &stage.consumers);
    assert_snapshot!(text);
}

#[test]
fn the_table_of_what_is_in_flight() {
    let mut session = failover();
    while flights::rows(session.world(), 9).len() < 3 {
        session.step();
    }
    assert_snapshot!(rows("in flight", &flights::rows(session.world(), 9)));
}

#[test]
fn the_timeline() {
    let timeline = Timeline::of(&failover());
    let mut text = format!(
        "{} µs, played {} µs\nbars {:?}\n",
        timeline.end, timeline.frontier, timeline.bars
    );
    for mark in &timeline.marks {
        let (at, step, tone) = (mark.at, mark.step, mark.tone.key());
        writeln!(text, "{at:>9} step {step:<4} {tone:<5} {}", say(&mark.text))
            .expect("text takes everything");
    }
    assert_snapshot!(text);
}

#[test]
fn the_inspector() {
    let session = failover();
    let mut text = String::new();
    for words in [
        "broker-2",
        "consumer-1",
        "producer-1",
        "orders-0 on broker-2",
    ] {
        let inspector = Inspector::of(&session, &selected(&session, words)).expect(words);
        writeln!(text, "{}: {}", inspector.name, say(&inspector.kind))
            .expect("text takes everything");
        for fact in &inspector.facts {
            writeln!(text, "  {}: {:?}", say(&fact.name), fact.value)
                .expect("text takes everything");
        }
        let set = inspector.configs.iter().filter(|config| config.is_set());
        let set: Vec<_> = set
            .map(|config| format!("{}={}", config.name, config.value))
            .collect();
        writeln!(text, "  set: {}", set.join(", ")).expect("text takes everything");
        text += &rows("  deeds", &inspector.deeds);
    }
    assert_snapshot!(text);
}

#[test]
fn the_scorecard() {
    let card = Card::of(&failover());
    let mut text = format!("{:?} holds: {}\n", card.claim, card.holds);
    for part in &card.parts {
        writeln!(text, "{}", say(&part.name)).expect("text takes everything");
        for number in &part.numbers {
            let forbidden = if number.is_forbidden {
                " (forbidden)"
            } else {
                ""
            };
            writeln!(text, "  {}: {}{forbidden}", say(&number.name), number.value)
                .expect("text takes everything");
        }
    }
    assert_snapshot!(text);
}

#[test]
fn a_partition_large() {
    let session = failover();
    let selection = selected(&session, "orders-0 on broker-2");
    let Some(CloseUp::Partition(mut up)) = CloseUp::of(&session, &selection, None) else {
        panic!("it is a partition");
    };
    // Six columns say it.
    let surplus = up.columns.len().saturating_sub(6);
    up.columns.drain(..surplus);
    for row in &mut up.rows {
        row.spots.drain(..surplus);
    }
    let heading = format!(
        "{} min_isr={:?} earlier={} later={}",
        up.name, up.min_isr, up.earlier, up.later
    );
    assert_snapshot!(rows(&heading, &up.columns) + &rows("replicas", &up.rows));
}

#[test]
fn the_charts() {
    let charts = Charts::of(&failover(), &(0..30_000_000));
    let mut text = format!(
        "{} moments, measured at {:?}, window {}\n",
        charts.moments.len(),
        charts.measured_at,
        charts.window
    );
    for chart in &charts.charts {
        writeln!(text, "{} {}", chart.name, chart.attribute).expect("text takes everything");
        for line in &chart.lines {
            writeln!(
                text,
                "  {:?}: now {:?}, at most {:?}",
                line.name, line.now, line.most
            )
            .expect("text takes everything");
        }
    }
    assert_snapshot!(text);
}

#[test]
fn the_space_time_diagram_as_mermaid_text() {
    let options = Options {
        range: Range::Between(9_950_000, 10_100_000),
        ..Options::default()
    };
    let diagram = Diagram::of(&failover(), &options);
    assert_snapshot!(diagram.mermaid("The leader dies", &say));
}

#[test]
fn the_space_time_diagram_as_a_picture() {
    let options = Options {
        range: Range::Between(9_990_000, 10_010_000),
        ..Options::default()
    };
    let svg = Diagram::of(&failover(), &options).svg("The leader dies", &say);
    // A line for each element, as a reviewer reads it.
    assert_snapshot!(svg.replace("><", ">\n<"));
}

#[test]
fn the_menus_and_what_is_typed_to_find_their_items() {
    let session = failover();
    let mut text = String::new();
    let mut labels = Vec::new();
    for words in ["broker-2", "producer-1", "orders-0 on broker-2"] {
        let menu = Menu::of(&session, &selected(&session, words)).expect(words);
        writeln!(text, "{}", menu.name).expect("text takes everything");
        for item in &menu.items {
            writeln!(text, "  {}", say(&item.text)).expect("text takes everything");
            labels.push(format!("{} {}", menu.name, say(&item.text)));
        }
    }
    for typed in ["crash", "broker-2 p", "nothing of the kind"] {
        let ranked = labels
            .iter()
            .filter_map(|label| Some((palette::rank(typed, label)?, label)));
        let mut found: Vec<_> = ranked.collect();
        found.sort();
        text += &rows(&format!("typed {typed:?}"), &found);
    }
    assert_snapshot!(text);
}
