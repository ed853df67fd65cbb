//! A question whose answer the engine computes by running on.

use view::lesson::{Choice, Contradicted, Verdict};
use yew::prelude::*;

use super::icon::{Icon, Sign};
use super::markdown::{Inline, Markdown};
use crate::command::Command;
use crate::i18n::{Texts, use_texts};

/// Properties of [`Predict`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The step's id.
    pub step: String,
    /// What there is to choose from.
    pub choices: Vec<Choice>,
    /// What became of the last answer.
    pub verdict: Option<Verdict>,
    /// Whether it was answered rightly.
    pub done: bool,
    /// Whether the learner is at it.
    pub now: bool,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The question's choices, and what became of the chosen one.
#[component]
pub fn Predict(props: &Props) -> Html {
    let texts = use_texts();
    let chosen = use_state_eq(|| None::<String>);
    let onsubmit = {
        let (chosen, on_command) = (chosen.clone(), props.on_command.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(choice) = &*chosen {
                on_command.emit(Command::Answer(choice.clone()));
            }
        })
    };
    let choice = |choice: &Choice| {
        let pick = {
            let (chosen, id) = (chosen.setter(), choice.id.clone());
            Callback::from(move |_: Event| chosen.set(Some(id.clone())))
        };
        html! {
            <label key={choice.id.clone()} class={classes!("choice", choice.wrong.then_some("wrong"))}>
                <input type="radio" name={format!("choice-{}", props.step)} value={choice.id.clone()} data-test={format!("choice-{}", choice.id)}
                    checked={chosen.as_ref() == Some(&choice.id)} disabled={props.done || !props.now} onchange={pick} />
                <Inline text={choice.text.clone()} />
                if choice.wrong {
                    <span class="sr-only">{ texts.get("predict-was-wrong") }</span>
                }
            </label>
        }
    };
    html! {
        <form class={classes!("task", props.done.then_some("right"))} data-test="task-predict" {onsubmit}>
            <p class="task-lead"><Sign icon={Icon::Question} />{ texts.get("predict-lead") }</p>
            <fieldset class="choices"><legend class="sr-only">{ texts.get("predict-lead") }</legend>{ for props.choices.iter().map(choice) }</fieldset>
            <div role="status" data-test="verdict">{ for props.verdict.as_ref().map(|verdict| said(verdict, &texts, &props.on_command)) }</div>
            if props.now && !props.done {
                <div class="row"><button type="submit" class="button primary" data-test="run-and-see" disabled={chosen.is_none()}>{ texts.get("predict-run") }</button></div>
            }
        </form>
    }
}

fn said(verdict: &Verdict, texts: &Texts, on_command: &Callback<Command>) -> Html {
    let (class, icon, title, text) = match verdict {
        Verdict::Right { because } => ("right", Icon::Check, "predict-right", because.clone()),
        Verdict::Wrong { hint, .. } => ("wrong", Icon::Cross, "predict-wrong", hint.clone()),
        Verdict::OffPath { value } => (
            "wrong",
            Icon::Warning,
            "predict-off-path",
            texts.with("predict-off-path-why", &[("value", &value.to_string())]),
        ),
        Verdict::NotNow { reason } => (
            "wrong",
            Icon::Warning,
            "predict-not-now",
            texts.with("predict-not-now-why", &[("reason", reason)]),
        ),
    };
    html! {
        <div class={classes!("verdict", class)} data-test={format!("verdict-{class}")}>
            <strong><Sign {icon} />{ texts.get(title) }</strong>
            <Markdown {text} />
            if let Verdict::Wrong { contradicted: Some(found), .. } = verdict {
                { contradiction(found, texts, on_command) }
            }
        </div>
    }
}

/// The event of the run that contradicts an answer, and a way to see it.
fn contradiction(found: &Contradicted, texts: &Texts, on_command: &Callback<Command>) -> Html {
    let measure = texts.say(&found.measure);
    let peek = on_command.reform(|_: MouseEvent| Command::Peek);
    let until = texts.moment(found.until);
    html! {
        <div class="contradiction" data-test="contradiction">
            if let Some(turning) = &found.turning {
                <p>{ texts.with("contradiction-event", &[("at", &texts.moment(turning.event.at))]) }</p>
                <p class="happening">
                    if let Some(node) = &turning.node {
                        <strong>{ node }</strong>{ " " }
                    }
                    { texts.say(&turning.event.text) }
                </p>
                <p>{ texts.with("contradiction-change", &[("measure", &measure), ("from", &turning.from.to_string()), ("to", &turning.to.to_string())]) }</p>
            } else {
                <p>{ texts.with("contradiction-nothing", &[("until", &until), ("measure", &measure), ("value", &found.value.to_string())]) }</p>
            }
            <div class="row"><button type="button" class="button" data-test="peek" onclick={peek}>{ texts.get("contradiction-show") }</button></div>
        </div>
    }
}
