//! A long way through time: how far it is, and a way to stop.

use yew::prelude::*;

use crate::i18n::use_texts;

/// Properties of [`Seeking`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What the way is for, as a key of the texts.
    #[prop_or("seeking")]
    pub text: &'static str,
    /// Where the run is, in µs.
    pub at: u64,
    /// Where it goes, in µs.
    pub to: u64,
    /// Stops it.
    pub on_cancel: Callback<()>,
}

/// Progress with a button to stop.
#[component]
pub fn Seeking(props: &Props) -> Html {
    let texts = use_texts();
    let stop = props.on_cancel.reform(|_: MouseEvent| ());
    let label = texts.with(props.text, &[("to", &texts.moment(props.to))]);
    html! {
        <div class="seeking" data-test={props.text}>
            <span>{ label.clone() }</span>
            <button type="button" class="button" data-test={format!("{}-cancel", props.text)} onclick={stop}>{ texts.get("seeking-cancel") }</button>
            <progress aria-label={label} max={(props.to / 1_000).max(1).to_string()} value={(props.at / 1_000).to_string()}></progress>
        </div>
    }
}
