//! Running timers as arcs.

use view::scene::geometry::{Rect, px};
use view::selection::Selection;
use view::stage::Head;
use yew::prelude::*;

use super::hit::{Hit, Pointing};
use crate::i18n::use_texts;

/// The radius of an arc.
const RADIUS: f64 = 7.0;
/// From one arc to the next.
const STEP: f64 = 24.0;
/// The turn of a timer that runs out, in the view's parts.
const WHOLE: f64 = 48.0;

/// Properties of [`Timers`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whose they are.
    pub head: Head,
    /// The right end of the row of arcs.
    pub right: f64,
    /// The middle of the row.
    pub y: f64,
    /// How many there is room for.
    pub most: usize,
    /// Whom to tell.
    pub pointing: Pointing,
}

/// The timers of a node that run out first.
#[component]
pub fn Timers(props: &Props) -> Html {
    let texts = use_texts();
    let node = props.head.id;
    let arc = |(i, timer): (usize, &view::stage::Timer)| {
        let (x, y) = (props.right - RADIUS - 1.0 - i as f64 * STEP, props.y);
        let around = 2.0 * std::f64::consts::PI * RADIUS;
        let done = f64::from(timer.turn) / WHOLE * around;
        let halo = Rect {
            x: x - RADIUS,
            y: y - RADIUS,
            w: 2.0 * RADIUS,
            h: 2.0 * RADIUS,
        }
        .grown(4.0);
        let selection = Selection::Timer {
            node,
            key: timer.key.clone(),
        };
        let label = texts.with(
            "stage-timer",
            &[("timer", &timer.key), ("node", &props.head.name)],
        );
        html! {
            <Hit {selection} pointing={props.pointing.clone()} label={label.clone()}
                test={format!("timer-{}-{}", props.head.name, timer.key.replace(' ', "-"))} {halo} round={11.0}>
                <title>{ label }</title>
                <rect x={px(halo.x)} y={px(halo.y)} width={px(halo.w)} height={px(halo.h)} fill="transparent" />
                <circle class="arc-track" cx={px(x)} cy={px(y)} r={px(RADIUS)} />
                <circle class="arc" cx={px(x)} cy={px(y)} r={px(RADIUS)}
                    stroke-dasharray={format!("{} {}", px(done), px(around))}
                    transform={format!("rotate(-90 {} {})", px(x), px(y))} />
            </Hit>
        }
    };
    html! { <>{ for props.head.timers.iter().take(props.most).enumerate().map(arc) }</> }
}
