//! The edge between the stage and the drawer below it, which can be moved.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::drag::{Drag, drag};
use crate::i18n::use_texts;

/// The least and the most that the drawer may have of the window's height, in percent.
const BOUNDS: (f64, f64) = (15.0, 75.0);
/// What it has to begin with.
const USUAL: f64 = 42.0;
/// What a key moves the edge by.
const STEP: f64 = 5.0;

/// The edge: dragged, or moved with the arrow keys. The drawer is as high as it says at most.
#[component]
pub fn Divider() -> Html {
    let texts = use_texts();
    let (edge, share) = (use_node_ref(), use_state_eq(|| USUAL));
    {
        let edge = edge.clone();
        use_effect_with(*share, move |share| {
            let edge = edge.cast::<Element>();
            let page = edge.and_then(|edge| edge.closest(".lab").ok().flatten());
            if let Some(page) = page.and_then(|page| page.dyn_into::<HtmlElement>().ok()) {
                // Fails only for names that are none.
                let _ = page.style().set_property("--deck", &share.to_string());
            }
        });
    }
    let set = {
        let share = share.setter();
        move |to: f64| share.set(to.clamp(BOUNDS.0, BOUNDS.1).round())
    };
    let move_edge = {
        let (set, here, share) = (set.clone(), edge.clone(), *share);
        Callback::from(move |event: PointerEvent| {
            if let Some(here) = here.cast::<Element>() {
                let up = here.get_bounding_client_rect().top() - f64::from(event.client_y());
                set(share + up * 100.0 / window_height());
            }
        })
    };
    let Drag {
        onpointerdown,
        onpointermove,
    } = drag(&edge, move_edge);
    let onkeydown = {
        let (set, share) = (set, *share);
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowUp" => share + STEP,
                "ArrowDown" => share - STEP,
                "Home" => BOUNDS.0,
                "End" => BOUNDS.1,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            set(to);
        })
    };
    html! {
        <div ref={edge} class="deck-edge" role="separator" tabindex="0" aria-orientation="horizontal" aria-label={texts.get("deck-edge")}
            aria-valuemin={BOUNDS.0.to_string()} aria-valuemax={BOUNDS.1.to_string()} aria-valuenow={share.to_string()}
            data-test="deck-edge" {onpointerdown} {onpointermove} {onkeydown} />
    }
}

fn window_height() -> f64 {
    let height = web_sys::window().and_then(|window| window.inner_height().ok());
    height
        .and_then(|height| height.as_f64())
        .unwrap_or(1.0)
        .max(1.0)
}
