//! Configs by Kafka's names: those that are set, and a way to set another.

use engine::config::Scope;
use lab::form::Field;
use lab::scenario::Edit;
use view::setup::{Allowed, ConfigField, ConfigForm, Known};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Desk;

/// Properties of [`Configs`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where they are.
    pub field: Field,
    /// Whose they are.
    pub scope: Scope,
    /// What its fields need.
    pub desk: Desk,
}

/// The configs.
#[component]
pub fn Configs(props: &Props) -> Html {
    let (desk, field) = (&props.desk, &props.field);
    let texts = &desk.texts;
    let form = ConfigForm::of(props.scope, &field.path, field.value.as_ref());
    let list = format!("names-{}", field.path);
    let add = {
        let (path, scope) = (field.path.clone(), props.scope);
        desk.on_edit.reform(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let name = input.value().trim().to_owned();
            input.set_value("");
            let value = ConfigForm::default_of(scope, &name);
            Edit::Set(path.key(&name), value.into())
        })
    };
    html! {
        <fieldset class="parts" data-test={format!("field-{}", field.path)}>
            <legend><code>{ &field.name }</code></legend>
            { for form.set.iter().map(|config| row(config, desk)) }
            <div class="field">
                <label for={format!("add-{}", field.path)}>{ texts.get("setup-config") }</label>
                <input id={format!("add-{}", field.path)} data-test={format!("add-{}", field.path)} list={list.clone()} autocomplete="off" spellcheck="false" onchange={add} />
                <datalist id={list}>{ for form.others.iter().map(|name| html! { <option value={*name} /> }) }</datalist>
            </div>
        </fieldset>
    }
}

fn row(config: &ConfigField, desk: &Desk) -> Html {
    let (texts, problem) = (&desk.texts, desk.problem(&config.path));
    let id = format!("at-{}", config.path);
    let change = {
        let path = config.path.clone();
        desk.on_edit.reform(move |event: Event| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            Edit::Set(path.clone(), typed.into())
        })
    };
    let remove = {
        let path = config.path.clone();
        desk.on_edit
            .reform(move |_: MouseEvent| Edit::Unset(path.clone()))
    };
    let words = match &config.known {
        Some(Known {
            allowed: Allowed::Words(words),
            ..
        }) => *words,
        _ => &[],
    };
    let list = format!("{id}-words");
    let leave = texts.with("setup-leave-out", &[("name", &config.name)]);
    html! {
        <div class={classes!("field", "config", problem.is_some().then_some("wrong"))} key={config.name.clone()}>
            <label for={id.clone()}><code>{ &config.name }</code></label>
            <div class="with-button">
                <input id={id.clone()} data-test={id.clone()} value={config.value.clone()} list={(!words.is_empty()).then(|| list.clone())}
                    autocomplete="off" spellcheck="false" aria-describedby={format!("{id}-doc")} onchange={change} />
                <button type="button" class="button quiet square" data-test={format!("remove-{}", config.path)} title={leave.clone()} aria-label={leave} onclick={remove}>{ "×" }</button>
            </div>
            if !words.is_empty() {
                <datalist id={list}>{ for words.iter().map(|word| html! { <option value={*word} /> }) }</datalist>
            }
            <p class="hint" id={format!("{id}-doc")}>{ config.known.as_ref().map(|known| said(known, desk)) }</p>
            if let Some(problem) = problem {
                <p class="error" role="alert">{ problem }</p>
            }
        </div>
    }
}

/// What a config does, its default, and what it takes.
fn said(known: &Known, desk: &Desk) -> String {
    let texts = &desk.texts;
    let default = texts.with("inspect-default", &[("value", known.default)]);
    let allowed = match known.allowed {
        Allowed::Words(words) => texts.with("setup-words", &[("words", &words.join(", "))]),
        Allowed::Number(least, most) => {
            let (least, most) = (least.to_string(), most.to_string());
            texts.with("setup-range", &[("least", &least), ("most", &most)])
        }
        Allowed::Text => String::new(),
    };
    let doc = texts.doc("config", &known.key, known.doc);
    format!("{doc} {default} {allowed}").trim().to_owned()
}
