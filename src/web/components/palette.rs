//! Everything that can be done, found by typing.

use view::palette::rank;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::use_modal;
use crate::command::Command;
use crate::i18n::use_texts;

/// More are not shown: whoever looks for something types more of it.
const SHOWN_MAX: usize = 40;

/// Something that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What it does, in words.
    pub label: String,
    /// The key that does the same.
    pub key: Option<&'static str>,
    /// What it does.
    pub command: Command,
}

/// Properties of [`Palette`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What can be done.
    pub offers: Vec<Offer>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
    /// Closes it.
    pub on_close: Callback<()>,
}

/// The palette: a field and what fits into it, in a dialog.
#[component]
pub fn Palette(props: &Props) -> Html {
    let texts = use_texts();
    let (dialog, list) = (use_modal(), use_node_ref());
    let (query, chosen) = (use_state_eq(String::new), use_state_eq(|| 0_usize));
    {
        // What is chosen stays in sight.
        let list = list.clone();
        use_effect_with(*chosen, move |chosen| {
            let children = list.cast::<web_sys::Element>().map(|list| list.children());
            if let Some(option) = children.and_then(|all| all.item(*chosen as u32)) {
                option.scroll_into_view_with_bool(false);
            }
        });
    }
    let found = found(&props.offers, &query);
    let choose = {
        let (on_command, on_close) = (props.on_command.clone(), props.on_close.clone());
        move |command: &Command| {
            on_close.emit(());
            on_command.emit(command.clone());
        }
    };
    let oninput = {
        let (query, chosen) = (query.setter(), chosen.setter());
        Callback::from(move |event: InputEvent| {
            query.set(event.target_unchecked_into::<HtmlInputElement>().value());
            chosen.set(0);
        })
    };
    let onkeydown = {
        let (chosen, choose) = (chosen.clone(), choose.clone());
        let commands: Vec<Command> = found.iter().map(|offer| offer.command.clone()).collect();
        Callback::from(move |event: KeyboardEvent| {
            let count = commands.len();
            match event.key().as_str() {
                "ArrowDown" if count > 0 => chosen.set((*chosen + 1) % count),
                "ArrowUp" if count > 0 => chosen.set((*chosen + count - 1) % count),
                "Enter" => {
                    if let Some(command) = commands.get(*chosen) {
                        choose(command);
                    }
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let option = |(at, offer): (usize, &&Offer)| {
        let (command, choose) = (offer.command.clone(), choose.clone());
        let onclick = Callback::from(move |_: MouseEvent| choose(&command));
        html! {
            <li role="option" id={format!("offer-{at}")} aria-selected={(at == *chosen).to_string()} {onclick}>
                <span>{ &offer.label }</span>
                if let Some(key) = offer.key { <kbd>{ key }</kbd> }
            </li>
        }
    };
    let onclose = props.on_close.reform(|_: Event| ());
    html! {
        <dialog ref={dialog} class="dialog palette" aria-label={texts.get("palette-title")} data-test="palette" {onclose}>
            <input class="palette-field" data-test="palette-field" role="combobox" aria-expanded="true" aria-controls="offers" aria-autocomplete="list"
                aria-activedescendant={(!found.is_empty()).then(|| format!("offer-{}", *chosen))}
                aria-label={texts.get("palette-title")} placeholder={texts.get("palette-hint")} autocomplete="off" spellcheck="false"
                value={(*query).clone()} {oninput} {onkeydown} />
            <ul ref={list} id="offers" role="listbox" aria-label={texts.get("palette-title")} data-test="offers">{ for found.iter().enumerate().map(option) }</ul>
            <p role="status" class="empty">
                if found.is_empty() { { texts.get("palette-none") } }
            </p>
        </dialog>
    }
}

/// What fits a query, the best first.
fn found<'a>(offers: &'a [Offer], query: &str) -> Vec<&'a Offer> {
    if query.trim().is_empty() {
        return offers.iter().take(SHOWN_MAX).collect();
    }
    let ranked = offers
        .iter()
        .filter_map(|offer| Some((rank(query, &offer.label)?, offer)));
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let best = ranked.into_iter().map(|(_, offer)| offer);
    best.take(SHOWN_MAX).collect()
}
