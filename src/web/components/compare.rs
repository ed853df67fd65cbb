//! The run under two configurations: what to change, and what comes of it.

use std::rc::Rc;

use lab::Problem;
use view::compare::{Compared, Setting};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::compared::ComparedView;
use super::told::told;
use crate::command::Command;
use crate::i18n::{Texts, use_texts};

/// More are never asked for at once.
const CHANGES_MAX: usize = 12;

/// Properties of [`CompareView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What can be changed.
    pub settings: Rc<Vec<Setting>>,
    /// What is another in the second run, if there is one.
    pub changes: Option<Rc<Vec<String>>>,
    /// Both scorecards, while two runs are compared.
    pub compared: Option<Rc<Compared>>,
    /// Whether both show the same moment.
    pub caught_up: bool,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// A line of the form.
#[derive(Clone, Debug, Default, PartialEq)]
struct Change {
    path: String,
    value: String,
}

/// The form, and below it both scorecards with their difference.
#[component]
pub fn CompareView(props: &Props) -> Html {
    let texts = use_texts();
    let lines = {
        let changes = props.changes.clone();
        use_state_eq(move || typed(changes.as_deref()))
    };
    let problems = use_state_eq(Vec::<Problem>::new);
    let onsubmit = {
        let (lines, problems, on_command) =
            (lines.clone(), problems.setter(), props.on_command.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let changes = lines.iter().filter(|line| !line.path.trim().is_empty());
            let changes = changes.map(|line| format!("{}={}", line.path.trim(), line.value.trim()));
            let problems = problems.clone();
            let told = Callback::from(move |found| problems.set(found));
            on_command.emit(Command::Compare(changes.collect(), told));
        })
    };
    let change_lines = |index: usize, change: fn(&mut Vec<Change>, usize)| {
        let lines = lines.clone();
        Callback::from(move |()| {
            let mut next = (*lines).clone();
            change(&mut next, index);
            lines.set(next);
        })
    };
    let edit = |index: usize, is_path: bool| {
        let lines = lines.clone();
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            let mut next = (*lines).clone();
            if let Some(line) = next.get_mut(index) {
                *(if is_path {
                    &mut line.path
                } else {
                    &mut line.value
                }) = text;
            }
            lines.set(next);
        })
    };
    let line = |(index, line): (usize, &Change)| {
        let remove = change_lines(index, |lines, index| drop(lines.remove(index)));
        html! {
            <Line key={index} {index} path={line.path.clone()} value={line.value.clone()} settings={props.settings.clone()}
                problems={about(&problems, line)} on_path={edit(index, true)} on_value={edit(index, false)}
                on_remove={(lines.len() > 1).then_some(remove)} />
        }
    };
    let add = change_lines(lines.len(), |lines, _| lines.push(Change::default()));
    let stop = props
        .on_command
        .reform(|_: MouseEvent| Command::StopComparing);
    let go = if props.compared.is_some() {
        "compare-again"
    } else {
        "compare-go"
    };
    html! {
        <div class="compare" data-test="compare">
            <form class="compare-form" data-test="compare-form" {onsubmit}>
                <p>{ texts.get("compare-lead") }</p>
                <datalist id="compare-paths">{ for props.settings.iter().map(|setting| html! { <option value={setting.path.clone()} /> }) }</datalist>
                { for lines.iter().enumerate().map(line) }
                <ul class="compare-problems" role="alert" data-test="compare-problems">{ for rest(&problems, &lines).map(told) }</ul>
                <div class="row">
                    <button type="submit" class="button primary" data-test="compare-go">{ texts.get(go) }</button>
                    if lines.len() < CHANGES_MAX {
                        <button type="button" class="button" data-test="compare-add" onclick={add.reform(|_| ())}>{ texts.get("compare-add") }</button>
                    }
                    if props.compared.is_some() {
                        <button type="button" class="button" data-test="compare-stop" onclick={stop}>{ texts.get("compare-stop") }</button>
                    }
                </div>
            </form>
            if let Some(compared) = &props.compared {
                <ComparedView compared={compared.clone()} caught_up={props.caught_up} />
            }
        </div>
    }
}

/// Properties of [`Line`].
#[derive(Properties, PartialEq)]
struct LineProps {
    index: usize,
    path: String,
    value: String,
    settings: Rc<Vec<Setting>>,
    problems: Vec<Problem>,
    on_path: Callback<InputEvent>,
    on_value: Callback<InputEvent>,
    on_remove: Option<Callback<()>>,
}

/// One change: a path, a value, what it is now, and what is wrong with it.
#[component]
fn Line(props: &LineProps) -> Html {
    let texts = use_texts();
    let index = props.index;
    let (path, value, error) = (
        format!("compare-path-{index}"),
        format!("compare-value-{index}"),
        format!("compare-error-{index}"),
    );
    let now = props
        .settings
        .iter()
        .find(|setting| setting.path == props.path.trim());
    let is_wrong = !props.problems.is_empty();
    html! {
        <div class="compare-line">
            <div class="field">
                <label for={path.clone()}>{ numbered("compare-path", index, &texts) }</label>
                <input id={path.clone()} data-test={path} list="compare-paths" autocomplete="off" spellcheck="false" value={props.path.clone()}
                    placeholder="clients.producer-1.config.acks" aria-invalid={is_wrong.to_string()} aria-describedby={error.clone()} oninput={props.on_path.clone()} />
            </div>
            <span aria-hidden="true">{ "=" }</span>
            <div class="field">
                <label for={value.clone()}>{ numbered("compare-value", index, &texts) }</label>
                <input id={value.clone()} data-test={value} autocomplete="off" spellcheck="false" value={props.value.clone()}
                    aria-invalid={is_wrong.to_string()} aria-describedby={error.clone()} oninput={props.on_value.clone()} />
            </div>
            if let Some(remove) = &props.on_remove {
                <button type="button" class="button quiet" data-test={format!("compare-remove-{index}")}
                    aria-label={numbered("compare-remove", index, &texts)} onclick={remove.reform(|_| ())}>{ "×" }</button>
            }
            <div class="compare-hint" id={error}>
                if let Some(setting) = now {
                    <span>{ texts.with(if setting.said { "compare-now" } else { "compare-default" }, &[("value", &setting.value)]) }</span>
                }
                <ul class="compare-problems" role="alert">{ for props.problems.iter().map(told) }</ul>
            </div>
        </div>
    }
}

fn numbered(key: &str, index: usize, texts: &Texts) -> String {
    texts.with(key, &[("number", &(index + 1).to_string())])
}

/// What is wrong with a line: said of its place, or of the one that it is in.
fn about(problems: &[Problem], line: &Change) -> Vec<Problem> {
    let is_about = |problem: &&Problem| concerns(problem, line);
    problems.iter().filter(is_about).cloned().collect()
}

/// What is said of no line.
fn rest<'p>(problems: &'p [Problem], lines: &'p [Change]) -> impl Iterator<Item = &'p Problem> {
    let is_rest = |problem: &&Problem| !lines.iter().any(|line| concerns(problem, line));
    problems.iter().filter(is_rest)
}

fn concerns(problem: &Problem, line: &Change) -> bool {
    let (place, path) = (problem.path.as_str(), line.path.trim());
    !place.is_empty() && !path.is_empty() && (place.starts_with(path) || path.starts_with(place))
}

/// The lines that say these changes; an empty one where there are none.
fn typed(changes: Option<&Vec<String>>) -> Vec<Change> {
    let changes = changes.into_iter().flatten();
    let mut lines: Vec<Change> = changes
        .filter_map(|change| {
            let (path, value) = change.split_once('=')?;
            Some(Change {
                path: path.to_owned(),
                value: value.to_owned(),
            })
        })
        .collect();
    if lines.is_empty() {
        lines.push(Change::default());
    }
    lines
}
