//! What all cards share: a box, a name, a state.

use view::scene::geometry::{Rect, px};
use view::scene::text;
use view::stage::{Head, Life, Trouble, TroubleKind};
use yew::prelude::*;

use crate::i18n::Texts;

/// The class of a card whose node is not as it should be.
pub const fn life_class(life: Life) -> &'static str {
    match life {
        Life::Up | Life::Starting => "up",
        Life::Fenced => "fenced",
        Life::Paused => "paused",
        Life::Crashed | Life::PoweredOff => "down dead",
        Life::NotStarted | Life::Closed => "down",
    }
}

/// The key of a state's text.
pub const fn life_key(life: Life) -> &'static str {
    match life {
        Life::Up => "life-up",
        Life::Starting => "life-starting",
        Life::Fenced => "life-fenced",
        Life::Paused => "life-paused",
        Life::NotStarted => "life-not-started",
        Life::Crashed => "life-crashed",
        Life::PoweredOff => "life-powered-off",
        Life::Closed => "life-closed",
    }
}

/// How many timers there is room for beside the name and the state.
pub fn timers_fit(head: &Head, rect: Rect) -> usize {
    let room = rect.w - 34.0 - text::width(&head.name, text::NAME);
    ((room / 24.0).max(0.0) as usize).min(3)
}

/// A card's box with the node's name.
pub fn frame(head: &Head, rect: Rect) -> Html {
    let name = text::fitted(&head.name, text::NAME * 0.92, rect.w - 24.0);
    let name_x = rect.x + 14.0;
    html! {
        <>
            <rect class="box" x={px(rect.x)} y={px(rect.y)} width={px(rect.w)} height={px(rect.h)} rx="12" />
            <text class="strong" x={px(name_x)} y={px(rect.y + 25.0)}>{ name }</text>
        </>
    }
}

/// A state other than running, as a badge on the card's upper edge.
pub fn state_tag(head: &Head, rect: Rect, texts: &Texts) -> Html {
    if head.life == Life::Up {
        return Html::default();
    }
    let label = texts.get(life_key(head.life));
    tag(&label, life_class(head.life), rect)
}

/// That a client is in an error it does not get out of by itself, in the same place.
pub fn trouble_tag(head: &Head, trouble: Option<Trouble>, rect: Rect, texts: &Texts) -> Html {
    let Some(trouble) = trouble.filter(|_| head.life == Life::Up) else {
        return Html::default();
    };
    let class = match trouble.kind {
        TroubleKind::MustAbort => "paused",
        TroubleKind::Fenced | TroubleKind::Fatal => "fenced",
    };
    tag(&texts.get(trouble.kind.key()), class, rect)
}

fn tag(label: &str, class: &'static str, rect: Rect) -> Html {
    let width = text::width(label, 11.0) * 0.9 + 16.0;
    let (x, y) = (rect.right() - 12.0 - width, rect.y - 13.0);
    html! {
        <g class={classes!("state-tag", class)}>
            <rect x={px(x)} y={px(y)} width={px(width)} height="20" rx="10" />
            <text x={px(x + width / 2.0)} y={px(y + 14.0)} text-anchor="middle">{ label }</text>
        </g>
    }
}
