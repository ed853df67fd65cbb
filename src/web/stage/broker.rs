//! A broker's card with its partition strips.

use view::scene::Card;
use view::scene::geometry::px;
use view::selection::Selection;
use view::stage::Broker;
use yew::prelude::*;

use super::card::{frame, life_class, life_key, state_tag, timers_fit};
use super::hit::{Hit, Pointing};
use super::strip::StripView;
use super::timers::Timers;
use crate::i18n::use_texts;

/// Properties of [`BrokerCard`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The broker.
    pub broker: Broker,
    /// Where it goes.
    pub card: Card,
    /// Whom to tell.
    pub pointing: Pointing,
}

/// A broker.
#[component]
pub fn BrokerCard(props: &Props) -> Html {
    let texts = use_texts();
    let (head, rect) = (&props.broker.head, props.card.rect);
    let label = texts.with(
        "stage-broker",
        &[
            ("name", &head.name),
            ("life", &texts.get(life_key(head.life))),
        ],
    );
    let most = timers_fit(head, rect);
    html! {
        <g class={classes!("node", life_class(head.life))}>
            <Hit selection={Selection::Node { node: head.id }} pointing={props.pointing.clone()} {label}
                test={format!("node-{}", head.name)} class={classes!("node", life_class(head.life))} halo={rect}>
                { frame(head, rect) }
                if props.broker.strips.is_empty() {
                    <text class="small faint" x={px(rect.x + 14.0)} y={px(rect.y + 54.0)}>{ texts.get("stage-no-partitions") }</text>
                }
            </Hit>
            { state_tag(head, rect, &texts) }
            <Timers head={head.clone()} right={rect.right() - 13.0} y={rect.y + 21.0} {most} pointing={props.pointing.clone()} />
            <g class="inside">
                { for props.broker.strips.iter().zip(&props.card.strips).map(|(strip, place)| html! {
                    <StripView key={strip.name()} node={head.id} broker={head.name.clone()} strip={strip.clone()}
                        place={place.clone()} pointing={props.pointing.clone()} />
                }) }
            </g>
        </g>
    }
}
