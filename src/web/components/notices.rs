//! Messages over the page, each closed by hand.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::icon::{Icon, Sign};
use crate::i18n::use_texts;

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Its name in tests, and its identity.
    pub id: &'static str,
    /// Whether something went wrong.
    pub bad: bool,
    /// What it says.
    pub text: String,
    /// Details, each with where it is.
    pub details: Vec<(String, String)>,
    /// A text to take along, selected if the clipboard does not have it yet.
    pub taking: Option<Taking>,
    /// What can be done about it.
    pub action: Option<(String, Callback<()>)>,
}

/// A text that somebody may want elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taking {
    /// The text.
    pub text: String,
    /// Whether the clipboard has it.
    pub copied: bool,
}

/// Properties of [`Notices`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The messages.
    pub notices: Vec<Notice>,
    /// Closes one.
    pub on_close: Callback<&'static str>,
}

/// The messages.
#[component]
pub fn Notices(props: &Props) -> Html {
    let texts = use_texts();
    let notice = |notice: &Notice| {
        let (id, on_close) = (notice.id, props.on_close.clone());
        let close = Callback::from(move |_: MouseEvent| on_close.emit(id));
        html! {
            <div key={id} class={classes!("notice", notice.bad.then_some("bad"))} role={if notice.bad { "alert" } else { "status" }} data-test={format!("notice-{id}")}>
                <div>
                    <p>{ &notice.text }</p>
                    if !notice.details.is_empty() {
                        <ul>{ for notice.details.iter().map(|(path, message)| html! { <li><code>{ path }</code>{ " " }{ message }</li> }) }</ul>
                    }
                    if let Some(taking) = &notice.taking {
                        <TakingField key={taking.text.clone()} text={taking.text.clone()} copied={taking.copied} label={notice.text.clone()} />
                    }
                    if let Some((label, act)) = &notice.action {
                        <div class="notice-actions"><button type="button" class="button primary" data-test={format!("notice-{id}-act")} onclick={act.reform(|_: MouseEvent| ())}>{ label }</button></div>
                    }
                </div>
                <button type="button" class="button quiet square" aria-label={texts.get("close")} data-test={format!("notice-{id}-close")} onclick={close}><Sign icon={Icon::Cross} /></button>
            </div>
        }
    };
    html! { <div class="notices">{ for props.notices.iter().map(notice) }</div> }
}

/// Properties of [`TakingField`].
#[derive(Properties, PartialEq)]
struct TakingProps {
    text: String,
    copied: bool,
    label: String,
}

/// The text in a field, ready to be copied by hand where the clipboard does not have it.
#[component]
fn TakingField(props: &TakingProps) -> Html {
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with((props.text.clone(), props.copied), move |(_, copied)| {
            if let Some(field) = field.cast::<HtmlElement>().filter(|_| !copied) {
                // Fails only for what cannot have the focus.
                let _ = field.focus();
                select(&field);
            }
        });
    }
    let (value, label) = (props.text.clone(), props.label.clone());
    // A field of one line would join those of a longer text.
    if value.contains('\n') {
        html! { <textarea ref={field} class="notice-field" rows="6" readonly=true {value} aria-label={label} data-test="text-field" /> }
    } else {
        html! { <input ref={field} class="notice-field" type="text" readonly=true {value} aria-label={label} data-test="link-field" /> }
    }
}

fn select(field: &HtmlElement) {
    if let Some(line) = field.dyn_ref::<HtmlInputElement>() {
        line.select();
    } else if let Some(lines) = field.dyn_ref::<HtmlTextAreaElement>() {
        lines.select();
    }
}
