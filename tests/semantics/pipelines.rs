//! Consume, transform, produce: with transactions and without.

use engine::app::processor::{Failure, LoopState, Manner, Step, Trigger};
use engine::client::Observation;
use engine::client::producer::{TransactionCall, TransactionFailure};
use engine::model::NodeId;
use engine::protocol::ErrorCode;
use sim::Fault;

use crate::cluster::Cluster;
use crate::pipeline::{
    COMMITTED, PIPELINE, Pipeline, SECOND, UNCOMMITTED, at_least_once, exactly_once,
    with_pipelines,
};

const ALL: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

fn kafka(pipelines: &[Pipeline]) -> Cluster {
    with_pipelines(pipelines, 1_000).start()
}

/// What came of the calls of an application, in order.
fn calls(kafka: &Cluster, id: u32) -> Vec<(TransactionCall, Option<TransactionFailure>)> {
    let of_it = kafka.history().filter(|entry| entry.node == NodeId(id));
    let calls = of_it.filter_map(|entry| match entry.observation {
        Observation::Transaction { call, failure } => Some((call, failure)),
        _ => None,
    });
    calls.collect()
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
    for version in [0, 2] {
        let mut kafka = kafka(&[exactly_once(version)]);
        kafka.until_ms(10_000);
        assert_eq!(kafka.printed(COMMITTED), ALL);
        assert_eq!(kafka.printed(UNCOMMITTED), ALL);
        let calls = calls(&kafka, PIPELINE);
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
