//! Messages over the page, each closed by hand.

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
    /// What can be done about it.
    pub action: Option<(String, Callback<()>)>,
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
