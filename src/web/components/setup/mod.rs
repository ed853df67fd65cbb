//! The setup of a scenario: what is in it, each part with its form.

mod configs;
mod field;
mod part;

use std::rc::Rc;

use engine::config::Scope;
use lab::scenario::Edit;
use lab::{Path, Problem};
use view::setup::{Entry, Section, Setup};
use web_sys::HtmlInputElement;
use yew::prelude::*;

pub(super) use self::field::field;
use self::part::PartView;
use super::icon::{Icon, Sign};
use super::told::told;
use crate::command::{Command, Wish};
use crate::i18n::{Texts, use_texts};

/// What every field needs.
#[derive(Clone, PartialEq)]
pub struct Desk {
    /// The texts.
    texts: Texts,
    /// What is wrong with the scenario.
    problems: Vec<Problem>,
    /// Whose configs are edited.
    scope: Option<Scope>,
    /// Whom to tell of a change.
    on_edit: Callback<Edit>,
}

impl Desk {
    /// What the fields of a form need.
    pub(super) const fn of(
        texts: Texts,
        problems: Vec<Problem>,
        scope: Option<Scope>,
        on_edit: Callback<Edit>,
    ) -> Self {
        Self {
            texts,
            problems,
            scope,
            on_edit,
        }
    }

    /// What is wrong at a place.
    fn problem(&self, path: &Path) -> Option<String> {
        let path = path.to_string();
        let here = self.problems.iter().filter(|problem| problem.path == path);
        let told: Vec<&str> = here.map(|problem| problem.message.as_str()).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

/// Properties of [`SetupView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The scenario.
    pub setup: Rc<Setup>,
    /// What could not be changed.
    pub refused: Option<Problem>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// The setup.
#[component]
pub fn SetupView(props: &Props) -> Html {
    let texts = use_texts();
    let setup = &props.setup;
    let wish = |wish: Wish| {
        props
            .on_command
            .reform(move |_: MouseEvent| Command::Setup(wish.clone()))
    };
    let tool = |key: &str, test: &'static str, icon: Icon, able: bool, then: Wish| {
        let label = texts.get(key);
        html! {
            <button type="button" class="button quiet square" data-test={test} title={label.clone()} aria-label={label} disabled={!able} onclick={wish(then)}><Sign {icon} /></button>
        }
    };
    let ontitle = props.on_command.reform(|event: Event| {
        let title = event.target_unchecked_into::<HtmlInputElement>().value();
        Command::Setup(Wish::Edit(Edit::Set(Path::ROOT.key("title"), title.into())))
    });
    html! {
        <div class="setup" data-test="setup">
            <div class="setup-head">
                <label class="sr-only" for="setup-title">{ texts.get("setup-title") }</label>
                <input id="setup-title" class="setup-title" data-test="setup-title" value={setup.title.clone()} maxlength="80" autocomplete="off" onchange={ontitle} />
                { tool("setup-undo", "setup-undo", Icon::Undo, setup.can_undo, Wish::Undo) }
                { tool("setup-redo", "setup-redo", Icon::Redo, setup.can_redo, Wish::Redo) }
                { tool("setup-export", "setup-export", Icon::Save, true, Wish::Export) }
            </div>
            <p class="hint">{ texts.get("setup-hint") }</p>
            <div role="status" data-test="setup-state">
                if !setup.problems.is_empty() {
                    <div class="setup-problems">
                        <p>{ texts.with("setup-problems", &[("count", &setup.problems.len().to_string())]) }</p>
                        <ul>{ for setup.problems.iter().take(PROBLEMS_MAX).map(told) }</ul>
                    </div>
                }
                if let Some(refused) = &props.refused {
                    <p class="error" data-test="setup-refused"><code>{ &refused.path }</code>{ " " }{ &refused.message }</p>
                }
            </div>
            { for setup.sections.iter().map(|section| self::section(section, props, &texts)) }
        </div>
    }
}

/// More problems are counted, not listed.
const PROBLEMS_MAX: usize = 8;

fn section(section: &Section, props: &Props, texts: &Texts) -> Html {
    let name = texts.get(&format!("setup-{}", section.key));
    let add = |add: &view::setup::Add| {
        let edit = add.edit.clone();
        let onclick = props
            .on_command
            .reform(move |_: MouseEvent| Command::Setup(Wish::Edit(edit.clone())));
        html! {
            <button type="button" class="button quiet add" data-test={format!("add-{}", add.key)} {onclick}>{ texts.get(&format!("setup-add-{}", add.key)) }</button>
        }
    };
    html! {
        <section class="setup-section" aria-label={name.clone()} data-test={format!("setup-{}", section.key)}>
            <ul>{ for section.entries.iter().map(|one| entry(one, &name, props, texts)) }</ul>
            if !section.add.is_empty() {
                <div class="row">{ for section.add.iter().map(add) }</div>
            }
        </section>
    }
}

/// A thing, with its form if it is open.
fn entry(entry: &Entry, section: &str, props: &Props, texts: &Texts) -> Html {
    let form = props
        .setup
        .open
        .as_ref()
        .filter(|form| form.field.path == entry.path);
    let open = form.is_some();
    let path = entry.path.clone();
    let onclick = props
        .on_command
        .reform(move |_: MouseEvent| Command::Setup(Wish::Open((!open).then(|| path.clone()))));
    let name = if entry.name.is_empty() {
        section
    } else {
        &entry.name
    };
    let desk = Desk {
        texts: texts.clone(),
        problems: props.setup.problems.clone(),
        scope: form.and_then(|form| form.scope),
        on_edit: props
            .on_command
            .reform(|edit| Command::Setup(Wish::Edit(edit))),
    };
    let test = if entry.name.is_empty() {
        entry.path.to_string()
    } else {
        entry.name.clone()
    };
    html! {
        <li key={entry.path.to_string()} class={classes!("setup-entry", open.then_some("open"))}>
            <button type="button" class="setup-name" aria-expanded={open.to_string()} data-test={format!("part-{test}")} {onclick}>
                <span>{ name.to_owned() }</span><small>{ &entry.detail }</small>
                if entry.problems > 0 {
                    <span class="wrong" title={texts.with("setup-wrong", &[("count", &entry.problems.to_string())])}>{ "! " }{ entry.problems }</span>
                }
            </button>
            if let Some(form) = form {
                <PartView entry={entry.clone()} field={form.field.clone()} {desk} />
            }
        </li>
    }
}
