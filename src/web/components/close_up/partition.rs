//! A partition across its replicas, as a table: a row for each replica, a column for each offset.

use view::close_up::{Column, OpenTransaction, PartitionUp, ReplicaRow, Spot};
use view::stage::Stamp;
use yew::prelude::*;

use super::transaction::transaction_button;
use crate::command::Command;
use crate::i18n::{Texts, use_texts};
use crate::stage::{epoch_class, fate_class};

/// How much of a value a cell shows.
const LETTERS: usize = 7;

/// Properties of [`PartitionView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The partition.
    pub up: PartitionUp,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The table, with ways to earlier and later offsets.
#[component]
pub fn PartitionView(props: &Props) -> Html {
    let texts = use_texts();
    let up = &props.up;
    let label = texts.with("close-up-offsets", &[("partition", &up.name)]);
    let scrolled = use_node_ref();
    {
        // The newest offsets are seen first.
        let (scrolled, last) = (
            scrolled.clone(),
            up.columns.last().map(|column| column.offset),
        );
        use_effect_with((up.name.clone(), last), move |_| {
            if let Some(element) = scrolled.cast::<web_sys::Element>() {
                element.set_scroll_left(element.scroll_width());
            }
        });
    }
    html! {
        <div class="up" data-test="close-up-partition">
            <div class="up-head">
                <h2>{ &up.name }</h2>
                if let Some(min) = up.min_isr {
                    <span>{ texts.with("close-up-min-isr", &[("count", &min.to_string())]) }</span>
                }
                { pages(props, &texts) }
            </div>
            { open(props, &texts) }
            <div ref={scrolled} class="up-scroll" tabindex="0" role="region" aria-label={label.clone()}>
                <table class="replicas">
                    <caption class="sr-only">{ label }</caption>
                    <thead><tr>
                        <th scope="col">{ texts.get("close-up-replica") }</th>
                        { for up.columns.iter().map(|column| html! { <th scope="col" class="offset">{ column.offset }</th> }) }
                    </tr></thead>
                    <tbody>
                        { for up.rows.iter().map(|row| replica(row, &up.columns, &texts)) }
                        { stamps(&up.columns, &texts) }
                        { marks(&up.columns, &texts.get("close-up-readers"), "▲", |column| &column.readers) }
                        { marks(&up.columns, &texts.get("close-up-groups"), "⚑", |column| &column.groups) }
                    </tbody>
                </table>
            </div>
        </div>
    }
}

/// The transactions that are open in it: readers with `read_committed` wait at the first of them.
fn open(props: &Props, texts: &Texts) -> Html {
    if props.up.open.is_empty() {
        return Html::default();
    }
    let one = |open: &OpenTransaction| {
        let (id, epoch) = open.producer;
        let args = [
            ("offset", &*open.first_offset.to_string()),
            ("id", &*id.to_string()),
            ("epoch", &*epoch.to_string()),
        ];
        html! {
            <li>
                if let Some(id) = &open.id {
                    { transaction_button(id, &props.on_command) }
                }
                <span>{ texts.with("close-up-open", &args) }</span>
            </li>
        }
    };
    html! { <ul class="up-near" data-test="open-transactions">{ for props.up.open.iter().map(one) }</ul> }
}

/// Earlier and later offsets, where there are any.
fn pages(props: &Props, texts: &Texts) -> Html {
    let up = &props.up;
    let first = up.columns.first().map_or(0, |column| column.offset);
    let last = up.columns.last().map_or(0, |column| column.offset);
    let page = |key: &str, test: &'static str, count: i64, before: Option<i64>| {
        let onclick = props
            .on_command
            .reform(move |_: MouseEvent| Command::Window(before));
        html! {
            <button type="button" class="button quiet" data-test={test} disabled={count == 0} {onclick}>
                { texts.with(key, &[("count", &count.to_string())]) }
            </button>
        }
    };
    // The last page follows the log.
    let next = (up.later > PartitionUp::COLUMNS).then_some(last + 1 + PartitionUp::COLUMNS);
    html! {
        <span class="up-pages">
            { page("close-up-earlier", "close-up-earlier", up.earlier, Some(first)) }
            { page("close-up-later", "close-up-later", up.later, next) }
        </span>
    }
}

fn replica(row: &ReplicaRow, columns: &[Column], texts: &Texts) -> Html {
    let ends = texts.with(
        "close-up-ends",
        &[
            ("epoch", &row.leader_epoch.to_string()),
            ("hw", &row.high_watermark.to_string()),
            ("lso", &row.last_stable_offset.to_string()),
            ("leo", &row.log_end.to_string()),
        ],
    );
    let role = if row.leader {
        "close-up-leader"
    } else if row.in_sync {
        "close-up-in-sync"
    } else if row.eligible {
        "close-up-eligible"
    } else {
        "close-up-out-of-sync"
    };
    html! {
        <tr class={classes!((!row.life.is_running()).then_some("down"))} data-test={format!("replica-{}", row.broker)}>
            <th scope="row"><b>{ &row.broker }</b>{ " " }<span class={classes!("role", row.leader.then_some("leads"))}>{ texts.get(role) }</span><small>{ ends }</small></th>
            { for columns.iter().zip(&row.spots).map(|(column, spot)| cell(row, column.offset, spot, texts)) }
        </tr>
    }
}

fn cell(row: &ReplicaRow, offset: i64, spot: &Spot, texts: &Texts) -> Html {
    // The watermarks are lines before their offsets.
    let lines = classes!(
        (offset == row.high_watermark).then_some("at-hw"),
        (offset == row.last_stable_offset && offset != row.high_watermark).then_some("at-lso"),
        (offset == row.log_end).then_some("at-end"),
    );
    match spot {
        Spot::Empty => html! { <td class={lines}></td> },
        Spot::Gone => {
            html! { <td class={lines}><span class="spot gone" title={texts.get("spot-gone")}><span class="sr-only">{ texts.get("spot-gone") }</span></span></td> }
        }
        Spot::Truncated => {
            html! { <td class={lines}><span class="spot truncated">{ "✕" }<span class="sr-only">{ texts.get("spot-truncated") }</span></span></td> }
        }
        Spot::Record {
            epoch,
            committed,
            fate,
            producer,
            stamp,
            value,
        } => {
            let key = if *committed {
                "spot-committed"
            } else {
                "spot-open"
            };
            let said = texts.with(
                key,
                &[
                    ("offset", &offset.to_string()),
                    ("epoch", &epoch.to_string()),
                    ("value", value),
                ],
            );
            let said = match fate.key() {
                Some(fate) => with_fate(&said, fate, *producer, texts),
                None => said,
            };
            let (by, at) = (stamp.by, texts.time(stamp.at));
            let said = format!("{said} · {by} {at}");
            let class = classes!(
                "spot",
                epoch_class(*epoch),
                (!committed).then_some("open"),
                fate_class(*fate)
            );
            html! { <td class={lines}><span {class} title={said.clone()}><span aria-hidden="true">{ ending(value) }</span><span class="sr-only">{ said }</span></span></td> }
        }
    }
}

fn with_fate(
    record: &str,
    fate: &'static str,
    producer: Option<(i64, i16)>,
    texts: &Texts,
) -> String {
    let (id, epoch) = producer.unwrap_or((-1, -1));
    let args = [
        ("record", record),
        ("fate", &*texts.get(fate)),
        ("id", &*id.to_string()),
        ("epoch", &*epoch.to_string()),
    ];
    texts.with("spot-fate", &args)
}

/// What tells a value from its neighbours is mostly at its end.
fn ending(value: &str) -> String {
    let letters: Vec<char> = value.trim_end_matches(['}', '"']).chars().collect();
    match letters.len().checked_sub(LETTERS) {
        None | Some(0) => letters.into_iter().collect(),
        Some(more) => std::iter::once('…')
            .chain(letters.into_iter().skip(more + 1))
            .collect(),
    }
}

/// When each record was stamped, and by whose clock: beside all of them, or below each where that differs.
fn stamps(columns: &[Column], texts: &Texts) -> Html {
    let mut kinds = columns.iter().filter_map(|column| Some(column.stamp?.by));
    let Some(first) = kinds.next() else {
        return Html::default();
    };
    let common = kinds.all(|kind| kind == first).then_some(first);
    let stamp = |stamp: Stamp| {
        let at = texts.time(stamp.at);
        let lines = lines(&at).into_iter().chain(match common {
            Some(_) => None,
            None => stamp.by.strip_suffix("Time"),
        });
        html! { <div title={format!("{} {at}", stamp.by)}>{ for lines.map(|line| html! { <span>{ line.to_owned() }</span> }) }</div> }
    };
    html! {
        <tr class="standing stamps" data-test="stamps">
            <th scope="row">{ texts.get("close-up-stamps") }<small>{ common }</small></th>
            { for columns.iter().map(|column| html! { <td>{ column.stamp.map(stamp) }</td> }) }
        </tr>
    }
}

/// A time in as little width as it needs: the day, the time of day, its decimals.
fn lines(time: &str) -> Vec<&str> {
    let decimals = time.rfind(['.', ',']).unwrap_or(time.len());
    let (whole, decimals) = time.split_at(decimals);
    whole.split(' ').chain([decimals]).collect()
}

/// Who stands where; nothing where nobody does.
fn marks(columns: &[Column], label: &str, sign: &str, of: fn(&Column) -> &Vec<String>) -> Html {
    if columns.iter().all(|column| of(column).is_empty()) {
        return Html::default();
    }
    html! {
        <tr class="standing">
            <th scope="row">{ label }</th>
            { for columns.iter().map(|column| html! {
                <td>{ for of(column).iter().map(|name| html! { <span class="stands"><span aria-hidden="true">{ sign }</span>{ name }</span> }) }</td>
            }) }
        </tr>
    }
}
