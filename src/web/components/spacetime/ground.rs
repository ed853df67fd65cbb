//! What stands behind the arrows: names, lanes, times, the playhead.

use view::scene::geometry::px;
use view::spacetime::{Diagram, GUTTER, LaneLine, Layout, Span};
use yew::prelude::*;

use crate::i18n::Texts;
use crate::stage::life_key;

/// Half the width of a while in which a node does nothing.
const REST: f64 = 4.0;

/// The names above the lanes, which stay in sight.
pub(super) fn names(drawn: &Layout, diagram: &Diagram, height: f64) -> Html {
    let name = |(line, lane): (&LaneLine, &view::spacetime::Lane)| {
        html! { <text key={lane.node} class="st-name" x={px(line.x)} y="17"><title>{ &lane.name }</title>{ &line.name }</text> }
    };
    html! {
        <svg class="st-names" width={px(drawn.width)} height={px(height)} aria-hidden="true">
            { for drawn.lanes.iter().zip(&diagram.lanes).map(name) }
        </svg>
    }
}

/// The lanes, what their nodes rested, and the times beside them.
pub(super) fn lanes(drawn: &Layout, texts: &Texts) -> Html {
    let rest = |x: f64, rest: &Span| {
        let height = (rest.bottom - rest.top).max(1.0);
        html! {
            <rect class="st-rest" x={px(x - REST)} y={px(rest.top)} width={px(2.0 * REST)} height={px(height)}>
                <title>{ texts.get(life_key(rest.life)) }</title>
            </rect>
        }
    };
    let lane = |lane: &LaneLine| {
        html! {
            <>
                <line class="st-lane" x1={px(lane.x)} x2={px(lane.x)} y1="0" y2={px(drawn.height)} />
                { for lane.rests.iter().map(|span| rest(lane.x, span)) }
            </>
        }
    };
    html! {
        <g aria-hidden="true">
            { for drawn.lanes.iter().map(lane) }
            { for drawn.ticks.iter().map(|tick| html! { <text class="st-time" x="4" y={px(tick.y + 4.0)}>{ texts.decimal(&tick.label) }</text> }) }
            { for drawn.pauses.iter().map(|pause| html! { <text class="st-time" x="12" y={px(pause.y + 4.0)}>{ format!("⋮ {}", texts.decimal(&pause.label)) }</text> }) }
        </g>
    }
}

/// The moment that is shown.
pub(super) fn playhead(drawn: &Layout) -> Html {
    let Some(y) = drawn.playhead else {
        return Html::default();
    };
    html! { <line class="st-playhead" aria-hidden="true" x1={px(GUTTER)} x2={px(drawn.width)} y1={px(y)} y2={px(y)} data-test="diagram-playhead" /> }
}
