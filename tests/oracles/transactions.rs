//! Transactional ids as `TransactionCoordinatorTest` and `TransactionState` have them.

use engine::coordinator::transaction::{TransactionState, TransactionValue};
use engine::model::{Duration, Timestamp};
use engine::protocol::{ErrorCode, InitProducerIdRequest, Response};
use serde_json::Value;
use tank::cluster::partition;

use TransactionState::{
    CompleteAbort, CompleteCommit, Empty, Ongoing, PrepareAbort, PrepareCommit,
};

use crate::lone_transactions::{
    LoneTransactions, add, coordinator, end, error, init, transaction, verify,
};
use crate::{agree, list, vectors};

/// What `id` has in every case: producer id and epoch.
const PRODUCER: (i64, i16) = (7, 3);

/// Rows that say what is refused before anything of a transactional id is known, or what a round does: they are sentences
/// of `tests/semantics/transaction_rules.rs`.
const ELSEWHERE: [&str; 4] = ["not coordinator", "loading", "timeout", "expiry"];

/// In Kafka's test nothing is under way. In a coordinator a decided transaction is always about to be complete, and what is
/// under way is looked at first: `CONCURRENT_TRANSACTIONS` (`TransactionCoordinator.endTransaction`).
const NEVER: &str = "PrepareAbort+commit | PrepareCommit+abort";

#[test]
fn txn_coordinator_json() {
    let Some(file) = vectors("txn_coordinator.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for state in TransactionState::ALL {
        if file["states"][state.name()] != state.id() {
            wrong.push(format!("{} is {}", state.name(), state.id()));
        }
        for version in [0, 1, 2] {
            let found = TransactionState::ALL
                .into_iter()
                .filter(|previous| state.follows(*previous, version));
            let mut found: Vec<&str> = found.map(TransactionState::name).collect();
            let mut expected: Vec<&str> = list(&file["valid_previous"], state.name())
                .iter()
                .filter_map(Value::as_str)
                .filter(|name| version == 2 || !name.ends_with("(TV2)"))
                .map(|name| name.trim_end_matches("(TV2)"))
                .collect();
            found.sort_unstable();
            expected.sort_unstable();
            if found != expected {
                wrong.push(format!("{} follows {found:?}", state.name()));
            }
        }
    }
    let mut judged = 0;
    for row in list(&file, "table") {
        let [request, case, expected] = [0, 1, 2].map(|at| row[at].as_str().unwrap_or_default());
        let elsewhere = [request, case].iter().any(|word| ELSEWHERE.contains(word));
        if elsewhere || case == NEVER {
            continue;
        }
        match judge(request, case) {
            None => wrong.push(format!("{request}, {case}: nobody judges that")),
            Some(found) => {
                judged += 1;
                for found in found.iter().filter(|found| *found != expected) {
                    wrong.push(format!("{request}, {case}: {found}, not {expected}"));
                }
            }
        }
    }
    assert!(judged >= 25, "{judged} rows of the table are judged");
    agree(&wrong);
}

/// What the engine makes of a row: in the words of the table, once for each state that the row names.
fn judge(request: &str, case: &str) -> Option<Vec<String>> {
    match request {
        "InitProducerId" => initialized(case),
        "AddPartitionsToTxn" => added(case),
        "EndTxn" | "EndTxn TV1" => ended(case, false),
        "EndTxn TV2" => ended(case, true),
        _ => None,
    }
}

fn initialized(case: &str) -> Option<Vec<String>> {
    let anonymous = InitProducerIdRequest::default();
    let named = |id: &str| InitProducerIdRequest {
        transactional_id: Some(id.into()),
        ..init(-1, -1)
    };
    let mut fresh = coordinator(1);
    Some(match case {
        "txnId null" => {
            let told = told(&fresh.ask(anonymous));
            let nothing = fresh.log.is_empty() && told == (ErrorCode::None, 1_000, 0);
            vec![said(nothing, "new pid epoch 0, no state")]
        }
        "txnId empty" => vec![fresh.try_to(named("")).name().to_owned()],
        "new txnId" => {
            let told = told(&fresh.ask(named("id")));
            vec![said(told == (ErrorCode::None, 1_000, 0), "pid, epoch 0")]
        }
        "Empty|CompleteCommit|CompleteAbort" => each(case, |kafka| {
            let told = told(&kafka.ask(named("id")));
            said(
                told == (ErrorCode::None, PRODUCER.0, PRODUCER.1 + 1),
                "epoch+1",
            )
        }),
        "Ongoing" => each(case, |kafka| {
            let refused = kafka.try_to(named("id")) == ErrorCode::ConcurrentTransactions;
            let aborts = kafka.state() == PrepareAbort;
            let fenced = kafka.known().value().producer_epoch == PRODUCER.1 + 1;
            said(
                refused && aborts && fenced,
                "fence: epoch+1, abort txn, reply CONCURRENT_TRANSACTIONS (client retries)",
            )
        }),
        "PrepareCommit|PrepareAbort" => {
            each(case, |kafka| kafka.try_to(named("id")).name().to_owned())
        }
        "epochs exhausted (>=32766)" => {
            let mut kafka = holding(CompleteCommit, (7, i16::MAX - 1));
            let told = told(&kafka.ask(named("id")));
            vec![said(
                told == (ErrorCode::None, 1_000, 0),
                "new pid, epoch 0",
            )]
        }
        "stale expected epoch" => {
            let mut kafka = holding(CompleteCommit, PRODUCER);
            vec![kafka.try_to(init(7, 1)).name().to_owned()]
        }
        "timeout > transaction.max.timeout.ms" => {
            let mut request = named("id");
            request.transaction_timeout_ms = 900_001;
            vec![fresh.try_to(request).name().to_owned()]
        }
        _ => return None,
    })
}

fn added(case: &str) -> Option<Vec<String>> {
    let mut ongoing = holding(Ongoing, PRODUCER);
    let records = ongoing.log.len();
    Some(match case {
        "unknown txnId" => vec![coordinator(1).try_to(add(PRODUCER, &[0])).name().to_owned()],
        "pid differs" => vec![ongoing.try_to(add((8, 3), &[0])).name().to_owned()],
        "epoch differs" => [2, 4]
            .map(|epoch| ongoing.try_to(add((7, epoch), &[0])).name().to_owned())
            .to_vec(),
        "PrepareCommit|PrepareAbort" => each(case, |kafka| {
            kafka.try_to(add(PRODUCER, &[0])).name().to_owned()
        }),
        "Ongoing, all present" => {
            let done = ongoing.try_to(add(PRODUCER, &[0])) == ErrorCode::None;
            let unwritten = ongoing.log.len() == records;
            vec![said(done && unwritten, "NONE (no log write)")]
        }
        "verify only, partition absent" => {
            let error = ongoing.try_to(verify(PRODUCER, &[1]));
            // Who speaks the newer versions is told the first of the two.
            vec![said(
                error == ErrorCode::TransactionAbortable,
                "TRANSACTION_ABORTABLE (INVALID_TXN_STATE for old)",
            )]
        }
        "Empty|Complete*" => each("Empty|CompleteCommit|CompleteAbort", |kafka| {
            let done = kafka.try_to(add(PRODUCER, &[0])) == ErrorCode::None;
            said(done, kafka.state().name())
        }),
        _ => return None,
    })
}

fn ended(case: &str, v2: bool) -> Option<Vec<String>> {
    let mut ongoing = holding(Ongoing, PRODUCER);
    let in_each = |cases: &[(TransactionState, bool)]| {
        let found = cases.iter().map(|(state, committed)| {
            let mut kafka = holding(*state, PRODUCER);
            kafka
                .try_to(end(PRODUCER, *committed, v2))
                .name()
                .to_owned()
        });
        Some(found.collect())
    };
    match case {
        "Ongoing+commit" | "Ongoing+abort" => {
            ongoing.try_to(end(PRODUCER, case.ends_with("commit"), v2));
            Some(vec![ongoing.state().name().to_owned()])
        }
        "CompleteCommit+commit" => in_each(&[(CompleteCommit, true)]),
        "CompleteAbort+abort" => in_each(&[(CompleteAbort, false)]),
        "CompleteCommit+abort | CompleteAbort+commit" => {
            in_each(&[(CompleteCommit, false), (CompleteAbort, true)])
        }
        "PrepareCommit+commit | PrepareAbort+abort" => {
            in_each(&[(PrepareCommit, true), (PrepareAbort, false)])
        }
        "Empty" => in_each(&[(Empty, true), (Empty, false)]),
        "wrong epoch" => Some(
            [2, 4]
                .map(|epoch| ongoing.try_to(end((7, epoch), true, v2)).name().to_owned())
                .to_vec(),
        ),
        "unknown/pid mismatch" => {
            let unknown = coordinator(1).try_to(end(PRODUCER, true, v2));
            let mismatch = ongoing.try_to(end((8, 3), true, v2));
            Some(vec![unknown.name().to_owned(), mismatch.name().to_owned()])
        }
        "Empty|CompleteCommit|CompleteAbort + abort" => {
            Some(each("Empty|CompleteCommit|CompleteAbort", |kafka| {
                kafka.stop_committing();
                kafka.wonder(end(PRODUCER, false, true));
                let written = kafka.log.last().and_then(|record| record.value.clone());
                let raised = written.is_some_and(|value| {
                    value.state == PrepareAbort && value.producer_epoch == PRODUCER.1 + 1
                });
                said(raised, "PrepareAbort (epoch+1)")
            }))
        }
        "Ongoing" => {
            let found = [(true, PrepareCommit), (false, PrepareAbort)].map(|(committed, state)| {
                let mut kafka = holding(Ongoing, PRODUCER);
                let told = told(&kafka.ask(end(PRODUCER, committed, true)));
                let raised = told == (ErrorCode::None, PRODUCER.0, PRODUCER.1 + 1);
                said(
                    raised && kafka.state() == state,
                    "Prepare*, epoch+1 on every commit/abort; response carries new pid/epoch",
                )
            });
            Some(found.to_vec())
        }
        "retry with epoch-1 of completed txn, same result" => {
            let after = (PRODUCER.0, PRODUCER.1 + 1);
            let found =
                [(CompleteCommit, true), (CompleteAbort, false)].map(|(state, committed)| {
                    let mut kafka = holding(state, after);
                    kafka
                        .try_to(end(PRODUCER, committed, true))
                        .name()
                        .to_owned()
                });
            Some(found.to_vec())
        }
        _ => None,
    }
}

/// The states that a row names, each with a coordinator of its own.
fn each(case: &str, look: impl Fn(&mut LoneTransactions) -> String) -> Vec<String> {
    let named = TransactionState::ALL.into_iter();
    let named = named.filter(|state| case.split('|').any(|name| name == state.name()));
    named
        .map(|state| look(&mut holding(state, PRODUCER)))
        .collect()
}

/// A coordinator in whose log `id` is in this state, with partition 0 of `t` where it has any.
fn holding(state: TransactionState, (producer_id, producer_epoch): (i64, i16)) -> LoneTransactions {
    let mut kafka = coordinator(1);
    let under_way = matches!(state, Ongoing | PrepareCommit | PrepareAbort);
    let partitions = transaction(PRODUCER, &[0]).partitions;
    assert_eq!(partitions, [partition("t", 0)]);
    kafka.load_with(TransactionValue {
        state,
        producer_id,
        previous_producer_id: -1,
        next_producer_id: -1,
        producer_epoch,
        last_producer_epoch: -1,
        timeout: Duration::from_millis(60_000),
        partitions: partitions.into_iter().filter(|_| under_way).collect(),
        start: (state != Empty).then_some(Timestamp(1)),
        last_update: Timestamp(1),
        client_transaction_version: 0,
    });
    kafka
}

fn told(response: &Response) -> (ErrorCode, i64, i16) {
    match response {
        Response::InitProducerId(answer) => {
            (answer.error, answer.producer_id, answer.producer_epoch)
        }
        Response::EndTxn(answer) => (answer.error, answer.producer_id, answer.producer_epoch),
        other => (error(other), -1, -1),
    }
}

/// The words of the table where it is as they say.
fn said(so: bool, words: &str) -> String {
    if so { words } else { "otherwise" }.to_owned()
}
