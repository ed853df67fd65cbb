//! A controller's card: a small one.

use view::scene::Card;
use view::selection::Selection;
use view::stage::Head;
use yew::prelude::*;

use super::card::{frame, life_class, life_key, state_tag, timers_fit};
use super::hit::{Hit, Pointing};
use super::timers::Timers;
use crate::i18n::use_texts;

/// Properties of [`ControllerCard`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The controller.
    pub head: Head,
    /// Where it goes.
    pub card: Card,
    /// Whom to tell.
    pub pointing: Pointing,
}

/// A controller.
#[component]
pub fn ControllerCard(props: &Props) -> Html {
    let texts = use_texts();
    let (head, rect) = (&props.head, props.card.rect);
    let label = texts.with(
        "stage-controller",
        &[
            ("name", &head.name),
            ("life", &texts.get(life_key(head.life))),
        ],
    );
    html! {
        <>
            <Hit selection={Selection::Node { node: head.id }} pointing={props.pointing.clone()} {label}
                test={format!("node-{}", head.name)} class={classes!("node", life_class(head.life))} halo={rect}>
                { frame(head, rect) }
            </Hit>
            { state_tag(head, rect, &texts) }
            <Timers head={head.clone()} right={rect.right() - 13.0} y={rect.y + 21.0}
                most={timers_fit(head, rect).min(2)} pointing={props.pointing.clone()} />
        </>
    }
}
