//! A transactional id in facts.

use engine::model::Instant;
use sim::World;

use super::facts::{count, fact, time};
use super::{Fact, Inspector, Near};
use crate::clock::Time;
use crate::close_up::{Claimant, Known, TransactionUp};
use crate::saying::Saying;
use crate::selection::Selection;

/// What is known of it; an id that nobody knows yet is still one that a client has.
pub(super) fn of(world: &World, now: Instant, id: &str) -> Inspector {
    let up = TransactionUp::of(world, now, id);
    let known = up.as_ref().and_then(|up| up.known.as_ref());
    let clients = up.as_ref().map_or(&[][..], |up| &up.clients);
    let coordinator = known.map(|known| (known.node, &known.coordinator));
    let claims = clients.iter().map(|client| (client.node, &client.name));
    let near = coordinator
        .into_iter()
        .chain(claims)
        .map(|(node, name)| Near {
            text: Saying::new("near-node").with("name", name),
            selection: Selection::Node { node },
        });
    Inspector {
        near: near.collect(),
        ..Inspector::bare(
            id,
            Saying::new("kind-transaction"),
            known
                .map(|known| of_known(known, now))
                .into_iter()
                .flatten()
                .chain(clients.iter().filter_map(of_client))
                .collect(),
        )
    }
}

fn of_known(known: &Known, now: Instant) -> Vec<Fact> {
    let mut facts = vec![
        fact("fact-coordinator", &known.coordinator),
        fact("fact-partition", &known.partition),
        fact("fact-transaction-state", known.state),
        fact("fact-producer-id", pair(known.producer)),
        fact("fact-transaction-version", known.version),
        count("fact-partitions-of-transaction", known.partitions.len()),
    ];
    if let Some(timeout) = &known.timeout {
        let left = timeout.fires.saturating_sub(now.0);
        facts.push(time("fact-timer-left", Time::Length(left)));
    }
    facts
}

/// A client that has it: its state beside that of the coordinator.
fn of_client(client: &Claimant) -> Option<Fact> {
    let transaction = client.transaction.as_ref()?;
    let producer = client.producer.map(pair).unwrap_or_default();
    let mut fact = fact("fact-state-of", format!("{} {producer}", transaction.state));
    fact.name = fact.name.with("name", &client.name);
    Some(fact)
}

fn pair((id, epoch): (i64, i16)) -> String {
    format!("{id}, {epoch}")
}
