//! Histories for the judge.

use judge::{Options, check, read};
use lab::operations;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use crate::damage::{Damage, damage, damaged};
use crate::{bounded, config, parsed, some};

proptest! {
    #![proptest_config(config(200, 20_000))]

    #[test]
    fn a_damaged_history_is_judged_or_says_what_is_wrong(
        lab in any::<Index>(),
        lines in prop::collection::vec((any::<Index>(), damage()), 1..6),
        swaps in prop::collection::vec(any::<(Index, Index)>(), 0..4),
    ) {
        let session = some(&lab);
        let mut history: Vec<Value> = operations(session.world())
            .iter()
            .map(|operation| parsed(&serde_json::to_string(operation).expect("an operation is JSON")))
            .collect();
        if !history.is_empty() {
            for (line, damage) in lines {
                let line = line.index(history.len());
                spoil(&mut history, line, &damage);
            }
            for (one, other) in swaps {
                let (one, other) = (one.index(history.len()), other.index(history.len()));
                history.swap(one, other);
            }
        }
        let text: Vec<String> = history.iter().map(Value::to_string).collect();
        bounded(|| match read(text.join("\n").as_bytes()) {
            Ok(history) => drop(check(history, &Options::default())),
            Err(problems) => assert!(!problems.is_empty()),
        });
    }
}

fn spoil(history: &mut [Value], line: usize, damage: &[Damage]) {
    let whole = history[line].take();
    history[line] = damaged(whole, damage);
}
