//! A lab's prose: Markdown without HTML of its own.

use pulldown_cmark::{Event, Options, Parser, html};
use yew::prelude::*;

/// Properties of [`Markdown`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The text.
    pub text: AttrValue,
}

/// The text as HTML. What its author wrote as HTML is shown as text, so that a lab can bring no script.
#[component]
pub fn Markdown(props: &Props) -> Html {
    let shown = use_memo(props.text.clone(), |text| {
        let events = Parser::new_ext(text, Options::empty()).map(|event| match event {
            Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
            other => other,
        });
        let mut out = String::new();
        html::push_html(&mut out, events);
        AttrValue::from(out)
    });
    html! { <div class="prose">{ Html::from_html_unchecked((*shown).clone()) }</div> }
}
