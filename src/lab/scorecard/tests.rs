//! What transactions do to the counts, told entry by entry.

use engine::client::PositionedBy::{Committed, Reset, Seek};
use engine::client::producer::TransactionCall::{Abort, Begin, Commit, Init};
use engine::client::producer::TransactionFailure;
use engine::log::Origin;
use engine::protocol::ErrorCode;

use super::notes::Notes;
use super::{Counts, Scorecard};
use crate::told::{APP, KEEPER, OTHER_APP, PRODUCER, READER, SOURCE, Told, told};

fn counts(told: &Told) -> Counts {
    let mut scorecard = Scorecard::default();
    for entry in &told.history {
        scorecard.take_entry(&told.world, entry, &mut Notes::none());
    }
    scorecard.total()
}

/// A transaction of the producer that sends one record, which is stored at offset 0 of `out`.
fn one_send() -> (Told, Origin) {
    let mut told = told();
    told.calls(PRODUCER, &[Init, Begin]);
    let send = told.sends(PRODUCER, "out", 0);
    told.goes_on(READER, "out", 0, Reset);
    (told, send)
}

/// Two records of `in`; the application has begun a transaction with both, and has processed them.
fn two_processed() -> (Told, [Origin; 2]) {
    let mut told = told();
    let sends = [0, 1].map(|offset| told.sends(SOURCE, "in", offset));
    told.calls(APP, &[Init]).goes_on(APP, "in", 0, Reset);
    again(&mut told, APP, sends);
    (told, sends)
}

/// A poll returns both records, and they are processed in a transaction.
fn again(told: &mut Told, app: engine::model::NodeId, [first, second]: [Origin; 2]) {
    told.polls(app, "in", &[(0, first), (1, second)])
        .calls(app, &[Begin])
        .processes(app, "in", 0)
        .processes(app, "in", 1);
}

#[test]
fn a_send_is_acknowledged_when_its_transaction_is_committed() {
    let (mut told, _) = one_send();
    assert_eq!(counts(&told).acknowledged, 0, "it can still be aborted");
    told.calls(PRODUCER, &[Commit]);
    let counts = counts(&told);
    assert_eq!((counts.acknowledged, counts.failed), (1, 0));
}

#[test]
fn a_committed_record_that_a_reader_passes_without_having_it_is_lost() {
    let (mut told, _) = one_send();
    let later = told.sends(PRODUCER, "out", 1);
    told.reads(READER, "out", 1, later);
    assert_eq!(counts(&told).lost, 0, "nothing was promised");
    told.calls(PRODUCER, &[Commit]);
    assert_eq!(counts(&told).lost, 1);
}

#[test]
fn what_was_aborted_has_failed_and_is_aborted_for_whoever_reads_it() {
    for read_first in [true, false] {
        let (mut told, send) = one_send();
        if read_first {
            told.reads(READER, "out", 0, send);
        }
        told.calls(PRODUCER, &[Abort]);
        assert_eq!(counts(&told).failed, 1);
        if !read_first {
            told.reads(READER, "out", 0, send);
        }
        let counts = counts(&told);
        assert_eq!((counts.acknowledged, counts.aborted), (0, 1));
        assert_eq!(counts.despite_failure, 0, "it stands there as agreed");
    }
}

#[test]
fn what_was_aborted_is_missed_by_nobody() {
    let (mut told, _) = one_send();
    told.calls(PRODUCER, &[Abort, Begin]);
    let later = told.sends(PRODUCER, "out", 2);
    told.calls(PRODUCER, &[Commit]);
    told.reads(READER, "out", 2, later);
    let counts = counts(&told);
    assert_eq!((counts.lost, counts.aborted), (0, 0));
    assert_eq!((counts.acknowledged, counts.failed), (1, 1));
}

#[test]
fn a_commit_of_which_nobody_knows_the_outcome_promises_nothing_and_aborts_nothing() {
    let fatal = TransactionFailure::Fatal(ErrorCode::ProducerFenced);
    for why in [TransactionFailure::TimedOut, fatal] {
        for is_read in [true, false] {
            let (mut told, send) = one_send();
            told.fails_to_commit(PRODUCER, why)
                .restarts(PRODUCER)
                .calls(PRODUCER, &[Init, Begin]);
            if is_read {
                told.reads(READER, "out", 0, send);
            }
            let later = told.sends(PRODUCER, "out", 2);
            told.calls(PRODUCER, &[Commit]);
            told.reads(READER, "out", 2, later);
            let counts = counts(&told);
            assert_eq!((counts.lost, counts.aborted, counts.failed), (0, 0, 0));
            assert_eq!(counts.acknowledged, 1, "the later one");
        }
    }
}

#[test]
fn a_commit_that_is_called_again_after_a_timeout_is_a_commit() {
    let (mut told, _) = one_send();
    told.fails_to_commit(PRODUCER, TransactionFailure::TimedOut);
    told.calls(PRODUCER, &[Commit]);
    assert_eq!(counts(&told).acknowledged, 1);
}

#[test]
fn what_nobody_told_to_commit_is_aborted_once_the_next_start_has_fenced_it() {
    let (mut told, send) = one_send();
    told.reads(READER, "out", 0, send);
    told.restarts(PRODUCER);
    assert_eq!(counts(&told).aborted, 0, "nobody knows it yet");
    told.calls(PRODUCER, &[Init]);
    let counts = counts(&told);
    assert_eq!((counts.aborted, counts.failed), (1, 1));
}

#[test]
fn what_was_processed_takes_effect_when_its_transaction_is_committed() {
    let (mut told, _) = two_processed();
    assert_eq!(counts(&told).processed, 2);
    told.calls(APP, &[Commit]);
    let counts = counts(&told);
    assert_eq!((counts.processed, counts.repeated, counts.lost), (2, 0, 0));
}

#[test]
fn what_is_processed_again_after_an_abort_is_not_repeated() {
    let (mut told, sends) = two_processed();
    told.calls(APP, &[Abort]).goes_on(APP, "in", 0, Seek);
    again(&mut told, APP, sends);
    told.calls(APP, &[Commit]);
    let counts = counts(&told);
    assert_eq!((counts.processed, counts.duplicated), (4, 2));
    assert_eq!((counts.repeated, counts.lost), (0, 0));
}

#[test]
fn what_is_processed_again_after_a_commit_is_repeated() {
    let (mut told, sends) = two_processed();
    told.calls(APP, &[Commit]).goes_on(APP, "in", 0, Committed);
    again(&mut told, APP, sends);
    assert_eq!(counts(&told).repeated, 0, "it can still be aborted");
    told.calls(APP, &[Commit]);
    assert_eq!(counts(&told).repeated, 2);
}

#[test]
fn what_an_abort_took_back_and_nobody_processes_again_is_lost() {
    let (mut told, _) = two_processed();
    told.calls(APP, &[Abort]);
    let third = told.sends(SOURCE, "in", 2);
    told.polls(APP, "in", &[(2, third)])
        .calls(APP, &[Begin])
        .processes(APP, "in", 2);
    told.calls(APP, &[Commit]);
    assert_eq!(counts(&told).lost, 2);
}

/// The application dies while it commits, and another one is given the partition at an offset, where it goes on.
fn taken_over_at(offset: i64) -> Counts {
    let (mut told, sends) = two_processed();
    told.sees(APP, engine::client::Observation::Committing)
        .calls(OTHER_APP, &[Init])
        .goes_on(OTHER_APP, "in", offset, Committed);
    let third = (2, told.sends(SOURCE, "in", 2));
    let all = [(0, sends[0]), (1, sends[1]), third];
    let from = usize::try_from(offset).expect("a test's offsets are small");
    told.polls(OTHER_APP, "in", &all[from..])
        .calls(OTHER_APP, &[Begin]);
    for (at, _) in &all[from..] {
        told.processes(OTHER_APP, "in", *at);
    }
    told.calls(OTHER_APP, &[Commit]);
    // Whoever comes next goes on behind all of it, which says nothing of the one that died.
    told.restarts(APP)
        .calls(APP, &[Init])
        .goes_on(APP, "in", 3, Committed);
    counts(&told)
}

#[test]
fn whoever_goes_on_behind_an_unknown_commit_shows_that_it_took_effect() {
    let counts = taken_over_at(2);
    assert_eq!((counts.lost, counts.repeated, counts.processed), (0, 0, 3));
}

#[test]
fn whoever_goes_on_before_an_unknown_commit_shows_that_it_did_not() {
    let counts = taken_over_at(0);
    assert_eq!((counts.lost, counts.repeated, counts.processed), (0, 0, 5));
}

#[test]
fn a_zombie_that_commits_what_another_has_processed_repeats_it() {
    let (mut told, sends) = two_processed();
    told.calls(OTHER_APP, &[Init])
        .goes_on(OTHER_APP, "in", 0, Committed);
    again(&mut told, OTHER_APP, sends);
    told.calls(OTHER_APP, &[Commit]);
    assert_eq!(counts(&told).repeated, 0);
    told.calls(APP, &[Commit]);
    assert_eq!(counts(&told).repeated, 2);
}

#[test]
fn what_a_sink_keeps_with_its_position_takes_effect_when_it_is_kept() {
    // The second record was kept, or not, and the process did not live to know it.
    for (kept, processed) in [(2, 2), (1, 3)] {
        let mut told = told();
        let [first, second] = [0, 1].map(|offset| told.sends(SOURCE, "in", offset));
        told.goes_on(KEEPER, "in", 0, Reset)
            .polls(KEEPER, "in", &[(0, first), (1, second)])
            .processes(KEEPER, "in", 0)
            .keeps(KEEPER, "in", 0)
            .processes(KEEPER, "in", 1)
            .restarts(KEEPER)
            .goes_on(KEEPER, "in", 0, Reset)
            .goes_on(KEEPER, "in", kept, Seek);
        if kept == 1 {
            told.polls(KEEPER, "in", &[(1, second)])
                .processes(KEEPER, "in", 1)
                .keeps(KEEPER, "in", 1);
        }
        let counts = counts(&told);
        assert_eq!(counts.processed, processed);
        assert_eq!((counts.repeated, counts.lost), (0, 0), "kept {kept}");
    }
}

#[test]
fn a_position_ahead_of_what_a_sink_has_kept_loses_what_is_between() {
    let mut told = told();
    let first = told.sends(SOURCE, "in", 0);
    told.sends(SOURCE, "in", 1);
    told.goes_on(KEEPER, "in", 0, Reset)
        .polls(KEEPER, "in", &[(0, first)])
        .processes(KEEPER, "in", 0)
        .restarts(KEEPER)
        .goes_on(KEEPER, "in", 0, Seek)
        .goes_on(KEEPER, "in", 1, Seek);
    assert_eq!(counts(&told).lost, 1, "it went back, and then past it");
}

#[test]
fn two_results_of_one_record_are_repeated_for_whoever_reads_both() {
    let (mut told, [first, _]) = two_processed();
    let made = told.transforms(APP, 0, 0);
    told.calls(APP, &[Commit]).goes_on(APP, "in", 0, Committed);
    told.polls(APP, "in", &[(0, first)]).calls(APP, &[Begin]);
    let made_again = told.transforms(APP, 0, 2);
    told.calls(APP, &[Commit]);
    told.reads(READER, "out", 0, made);
    let before = counts(&told).repeated;
    told.reads(READER, "out", 2, made_again);
    assert_eq!(counts(&told).repeated, before + 1);
}

#[test]
fn results_of_two_records_are_two_results() {
    let (mut told, _) = two_processed();
    let [one, two] = [0, 1].map(|at| told.transforms(APP, at, at));
    told.calls(APP, &[Commit]);
    told.reads(READER, "out", 0, one);
    told.reads(READER, "out", 1, two);
    assert_eq!(counts(&told).repeated, 0);
}
