//! A producer: what its application does, its batches, its requests, its timers.

use view::close_up::{Batch, BatchState, Buffer, ProducerUp};
use yew::prelude::*;

use super::client::{application, requests, timers};
use super::transaction::transaction;
use crate::command::Command;
use crate::i18n::{Texts, use_texts};

/// Properties of [`ProducerView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The producer.
    pub up: ProducerUp,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The producer, large.
#[component]
pub fn ProducerView(props: &Props) -> Html {
    let texts = use_texts();
    let up = &props.up;
    let (used, all) = up.memory;
    let memory = [("used", &*used.to_string()), ("all", &*all.to_string())];
    html! {
        <div class="up" data-test="close-up-producer">
            <div class="up-head">
                <h2>{ &up.name }</h2>
                if let Some((id, epoch)) = up.identity {
                    <span data-test="identity">{ texts.with("client-identity", &[("id", &id.to_string()), ("epoch", &epoch.to_string())]) }</span>
                }
                <span>{ texts.with("client-memory", &memory) }</span>
            </div>
            <div class="up-cards">
                { application(&up.application, &props.on_command, &texts) }
                if let Some(it) = &up.transaction {
                    { transaction(it, &up.in_transaction, &props.on_command, &texts) }
                }
                <section class="up-card wide">
                    <h3>{ texts.get("client-buffers") }</h3>
                    { buffers(&up.buffers, &texts) }
                </section>
                { requests(&up.requests, &texts) }
                { timers(&up.timers, &texts) }
            </div>
        </div>
    }
}

fn buffers(buffers: &[Buffer], texts: &Texts) -> Html {
    if buffers.is_empty() {
        return html! { <p class="empty">{ texts.get("client-buffers-none") }</p> };
    }
    let row = |buffer: &Buffer| {
        let next = buffer.next_sequence;
        html! {
            <tr>
                <th scope="row">{ &buffer.partition }</th>
                <td>
                    <ul class="batches">{ for buffer.batches.iter().map(|one| batch(one, texts)) }</ul>
                    if buffer.more > 0 {
                        { texts.with("card-more", &[("count", &buffer.more.to_string())]) }
                    }
                </td>
                <td>{ next.map_or_else(|| "–".to_owned(), |next| next.to_string()) }</td>
            </tr>
        }
    };
    let head = ["client-partition", "client-batches", "client-next-sequence"];
    html! {
        <table class="figures" data-test="buffers">
            <thead><tr>{ for head.into_iter().map(|key| html! { <th scope="col">{ texts.get(key) }</th> }) }</tr></thead>
            <tbody>{ for buffers.iter().map(row) }</tbody>
        </table>
    }
}

fn batch(batch: &Batch, texts: &Texts) -> Html {
    let (class, state) = match batch.state {
        BatchState::Waiting => ("waiting", "batch-waiting"),
        BatchState::Retrying => ("retrying", "batch-retrying"),
        BatchState::InFlight => ("in-flight", "batch-in-flight"),
    };
    let size = [
        ("records", &*batch.records.to_string()),
        ("bytes", &*batch.bytes.to_string()),
    ];
    html! {
        <li {class}>
            <b>{ texts.get(state) }</b>
            <span>{ texts.with("batch-label", &size) }</span>
            if let Some((first, last)) = batch.sequence {
                <span>{ texts.with("batch-sequence", &[("first", &first.to_string()), ("last", &last.to_string())]) }</span>
            }
            if batch.attempts > 0 {
                <span>{ texts.with("batch-attempts", &[("count", &(batch.attempts + 1).to_string())]) }</span>
            }
        </li>
    }
}
