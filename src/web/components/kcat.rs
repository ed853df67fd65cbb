//! What `kcat -L` would print, to be read and copied.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::clipboard;
use crate::i18n::use_texts;

/// Properties of [`Kcat`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it would print.
    pub text: String,
}

/// The text, folded until somebody wants it. Where the browser keeps its clipboard to itself, it can be selected.
#[component]
pub fn Kcat(props: &Props) -> Html {
    let texts = use_texts();
    let told = use_state_eq(|| None::<bool>);
    let onclick = {
        let (text, told) = (props.text.clone(), told.setter());
        Callback::from(move |_: MouseEvent| {
            let (text, told) = (text.clone(), told.clone());
            spawn_local(async move { told.set(Some(clipboard::put(text).await)) });
        })
    };
    let said = match *told {
        None => String::new(),
        Some(true) => texts.get("kcat-copied"),
        Some(false) => texts.get("kcat-take"),
    };
    html! {
        <details class="kcat">
            <summary data-test="kcat">{ texts.get("kcat") }</summary>
            <pre tabindex="0" aria-label="kcat -L" data-test="kcat-text">{ &props.text }</pre>
            <div class="row">
                <button type="button" class="button" data-test="kcat-copy" {onclick}>{ texts.get("kcat-copy") }</button>
                <span role="status" class="hint">{ said }</span>
            </div>
        </details>
    }
}
