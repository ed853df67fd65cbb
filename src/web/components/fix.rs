//! A configuration to find, under which the same attack breaks nothing.

use std::collections::BTreeMap;

use view::lesson::{Attempt, NotDone, Outcome, Setting, SettingValue};
use view::saying::Saying;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::icon::{Icon, Sign};
use crate::command::Command;
use crate::i18n::{Texts, use_texts};

/// Properties of [`Fix`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is promised.
    pub claim: Saying,
    /// What can be changed.
    pub settings: Vec<Setting>,
    /// What came of the last configuration.
    pub attempt: Option<Attempt>,
    /// Whether one was found.
    pub done: bool,
    /// Whether the learner is at it.
    pub now: bool,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// A choice for each setting, and what came of the last try.
#[component]
pub fn Fix(props: &Props) -> Html {
    let texts = use_texts();
    let chosen = {
        let settings = props.settings.iter().enumerate();
        let last: BTreeMap<usize, String> = settings
            .filter_map(|(place, setting)| Some((place, setting.last.clone()?)))
            .collect();
        use_state_eq(|| last)
    };
    let onsubmit = {
        let (chosen, on_command) = (chosen.clone(), props.on_command.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            on_command.emit(Command::Fix(chosen.values().cloned().collect()));
        })
    };
    let field = |(place, setting): (usize, &Setting)| {
        let pick = {
            let chosen = chosen.clone();
            Callback::from(move |event: Event| {
                let select: Option<HtmlSelectElement> =
                    event.target().and_then(|target| target.dyn_into().ok());
                let mut now = (*chosen).clone();
                match select.map(|select| select.value()) {
                    Some(change) if !change.is_empty() => now.insert(place, change),
                    _ => now.remove(&place),
                };
                chosen.set(now);
            })
        };
        let option = |value: &SettingValue| {
            let selected = chosen.get(&place) == Some(&value.change);
            html! { <option value={value.change.clone()} {selected}>{ &value.text }</option> }
        };
        let as_it_is = match &setting.now {
            Some(now) => texts.with("fix-as-it-is-now", &[("value", now)]),
            None => texts.get("fix-as-it-is"),
        };
        html! {
            <label key={setting.path.clone()} class="field">
                <code>{ &setting.path }</code>
                <select data-test={format!("setting-{place}")} disabled={props.done || !props.now} onchange={pick}>
                    <option value="" selected={!chosen.contains_key(&place)}>{ as_it_is }</option>
                    { for setting.values.iter().map(option) }
                </select>
            </label>
        }
    };
    html! {
        <form class={classes!("task", props.done.then_some("right"))} data-test="task-fix" {onsubmit}>
            <p class="task-lead"><Sign icon={Icon::Target} />{ texts.get("fix-lead") }</p>
            <p>{ texts.say(&props.claim) }</p>
            <fieldset class="choices"><legend class="sr-only">{ texts.get("fix-lead") }</legend>{ for props.settings.iter().enumerate().map(field) }</fieldset>
            <div role="status" data-test="outcome">{ for props.attempt.as_ref().map(|attempt| told(attempt, &texts, &props.on_command)) }</div>
            if props.now && !props.done {
                <div class="row"><button type="submit" class="button primary" data-test="try-it">{ texts.get("fix-try") }</button></div>
            }
        </form>
    }
}

/// What came of a configuration, what of the attack could not be done under it, and the run.
fn told(attempt: &Attempt, texts: &Texts, on_command: &Callback<Command>) -> Html {
    let not_done = |deed: &NotDone| {
        let (at, what) = (texts.moment(deed.at), texts.say(&deed.what));
        html! { <li>{ format!("{at} {what} ") }<small>{ &deed.reason }</small></li> }
    };
    let watch = on_command.reform(|_: MouseEvent| Command::Peek);
    html! {
        <>
            { for attempt.outcome.as_ref().map(|outcome| said(outcome, texts)) }
            if !attempt.refused.is_empty() {
                <p>{ texts.get("fix-refused") }</p>
                <ul class="problems" data-test="not-done">{ for attempt.refused.iter().map(not_done) }</ul>
            }
            if attempt.is_played {
                <div class="row"><button type="button" class="button" data-test="watch" onclick={watch}>{ texts.get("fix-watch") }</button></div>
            }
        </>
    }
}

fn said(outcome: &Outcome, texts: &Texts) -> Html {
    let (class, icon, text) = match outcome {
        Outcome::Holds => ("right", Icon::Check, texts.get("fix-holds")),
        Outcome::Broken { reasons } => {
            let said = |(what, number): &(Saying, u64)| format!("{}: {number}", texts.say(what));
            let reasons: Vec<String> = reasons.iter().map(said).collect();
            let reasons = reasons.join(", ");
            (
                "wrong",
                Icon::Cross,
                texts.with("fix-broken", &[("reasons", &reasons)]),
            )
        }
        Outcome::Missed {
            measure,
            have,
            want,
        } => {
            let (measure, have, want) = (texts.say(measure), have.to_string(), want.to_string());
            let values = [("measure", &*measure), ("have", &have), ("want", &want)];
            ("wrong", Icon::Warning, texts.with("fix-missed", &values))
        }
        Outcome::Wrong { reason } => (
            "wrong",
            Icon::Warning,
            texts.with("fix-wrong", &[("reason", reason)]),
        ),
        Outcome::NotHere => ("wrong", Icon::Warning, texts.get("fix-no-attack")),
    };
    html! {
        <div class={classes!("verdict", class)} data-test={format!("outcome-{class}")}>
            <strong><Sign {icon} />{ text }</strong>
        </div>
    }
}
