//! What can be done to a thing, beside it.

use lab::Action;
use view::ask::Ask;
use view::menu::Menu;
use view::selection::Selection;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use super::ask::opening;
use crate::command::{Command, Deck};
use crate::i18n::use_texts;

/// Room between the menu and the edge of the window, in CSS pixels.
const EDGE: f64 = 8.0;

/// A menu that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// What it is about.
    pub selection: Selection,
    /// What it offers.
    pub menu: Menu,
    /// Where somebody pointed, in the window.
    pub at: (f64, f64),
}

/// Properties of [`MenuView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The menu.
    pub opened: Opened,
    /// Whom to tell.
    pub on_command: Callback<Command>,
    /// Closes it.
    pub on_close: Callback<()>,
}

/// The menu: a dialog, so that the browser keeps the focus in it and gives it back afterwards.
#[component]
pub fn MenuView(props: &Props) -> Html {
    let texts = use_texts();
    let dialog = use_node_ref();
    let Opened {
        selection,
        menu,
        at,
    } = &props.opened;
    {
        let dialog = dialog.clone();
        use_effect_with(*at, move |at| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                // Fails only for a dialog that is open already.
                let _ = dialog.show_modal();
                place(&dialog, *at);
            }
        });
    }
    let choose = |commands: Vec<Command>| {
        let (on_command, on_close) = (props.on_command.clone(), props.on_close.clone());
        Callback::from(move |_: MouseEvent| {
            on_close.emit(());
            for command in &commands {
                on_command.emit(command.clone());
            }
        })
    };
    let item = |test: String, label: String, danger: bool, commands: Vec<Command>| {
        html! {
            <li role="none"><button type="button" role="menuitem" class={classes!("menu-item", danger.then_some("danger"))} data-test={test} onclick={choose(commands)}>{ label }</button></li>
        }
    };
    let deed = |action: &Action, label: String| {
        let test = format!("menu-{}", view::deed::verb(action));
        let danger = view::deed::breaks(action);
        item(test, label, danger, vec![Command::Do(action.clone())])
    };
    let ask = |ask: &Ask| {
        let test = format!("menu-ask-{}", ask.draft.verb());
        item(
            test,
            opening(ask, &texts),
            false,
            vec![Command::Ask(ask.clone())],
        )
    };
    let select = Command::Select(selection.clone());
    let closer = vec![select.clone(), Command::OpenDeck(Deck::CloseUp)];
    // A click beside the menu lands on the dialog itself.
    let onclick = {
        let (dialog, on_close) = (dialog.clone(), props.on_close.clone());
        Callback::from(move |event: MouseEvent| {
            let on_backdrop = event.target().zip(dialog.get());
            if on_backdrop
                .is_some_and(|(target, dialog)| target.dyn_ref::<web_sys::Node>() == Some(&dialog))
            {
                on_close.emit(());
            }
        })
    };
    let onclose = props.on_close.reform(|_: Event| ());
    html! {
        <dialog ref={dialog} class="menu" aria-labelledby="menu-name" data-test="menu" {onclick} {onclose} onkeydown={Callback::from(|event: KeyboardEvent| walk(&event))}>
            <p id="menu-name" class="menu-name">{ &menu.name }</p>
            <ul role="menu" aria-labelledby="menu-name">
                { item("menu-inspect".to_owned(), texts.get("menu-inspect"), false, vec![select]) }
                if !matches!(selection, Selection::Way { .. } | Selection::Flight { .. }) {
                    { item("menu-close-up".to_owned(), texts.get("menu-close-up"), false, closer) }
                }
                { for menu.asks.iter().map(ask) }
                { for menu.items.iter().map(|item| deed(&item.action, texts.say(&item.text))) }
            </ul>
        </dialog>
    }
}

/// Puts the menu where somebody pointed, within the window, and the focus on its first item.
fn place(dialog: &HtmlDialogElement, (x, y): (f64, f64)) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let size = |size: Result<wasm_bindgen::JsValue, _>| {
        size.ok().and_then(|size| size.as_f64()).unwrap_or_default()
    };
    let (width, height) = (size(window.inner_width()), size(window.inner_height()));
    let bounds = dialog.get_bounding_client_rect();
    let left = x.min(width - bounds.width() - EDGE).max(EDGE);
    let top = y.min(height - bounds.height() - EDGE).max(EDGE);
    let style = dialog.style();
    for (name, value) in [("left", left), ("top", top)] {
        // Fails only for values that are none.
        let _ = style.set_property(name, &format!("{value}px"));
    }
    if let Some(first) = items(dialog).first() {
        // Fails only for what cannot have the focus.
        let _ = first.focus();
    }
}

fn items(dialog: &Element) -> Vec<HtmlElement> {
    let Ok(found) = dialog.query_selector_all("[role=menuitem]") else {
        return Vec::new();
    };
    let all = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok());
    all.collect()
}

/// Arrows walk through the items.
fn walk(event: &KeyboardEvent) {
    let Some(menu) = event
        .current_target()
        .and_then(|menu| menu.dyn_into::<Element>().ok())
    else {
        return;
    };
    let items = items(&menu);
    let focused = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let at = items.iter().position(|item| Some(item) == focused.as_ref());
    let count = items.len();
    let to = match (event.key().as_str(), at) {
        ("ArrowDown", Some(at)) => (at + 1) % count,
        ("ArrowUp", Some(at)) => (at + count - 1) % count,
        ("Home", _) | ("ArrowDown", None) => 0,
        ("End", _) | ("ArrowUp", None) => count.saturating_sub(1),
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(item) = items.get(to) {
        // Fails only for what cannot have the focus.
        let _ = item.focus();
    }
}
