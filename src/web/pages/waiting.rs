//! A frame in which nothing is open yet.

use yew::prelude::*;

use crate::components::shell::Shell;
use crate::embed;
use crate::i18n::use_texts;

/// The page; it tells the one that frames it that a lab or a link can be loaded.
#[component]
pub fn Waiting() -> Html {
    let texts = use_texts();
    use_effect_with((), |()| embed::wait());
    html! {
        <Shell>
            <main class="lost" data-test="waiting"><h1>{ texts.get("embed-waiting") }</h1></main>
        </Shell>
    }
}
