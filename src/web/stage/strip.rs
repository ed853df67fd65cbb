//! One partition on one broker.

use view::scene::geometry::px;
use view::scene::{Marker, Sign, StripBox, Tag, text};
use view::selection::Selection;
use view::stage::Strip;
use yew::prelude::*;

use super::cell::cell;
use super::hit::{Hit, Pointing};
use super::signs::{Crown, Flag, Ring, Triangle};
use crate::i18n::{Texts, use_texts};

/// How many epochs have colours of their own before they come round again.
const EPOCH_COLOURS: i32 = 7;

/// Properties of [`StripView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The broker that holds it.
    pub node: u32,
    /// That broker's name.
    pub broker: String,
    /// The replica.
    pub strip: Strip,
    /// Where it goes.
    pub place: StripBox,
    /// Whom to tell.
    pub pointing: Pointing,
}

/// A replica: its name and role, its records, its watermark, and who reads where.
#[component]
pub fn StripView(props: &Props) -> Html {
    let texts = use_texts();
    let (strip, place) = (&props.strip, &props.place);
    let name = strip.name();
    let label = texts.with(
        if strip.leader {
            "stage-leader-strip"
        } else {
            "stage-follower-strip"
        },
        &[
            ("partition", &name),
            ("broker", &props.broker),
            ("start", &strip.log_start.to_string()),
            ("leo", &strip.log_end.to_string()),
            ("hw", &strip.high_watermark.to_string()),
            ("epoch", &strip.leader_epoch.to_string()),
        ],
    );
    let label = if strip.last_stable_offset < strip.high_watermark {
        let lso = strip.last_stable_offset.to_string();
        texts.with("stage-unstable-strip", &[("strip", &label), ("lso", &lso)])
    } else {
        label
    };
    let selection = Selection::Strip {
        node: props.node,
        topic: strip.topic.clone(),
        partition: strip.partition,
    };
    html! {
        <Hit {selection} pointing={props.pointing.clone()} {label} test={format!("strip-{}-{}", props.broker, name)}
            class="strip" halo={place.rect.grown(4.0)} round={9.0}>
            <rect x={px(place.rect.x)} y={px(place.rect.y)} width={px(place.rect.w)} height={px(place.rect.h)} fill="transparent" />
            { title(strip, place, &texts.with("stage-epoch", &[("epoch", &strip.leader_epoch.to_string())])) }
            { gone(strip, place) }
            { cells(strip, place, &texts) }
            { for place.segments.iter().map(|x| segment_line(*x, place)) }
            { watermarks(place, strip.internal) }
            { for place.markers.iter().map(marker) }
        </Hit>
    }
}

/// The class that gives a leader epoch its colour.
pub fn epoch_class(epoch: i32) -> String {
    format!("e{}", epoch.rem_euclid(EPOCH_COLOURS))
}

fn title(strip: &Strip, place: &StripBox, epoch: &str) -> Html {
    let (x, y) = (place.rect.x, place.rect.y + 13.0);
    let name = text::fitted_around(&strip.name(), text::SMALL, place.rect.w - 40.0);
    let after = x + text::width(&name, text::SMALL) + 8.0;
    let epoch_fits = after + 50.0 + text::width(epoch, text::SMALL) < place.rect.right();
    let ring_x = after + if strip.leader { 26.0 } else { 5.0 };
    html! {
        <>
            <text class={classes!("small", "mono", strip.internal.then_some("dim"))} x={px(x)} y={px(y)}>{ name }</text>
            if strip.leader {
                <Crown x={after + 8.0} y={y - 4.0} />
            }
            <Ring x={ring_x} y={y - 4.0} whole={strip.in_sync} />
            if epoch_fits {
                <text class="small faint" x={px(place.rect.right())} y={px(y)} text-anchor="end">{ epoch }</text>
            }
        </>
    }
}

/// What was deleted from the log's start: a ghost where its cells were.
fn gone(strip: &Strip, place: &StripBox) -> Html {
    let Some(gone) = &place.gone else {
        return Html::default();
    };
    let rect = gone.rect;
    html! {
        <g class="gone">
            <title>{ format!("0–{}", strip.log_start - 1) }</title>
            <rect class="ghost" x={px(rect.x)} y={px(rect.y)} width={px(rect.w)} height={px(rect.h)} rx="5" />
            if !gone.text.is_empty() {
                <text class="small mono faint" x={px(rect.middle())} y={px(rect.y + rect.h / 2.0 + 4.0)} text-anchor="middle">{ gone.text.clone() }</text>
            }
        </g>
    }
}

/// A segment begins here.
fn segment_line(x: f64, place: &StripBox) -> Html {
    let row = place.row;
    html! { <line class="segment-line" x1={px(x)} x2={px(x)} y1={px(row.y - 6.0)} y2={px(row.bottom() + 6.0)} /> }
}

fn cells(strip: &Strip, place: &StripBox, texts: &Texts) -> Html {
    let row = place.row;
    let shown = strip.cells[place.hidden..].iter().zip(&place.cells);
    html! {
        <>
            if place.earlier > 0 {
                <text class="small mono faint" x={px(place.earlier_x)} y={px(row.y + row.h / 2.0 + 4.0)}>{ format!("…{}", place.earlier) }</text>
            }
            if place.cells.is_empty() && place.gone.is_none() {
                <rect class="slot" x={px(row.x)} y={px(row.y)} width={px(row.w.min(54.0))} height={px(row.h)} rx="5" />
            }
            { for shown.map(|(record, rect)| cell(record, *rect, place.roomy, texts)) }
        </>
    }
}

fn watermarks(place: &StripBox, internal: bool) -> Html {
    let row = place.row;
    // One label for several lines lies above them, so that none crosses it.
    let others = [&place.last_stable, &place.log_end];
    let shared = others.into_iter().flatten().any(|tag| tag.text.is_empty());
    let (top, bottom) = (
        row.y - if internal || shared { 3.0 } else { 15.0 },
        row.bottom() + 3.0,
    );
    let line = |tag: &Tag, class: &'static str| {
        html! {
            <>
                <line {class} x1={px(tag.x)} x2={px(tag.x)} y1={px(top)} y2={px(bottom)} />
                if !internal {
                    <text class="small dim" x={px(tag.text_x)} y={px(row.y - 5.0)} text-anchor={anchor(tag)}>{ tag.text.clone() }</text>
                }
            </>
        }
    };
    html! {
        <>
            { for place.log_end.as_ref().map(|tag| line(tag, "leo-line")) }
            { for place.last_stable.as_ref().map(|tag| line(tag, "lso-line")) }
            { line(&place.high_watermark, "mark-line") }
        </>
    }
}

fn marker(marker: &Marker) -> Html {
    let Marker { sign, tag, y } = marker;
    html! {
        <g class="marker">
            { match sign {
                Sign::Position => html! { <Triangle x={tag.x} y={*y} /> },
                Sign::Committed => html! { <Flag x={tag.x} y={*y + 2.0} /> },
            } }
            <text x={px(tag.text_x + if tag.ends { 0.0 } else { 3.0 })} y={px(y + 10.0)} text-anchor={anchor(tag)}>{ tag.text.clone() }</text>
        </g>
    }
}

const fn anchor(tag: &Tag) -> &'static str {
    if tag.ends { "end" } else { "start" }
}
