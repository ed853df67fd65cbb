//! What the charts say of real runs of the built-in labs.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Action, Session, shelf};
use view::charts::{Chart, Charts, Kind, Line, LineName};

fn run(lab: &str, seconds: u64) -> Session {
    let mut session = Session::new(Arc::new(shelf::open(lab).expect("a built-in lab")));
    session.seek(Instant(seconds * 1_000_000));
    session
}

fn charts(session: &Session) -> Charts {
    Charts::of(session, &(0..60_000_000))
}

fn chart(charts: &Charts, kind: Kind) -> &Chart {
    let found = charts.charts.iter().find(|chart| chart.kind == kind);
    found.expect("it has a line")
}

fn line<'c>(chart: &'c Chart, name: &str) -> &'c Line {
    let name = LineName::Of(name.to_owned());
    let found = chart.lines.iter().find(|line| line.name == name);
    found.expect("it is drawn")
}

#[test]
fn before_anything_was_measured_there_is_no_chart() {
    let mut session = run("failover", 0);
    let empty = charts(&session);
    assert_eq!((empty.measured_at, empty.charts.len()), (None, 0));
    session.seek(Instant(1));
    assert_eq!(charts(&session).measured_at, Some(0));
}

#[test]
fn a_producer_of_five_records_a_second_is_five_records_a_second_at_its_leader() {
    let session = run("failover", 8);
    let charts = charts(&session);
    let messages = chart(&charts, Kind::MessagesIn);
    assert_eq!(
        messages.name,
        "kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec"
    );
    assert_eq!(line(messages, "broker-1").now, Some(5.0));
    assert_eq!(line(messages, "broker-2").now, Some(0.0));
    assert_eq!(messages.lines[0].name, LineName::All);
    assert_eq!(messages.lines[0].now, Some(5.0));
    assert_eq!(charts.measured_at, Some(7_900_000));
}

#[test]
fn a_broker_that_is_down_measures_nothing_and_others_miss_it() {
    let mut session = run("failover", 8);
    session
        .act(Action::Crash("broker-1".to_owned()))
        .expect("it runs");
    session.seek(Instant(30_000_000));
    let charts = charts(&session);
    let messages = line(chart(&charts, Kind::MessagesIn), "broker-1");
    assert_eq!(messages.now, None);
    assert!(messages.most >= Some(5.0), "{:?}", messages.most);
    let missing = chart(&charts, Kind::UnderReplicated);
    let now: f64 = missing.lines.iter().filter_map(|line| line.now).sum();
    assert!(now >= 1.0, "orders-0 has lost a replica");
    assert!(missing.scale.top >= now);
}

#[test]
fn percentiles_are_in_order_and_the_most_is_what_took_longest() {
    let session = run("acks-1", 20);
    let charts = charts(&session);
    let latency = chart(&charts, Kind::Latency);
    let now = ["p50", "p95", "p99", "max"].map(|name| line(latency, name).now.expect("it flows"));
    assert!(now.is_sorted() && now[0] > 0.0, "{now:?}");
    assert_eq!(latency.unit.key, "chart-unit-ms");
}

#[test]
fn a_group_without_a_member_falls_behind() {
    let mut session = run("acks-1", 15);
    session
        .act(Action::Crash("consumer-1".to_owned()))
        .expect("it runs");
    session.seek(Instant(25_000_000));
    let charts = charts(&session);
    let lag = line(chart(&charts, Kind::GroupLag), "billing payments-0");
    assert!(lag.now > Some(50.0), "{:?}", lag.now);
    let own = line(chart(&charts, Kind::RecordsLag), "consumer-1 payments-0");
    assert_eq!(own.now, None, "who does not run measures nothing");
}

#[test]
fn going_back_shows_the_values_of_then_among_the_same_lines() {
    let mut session = run("failover", 20);
    let late = charts(&session);
    session.seek(Instant(8_000_000));
    let early = charts(&session);
    assert_eq!(early.moments, late.moments);
    assert_eq!(early.measured_at, Some(8_000_000));
    for (early, late) in early.charts.iter().zip(&late.charts) {
        for (early, late) in early.lines.iter().zip(&late.lines) {
            assert_eq!(early.values, late.values);
        }
    }
}

#[test]
fn a_long_run_is_drawn_with_a_bounded_number_of_points() {
    let session = run("acks-1", 400);
    let charts = Charts::of(&session, &(0..600_000_000));
    assert!(charts.moments.len() <= 241, "{}", charts.moments.len());
    assert!(
        charts
            .charts
            .iter()
            .flat_map(|chart| &chart.lines)
            .all(|line| line.values.len() == charts.moments.len())
    );
    assert!(charts.window >= 1_000_000);
}

#[test]
fn no_chart_has_more_lines_than_can_be_told_apart_and_the_rest_is_counted() {
    let mut lab = shelf::open("two-groups").expect("a built-in lab");
    lab.set("topics.orders.partitions=12")
        .expect("it may be so");
    let mut session = Session::new(Arc::new(lab));
    session.seek(Instant(20_000_000));
    let charts = charts(&session);
    let lag = chart(&charts, Kind::RecordsLag);
    assert_eq!(lag.lines.len(), 8);
    assert!(lag.left_out > 0);
}

#[test]
fn the_file_has_a_column_for_each_line_and_a_row_for_each_moment() {
    let session = run("failover", 8);
    let charts = charts(&session);
    let csv = charts.csv("all");
    let mut rows = csv.split("\r\n");
    let head = rows.next().expect("a head");
    assert!(head.starts_with(
        "seconds,\"kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec Count all\","
    ));
    let rows: Vec<&str> = rows.filter(|row| !row.is_empty()).collect();
    assert_eq!(rows.len(), charts.moments.len());
    let lines: usize = charts.charts.iter().map(|chart| chart.lines.len()).sum();
    assert!(rows.iter().all(|row| row.split(',').count() == lines + 1));
    assert!(rows[79].starts_with("7.900000,5,5,"), "{}", rows[79]);
}
