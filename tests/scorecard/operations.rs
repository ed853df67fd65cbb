//! A run's history as the judge reads it: what it finds there is what the scorecard counts.

use std::sync::Arc;

use engine::model::Instant;
use judge::{Action as Did, Anomaly, History, Kind, Operation, Options, Report};
use lab::{Action, Counts, Lab, Session, operations, shelf};
use serde_json::json;

use crate::{act_at, at_ms, orders, play, session};

const STORM: &str = include_str!("../fixtures/storm.json");

fn judged(operations: impl IntoIterator<Item = Operation>) -> Report {
    let mut history = History::default();
    for operation in operations {
        history.push(operation);
    }
    judge::check(history, &Options::default())
}

fn of(session: &Session) -> (Report, Counts) {
    (
        judged(operations(session.world())),
        session.scorecard().total(),
    )
}

/// What both count must be there for both or for neither. A record that was read and not processed, or that its reader was
/// sent past, is lost for the scorecard only; one that has expired is missing for the judge, who knows no topic's configuration.
fn agree(session: &Session, what: &str) {
    let (report, counts) = of(session);
    let pairs = [
        (Anomaly::Duplicate, counts.stored_twice),
        (Anomaly::G1a, counts.aborted),
    ];
    for (anomaly, count) in pairs {
        let found = report.count(anomaly);
        assert_eq!(
            found > 0,
            count > 0,
            "{what}: {} {found}, {count}",
            anomaly.name()
        );
    }
    let missing = counts.lost + counts.expired + counts.compacted + counts.deleted;
    let lost = report.count(Anomaly::LostWrite);
    assert!(
        lost == 0 || missing > 0,
        "{what}: lost-write {lost}, {counts:?}"
    );
    let out_of_order = report.count(Anomaly::NonmonotonicSend);
    assert!(
        counts.reordered == 0 || out_of_order > 0,
        "{what}: {counts:?}"
    );
    assert_eq!(report.count(Anomaly::IntNonmonotonicPoll), 0, "{what}");
    assert_eq!(report.count(Anomaly::PrecommittedRead), 0, "{what}");
}

#[test]
fn the_judge_agrees_with_the_scorecard_on_every_lab() {
    for built_in in shelf::labs() {
        for seed in [1, 7] {
            let lab = Arc::new(shelf::open(built_in.id).unwrap().with_seed(seed));
            let mut session = Session::new(Arc::clone(&lab));
            session.advance(lab.until());
            agree(&session, built_in.id);
            let (report, counts) = of(&session);
            let quiet = [
                Anomaly::LostWrite,
                Anomaly::PollSkip,
                Anomaly::NonmonotonicPoll,
                Anomaly::InconsistentOffsets,
                Anomaly::NonmonotonicSend,
            ];
            for anomaly in quiet
                .into_iter()
                .filter(|_| counts.lost + counts.expired == 0)
            {
                assert_eq!(
                    report.count(anomaly),
                    0,
                    "{} {}",
                    built_in.id,
                    anomaly.name()
                );
            }
        }
    }
}

#[test]
fn the_judge_agrees_with_the_scorecard_in_a_storm() {
    for seed in 1..=3 {
        let lab = Lab::parse(STORM, &[]).unwrap().with_seed(seed);
        let mut session = Session::new(Arc::new(lab));
        for seconds in [10, 20, 30, 60] {
            session.advance(Instant(seconds * 1_000_000));
            agree(&session, "storm");
        }
    }
}

#[test]
fn every_operation_that_began_ends_once_and_in_the_order_of_sends() {
    let lab = Lab::parse(STORM, &[]).unwrap();
    let mut session = Session::new(Arc::new(lab));
    session.advance(at_ms(31_000));
    let mut open = std::collections::BTreeMap::<String, std::collections::VecDeque<_>>::new();
    for operation in operations(session.world()) {
        let Did::Send(sends) = &operation.action else {
            continue;
        };
        let process = format!("{:?}", operation.process);
        let value = sends[0].value.clone();
        let open = open.entry(process).or_default();
        if operation.kind == Kind::Invoke {
            open.push_back(value);
        } else {
            assert_eq!(open.pop_front(), Some(value));
        }
    }
    assert_eq!(open.len(), 2);
    assert!(open.values().all(std::collections::VecDeque::is_empty));
}

#[test]
fn a_record_that_went_with_the_power_is_a_lost_write_for_both() {
    let changes = [
        "clients.consumer-1.start_ms=60000",
        "clients.producer-1.config[\"enable.idempotence\"]=false",
    ];
    let mut both = 0;
    for seed in 1..=12 {
        let lab = session("first-records", &changes).lab().as_ref().clone();
        let mut session = Session::new(Arc::new(lab.with_seed(seed)));
        session.advance(at_ms(6_000));
        session
            .act(Action::PowerCut("broker-1".to_owned()))
            .unwrap();
        session.advance(at_ms(7_000));
        session.act(Action::Restart("broker-1".to_owned())).unwrap();
        session.advance(at_ms(80_000));
        let (report, counts) = of(&session);
        assert_eq!(report.count(Anomaly::LostWrite), counts.lost, "seed {seed}");
        both += counts.lost;
    }
    assert!(both > 0);
}

#[test]
fn a_record_that_is_stored_twice_is_a_duplicate_for_both() {
    let mut file = orders();
    file["clients"]["producer-1"]["config"]["enable.idempotence"] = json!(false);
    let mut session = play(&file);
    let lost =
        json!({ "from": "broker-1", "to": "producer-1", "api": "Produce", "is": "response" });
    act_at(&mut session, 2500, json!({ "drop_next": lost }));
    session.advance(at_ms(20_000));
    let (report, counts) = of(&session);
    assert_eq!(
        (report.count(Anomaly::Duplicate), counts.stored_twice),
        (1, 1)
    );
}

#[test]
fn a_consumer_that_is_sent_back_by_an_admin_begins_anew() {
    let mut session = play(&orders());
    act_at(&mut session, 6000, json!({ "close": "consumer-1" }));
    act_at(
        &mut session,
        8000,
        json!({ "reset_offsets": { "group": "billing", "topic": "orders", "to": 5 } }),
    );
    act_at(&mut session, 9000, json!({ "start": "consumer-1" }));
    session.advance(at_ms(30_000));
    let (report, counts) = of(&session);
    assert_eq!(counts.duplicated, 15);
    assert_eq!(
        report.count(Anomaly::NonmonotonicPoll),
        0,
        "another start is another client"
    );
}

/// The operations of a quiet run, changed.
fn planted(change: impl Fn(&mut Operation)) -> Report {
    let mut session = play(&orders());
    session.advance(at_ms(20_000));
    let mut told = operations(session.world());
    assert_eq!(judged(told.clone()).status, 0, "nothing is wrong with it");
    told.iter_mut().for_each(change);
    judged(told)
}

#[test]
fn a_record_that_no_poll_returned_is_found() {
    let report = planted(|operation| {
        if let Did::Poll(polls) = &mut operation.action {
            for (_, reads) in polls.iter_mut().flat_map(|poll| &mut poll.0) {
                reads.retain(|read| read.offset != Some(7));
            }
        }
    });
    assert_eq!(report.count(Anomaly::LostWrite), 1);
}

#[test]
fn a_send_that_failed_and_was_read_is_found() {
    let report = planted(|operation| {
        if let Did::Send(sends) = &operation.action
            && operation.kind == Kind::Ok
            && sends[0].offset == Some(7)
        {
            operation.kind = Kind::Fail;
        }
    });
    assert_eq!(report.count(Anomaly::G1a), 1);
}

#[test]
fn a_history_is_read_as_it_was_written() {
    let lab = Lab::parse(STORM, &[]).unwrap();
    let mut session = Session::new(Arc::new(lab));
    session.advance(at_ms(20_000));
    let told = operations(session.world());
    let mut lines = Vec::new();
    judge::write(&told, &mut lines).unwrap();
    let read = judge::read(lines.as_slice()).unwrap();
    assert_eq!(judge::check(read, &Options::default()), judged(told),);
}
