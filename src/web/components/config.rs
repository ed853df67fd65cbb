//! A config: its value, what it does, and where Kafka allows it, a way to change it while the cluster runs.

use view::inspector::{Alteration, Config, Owner};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::command::Command;
use crate::i18n::use_texts;

/// Properties of [`ConfigRow`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The config.
    pub config: Config,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The config: its value, and on demand what it does, Kafka's default, and whether it can be changed.
#[component]
pub fn ConfigRow(props: &Props) -> Html {
    let texts = use_texts();
    let config = &props.config;
    let value = if config.value.is_empty() {
        "\"\""
    } else {
        &config.value
    };
    html! {
        <li class={classes!(config.is_set().then_some("set"))}>
            <details>
                <summary data-test={format!("config-{}", config.name)}><span>{ config.name }</span><span>{ value.to_owned() }</span></summary>
                <p>{ texts.doc("config", &config.key, config.doc) }{ " " }{ texts.with("inspect-default", &[("value", config.default)]) }</p>
                if let Some(owner) = &config.owner {
                    <AlterForm config={config.clone()} owner={owner.clone()} on_command={props.on_command.clone()} />
                }
            </details>
        </li>
    }
}

/// Properties of [`AlterForm`].
#[derive(Properties, PartialEq)]
struct AlterProps {
    config: Config,
    owner: Owner,
    on_command: Callback<Command>,
}

/// What is typed stays until the cluster has taken it over.
#[component]
fn AlterForm(props: &AlterProps) -> Html {
    let texts = use_texts();
    let typed = use_state_eq(|| None::<String>);
    let told = use_state_eq(|| None::<Option<String>>);
    let name = props.config.name;
    let ask = {
        let (told, owner, on_command) =
            (told.setter(), props.owner.clone(), props.on_command.clone());
        move |value: Option<String>| {
            let told = told.clone();
            let wanted = Alteration {
                owner: owner.clone(),
                name: name.to_owned(),
                value,
            };
            let told = Callback::from(move |problem| told.set(Some(problem)));
            on_command.emit(Command::Alter(wanted, told));
        }
    };
    let shown = (*typed)
        .clone()
        .unwrap_or_else(|| props.config.value.clone());
    let onsubmit = {
        let (ask, shown) = (ask.clone(), shown.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask(Some(shown.clone()));
        })
    };
    let oninput = {
        let typed = typed.setter();
        Callback::from(move |event: InputEvent| {
            typed.set(Some(
                event.target_unchecked_into::<HtmlInputElement>().value(),
            ));
        })
    };
    let reset = {
        let typed = typed.setter();
        Callback::from(move |_: MouseEvent| {
            typed.set(None);
            ask(None);
        })
    };
    let id = format!("alter-{name}");
    let (problem, asked) = match &*told {
        Some(Some(problem)) => (Some(problem.clone()), false),
        Some(None) => (None, true),
        None => (None, false),
    };
    html! {
        <form class="field" {onsubmit}>
            <label for={id.clone()}>{ texts.get("alter-label") }</label>
            <input id={id.clone()} data-test={id.clone()} value={shown} autocomplete="off" spellcheck="false"
                aria-invalid={problem.is_some().to_string()} aria-describedby={format!("{id}-told")} {oninput} />
            <div class="row">
                <button type="submit" class="button" data-test={format!("{id}-do")}>{ texts.get("alter-do") }</button>
                <button type="button" class="button quiet" data-test={format!("{id}-reset")} onclick={reset}>{ texts.get("alter-reset") }</button>
            </div>
            <p id={format!("{id}-told")} class={classes!(if problem.is_some() { "error" } else { "hint" })} role="status">
                { problem }
                if asked { { texts.get("alter-asked") } }
            </p>
        </form>
    }
}
