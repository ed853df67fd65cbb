//! A part of the stage that can be pointed at, with a mouse or with the keyboard.

use view::scene::geometry::{Rect, px};
use view::selection::Selection;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::press::use_press;

/// How parts of the stage tell that somebody pointed at them.
#[derive(Clone, PartialEq)]
pub struct Pointing {
    /// What is selected.
    pub selected: Option<Selection>,
    /// Called with what is to be; `None` where the stage is only to be looked at.
    pub select: Option<Callback<Selection>>,
    /// Called with what somebody wants to do something to, and a place in the window.
    pub menu: Option<Callback<(Selection, (f64, f64))>>,
}

/// Properties of [`Hit`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it is.
    pub selection: Selection,
    /// Whom to tell.
    pub pointing: Pointing,
    /// What a screen reader says.
    pub label: String,
    /// Its name in tests.
    pub test: String,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// Its outline when selected or focused.
    pub halo: Rect,
    /// How round the outline is.
    #[prop_or(12.0)]
    pub round: f64,
    /// What it looks like.
    pub children: Html,
}

/// A part of the stage that acts as a button.
#[component]
pub fn Hit(props: &Props) -> Html {
    let press = use_press(props.pointing.menu.clone(), props.selection.clone());
    let Some(select) = props.pointing.select.clone() else {
        return html! { <g class={classes!("hit", props.class.clone())}>{ props.children.clone() }</g> };
    };
    let selected = props.pointing.selected.as_ref() == Some(&props.selection);
    let onclick = {
        let (select, selection) = (select.clone(), props.selection.clone());
        Callback::from(move |_: MouseEvent| select.emit(selection.clone()))
    };
    let onkeydown = {
        let (selection, menu) = (props.selection.clone(), props.pointing.menu.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" | " " => {
                event.prevent_default();
                event.stop_propagation();
                select.emit(selection.clone());
            }
            "b" | "B" if !event.ctrl_key() && !event.meta_key() && !event.alt_key() => {
                event.prevent_default();
                event.stop_propagation();
                if let (Some(menu), Some(at)) = (&menu, middle(&event)) {
                    menu.emit((selection.clone(), at));
                }
            }
            _ => {}
        })
    };
    let halo = props.halo;
    html! {
        <g class={classes!("hit", props.class.clone(), selected.then_some("selected"))} tabindex="0" role="button"
            aria-pressed={selected.to_string()} data-test={props.test.clone()}
            {onclick} {onkeydown} oncontextmenu={press.oncontextmenu} onpointerdown={press.onpointerdown}
            onpointermove={press.onpointerend.clone()} onpointerup={press.onpointerend.clone()} onpointercancel={press.onpointerend}>
            // Its name; a label beside the letters that are drawn would have to repeat them all.
            <title>{ props.label.clone() }</title>
            { props.children.clone() }
            <rect class="halo" x={px(halo.x)} y={px(halo.y)} width={px(halo.w)} height={px(halo.h)} rx={px(props.round)} />
        </g>
    }
}

/// The middle of what has the focus, in the window.
fn middle(event: &KeyboardEvent) -> Option<(f64, f64)> {
    let element: web_sys::Element = event.current_target()?.dyn_into().ok()?;
    let bounds = element.get_bounding_client_rect();
    let (x, y) = (bounds.left(), bounds.top());
    Some((x + bounds.width() / 2.0, y + bounds.height() / 2.0))
}
