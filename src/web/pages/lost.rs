//! An address that leads nowhere, or to a lab that is broken: what is wrong, and where to go on.

use yew::prelude::*;

use crate::components::shell::Shell;
use crate::embed;
use crate::i18n::use_texts;
use crate::route::lab_address;

/// Properties of [`Lost`].
#[derive(Properties, Clone, PartialEq)]
pub struct Props {
    /// What is wrong.
    pub title: String,
    /// The lab that may have been meant.
    #[prop_or_default]
    pub nearest: Option<String>,
    /// Details, each with where it is.
    #[prop_or_default]
    pub details: Vec<(String, String)>,
}

/// The page.
#[component]
pub fn Lost(props: &Props) -> Html {
    let texts = use_texts();
    use_effect_with(props.clone(), |props| {
        embed::lost(&props.title, &props.details);
    });
    html! {
        <Shell>
            <main class="lost" data-test="lost">
                <h1 data-test="lost-title">{ &props.title }</h1>
                if !props.details.is_empty() {
                    <ul>{ for props.details.iter().map(|(path, message)| html! { <li><code>{ path }</code>{ " " }{ message }</li> }) }</ul>
                }
                if let Some(nearest) = &props.nearest {
                    <p data-test="lost-nearest">{ texts.with("lost-nearest", &[("id", nearest)]) }</p>
                }
                <div class="row">
                    if let Some(nearest) = &props.nearest {
                        <a class="button primary" href={lab_address(nearest)} data-test="lost-open">{ texts.with("lost-open", &[("id", nearest)]) }</a>
                    }
                    <a class="button" href="#/" data-test="lost-home">{ texts.get("lost-home") }</a>
                </div>
            </main>
        </Shell>
    }
}
