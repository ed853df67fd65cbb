//! A part of the stage that can be pointed at, with a mouse or with the keyboard.

use view::scene::geometry::Rect;
use view::selection::Selection;
use yew::prelude::*;

/// How parts of the stage tell that somebody pointed at them.
#[derive(Clone, PartialEq)]
pub struct Pointing {
    /// What is selected.
    pub selected: Option<Selection>,
    /// Called with what is to be; `None` where the stage is only to be looked at.
    pub select: Option<Callback<Selection>>,
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
    let Some(select) = props.pointing.select.clone() else {
        return html! { <g class={classes!("hit", props.class.clone())}>{ props.children.clone() }</g> };
    };
    let selected = props.pointing.selected.as_ref() == Some(&props.selection);
    let onclick = {
        let (select, selection) = (select.clone(), props.selection.clone());
        Callback::from(move |_: MouseEvent| select.emit(selection.clone()))
    };
    let onkeydown = {
        let selection = props.selection.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                event.stop_propagation();
                select.emit(selection.clone());
            }
        })
    };
    let halo = props.halo;
    html! {
        <g class={classes!("hit", props.class.clone(), selected.then_some("selected"))} tabindex="0" role="button"
            aria-pressed={selected.to_string()} aria-label={props.label.clone()} data-test={props.test.clone()}
            {onclick} {onkeydown}>
            { props.children.clone() }
            <rect class="halo" x={px(halo.x)} y={px(halo.y)} width={px(halo.w)} height={px(halo.h)} rx={px(props.round)} />
        </g>
    }
}

/// A coordinate as an attribute, to a tenth of a pixel.
pub fn px(value: f64) -> String {
    format!("{value:.1}")
}
