//! What the run measures, drawn below the stage.

use harness::Page;
use serde_json::Value;
use view::charts::{Charts, Kind, LineName, figure};

use crate::looks::pictures;
use crate::steps::{RUN, named, open_lab, press_on, tab_to};

const CRASHED: &str = "#/lab/acks-1?do=10s:crash:broker-1&at=25s&deck=charts";

fn open(link: &str) -> Page {
    let page = open_lab("acks-1");
    page.eval(&format!("location.hash = {}", Value::from(link)));
    page.wait_for(&named("charts"), RUN);
    page
}

/// The charts of a link's run, made here.
fn expected(link: &str) -> Charts {
    let opened = lab::link::open(link).expect("it names a built-in lab");
    Charts::of(&opened.session, &(0..50_000_000))
}

#[test]
fn the_charts_say_what_the_engine_measures() {
    let page = open(CRASHED);
    let charts = expected(CRASHED);
    let mut compared = 0;
    for chart in &charts.charts {
        for line in &chart.lines {
            let LineName::Of(name) = &line.name else {
                continue;
            };
            let place = format!("now-{}-{}", chart.kind.key(), name.replace(' ', "-"));
            let value = line.now.map_or_else(|| "–".to_owned(), figure);
            page.wait_text(&named(&place), &value);
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
    let rows = page.count("[data-test=charts-table] tbody tr");
    let lines: usize = charts.charts.iter().map(|chart| chart.lines.len()).sum();
    assert_eq!(rows, lines, "the table has a row for each line");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn before_anything_was_measured_the_charts_say_so() {
    let page = open_lab("failover");
    press_on(&page, &named("deck-charts"));
    page.wait_for(&named("charts-none"), RUN);
    press_on(&page, &named("play"));
    page.wait_for(&named("chart-messages-in"), RUN);
}

#[test]
fn a_drag_on_a_chart_and_the_keyboard_go_through_time() {
    let page = open(CRASHED);
    let shown = || page.text(&named("charts-at"));
    let before = shown();
    page.drag(&named("plot-messages-in"), 0.9, 0.3);
    page.wait_until(
        &format!(
            "document.querySelector('[data-test=charts-at]').innerText !== {}",
            Value::from(before)
        ),
        RUN,
    );
    tab_to(&page, &named("charts-moment"));
    let before = shown();
    page.press("ArrowRight");
    page.wait_until(
        &format!(
            "document.querySelector('[data-test=charts-at]').innerText !== {}",
            Value::from(before)
        ),
        RUN,
    );
}

#[test]
fn the_table_of_the_charts_is_saved_as_a_file() {
    let page = open(CRASHED);
    page.eval(
        "void (URL.createObjectURL = file => { file.text().then(text => window.saved = text); return '#kept'; })",
    );
    let stay = "void addEventListener('click', event => event.target.download && event.preventDefault(), true)";
    page.eval(stay);
    press_on(&page, &named("charts-save"));
    page.wait_until("window.saved", RUN);
    let saved = page.eval("window.saved");
    let saved = saved.as_str().expect("it is text");
    assert_eq!(saved.lines().count(), expected(CRASHED).moments.len() + 1);
    assert!(saved.starts_with("seconds,\"kafka.server:type=BrokerTopicMetrics"));
}

#[test]
fn the_charts_fit_every_screen() {
    let page = open(CRASHED);
    assert!(page.exists(&named(&format!("chart-{}", Kind::Latency.key()))));
    pictures(&page, "charts");
}

#[test]
fn the_drawer_is_made_higher_and_lower_with_keys() {
    let page = open_lab("failover");
    page.drag(&named("timeline"), 0.0, 0.5);
    press_on(&page, &named("deck-charts"));
    page.wait_for(&named("deck-edge"), RUN);
    let height = "document.querySelector('.deck').clientHeight";
    let before = page.eval(height).as_f64().expect("a height");
    tab_to(&page, &named("deck-edge"));
    page.press("ArrowUp");
    page.press("ArrowUp");
    page.wait_until(&format!("{height} > {}", before + 50.0), RUN);
    page.press("Home");
    page.wait_until(&format!("{height} < {}", before - 50.0), RUN);
    let low = page.eval(height).as_f64().expect("a height");
    assert!(low > 40.0, "something of it is always seen");
}
