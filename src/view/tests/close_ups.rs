//! What is shown large is what brokers, coordinators and clients hold.

use std::sync::Arc;

use engine::model::Instant;
use lab::{Action, Session, shelf};
use view::close_up::{BatchState, CloseUp, ConsumerUp, GroupUp, PartitionUp, ProducerUp, Spot};
use view::selection::Selection;

fn run(lab: &str, seconds: u64) -> Session {
    let mut session = Session::new(Arc::new(shelf::open(lab).expect("a built-in lab")));
    session.seek(Instant(seconds * 1_000_000));
    session
}

fn selected(session: &Session, words: &str) -> Selection {
    Selection::of_words(words, session.lab()).expect(words)
}

fn close_up(session: &Session, words: &str) -> CloseUp {
    CloseUp::of(session, &selected(session, words), None).expect(words)
}

fn partition(session: &Session, words: &str) -> PartitionUp {
    match close_up(session, words) {
        CloseUp::Partition(up) => up,
        other => panic!("{other:?}"),
    }
}

fn group(session: &Session, words: &str) -> GroupUp {
    match close_up(session, words) {
        CloseUp::Group(up) => up,
        other => panic!("{other:?}"),
    }
}

fn producer(session: &Session, words: &str) -> ProducerUp {
    match close_up(session, words) {
        CloseUp::Producer(up) => up,
        other => panic!("{other:?}"),
    }
}

fn consumer(session: &Session, words: &str) -> ConsumerUp {
    match close_up(session, words) {
        CloseUp::Consumer(up) => up,
        other => panic!("{other:?}"),
    }
}

/// The values of a replica's records, column by column.
fn values(up: &PartitionUp, broker: &str) -> Vec<Option<String>> {
    let row = up
        .rows
        .iter()
        .find(|row| row.broker == broker)
        .expect(broker);
    let value = |spot: &Spot| match spot {
        Spot::Record { value, .. } => Some(value.clone()),
        _ => None,
    };
    row.spots.iter().map(value).collect()
}

#[test]
fn replicas_in_sync_hold_the_same_records_below_the_high_watermark() {
    let session = run("acks-all", 12);
    let up = partition(&session, "payments-0 on broker-1");
    let leader = up.rows.iter().find(|row| row.leader).expect("a leader");
    let committed = |broker: &str| -> Vec<Option<String>> {
        let columns = up.columns.iter().zip(values(&up, broker));
        let below = columns.filter(|(column, _)| column.offset < leader.high_watermark);
        below.map(|(_, value)| value).collect()
    };
    let expected = committed(&leader.broker);
    assert!(expected.iter().any(Option::is_some));
    for row in up.rows.iter().filter(|row| row.in_sync) {
        assert_eq!(committed(&row.broker), expected, "{}", row.broker);
    }
}

#[test]
fn a_replica_that_is_down_still_shows_what_its_disk_holds() {
    let mut session = run("failover", 12);
    let before = partition(&session, "orders-0 on broker-1");
    let victim = before
        .rows
        .iter()
        .find(|row| row.leader)
        .expect("a leader")
        .broker
        .clone();
    session.act(Action::Crash(victim.clone())).expect("it runs");
    session.seek(Instant(30_000_000));
    let after = partition(&session, "orders-0 on broker-1");
    let row = after
        .rows
        .iter()
        .find(|row| row.broker == victim)
        .expect("it holds a replica");
    assert!(!row.life.is_running() && !row.leader);
    let selection = selected(&session, "orders-0 on broker-1");
    let page = CloseUp::of(&session, &selection, Some(row.log_end));
    let Some(CloseUp::Partition(page)) = page else {
        panic!("{page:?}")
    };
    assert!(values(&page, &victim).iter().all(Option::is_some));
    let leader = after
        .rows
        .iter()
        .find(|row| row.leader)
        .expect("a new leader");
    assert!(leader.leader_epoch > before.rows[0].leader_epoch);
}

#[test]
fn earlier_offsets_can_be_looked_at_page_by_page() {
    let session = run("one-four", 60);
    let of = |before| {
        let selection = selected(&session, "orders-0 on broker-1");
        match CloseUp::of(&session, &selection, before) {
            Some(CloseUp::Partition(up)) => up,
            other => panic!("{other:?}"),
        }
    };
    let last = of(None);
    assert!(last.earlier > 0 && last.later == 0);
    let first = last.columns[0].offset;
    let page = of(Some(first));
    assert_eq!(
        page.columns.last().map(|column| column.offset),
        Some(first - 1)
    );
    assert_eq!(of(Some(-5)).earlier, 0);
    assert_eq!(of(Some(1_000_000)).columns, last.columns);
}

#[test]
fn the_members_of_a_group_share_its_partitions_and_lag_is_what_is_not_committed() {
    let session = run("two-groups", 30);
    let up = group(&session, "group billing");
    assert_eq!((up.state, up.members.len()), ("Stable", 2));
    let mut shares: Vec<&str> = up
        .members
        .iter()
        .flat_map(|member| &member.shares)
        .map(|share| share.partition.as_str())
        .collect();
    shares.sort_unstable();
    assert_eq!(shares, ["orders-0", "orders-1", "orders-2", "orders-3"]);
    for share in up.members.iter().flat_map(|member| &member.shares) {
        let behind = share
            .high_watermark
            .zip(share.committed)
            .map(|(high, at)| high - at);
        assert_eq!(share.lag, behind);
    }
    assert_eq!(up.members.iter().filter(|member| member.leader).count(), 1);
}

#[test]
fn a_producer_whose_leader_does_not_answer_holds_batches_in_flight() {
    let mut session = run("acks-all", 12);
    for broker in ["broker-1", "broker-2", "broker-3"] {
        session
            .act(Action::Pause(broker.to_owned()))
            .expect("it runs");
    }
    session.seek(Instant(12_900_000));
    let up = producer(&session, "producer-1");
    let batches: Vec<BatchState> = up
        .buffers
        .iter()
        .flat_map(|buffer| &buffer.batches)
        .map(|batch| batch.state)
        .collect();
    assert!(batches.contains(&BatchState::InFlight), "{batches:?}");
    assert_eq!(up.requests.len(), 1);
    assert!(up.memory.0 > 0 && up.memory.0 < up.memory.1);
}

#[test]
fn one_step_of_a_running_application_s_loop_is_lit() {
    let session = run("two-groups", 20);
    for client in ["consumer-1", "consumer-2", "consumer-3"] {
        let up = consumer(&session, client);
        let lit = up
            .application
            .steps
            .iter()
            .filter(|step| step.running)
            .count();
        assert_eq!(lit, 1, "{client}");
    }
    let up = consumer(&session, "consumer-4");
    assert!(
        up.application.steps.iter().all(|step| !step.running),
        "it has not started"
    );
}

#[test]
fn a_message_and_a_broker_have_nothing_larger_to_show() {
    let session = run("leader", 5);
    for words in ["flight 1", "broker-1", "controller"] {
        let selection = selected(&session, words);
        assert_eq!(CloseUp::of(&session, &selection, None), None, "{words}");
    }
}
