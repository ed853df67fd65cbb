//! A record typed by hand.

use view::inspector::SendForm;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::command::{Command, Draft};
use crate::i18n::use_texts;

/// Properties of [`Send`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Who sends, and where to.
    pub form: SendForm,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The form. What is wrong with a record is said beside it, and nothing typed is lost.
#[component]
pub fn Send(props: &Props) -> Html {
    let texts = use_texts();
    let error = use_state_eq(|| None::<String>);
    let draft = use_state_eq(|| Draft {
        client: props.form.client.clone(),
        topic: props.form.topics.first().cloned().unwrap_or_default(),
        key: String::new(),
        value: r#"{"number": 10}"#.to_owned(),
    });
    let edit = |change: fn(&mut Draft, Event)| {
        let draft = draft.clone();
        Callback::from(move |event: Event| {
            let mut next = (*draft).clone();
            change(&mut next, event);
            draft.set(next);
        })
    };
    let typed =
        |change: fn(&mut Draft, Event)| edit(change).reform(|event: InputEvent| event.into());
    let onsubmit = {
        let (draft, error, on_command) = (draft.clone(), error.setter(), props.on_command.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let error = error.clone();
            on_command.emit(Command::Send(
                (*draft).clone(),
                Callback::from(move |problem| error.set(problem)),
            ));
        })
    };
    html! {
        <form class="send" data-test="send-form" {onsubmit}>
            <div class="field">
                <label for="send-topic">{ texts.get("send-topic") }</label>
                <select id="send-topic" data-test="send-topic"
                    onchange={edit(|draft, event| draft.topic = event.target_unchecked_into::<HtmlSelectElement>().value())}>
                    { for props.form.topics.iter().map(|topic| html! {
                        <option value={topic.clone()} selected={*topic == draft.topic}>{ topic }</option>
                    }) }
                </select>
            </div>
            <div class="field">
                <label for="send-key">{ texts.get("send-key") }</label>
                <input id="send-key" data-test="send-key" value={draft.key.clone()} autocomplete="off" spellcheck="false"
                    oninput={typed(|draft, event| draft.key = event.target_unchecked_into::<HtmlInputElement>().value())} />
            </div>
            <div class="field">
                <label for="send-value">{ texts.with("send-value", &[("serializer", &props.form.serializer)]) }</label>
                <textarea id="send-value" data-test="send-value" value={draft.value.clone()} spellcheck="false"
                    aria-invalid={error.is_some().to_string()} aria-describedby="send-error"
                    oninput={typed(|draft, event| draft.value = event.target_unchecked_into::<HtmlTextAreaElement>().value())} />
                <p id="send-error" class="error" role="alert" data-test="send-error">{ (*error).clone() }</p>
            </div>
            <div class="row"><button type="submit" class="button primary" data-test="send">{ texts.get("send") }</button></div>
        </form>
    }
}
