//! The drawer below the stage: its handles.

use yew::prelude::*;

use super::divider::Divider;
use crate::command::{Command, Deck};
use crate::i18n::use_texts;

/// Properties of [`Decks`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The one that is open.
    pub deck: Option<Deck>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
    /// What stands at the end of their row.
    #[prop_or_default]
    pub end: Html,
}

/// A handle for each drawer; that of the open one closes it.
#[component]
pub fn Decks(props: &Props) -> Html {
    let texts = use_texts();
    let handle = |deck: Deck| {
        let open = props.deck == Some(deck);
        let onclick = props
            .on_command
            .reform(move |_: MouseEvent| Command::Draw(deck));
        html! {
            <button type="button" class="deck-handle" data-test={format!("deck-{}", deck.key())} aria-expanded={open.to_string()}
                aria-controls="deck" {onclick}>{ texts.get(&format!("deck-{}", deck.key())) }</button>
        }
    };
    html! {
        <div class="deck-handles">
            if props.deck.is_some() {
                <Divider />
            }
            <div class="deck-list" role="group" aria-label={texts.get("decks-label")}>{ for Deck::ALL.into_iter().map(handle) }{ props.end.clone() }</div>
        </div>
    }
}
