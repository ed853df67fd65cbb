//! One record on a strip: a box, and by its shape what became of its transaction.

use view::scene::geometry::{Rect, px};
use view::scene::{hatching, outline, text};
use view::stage::{Cell, Fate, Stamp, brief};
use yew::prelude::*;

use super::strip::epoch_class;
use crate::i18n::Texts;

/// The width of a letter of an offset, to that of a value.
const OFFSET: f64 = 14.0;
/// The width of a letter of a value.
const LETTER: f64 = 6.1;
/// The height of the bar below a record whose transaction is open.
const FOOT: f64 = 5.0;

/// A record; its values only where there is room.
pub fn cell(cell: &Cell, rect: Rect, roomy: bool, texts: &Texts) -> Html {
    let class = classes!(
        "cell",
        epoch_class(cell.epoch),
        (!cell.committed).then_some("open"),
        (rect.h < 30.0).then_some("tiny"),
        fate_class(cell.fate),
    );
    let Stamp { at, by } = cell.stamp;
    let title = format!("{}: {} · {by} {}", cell.offset, cell.value, texts.time(at));
    let title = match cell.fate.key() {
        Some(key) => format!("{title} · {}", texts.get(key)),
        None => title,
    };
    html! {
        <g key={cell.offset} {class}>
            <title>{ title }</title>
            { shape(cell, rect, roomy) }
            { letters(cell, rect, roomy) }
        </g>
    }
}

/// The class of what became of a record's transaction.
pub const fn fate_class(fate: Fate) -> Option<&'static str> {
    match fate {
        Fate::Kept => None,
        Fate::Open => Some("undecided"),
        Fate::Aborted => Some("aborted"),
        Fate::CommitMarker => Some("marker commit"),
        Fate::AbortMarker => Some("marker abort"),
    }
}

fn shape(cell: &Cell, rect: Rect, roomy: bool) -> Html {
    if cell.fate.is_marker() {
        return html! { <path class="hexagon" d={outline(rect)} /> };
    }
    html! {
        <>
            { bar(rect, None, 5.0) }
            { match cell.fate {
                Fate::Aborted => html! {
                    <><path class="hatch" d={hatching(rect)} />{ bar(plate(cell, rect, roomy), Some("plate"), 3.0) }</>
                },
                Fate::Open => bar(foot(rect), Some("foot"), 2.0),
                _ => Html::default(),
            } }
        </>
    }
}

fn bar(rect: Rect, class: Option<&'static str>, round: f64) -> Html {
    html! { <rect {class} x={px(rect.x)} y={px(rect.y)} width={px(rect.w)} height={px(rect.h)} rx={px(round)} /> }
}

/// What keeps the letters of a hatched cell legible.
fn plate(cell: &Cell, rect: Rect, roomy: bool) -> Rect {
    let offset = text::width(&cell.offset.to_string(), OFFSET);
    let (w, h) = if roomy {
        (rect.w - 12.0, rect.h - 10.0)
    } else {
        ((offset + 4.0).min(rect.w - 4.0), 15.0)
    };
    Rect {
        x: rect.middle() - w / 2.0,
        y: rect.y + (rect.h - h) / 2.0,
        w,
        h,
    }
}

fn foot(rect: Rect) -> Rect {
    Rect {
        y: rect.bottom() - FOOT,
        h: FOOT,
        ..rect
    }
}

fn letters(cell: &Cell, rect: Rect, roomy: bool) -> Html {
    let (x, y) = (rect.middle(), rect.y + rect.h / 2.0);
    match (cell.fate.is_marker(), roomy) {
        (true, false) => sign(cell.fate, x, y),
        (false, false) => {
            html! { <text class="offset" x={px(x)} y={px(y + 4.0)}>{ cell.offset }</text> }
        }
        (_, true) => html! {
            <>
                <text class="offset" x={px(x)} y={px(y - 3.0)}>{ cell.offset }</text>
                <text class="value" x={px(x)} y={px(y + 14.0)}>{ brief(&cell.value, ((rect.w - 1.0) / LETTER) as usize) }</text>
            </>
        },
    }
}

/// A tick for a commit, a cross for an abort, where there is no room for the word.
pub fn sign(fate: Fate, x: f64, y: f64) -> Html {
    let course = match fate {
        Fate::AbortMarker => "M-4-4l8 8M4-4l-8 8",
        _ => "M-5 0l3.500 4l6.500-8",
    };
    html! { <path class="sign" transform={format!("translate({} {})", px(x), px(y))} d={course} /> }
}
