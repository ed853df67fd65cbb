//! Dialogs over the page.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::icon::{Icon, Sign};
use crate::i18n::use_texts;

/// A `<dialog>` that is open for as long as it is drawn: the browser keeps the focus in it and gives it back afterwards.
#[hook]
pub fn use_modal() -> NodeRef {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                // Fails only for a dialog that is open already.
                let _ = dialog.show_modal();
            }
        });
    }
    dialog
}

/// Properties of [`Dialog`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its name in tests and styles.
    pub name: &'static str,
    /// What it says on top.
    pub title: AttrValue,
    /// Closes it.
    pub on_close: Callback<()>,
    /// What is in it.
    pub children: Html,
}

/// A dialog with a title and a way to close it.
#[component]
pub fn Dialog(props: &Props) -> Html {
    let texts = use_texts();
    let dialog = use_modal();
    let name = props.name;
    let id = format!("{name}-title");
    let onclose = props.on_close.reform(|_: Event| ());
    let close = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <dialog ref={dialog} class={classes!("dialog", name)} aria-labelledby={id.clone()} data-test={name} {onclose}>
            <div class="dialog-head">
                <h2 {id}>{ &props.title }</h2>
                <button type="button" class="button quiet square" aria-label={texts.get("close")} data-test={format!("{name}-close")} onclick={close}><Sign icon={Icon::Cross} /></button>
            </div>
            { props.children.clone() }
        </dialog>
    }
}
