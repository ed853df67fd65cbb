//! The bytes of what is selected: of a partition batch by batch, of a message, of a file.

use std::rc::Rc;

use view::hex::PAGE;
use view::seen::{RecordBytes, Seen};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::hex::HexView;
use crate::command::Command;
use crate::i18n::{Texts, use_texts};

/// Properties of [`BytesView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is shown.
    pub seen: Option<Rc<Seen>>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The bytes, the ways to others, and what records take.
#[component]
pub fn BytesView(props: &Props) -> Html {
    let texts = use_texts();
    let Some(seen) = &props.seen else {
        return html! { <p class="empty" data-test="bytes-none">{ texts.get("bytes-none") }</p> };
    };
    let hex = use_memo(seen.hex.clone(), Clone::clone);
    let title = texts.say(&seen.title);
    html! {
        <div class="up" data-test="bytes">
            <div class="up-head">
                <h2 data-test="bytes-title">{ &title }</h2>
                <span class="up-pages">
                    { batches(props, seen, &texts) }
                    { pages(props, seen, &texts) }
                </span>
            </div>
            <HexView {hex} label={title} />
            { records(&seen.records, &texts) }
        </div>
    }
}

/// Batches before and after, and the one that has an offset.
fn batches(props: &Props, seen: &Seen, texts: &Texts) -> Html {
    let Some(ways) = seen.ways else {
        return Html::default();
    };
    let button = |key: &str, is_there: bool, before: Option<i64>| {
        let onclick = props
            .on_command
            .reform(move |_: MouseEvent| Command::Window(before));
        html! { <button type="button" class="button quiet" data-test={key.to_owned()} disabled={!is_there} {onclick}>{ texts.get(key) }</button> }
    };
    let first = seen.records.first().map(|record| record.offset);
    let onchange = {
        let on_command = props.on_command.clone();
        Callback::from(move |event: Event| {
            let offset = event.target_unchecked_into::<HtmlInputElement>().value();
            if let Ok(offset) = offset.parse::<i64>() {
                on_command.emit(Command::Window(Some(offset.saturating_add(1))));
            }
        })
    };
    html! {
        <>
            <label class="bytes-at">{ texts.get("bytes-offset") }<input type="number" min="0" data-test="bytes-at" value={first.map(|first| first.to_string())} {onchange} /></label>
            { button("bytes-earlier", ways.earlier.is_some(), ways.earlier) }
            { button("bytes-later", ways.later.is_some(), ways.later.flatten()) }
        </>
    }
}

/// The bytes before and after those that are shown, where there are more than fit.
fn pages(props: &Props, seen: &Seen, texts: &Texts) -> Html {
    let hex = &seen.hex;
    if hex.length <= PAGE {
        return Html::default();
    }
    let button = |key: &str, is_there: bool, from: usize| {
        let onclick = props
            .on_command
            .reform(move |_: MouseEvent| Command::BytesFrom(from));
        html! { <button type="button" class="button quiet" data-test={key.to_owned()} disabled={!is_there} {onclick}>{ texts.get(key) }</button> }
    };
    html! {
        <>
            { button("files-before", hex.from > 0, hex.from.saturating_sub(PAGE)) }
            { button("files-after", hex.from + PAGE < hex.length, hex.from + PAGE) }
        </>
    }
}

/// What each record takes, in each way of writing it.
fn records(records: &[RecordBytes], texts: &Texts) -> Html {
    if records.is_empty() {
        return Html::default();
    }
    let cell = |bytes: Option<usize>| {
        let text = bytes.map_or_else(|| "–".to_owned(), |bytes| bytes.to_string());
        html! { <td class="number">{ text }</td> }
    };
    let row = |record: &RecordBytes| {
        html! {
            <tr>
                <th scope="row" class="number">{ record.offset }</th>
                { for [record.key, record.value, record.json, record.avro, record.with_id].map(cell) }
            </tr>
        }
    };
    let head = [
        "bytes-offset",
        "bytes-key",
        "bytes-value",
        "bytes-json",
        "bytes-avro",
        "bytes-with-id",
    ];
    html! {
        <table class="schemas-sizes" data-test="bytes-records">
            <caption>{ texts.get("bytes-records") }</caption>
            <thead><tr>{ for head.map(|key| html! { <th scope="col" class="number">{ texts.get(key) }</th> }) }</tr></thead>
            <tbody>{ for records.iter().map(row) }</tbody>
        </table>
    }
}
