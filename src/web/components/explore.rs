//! A search for runs that break a claim: what to look for, and what came of it.

use std::rc::Rc;

use lab::{Claim, Problem};
use view::explore::{Draft, ExploreForm, Sought};
use view::fault::Verb;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::explored::ExploredView;
use super::fault::verb_text;
use super::told::told;
use crate::command::Command;
use crate::i18n::{Texts, use_texts};

/// Properties of [`ExploreView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What can be asked for.
    pub form: Rc<ExploreForm>,
    /// Whether a search goes on.
    pub going: bool,
    /// What it has found so far.
    pub sought: Option<Rc<Sought>>,
    /// Why it could not go on.
    pub wrong: Option<Rc<Problem>>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The form, and beside it how far the search is and what it has found.
#[component]
pub fn ExploreView(props: &Props) -> Html {
    let texts = use_texts();
    let form = &props.form;
    let draft = {
        let draft = form.draft.clone();
        use_state_eq(move || draft)
    };
    let problems = use_state_eq(Vec::<Problem>::new);
    let onsubmit = {
        let (draft, problems) = (draft.clone(), problems.setter());
        props.on_command.reform(move |event: SubmitEvent| {
            event.prevent_default();
            let problems = problems.clone();
            let told = Callback::from(move |found| problems.set(found));
            Command::Explore((*draft).clone(), told)
        })
    };
    let pick = {
        let (draft, claims) = (draft.clone(), form.claims.clone());
        Callback::from(move |event: Event| {
            let name = event.target_unchecked_into::<HtmlSelectElement>().value();
            let claim = claims.iter().find(|claim| claim.name() == name);
            draft.set(Draft {
                claim: claim.copied().unwrap_or(draft.claim),
                ..(*draft).clone()
            });
        })
    };
    let typed = |change: fn(&mut Draft, String)| {
        let draft = draft.clone();
        Callback::from(move |event: InputEvent| {
            let mut next = (*draft).clone();
            let input = event.target_unchecked_into::<HtmlInputElement>();
            change(&mut next, input.value());
            draft.set(next);
        })
    };
    let option = |claim: &Claim| {
        let selected = *claim == draft.claim;
        html! { <option value={claim.name()} {selected}>{ claim.name() }</option> }
    };
    let number = |name: &'static str, value: &str, oninput| {
        let (id, about) = (format!("explore-{name}"), problem_of(&problems, name));
        let error = format!("{id}-error");
        html! {
            <div class="field">
                <label for={id.clone()}>{ texts.get(&id.replace('_', "-")) }</label>
                <input id={id.clone()} data-test={id} inputmode="numeric" autocomplete="off" value={value.to_owned()}
                    aria-invalid={about.is_some().to_string()} aria-describedby={error.clone()} {oninput} />
                <p class="error" id={error} role="alert">{ about }</p>
            </div>
        }
    };
    let stop = props
        .on_command
        .reform(|_: MouseEvent| Command::StopExploring);
    let rest = problems
        .iter()
        .filter(|problem| !FIELDS.contains(&problem.path.as_str()));
    html! {
        <div class="explore" data-test="explore">
            <form class="explore-form" data-test="explore-form" {onsubmit}>
                <p>{ texts.get("explore-lead") }</p>
                <p class="explore-may"><strong>{ texts.get("explore-may") }</strong>{ " " }{ may_break(&form.faults, &texts) }</p>
                <div class="explore-fields">
                    <div class="field">
                        <label for="explore-claim">{ texts.get("compare-claim") }</label>
                        <select id="explore-claim" data-test="explore-claim" onchange={pick}>{ for form.claims.iter().map(option) }</select>
                    </div>
                    { number("runs", &draft.runs, typed(|draft, text| draft.runs = text)) }
                    { number("first_seed", &draft.first_seed, typed(|draft, text| draft.first_seed = text)) }
                </div>
                <ul class="problems" role="alert" data-test="explore-problems">
                    { for rest.chain(props.wrong.as_deref()).map(told) }
                </ul>
                <div class="row">
                    <button type="submit" class="button primary" data-test="explore-go">{ texts.get("explore-go") }</button>
                    if props.going {
                        <button type="button" class="button" data-test="explore-stop" onclick={stop}>{ texts.get("explore-stop") }</button>
                    }
                </div>
            </form>
            if let Some(sought) = &props.sought {
                <ExploredView sought={sought.clone()} going={props.going} />
            }
        </div>
    }
}

/// The fields beside which a problem is told.
const FIELDS: [&str; 2] = ["runs", "first_seed"];

fn problem_of(problems: &[Problem], field: &str) -> Option<String> {
    let problem = problems.iter().find(|problem| problem.path == field);
    problem.map(|problem| problem.message.clone())
}

fn may_break(faults: &[String], texts: &Texts) -> String {
    let names: Vec<String> = faults.iter().map(|verb| named(verb, texts)).collect();
    names.join(" · ")
}

/// What a verb of actions is called; the form for faults has no words for some.
pub fn named(verb: &str, texts: &Texts) -> String {
    Verb::of(verb).map_or_else(|| verb.to_owned(), |verb| verb_text(verb, texts))
}
