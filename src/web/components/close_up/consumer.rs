//! A consumer: the loop of its application, its partitions, its requests, its timers.

use view::close_up::{ConsumerUp, Reading};
use yew::prelude::*;

use super::client::{application, requests, timers};
use super::transaction::transaction;
use crate::command::Command;
use crate::i18n::{Texts, use_texts};

/// Properties of [`ConsumerView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The consumer.
    pub up: ConsumerUp,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The consumer, large.
#[component]
pub fn ConsumerView(props: &Props) -> Html {
    let texts = use_texts();
    let up = &props.up;
    html! {
        <div class="up" data-test="close-up-consumer">
            <div class="up-head">
                <h2>{ &up.name }</h2>
                if let Some((group, state, generation)) = &up.group {
                    <span data-test="membership"><code>{ format!("group.id={group}") }</code>{ format!(" · {state} · {generation}") }</span>
                }
                <code data-test="isolation">{ format!("isolation.level={}", up.isolation) }</code>
                if let Some(due) = up.auto_commit {
                    <span>{ texts.with("client-auto-commit", &[("at", &texts.moment(due))]) }</span>
                }
            </div>
            <div class="up-cards">
                { application(&up.application, &props.on_command, &texts) }
                if let Some(it) = &up.transaction {
                    { transaction(it, &[], &props.on_command, &texts) }
                }
                <section class="up-card wide">
                    { readings(&up.partitions, &texts) }
                    if up.more > 0 {
                        <p class="empty">{ texts.with("card-more", &[("count", &up.more.to_string())]) }</p>
                    }
                </section>
                { requests(&up.requests, &texts) }
                { timers(&up.timers, &texts) }
            </div>
        </div>
    }
}

fn readings(readings: &[Reading], texts: &Texts) -> Html {
    if readings.is_empty() {
        return html! { <p class="empty">{ texts.get("client-no-partitions") }</p> };
    }
    let offset = |offset: Option<i64>| offset.map_or_else(|| "–".to_owned(), |o| o.to_string());
    // Only `read_committed` stops there.
    let stable = readings
        .iter()
        .any(|reading| reading.last_stable_offset.is_some());
    let row = |reading: &Reading| {
        let from = reading.from.clone().unwrap_or_else(|| "–".to_owned());
        html! {
            <tr>
                <th scope="row">{ &reading.partition }</th>
                <td class="words">{ state(reading, texts) }</td>
                <td class="words">{ from }</td>
                <td>{ offset(reading.position) }</td>
                <td>{ offset(reading.committed) }</td>
                if stable {
                    <td>{ offset(reading.last_stable_offset) }</td>
                }
                <td>{ offset(reading.high_watermark) }</td>
                <td>{ offset(reading.lag) }</td>
                <td>{ reading.buffered }</td>
            </tr>
        }
    };
    let end = ["group-high-watermark", "group-lag", "client-buffered"];
    let head = [
        "client-partition",
        "client-state",
        "client-from",
        "client-position",
        "group-committed",
    ];
    let head = head
        .into_iter()
        .chain(stable.then_some("client-last-stable"))
        .chain(end);
    html! {
        <table class="figures" data-test="readings">
            <thead><tr>{ for head.map(|key| html! { <th scope="col">{ texts.get(key) }</th> }) }</tr></thead>
            <tbody>{ for readings.iter().map(row) }</tbody>
        </table>
    }
}

/// What it does with a partition; one that has read all it may waits for a transaction to be decided.
fn state(reading: &Reading, texts: &Texts) -> String {
    if reading.waits {
        texts.get("reading-waits")
    } else {
        texts.get(&format!("reading-{}", reading.state))
    }
}
