//! What is asked of the cluster through its admin client, in a dialog: fields with their meaning, and what is wrong beside
//! each.

use engine::config::Scope;
use lab::Problem;
use lab::scenario::Edit;
use view::ask::{Ask, Draft};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::dialog::Dialog;
use super::setup::{Desk, field};
use super::told::told;
use crate::command::Command;
use crate::i18n::Texts;

/// Properties of [`AskView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is asked, with what is filled in already.
    pub ask: Ask,
    /// The texts.
    pub texts: Texts,
    /// Whom to tell.
    pub on_command: Callback<Command>,
    /// Closes it.
    pub on_close: Callback<()>,
}

/// What happens to the form.
pub enum Message {
    /// Something is filled in.
    Edit(Edit),
    /// It is asked.
    Ask,
    /// This is wrong.
    Wrong(Vec<Problem>),
}

/// The dialog. Nothing typed is lost until the cluster was asked.
pub struct AskView {
    draft: Draft,
    problems: Vec<Problem>,
    form: NodeRef,
}

impl Component for AskView {
    type Message = Message;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        Self {
            draft: context.props().ask.draft.clone(),
            problems: Vec::new(),
            form: NodeRef::default(),
        }
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Edit(edit) => {
                self.problems = self.draft.edit(&edit).err().into_iter().collect();
            }
            Message::Ask => {
                let told = context.link().callback(Message::Wrong);
                let ask = Command::Administer(self.draft.clone(), told);
                context.props().on_command.emit(ask);
            }
            Message::Wrong(problems) => self.problems = problems,
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let (props, link) = (context.props(), context.link());
        let texts = &props.texts;
        let desk = Desk::of(
            texts.clone(),
            self.problems.clone(),
            Some(Scope::Topic),
            link.callback(Message::Edit),
        );
        let fields = self.draft.fields();
        let shown = |problem: &&Problem| {
            fields
                .iter()
                .all(|field| !problem.path.starts_with(&field.path.to_string()))
        };
        let elsewhere = self.problems.iter().filter(shown);
        let onsubmit = link.callback(|event: SubmitEvent| {
            event.prevent_default();
            Message::Ask
        });
        html! {
            <Dialog name="ask" title={texts.say(&props.ask.text)} on_close={props.on_close.clone()}>
                <form ref={&self.form} class="part" data-test={format!("ask-{}", self.draft.verb())} novalidate=true {onsubmit}>
                    { for fields.iter().map(|one| field(one, &desk)) }
                    <ul role="alert">{ for elsewhere.map(told) }</ul>
                    <p class="hint">{ texts.get("ask-hint") }</p>
                    <div class="row"><button type="submit" class="button primary" data-test="ask-do">{ texts.get("ask-do") }</button></div>
                </form>
            </Dialog>
        }
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        let form = self.form.cast::<web_sys::Element>().filter(|_| first);
        let field = form.and_then(|form| form.query_selector("input, select").ok().flatten());
        if let Some(field) =
            field.and_then(|field| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(field).ok())
        {
            // Fails only for what cannot have the focus.
            let _ = field.focus();
        }
    }
}

/// Properties of [`AskButton`].
#[derive(Properties, PartialEq)]
pub struct ButtonProps {
    /// What is asked.
    pub ask: Ask,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// A button that opens the dialog.
#[component]
pub fn AskButton(props: &ButtonProps) -> Html {
    let texts = crate::i18n::use_texts();
    let ask = props.ask.clone();
    let test = format!("open-{}", ask.draft.verb());
    let label = opening(&ask, &texts);
    let onclick = props
        .on_command
        .reform(move |_: MouseEvent| Command::Ask(ask.clone()));
    html! { <button type="button" class="button" data-test={test} aria-haspopup="dialog" {onclick}>{ label }</button> }
}

/// What opens the dialog is called like it, with a sign that there is more to say.
pub fn opening(ask: &Ask, texts: &Texts) -> String {
    format!("{} …", texts.say(&ask.text))
}
