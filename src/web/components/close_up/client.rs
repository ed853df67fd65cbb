//! What the close-ups of all clients have.

use lab::Action;
use view::close_up::{Loop, Request};
use view::stage::Timer;
use yew::prelude::*;

use crate::command::Command;
use crate::i18n::Texts;

/// The loop of the application, with the step that runs lit.
pub(super) fn application(
    application: &Loop,
    on_command: &Callback<Command>,
    texts: &Texts,
) -> Html {
    let fail = |action: &Action| {
        let label = texts.say(&view::deed::wanted(action));
        let test = view::deed::verb(action);
        let action = action.clone();
        let onclick = on_command.reform(move |_: MouseEvent| Command::Do(action.clone()));
        html! {
            <button type="button" class="loop-fail" data-test={test} title={label.clone()} aria-label={label} {onclick}>{ "✕" }</button>
        }
    };
    let step = |step: &view::close_up::LoopStep| {
        html! {
            <li class={classes!(step.running.then_some("running"))} aria-current={step.running.then_some("step")} data-test={format!("loop-{}", step.call)}>
                <code>{ step.call }</code>if step.running { <span class="sr-only">{ texts.get("loop-running") }</span> }
                if let Some(action) = &step.fail { { fail(action) } }
            </li>
        }
    };
    html! {
        <section class="up-card">
            <h3>{ texts.get("client-loop") }</h3>
            <ol class="loop" data-test="loop">{ for application.steps.iter().map(step) }</ol>
            if let Some(now) = &application.now {
                <p data-test="loop-now">{ texts.say(now) }</p>
            }
        </section>
    }
}

/// Requests that wait for answers.
pub(super) fn requests(requests: &[Request], texts: &Texts) -> Html {
    let request = |request: &Request| {
        let args = [
            ("api", request.api),
            ("broker", &request.broker),
            ("at", &texts.moment(request.sent)),
        ];
        html! { <li>{ texts.with("client-request", &args) }<small class="mono">{ request.about.join(", ") }</small></li> }
    };
    html! {
        <section class="up-card">
            <h3>{ texts.get("client-requests") }</h3>
            if requests.is_empty() {
                <p class="empty">{ texts.get("client-requests-none") }</p>
            } else {
                <ul class="plain-list" data-test="requests">{ for requests.iter().map(request) }</ul>
            }
        </section>
    }
}

/// Running timers.
pub(super) fn timers(timers: &[Timer], texts: &Texts) -> Html {
    let timer = |timer: &Timer| {
        let args = [("timer", &*timer.key), ("at", &texts.moment(timer.fires))];
        html! { <li>{ texts.with("client-timer", &args) }</li> }
    };
    html! {
        <section class="up-card">
            <h3>{ texts.get("client-timers") }</h3>
            if timers.is_empty() {
                <p class="empty">{ texts.get("client-timers-none") }</p>
            } else {
                <ul class="plain-list" data-test="timers">{ for timers.iter().map(timer) }</ul>
            }
        </section>
    }
}
