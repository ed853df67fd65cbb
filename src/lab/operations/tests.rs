//! What the judge is told of transactions, and what it finds then.

use engine::client::Observation;
use engine::client::PositionedBy::{Committed, Reset, Seek};
use engine::client::producer::TransactionCall::{Abort, Begin, Commit, Init};
use judge::{Action, Anomaly, History, Kind, MicroOp, Operation, Options, Report};

use crate::told::{APP, OTHER_APP, PRODUCER, READER, SOURCE, Told, told};

fn operations(told: &Told) -> Vec<Operation> {
    super::told(&told.world, &told.history)
}

fn judged(told: &Told) -> Report {
    let mut history = History::default();
    for operation in operations(told) {
        history.push(operation);
    }
    judge::check(history, &Options::default())
}

/// What is wrong, by its names.
fn wrong(told: &Told) -> Vec<&'static str> {
    let report = judged(told);
    let wrong = report.anomalies.iter().filter(|(_, found)| !found.legal);
    wrong.map(|(anomaly, _)| anomaly.name()).collect()
}

/// How the transactions of a run began and ended, and how much they sent and polled.
fn transactions(told: &Told) -> Vec<(Kind, usize, usize)> {
    let operations = operations(told).into_iter();
    let transactions = operations.filter_map(|operation| match operation.action {
        Action::Txn(parts) => Some((operation.kind, parts)),
        _ => None,
    });
    let counted = transactions.map(|(kind, parts)| {
        let is_send = |part: &&MicroOp| matches!(part, MicroOp::Send(_));
        let sends = parts.iter().filter(is_send).count();
        (kind, sends, parts.len() - sends)
    });
    counted.collect()
}

#[test]
fn a_transaction_is_one_operation_with_the_poll_that_it_begins_with() {
    for (end, kind) in [(Commit, Kind::Ok), (Abort, Kind::Fail)] {
        let mut told = told();
        let record = told.sends(SOURCE, "in", 0);
        told.calls(APP, &[Init])
            .goes_on(APP, "in", 0, Reset)
            .polls(APP, "in", &[(0, record)])
            .calls(APP, &[Begin]);
        told.transforms(APP, 0, 0);
        told.calls(APP, &[end]);
        let expected = [(Kind::Invoke, 1, 1), (kind, 1, 1)];
        assert_eq!(transactions(&told), expected);
    }
}

#[test]
fn what_was_aborted_is_g1a_for_whoever_reads_it_and_no_skip_for_whoever_does_not() {
    for is_read in [true, false] {
        let mut told = told();
        told.calls(PRODUCER, &[Init, Begin]);
        let first = told.sends(PRODUCER, "out", 0);
        told.calls(PRODUCER, &[Commit, Begin]);
        let aborted = told.sends(PRODUCER, "out", 2);
        told.calls(PRODUCER, &[Abort, Begin]);
        let last = told.sends(PRODUCER, "out", 4);
        told.calls(PRODUCER, &[Commit]);
        if is_read {
            told.polls(SOURCE, "out", &[(0, first), (2, aborted), (4, last)]);
        }
        told.polls(READER, "out", &[(0, first), (4, last)]);
        let expected: &[_] = if is_read { &["G1a"] } else { &[] };
        assert_eq!(wrong(&told), expected);
    }
}

#[test]
fn a_committed_record_that_readers_pass_is_a_lost_write() {
    let mut told = told();
    told.calls(PRODUCER, &[Init, Begin]);
    told.sends(PRODUCER, "out", 0);
    let later = told.sends(PRODUCER, "out", 1);
    told.calls(PRODUCER, &[Commit]);
    told.polls(READER, "out", &[(1, later)]);
    assert_eq!(judged(&told).count(Anomaly::LostWrite), 1);
}

#[test]
fn of_a_commit_of_which_nobody_knows_the_outcome_nothing_is_wrong() {
    for is_read in [true, false] {
        let mut told = told();
        told.calls(PRODUCER, &[Init, Begin]);
        let unknown = told.sends(PRODUCER, "out", 0);
        told.sends(PRODUCER, "elsewhere", 0);
        told.sees(PRODUCER, Observation::Committing)
            .restarts(PRODUCER)
            .calls(PRODUCER, &[Init, Begin]);
        let out = told.sends(PRODUCER, "out", 2);
        let elsewhere = told.sends(PRODUCER, "elsewhere", 2);
        told.calls(PRODUCER, &[Commit]);
        if is_read {
            told.polls(SOURCE, "out", &[(0, unknown), (2, out)]);
        }
        told.polls(READER, "out", &[(2, out)])
            .polls(READER, "elsewhere", &[(2, elsewhere)]);
        assert_eq!(wrong(&told), [""; 0]);
        let kinds = transactions(&told).into_iter().map(|(kind, ..)| kind);
        assert!(kinds.eq([Kind::Invoke, Kind::Info, Kind::Invoke, Kind::Ok]));
    }
}

#[test]
fn what_is_polled_again_after_an_abort_is_no_step_back() {
    let mut told = told();
    let sends = [0, 1].map(|offset| (offset, told.sends(SOURCE, "in", offset)));
    told.calls(APP, &[Init]).goes_on(APP, "in", 0, Reset);
    for end in [Abort, Commit] {
        told.polls(APP, "in", &sends)
            .calls(APP, &[Begin, end])
            .goes_on(APP, "in", 0, Seek);
    }
    assert_eq!(wrong(&told), [""; 0]);
}

#[test]
fn what_an_abort_took_back_and_nobody_polls_again_is_skipped() {
    let mut told = told();
    let [a, b, c] = [0, 1, 2].map(|offset| (offset, told.sends(SOURCE, "in", offset)));
    told.calls(APP, &[Init]);
    for (record, end) in [(a, Commit), (b, Abort), (c, Commit)] {
        told.polls(APP, "in", &[record]).calls(APP, &[Begin, end]);
    }
    assert_eq!(wrong(&told), ["lost-write", "unseen", "poll-skip"]);
}

#[test]
fn what_an_unknown_commit_has_polled_was_read() {
    let mut told = told();
    let [a, b] = [0, 1].map(|offset| (offset, told.sends(SOURCE, "in", offset)));
    told.calls(APP, &[Init])
        .polls(APP, "in", &[a])
        .calls(APP, &[Begin])
        .sees(APP, Observation::Committing)
        .calls(OTHER_APP, &[Init])
        .goes_on(OTHER_APP, "in", 1, Committed)
        .polls(OTHER_APP, "in", &[b])
        .calls(OTHER_APP, &[Begin, Commit]);
    assert_eq!(wrong(&told), [""; 0]);
}

#[test]
fn transactions_that_read_of_each_other_are_g1c() {
    let mut told = told();
    for app in [APP, OTHER_APP] {
        told.calls(app, &[Init, Begin]);
    }
    let one = told.sends(APP, "out", 0);
    let other = told.sends(OTHER_APP, "elsewhere", 0);
    told.polls(APP, "elsewhere", &[(0, other)])
        .polls(OTHER_APP, "out", &[(0, one)])
        .calls(APP, &[Commit])
        .calls(OTHER_APP, &[Commit]);
    assert_eq!(wrong(&told), ["G1c"]);
}

#[test]
fn a_transaction_that_reads_what_it_has_sent_itself_reads_it_too_early() {
    let mut told = told();
    told.calls(APP, &[Init, Begin]);
    let own = told.sends(APP, "out", 0);
    told.polls(APP, "out", &[(0, own)]).calls(APP, &[Commit]);
    assert_eq!(wrong(&told), ["precommitted-read"]);
}
