//! The lab's text and its steps.

use std::rc::Rc;

use view::lesson::{Lesson, Step, Task};
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::fix::Fix;
use super::icon::{Icon, Sign};
use super::markdown::{Inline, Markdown};
use super::predict::Predict;
use crate::command::Command;
use crate::i18n::use_texts;
use crate::route::tools_address;

/// Properties of [`LessonView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The lab, and how far the learner is.
    pub lesson: Rc<Lesson>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The lab's title, and its steps of which one is open.
#[component]
pub fn LessonView(props: &Props) -> Html {
    let texts = use_texts();
    let lesson = &props.lesson;
    let opened = use_state_eq(|| None::<usize>);
    {
        let opened = opened.setter();
        use_effect_with(lesson.current, move |_| opened.set(None));
    }
    let open = opened.unwrap_or(lesson.current);
    let steps = use_node_ref();
    {
        let (steps, first) = (steps.clone(), use_mut_ref(|| true));
        use_effect_with(lesson.current, move |current| {
            // The page begins at its top; a step that was gone on to begins at its heading.
            let element = steps.cast::<Element>().filter(|_| !first.replace(false));
            let step = element.and_then(|steps| steps.children().item(*current as u32));
            if let Some(step) = step {
                step.scroll_into_view();
            }
        });
    }
    let step = |(i, step): (usize, &Step)| {
        let onopen = {
            let opened = opened.setter();
            Callback::from(move |()| opened.set(Some(i)))
        };
        html! {
            <StepView key={step.id.clone()} number={i + 1} step={step.clone()} now={i == lesson.current} last={i + 1 == lesson.steps.len()} open={i == open}
                reachable={step.done || i <= lesson.current} {onopen} on_command={props.on_command.clone()} />
        }
    };
    let work = props.on_command.reform(|_: MouseEvent| Command::HandIn);
    let again = props.on_command.reform(|_: MouseEvent| Command::StartOver);
    html! {
        <div class="lesson" data-test="lesson">
            <div class="lesson-head"><h1 tabindex="-1" id="lab-title">{ &lesson.title }</h1><p>{ &lesson.summary }</p></div>
            <ol class="steps" ref={steps}>{ for lesson.steps.iter().enumerate().map(step) }</ol>
            if lesson.finished {
                <div class="finished" role="status" data-test="finished">
                    <strong>{ texts.get("lesson-finished") }</strong>
                    <div class="row">
                        <a class="button primary" href="#/" data-test="finished-home">{ texts.get("lesson-more") }</a>
                        <button type="button" class="button" data-test="hand-in-open" onclick={work.clone()}>{ texts.get("work-open") }</button>
                        <button type="button" class="button" data-test="start-over" onclick={again}>{ texts.get("lesson-again") }</button>
                    </div>
                </div>
            } else if !lesson.steps.is_empty() {
                <div class="lesson-foot"><button type="button" class="button quiet" data-test="hand-in-open" onclick={work}>{ texts.get("work-open") }</button></div>
            }
            if !lesson.steps.is_empty() {
                <div class="lesson-foot"><a class="button quiet" href={tools_address(&lesson.id)} data-test="to-tools">{ texts.get("tools-title") }</a></div>
            }
        </div>
    }
}

/// Properties of [`StepView`].
#[derive(Properties, PartialEq)]
pub struct StepProps {
    /// Its number, from 1.
    pub number: usize,
    /// The step.
    pub step: Step,
    /// Whether the learner is at it.
    pub now: bool,
    /// Whether no step follows.
    pub last: bool,
    /// Whether its text is shown.
    pub open: bool,
    /// Whether its text may be shown.
    pub reachable: bool,
    /// Shows its text.
    pub onopen: Callback<()>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// One step.
#[component]
pub fn StepView(props: &StepProps) -> Html {
    let texts = use_texts();
    let step = &props.step;
    let class = classes!(
        "step",
        props.now.then_some("now"),
        step.done.then_some("done"),
        props.open.then_some("open")
    );
    let onclick = props.onopen.reform(|_: MouseEvent| ());
    let status = if step.done {
        "lesson-step-done"
    } else if props.now {
        "lesson-step-now"
    } else {
        "lesson-step-ahead"
    };
    html! {
        <li {class} data-test={format!("step-{}", step.id)} aria-current={props.now.then_some("step")}>
            <span class="step-mark" aria-hidden="true">if step.done { <Sign icon={Icon::Check} /> } else { { props.number } }</span>
            <button type="button" class="step-title" data-test={format!("open-{}", step.id)} aria-expanded={props.open.to_string()} disabled={!props.reachable} {onclick}>
                { &step.heading }<span class="sr-only">{ texts.get(status) }</span>
            </button>
            if props.open {
                <div class="step-body">
                    <Markdown text={step.body.clone()} />
                    <TaskView step={step.clone()} now={props.now} last={props.last} on_command={props.on_command.clone()} />
                </div>
            } else {
                <div class="step-print"><Markdown text={step.body.clone()} />{ question(&step.task) }</div>
            }
        </li>
    }
}

/// What there is to choose from, for paper.
fn question(task: &Task) -> Html {
    match task {
        Task::Predict { choices, .. } => {
            html! { <ul>{ for choices.iter().map(|choice| html! { <li><Inline text={choice.text.clone()} /></li> }) }</ul> }
        }
        _ => Html::default(),
    }
}

/// Properties of [`TaskView`].
#[derive(Properties, PartialEq)]
pub struct TaskProps {
    /// The step.
    pub step: Step,
    /// Whether the learner is at it.
    pub now: bool,
    /// Whether no step follows.
    pub last: bool,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// Whether the engine has said something at a step.
const fn answered(task: &Task) -> bool {
    match task {
        Task::Predict { verdict, .. } => verdict.is_some(),
        Task::Fix { attempt, .. } => attempt.is_some(),
        _ => false,
    }
}

/// What a step asks for.
#[component]
pub fn TaskView(props: &TaskProps) -> Html {
    let texts = use_texts();
    let done = props.step.done;
    let dock = use_node_ref();
    {
        let dock = dock.clone();
        use_effect_with((done, answered(&props.step.task)), move |told| {
            let is_news = *told != (false, false);
            if let Some(dock) = dock.cast::<Element>().filter(|_| is_news) {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                dock.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
    let go_on = props.on_command.reform(|_: MouseEvent| Command::Continue);
    let next = (props.now && done && !props.last).then(|| html! {
        <div class="row"><button type="button" class="button primary" data-test="continue" onclick={go_on.clone()}>{ texts.get("lesson-continue") }<Sign icon={Icon::Arrow} /></button></div>
    });
    let task = match &props.step.task {
        Task::Read => html! {
            if props.now && !props.last {
                <div class="row"><button type="button" class="button primary" data-test="continue" onclick={go_on}>{ texts.get("lesson-continue") }<Sign icon={Icon::Arrow} /></button></div>
            }
        },
        Task::Predict { choices, verdict } => html! {
            <>
                <Predict step={props.step.id.clone()} choices={choices.clone()} verdict={verdict.clone()} {done} now={props.now} on_command={props.on_command.clone()} />
                { next }
            </>
        },
        Task::Do { what } => {
            let act = props.on_command.reform(|_: MouseEvent| Command::DoStep);
            html! {
                <>
                    <div class={classes!("task", done.then_some("right"))} data-test="task-do">
                        <p class="task-lead"><Sign icon={if done { Icon::Check } else { Icon::Hand }} /><span>{ texts.say(what) }</span></p>
                        if props.now && !done {
                            <div class="row"><button type="button" class="button" data-test="do-step" onclick={act}>{ texts.get("lesson-do-it") }</button></div>
                        }
                    </div>
                    { next }
                </>
            }
        }
        Task::Reach {
            measure,
            now,
            wanted,
            progress,
        } => html! {
            <>
                <div class={classes!("task", done.then_some("right"))} data-test="task-reach">
                    <p class="task-lead"><Sign icon={if done { Icon::Check } else { Icon::Target }} /><span>{ texts.get(if done { "lesson-reached" } else { "lesson-reach" }) }</span></p>
                    <div class="goal">
                        if let Some((have, want)) = progress {
                            <progress max={want.to_string()} value={have.min(want).max(&0).to_string()} aria-label={texts.say(measure)}></progress>
                            <div class="goal-figures"><span>{ texts.say(measure) }</span><b data-test="goal">{ format!("{have} / {want}") }</b></div>
                        } else {
                            <div class="goal-figures"><span>{ texts.say(measure) }</span><b data-test="goal">{ texts.say(now) }</b></div>
                            if !done {
                                <div class="goal-figures"><span>{ texts.get("goal-wanted") }</span><b>{ texts.say(wanted) }</b></div>
                            }
                        }
                    </div>
                </div>
                { next }
            </>
        },
        Task::Break { claim } => html! {
            <>
                <div class={classes!("task", done.then_some("right"))} data-test="task-break">
                    <p class="task-lead"><Sign icon={if done { Icon::Check } else { Icon::Target }} /><span>{ texts.get(if done { "break-broken" } else { "break-lead" }) }</span></p>
                    <p>{ texts.say(claim) }</p>
                </div>
                { next }
            </>
        },
        Task::Fix {
            claim,
            settings,
            attempt,
        } => html! {
            <>
                <Fix claim={claim.clone()} settings={settings.clone()} attempt={attempt.clone()} {done} now={props.now} on_command={props.on_command.clone()} />
                { next }
            </>
        },
    };
    html! { <div ref={dock} class={classes!("dock", props.step.task.kind(), done.then_some("over"))}>{ task }</div> }
}
