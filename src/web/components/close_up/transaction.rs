//! A transactional id: the states of its transaction, its markers, its time, and what its clients believe.

use view::clock::Time;
use view::close_up::{Claimant, Known, Marked, Passage, Standing, Stop, TransactionUp};
use view::selection::Selection;
use view::stage::Transacting;
use yew::prelude::*;

use crate::command::Command;
use crate::i18n::{Texts, use_texts};
use crate::stage::life_key;

/// Properties of [`TransactionView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The transactional id.
    pub up: TransactionUp,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// What the coordinator knows, and beside it a card for each client.
#[component]
pub fn TransactionView(props: &Props) -> Html {
    let texts = use_texts();
    let up = &props.up;
    let clients = up.clients.iter();
    html! {
        <div class="up" data-test="close-up-transaction">
            <div class="up-head">
                <h2>{ &up.name }</h2>
                if let Some(known) = &up.known {
                    { head(known, &texts) }
                }
            </div>
            <div class="up-cards">
                { match &up.known {
                    Some(known) => of_known(known, &props.on_command, &texts),
                    None => html! { <p class="empty">{ texts.get("transaction-unknown") }</p> },
                } }
                { for clients.map(|client| claimant(client, &props.on_command, &texts)) }
                if let Some(known) = &up.known {
                    <section class="up-card wide">
                        <h3>{ texts.get("transaction-records") }</h3>
                        { passages(&known.passages, &texts) }
                    </section>
                }
            </div>
        </div>
    }
}

/// A button that shows a transactional id large.
pub(super) fn transaction_button(id: &str, on_command: &Callback<Command>) -> Html {
    let selection = Selection::Transaction { id: id.to_owned() };
    select(id, selection, on_command)
}

/// The transaction of a client, among what else it has.
pub(super) fn transaction(
    transaction: &Transacting,
    partitions: &[String],
    on_command: &Callback<Command>,
    texts: &Texts,
) -> Html {
    html! {
        <section class="up-card" data-test="client-transaction">
            <h3>{ texts.get("client-transaction") }</h3>
            <p>{ transaction_button(&transaction.id, on_command) }</p>
            { client_state(transaction, partitions, texts) }
        </section>
    }
}

/// How a client stands with it.
fn client_state(transaction: &Transacting, partitions: &[String], texts: &Texts) -> Html {
    html! {
        <>
            <p><code data-test="client-transaction-state">{ transaction.state }</code></p>
            if let Some(trouble) = transaction.trouble {
                <p class="trouble" data-test="trouble"><b>{ texts.get(trouble.kind.key()) }</b>{ format!(" {} ({})", trouble.exception, trouble.error) }</p>
            }
            if !partitions.is_empty() {
                <p class="mono">{ partitions.join(", ") }</p>
            }
        </>
    }
}

fn select(name: &str, selection: Selection, on_command: &Callback<Command>) -> Html {
    let onclick = on_command.reform(move |_: MouseEvent| Command::Select(selection.clone()));
    html! { <button type="button" class="button mono" {onclick}>{ name }</button> }
}

fn head(known: &Known, texts: &Texts) -> Html {
    let args = [
        ("state", known.state),
        ("partition", &*known.partition),
        ("epoch", &*known.coordinator_epoch.to_string()),
    ];
    html! { <span data-test="transaction-state">{ texts.with("transaction-head", &args) }</span> }
}

fn of_known(known: &Known, on_command: &Callback<Command>, texts: &Texts) -> Html {
    html! {
        <>
            <section class="up-card wide">
                <h3>{ texts.get("transaction-states") }</h3>
                <ol class="states" data-test="states">{ for known.stops.iter().map(|one| stop(one, texts)) }</ol>
            </section>
            <section class="up-card">
                <h3>{ texts.get("transaction-coordinator") }</h3>
                <p>{ select(&known.coordinator, Selection::Node { node: known.node }, on_command) }</p>
                { facts(known, texts) }
            </section>
            <section class="up-card">
                <h3>{ texts.get("transaction-partitions") }</h3>
                { markers(&known.partitions, texts) }
            </section>
        </>
    }
}

fn stop(stop: &Stop, texts: &Texts) -> Html {
    let (class, key) = match stop.standing {
        Standing::Now => ("running", Some("standing-now")),
        Standing::Next => ("next", Some("standing-next")),
        Standing::Been => ("been", Some("standing-been")),
        Standing::Apart => ("apart", None),
    };
    let current = (stop.standing == Standing::Now).then_some("step");
    html! {
        <li class={classes!(class, stop.name)} aria-current={current}>
            <code>{ stop.name }</code>
            if let Some(key) = key {
                <span class="sr-only">{ texts.get(key) }</span>
            }
        </li>
    }
}

/// The records of `__transaction_state`, the newest first.
fn passages(passages: &[Passage], texts: &Texts) -> Html {
    let row = |passage: &Passage| {
        let state = if passage.committed {
            passage.state.to_owned()
        } else {
            texts.with("passage-pending", &[("state", passage.state)])
        };
        let at = passage
            .at
            .map_or_else(|| "–".to_owned(), |at| texts.moment(at));
        html! {
            <tr><th scope="row">{ passage.offset }</th><td>{ state }</td><td>{ passage.epoch }</td><td>{ passage.partitions }</td><td>{ at }</td></tr>
        }
    };
    let head = [
        "passage-offset",
        "passage-state",
        "passage-epoch",
        "passage-partitions",
        "passage-at",
    ];
    html! {
        <table class="figures" data-test="passages">
            <thead><tr>{ for head.into_iter().map(|key| html! { <th scope="col">{ texts.get(key) }</th> }) }</tr></thead>
            <tbody>{ for passages.iter().rev().map(row) }</tbody>
        </table>
    }
}

fn facts(known: &Known, texts: &Texts) -> Html {
    let fact = |key: &str, value: String| html! { <div><dt>{ texts.get(key) }</dt><dd>{ value }</dd></div> };
    html! {
        <dl class="facts">
            { fact("fact-producer-id", pair(known.producer)) }
            if let Some(previous) = known.previous {
                { fact("fact-previous-producer", pair(previous)) }
            }
            { fact("fact-transaction-version", known.version.to_string()) }
            if let Some((timeout, left)) = known.timeout.as_ref().zip(known.left) {
                <div data-test="transaction-timeout">
                    <dt>{ timeout.key.clone() }</dt>
                    <dd class="clocked">{ arc(timeout.turn) }{ texts.with("transaction-left", &[("left", &texts.time(Time::Length(left)))]) }</dd>
                </div>
                if let Some(next) = known.next_round {
                    { fact("transaction-round", texts.moment(next)) }
                }
            }
        </dl>
    }
}

fn pair((id, epoch): (i64, i16)) -> String {
    format!("{id}, {epoch}")
}

/// How much of a timer has passed.
fn arc(turn: u8) -> Html {
    const AROUND: f64 = 2.0 * std::f64::consts::PI * 7.0;
    let done = f64::from(turn) / 48.0 * AROUND;
    html! {
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
            <circle class="arc-track" cx="10" cy="10" r="7" />
            <circle class="arc" cx="10" cy="10" r="7" stroke-dasharray={format!("{done:.1} {AROUND:.1}")} transform="rotate(-90 10 10)" />
        </svg>
    }
}

fn markers(partitions: &[Marked], texts: &Texts) -> Html {
    if partitions.is_empty() {
        return html! { <p class="empty">{ texts.get("transaction-no-partitions") }</p> };
    }
    let row = |marked: &Marked| {
        html! {
            <tr>
                <th scope="row">{ &marked.partition }</th>
                <td>{ marked.leader.clone().unwrap_or_else(|| "–".to_owned()) }</td>
                <td class="words" data-test={format!("marker-{}", marked.partition)}>{ texts.get(marked.marker.key()) }</td>
            </tr>
        }
    };
    let head = ["client-partition", "marker-leader", "marker-state"];
    html! {
        <table class="figures">
            <thead><tr>{ for head.into_iter().map(|key| html! { <th scope="col">{ texts.get(key) }</th> }) }</tr></thead>
            <tbody>{ for partitions.iter().map(row) }</tbody>
        </table>
    }
}

/// A client as it knows itself, and whether its coordinator knows better.
fn claimant(client: &Claimant, on_command: &Callback<Command>, texts: &Texts) -> Html {
    let identity = client.producer.map(|(id, epoch)| {
        let args = [("id", &*id.to_string()), ("epoch", &*epoch.to_string())];
        texts.with("client-identity", &args)
    });
    html! {
        <section class="up-card" data-test={format!("claimant-{}", client.name)}>
            <h3>
                { select(&client.name, Selection::Node { node: client.node }, on_command) }
                if client.outdated {
                    <span class="role old">{ texts.get("claimant-outdated") }</span>
                }
            </h3>
            <p>{ texts.get(life_key(client.life)) }{ identity.map(|identity| format!(" · {identity}")) }</p>
            if let Some(transaction) = &client.transaction {
                { client_state(transaction, &client.partitions, texts) }
            }
        </section>
    }
}
