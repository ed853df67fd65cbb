//! Consume, transform, produce: with transactions and without.

use engine::app::processor::{Failure, LoopState, Manner, Step, Trigger};
use engine::client::producer::{TransactionCall, TransactionFailure};
use engine::client::{ClientCommand, Observation};
use engine::model::NodeId;
use engine::protocol::ErrorCode;
use sim::{Action, AnyNode, Entry, Fault, Slot};

use crate::cluster::Cluster;
use crate::pipeline::{
    COMMITTED, PIPELINE, Pipeline, SECOND, UNCOMMITTED, at_least_once, exactly_once, with_pipelines,
};

const ALL: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

fn kafka(pipelines: &[Pipeline]) -> Cluster {
    with_pipelines(pipelines, 1_000).start()
}

fn failing(after: Step, manner: Manner, pipeline: Pipeline) -> Pipeline {
    Pipeline {
        failure: Some(Failure {
            at: Trigger::Nth(3),
            after,
            manner,
        }),
        ..pipeline
    }
}

#[test]
fn what_a_poll_led_to_and_the_positions_after_it_are_one_transaction() {
    for version in [1, 2] {
        let mut kafka = kafka(&[exactly_once(version)]);
        kafka.until_ms(10_000);
        assert_eq!(kafka.printed(COMMITTED), ALL);
        assert_eq!(kafka.printed(UNCOMMITTED), ALL);
        let calls = kafka.calls(PIPELINE);
        assert_eq!(calls[0], (TransactionCall::Init, None));
        let rounds: Vec<_> = calls[1..].chunks(3).collect();
        assert!(rounds.len() >= 3, "six records in pairs: {calls:?}");
        for round in rounds {
            let round: Vec<_> = round.iter().map(|(call, _)| *call).collect();
            assert_eq!(
                round,
                [
                    TransactionCall::Begin,
                    TransactionCall::SendOffsets,
                    TransactionCall::Commit
                ]
            );
        }
        assert!(calls.iter().all(|(_, failure)| failure.is_none()));
    }
}

#[test]
fn what_an_application_had_sent_when_it_died_is_aborted_by_its_next_start() {
    for version in [1, 2] {
        let mut dies = failing(Step::Process, Manner::Crash, exactly_once(version));
        dies.failure.as_mut().expect("it fails").at = Trigger::Nth(4);
        let mut kafka = kafka(&[dies]);
        kafka.until_ms(5_000);
        assert_eq!(kafka.printed(COMMITTED), ["1", "2"]);
        assert_eq!(kafka.printed(UNCOMMITTED), ["1", "2", "3"]);
        kafka.fault(Fault::Restart(NodeId(PIPELINE)));
        kafka.until_ms(25_000);
        assert_eq!(kafka.printed(COMMITTED), ALL);
        let seen = kafka.printed(UNCOMMITTED);
        assert_eq!(seen, ["1", "2", "3", "3", "4", "5", "6"]);
    }
}

#[test]
fn without_transactions_the_result_of_a_record_is_there_twice() {
    let dies = failing(Step::Write, Manner::Crash, at_least_once());
    let mut kafka = kafka(&[dies]);
    kafka.until_ms(5_000);
    kafka.fault(Fault::Restart(NodeId(PIPELINE)));
    kafka.until_ms(25_000);
    let twice = ["1", "2", "3", "3", "4", "5", "6"];
    assert_eq!(kafka.printed(COMMITTED), twice);
    assert_eq!(kafka.printed(UNCOMMITTED), twice);
}

#[test]
fn positions_that_were_sent_and_not_committed_do_not_count() {
    for version in [1, 2] {
        let dies = failing(Step::SendOffsets, Manner::Crash, exactly_once(version));
        let mut kafka = kafka(&[dies]);
        kafka.until_ms(5_000);
        kafka.fault(Fault::Restart(NodeId(PIPELINE)));
        kafka.until_ms(25_000);
        assert_eq!(kafka.printed(COMMITTED), ALL);
        let seen = kafka.printed(UNCOMMITTED);
        assert_eq!(seen, ["1", "2", "3", "4", "3", "4", "5", "6"]);
    }
}

#[test]
fn an_application_that_dies_after_its_commit_repeats_nothing() {
    for version in [1, 2] {
        let dies = failing(Step::Commit, Manner::Crash, exactly_once(version));
        let mut kafka = kafka(&[dies]);
        kafka.until_ms(5_000);
        kafka.fault(Fault::Restart(NodeId(PIPELINE)));
        kafka.until_ms(25_000);
        assert_eq!(kafka.printed(COMMITTED), ALL);
        assert_eq!(kafka.printed(UNCOMMITTED), ALL);
    }
}

#[test]
fn an_application_that_throws_aborts_its_transaction_on_the_way_out() {
    let throws = failing(Step::Write, Manner::Throw, exactly_once(2));
    let mut kafka = kafka(&[throws]);
    kafka.until_ms(5_000);
    let leader = kafka.leads("output", 0);
    let log = kafka.replica(leader, "output", 0);
    assert_eq!(log.last_stable_offset(), log.high_watermark());
    assert_eq!(kafka.printed(COMMITTED), ["1", "2"]);
    let slot = kafka.world.slot(NodeId(PIPELINE)).expect("it was there");
    assert!(!slot.life().is_running());
}

#[test]
fn a_line_at_which_an_application_fails_can_be_chosen_while_it_runs() {
    let mut kafka = kafka(&[exactly_once(2)]);
    let command = ClientCommand::Fail {
        after: Step::SendOffsets,
        manner: Manner::Crash,
    };
    kafka.until_ms(2_010).act(Action::Command {
        node: NodeId(PIPELINE),
        command,
    });
    kafka.until_ms(5_000);
    let failed = |entry: &&Entry| matches!(entry.observation, Observation::ApplicationFailed(1));
    assert_eq!(kafka.history().filter(failed).count(), 1);
    assert_eq!(kafka.printed(COMMITTED), [""; 0]);
}

#[test]
fn a_result_that_cannot_be_sent_is_an_exception_and_no_position_is_committed_over_it() {
    let strict = Pipeline {
        producer: vec![("max.request.size", "10")],
        ..at_least_once()
    };
    let mut kafka = kafka(&[strict]);
    kafka.until_ms(8_000);
    let committed = |entry: &&Entry| matches!(entry.observation, Observation::Committed(_));
    let of_it = kafka
        .history()
        .filter(|entry| entry.node == NodeId(PIPELINE));
    assert_eq!(of_it.filter(committed).count(), 0);
    let slot = kafka.world.slot(NodeId(PIPELINE)).expect("it was there");
    assert!(!slot.life().is_running());
}

/// Pauses the application in the middle of a transaction.
fn pause_at_work(kafka: &mut Cluster) {
    kafka.until(|world, _| {
        let Some(AnyNode::Consumer(processor)) = world.slot(NodeId(PIPELINE)).map(Slot::node)
        else {
            return false;
        };
        processor.handled() == 1 && matches!(processor.state(), LoopState::Processing { .. })
    });
    kafka.fault(Fault::Pause(NodeId(PIPELINE)));
}

#[test]
fn a_paused_zombie_is_fenced_by_whoever_took_its_transactional_id() {
    for version in [1, 2] {
        let first = exactly_once(version);
        let second = Pipeline {
            id: SECOND,
            ..exactly_once(version)
        };
        let mut kafka = with_later(&[first, second]);
        pause_at_work(&mut kafka);
        kafka.start(SECOND);
        kafka.until_ms(25_000);
        kafka.fault(Fault::Resume(NodeId(PIPELINE)));
        kafka.until_ms(60_000);
        let fenced = TransactionFailure::Fatal(ErrorCode::ProducerFenced);
        let failures: Vec<_> = kafka
            .calls(PIPELINE)
            .into_iter()
            .filter_map(|(_, failure)| failure)
            .collect();
        assert!(
            failures.contains(&fenced),
            "version {version}: {failures:?}"
        );
        assert_eq!(kafka.printed(COMMITTED), ALL, "version {version}");
        let slot = kafka.world.slot(NodeId(PIPELINE)).expect("it was there");
        assert!(!slot.life().is_running());
    }
}

#[test]
fn a_paused_zombie_with_an_id_of_its_own_is_fenced_by_its_group() {
    for version in [1, 2] {
        let second = Pipeline {
            id: SECOND,
            transactional_id: Some("second"),
            ..exactly_once(version)
        };
        let mut kafka = with_later(&[exactly_once(version), second]);
        pause_at_work(&mut kafka);
        kafka.start(SECOND);
        kafka.until_ms(25_000);
        kafka.fault(Fault::Resume(NodeId(PIPELINE)));
        kafka.until_ms(90_000);
        let failures: Vec<_> = kafka
            .calls(PIPELINE)
            .into_iter()
            .filter_map(|(call, failure)| Some((call, failure?)))
            .collect();
        assert!(
            failures.iter().any(|(call, failure)| {
                *call == TransactionCall::SendOffsets
                    && matches!(
                        failure,
                        TransactionFailure::Abortable(
                            ErrorCode::UnknownMemberId | ErrorCode::IllegalGeneration
                        )
                    )
            }),
            "version {version}: {failures:?}"
        );
        let mut results = kafka.printed(COMMITTED);
        results.sort_unstable();
        assert_eq!(results, ALL, "version {version}");
    }
}

#[test]
fn a_member_that_knows_that_it_was_thrown_out_still_commits_in_the_name_in_which_it_joined() {
    let slow = |pipeline: Pipeline| Pipeline {
        process_ms: 4_000,
        ..pipeline
    };
    let second = Pipeline {
        id: SECOND,
        transactional_id: Some("second"),
        ..slow(exactly_once(2))
    };
    let mut kafka = with_later(&[slow(exactly_once(2)), second]);
    pause_at_work(&mut kafka);
    kafka.start(SECOND);
    kafka.until_ms(25_000);
    kafka.fault(Fault::Resume(NodeId(PIPELINE)));
    // Its heartbeat is answered long before it is done with the second record.
    kafka.until(|world, _| {
        matches!(world.slot(NodeId(PIPELINE)).map(Slot::node), Some(AnyNode::Consumer(processor))
            if processor.consumer().membership().is_some_and(|m| m.generation == -1))
    });
    kafka.until_ms(120_000);
    let refused = (
        TransactionCall::SendOffsets,
        Some(TransactionFailure::Abortable(ErrorCode::UnknownMemberId)),
    );
    assert!(kafka.calls(PIPELINE).contains(&refused));
    let mut results = kafka.printed(COMMITTED);
    results.sort_unstable();
    assert_eq!(results, ALL);
}

/// The second application starts when the test says so.
fn with_later(pipelines: &[Pipeline]) -> Cluster {
    let mut builder = with_pipelines(&pipelines[..1], 1_000);
    for pipeline in &pipelines[1..] {
        builder = pipeline.starting(builder, None);
    }
    builder.start()
}
