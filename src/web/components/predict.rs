//! A question whose answer the engine computes by running on.

use view::lesson::{Choice, Evidence, Verdict};
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
            <label key={choice.id.clone()} class={classes!("choice", choice.wrong.then_some("wrong"), choice.right.then_some("right"))}>
                <input type="radio" name={format!("choice-{}", props.step)} value={choice.id.clone()} data-test={format!("choice-{}", choice.id)}
                    checked={choice.right || chosen.as_ref() == Some(&choice.id)} disabled={props.done || !props.now} onchange={pick} />
                <Inline text={choice.text.clone()} />
                if choice.wrong {
                    <span class="sr-only">{ texts.get("predict-was-wrong") }</span>
                } else if choice.right {
                    <Sign icon={Icon::Check} /><span class="sr-only">{ texts.get("predict-right") }</span>
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
        Verdict::Right { because, .. } => ("right", Icon::Check, "predict-right", because.clone()),
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
            if let Verdict::Wrong { evidence: Some(found), .. } | Verdict::Right { evidence: Some(found), .. } = verdict {
                { evidence(found, class, texts, on_command) }
            }
        </div>
    }
}

/// The event of the run that decides what was asked, and a way to see it.
fn evidence(found: &Evidence, class: &str, texts: &Texts, on_command: &Callback<Command>) -> Html {
    let peek = on_command.reform(|_: MouseEvent| Command::Peek);
    let (measure, value) = (texts.say(&found.measure), texts.say(&found.value));
    html! {
        <div class="evidence" data-test="evidence">
            if class == "wrong" {
                <p>{ texts.with("evidence-expected", &[("measure", &measure), ("expected", &texts.say(&found.expected)), ("value", &value)]) }</p>
            }
            if let Some(turning) = &found.turning {
                <p>{ texts.with("evidence-event", &[("at", &texts.moment(turning.event.at)), ("measure", &measure), ("from", &texts.say(&turning.from)), ("to", &texts.say(&turning.to))]) }</p>
                <p class="happening">
                    if let Some(node) = &turning.node {
                        <strong>{ node }</strong>{ " " }
                    }
                    { texts.say(&turning.event.text) }
                </p>
            } else {
                <p>{ texts.with("evidence-nothing", &[("until", &texts.moment(found.until)), ("measure", &measure), ("value", &value)]) }</p>
            }
            <div class="row"><button type="button" class="button" data-test="peek" onclick={peek}>{ texts.get("evidence-show") }</button></div>
        </div>
    }
}
