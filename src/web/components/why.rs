//! Why something happened, in a dialog: the steps that led to it.

use std::rc::Rc;

use view::why::{Link, Why};
use yew::prelude::*;

use super::dialog::Dialog;
use crate::command::Command;
use crate::i18n::use_texts;

/// Properties of [`WhyView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The steps.
    pub why: Rc<Why>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
    /// Closes it.
    pub on_close: Callback<()>,
}

/// The dialog: what happened, and below it what it followed from, down to where it began.
#[component]
pub fn WhyView(props: &Props) -> Html {
    let texts = use_texts();
    let row = |link: &Link| {
        let event = &link.event;
        let step = event.step;
        let (on_command, on_close) = (props.on_command.clone(), props.on_close.clone());
        let go = Callback::from(move |_: MouseEvent| {
            on_close.emit(());
            on_command.emit(Command::SeekStep(step));
        });
        html! {
            <li key={step} data-test="why-link">
                <button type="button" class="at" title={texts.get("events-go")} onclick={go}>{ texts.moment(event.at) }</button>
                <span>
                    if let Some(node) = &link.node {
                        <strong>{ node }</strong>{ " " }
                    }
                    { texts.say(&event.text) }
                    if let Some(cause) = &event.cause {
                        <small>{ texts.say(&cause.text) }</small>
                    }
                </span>
            </li>
        }
    };
    let last = match props.why.further {
        Some(step) => {
            let further = props
                .on_command
                .reform(move |_: MouseEvent| Command::Why(step));
            html! { <button type="button" class="button" data-test="why-further" onclick={further}>{ texts.get("why-further") }</button> }
        }
        None => html! { <p class="hint" data-test="why-end">{ texts.get("why-end") }</p> },
    };
    html! {
        <Dialog name="why" title={texts.get("why-title")} on_close={props.on_close.clone()}>
            <p class="hint">{ texts.get("why-hint") }</p>
            <ol class="happenings">{ for props.why.links.iter().map(row) }</ol>
            { last }
        </Dialog>
    }
}

/// Properties of [`WhyButton`].
#[derive(Properties, PartialEq)]
pub struct ButtonProps {
    /// The step to ask about.
    pub step: u64,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// Asks why a step happened.
#[component]
pub fn WhyButton(props: &ButtonProps) -> Html {
    let texts = use_texts();
    let step = props.step;
    let ask = props
        .on_command
        .reform(move |_: MouseEvent| Command::Why(step));
    html! { <button type="button" class="ask" data-test={format!("why-{step}")} onclick={ask}>{ texts.get("why-ask") }</button> }
}
