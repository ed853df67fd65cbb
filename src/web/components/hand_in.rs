//! A learner's work, to be handed in: who they are, how far they are, and the file or the link.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Dialog;
use super::icon::{Icon, Sign};
use crate::command::Command;
use crate::i18n::use_texts;
use crate::identity::{self, LENGTH_MAX};

/// Properties of [`HandIn`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// How many steps are done.
    pub done: usize,
    /// How many there are.
    pub steps: usize,
    /// Whom to tell.
    pub on_command: Callback<Command>,
    /// Closes it.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn HandIn(props: &Props) -> Html {
    let texts = use_texts();
    let learner = identity::learner();
    let name = use_node_ref();
    let onsubmit = {
        let (name, on_command) = (name.clone(), props.on_command.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(name) = name.cast::<HtmlInputElement>() {
                on_command.emit(Command::Identify(name.value()));
            }
        })
    };
    let give = |command: Command| {
        let (on_command, on_close) = (props.on_command.clone(), props.on_close.clone());
        Callback::from(move |_: MouseEvent| {
            on_close.emit(());
            on_command.emit(command.clone());
        })
    };
    let counts = [
        ("done", &*props.done.to_string()),
        ("all", &*props.steps.to_string()),
    ];
    html! {
        <Dialog name="hand-in" title={texts.get("work-title")} on_close={props.on_close.clone()}>
            <p>{ texts.get("work-what") }</p>
            <form class="field-row" {onsubmit}>
                <label class="field" for="learner">{ texts.get("work-learner") }
                    <input ref={name} id="learner" data-test="learner" required=true maxlength={LENGTH_MAX.to_string()} autocomplete="off" value={learner.clone().unwrap_or_default()} />
                </label>
                <button type="submit" class={classes!("button", learner.is_none().then_some("primary"))} data-test="identify">{ texts.get("work-identify") }</button>
            </form>
            <p class="hint">{ texts.get(if learner.is_none() { "work-nobody" } else { "work-seed" }) }</p>
            if learner.is_some() {
                <p data-test="work-done"><strong>{ texts.with("work-done", &counts) }</strong></p>
                <div class="row">
                    <button type="button" class="button primary" data-test="work-save" onclick={give(Command::SaveWork)}><Sign icon={Icon::Save} />{ texts.get("work-save") }</button>
                    <button type="button" class="button" data-test="work-link" onclick={give(Command::CopyWork)}><Sign icon={Icon::Link} />{ texts.get("work-link") }</button>
                </div>
            }
        </Dialog>
    }
}
